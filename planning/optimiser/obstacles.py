"""Why a visit can't be, whatever the other clients get: the client's own wish, or no student who may and can go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from planning.proposal_result import Reason
from planning.rules import OPTIMISER, Id, Rule, SeatRole, SlotKey, match_findings, slots_for_client

from .placed import Placed

#: Why a dagdeel is not open to a client: the code of a rule, or that it is over.
PAST = "past"

_CAUSES = (
    Rule.OPEN_CALENDAR,
    Rule.AGREEMENT,
    Rule.PAUSE,
    Rule.COVERED,
    Rule.CLIENT_SLOT,
    Rule.ON_DUTY,
)


def obstacle(placed: Placed, client: Id) -> Reason | None:
    """The reason that holds whatever the others get, or None when this visit could be if others made way."""
    open_slots, shut = slots_of_client(placed, client)
    days = {slot[0] for slot in open_slots} | placed.days_of.get(client, set())
    number = placed.number(client)
    if number >= len(days):
        return _own_wish(placed, client, len(days), shut)
    reachable = {slot[0] for slot in placed.options.get(client, ())} | placed.days_of.get(client, set())
    if number < len(reachable):
        return None
    return _nobody(placed, client, [slot for slot in open_slots if slot[0] not in reachable])


def slots_of_client(placed: Placed, client: Id) -> tuple[list[SlotKey], dict[SlotKey, str]]:
    """The dagdelen in which the client can have a visit, and of the others that the client accepts the cause."""
    instance = placed.choice.instance
    facts = instance.week.client_by_id[client]
    open_slots: list[SlotKey] = []
    shut: dict[SlotKey, str] = {}
    for choice in slots_for_client(client, instance.week, policy=OPTIMISER):
        key = choice.slot.key
        wanted = key in facts.slots or key in facts.covered
        rules = {one.rule for one in choice.findings if one.hard}
        if key in instance.frozen:
            if wanted:
                shut[key] = PAST
        elif not rules & set(_CAUSES):
            open_slots.append(key)
        elif wanted:
            shut[key] = next(rule for rule in _CAUSES if rule in rules).code
    return open_slots, shut


def _own_wish(placed: Placed, client: Id, days: int, shut: dict[SlotKey, str]) -> Reason:
    """The client has a visit on every day on which that is possible. Of `rules` each one is the cause of that slot."""
    causes = {slot: cause for slot, cause in shut.items() if slot[0] not in placed.days_of.get(client, ())}
    slots = placed.in_order(causes)
    return Reason(
        code="own_days",
        slots=slots,
        rules=tuple(causes[slot] for slot in slots),
        numbers={"days": days, "wanted": placed.client(client).visits},
    )


def _nobody(placed: Placed, client: Id, slots: Collection[SlotKey]) -> Reason:
    """In these dagdelen nobody can do the visit: nobody is there, or the rules leave nobody of those who are."""
    week = placed.choice.instance.week
    facts = placed.client(client)
    there: dict[Id, list[SlotKey]] = {}
    causes: Counter[str] = Counter()
    for student in week.students:
        for slot in placed.in_order(slots):
            cause = placed.absence(student.id, slot)
            if cause is None:
                there.setdefault(student.id, []).append(slot)
            else:
                causes[cause] += 1
    numbers = {"placed": placed.number(client), "students": len(week.students)}
    if not there:
        counted = dict(sorted(causes.items())) if len(slots) == 1 else {}
        return Reason("nobody_there", slots=placed.in_order(slots), numbers=numbers | counted)
    numbers["there"] = len(there)
    for role in (SeatRole.LEAD, SeatRole.BUDDY)[: facts.seats]:
        refused = {student: _refusals(placed, client, student, role) for student in there}
        if all(refused.values()):
            rules, counts = _who_removes_whom(refused)
            if facts.seats == 2:
                numbers[f"as_{role.value}"] = 1
            if len(rules) == 1:
                numbers["able"] = sum(
                    rules[0] not in {rule.code for rule in _refusals(placed, client, student.id, role)}
                    for student in week.students
                )
            return Reason("nobody_may", rules=rules, slots=placed.in_order(slots), numbers=numbers | counts)
    return Reason("no_two", slots=placed.in_order(slots), numbers=numbers)


def _refusals(placed: Placed, client: Id, student: Id, role: SeatRole) -> list[Rule]:
    week = placed.choice.instance.week
    found = match_findings(week.student_by_id[student], week.client_by_id[client], role, week, policy=OPTIMISER)
    return list(dict.fromkeys(one.rule for one in found if one.hard))


def _who_removes_whom(refused: dict[Id, list[Rule]]) -> tuple[tuple[str, ...], dict[str, int]]:
    """The fewest rules that leave nobody, found by taking away the most people first, and how many each takes of the rest."""
    left = dict(refused)
    rules: list[str] = []
    counts: dict[str, int] = {}
    while left:
        number = _count(left.values())
        rule = max(number, key=lambda one: (number[one], -_PLACE[one]))
        rules.append(rule.code)
        counts[rule.code] = number[rule]
        left = {student: found for student, found in left.items() if rule not in found}
    return tuple(rules), counts


_PLACE = {rule: place for place, rule in enumerate(Rule)}


def _count(refusals: Iterable[list[Rule]]) -> Counter[Rule]:
    return Counter(rule for found in refusals for rule in found)
