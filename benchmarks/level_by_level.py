"""The plain way to an exact week: one whole-number model, solved level by level with a row that holds each level's value.

The baseline of the benchmark and a second opinion on the vector: it reads the exchange format itself and shares nothing with
`planning.optimiser` but HiGHS.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import highspy

Row = dict[str, Any]
Terms = dict[int, float]
INFINITY = highspy.kHighsInf


class Model:
    """Columns, rows and one maximised goal at a time."""

    def __init__(self) -> None:
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("mip_rel_gap", 0.0)
        self.solver.setOptionValue("mip_abs_gap", 0.5)
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.columns = 0

    def column(self, most: float = 1.0, *, whole: bool = True) -> int:
        self.solver.addVar(0.0, most)
        if whole:
            self.solver.changeColIntegrality(self.columns, highspy.HighsVarType.kInteger)
        self.columns += 1
        return self.columns - 1

    def row(self, least: float, most: float, terms: Terms) -> None:
        self.solver.addRow(least, most, len(terms), list(terms), list(terms.values()))

    def best(self, goal: Terms) -> tuple[int, list[float]] | None:
        """The best value and the point, with the goal held there from then on; None when the time is up."""
        for column in range(self.columns):
            self.solver.changeColCost(column, goal.get(column, 0.0))
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        value = round(self.solver.getObjectiveValue())
        point = list(self.solver.getSolution().col_value)
        if goal:
            self.row(value, INFINITY, goal)
        return value, point


def add(terms: Terms, column: int, value: float) -> None:
    terms[column] = terms.get(column, 0.0) + value


def may(student: Row, client: Row, minutes: int | None, *, lead: bool) -> bool:
    """H8, and H9 for who leads."""
    place = (
        not set(student["allergies"]) & set(client["pets"])
        and (student["smoke_ok"] or not client["smoker"])
        and client["gender_pref"] in (None, student["gender"])
        and (minutes is None or minutes <= student["max_travel"])
        and student["id"] not in client["refuses"]
    )
    if not lead:
        return bool(place)
    return bool(
        place
        and student["level"] >= max(client["min_level"], 2 if client["seats"] == 2 else 1)
        and set(client["skills"]) <= set(student["skills"])
        and client["language"] in (None, *student["languages"])
        and not student["starter"]
    )


def solve_level_by_level(week: Row, *, time_limit: float | None = None) -> tuple[list[int] | None, list[Row]]:
    """[P, D, C, M, F] and the assignments; None and nothing when HiGHS did not finish in time."""
    model = Model()
    if time_limit is not None:
        model.solver.setOptionValue("time_limit", time_limit)
    day = {slot["id"]: slot["day"] for slot in week["slots"]}
    opened = {slot for one in week["coordinators"] for slot in one["slots"]}
    previous = {(a["student"], a["client"], a["slot"], a["role"]) for a in week["previous_plan"]}
    must = {(a["student"], a["client"], a["slot"], a["role"]) for a in week["locked"]}
    must |= {one for one in previous if one[2] in week["frozen_slots"]}
    seats: dict[tuple[str, str, str, str], int] = {}
    visits: dict[tuple[str, str], int] = {}
    for place, client in enumerate(week["clients"]):
        for slot in client["slots"]:
            if slot not in opened:
                continue
            visit = visits[client["id"], slot] = model.column()
            for role in ("lead", "buddy"):
                crew: Terms = {}
                for student in week["students"]:
                    minutes = week["travel"][student["id"]][place]
                    if slot in student["available"] and may(student, client, minutes, lead=role == "lead"):
                        key = (student["id"], client["id"], slot, role)
                        crew[model.column()] = 1.0
                        seats[key] = model.columns - 1
                        if key in must:
                            model.row(1, 1, {seats[key]: 1.0})
                        elif slot in week["frozen_slots"]:
                            model.row(0, 0, {seats[key]: 1.0})
                model.row(0, 0, {**crew, visit: -1.0 if role == "lead" or client["seats"] == 2 else 0.0})
    goals: list[Terms] = [{}, {}, {}, {}, {}]
    constants = _students(model, week, seats, day, goals)
    _clients(model, week, seats, visits, day, goals)
    trips = {one[:3] for one in previous}
    visits_before = {one[1:] for one in trips}
    for key, column in seats.items():
        if key[:3] in trips:
            add(goals[1], column, 1)
    for visited, column in visits.items():
        if visited in visits_before:
            add(goals[1], column, 1)
    constants[1] = -len(trips) - len(visits_before)
    vector: list[int] = []
    point: list[float] = []
    for goal, constant in zip(goals, constants, strict=True):
        found = model.best(goal)
        if found is None:
            return None, []
        vector.append(found[0] + constant)
        point = found[1]
    plan = [
        dict(zip(("student", "client", "slot", "role"), key, strict=True))
        for key, column in seats.items()
        if point[column] > 0.5
    ]
    return [vector[0], -vector[1], vector[2], vector[3], -vector[4]], plan


def _students(
    model: Model, week: Row, seats: dict[tuple[str, str, str, str], int], day: dict[str, int], goals: list[Terms]
) -> list[int]:
    """One client in a dagdeel, the most in a day and a week, fairness and work processes."""
    constants = [0, 0, 0, 0, 0]
    clients = {client["id"]: client for client in week["clients"]}
    for student in week["students"]:
        mine = {key: column for key, column in seats.items() if key[0] == student["id"]}
        for slot in day:
            model.row(0, 1, {column: 1.0 for key, column in mine.items() if key[2] == slot})
        for number in set(day.values()):
            model.row(0, student["max_day"], {column: 1.0 for key, column in mine.items() if day[key[2]] == number})
        number_of = {number: model.column() for number in range(student["max_week"] + 1)}
        model.row(1, 1, dict.fromkeys(number_of.values(), 1.0))
        model.row(
            0,
            0,
            {**dict.fromkeys(mine.values(), 1.0), **{column: -float(number) for number, column in number_of.items()}},
        )
        for number, column in number_of.items():
            add(goals[4], column, -((number - student["target"]) ** 2))
        for process in student["open_wp"]:
            practised = model.column()
            there = {column: 1.0 for key, column in mine.items() if process in clients[key[1]]["tasks"]}
            model.row(0, INFINITY, {**there, practised: -1.0})
            add(goals[3], practised, 2)
    return constants


def _clients(
    model: Model,
    week: Row,
    seats: dict[tuple[str, str, str, str], int],
    visits: dict[tuple[str, str], int],
    day: dict[str, int],
    goals: list[Terms],
) -> None:
    """One visit a day, not more than wanted, priority, faces and match."""
    known = {(student, client): value for student, client, value in week["familiarity"]}
    students = {student["id"]: student for student in week["students"]}
    for place, client in enumerate(week["clients"]):
        of_client = {slot: column for (name, slot), column in visits.items() if name == client["id"]}
        for number in set(day.values()):
            model.row(0, 1, {column: 1.0 for slot, column in of_client.items() if day[slot] == number})
        reached = [model.column() for _ in client["visit_weights"]]
        model.row(0, 0, {**dict.fromkeys(of_client.values(), 1.0), **dict.fromkeys(reached, -1.0)})
        for earlier, later in pairwise(reached):
            model.row(0, 1, {earlier: 1.0, later: -1.0})
        for column, weight in zip(reached, client["visit_weights"], strict=True):
            add(goals[0], column, weight)
        for slot, column in of_client.items():
            if slot in client["preferred_slots"]:
                add(goals[3], column, 1)
        of_student: dict[str, list[int]] = defaultdict(list)
        for key, column in seats.items():
            if key[1] == client["id"]:
                of_student[key[0]].append(column)
        faces: Terms = {}
        for name, columns in of_student.items():
            student = students[name]
            minutes = week["travel"][name][place]
            points = 3 * (client["id"] in student["prefers"]) + 2 * len(set(student["needs"]) & set(client["offers"]))
            points += minutes is not None and minutes <= 10
            face = model.column()
            faces[face] = 1.0
            model.row(0, INFINITY, {**dict.fromkeys(columns, 1.0), face: -1.0})
            for column in columns:
                model.row(0, 1, {face: 1.0, column: -1.0})
                add(goals[3], column, points)
                if client["face"] != "variation":
                    add(goals[2], column, known.get((name, client["id"]), 0))
            if client["face"] == "variation":
                add(goals[2], face, 1)
        if client["face"] == "fixed" and faces:
            more = model.column(INFINITY, whole=False)
            model.row(-INFINITY, client["seats"], {**faces, more: -1.0})
            add(goals[2], more, -2)
