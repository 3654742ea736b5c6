"""Random weeks in the exchange format wlb-plan/1, of every kind that a location meets. A kind, a size and a seed give the same."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, Final

from planning.optimiser import greedy, in_order
from planning.optimiser.schema import read_instance

Row = dict[str, Any]

SLOTS: Final = [
    {"id": f"{day}-{half}", "day": number, "half": half}
    for number, day in enumerate(["ma", "di", "wo", "do", "vr"])
    for half in ("och", "mid")
]
SLOT_IDS: Final = [str(slot["id"]) for slot in SLOTS]
SKILLS: Final = ["rolstoel", "geduldig-gesprek", "strijken", "koken"]
LANGUAGES: Final = ["tr", "ar", "pl", "en", "so"]
SUBJECTS: Final = ["nederlands", "rekenen", "burgerschap"]
PROCESSES: Final = [f"wp{number}" for number in range(1, 9)]


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes a kind of week: shares between 0 and 1, and what happened to it."""

    more_visits: float = 0.15
    pairs: float = 0.05
    faces: tuple[str, ...] = ("fixed", "fixed", "none", "variation")
    demands: float = 1.0
    busy: float = 0.42
    last_week: bool = True
    same_as_last: float = 0.9
    closed_days: int = 0
    ill: int = 0
    frozen_days: int = 0
    locked: float = 0.0
    unknown_roads: float = 0.0
    odd_weights: bool = False


KINDS: Final[dict[str, Kind]] = {
    "week": Kind(),
    "scratch": Kind(last_week=False),
    "scarce": Kind(more_visits=0.5, busy=0.55, demands=1.3),
    "pairs": Kind(pairs=0.4),
    "fixed": Kind(faces=("fixed",), more_visits=0.5),
    "fixed from scratch": Kind(faces=("fixed", "fixed", "variation"), more_visits=0.4, last_week=False),
    "holiday": Kind(closed_days=2),
    "ill": Kind(same_as_last=1.0, ill=2),
    "ill on Wednesday": Kind(same_as_last=1.0, ill=2, frozen_days=2),
    "locked": Kind(locked=0.4, frozen_days=1),
    "hard": Kind(
        more_visits=0.5, pairs=0.25, faces=("fixed", "variation"), demands=1.8, unknown_roads=0.05, odd_weights=True
    ),
}


def random_week(kind: str, students: int, clients: int, seed: int) -> Row:
    """An instance as parsed JSON."""
    return _Draw(KINDS[kind], Random(f"{kind} {students} {clients} {seed}")).week(  # noqa: S311
        students, clients, f"{kind.replace(' ', '-')}-{students}-{seed}"
    )


