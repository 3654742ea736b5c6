"""What a project leader asks."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from planning.models import Scenario
from students.models import Student
from wijkleerbedrijf.organisation.access import Access
from wijkleerbedrijf.organisation.date_field import TypedDateField
from wijkleerbedrijf.organisation.models.catalogue import Weekday
from wijkleerbedrijf.organisation.validators import NoBsnForm
from wijkleerbedrijf.organisation.week_grid import WeekGrid
from wijkleerbedrijf.roles import Permission

from .what_if_question import Asked, Place

_MOST = 50
_WORKING_DAYS = range(1, 6)


def _number(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=_MOST,
        required=False,
        widget=forms.NumberInput(attrs={"class": "number-input", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Vul een getal in, bijvoorbeeld 2.",
            "min_value": "Vul een getal vanaf 0 in.",
            "max_value": f"Vul een getal tot en met {_MOST} in.",
        },
    )


class WhatIfForm(forms.Form):
    """Everything may be combined."""

    starts_on = TypedDateField(label="Vanaf", error_messages={"required": "Vul een datum in."})
    without = forms.ModelMultipleChoiceField(
        label="Wie stopt?", queryset=Student.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    placement = forms.ModelMultipleChoiceField(
        label="Wie gaat op zorgstage?",
        queryset=Student.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    placement_from = TypedDateField(
        label="Zorgstage vanaf", required=False, help_text="Leeg: vanaf dezelfde dag als de rest."
    )
    fewer_students = _number("Minder")
    more_students = _number("Erbij")
    new_clients = _number("Erbij")
    extra = forms.MultipleChoiceField(
        label="Extra dagdeel",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Er is dan iemand bereikbaar, en wie vrij is gaat op bezoek.",
    )

    def __init__(
        self, *args: Any, access: Access, grid: WeekGrid, today: datetime.date, last: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.last = today, last
        words = access.words
        fields: dict[str, Any] = self.fields
        fields["fewer_students"].label = f"{words.student.capital_plural} minder"
        fields["more_students"].label = f"{words.student.capital_plural} erbij"
        fields["new_clients"].label = f"{words.client.capital_plural} erbij"
        if access.may(Permission.SEE_STUDENTS):
            students = Student.objects.visible_to(access).enrolled_between(today, last)
            fields["without"].queryset = fields["placement"].queryset = students
        else:
            for name in ("without", "placement", "placement_from"):
                del fields[name]
        fields["extra"].choices = [
            (f"{weekday}_{block.pk}", _dagdeel(weekday, block.name, (weekday, block.pk) in grid.places))
            for weekday in _WORKING_DAYS
            for block in grid.blocks
        ]

    def clean_starts_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["starts_on"]
        if day < self.today:
            raise forms.ValidationError("Deze dag is voorbij. Kies vandaag of later.")
        if day > self.last:
            raise forms.ValidationError(
                f"Kies een dag in dit schooljaar, tot en met {self.last.day}-{self.last.month}-{self.last.year}."
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, begins = cleaned.get("starts_on"), cleaned.get("placement_from")
        if starts and begins and begins < starts:
            self.add_error("placement_from", "De zorgstage begint vóór de eerste dag hierboven. Kies een latere dag.")
        both = set(cleaned.get("without", ())) & set(cleaned.get("placement", ()))
        if both:
            names = " en ".join(sorted(student.full_name for student in both))
            self.add_error("placement", f"{names} staat ook bij wie stopt. Kies een van beide.")
        if not self.errors and self.asked.is_empty:
            self.add_error(None, "Kies eerst wat er anders is, bijvoorbeeld wie er stopt.")
        return cleaned

    @property
    def asked(self) -> Asked:
        cleaned = self.cleaned_data
        placement = tuple(sorted(student.pk for student in cleaned.get("placement", ())))
        return Asked(
            starts_on=cleaned["starts_on"],
            without=tuple(sorted(student.pk for student in cleaned.get("without", ()))),
            placement=placement,
            placement_from=cleaned.get("placement_from") if placement else None,
            fewer_students=cleaned.get("fewer_students") or 0,
            more_students=cleaned.get("more_students") or 0,
            new_clients=cleaned.get("new_clients") or 0,
            extra=tuple(sorted(_place(value) for value in cleaned.get("extra", ()))),
        )


def _dagdeel(weekday: int, name: str, is_there: bool) -> str:
    said = f"{Weekday(weekday).label} {name}"
    return said if is_there else f"{said} (is er nu niet)"


def _place(value: str) -> Place:
    weekday, _, block = value.partition("_")
    return int(weekday), int(block)


class KeepForm(NoBsnForm, forms.ModelForm):
    """A name for what is kept; a report shows both."""

    class Meta:
        model = Scenario
        fields = ["title", "note"]
        labels = {"title": "Naam", "note": "Toelichting"}
        help_texts = {"note": "De stuurgroep kan dit lezen. Noem geen namen van studenten of klanten."}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
