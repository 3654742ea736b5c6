"""Forms of the location's calendar."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from .calendar_days import school_year_days
from .models import CalendarPeriod

_YEARS = (2010, 2100)


class CalendarPeriodForm(forms.ModelForm):
    """A period that the location itself adds to its calendar."""

    class Meta:
        model = CalendarPeriod
        fields = ["kind", "name", "starts_on", "ends_on"]
        widgets = {
            "kind": forms.RadioSelect,
            "starts_on": forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "ends_on": forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        }
        help_texts = {
            "name": "Zo heet het in de kalender en op het weekbord. Bijvoorbeeld: studiedag",
            "starts_on": "Bijvoorbeeld: 23-12-2026",
            "ends_on": "Leeg: één dag.",
        }

    KINDS = [
        (CalendarPeriod.Kind.CLOSING.value, "Wij zijn dicht"),
        (CalendarPeriod.Kind.SCHOOL_HOLIDAY.value, "Eigen vakantie van de opleiding"),
        (CalendarPeriod.Kind.OPENING.value, "Toch open, in een vakantie of weekend"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label="Wat is het?", choices=self.KINDS, widget=forms.RadioSelect, initial=CalendarPeriod.Kind.CLOSING.value
        )
        self.fields["ends_on"].required = False
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first = cleaned.get("starts_on")
        if first and not cleaned.get("ends_on") and "ends_on" not in self.errors:
            cleaned["ends_on"] = first
        last = cleaned.get("ends_on")
        if first and not school_year_days(_YEARS[0])[0] <= first <= school_year_days(_YEARS[1])[1]:
            self.add_error("starts_on", "Dit jaar klopt niet. Vul een jaar in zoals 2026.")
        elif first and last and (last - first).days > 365:
            self.add_error("ends_on", "Een periode is hoogstens een jaar. Controleer de laatste dag.")
        return cleaned
