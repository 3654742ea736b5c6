"""Measures the process in which a week is solved: from asking to the answer, and the memory on both sides.

Usage: .venv/bin/python benchmarks/process.py [WEEKS]

Processor seconds are those of the child and count its start and its imports; they say more than the clock on a busy machine.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.weeks import random_week  # noqa: E402
from planning.optimiser import process, solve  # noqa: E402
from planning.optimiser.instance import Instance  # noqa: E402
from planning.optimiser.process import Request, run  # noqa: E402
from planning.optimiser.schema import read_instance  # noqa: E402

Progress = Callable[[dict[str, Any]], None]


def nothing(progress: Progress) -> int:
    """What only starting costs; returns the peak memory in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def answer(instance: Instance, progress: Progress) -> tuple[Any, int]:
    """The plan, and the peak memory of the process in kB."""
    return solve(instance), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def own_memory() -> int:
    """kB of this process now."""
    text = Path("/proc/self/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0])


def measured(request: Request) -> tuple[Any, float, float]:
    """The answer, seconds on the clock, and processor seconds of the child."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    found = run(request, deadline=60)
    clock = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found, clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def row(label: str, times: list[tuple[float, float]], peak: int) -> str:
    clock, processor = zip(*times, strict=True)
    cells = [f"{statistics.median(clock):.2f}", f"{max(clock):.2f}", f"{statistics.median(processor):.2f}"]
    return f"| {label} | {len(times)} | {' | '.join(cells)} | {peak // 1024} |".replace(".", ",")


def main(weeks: int) -> None:
    process.FUNCTIONS = {name: f"benchmarks.process:{name}" for name in ("nothing", "answer")}
    before = own_memory()
    print("| question | n | median s | worst s | processor s | peak MB of the process |\n|---|---|---|---|---|---|")
    starts = [measured(Request("nothing")) for _ in range(weeks)]
    print(row("only starting", [one[1:] for one in starts], max(one[0] for one in starts)))
    for kind in ("week", "scratch", "ill"):
        instances = [read_instance(random_week(kind, 22, 80, seed)) for seed in range(weeks)]
        found = [measured(Request("answer", (instance,))) for instance in instances]
        assert all(all(solution.proven) for (solution, _), _, _ in found)
        print(row(f"22/80, {kind}", [one[1:] for one in found], max(peak for (_, peak), _, _ in found)))
    print(
        f"\nThe one that asked: {before // 1024} MB before, {own_memory() // 1024} MB after; it loaded no solver:",
        end=" ",
    )
    print("highspy" not in sys.modules and "numpy" not in sys.modules)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
