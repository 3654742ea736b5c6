from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from students.models import Enrolment, Outflow, Programme, Referral, Student
from wijkleerbedrijf.organisation.admin_scope import ScopedAdmin, access_of_request
from wijkleerbedrijf.organisation.models import Membership, User
from wijkleerbedrijf.roles import Role


@admin.register(Programme)
class ProgrammeAdmin(ScopedAdmin):
    location_path = None
    list_display = ["name", "crebo", "level", "version", "is_active"]
    list_filter = ["level", "is_active"]
    search_fields = ["name", "crebo"]
    search_help_text = "Zoek op naam of crebo."


@admin.register(Student)
class StudentAdmin(ScopedAdmin):
    """The account of a student and who guides him or her; all else stands on the student's own page."""

    rank = 10
    list_display = ["list_name", "location", "user", "coordinator"]
    list_filter = ["location", ("user", admin.EmptyFieldListFilter)]
    list_select_related = ["location", "user", "coordinator"]
    search_fields = ["first_name", "surname", "user__email"]
    search_help_text = "Zoek op naam of e-mailadres."
    ordering = ["surname", "prefix", "first_name"]
    autocomplete_fields = ["user", "coordinator", "teachers"]
    readonly_fields = ["first_name", "prefix", "surname"]
    fieldsets = [
        (
            None,
            {
                "fields": [("first_name", "prefix", "surname"), "location", "user", "coordinator", "teachers"],
                "description": "Met een account ziet de student de eigen week en het eigen portfolio. Maak eerst een persoon "
                "met de rol student. Alle andere gegevens van een student houdt de coördinator bij.",
            },
        )
    ]

    @admin.display(description="naam", ordering="surname")
    def list_name(self, student: Student) -> str:
        return student.list_name

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """An account of a student belongs to somebody with that role at a location of this administrator."""
        roles = {"user": Role.STUDENT, "coordinator": Role.COORDINATOR}
        if role := roles.get(db_field.name):
            held = Membership.objects.managed_by(access_of_request(request)).filter(role=role)
            kwargs["queryset"] = User.objects.filter(pk__in=held.values("user"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Enrolment)
class EnrolmentAdmin(ScopedAdmin):
    rank = 20
    list_display = ["student", "programme", "level", "valid_from", "valid_until", "location"]
    list_filter = ["programme", "level", "location"]
    list_select_related = ["student", "programme", "location"]
    search_fields = ["student__first_name", "student__surname"]
    search_help_text = "Zoek op de naam van de student."
    autocomplete_fields = ["student", "programme"]
    fields = ["location", "student", "programme", "level", "valid_from", "valid_until", "expected_until"]


@admin.register(Outflow)
class OutflowAdmin(ScopedAdmin):
    """How an enrolment ended. The end itself is recorded on the page of the student, which ends the enrolment too."""

    rank = 30
    list_display = ["enrolment_student", "ended_on", "result", "destination", "reason_class", "location"]
    list_filter = ["result", "destination", "reason_class", "location"]
    list_select_related = ["enrolment__student", "location"]
    search_fields = ["enrolment__student__first_name", "enrolment__student__surname"]
    search_help_text = "Zoek op de naam van de student."
    readonly_fields = ["enrolment", "ended_on"]
    date_hierarchy = "ended_on"
    fields = ["location", "enrolment", "ended_on", "result", "destination", "reason_class", "reason"]

    @admin.display(description="student", ordering="enrolment__student__surname")
    def enrolment_student(self, outflow: Outflow) -> str:
        return outflow.enrolment.student.list_name

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Referral)
class ReferralAdmin(ScopedAdmin):
    """Which partner sent a student; the partner sees the progress only after the student said yes."""

    rank = 40
    list_display = ["student", "partner", "referred_on", "shared_since", "location"]
    list_filter = ["partner", "location"]
    list_select_related = ["student", "partner", "location"]
    search_fields = ["student__first_name", "student__surname", "partner__name"]
    autocomplete_fields = ["student", "partner"]
