"""Measures the optimiser against the careful spreadsheet and the plain level-by-level model, in one run.

    python benchmarks/planning.py               # all tables, as Markdown; some minutes
    python benchmarks/planning.py 100           # with this many random weeks of 22 students for the distribution

`cpu` seconds tell more than wall time on a busy machine; ratios tell most. Needs no database.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from benchmarks.level_by_level import solve_level_by_level  # noqa: E402
from benchmarks.weeks import KINDS, random_week  # noqa: E402
from planning.optimiser import Instance, greedy, objective, rank, solve  # noqa: E402
from planning.optimiser.schema import read_instance  # noqa: E402

#: (kind, students, clients, how many weeks, whether the plain model is measured too)
SETS: list[tuple[str, int, int, int, bool]] = [
    ("week", 18, 65, 3, True),
    *((kind, 22, 80, 3, True) for kind in KINDS),
    ("week", 44, 160, 2, True),
    ("week", 200, 720, 1, False),
]
PLAIN_LIMIT = 30.0
OUR_LIMIT = 60.0


@dataclass(frozen=True, slots=True)
class Timed:
    cpu: float
    wall: float


def timed(work: Callable[[], Any]) -> tuple[Any, Timed]:
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    answer = work()
    return answer, Timed(time.process_time() - cpu, time.perf_counter() - wall)


def seconds(values: Sequence[float]) -> str:
    if not values:
        return "–"
    return f"{statistics.median(values):.3f} / {max(values):.2f}".replace(".", ",")


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    print()
    sys.stdout.flush()


def visits(instance: Instance, plan: frozenset[Any]) -> int:
    return len({(one.client, one.slot) for one in plan})


def by_kind() -> None:
    rows = []
    for kind, students, clients, number, with_plain in SETS:
        hand, ours, plain, gained, wrong, unproven, late = [], [], [], [], 0, 0, 0
        for seed in range(1000, 1000 + number):
            week = random_week(kind, students, clients, seed)
            instance = read_instance(week)
            by_hand, spent = timed(lambda: greedy(instance))  # noqa: B023
            hand.append(spent.cpu)
            solution, spent = timed(lambda: solve(instance, time_limit=OUR_LIMIT))  # noqa: B023
            ours.append(spent.cpu)
            unproven += not all(solution.proven)
            gained.append(visits(instance, solution.assignments) - visits(instance, by_hand))
            wrong += rank(solution.objective) < rank(objective(instance, by_hand))
            if with_plain:
                (vector, _), spent = timed(lambda: solve_level_by_level(week, time_limit=PLAIN_LIMIT))  # noqa: B023
                plain.append(spent.cpu)
                late += vector is None
                wrong += vector is not None and all(solution.proven) and vector != list(solution.objective)
        ratio = f"{sum(plain) / sum(ours):.1f}".replace(".", ",") if plain else "–"
        rows.append(
            (
                f"{kind}, {students} / {clients}",
                number,
                seconds(hand),
                seconds(ours),
                seconds(plain) + (f" ({late} not in time)" if late else ""),
                ratio,
                f"{number - unproven} of {number}",
                wrong,
                f"+{statistics.mean(gained):.1f}".replace(".", ","),
            )
        )
        print(rows[-1], file=sys.stderr)
    table(
        ["week", "n", "by hand", "exact", "level by level", "ratio", "proven", "different", "visits more than by hand"],
        rows,
    )


def distribution(number: int) -> None:
    spent = []
    unproven = 0
    for seed in range(number):
        instance = read_instance(random_week("week", 22, 80, seed))
        solution, used = timed(lambda: solve(instance, time_limit=OUR_LIMIT))  # noqa: B023
        spent.append(used.cpu)
        unproven += not all(solution.proven)
    spent.sort()
    marks = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
    table(
        ["weeks", "proven", *(f"p{round(100 * mark)}" for mark in marks), "worst"],
        [
            (
                number,
                number - unproven,
                *(f"{spent[min(number - 1, int(mark * number))]:.3f}".replace(".", ",") for mark in marks),
                f"{spent[-1]:.3f}".replace(".", ","),
            )
        ],
    )


MEMORY = """
import json, resource, sys, time
def rss(): return int(next(line for line in open('/proc/self/status') if line.startswith('VmRSS')).split()[1]) / 1024
start = time.perf_counter()
from planning.optimiser import solve
from planning.optimiser.schema import read_instance
imported, before = time.perf_counter() - start, rss()
start = time.perf_counter()
import highspy
library, with_library = time.perf_counter() - start, rss()
instance = read_instance(json.load(open(sys.argv[1])))
start = time.perf_counter()
solve(instance)
print(json.dumps([imported, library, time.perf_counter() - start, before, with_library, rss(),
    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def memory() -> None:
    rows = []
    scratch = PROJECT / ".build" / "benchmarks"
    scratch.mkdir(parents=True, exist_ok=True)
    for students, clients in ((22, 80), (44, 160), (200, 720)):
        path = scratch / "week.json"
        path.write_text(json.dumps(random_week("week", students, clients, 7)))
        ran = subprocess.run(
            [sys.executable, "-c", MEMORY, str(path)], cwd=PROJECT, capture_output=True, text=True, check=True
        )
        times_and_sizes = json.loads(ran.stdout)
        _, spent = timed(
            lambda: subprocess.run(
                [
                    sys.executable,
                    str(PROJECT / "manage.py"),
                    "solve_week",
                    str(path),  # noqa: B023
                    "--output",
                    str(scratch / "plan.json"),
                ],
                capture_output=True,
                check=True,
            )
        )
        rows.append(
            (
                f"{students} / {clients}",
                *(f"{value:.2f}".replace(".", ",") for value in times_and_sizes[:3]),
                *(f"{value:.0f}" for value in times_and_sizes[3:]),
                f"{spent.wall:.2f}".replace(".", ","),
            )
        )
    table(
        [
            "week",
            "our import s",
            "HiGHS import s",
            "solve s",
            "MB before",
            "MB with HiGHS",
            "MB after",
            "peak MB",
            "`manage.py solve_week`, wall s",
        ],
        rows,
    )


def main() -> None:
    print(
        f"{time.strftime('%d-%m-%Y')}, Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.\n"
    )
    memory()
    distribution(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    by_kind()


if __name__ == "__main__":
    main()
