"""The visits that a proposal does not place, for its page: the reason of each, and what would help, in words with names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from planning.models import AskedRemedy
from planning.optimiser.instance import Assignment
from planning.optimiser.remedies import CLIENT_SLOT, DUTY, MOVES, PAIR, PIN, STUDENT_SLOT
from planning.proposal_result import CalmResult, Remedy, Unplaced, plan_from_json, plan_to_json
from planning.reason_text import BOTTLENECKS, client_text, listed, same_bottleneck, sentence, slot_text
from planning.rules import Id, Rule, SeatRole, WeekFacts
from planning.rules.wording import capital, times_text
from wijkleerbedrijf.organisation.models import Task
from wijkleerbedrijf.organisation.revision import fingerprint

#: The outcomes of a call about a remedy.
YES: Final = "yes"
NO: Final = "no"
#: What is asked of somebody by phone.
ASKED: Final = (CLIENT_SLOT, STUDENT_SLOT, PAIR)

_ICONS: Final = {
    CLIENT_SLOT: "phone",
    STUDENT_SLOT: "school",
    PAIR: "phone",
    DUTY: "user-plus",
    PIN: "pin",
    MOVES: "move",
}
#: The button that makes a call task.
_ASK: Final = {CLIENT_SLOT: "Bellen", STUDENT_SLOT: "Maak een taak", PAIR: "Bellen"}
#: The button for what is settled already, or settled by pressing it.
_APPLY: Final = {
    CLIENT_SLOT: "Is al gevraagd: ja",
    STUDENT_SLOT: "Is al geregeld",
    PAIR: "Is al gevraagd: ja",
    DUTY: "Zet mij op dienst",
    PIN: "Maak los",
    MOVES: "Doe dit",
}


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """One thing that would help: what to do, what comes of it, and the words of its buttons (empty: no such button).

    `task` is the call in which it is being asked now, or in which the answer was no (`refused`).
    """

    key: str
    kind: str
    icon: str
    title: str
    effect: str
    ask: str
    apply: str
    task: int | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """The last call about a question: it still waits, or the answer was no."""

    task: int
    refused: bool


@dataclass(frozen=True, slots=True)
class UnplacedLine:
    """A client who gets fewer visits than wanted."""

    client: Id
    name: str
    missing: str
    has_none: bool
    reason: str
    remedies: Sequence[RemedyLine]


def unplaced_lines(week: WeekFacts, result: CalmResult, asking: Mapping[str, Call] | None = None) -> list[UnplacedLine]:
    """Who gets no visit at all first, then by what can be done about it.

    Left out are clients who left the week, and those who have their visits in the week by now. `asking` gives for what a remedy
    asks the call about it.
    """
    stands = _stands(week, result.assignments)
    rows = [
        (one, line)
        for one in result.unplaced
        if one.client in week.client_by_id
        and (line := _line(week, result, one, asking or {}, stands=stands)) is not None
    ]
    rows.sort(key=lambda row: (not row[1].has_none, not row[1].remedies))
    return _said_once(week, rows)


def _said_once(week: WeekFacts, rows: Sequence[tuple[Unplaced, UnplacedLine]]) -> list[UnplacedLine]:
    """The lines; a bottleneck is told in full at the first client whom it keeps from a visit, and in short at the others."""
    first: dict[tuple[object, ...], str] = {}
    lines = []
    for one, line in rows:
        reason = one.reason
        if reason.code in BOTTLENECKS:
            key = reason.code, reason.slots, reason.students, reason.numbers.get("places"), reason.numbers.get("pairs")
            if key in first:
                line = replace(line, reason=same_bottleneck(reason, first[key]))
            else:
                first[key] = client_text(one.client, week)
        lines.append(line)
    return lines


def asked_now(week_id: int) -> dict[str, Call]:
    """What is being asked in this week, and what got no as the last answer. One query."""
    rows = AskedRemedy.objects.filter(week_id=week_id).select_related("task").order_by("pk")
    last = {_question(remedy_of(one)): one.task for one in rows if one.task.state != Task.State.DROPPED}
    return {
        question: Call(task.pk, refused=task.state == Task.State.DONE)
        for question, task in last.items()
        if task.state == Task.State.OPEN or task.outcome == NO
    }


def _question(remedy: Remedy) -> str:
    """A mark of what somebody has to answer. For a student who has to be free it does not matter which client asks for it."""
    return key_of(replace(remedy, client=0) if remedy.kind == STUDENT_SLOT else remedy)


def remedy_of(asked: AskedRemedy) -> Remedy:
    """What was asked, as the proposal had it."""
    return Remedy(
        kind=asked.kind,
        client=asked.client_id,
        student=asked.student_id,
        slot=(asked.date, asked.block_id),
        rule=asked.rule,
        plan=plan_from_json(asked.plan),
    )


def _stands(week: WeekFacts, plan: Collection[Assignment]) -> bool:
    """Has the week everything that this plan has?"""
    return set(plan) <= {Assignment(seat.student, seat.client, seat.key, seat.role) for seat in week.seats}


def _line(
    week: WeekFacts, result: CalmResult, one: Unplaced, asking: Mapping[str, Call], *, stands: bool
) -> UnplacedLine | None:
    placed = len({assignment.slot for assignment in result.assignments if assignment.client == one.client})
    present = len({seat.key for seat in week.seats_of_client.get(one.client, ())}) if stands else placed
    still = one.missing - max(0, present - placed)
    if still <= 0:
        return None
    missing = f"{times_text(still)} te weinig" if max(placed, present) else "geen bezoek"
    return UnplacedLine(
        client=one.client,
        name=capital(client_text(one.client, week)),
        missing=missing,
        has_none=max(placed, present) == 0,
        reason=sentence(one.client, one.reason, week),
        remedies=sorted(
            (line for remedy in one.remedies if (line := remedy_line(week, result, remedy, asking)) is not None),
            key=lambda line: line.refused,
        ),
    )


def key_of(remedy: Remedy) -> str:
    """A short mark of what is asked: a form carries it, and finds the same remedy in the same result."""
    slot = [remedy.slot[0].isoformat(), remedy.slot[1]] if remedy.slot else None
    # Nobody is asked anything when only visits move: which of them is all that tells one such remedy from another.
    moves = plan_to_json(remedy.plan) if remedy.kind == MOVES else None
    return fingerprint([remedy.kind, remedy.client, remedy.student, slot, remedy.rule, remedy.pinned, moves])


def find_remedy(result: CalmResult, client: Id, key: str) -> Remedy | None:
    """The remedy with this key, as the page showed it."""
    for one in result.unplaced:
        if one.client == client:
            return next((remedy for remedy in one.remedies if key_of(remedy) == key), None)
    return None


def remedy_line(
    week: WeekFacts, result: CalmResult, remedy: Remedy, asking: Mapping[str, Call] | None = None
) -> RemedyLine | None:
    """None when the remedy speaks of somebody who is not in the week any more."""
    if not _is_known(week, remedy):
        return None
    call = (asking or {}).get(_question(remedy))
    return RemedyLine(
        key=key_of(remedy),
        kind=remedy.kind,
        icon=_ICONS[remedy.kind],
        title=_title(week, remedy),
        effect=effect(week, result.assignments, remedy),
        ask=_ASK.get(remedy.kind, ""),
        apply=_APPLY.get(remedy.kind, ""),
        task=call.task if call else None,
        refused=call is not None and call.refused,
    )


def _is_known(week: WeekFacts, remedy: Remedy) -> bool:
    people = {one.student for one in remedy.plan}
    return (
        remedy.client in week.client_by_id
        and (remedy.slot is None or remedy.slot in week.slot_by_key)
        and (remedy.student is None or remedy.student in week.student_by_id)
        and (remedy.pinned is None or remedy.pinned in week.client_by_id)
        and people <= set(week.student_by_id)
    )


def _title(week: WeekFacts, remedy: Remedy) -> str:
    """What somebody has to ask or do."""
    client = client_text(remedy.client, week)
    student = week.student_by_id[remedy.student].name if remedy.student is not None else ""
    slot = slot_text(remedy.slot, week) if remedy.slot is not None else ""
    match remedy.kind:
        case "client_slot":
            return f"Vraag {client}: kan het ook op {slot}?"
        case "student_slot":
            return f"Regel dat {student} vrij is op {slot}. Nu is er dan les."
        case "pair":
            return _pair_title(week, remedy, client, student)
        case "duty":
            return f"Zet iemand op dienst op {slot}."
        case "pin":
            return f"Maak het vaste bezoek bij {client_text(remedy.pinned or 0, week)} op {slot} los."
    return "Verander andere bezoeken: niemand verliest er een."


def _pair_title(week: WeekFacts, remedy: Remedy, client: str, student: str) -> str:
    facts = week.client_by_id[remedy.client]
    if remedy.rule == Rule.CYCLING_TIME.code:
        minutes = facts.minutes_for(remedy.student) if remedy.student is not None else None
        how = f"{minutes} minuten" if minutes is not None else "zo lang"
        return f"Vraag {student}: wil je deze keer {how} fietsen naar {client}?"
    if remedy.rule == Rule.LANGUAGE.code and facts.language is not None:
        return f"Vraag {client}: mag {student} deze keer komen? {student} spreekt geen {week.vocabulary.language(facts.language)}."
    who = {"v": "geen vrouw", "m": "geen man"}.get(facts.gender_pref or "", "niet wie u vroeg")
    return f"Vraag {client}: mag {student} deze keer komen, ook al is dat {who}?"


def effect(week: WeekFacts, before: Collection[Assignment], remedy: Remedy) -> str:
    """What comes of it: who comes when, and how many other visits change."""
    had = {one.slot for one in before if one.client == remedy.client}
    has = {one.slot for one in remedy.plan if one.client == remedy.client}
    new = sorted(has - had, key=lambda slot: (slot[0], str(slot[1])))
    moved = {(one.client, one.slot) for one in set(before) - set(remedy.plan)}
    others = {client for client, _ in moved if client != remedy.client}
    came = ""
    if len(has - had) == len(had - has) + 1:
        slot = remedy.slot if remedy.slot in has - had else new[0]
        who = [
            week.student_by_id[one.student].name
            for one in sorted(remedy.plan, key=lambda one: one.role is not SeatRole.LEAD)
            if one.client == remedy.client and one.slot == slot
        ]
        verb = "gaat" if len(who) == 1 else "gaan"
        came = f"Dan {verb} {listed(who)} op {slot_text(slot, week)}."
    own = len({slot for client, slot in moved if client == remedy.client})
    also = []
    if own:
        also.append("een eigen bezoek verandert" if own == 1 else f"{own} eigen bezoeken veranderen")
    number = len(moved) - own
    if number:
        also.append(
            f"bij {client_text(next(iter(others)), week)} verandert een bezoek"
            if number == 1
            else f"{number} andere bezoeken veranderen"
        )
    rest = f"{capital(' en '.join(also))}; niemand verliest een bezoek." if also else "Verder verandert er niets."
    return f"{came} {rest}".strip()
