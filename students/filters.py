"""Search and filters above the list of students."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.http import QueryDict
from django.utils import timezone

from wijkleerbedrijf.organisation.access import Access
from wijkleerbedrijf.organisation.models import Skill, User

from .listing import left, not_yet_started, present
from .models import Student
from .querysets import StudentQuerySet

_PRESENCE = {"aanwezig": present, "komt": not_yet_started, "vertrokken": left}


def coordinators_of(access: Access) -> models.QuerySet[User]:
    """Everybody who coordinates a student of this location."""
    return User.objects.filter(coordinated_students__location_id=access.location_id).distinct()


class StudentFilter(django_filters.FilterSet):
    """Without a choice it shows who is enrolled now."""

    q = django_filters.CharFilter(
        method="search", label="Zoek op naam", widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )
    presence = django_filters.ChoiceFilter(
        method="by_presence",
        label="Wie",
        empty_label=None,
        choices=[
            ("aanwezig", "nu ingeschreven"),
            ("komt", "nog niet begonnen"),
            ("vertrokken", "vertrokken"),
            ("alle", "iedereen"),
        ],
    )
    level = django_filters.ChoiceFilter(
        label="Niveau", empty_label="alle niveaus", choices=[(1, "niveau 1"), (2, "niveau 2"), (3, "niveau 3")]
    )
    starter = django_filters.ChoiceFilter(
        method="by_starter",
        label="Starter",
        empty_label="maakt niet uit",
        choices=[("ja", "starter"), ("nee", "geen starter")],
    )
    coordinator = django_filters.ModelChoiceFilter(
        label="Coördinator", empty_label="alle coördinatoren", queryset=lambda request: coordinators_of(request.access)
    )
    skill = django_filters.ModelChoiceFilter(
        field_name="skills",
        label="Vaardigheid",
        empty_label="alle vaardigheden",
        queryset=lambda request: Skill.objects.filter(is_active=True),
    )

    class Meta:
        model = Student
        fields: list[str] = []

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        given = data.copy() if data is not None else QueryDict(mutable=True)
        given.setdefault("presence", "aanwezig")
        super().__init__(given, *args, **kwargs)

    @property
    def is_narrowed(self) -> bool:
        """Something was searched or chosen."""
        given = {name: value for name, value in self.form.cleaned_data.items() if value} if self.is_valid() else {}
        return given not in ({}, {"presence": "aanwezig"})

    def search(self, students: StudentQuerySet, name: str, value: str) -> StudentQuerySet:
        return students.search(value)

    def by_presence(self, students: StudentQuerySet, name: str, value: str) -> StudentQuerySet:
        rule = _PRESENCE.get(value)
        return students.filter(rule(timezone.localdate())) if rule else students

    def by_starter(self, students: StudentQuerySet, name: str, value: str) -> StudentQuerySet:
        return students.filter(is_starter=value == "ja")
