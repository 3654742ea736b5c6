"""The forms of planning: what was filled in, read and checked for its shape; the rules themselves are elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from clients.models import Activity
from planning.models import Visit

ONLY_THIS_WEEK, FROM_NOW = "week", "voortaan"
_RADIO = {"class": "form-check-input"}
_SELECT = {"class": "form-select"}


class VisitForm(forms.Form):
    """A visit to plan or to move: everything is chosen, this form settles it."""

    client = forms.IntegerField(widget=forms.HiddenInput)
    date = forms.DateField(widget=forms.HiddenInput, input_formats=["%Y-%m-%d"])
    block = forms.IntegerField(widget=forms.HiddenInput)
    lead = forms.IntegerField(widget=forms.HiddenInput)
    buddy = forms.TypedChoiceField(
        label="Wie gaat er mee?", coerce=int, empty_value=None, required=False, widget=forms.Select(attrs=_SELECT)
    )
    accompanied_by = forms.TypedChoiceField(
        label="Welke begeleider gaat mee?",
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs=_SELECT),
    )
    onwards = forms.ChoiceField(
        label="Voor welke weken?",
        choices=[(ONLY_THIS_WEEK, "Alleen deze week"), (FROM_NOW, "Vanaf nu elke week")],
        widget=forms.RadioSelect(attrs=_RADIO),
        initial=ONLY_THIS_WEEK,
        required=False,
    )
    reason = forms.CharField(label="Waarom?", max_length=200, required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        buddies: Sequence[tuple[int | str, str]] = (),
        coordinators: Sequence[tuple[int | str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buddy"].choices = [("", "niemand"), *buddies]  # type: ignore[attr-defined]
        self.fields["accompanied_by"].choices = [("", "niemand"), *coordinators]  # type: ignore[attr-defined]

    @property
    def is_onwards(self) -> bool:
        return bool(self.cleaned_data.get("onwards") == FROM_NOW)


class CancelForm(forms.Form):
    """Why a visit does not go on."""

    cancel_reason = forms.ChoiceField(
        label="Waarom gaat het bezoek niet door?",
        choices=Visit.CancelReason.choices,
        widget=forms.RadioSelect(attrs=_RADIO),
        error_messages={"required": "Kies waarom het bezoek niet doorgaat."},
    )
    onwards = forms.ChoiceField(
        label="Voor welke weken?",
        choices=[(ONLY_THIS_WEEK, "Alleen deze week"), (FROM_NOW, "Vanaf nu elke week, ook in de basisweek")],
        widget=forms.RadioSelect(attrs=_RADIO),
        initial=ONLY_THIS_WEEK,
        required=False,
    )
    reason = forms.CharField(label="Toelichting", max_length=200, required=False, help_text="Geen medische gegevens.")
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    @property
    def is_onwards(self) -> bool:
        return bool(self.cleaned_data.get("onwards") == FROM_NOW)


class RecordForm(forms.Form):
    """What became of a visit."""

    status = forms.ChoiceField(
        label="Hoe is het gegaan?",
        choices=[
            (Visit.Status.DONE.value, "Het bezoek is gedaan"),
            (Visit.Status.CLIENT_ABSENT.value, "Er was niemand thuis"),
        ],
        widget=forms.RadioSelect(attrs=_RADIO),
        error_messages={"required": "Kies hoe het bezoek is gegaan."},
    )
    minutes = forms.IntegerField(
        label="Hoeveel minuten duurde het?",
        min_value=1,
        max_value=600,
        required=False,
        error_messages={"invalid": "Vul een getal in, bijvoorbeeld 90."},
    )
    activities = forms.ModelMultipleChoiceField(
        label="Wat is er samen gedaan?",
        queryset=Activity.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs=_RADIO),
        required=False,
    )
    note = forms.CharField(label="Opmerking", max_length=300, required=False, help_text="Geen medische gegevens.")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, activities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activities"].queryset = activities  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("status") == Visit.Status.DONE and not data.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", "Vul in hoeveel minuten het bezoek duurde.")
        return data
