"""The changes and the pins of a proposal in words, for its page."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planning.change_reasons import Story
from planning.facts import LoadedWeek
from planning.proposal_changes import Change, Group, Kind, Planned
from planning.proposal_result import PinPrice
from planning.rules import Id, WeekFacts
from planning.rules.wording import capital

_LABELS: Final = {Kind.NEW: "erbij", Kind.MOVED: "verplaatst", Kind.DROPPED: "eraf"}
_ICONS: Final = {Kind.NEW: "plus", Kind.MOVED: "move", Kind.SEATS: "swap", Kind.DROPPED: "cancelled"}
_TONES: Final = {Kind.NEW: "ok", Kind.MOVED: "soon", Kind.SEATS: "soon", Kind.DROPPED: "attention"}
_DEAREST_FIRST: Final = ("some", "unknown", "none")


@dataclass(frozen=True, slots=True)
class Side:
    """A visit before or after: when, and who goes."""

    when: str
    who: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in words. `consequence` is what the client notices beyond it, empty when that is nothing."""

    key: str
    label: str
    icon: str
    tone: str
    client: str
    before: Side | None
    after: Side | None
    same_time: bool
    reason: str
    consequence: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Changes with one tick box."""

    key: str
    changes: Sequence[ChangeLine]
    picked: bool


@dataclass(frozen=True, slots=True)
class PinLine:
    """A pinned visit and what it costs: `costs` is some, unknown or none."""

    visit_id: int
    client: str
    when: str
    who: str
    price: str
    costs: str


def names_of(loaded: LoadedWeek) -> dict[Id, str]:
    """'Mevrouw De Vries'; with the first name where more clients of the week are called so."""
    people = {row.client_id: row.client for row in (*loaded.agreements, *loaded.visits)}
    times = Counter(client.address_name for client in people.values())
    return {
        pk: capital(client.address_name) + (f" ({client.first_name})" if times[client.address_name] > 1 else "")
        for pk, client in people.items()
    }


def who_text(facts: WeekFacts, one: Planned) -> str:
    """'Noor en Sam'."""
    return " en ".join(facts.student_by_id[student].name for student in one.students) or "nog niemand"


def side_of(facts: WeekFacts, one: Planned | None) -> Side | None:
    return None if one is None else Side(one.slot.text, who_text(facts, one))


def group_line(group: Group, story: Story, names: Mapping[Id, str], *, picked: bool) -> GroupLine:
    return GroupLine(group.key, [_change_line(change, story, names) for change in group.changes], picked)


def _change_line(change: Change, story: Story, names: Mapping[Id, str]) -> ChangeLine:
    facts = story.week
    return ChangeLine(
        key=change.key,
        label=_LABELS.get(change.kind, f"andere {facts.vocabulary.student}"),
        icon=_ICONS[change.kind],
        tone=_TONES[change.kind],
        client=names.get(change.client, "?"),
        before=side_of(facts, change.before),
        after=side_of(facts, change.after),
        same_time=change.kind is Kind.SEATS,
        reason=story.reason(change),
        consequence=_consequence(change, story),
    )


def _consequence(change: Change, story: Story) -> str:
    if change.kind is not Kind.DROPPED:
        return ""
    left = sum(one.client == change.client for one in story.wanted)
    if not left:
        return "Er is dan deze week geen bezoek."
    return "Er is dan deze week nog 1 bezoek." if left == 1 else f"Er zijn dan deze week nog {left} bezoeken."


def pin_lines(
    loaded: LoadedWeek,
    present: Sequence[Planned],
    prices: Sequence[PinPrice],
    names: Mapping[Id, str],
    today: datetime.date,
) -> list[PinLine]:
    """The pinned visits that are still to come, what costs something first."""
    planned = {one.visit: one for one in present}
    price_of = {(one.client, one.slot): one for one in prices}
    found = []
    for visit in loaded.visits:
        if visit.is_active and visit.pinned and visit.date >= today:
            one = planned[visit.pk]
            costs, words = price_text(price_of.get((one.client, one.slot.key)))
            client = names.get(one.client, "?")
            found.append(PinLine(visit.pk, client, one.slot.text, who_text(loaded.facts, one), words, costs))
    return sorted(found, key=lambda line: _DEAREST_FIRST.index(line.costs))


def price_text(price: PinPrice | None) -> tuple[str, str]:
    """How dear it is (some, unknown or none), and in words."""
    if price is None or not price.proven:
        return "unknown", "niet bekend wat dit kost"
    if price.visits > 0:
        return "some", f"dit kost {price.visits} {'ander bezoek' if price.visits == 1 else 'andere bezoeken'}"
    if price.priority > 0:
        return "some", "dit kost de plek van een bezoek dat voorgaat"
    return "none", "dit kost niets"
