"""Forms of the location: its calendar, a new one from an example, and the answer to a task."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from .date_field import TypedDateField
from .models import CalendarPeriod, Location, Task
from .models.location import Region
from .new_location import make_location, presets
from .tasks import kind_of
from .validators import no_bsn


class CalendarPeriodForm(forms.ModelForm):
    """A period that the location itself adds to its calendar."""

    class Meta:
        model = CalendarPeriod
        fields = ["kind", "name", "starts_on", "ends_on"]
        field_classes = {"starts_on": TypedDateField, "ends_on": TypedDateField}
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
        self.fields["kind"] = forms.ChoiceField(label="Wat is het?", choices=self.KINDS, widget=forms.RadioSelect)
        self.initial["kind"] = self.instance.kind or CalendarPeriod.Kind.CLOSING.value
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
        if first and last and (last - first).days > 365:
            self.add_error("ends_on", "Een periode is hoogstens een jaar. Controleer de laatste dag.")
        return cleaned


class NewLocationForm(forms.Form):
    """A location from an example; the administrator of the whole installation fills it in."""

    preset = forms.ChoiceField(label="Voorbeeld", widget=forms.RadioSelect)
    name = forms.CharField(label="Naam van de locatie", max_length=80)
    slug = forms.SlugField(label="Korte naam", help_text="Kleine letters en streepjes, bijvoorbeeld: venray-centrum")
    region = forms.ChoiceField(label="Vakantieregio", choices=Region.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = presets()
        self.fields["preset"].choices = [  # type: ignore[attr-defined]
            (code, f"{preset.title}: {preset.summary}") for code, preset in self.examples.items()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        location = Location(name=cleaned.get("name", ""), slug=cleaned.get("slug", ""))
        try:
            location.validate_unique()
        except forms.ValidationError as error:
            for field, sentences in error.message_dict.items():
                self.add_error(field if field in self.fields else None, sentences)
        return cleaned

    def save(self) -> Location:
        given = self.cleaned_data
        return make_location(
            self.examples[given["preset"]], name=given["name"], slug=given["slug"], region=given["region"]
        )


class TaskAnswerForm(forms.Form):
    """What came of a task: one of the buttons of its kind, and a line of text."""

    note = forms.CharField(
        label="Opmerking", max_length=300, required=False, validators=[no_bsn], help_text="Geen medische gegevens."
    )
    #: How often it had been tried when the page was made.
    tries = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32767, required=False)
    outcome = forms.ChoiceField(
        error_messages={"required": "Kies wat de uitkomst was.", "invalid_choice": "Kies wat de uitkomst was."}
    )

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(outcome.code, outcome.label) for outcome in kind_of(task.kind).offered]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        self.initial["tries"] = task.tries

    def clean_note(self) -> str:
        return " ".join(self.cleaned_data["note"].split())
