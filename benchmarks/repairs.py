"""Measures repairs: students fall ill in a solved week, and three ways to solve it are found, here and in the solver process.

Usage: .venv/bin/python benchmarks/repairs.py [WEEKS]

Processor seconds say more than the clock on a busy machine. *greedy* is the careful way by hand in the same function.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.weeks import random_week  # noqa: E402
from planning.optimiser import Assignment, Instance, Solution, greedy, objective, solve  # noqa: E402
from planning.optimiser.process import Request, run  # noqa: E402
from planning.optimiser.repair import repairs  # noqa: E402
from planning.optimiser.schema import read_instance  # noqa: E402


def struck_week(seed: int, ill: int) -> tuple[Instance, frozenset[Assignment]]:
    """A week of 22 students and 80 clients as it was solved, in which `ill` students fall ill for all of it."""
    asked = read_instance(random_week("week", 22, 80, seed))
    previous = solve(asked, calm=2).assignments
    gone = {one.id for one in Random(seed).sample(asked.week.students, ill)}  # noqa: S311 - no secret
    students = tuple(
        replace(one, available=frozenset(), unavailable=dict.fromkeys(one.available, "ill")) if one.id in gone else one
        for one in asked.week.students
    )
    week = replace(asked.week, students=students)
    locked = frozenset(one for one in asked.locked if one.student not in gone)
    instance = replace(asked, week=week, previous=previous, locked=locked)
    return instance, frozenset(one for one in previous if one.student in gone)


def by_hand(instance: Instance, **_: Any) -> Solution:
    plan = greedy(instance)
    return Solution(plan, objective(instance, plan), (False, False, False, False, False), 0.0)


def seconds(who: int = resource.RUSAGE_SELF) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def row(label: str, times: list[tuple[float, float]], more: str = "") -> str:
    clock, processor = zip(*times, strict=True)
    cells = [
        f"{one:.2f}" for one in (statistics.median(clock), max(clock), statistics.median(processor), max(processor))
    ]
    return f"| {label} | {len(times)} | {' | '.join(cells)} | {more} |".replace(".", ",")


def main(weeks: int) -> None:
    print("| | weeks | clock, median s | clock, worst s | processor, median s | processor, worst s | |")
    print("|---|---|---|---|---|---|---|")
    for ill in (1, 2, 3):
        here: list[tuple[float, float]] = []
        hand: list[tuple[float, float]] = []
        there: list[tuple[float, float]] = []
        kept = hit = offered = chains = 0
        for seed in range(weeks):
            question = struck_week(seed, ill)
            for times, solver in ((here, solve), (hand, by_hand)):
                clock, processor = time.perf_counter(), seconds()
                found = repairs(*question, solver=solver)
                times.append((time.perf_counter() - clock, seconds() - processor))
                if solver is solve:
                    kept, hit = kept + found[0].kept, hit + len({(one.client, one.slot) for one in question[1]})
                    offered += len(found) - 1
                    chains += found[0].others > 0
            clock, processor = time.perf_counter(), seconds(resource.RUSAGE_CHILDREN)
            run(Request("repairs", question), deadline=60)
            there.append((time.perf_counter() - clock, seconds(resource.RUSAGE_CHILDREN) - processor))
        told = f"{kept} of {hit} visits kept by the best, {offered / weeks:.1f} offered, {chains} times a chain"
        print(row(f"{ill} ill, in this process", here, told))
        print(row(f"{ill} ill, greedy", hand))
        print(row(f"{ill} ill, in the solver process", there))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
