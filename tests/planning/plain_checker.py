"""A second opinion: H0-H10 of the plan specification in the plainest loops, sharing no code with the rule module.

It only reads facts that the specification knows, and answers with the broken rules.
"""

from __future__ import annotations

from collections import Counter

from planning.rules import WeekFacts


def broken_rules(week: WeekFacts) -> set[str]:
    """Which of H0-H10 the seats of this week break."""
    broken: set[str] = set()
    plan = [(seat.student, seat.client, (seat.date, seat.block), str(seat.role)) for seat in week.seats]
    students = {student.id: student for student in week.students}
    clients = {client.id: client for client in week.clients}
    if len(set(plan)) < len(plan):
        broken.add("H0")
    if any(number > 1 for number in Counter((student, slot) for student, _, slot, _ in plan).values()):
        broken.add("H1")
    for student_id, client_id, slot, role in plan:
        student, client = students[student_id], clients[client_id]
        minutes = client.travel_of[student_id]
        lead = role == "lead"
        breaks = {
            "H2": slot not in student.available,
            "H3": slot not in client.slots,
            "H4": slot not in week.duty,
            "H8a": any(animal in client.pets for animal in [*student.allergies, *student.fears]),
            "H8b": client.smoker and not student.smoke_ok,
            "H8c": client.gender_pref in {"v", "m"} and client.gender_pref != student.gender,
            "H8d": minutes is not None and minutes > (student.max_cycling_minutes or 0),
            "H8e": student_id in client.refuses,
            "H9a": lead and student.level < (max(2, client.min_level) if client.seats == 2 else client.min_level),
            "H9b": lead and any(skill not in student.skills for skill in client.skills),
            "H9c": lead and client.language is not None and client.language not in student.languages,
            "H9d": lead and student.starter,
        }
        broken |= {rule for rule, breaks_it in breaks.items() if breaks_it}
    for client_id, client in clients.items():
        slots = {slot for _, other, slot, _ in plan if other == client_id}
        if len({day for day, _ in slots}) < len(slots):
            broken.add("H5")
        if len(slots) > client.visits:
            broken.add("H6")
        for slot in slots:
            roles = [role for _, other, when, role in plan if other == client_id and when == slot]
            if roles.count("lead") != 1 or roles.count("buddy") != client.seats - 1:
                broken.add("H7")
    for student_id, student in students.items():
        days = [day for other, _, (day, _), _ in plan if other == student_id]
        if len(days) > student.max_week:
            broken.add("H10a")
        if any(number > student.max_day for number in Counter(days).values()):
            broken.add("H10b")
    return broken
