"""Forms about a client."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator

from wijkleerbedrijf.organisation.access import Access
from wijkleerbedrijf.organisation.date_field import TypedDateField
from wijkleerbedrijf.organisation.fields import format_postcode
from wijkleerbedrijf.organisation.form_layout import fields_only
from wijkleerbedrijf.organisation.models import Skill, Subject
from wijkleerbedrijf.organisation.models.catalogue import Animal
from wijkleerbedrijf.organisation.revision import RevisionForm, fingerprint
from wijkleerbedrijf.organisation.validators import NoBsnForm
from wijkleerbedrijf.organisation.week_grid import Place, WeekGrid

from .models import Activity, AgreementSlot, Client, ClientAgreement, ClientPause
from .services import SlotWish


class ClientForm(RevisionForm, NoBsnForm, forms.ModelForm):
    """What a coordinator writes down of a client and the home."""

    pets = forms.TypedMultipleChoiceField(
        label="Huisdieren", choices=Animal, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Client
        fields = [
            "salutation",
            "first_name",
            "prefix",
            "surname",
            "initials",
            "phone",
            "email",
            "street",
            "house_number",
            "house_number_suffix",
            "postcode",
            "city",
            "neighbourhood",
            "travel_minutes",
            "alert",
            "pets",
            "is_smoker",
            "is_heavy",
            "gender_preference",
            "min_level",
            "language",
            "skills",
            "waiting_since",
            "is_urgent",
        ]
        widgets = {
            "salutation": forms.RadioSelect,
            "phone": forms.TextInput(attrs={"type": "tel"}),
            "skills": forms.CheckboxSelectMultiple,
        }
        field_classes = {"waiting_since": TypedDateField}
        labels = {
            "is_smoker": "Er wordt binnen gerookt",
            "is_heavy": "Zwaar bezoek: het vraagt veel van wie er komt",
            "is_urgent": "Met spoed",
            "gender_preference": "Wil liever een",
            "min_level": "Minstens niveau",
            "language": "Wil iemand die spreekt",
        }
        help_texts = {
            "is_heavy": "",
            "alert": "Dit ziet wie er op bezoek komt. Geen medische gegevens.",
            "gender_preference": "",
            "waiting_since": "Bijvoorbeeld: 1-3-2026. Leeg: wacht niet.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        client = kwargs["instance"]
        super().__init__(*args, stored=str(client.revision) if client.pk else "", **kwargs)
        self.fields["salutation"].choices = [
            *((code, label) for code, label in Client.Salutation.choices if code),
            ("", "geen aanhef"),
        ]
        self.fields["gender_preference"].choices = [("", "maakt niet uit"), ("v", "vrouw"), ("m", "man")]
        self.fields["min_level"] = forms.TypedChoiceField(
            label="Minstens niveau", coerce=int, choices=[(level, f"niveau {level}") for level in (1, 2, 3)]
        )
        self.fields["language"].choices = [("", "maakt niet uit"), *list(self.fields["language"].choices)[1:]]
        held = client.skills.values("pk") if client.pk else []
        self.fields["skills"].queryset = Skill.objects.filter(Q(is_active=True) | Q(pk__in=held))
        self.initial["phone"] = client.phone_display
        self.initial["postcode"] = format_postcode(client.postcode)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        self.helper = fields_only(
            "revision",
            Fieldset(
                "Wie",
                "salutation",
                Div("first_name", "prefix", "surname", css_class="field-row"),
                "initials",
                css_class="form-section choices-inline",
            ),
            Fieldset(
                "Bereiken",
                "phone",
                "email",
                Div("street", "house_number", "house_number_suffix", css_class="field-row field-row-address"),
                Div("postcode", "city", css_class="field-row field-row-city"),
                "neighbourhood",
                "travel_minutes",
                css_class="form-section",
            ),
            Fieldset("Thuis", "alert", "pets", "is_smoker", "is_heavy", css_class="form-section choices-wide"),
            Fieldset(
                "Wie past hier",
                "gender_preference",
                "min_level",
                "language",
                "skills",
                css_class="form-section choices-wide",
            ),
            Fieldset("Wachten", "waiting_since", "is_urgent", css_class="form-section"),
        )
        self.helper.hide_optional = True  # the page says once what is required

    def save(self, commit: bool = True) -> Client:
        """The address moves: where it lies on the map is then no longer known."""
        if {"street", "house_number", "postcode", "city"} & set(self.changed_data):
            self.instance.latitude = self.instance.longitude = None
        self.instance.revision += 1
        saved: Client = super().save(commit)
        return saved


class _ByGroup(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        rows = sorted(self.queryset, key=lambda row: list(Activity.Group).index(row.group))
        for group, members in groupby(rows, key=lambda row: row.get_group_display()):
            yield group, [self.choice(row) for row in members]


class ActivitiesField(forms.ModelMultipleChoiceField):
    """The activities of the location, under the name of their group."""

    iterator = _ByGroup
    widget = forms.CheckboxSelectMultiple


class AgreementForm(RevisionForm, NoBsnForm, forms.ModelForm):
    """What is agreed with a client from a day on, with a choice for each dagdeel."""

    NOT_POSSIBLE = ""
    KINDS = [
        (NOT_POSSIBLE, "kan niet"),
        (AgreementSlot.Kind.POSSIBLE.value, "kan"),
        (AgreementSlot.Kind.PREFERRED.value, "liefst"),
        (AgreementSlot.Kind.COVERED.value, "al hulp"),  # short, because it must fit on a phone
    ]

    valid_from = TypedDateField(
        label="Geldt vanaf", help_text="Bijvoorbeeld: 1-3-2026. Tot die dag blijft alles zoals het is."
    )
    visits_per_week = forms.TypedChoiceField(
        label="Bezoeken per week",
        coerce=int,
        choices=[(number, str(number)) for number in range(1, 6)],
        widget=forms.RadioSelect,
        help_text="Meestal 1 tot 3. Er is hoogstens één bezoek per dag.",
        initial=1,
    )
    activities = ActivitiesField(label="Activiteiten", queryset=Activity.objects.none(), required=False)

    class Meta:
        model = ClientAgreement
        fields = ["visits_per_week", "seats", "face", "activities", "return_subjects", "return_service", "note"]
        widgets = {
            "seats": forms.RadioSelect,
            "face": forms.RadioSelect,
            "return_subjects": forms.CheckboxSelectMultiple,
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {
            "seats": "Met hoeveel",
            "return_subjects": "Wederdienst: hiermee helpen bij het oefenen",
            "return_service": "Wederdienst in eigen woorden",
        }

    def __init__(
        self, *args: Any, access: Access, grid: WeekGrid, previous: ClientAgreement | None, **kwargs: Any
    ) -> None:
        initial = kwargs.pop("initial", {}) | _values_of(previous)
        super().__init__(*args, initial=initial, stored=_fingerprint_of(previous), **kwargs)
        self.grid = grid
        self.previous = previous
        words = access.words
        self.fields["seats"].choices = [(1, f"één {words.student}"), (2, f"twee {words.student.plural} samen")]
        self.fields["face"].choices = [
            ("fixed", f"steeds dezelfde {words.student}"),
            ("variation", "graag afwisseling"),
            ("none", "maakt niet uit"),
        ]
        activities = Activity.objects.visible_to(access).filter(is_allowed=True)
        held = [row.pk for row in initial.get("activities", ())]
        self.fields["activities"].queryset = activities.filter(Q(is_active=True) | Q(pk__in=held))
        subjects = [row.pk for row in initial.get("return_subjects", ())]
        self.fields["return_subjects"].queryset = Subject.objects.filter(Q(is_active=True) | Q(pk__in=subjects))
        held_slots: dict[Place, AgreementSlot] = (
            {(slot.weekday, slot.block_id): slot for slot in previous.slots.all()} if previous else {}
        )
        for cell in grid.cells():
            slot = held_slots.get((cell.weekday, cell.block.pk))
            self.fields[f"cell_{cell.key}"] = forms.ChoiceField(
                label=cell.label, choices=self.KINDS, required=False, initial=slot.kind if slot else self.NOT_POSSIBLE
            )
            self.fields[f"cell_{cell.key}"].widget.attrs["aria-label"] = cell.label
            who = forms.CharField(
                label=f"wie helpt er {cell.label}",
                max_length=60,
                required=False,
                initial=slot.covered_by if slot else "",
                widget=forms.TextInput(attrs={"placeholder": "wie?", "autocomplete": "off"}),
            )
            who.widget.attrs["aria-label"] = who.label
            self.fields[f"who_{cell.key}"] = who
        self.refuse_bsn()
        self.helper = fields_only(
            Div("visits_per_week", css_class="choices-inline"),
            "seats",
            "face",
        )

    def rows(self) -> Any:
        """The grid with the fields in it: of each dagdeel the choice and who helps."""
        return self.grid.rows(
            {
                (cell.weekday, cell.block.pk): {"kind": self[f"cell_{cell.key}"], "who": self[f"who_{cell.key}"]}
                for cell in self.grid.cells()
            }
        )

    @property
    def slots(self) -> list[SlotWish]:
        found = []
        for cell in self.grid.cells():
            kind = self.cleaned_data[f"cell_{cell.key}"]
            if kind != self.NOT_POSSIBLE:
                covered = kind == AgreementSlot.Kind.COVERED
                who = self.cleaned_data[f"who_{cell.key}"] if covered else ""
                found.append(SlotWish(cell.weekday, cell.block.pk, kind, who))
        return found

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def is_stored_already(self) -> bool:
        day = self.cleaned_data.get("valid_from")
        return (
            self.previous is not None and self.previous.valid_from == day and set(self._differing()) <= {"valid_from"}
        )

    def clean(self) -> dict[str, Any]:
        """At most one visit a day, so there must be as many days as visits."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        visits = cleaned.get("visits_per_week")
        welcome = {AgreementSlot.Kind.POSSIBLE, AgreementSlot.Kind.PREFERRED}
        days = {cell.weekday for cell in self.grid.cells() if cleaned.get(f"cell_{cell.key}") in welcome}
        if visits and len(days) < visits:
            possible = "op geen enkele dag" if not days else f"op {len(days)} {'dag' if len(days) == 1 else 'dagen'}"
            self.add_error(
                "visits_per_week",
                f"Er is hoogstens één bezoek per dag, en het kan {possible}. Kies minder bezoeken, of meer dagen.",
            )
        return cleaned


