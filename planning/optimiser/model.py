"""The instance as a linear model: a column for each seat that could be, small helper columns, and one goal for each level.

Apart from pairs and the helpers (visits of a client, distinct faces, work processes, number of visits of a student) the rows
form a network, so that its linear relaxation is nearly always a plan already.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from planning.rules import ClientFacts, Face, Id, SeatRole, SlotKey

from .instance import Assignment, Instance
from .objective import familiarity, match_points
from .possible import Possible, VisitOption

INFINITY = float("inf")
#: Column -> coefficient.
Terms = dict[int, float]


@dataclass(slots=True)
class LinearModel:
    """Columns between `lower` and `upper`, rows of terms between bounds, and goals that are all maximised.

    The first columns are the seats. Every column is a whole number in a plan; only those in `whole` must be told so, the others
    follow. `missing` is the goal before the first level, None when no kept visit lacks a student.
    """

    seats: list[Assignment] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[float, float, Terms]] = field(default_factory=list)
    goals: tuple[Terms, Terms, Terms, Terms, Terms] = field(default_factory=lambda: ({}, {}, {}, {}, {}))
    missing: Terms | None = None

    def column(self, upper: float = 1.0) -> int:
        self.lower.append(0.0)
        self.upper.append(upper)
        return len(self.lower) - 1

    def row(self, lower: float, upper: float, terms: Terms) -> None:
        self.rows.append((lower, upper, terms))

    def aim(self, level: int, columns: list[int], value: float) -> None:
        """Each of these columns adds `value` to a level."""
        if value:
            goal = self.goals[level]
            for column in columns:
                goal[column] = goal.get(column, 0.0) + value

    def first_goal(self, calm: int) -> Terms:
        """P, less `calm` for each change."""
        goal = dict(self.goals[0])
        for column, value in self.goals[1].items():
            goal[column] = goal.get(column, 0.0) + calm * value
        return {column: value for column, value in goal.items() if value}


PRIORITY, CHANGES, CONTINUITY, MATCH, UNFAIRNESS = range(5)


def linear_model(choice: Possible) -> LinearModel:
    """The model of everything that can be chosen; what is kept only takes room, and its points are no part of the goals."""
    return _Writer(choice).write()


class _Writer:
    def __init__(self, choice: Possible) -> None:
        self.choice = choice
        self.instance: Instance = choice.instance
        self.model = LinearModel()
        self.columns_of: dict[tuple[Id, SlotKey], list[int]] = defaultdict(list)  # (student, dagdeel)
        self.of_student: dict[Id, list[int]] = defaultdict(list)
        self.of_pair: dict[tuple[Id, Id], dict[datetime.date, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.visit_columns: list[tuple[VisitOption, list[int]]] = []
        self.completing = Counter(option.client.id for option in choice.options if option.completes)
        self.faces_kept: dict[Id, set[Id]] = defaultdict(set)
        for one in choice.kept:
            self.faces_kept[one.client].add(one.student)

    def write(self) -> LinearModel:
        self._seats()
        self._rooms()
        self._clients()
        self._pairs_together()
        self._changes()
        self._faces()
        self._matches()
        self._fairness()
        return self.model

    def _seats(self) -> None:
        """All seats first; then who goes together, and what a kept visit may still lack."""
        model = self.model
        crews = [
            (
                option,
                [self._seat(option, student, SeatRole.LEAD) for student in option.leads],
                [self._seat(option, student, SeatRole.BUDDY) for student in option.buddies],
            )
            for option in self.choice.options
        ]
        model.whole += range(len(model.seats))
        for option, leads, buddies in crews:
            if option.completes:
                for columns in filter(None, (leads, buddies)):
                    lacking = model.column()
                    model.missing = {**(model.missing or {}), lacking: -1.0}
                    model.row(1, 1, {**dict.fromkeys(columns, 1.0), lacking: 1.0})
                continue
            self.visit_columns.append((option, leads))
            if option.client.seats == 2:
                model.row(0, 0, {**dict.fromkeys(leads, 1.0), **dict.fromkeys(buddies, -1.0)})

    def _seat(self, option: VisitOption, student: Id, role: SeatRole) -> int:
        column = self.model.column()
        self.model.seats.append(Assignment(student, option.client.id, option.slot.key, role))
        self.columns_of[student, option.slot.key].append(column)
        self.of_student[student].append(column)
        self.of_pair[student, option.client.id][option.slot.date].append(column)
        return column

    def _rooms(self) -> None:
        for room in self.choice.rooms:
            columns = [column for member in room.members for column in self.columns_of.get(member, ())]
            if len(columns) > room.limit:
                self.model.row(-INFINITY, room.limit, dict.fromkeys(columns, 1.0))

    def _clients(self) -> None:
        """One visit a day, not more than agreed, and what each next visit is worth."""
        model = self.model
        visits: dict[Id, list[tuple[VisitOption, list[int]]]] = defaultdict(list)
        for option, leads in self.visit_columns:
            visits[option.client.id].append((option, leads))
        for client, options in visits.items():
            left, kept = self.choice.visits_left[client], self.choice.visits_kept[client]
            weights = self.instance.wishes_of_client(client).weights[kept : kept + left]
            every = [column for _, leads in options for column in leads]
            if left > 1:
                days: dict[datetime.date, list[int]] = defaultdict(list)
                for option, leads in options:
                    days[option.slot.date] += leads
                for columns in days.values():
                    model.row(-INFINITY, 1, dict.fromkeys(columns, 1.0))
                weights = weights[: len(days)]
            if len(set(weights)) == 1:
                model.row(-INFINITY, len(weights), dict.fromkeys(every, 1.0))
                model.aim(PRIORITY, every, weights[0])
                continue
            placed = [model.column() for _ in weights]
            model.row(0, 0, {**dict.fromkeys(every, 1.0), **dict.fromkeys(placed, -1.0)})
            for column, weight in zip(placed, weights, strict=True):
                model.aim(PRIORITY, [column], weight)

    def _pairs_together(self) -> None:
        """Each visit of a pair and the number of all of them are whole: with these columns the search branches where it helps.

        Once it is known when the pairs go, nearly all that is left is a network.
        """
        pairs = [leads for option, leads in self.visit_columns if option.client.seats == 2]
        if not pairs:
            return
        counted = [
            ([column for one in pairs for column in one], INFINITY),
            *((one, 1.0) for one in pairs if len(one) > 1),
        ]
        for leads, most in counted:
            number = self.model.column(most)
            self.model.whole.append(number)
            self.model.row(0, 0, {**dict.fromkeys(leads, 1.0), number: -1.0})

    def _changes(self) -> None:
        before = {(one.student, one.client, one.slot) for one in self.instance.previous}
        visits_before = {(client, slot) for _, client, slot in before}
        for column, one in enumerate(self.model.seats):
            if (one.student, one.client, one.slot) in before:
                self.model.aim(CHANGES, [column], 1)
        for option, leads in self.visit_columns:
            if (option.client.id, option.slot.key) in visits_before:
                self.model.aim(CHANGES, leads, 1)

    def _faces(self) -> None:
        model = self.model
        students_of: dict[Id, list[Id]] = defaultdict(list)
        for student, client in self.of_pair:
            students_of[client].append(student)
        for client, students in students_of.items():
            facts = self.instance.week.client_by_id[client]
            for student in students:
                every = [column for columns in self.of_pair[student, client].values() for column in columns]
                if facts.face is not Face.VARIATION:
                    model.aim(CONTINUITY, every, familiarity(self.instance, student, client))
                elif student not in self.faces_kept[client]:
                    self._new_face(student, client, every)
            if facts.face is Face.FIXED:
                self._fixed_faces(facts, [one for one in students if one not in self.faces_kept[client]])

    def _new_face(self, student: Id, client: Id, every: list[int]) -> None:
        """Counts a student once at a client who likes variation."""
        if len(self.of_pair[student, client]) == 1 or self._visits_to_come(client) <= 1:
            self.model.aim(CONTINUITY, every, 1)
            return
        once = self.model.column()
        self.model.row(0, INFINITY, {**dict.fromkeys(every, 1.0), once: -1.0})
        self.model.aim(CONTINUITY, [once], 1)

    def _visits_to_come(self, client: Id) -> int:
        return self.choice.visits_left[client] + self.completing[client]

    def _fixed_faces(self, facts: ClientFacts, students: list[Id]) -> None:
        """Every face more than the visit has seats costs two points."""
        model, client = self.model, facts.id
        kept = len(self.faces_kept[client])
        if kept + self._visits_to_come(client) * facts.seats <= facts.seats or not students:
            return
        terms: Terms = {}
        visits = self._visits_to_come(client)
        for student in students:
            days = self.of_pair[student, client]
            if len(days) == 1:
                terms.update(dict.fromkeys(next(iter(days.values())), 1.0))
                continue
            face = model.column()
            model.whole.append(face)
            terms[face] = 1.0
            for columns in days.values():
                model.row(0, INFINITY, {face: 1.0, **dict.fromkeys(columns, -1.0)})
            if len(days) > visits:
                every = [column for columns in days.values() for column in columns]
                model.row(0, INFINITY, {face: visits, **dict.fromkeys(every, -1.0)})
        more = model.column(INFINITY)
        model.aim(CONTINUITY, [more], -2)
        terms[more] = -1.0
        if kept or self.choice.visits_kept[client]:
            model.row(-INFINITY, max(0, facts.seats - kept), terms)
        else:
            # The seats of the first visit are free of points, but only as far as there is a visit.
            there = model.column()
            leads = [column for option, some in self.visit_columns if option.client.id == client for column in some]
            model.row(0, INFINITY, {**dict.fromkeys(leads, 1.0), there: -1.0})
            model.row(-INFINITY, 0, {**terms, there: -facts.seats})

    def _matches(self) -> None:
        model, instance = self.model, self.instance
        points: dict[tuple[Id, Id], int] = {}
        practise: dict[tuple[Id, Id], list[int]] = defaultdict(list)
        practised = {
            (one.student, process)
            for one in self.choice.kept
            for process in instance.wishes_of_client(one.client).processes
        }
        for column, one in enumerate(self.model.seats):
            pair = one.student, one.client
            if pair not in points:
                points[pair] = match_points(instance, *pair)
            model.aim(MATCH, [column], points[pair])
            open_here = (
                instance.wishes_of_student(one.student).open_processes & instance.wishes_of_client(one.client).processes
            )
            for process in open_here:
                if (one.student, process) not in practised:
                    practise[one.student, process].append(column)
        for option, leads in self.visit_columns:
            if option.slot.key in option.client.preferred:
                model.aim(MATCH, leads, 1)
        for _, columns in sorted(practise.items(), key=lambda pair: (pair[1][0], str(pair[0]))):
            once = model.column()
            model.row(0, INFINITY, {**dict.fromkeys(columns, 1.0), once: -1.0})
            model.aim(MATCH, [once], 2)

    def _fairness(self) -> None:
        """Each next visit of a student is a column of its own that costs more than the one before."""
        model = self.model
        for student in self.instance.week.students:
            columns = self.of_student[student.id]
            kept = sum(one.student == student.id for one in self.choice.kept)
            slots = {self.model.seats[column].slot for column in columns}
            most = min(student.max_week - kept, len(slots))
            if not columns:
                continue
            visits = [model.column() for _ in range(most)]
            model.row(0, 0, {**dict.fromkeys(columns, 1.0), **dict.fromkeys(visits, -1.0)})
            for number, column in enumerate(visits, start=kept):
                model.aim(UNFAIRNESS, [column], -(2 * (number - student.target) + 1))
