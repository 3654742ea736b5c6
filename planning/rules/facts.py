"""What the rules need to know about students, clients and one week. Plain data without Django.

Ids are int or str, for each kind unique within a week. A dagdeel of a day is the key (date, block). Minutes are whole minutes,
travel is one way. Everything is frozen: a changed week is a new `WeekFacts`.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .wording import Vocabulary, day_text

Id: TypeAlias = int | str
#: (date, block): the identity of a dagdeel on a day.
SlotKey: TypeAlias = tuple[datetime.date, Id]


class SeatRole(enum.StrEnum):
    """Who does the visit and who comes along; the values are those of the seats in the database."""

    LEAD = "lead"
    BUDDY = "buddy"


class Face(enum.StrEnum):
    """Whether a client wants to see the same student each time (V047)."""

    FIXED = "fixed"
    VARIATION = "variation"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` up to and including `last`; `last` None has no end."""

    first: datetime.date
    last: datetime.date | None = None

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Slot:
    """A dagdeel on a day, from `starts` to `ends`. `name` ('ochtend') is for sentences."""

    date: datetime.date
    block: Id
    starts: datetime.time
    ends: datetime.time
    name: str = ""

    @property
    def key(self) -> SlotKey:
        return self.date, self.block

    @property
    def text(self) -> str:
        """'dinsdag 3 maart (ochtend)'."""
        return f"{day_text(self.date)} ({self.name})" if self.name else day_text(self.date)

    def overlaps(self, other: Slot | Seat) -> bool:
        """Same day and some minute in common. A block that begins when another ends does not overlap it."""
        return self.date == other.date and self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, slots=True)
class StudentFacts:
    """A student in this week. `name` is how sentences call him or her.

    `available` holds the dagdelen with neighbourhood in the week pattern; `unavailable` gives for other dagdelen why not
    (lesson, placement, free, ill, leave, catch_up, absent) and wins where both speak. `max_cycling_minutes` None is the limit
    of the location. `average` is the mean number of visits a week over the `average_weeks` school weeks of the training before
    this week (V060). `last_accompanied` is the last visit with a coordinator, or the start of the training when there was none;
    None says nothing about it.
    """

    id: Id
    name: str
    gender: str = "x"
    level: int = 1
    starter: bool = False
    skills: frozenset[Id] = frozenset()
    languages: frozenset[Id] = frozenset()
    allergies: frozenset[str] = frozenset()
    fears: frozenset[str] = frozenset()
    smoke_ok: bool = True
    needs_bicycle: bool = False
    max_cycling_minutes: int | None = None
    target: int = 3
    max_week: int = 5
    max_day: int = 2
    available: frozenset[SlotKey] = frozenset()
    unavailable: Mapping[SlotKey, str] = field(default_factory=dict)
    average: float | None = None
    average_weeks: int = 0
    last_accompanied: datetime.date | None = None
    prefers: frozenset[Id] = frozenset()


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """A client in this week, with the agreement that holds in it. `name` is how sentences call the client.

    `visits` are those agreed for a week and `seats` the students of one visit (1, or 2 for a pair). `slots` are the dagdelen
    that the client accepts, `covered` those in which somebody else already helps -> who (may be empty, W015).
    `travel` is from the location; `travel_of` has the students for whom it differs because they start from home (None: unknown).
    `last_accompanied` is the last visit with a coordinator, or the start of the agreement; None says nothing about it.
    """

    id: Id
    name: str
    visits: int = 1
    seats: int = 1
    slots: frozenset[SlotKey] = frozenset()
    preferred: frozenset[SlotKey] = frozenset()
    covered: Mapping[SlotKey, str] = field(default_factory=dict)
    agreements: tuple[Span, ...] = ()
    pauses: tuple[Span, ...] = ()
    pets: frozenset[str] = frozenset()
    smoker: bool = False
    gender_pref: str | None = None
    min_level: int = 1
    skills: frozenset[Id] = frozenset()
    language: Id | None = None
    refuses: frozenset[Id] = frozenset()
    face: Face = Face.NONE
    heavy: bool = False
    travel: int | None = None
    travel_of: Mapping[Id, int | None] = field(default_factory=dict)
    last_accompanied: datetime.date | None = None
    waiting_since: datetime.date | None = None
    urgent: bool = False

    def minutes_for(self, student: Id) -> int | None:
        """Minutes one way for this student, None when unknown."""
        return self.travel_of.get(student, self.travel)


