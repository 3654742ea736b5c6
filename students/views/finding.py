"""Finds the rows that a page is about, within what this person may see."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from students.models import Student
from wijkleerbedrijf.organisation.permission import AppRequest


def visible_student(request: AppRequest, student_id: int) -> Student:
    """404 for a student of another location."""
    student: Student = get_object_or_404(Student.objects.visible_to(request.access), pk=student_id)
    return student


def locked_student(request: AppRequest, student_id: int) -> Student:
    """The same, for a change: a colleague who sends one now waits. Needs a transaction."""
    students = Student.objects.visible_to(request.access).select_for_update(of=("self",))
    student: Student = get_object_or_404(students, pk=student_id)
    return student
