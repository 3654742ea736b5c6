"""What a proposal changes in a week: each visit that comes, goes, moves or gets another student, and what hangs together.

Pure. A group of changes can be carried out without the others: whichever groups a person picks, no student is in two places,
nobody gets more than is allowed and there are bicycles enough, as far as the whole plan and the present week are right.
"""

from __future__ import annotations

import datetime
import enum
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from planning.optimiser.instance import Assignment
from planning.rules import BOARD, Finding, Id, Member, Policy, Seat, SeatRole, Slot, SlotKey, WeekFacts, check_week


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit as it stands in the week, or as a proposal wants it: `visit` is its row, None when it is new."""

    client: Id
    slot: Slot
    crew: tuple[Member, ...]
    visit: Id | None = None
    accompanied: bool = False

    @property
    def students(self) -> tuple[Id, ...]:
        return tuple(member.student for member in self.crew)


class Kind(enum.StrEnum):
    NEW = "new"
    MOVED = "moved"
    SEATS = "seats"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Change:
    """One visit before and after. Before is None for a new visit, after for one that does not go on."""

    kind: Kind
    client: Id
    before: Planned | None
    after: Planned | None

    @property
    def key(self) -> str:
        """The same change has the same key, so that a form can say which changes a person saw."""
        parts = [
            None
            if one is None
            else (one.visit, one.slot.date.isoformat(), one.slot.block, [(m.student, m.role.value) for m in one.crew])
            for one in (self.before, self.after)
        ]
        return hashlib.sha256(repr((self.client, parts)).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Group:
    """Changes that only go together."""

    changes: tuple[Change, ...]

    @property
    def key(self) -> str:
        return hashlib.sha256("".join(sorted(change.key for change in self.changes)).encode()).hexdigest()[:12]


def crew_in_order(members: Iterable[Member]) -> tuple[Member, ...]:
    """Who does the visit first, then who comes along."""
    return tuple(sorted(members, key=lambda member: (member.role is not SeatRole.LEAD, str(member.student))))


def planned_of(assignments: Iterable[Assignment], week: WeekFacts) -> list[Planned]:
    """The visits of a plan. KeyError for a dagdeel that the week does not have."""
    crews: dict[tuple[Id, SlotKey], list[Member]] = defaultdict(list)
    for one in assignments:
        crews[one.client, one.slot].append(Member(one.student, one.role))
    visits = [Planned(client, week.slot_by_key[slot], crew_in_order(crew)) for (client, slot), crew in crews.items()]
    return sorted(visits, key=_order)


def _order(one: Planned) -> tuple[datetime.date, datetime.time, str]:
    return one.slot.date, one.slot.starts, str(one.client)


def changes_between(present: Sequence[Planned], wanted: Sequence[Planned]) -> list[Change]:
    """What has to change to get from the present visits to the wanted ones, in the order of the week.

    A client's visit in the same dagdeel is the same visit; of the others, one on the same day is a visit that moved, then one
    with the same student, then whatever is left of the client.
    """
    found: list[Change] = []
    for client in {one.client: None for one in (*present, *wanted)}:
        before = sorted((one for one in present if one.client == client), key=_order)
        after = sorted((one for one in wanted if one.client == client), key=_order)
        for is_same in (_same_dagdeel, _same_day, _same_student, _anything):
            for one in list(before):
                other = next((candidate for candidate in after if is_same(one, candidate)), None)
                if other is not None:
                    before.remove(one)
                    after.remove(other)
                    found += _change(one, other)
        found += [Change(Kind.DROPPED, client, one, None) for one in before]
        found += [Change(Kind.NEW, client, None, one) for one in after]
    return sorted(found, key=lambda change: (_order(_shown(change)), change.kind))


def _shown(change: Change) -> Planned:
    one = change.after or change.before
    if one is None:
        raise ValueError("a change has a before or an after")
    return one


def _same_dagdeel(one: Planned, other: Planned) -> bool:
    return one.slot.key == other.slot.key


def _same_day(one: Planned, other: Planned) -> bool:
    return one.slot.date == other.slot.date


def _same_student(one: Planned, other: Planned) -> bool:
    return bool(set(one.students) & set(other.students))


def _anything(one: Planned, other: Planned) -> bool:
    return True


def _change(before: Planned, after: Planned) -> list[Change]:
    after = replace(after, visit=before.visit)
    if not _same_dagdeel(before, after):
        return [Change(Kind.MOVED, before.client, before, after)]
    # The visit keeps the times that it has, and who accompanies it.
    after = replace(after, slot=before.slot, accompanied=before.accompanied)
    return [] if set(before.crew) == set(after.crew) else [Change(Kind.SEATS, before.client, before, after)]


# What hangs together


def grouped(changes: Sequence[Change], present: Sequence[Planned], week: WeekFacts) -> list[Group]:
    """The changes in groups that each can be carried out or left, in the order of their first change.

    Everything that can run out (a student's time, day and week, a client's day and week, bicycles) is counted. Where the
    arrivals of some groups could be too many without the departures of others, those groups become one.
    """
    loads = _Loads(week, [one for change in changes for one in (change.before, change.after) if one] + [*present])
    start: Counter[What] = Counter()
    for one in present:
        start.update(loads.of(one))
    parts = [_Part((number,), loads.of_change(change)) for number, change in enumerate(changes)]
    while (pair := _to_join(parts, start, loads)) is not None:
        first, second = pair
        together = Counter(first.net)
        together.update(second.net)
        joined = _Part(tuple(sorted(first.numbers + second.numbers)), together)
        parts = sorted([*(one for one in parts if one not in pair), joined], key=lambda one: one.numbers)
    return [Group(tuple(changes[number] for number in part.numbers)) for part in parts]


#: Something that can run out: its kind and of whom or when.
What: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """Changes that go together, by their place in the list, and what they take up more than they give back."""

    numbers: tuple[int, ...]
    net: Counter[What]


def _to_join(parts: Sequence[_Part], start: Counter[What], loads: _Loads) -> tuple[_Part, _Part] | None:
    """Two parts of which one needs what the other leaves; None when every choice of parts fits."""
    for what in sorted({what for part in parts for what in part.net}, key=repr):
        arriving = [part for part in parts if part.net[what] > 0]
        leaving = [part for part in parts if part.net[what] < 0]
        most = start[what] + sum(part.net[what] for part in arriving)
        if arriving and leaving and most > loads.limit(what):
            return arriving[0], leaving[0]
    return None


class _Loads:
    """What a visit takes up, and how much there is of it."""

    def __init__(self, week: WeekFacts, visits: Sequence[Planned]) -> None:
        self.week = week
        starts: dict[datetime.date, set[datetime.time]] = defaultdict(set)
        for slot in (*week.slots, *(one.slot for one in visits)):
            starts[slot.date].add(slot.starts)
        self.moments: Mapping[datetime.date, Sequence[datetime.time]] = {day: sorted(at) for day, at in starts.items()}

    def of_change(self, change: Change) -> Counter[What]:
        """What the change takes up more, or less than nothing."""
        net: Counter[What] = Counter()
        if change.after is not None:
            net.update(self.of(change.after))
        if change.before is not None:
            net.subtract(self.of(change.before))
        return net

    def of(self, one: Planned) -> Counter[What]:
        slot = one.slot
        used: Counter[What] = Counter()
        moments = [at for at in self.moments[slot.date] if slot.starts <= at < slot.ends]
        used["visits", one.client] = 1
        used["client day", one.client, slot.date] = 1
        for student in one.students:
            used["week", student] += 1
            used["day", student, slot.date] += 1
            for at in moments:
                used["time", student, slot.date, at] += 1
                if self.week.student_by_id[student].needs_bicycle:
                    used["bicycles", slot.date, at] += 1
        return used

    def limit(self, what: What) -> float:
        match what:
            case ("visits", client):
                return self.week.client_by_id[client].visits
            case ("week", student):
                return self.week.student_by_id[student].max_week
            case ("day", student, _):
                return self.week.student_by_id[student].max_day
            case ("bicycles", day, at):
                here = [slot for slot in self.week.slots if slot.date == day and slot.starts <= at < slot.ends]
                numbers = [self.week.bicycles[slot.key] for slot in here if slot.key in self.week.bicycles]
                return min(numbers, default=float("inf"))
        return 1


# The week afterwards


def seats_of(visits: Iterable[Planned]) -> tuple[Seat, ...]:
    """The visits as the rules see them; a new one gets an id of its own."""
    return tuple(
        Seat(
            visit=f"new-{one.client}-{one.slot.date}-{one.slot.block}" if one.visit is None else one.visit,
            student=member.student,
            client=one.client,
            date=one.slot.date,
            block=one.slot.block,
            starts=one.slot.starts,
            ends=one.slot.ends,
            role=member.role,
            accompanied=one.accompanied,
        )
        for one in visits
        for member in one.crew
    )


def after_changes(present: Sequence[Planned], changes: Sequence[Change]) -> list[Planned]:
    """The visits of the week when these changes are carried out."""
    gone = {change.before for change in changes}
    return [
        *(one for one in present if one not in gone),
        *(change.after for change in changes if change.after is not None),
    ]


def new_problems(present: Sequence[Planned], changes: Sequence[Change], week: WeekFacts) -> list[Finding]:
    """What the rules refuse in the week afterwards and did not refuse before."""
    policy = policy_of(week)
    before = {_about(one) for one in check_week(replace(week, seats=seats_of(present)), policy=policy) if one.hard}
    after = check_week(replace(week, seats=seats_of(after_changes(present, changes))), policy=policy)
    return [one for one in after if one.hard and _about(one) not in before]


def policy_of(week: WeekFacts) -> Policy:
    """A proposal sends nobody to where nobody can be reached, once there is a list of who is on duty."""
    return replace(BOARD, duty_required=bool(week.duty))


def _about(one: Finding) -> tuple[object, ...]:
    return one.rule, one.student, one.client, one.slot
