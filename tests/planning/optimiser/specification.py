"""The plan specification once more, for the tests: a judge and a search over every plan, on the exchange format itself.

Standard library only, and no line shared with the optimiser or the rule module. Two things that the product adds stand in the
week beside the format: `times` (dagdeel -> (start, end) in minutes) and `bicycles` (dagdeel -> number to lend) with
`needs_bicycle` of a student.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]
#: (student, client, dagdeel, role)
Seat = tuple[str, str, str, str]
Vector = tuple[int, int, int, int, int]


def seats_of(rows: list[Row]) -> set[Seat]:
    return {(row["student"], row["client"], row["slot"], row["role"]) for row in rows}


def broken_rules(week: Row, plan: set[Seat]) -> set[str]:
    """Which hard rules this plan breaks."""
    broken = {rule for seat in plan for rule in rules_of_seat(week, seat)}
    students = {student["id"]: student for student in week["students"]}
    clients = {client["id"]: client for client in week["clients"]}
    day = {slot["id"]: slot["day"] for slot in week["slots"]}
    for name, student in students.items():
        mine = [seat for seat in plan if seat[0] == name]
        if any(_at_once(week, a[2], b[2]) for a in mine for b in mine if a != b):
            broken.add("H1")
        if len(mine) > student["max_week"]:
            broken.add("H10")
        for number in set(day.values()):
            if len([seat for seat in mine if day[seat[2]] == number]) > student["max_day"]:
                broken.add("H10")
    for name, client in clients.items():
        visited = {seat[2] for seat in plan if seat[1] == name}
        if len({day[slot] for slot in visited}) != len(visited):
            broken.add("H5")
        if len(visited) > client["visits"]:
            broken.add("H6")
        for slot in visited:
            roles = sorted(seat[3] for seat in plan if seat[1:3] == (name, slot))
            if roles != (["lead"] if client["seats"] == 1 else ["buddy", "lead"]):
                broken.add("H7")
    if not seats_of(week["locked"]) <= plan:
        broken.add("H11")
    before = seats_of(week["previous_plan"])
    for slot in week["frozen_slots"]:
        if {seat for seat in plan if seat[2] == slot} != {seat for seat in before if seat[2] == slot}:
            broken.add("H12")
    if not _enough_bicycles(week, plan):
        broken.add("bicycle")
    return broken


def rules_of_seat(week: Row, seat: Seat) -> Iterator[str]:
    student = next(one for one in week["students"] if one["id"] == seat[0])
    place, client = next((number, one) for number, one in enumerate(week["clients"]) if one["id"] == seat[1])
    minutes = week["travel"][seat[0]][place]
    if seat[2] not in student["available"]:
        yield "H2"
    if seat[2] not in client["slots"]:
        yield "H3"
    if not any(seat[2] in coordinator["slots"] for coordinator in week["coordinators"]):
        yield "H4"
    if [pet for pet in client["pets"] if pet in student["allergies"]]:
        yield "H8a"
    if client["smoker"] and not student["smoke_ok"]:
        yield "H8b"
    if client["gender_pref"] is not None and client["gender_pref"] != student["gender"]:
        yield "H8c"
    if minutes is not None and minutes > student["max_travel"]:
        yield "H8d"
    if seat[0] in client["refuses"]:
        yield "H8e"
    if seat[3] == "lead":
        if student["level"] < client["min_level"] or (client["seats"] == 2 and student["level"] < 2):
            yield "H9a"
        if [skill for skill in client["skills"] if skill not in student["skills"]]:
            yield "H9b"
        if client["language"] is not None and client["language"] not in student["languages"]:
            yield "H9c"
        if student["starter"]:
            yield "H9d"


def _at_once(week: Row, one: str, other: str) -> bool:
    if one == other:
        return True
    times = week.get("times")
    if not times:
        return False
    day = {slot["id"]: slot["day"] for slot in week["slots"]}
    return day[one] == day[other] and times[one][0] < times[other][1] and times[other][0] < times[one][1]


def _enough_bicycles(week: Row, plan: set[Seat]) -> bool:
    """At every moment: no more riders than the fewest bicycles of the dagdelen that hold it."""
    bicycles, times = week.get("bicycles"), week.get("times")
    if not bicycles or not times:
        return True
    day = {slot["id"]: slot["day"] for slot in week["slots"]}
    riders = {student["id"] for student in week["students"] if student.get("needs_bicycle")}
    for number in set(day.values()):
        of_day = [slot for slot in day if day[slot] == number]
        for moment in {times[slot][0] for slot in of_day}:
            there = {slot for slot in of_day if times[slot][0] <= moment < times[slot][1]}
            limits = [bicycles[slot] for slot in there if slot in bicycles]
            under_way = [seat for seat in plan if seat[2] in there and seat[0] in riders]
            if under_way and limits and len(under_way) > min(limits):
                return False
    return True


def vector(week: Row, plan: set[Seat]) -> Vector:
    """[P, D, C, M, F] of the specification."""
    clients = {client["id"]: client for client in week["clients"]}
    position = {client["id"]: number for number, client in enumerate(week["clients"])}
    students = {student["id"]: student for student in week["students"]}
    trips, visits = {seat[:3] for seat in plan}, {seat[1:3] for seat in plan}
    before = seats_of(week["previous_plan"])
    trips_before, visits_before = {seat[:3] for seat in before}, {seat[1:3] for seat in before}
    known = {(student, client): value for student, client, value in week["familiarity"]}

    priority = 0
    continuity = 0
    for name, client in clients.items():
        placed = len([visit for visit in visits if visit[0] == name])
        priority += sum(client["visit_weights"][:placed])
        faces = {trip[0] for trip in trips if trip[1] == name}
        if client["face"] == "variation":
            continuity += len(faces)
        else:
            continuity += sum(known.get((trip[0], name), 0) for trip in trips if trip[1] == name)
        if client["face"] == "fixed" and len(faces) > client["seats"]:
            continuity -= 2 * (len(faces) - client["seats"])
    changes = len(trips_before - trips) + len(visits_before - visits)

    match = 0
    practised = set()
    for student_name, client_name, _, _ in plan:
        student, client = students[student_name], clients[client_name]
        minutes = week["travel"][student_name][position[client_name]]
        match += 3 if client_name in student["prefers"] else 0
        match += 2 * len([subject for subject in student["needs"] if subject in client["offers"]])
        match += 1 if minutes is not None and minutes <= 10 else 0
        practised |= {(student_name, process) for process in student["open_wp"] if process in client["tasks"]}
    match += len([visit for visit in visits if visit[1] in clients[visit[0]]["preferred_slots"]])
    match += 2 * len(practised)

    unfairness = 0
    for name, student in students.items():
        unfairness += (len([seat for seat in plan if seat[0] == name]) - student["target"]) ** 2
    return priority, changes, continuity, match, unfairness


def order(found: Vector, calm: int = 0) -> tuple[int, ...]:
    """More is better; the first that differs decides."""
    priority, changes, continuity, match, unfairness = found
    return priority - calm * changes, -changes, continuity, match, -unfairness


def every_plan(week: Row) -> Iterator[set[Seat]]:
    """Every plan that breaks no rule: client by client, each visit with each crew, or not."""
    visits = [(client, slot) for client in week["clients"] for slot in client["slots"]]
    crews = [_crews(week, client, slot) for client, slot in visits]

    def go_on(number: int, plan: set[Seat]) -> Iterator[set[Seat]]:
        if number == len(visits):
            if not broken_rules(week, plan):
                yield set(plan)
            return
        yield from go_on(number + 1, plan)
        for crew in crews[number]:
            if all(_has_room(week, plan, seat) for seat in crew):
                yield from go_on(number + 1, plan | crew)

    yield from go_on(0, set())


def _crews(week: Row, client: Row, slot: str) -> list[set[Seat]]:
    names = [student["id"] for student in week["students"]]
    leads = [(name, client["id"], slot, "lead") for name in names]
    leads = [seat for seat in leads if not [*rules_of_seat(week, seat)]]
    if client["seats"] == 1:
        return [{seat} for seat in leads]
    buddies = [(name, client["id"], slot, "buddy") for name in names]
    buddies = [seat for seat in buddies if not [*rules_of_seat(week, seat)]]
    return [{lead, buddy} for lead in leads for buddy in buddies if lead[0] != buddy[0]]


def _has_room(week: Row, plan: set[Seat], seat: Seat) -> bool:
    """Only to leave out early what `broken_rules` would refuse at the end."""
    client = next(one for one in week["clients"] if one["id"] == seat[1])
    if len({other[2] for other in plan if other[1] == seat[1]} - {seat[2]}) >= client["visits"]:
        return False
    return not any(other[0] == seat[0] and _at_once(week, other[2], seat[2]) for other in plan)


def best_vector(week: Row, calm: int = 0) -> Vector | None:
    """The vector of the best of all plans; None when there is no plan."""
    best: Vector | None = None
    for plan in every_plan(week):
        found = vector(week, plan)
        if best is None or order(found, calm) > order(best, calm):
            best = found
    return best
