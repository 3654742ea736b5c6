"""Repairs as a person reads them: what each one does, what it costs, whom to call, and what the button sends."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import prefetch_related_objects

from planning.models import Visit
from planning.optimiser.repair import Repair, VisitChange
from planning.repair_question import RepairQuestion
from planning.rules import Id, Slot, SlotKey
from planning.rules.wording import day_text
from planning.services import NewPlace, RepairedVisit, mark_of

_SALT = "planning.repair"
#: A repair that was looked at longer ago is made again.
_SECONDS_VALID = 12 * 60 * 60
#: Longer lists of names are a number: the names stand at the changes.
_MOST_NAMES = 2
_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


class NotARepair(Exception):
    """What was sent is not a repair that this server made, or one of long ago."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One consequence, with the name of its icon and a tone: ok, soon or attention."""

    text: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A visit before and after. `new_time` is empty when it stays; `note` says more about who comes."""

    client: str
    when: str
    who: str
    new_time: str
    new_who: str
    note: str
    is_hit: bool
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class RepairCard:
    """One repair. `payload` is what its button sends."""

    number: int
    title: str
    recommended: bool
    only_cancels: bool
    effects: Sequence[Effect]
    changes: Sequence[ShownChange]
    button: str
    payload: str


def cards_of(question: RepairQuestion, repairs: Sequence[Repair]) -> list[RepairCard]:
    """A card for each repair; two queries more, for the marks of the visits."""
    rows = list({id(row): row for row in question.week.visits.values()}.values())
    changed = {(change.client, change.before) for repair in repairs for change in repair.changes}
    prefetch_related_objects(
        [row for row in rows if (row.client_id, (row.date, row.block_id)) in changed], "seats", "activities"
    )
    words = _Words(question)
    return [
        words.card(number, repair, recommended=number == 1 and len(repairs) > 1)
        for number, repair in enumerate(repairs, start=1)
    ]


class _Words:
    """Speaks about one question."""

    def __init__(self, question: RepairQuestion) -> None:
        self.question = question
        facts = question.week.loaded.facts
        self.slots = facts.slot_by_key
        self.students = {student.id: student.name for student in facts.students}
        self.clients = {client.id: client.name for client in facts.clients}
        self.vocabulary = facts.vocabulary
        self.number_hit = len(question.hit)

    def card(self, number: int, repair: Repair, *, recommended: bool) -> RepairCard:
        only_cancels = all(one.cancelled for one in repair.changes if one.hit) and not repair.others
        return RepairCard(
            number=number,
            title=self.title(repair),
            recommended=recommended,
            only_cancels=only_cancels,
            effects=self.effects(repair),
            changes=[self.change(one) for one in repair.changes],
            button="Zeg af" if only_cancels else "Kies deze oplossing",
            payload=self.payload(repair),
        )

    def title(self, repair: Repair) -> str:
        hit = [one for one in repair.changes if one.hit]
        if len(hit) == 1:
            return self._title_of_one(hit[0], repair)
        going_on = [one for one in hit if not one.cancelled]
        if not going_on:
            return f"Alle {len(hit)} bezoeken afzeggen"
        if any(one.moved for one in going_on):
            same = all(one.moved and not one.new_students for one in going_on)
            how = (
                f"dezelfde {self.vocabulary.student}, een ander moment"
                if same
                else f"een andere {self.vocabulary.student} of een ander moment"
            )
            how = how if same or any(one.new_students for one in going_on) else "een ander moment"
        else:
            how = f"een andere {self.vocabulary.student}, op dezelfde tijd"
        if repair.others:
            how += ", met een ruil"
        number = "Alle" if len(going_on) == len(hit) else f"{len(going_on)} van de"
        return f"{number} {len(hit)} bezoeken: {how}"

    def _title_of_one(self, change: VisitChange, repair: Repair) -> str:
        if change.cancelled:
            return "Het bezoek afzeggen"
        who = self._names([one.student for one in change.crew_after])
        go = "gaat" if len(change.crew_after) == 1 else "gaan"
        if change.moved and change.after is not None:
            text = f"{who} {go} op {self._slot(change.after).text}"
        elif change.new_students:
            text = f"{self._names(sorted(change.new_students, key=str))} {'gaat' if len(change.new_students) == 1 else 'gaan'}, op dezelfde tijd"
        else:
            text = f"{who} {go} zonder {self._names([one.student for one in self._left(change)])}"
        return f"{text}, met een ruil" if repair.others else text

    def effects(self, repair: Repair) -> list[Effect]:
        found = [self._kept(repair)]
        dropped = sum(one.cancelled and not one.hit for one in repair.changes)
        if changing := repair.others - dropped:
            other = "1 ander bezoek verandert" if changing == 1 else f"{changing} andere bezoeken veranderen"
            found.append(Effect(f"{other} ook.", "swap", "soon"))
        if dropped:
            other = "1 ander bezoek vervalt" if dropped == 1 else f"{dropped} andere bezoeken vervallen"
            found.append(Effect(f"{other} daarvoor.", "cancelled", "attention"))
        if repair.kept and not repair.others:
            found.append(Effect("Andere bezoeken blijven zoals ze zijn.", "ok", "ok"))
        # One visit says it in its picture.
        if len(repair.changes) > 1:
            strangers = sum(bool(one.new_students) and not one.known for one in repair.changes)
            if strangers:
                text = "1 nieuw gezicht." if strangers == 1 else f"{strangers} keer een nieuw gezicht."
                found.append(Effect(text, "user", "soon"))
            elif repair.known_faces:
                found.append(Effect("Er komen alleen bekende gezichten.", "ok", "ok"))
        return [*found, *self._left_without(repair), self._calls(repair)]

    def _kept(self, repair: Repair) -> Effect:
        if repair.kept == self.number_hit:
            all_of_them = (
                "Het bezoek gaat door." if self.number_hit == 1 else f"Alle {self.number_hit} bezoeken gaan door."
            )
            return Effect(all_of_them, "ok", "ok")
        if repair.kept == 0:
            none = "Het bezoek vervalt." if self.number_hit == 1 else f"Alle {self.number_hit} bezoeken vervallen."
            return Effect(none, "cancelled", "attention")
        rest = self.number_hit - repair.kept
        verb = "vervalt" if rest == 1 else "vervallen"
        return Effect(f"{repair.kept} van de {self.number_hit} bezoeken gaan door, {rest} {verb}.", "cancelled", "soon")

    def _left_without(self, repair: Repair) -> list[Effect]:
        """Clients who lose a visit and have none left in this week; a few by name."""
        still = {one.client for one in repair.assignments}
        without = list(dict.fromkeys(one.client for one in repair.changes if one.cancelled and one.client not in still))
        if len(without) > _MOST_NAMES:
            told = [f"{len(without)} {self.vocabulary.clients} krijgen deze week dan geen bezoek."]
        else:
            told = [f"{_capital(self.clients[client])} krijgt deze week dan geen bezoek." for client in without]
        return [Effect(text, "attention", "attention") for text in told]

    def _calls(self, repair: Repair) -> Effect:
        calls = [self.clients[client] for client in self.to_call(repair)]
        if not calls:
            return Effect("U hoeft niemand te bellen.", "phone", "ok")
        names = f": {', '.join(calls)}" if len(calls) <= _MOST_NAMES else ""
        return Effect(f"{len(calls)} keer bellen{names}.", "phone", "")

    def to_call(self, repair: Repair) -> list[Id]:
        """Whom the service will ask to call: who knows that a visit does not go on needs none."""
        return list(
            dict.fromkeys(
                one.client
                for one in repair.changes
                if one.noticed
                or (
                    one.cancelled
                    and self._cause(one) not in (Visit.CancelReason.CLIENT_ASKED, Visit.CancelReason.CLIENT_PAUSED)
                )
            )
        )

    def change(self, change: VisitChange) -> ShownChange:
        note = ""
        if not change.cancelled and change.new_students:
            note = "bekend gezicht" if change.known else "nieuw gezicht"
        elif change.moved:
            note = "zelfde gezicht"
        return ShownChange(
            client=self.clients[change.client],
            when=self._short(change.before),
            who=self._names([one.student for one in change.crew_before]),
            new_time=self._short(change.after) if change.moved and change.after is not None else "",
            new_who=self._names([one.student for one in change.crew_after]),
            note=note,
            is_hit=change.hit,
            is_cancelled=change.cancelled,
        )

    def _left(self, change: VisitChange) -> list[Any]:
        staying = {one.student for one in change.crew_after}
        return [one for one in change.crew_before if one.student not in staying]

    def _names(self, students: Sequence[Id]) -> str:
        return " en ".join(self.students[student] for student in students)

    def _slot(self, key: SlotKey) -> Slot:
        return self.slots[key]

    def _short(self, key: SlotKey) -> str:
        """'di 24 nov, 10.00'."""
        slot = self._slot(key)
        month = day_text(slot.date).split()[-1][:3]
        return f"{_DAYS[slot.date.weekday()]} {slot.date.day} {month}, {slot.starts.hour}.{slot.starts.minute:02}"

    # What the button sends

    def payload(self, repair: Repair) -> str:
        return signing.dumps([self._sent(one) for one in repair.changes], salt=_SALT, compress=True)

    def _sent(self, change: VisitChange) -> dict[str, Any]:
        visit = self.question.week.visits[change.client, change.before]
        broken = self.question.broken(change.client, change.before)
        to = None
        if change.after is not None:
            crew = {one.role.value: one.student for one in change.crew_after}
            to = [change.after[0].isoformat(), change.after[1], crew.get("lead"), crew.get("buddy")]
        return {
            "visit": visit.pk,
            "seen": mark_of(visit),
            "cause": str(self._cause(change)),
            "why": self._why(change),
            "to": to,
            "absent": sorted(int(pk) for pk in broken.students) if broken else [],
        }

    def _cause(self, change: VisitChange) -> str:
        broken = self.question.broken(change.client, change.before)
        return broken.cause if broken else Visit.CancelReason.PLAN_CHANGED

    def _why(self, change: VisitChange) -> str:
        """Why the visit changes, for everybody who sees the week: nothing about illness, and no name of a client."""
        broken = self.question.broken(change.client, change.before)
        if broken is None:
            return "De planning is veranderd."
        day = day_text(change.before[0])
        if broken.students:
            names = self._names(sorted(broken.students, key=str))
            return f"{names} {'is' if len(broken.students) == 1 else 'zijn'} er niet op {day}."
        if broken.cause == Visit.CancelReason.CLOSED:
            return f"De locatie is dicht op {day}."
        if broken.cause == Visit.CancelReason.CLIENT_PAUSED:
            return "De hulp staat stil."
        if broken.cause == Visit.CancelReason.CLIENT_ASKED:
            return f"De {self.vocabulary.client} kan niet op {day}."
        return f"De {self.vocabulary.client} zei nee tegen de verandering."


def repair_in(payload: str) -> list[RepairedVisit]:
    """What a button sent. Raises NotARepair."""
    try:
        rows = signing.loads(payload, salt=_SALT, max_age=_SECONDS_VALID)
    except signing.BadSignature as error:
        raise NotARepair from error
    return [
        RepairedVisit(
            visit_id=row["visit"],
            seen=row["seen"],
            cause=row["cause"],
            why=row["why"],
            to=_place(row["to"]),
            absent=tuple(row["absent"]),
        )
        for row in rows
    ]


def _place(to: list[Any] | None) -> NewPlace | None:
    if to is None:
        return None
    date, block, lead, buddy = to
    return NewPlace(datetime.date.fromisoformat(date), block, lead, buddy)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