@dataclass(frozen=True, slots=True)
class Seat:
    """A student's part in a visit of this week that goes on (cancelled visits have no seats here)."""

    visit: Id
    student: Id
    client: Id
    date: datetime.date
    block: Id
    starts: datetime.time
    ends: datetime.time
    role: SeatRole = SeatRole.LEAD
    accompanied: bool = False

    @property
    def key(self) -> SlotKey:
        return self.date, self.block


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a location that rules use beside those of the student. Visits, weeks and minutes."""

    max_cycling_minutes: int | None = None
    heavy_week: int = 2
    heavy_day: int = 1
    accompanied_within_weeks: int = 12
    least_visit_minutes: int = 30
    travel_inside_block: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """A student with a role in a proposal."""

    student: Id
    role: SeatRole = SeatRole.LEAD


@dataclass(frozen=True, slots=True)
class Proposal:
    """A visit that somebody wants: these students go to this client in this dagdeel.

    `visit` is the visit that is moved or gets other students; `members` are then all its students. `making_way` are other visits
    whose seats don't count, because they move or stop in the same step. A visit of the week at the same client and dagdeel that
    does not make way is the same visit: the members join it. `partial` allows what still lacks a student (the second of a pair,
    the one who does the visit): it is then said, and publishing waits for it. `accompanied`: a coordinator comes along (W117).
    """

    client: Id
    slot: Slot
    members: tuple[Member, ...]
    visit: Id | None = None
    making_way: frozenset[Id] = frozenset()
    partial: bool = False
    accompanied: bool = False

    @property
    def ignored(self) -> frozenset[Id]:
        """Visits whose seats don't count."""
        return self.making_way if self.visit is None else self.making_way | {self.visit}


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """One week of one location.

    `slots` are its dagdelen, in order; `closed` gives for closed ones the reason. In a dagdeel of `duty` somebody is reachable.
    `bicycles` counts the bicycles to lend in a dagdeel; without a number there is no limit. `seats` are all seats of the week;
    their students and clients must be in `students` and `clients`. `familiarity` is (student, client) -> 1 or more when they know
    each other. `agreed` has (student, client, day, code of a rule): on that day both agreed to set that rule aside.
    ValueError when an id occurs twice or a seat points to an unknown student or client.
    """

    students: tuple[StudentFacts, ...]
    clients: tuple[ClientFacts, ...]
    slots: tuple[Slot, ...]
    seats: tuple[Seat, ...] = ()
    closed: Mapping[SlotKey, str] = field(default_factory=dict)
    duty: frozenset[SlotKey] = frozenset()
    bicycles: Mapping[SlotKey, int] = field(default_factory=dict)
    familiarity: Mapping[tuple[Id, Id], int] = field(default_factory=dict)
    agreed: frozenset[tuple[Id, Id, datetime.date, str]] = frozenset()
    limits: Limits = field(default_factory=Limits)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    student_by_id: Mapping[Id, StudentFacts] = field(init=False, repr=False, compare=False)
    client_by_id: Mapping[Id, ClientFacts] = field(init=False, repr=False, compare=False)
    slot_by_key: Mapping[SlotKey, Slot] = field(init=False, repr=False, compare=False)
    seats_of_student: Mapping[Id, tuple[Seat, ...]] = field(init=False, repr=False, compare=False)
    seats_of_client: Mapping[Id, tuple[Seat, ...]] = field(init=False, repr=False, compare=False)
    known_clients: frozenset[Id] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        set_once = object.__setattr__
        set_once(self, "student_by_id", {student.id: student for student in self.students})
        set_once(self, "client_by_id", {client.id: client for client in self.clients})
        set_once(self, "slot_by_key", {slot.key: slot for slot in self.slots})
        if len(self.student_by_id) < len(self.students) or len(self.client_by_id) < len(self.clients):
            raise ValueError("a student or a client occurs twice")
        of_student: dict[Id, tuple[Seat, ...]] = {}
        of_client: dict[Id, tuple[Seat, ...]] = {}
        for seat in self.seats:
            if seat.student not in self.student_by_id or seat.client not in self.client_by_id:
                raise ValueError(f"{seat} has a student or a client that this week does not know")
            of_student[seat.student] = (*of_student.get(seat.student, ()), seat)
            of_client[seat.client] = (*of_client.get(seat.client, ()), seat)
        set_once(self, "seats_of_student", of_student)
        set_once(self, "seats_of_client", of_client)
        set_once(
            self, "known_clients", frozenset(client for (_, client), value in self.familiarity.items() if value > 0)
        )
