"""What somebody wishes who asks for help: enough to say when that could begin, before anything is agreed."""

from __future__ import annotations

from typing import Any

from django import forms

from clients.models import AgreementSlot, Client, ClientAgreement
from planning.earliest import Wishes
from wijkleerbedrijf.organisation.access import Access
from wijkleerbedrijf.organisation.models import Skill
from wijkleerbedrijf.organisation.models.catalogue import Animal, Gender, Language
from wijkleerbedrijf.organisation.week_grid import GridRow, Place, WeekGrid

_TICK = {"class": "form-check-input"}
_WELCOME = (AgreementSlot.Kind.POSSIBLE, AgreementSlot.Kind.PREFERRED)


class WishesForm(forms.Form):
    slots = forms.MultipleChoiceField(label="Welke dagdelen", error_messages={"required": "Kies minstens één dagdeel."})
    visits = forms.TypedChoiceField(
        label="Bezoeken per week",
        coerce=int,
        choices=[(number, str(number)) for number in range(1, 6)],
        widget=forms.RadioSelect,
    )
    seats = forms.TypedChoiceField(label="Met hoeveel", coerce=int, widget=forms.RadioSelect)
    gender = forms.ChoiceField(
        label="Wil liever een",
        choices=[("", "maakt niet uit"), (Gender.WOMAN.value, "vrouw"), (Gender.MAN.value, "man")],
        required=False,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label="Wil iemand die spreekt", choices=[("", "maakt niet uit"), *Language.choices], required=False
    )
    min_level = forms.TypedChoiceField(
        label="Minstens niveau", coerce=int, choices=[(level, f"niveau {level}") for level in (1, 2, 3)]
    )
    pets = forms.MultipleChoiceField(
        label="Huisdieren", choices=Animal.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    smoker = forms.BooleanField(label="Er wordt binnen gerookt", required=False)
    skills = forms.ModelMultipleChoiceField(
        label="Vaardigheden die nodig zijn",
        queryset=Skill.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    travel = forms.IntegerField(
        label="Fietsminuten vanaf de locatie",
        min_value=0,
        max_value=240,
        required=False,
        help_text="Enkele reis. Leeg: niet bekend, dan tellen we het niet mee.",
        error_messages={
            "invalid": "Vul een getal in, bijvoorbeeld 12.",
            "min_value": "Vul een getal vanaf 0 in.",
            "max_value": "Vul een getal tot en met 240 in.",
        },
    )
    queue_first = forms.BooleanField(label="Wie al wacht, gaat voor", required=False)

    def __init__(self, *args: Any, access: Access, grid: WeekGrid, client: Client | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid = grid
        words, fields = access.words, dict[str, Any](self.fields)
        fields["slots"].choices = [(cell.key, cell.label) for cell in grid.cells()]
        fields["seats"].choices = [(1, f"één {words.student}"), (2, f"twee {words.student.plural} samen")]
        fields["queue_first"].help_text = (
            f"In weken zonder planning krijgen {words.client.plural} die al wachten eerst een plek. "
            f"Uit: alleen wie in de basisweek staat, houdt zijn plek."
        )
        if client is not None:
            del self.fields["travel"]

    def rows(self) -> list[GridRow]:
        """The dagdelen as a grid; a cell knows whether it is chosen."""
        chosen = set(self["slots"].value() or ())
        return self.grid.rows({place: f"{place[0]}_{place[1]}" in chosen for place in self.grid.places})

    @property
    def wishes(self) -> Wishes:
        cleaned = self.cleaned_data
        return Wishes(
            places=frozenset(_place(key) for key in cleaned["slots"]),
            visits=cleaned["visits"],
            seats=cleaned["seats"],
            gender=cleaned["gender"] or None,
            language=cleaned["language"] or None,
            min_level=cleaned["min_level"],
            pets=frozenset(cleaned["pets"]),
            smoker=cleaned["smoker"],
            skills=frozenset(skill.name for skill in cleaned["skills"]),
            travel=cleaned.get("travel"),
            queue_first=cleaned["queue_first"],
        )


def _place(key: str) -> Place:
    weekday, _, block = key.partition("_")
    return int(weekday), int(block)


def begins_with(client: Client | None, agreement: ClientAgreement | None, grid: WeekGrid) -> dict[str, Any]:
    """What is known already: the agreement that holds or comes, the home, and else everything is possible."""
    everything = [cell.key for cell in grid.cells()]
    values: dict[str, Any] = {"slots": everything, "visits": 1, "seats": 1, "min_level": 1, "queue_first": True}
    if agreement is not None:
        slots = agreement.slots.all()
        values |= {
            "slots": [f"{slot.weekday}_{slot.block_id}" for slot in slots if slot.kind in _WELCOME],
            "visits": agreement.visits_per_week,
            "seats": agreement.seats,
        }
    if client is not None:
        values |= {
            "gender": client.gender_preference,
            "language": client.language,
            "min_level": client.min_level,
            "pets": client.pets,
            "smoker": client.is_smoker,
            "skills": [skill.pk for skill in client.skills.all()],
        }
    return values
