"""Tiny random weeks, small enough to look at every plan, in which each demand of the specification occurs often."""

from __future__ import annotations

import datetime
from dataclasses import replace
from random import Random
from typing import Any

from planning.optimiser import Instance
from planning.optimiser.schema import read_instance

Row = dict[str, Any]

#: Two mornings and two afternoons; with `times` the third of a day overlaps the two others.
SLOTS = [
    {"id": "ma-och", "day": 0, "half": "och"},
    {"id": "ma-mid", "day": 0, "half": "mid"},
    {"id": "di-och", "day": 1, "half": "och"},
    {"id": "di-mid", "day": 1, "half": "mid"},
]
ODD = {"id": "ma-lang", "day": 0, "half": "mid"}
TIMES = {
    "ma-och": (600, 720),
    "ma-mid": (780, 900),
    "di-och": (600, 720),
    "di-mid": (780, 900),
    "ma-lang": (660, 840),
}


class TinyWeek:
    """One draw. `product` adds what the product knows beyond the format: overlapping dagdelen and bicycles."""

    def __init__(self, seed: int, *, product: bool = False) -> None:
        self.random = Random(f"tiny {seed} {product}")
        self.product = product
        self.slots = [*SLOTS, ODD] if product else SLOTS
        self.ids = [str(slot["id"]) for slot in self.slots]

    def some(self, values: list[str], share: float) -> list[str]:
        return [value for value in values if self.random.random() < share]

    def draw(self) -> Row:
        random = self.random
        students = [self.student(f"s{number}") for number in range(random.randint(2, 4))]
        names = [student["id"] for student in students]
        clients = [self.client(f"c{number}", names) for number in range(random.randint(1, 3))]
        ids = [client["id"] for client in clients]
        for student in students:
            student["prefers"] = self.some(ids, 0.3)
        pairs = [(name, client) for name in names for client in ids if random.random() < 0.5]
        week: Row = {
            "schema": "wlb-plan/1",
            "id": "tiny",
            "slots": self.slots,
            "coordinators": [
                {"id": "k1", "slots": self.some(self.ids, 0.8)},
                {"id": "k2", "slots": self.some(self.ids, 0.5)},
            ],
            "students": students,
            "clients": clients,
            "travel": {name: [random.choice([5, 5, 10, 11, 18, None]) for _ in clients] for name in names},
            "familiarity": [[*pair, random.randint(1, 3)] for pair in pairs],
            "previous_plan": self.previous(names, clients),
            "locked": [],
            "frozen_slots": [],
        }
        if self.product:
            week["times"] = TIMES
            week["bicycles"] = {slot: random.choice([0, 1, 1, 2]) for slot in self.some(self.ids, 0.8)}
        return week

    def student(self, name: str) -> Row:
        random = self.random
        student: Row = {
            "id": name,
            "gender": random.choice("vvm"),
            "level": random.choice([1, 2, 2, 3]),
            "starter": random.random() < 0.15,
            "skills": self.some(["rolstoel", "koken"], 0.8),
            "languages": self.some(["nl", "ar"], 0.8),
            "allergies": self.some(["hond"], 0.15),
            "smoke_ok": random.random() < 0.85,
            "max_travel": random.choice([10, 20, 20]),
            "available": self.some(self.ids, 0.75),
            "unavailable": dict.fromkeys(self.some(self.ids, 0.1), "les"),
            "target": random.randint(0, 3),
            "max_week": random.choice([1, 2, 3, 4]),
            "max_day": random.choice([1, 2, 2]),
            "needs": self.some(["rekenen", "nederlands"], 0.5),
            "open_wp": self.some(["wp1", "wp2", "wp3"], 0.5),
        }
        if self.product:
            student["needs_bicycle"] = random.random() < 0.6
        return student

    def client(self, name: str, students: list[str]) -> Row:
        random = self.random
        visits, slots = random.choice([1, 1, 2, 2, 3]), self.some(self.ids, 0.7)
        return {
            "id": name,
            "visits": visits,
            "seats": random.choice([1, 1, 1, 2]),
            "slots": slots,
            "preferred_slots": self.some(slots, 0.4),
            "pets": self.some(["hond"], 0.2),
            "smoker": random.random() < 0.15,
            "gender_pref": random.choice([None] * 6 + ["v", "m"]),
            "min_level": random.choice([1, 1, 1, 2, 3]),
            "skills": self.some(["rolstoel", "koken"], 0.1),
            "language": random.choice([None] * 5 + ["ar"]),
            "refuses": self.some(students, 0.05),
            "face": random.choice(["fixed", "fixed", "variation", "none"]),
            "offers": self.some(["rekenen", "nederlands"], 0.5),
            "tasks": self.some(["wp1", "wp2", "wp3"], 0.5),
            "visit_weights": sorted((random.choice([0, 1, 1, 2, 4]) for _ in range(visits)), reverse=True),
        }

    def previous(self, students: list[str], clients: list[Row]) -> list[Row]:
        """Any visits at all, also such as were never allowed."""
        found: list[Row] = []
        for client in clients:
            for slot in self.some(self.ids, 0.3):
                crew = self.random.sample(students, min(client["seats"], len(students)))
                found += [
                    {"student": student, "client": client["id"], "slot": slot, "role": role}
                    for student, role in zip(crew, ("lead", "buddy"), strict=False)
                ]
        return found

    def keep_parts_of(self, week: Row, plan: list[Row]) -> None:
        """Make this plan the previous one, with some of it locked and some dagdelen past."""
        week["previous_plan"] = plan
        week["frozen_slots"] = self.some(self.ids, 0.25)
        week["locked"] = [seat for seat in plan if self.random.random() < 0.4]


def instance_of(week: Row) -> Instance:
    """What the optimiser is asked, with the additions of the product."""
    instance = read_instance(week)
    if "times" not in week:
        return instance

    def clock(minutes: int) -> datetime.time:
        return datetime.time(minutes // 60, minutes % 60)

    facts = instance.week
    keys = {str(slot.block): slot.key for slot in facts.slots}
    riders = {student["id"]: student["needs_bicycle"] for student in week["students"]}
    return replace(
        instance,
        week=replace(
            facts,
            slots=tuple(
                replace(
                    slot, starts=clock(week["times"][str(slot.block)][0]), ends=clock(week["times"][str(slot.block)][1])
                )
                for slot in facts.slots
            ),
            bicycles={keys[slot]: number for slot, number in week["bicycles"].items()},
            students=tuple(replace(one, needs_bicycle=riders[one.id]) for one in facts.students),
        ),
    )
