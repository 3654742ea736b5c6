"""Random weeks for the property tests: mostly possible, with each demand of each rule now and then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from planning.rules import (
    BOARD,
    ClientFacts,
    Face,
    Member,
    Policy,
    Proposal,
    Seat,
    SeatRole,
    Slot,
    SlotKey,
    Span,
    StudentFacts,
    WeekFacts,
    apply,
    is_allowed,
)

from .rules_world import AFTERNOON, BUDDY, LEAD, MONDAY, MORNING, slot, visit_id

T = TypeVar("T")

SLOTS = tuple(slot(day, block) for day in range(2) for block in (MORNING, AFTERNOON))
#: From 11 to 14: overlaps both the morning and the afternoon.
ODD = Slot(MONDAY, "lang", SLOTS[0].starts.replace(hour=11), SLOTS[1].starts.replace(hour=14), "lang")


class RandomWeeks:
    """Draws weeks, proposals and seats from one source of chance, so that a seed gives the same again."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def some(self, values: Sequence[T], probability: float) -> frozenset[T]:
        return frozenset(value for value in values if self.chance(probability))

    def one(self, values: Sequence[T]) -> T:
        return self.random.choice(values)

    def student(self, number: int, keys: Sequence[SlotKey]) -> StudentFacts:
        return StudentFacts(
            id=f"s{number}",
            name=f"S{number}",
            gender=self.one("vvmx"),
            level=self.one([1, 2, 3, 3]),
            starter=self.chance(0.1),
            skills=self.some(["rolstoel"], 0.9),
            languages=self.some(["ar"], 0.7),
            allergies=self.some(["hond", "kat"], 0.1),
            fears=self.some(["hond", "kat"], 0.1),
            smoke_ok=not self.chance(0.1),
            needs_bicycle=self.chance(0.5),
            max_cycling_minutes=self.one([10, 20]),
            target=self.random.randint(0, 3),
            max_week=self.one([1, 2, 3]),
            max_day=self.one([1, 2]),
            available=self.some(keys, 0.85),
            average=self.one([None, 1.0, 4.0]),
            average_weeks=4,
        )

    def client(self, number: int, students: Sequence[StudentFacts], keys: Sequence[SlotKey]) -> ClientFacts:
        return ClientFacts(
            id=f"c{number}",
            name=f"C{number}",
            visits=self.random.randint(1, 3),
            seats=self.one([1, 1, 2]),
            slots=self.some(keys, 0.85),
            agreements=(Span(MONDAY),),
            pets=self.some(["hond", "kat"], 0.2),
            smoker=self.chance(0.2),
            gender_pref=self.one([None] * 10 + ["v", "m"]),
            min_level=self.one([1, 1, 1, 1, 2, 3]),
            skills=self.some(["rolstoel"], 0.2),
            language=self.one([None] * 4 + ["ar"]),
            refuses=self.some([student.id for student in students], 0.05),
            face=self.one(list(Face)),
            heavy=self.chance(0.5),
            travel_of={student.id: self.one([5, 5, 5, 15, None]) for student in students},
        )

    def empty_week(self, *, plain: bool) -> WeekFacts:
        """Two days. A plain week has only what the plan specification knows: no odd block, no bicycles, no closure."""
        slots = SLOTS if plain else (*SLOTS, ODD)
        keys = [one.key for one in slots]
        students = [self.student(number, keys) for number in range(self.random.randint(2, 5))]
        clients = [self.client(number, students, keys) for number in range(self.random.randint(1, 4))]
        return WeekFacts(
            students=tuple(students),
            clients=tuple(clients),
            slots=slots,
            duty=self.some(keys, 0.9),
            closed={} if plain else dict.fromkeys(self.some(keys, 0.1), "dicht"),
            bicycles={} if plain else {key: self.one([0, 1, 1, 2, 2]) for key in self.some(keys, 0.8)},
            familiarity={(students[0].id, clients[0].id): 1},
        )

    def promising(self, week: WeekFacts) -> Proposal:
        """A proposal; when one of the first six is allowed, often that one."""
        proposals = [self.proposal(week) for _ in range(6)]
        allowed = [proposal for proposal in proposals if is_allowed(proposal, week)]
        return allowed[0] if allowed and self.chance(0.7) else proposals[0]

    def proposal(self, week: WeekFacts) -> Proposal:
        """Somebody at somebody's in some dagdeel; mostly with the number of students that the client has."""
        client = self.one(week.clients)
        number = client.seats if self.chance(0.9) else self.random.randint(1, 2)
        students = self.random.sample(week.students, min(number, len(week.students)))
        members = tuple(Member(student.id, BUDDY if place else LEAD) for place, student in enumerate(students))
        return Proposal(client.id, self.one(week.slots), members)

    def seat(self, week: WeekFacts) -> Seat:
        client, when = self.one(week.clients), self.one(week.slots)
        role = LEAD if self.chance(0.75) else BUDDY
        student = self.one(week.students)
        return Seat(
            visit_id(client, when), student.id, client.id, when.date, when.block, when.starts, when.ends, SeatRole(role)
        )

    def good_week(self, *, plain: bool = False, policy: Policy = BOARD) -> WeekFacts:
        """A week planned greedily: whatever is proposed and allowed."""
        week = self.empty_week(plain=plain)
        for number in range(self.one([1, 4, 10, 40])):
            proposal = self.proposal(week)
            if is_allowed(proposal, week, policy=policy):
                week = apply(replace(proposal, visit=f"v{number}"), week)
        return week

    def any_week(self, *, plain: bool = False) -> WeekFacts:
        """A good week, often with one or two seats that nobody checked."""
        week = self.good_week(plain=plain)
        return replace(week, seats=(*week.seats, *(self.seat(week) for _ in range(self.random.randint(0, 2)))))