class _Draw:
    def __init__(self, kind: Kind, random: Random) -> None:
        self.kind, self.random = kind, random

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, values: list[str], share: float) -> list[str]:
        return [value for value in values if self.chance(share)]

    def week(self, students: int, clients: int, name: str) -> Row:
        kind, random = self.kind, self.random
        sites = max(1, round(students / 22))
        week: Row = {
            "schema": "wlb-plan/1",
            "id": name,
            "slots": SLOTS,
            "coordinators": [
                {"id": f"K{number}", "slots": self.some(SLOT_IDS, 0.8)} for number in range(1, 2 + max(1, sites))
            ],
            "students": [self.student(number, number % sites) for number in range(1, students + 1)],
            "clients": [self.client(number, number % sites, students) for number in range(1, clients + 1)],
            "familiarity": [],
            "previous_plan": [],
            "locked": [],
            "frozen_slots": [],
        }
        week["travel"] = {student["id"]: self.roads(student, week["clients"]) for student in week["students"]}
        for student in week["students"]:
            student["prefers"] = [c["id"] for c in random.sample(week["clients"], 2)] if self.chance(0.4) else []
        if kind.last_week:
            self.last_week(week)
        elif self.chance(0.8):
            pairs = {
                (random.choice(week["students"])["id"], random.choice(week["clients"])["id"])
                for _ in range(clients // 3)
            }
            week["familiarity"] = [[*pair, random.randint(1, 3)] for pair in sorted(pairs)]
        self.what_happened(week)
        return week

    def student(self, number: int, site: int) -> Row:
        random = self.random
        available = [slot for slot in SLOT_IDS if not self.chance(self.kind.busy)]
        level = random.choices([1, 2, 3], [5, 10, 4])[0]
        return {
            "id": f"S{number:03}",
            "site": site,
            "gender": random.choices("vmx", [14, 7, 1])[0],
            "level": level,
            "starter": level == 1 and self.chance(0.3),
            "skills": self.some(SKILLS, 0.65),
            "languages": ["nl", *self.some(LANGUAGES, 0.13)],
            "allergies": self.some(["kat", "hond"], 0.09),
            "smoke_ok": self.chance(0.72),
            "max_travel": random.choice([15, 20, 20, 20]),
            "available": available,
            "unavailable": {slot: "les" for slot in SLOT_IDS if slot not in available},
            "target": random.choices([2, 3, 4], [2, 10, 4])[0],
            "max_week": random.choices([3, 4, 5], [1, 5, 8])[0],
            "max_day": random.choice([1, 2, 2, 2]),
            "needs": self.some(SUBJECTS, 0.35),
            "open_wp": self.some(PROCESSES, 0.4),
        }

    def client(self, number: int, site: int, students: int) -> Row:
        random, kind = self.random, self.kind
        visits = 1 if not self.chance(kind.more_visits) else random.choice([2, 2, 2, 3])
        slots = sorted(
            random.sample(SLOT_IDS, random.choices([2, 3, 4, 5], [2, 4, 4, 2])[0] + visits - 1), key=SLOT_IDS.index
        )
        urgent, waiting = self.chance(0.1), min(9, int(random.expovariate(0.5)))
        first = 6 + 4 * urgent + 2 * self.chance(0.6) + (waiting > 3) + (waiting > 6)
        weights = [first, 5 if self.chance(0.6) else 3, 2][:visits]
        if kind.odd_weights:
            weights = sorted((random.choice([0, 1, 2, 5, 5, 9]) for _ in range(visits)), reverse=True)
        need = 0.1 * kind.demands
        return {
            "id": f"C{number:03}",
            "site": site,
            "visits": visits,
            "seats": 2 if self.chance(kind.pairs) else 1,
            "slots": slots,
            "preferred_slots": self.some(slots, 0.3),
            "pets": self.some(["kat", "hond"], 0.2),
            "smoker": self.chance(0.16),
            "gender_pref": random.choice(["v", "v", "m"]) if self.chance(need) else None,
            "min_level": random.choices([1, 2, 3], [14, 5 * kind.demands, kind.demands])[0],
            "skills": self.some(SKILLS, need),
            "language": random.choice(LANGUAGES) if self.chance(need / 2) else None,
            "refuses": [f"S{random.randint(1, students):03}"] if self.chance(0.04) else [],
            "face": random.choice(kind.faces),
            "offers": [random.choice(SUBJECTS)] if self.chance(0.33) else [],
            "tasks": sorted(random.sample(PROCESSES, random.randint(1, 4))),
            "waiting_weeks": waiting,
            "urgent": urgent,
            "visit_weights": weights,
        }

    def roads(self, student: Row, clients: list[Row]) -> list[int | None]:
        """Close by within a site, too far to another."""
        return [
            None
            if self.chance(self.kind.unknown_roads)
            else 3 + int(self.random.triangular(0, 22, 4)) + 18 * abs(student["site"] - client["site"])
            for client in clients
        ]

    def last_week(self, week: Row) -> None:
        """A plan of the same people whose week was a little different, and the faces known from it."""
        random, same = self.random, self.kind.same_as_last
        before = {
            **week,
            "students": [
                {
                    **one,
                    "available": [s for s in SLOT_IDS if (s in one["available"]) == self.chance(same)],
                    "unavailable": {},
                }
                for one in week["students"]
            ],
            "clients": [
                {**one, "visits": 1, "visit_weights": [1]} if self.chance(1 - same) else one for one in week["clients"]
            ],
        }
        instance = read_instance(before)
        week["previous_plan"] = [
            {"student": one.student, "client": one.client, "slot": one.slot[1], "role": str(one.role)}
            for one in in_order(instance, greedy(instance))
        ]
        known = {(one["student"], one["client"]) for one in week["previous_plan"] if self.chance(0.9)}
        for _ in range(len(week["clients"]) // 4):
            known.add((random.choice(week["students"])["id"], random.choice(week["clients"])["id"]))
        week["familiarity"] = [[*pair, random.choice([1, 2, 2, 3])] for pair in sorted(known)]

    def what_happened(self, week: Row) -> None:
        """Closed days, illness, days that are past and agreements that are fixed."""
        random, kind = self.random, self.kind
        closed = random.sample(range(5), kind.closed_days)
        past = [slot["id"] for slot in SLOTS if slot["day"] < kind.frozen_days]
        for one in week["coordinators"]:
            one["slots"] = [slot for slot in one["slots"] if SLOT_IDS.index(slot) // 2 not in closed]
        for one in random.sample(week["students"], kind.ill):
            lost = [slot for slot in one["available"] if slot not in past]
            one["available"] = [slot for slot in one["available"] if slot in past]
            one["unavailable"] = {**one["unavailable"], **dict.fromkeys(lost, "ziek")}
        possible = self.still_possible(week)
        week["frozen_slots"] = past
        # What is past was possible then: a visit that the rules of now refuse is left out of it.
        week["previous_plan"] = [one for one in week["previous_plan"] if one["slot"] not in past or one in possible]
        visits = sorted({(one["client"], one["slot"]) for one in possible})
        fixed = {visit for visit in visits if self.chance(kind.locked)}
        week["locked"] = [one for one in possible if (one["client"], one["slot"]) in fixed]

    def still_possible(self, week: Row) -> list[Row]:
        """The visits of the previous plan that can stay together."""
        if not (self.kind.frozen_days or self.kind.locked):
            return []
        instance = read_instance(week)
        stays = {
            (one.student, one.client, one.slot[1], str(one.role))
            for one in greedy(instance)
            if one in instance.previous
        }
        crews: dict[tuple[str, str], list[Row]] = {}
        for one in week["previous_plan"]:
            crews.setdefault((one["client"], one["slot"]), []).append(one)
        return [
            one
            for crew in crews.values()
            if all((row["student"], row["client"], row["slot"], row["role"]) in stays for row in crew)
            for one in crew
        ]
