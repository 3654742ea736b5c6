"""Measures questions about weeks that nobody plans yet: every student missed in turn, and eight weeks with a newcomer.

Usage: .venv/bin/python benchmarks/what_if.py [WEEKS]

Processor seconds say more than the clock on a busy machine. *plainly* solves each week anew, with all that its model has.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.weeks import random_week  # noqa: E402
from planning.optimiser import Instance, solve  # noqa: E402
from planning.optimiser.earliest import Chance, ComingWeek, earliest  # noqa: E402
from planning.optimiser.schema import read_instance  # noqa: E402
from planning.optimiser.what_if import each_without  # noqa: E402
from planning.rules import ClientFacts  # noqa: E402

Times = list[tuple[float, float]]


def measured(times: Times, act: Callable[[], Any]) -> Any:
    clock, processor = time.perf_counter(), time.process_time()
    found = act()
    times.append((time.perf_counter() - clock, time.process_time() - processor))
    return found


def plainly(instance: Instance) -> None:
    """What `each_without` replaces: a full model for each student, whether or not he or she has a visit."""
    for student in instance.week.students:
        left = tuple(one for one in instance.week.students if one is not student)
        solve(
            replace(instance, week=replace(instance.week, students=left), previous=frozenset(), locked=frozenset()),
            levels=1,
        )


def newcomer_of(instance: Instance) -> ClientFacts:
    """Somebody who can in every dagdeel and asks for nothing else."""
    slots = frozenset(slot.key for slot in instance.week.slots)
    return replace(
        instance.week.clients[0],
        id="newcomer",
        name="nieuw",
        visits=1,
        seats=1,
        slots=slots,
        preferred=frozenset(),
        covered={},
        pets=frozenset(),
        smoker=False,
        gender_pref=None,
        language=None,
        min_level=1,
        skills=frozenset(),
        refuses=frozenset(),
    )


def eight_weeks(kind: str, seed: int) -> list[ComingWeek]:
    """Two weeks with a plan, then six without."""
    weeks = []
    for number in range(8):
        asked = read_instance(random_week(kind, 22, 80, 100 * seed + number))
        if number < 2:
            asked = replace(asked, previous=solve(asked, levels=1).assignments, locked=frozenset())
        weeks.append(ComingWeek(asked, newcomer_of(asked), planned=number < 2))
    return weeks


def row(label: str, times: Times, more: str = "") -> str:
    clock, processor = zip(*times, strict=True)
    cells = [
        f"{one:.2f}" for one in (statistics.median(clock), max(clock), statistics.median(processor), max(processor))
    ]
    return f"| {label} | {len(times)} | {' | '.join(cells)} | {more} |".replace(".", ",")


def main(number: int) -> None:
    print("| | n | clock, median s | clock, worst s | processor, median s | processor, worst s | |")
    print("|---|---|---|---|---|---|---|")
    for kind in ("week", "scarce"):
        fast: Times = []
        slow: Times = []
        for seed in range(number):
            asked = read_instance(random_week(kind, 22, 80, seed))
            measured(fast, lambda asked=asked: each_without(asked))
            measured(slow, lambda asked=asked: plainly(asked))
        ratio = sum(processor for _, processor in slow) / sum(processor for _, processor in fast)
        label = f"22 students, {kind}"
        print(row(f"{label}: every one missed in turn", fast, f"plainly takes {ratio:.1f} times as long"))
        print(row(f"{label}: plainly", slow))
    for kind in ("week", "scarce"):
        times: Times = []
        free = moves = cells = 0
        for seed in range(number):
            weeks = eight_weeks(kind, seed)
            for one in measured(times, lambda weeks=weeks: earliest(weeks)):
                free += sum(chance is Chance.FREE for chance in one.chances.values())
                moves += sum(chance is Chance.MOVES for chance in one.chances.values())
                cells += len(one.chances)
        told = f"of {cells} dagdelen {free} free, {moves} with moves"
        print(row(f"eight weeks, {kind}: when for a newcomer", times, told))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