def _values_of(agreement: ClientAgreement | None) -> dict[str, Any]:
    """What the form begins with: the agreement that there is."""
    if agreement is None:
        return {}
    return {
        "visits_per_week": agreement.visits_per_week,
        "seats": agreement.seats,
        "face": agreement.face,
        "activities": list(agreement.activities.all()),
        "return_subjects": list(agreement.return_subjects.all()),
        "return_service": agreement.return_service,
        "note": agreement.note,
    }


def _fingerprint_of(agreement: ClientAgreement | None) -> str:
    """What is recorded now; the first agreement of a client has nothing before it."""
    if agreement is None:
        return fingerprint(None)
    linked = {name: [row.pk for row in rows] for name, rows in _values_of(agreement).items() if isinstance(rows, list)}
    slots = [(slot.weekday, slot.block_id, slot.kind, slot.covered_by) for slot in agreement.slots.all()]
    plain = [agreement.version, agreement.valid_from, agreement.visits_per_week, agreement.seats, agreement.face]
    return fingerprint([plain, agreement.return_service, agreement.note, linked, slots])


class PauseForm(NoBsnForm, forms.ModelForm):
    class Meta:
        model = ClientPause
        fields = ["valid_from", "valid_until", "reason"]
        field_classes = {"valid_from": TypedDateField, "valid_until": TypedDateField}
        labels = {"valid_from": "Eerste dag zonder bezoek", "valid_until": "Laatste dag zonder bezoek"}
        help_texts = {"valid_until": "Leeg: tot u de pauze beëindigt."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = fields_only()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "De laatste dag ligt vóór de eerste dag. Kies een latere laatste dag.")
        return cleaned


class EndForm(NoBsnForm, forms.Form):
    """The last day of the help, and why."""

    ended_on = TypedDateField(label="Laatste dag", help_text="Na deze dag plannen wij geen bezoeken meer.")
    reason = forms.CharField(label="Reden", max_length=120, help_text="Kort. Geen medische gegevens.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["autocomplete"] = "off"
        self.helper = fields_only()
