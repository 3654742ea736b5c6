"""Measures why a visit is not placed, and what would help: the time of each, and how many visits have a remedy.

    python benchmarks/reasons.py          # the table, as Markdown; a minute or two

`cpu` seconds, without the solving of the week itself. Needs no database.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from benchmarks.weeks import random_week  # noqa: E402
from planning.optimiser import KnownPairs, solve  # noqa: E402
from planning.optimiser.placed import Placed  # noqa: E402
from planning.optimiser.possible import possible  # noqa: E402
from planning.optimiser.reasons import explain  # noqa: E402
from planning.optimiser.remedies import Remedies  # noqa: E402
from planning.optimiser.schema import read_instance  # noqa: E402

#: (kind, students, clients, how many weeks)
SETS = [("week", 22, 80, 6), ("scarce", 22, 80, 3), ("pairs", 22, 80, 3), ("ill", 22, 80, 6), ("week", 44, 160, 2)]


def of_one(kind: str, students: int, clients: int, seed: int) -> tuple[float, list[float], int, int, Counter[str]]:
    """Seconds for all reasons, seconds for each remedy, clients with a visit missing, those with a remedy, and the codes."""
    instance = read_instance(random_week(kind, students, clients, seed))
    solution = solve(instance, levels=2)
    known = KnownPairs()
    placed = Placed(possible(instance, known), solution.assignments)
    started = time.process_time()
    rows = explain(placed, solution, known=known)
    reasons = time.process_time() - started
    remedies = Remedies(instance, placed, known=known)
    each: list[float] = []
    helped = 0
    for row in rows:
        started = time.process_time()
        found = remedies.of(row.client)
        helped += bool(found)
        each += [(time.process_time() - started) / len(found)] * len(found) if found else []
    return reasons, each, len(rows), helped, Counter(row.reason.code for row in rows)


def number(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")


def main() -> None:
    print(
        "| weeks | n | all reasons of a week, cpu s (median / worst) | a tested remedy, cpu s (median / worst) | missing | helped |"
    )
    print("|---|---|---|---|---|---|")
    codes: Counter[str] = Counter()
    for kind, students, clients, weeks in SETS:
        found = [of_one(kind, students, clients, seed) for seed in range(weeks)]
        reasons = [one[0] for one in found]
        each = [seconds for one in found for seconds in one[1]]
        for one in found:
            codes.update(one[4])
        remedy = f"{number(statistics.median(each))} / {number(max(each))}" if each else "–"
        print(
            f"| {kind}, {students} / {clients} | {weeks} | {number(statistics.median(reasons))} / {number(max(reasons))} "
            f"| {remedy} | {sum(one[2] for one in found)} | {sum(one[3] for one in found)} |",
            flush=True,
        )
    print("\nReasons: " + ", ".join(f"{code} {count}" for code, count in codes.most_common()))


if __name__ == "__main__":
    main()
