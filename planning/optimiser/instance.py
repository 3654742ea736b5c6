"""The question that the optimiser answers: a week without visits, what people wish of it, and the plan it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from planning.rules import Id, SeatRole, SlotKey, WeekFacts


@dataclass(frozen=True, slots=True)
class Assignment:
    """One student in one visit: who goes to whom, when, and in which role."""

    student: Id
    client: Id
    slot: SlotKey
    role: SeatRole = SeatRole.LEAD


@dataclass(frozen=True, slots=True)
class StudentWishes:
    """What a student can learn from a visit: subjects to improve in, and work processes not yet signed off.

    The clients a student would like to visit and the number of visits to strive for are in `StudentFacts`.
    """

    needs: frozenset[Id] = frozenset()
    open_processes: frozenset[Id] = frozenset()


@dataclass(frozen=True, slots=True)
class ClientWishes:
    """What a visit to a client is worth.

    `weights` has one number for each visit that the client wants in the week, never rising: what the first, second ... visit
    counts in the priority. `offers` are subjects that the client can help a student with, `processes` the work processes that
    a visit practises.
    """

    weights: tuple[int, ...] = (1,)
    offers: frozenset[Id] = frozenset()
    processes: frozenset[Id] = frozenset()


@dataclass(frozen=True, slots=True)
class Instance:
    """One planning problem.

    `week` has the students, clients, dagdelen, duty and bicycles, and no seats: visits that are there already stand in
    `previous`. Of `locked` every assignment is in each plan, and in a dagdeel of `frozen` exactly what `previous` has there;
    both stay even when a rule would refuse them, because somebody decided so. Familiarity counts at most 3 for each pair.
    Source: H0-H12 and the objective of the plan specification. ValueError when something points to what is not there.
    """

    week: WeekFacts
    students: Mapping[Id, StudentWishes] = field(default_factory=dict)
    clients: Mapping[Id, ClientWishes] = field(default_factory=dict)
    previous: frozenset[Assignment] = frozenset()
    locked: frozenset[Assignment] = frozenset()
    frozen: frozenset[SlotKey] = frozenset()
    id: str = ""

    def __post_init__(self) -> None:
        if self.week.seats:
            raise ValueError("the week of an instance has no seats: give them as previous or locked")
        for one in self.previous | self.locked:
            if one.student not in self.week.student_by_id or one.client not in self.week.client_by_id:
                raise ValueError(f"{one} has a student or a client that this week does not know")
            if one.slot not in self.week.slot_by_key:
                raise ValueError(f"{one} has a dagdeel that this week does not know")
        for client, wishes in self.clients.items():
            if len(wishes.weights) != self.week.client_by_id[client].visits:
                raise ValueError(f"client {client} has another number of weights than visits")

    @property
    def kept(self) -> frozenset[Assignment]:
        """What every plan has: the locked assignments and those of the frozen dagdelen."""
        return self.locked | {one for one in self.previous if one.slot in self.frozen}

    def wishes_of_student(self, student: Id) -> StudentWishes:
        return self.students.get(student, StudentWishes())

    def wishes_of_client(self, client: Id) -> ClientWishes:
        wishes = self.clients.get(client)
        return wishes if wishes is not None else ClientWishes(weights=(1,) * self.week.client_by_id[client].visits)
