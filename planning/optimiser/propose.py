"""The answer to "Maak voorstel": the best plan for each wish for rest, and what it says.

Progress is a mapping that fits in JSON: `text`, a sentence for the person who waits, and `percent`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from planning.proposal_result import CalmResult, ProposalResult, visits_of_plan

from .instance import Instance
from .possible import KnownPairs
from .solution import Solution
from .solving import most_visits, solve

CALMS = (0, 1, 2, 4)


def _nobody(_: dict[str, Any]) -> None:
    """Progress that nobody looks at."""


def propose(
    instance: Instance,
    calms: Sequence[int] = CALMS,
    *,
    default_calm: int = 2,
    remarks: Sequence[str] = (),
    budget: float = 15.0,
    progress: Callable[[dict[str, Any]], None] = _nobody,
) -> ProposalResult:
    """Solves each of `calms` within `budget` seconds in all; `default_calm` comes first and is always among them."""
    started = time.monotonic()
    known = KnownPairs()
    wanted = [default_calm, *(calm for calm in calms if calm != default_calm)]

    def left(parts: int) -> float:
        """What one of so many parts that are still to do may take."""
        return max(0.05, (budget - (time.monotonic() - started)) / parts)

    solved: dict[int, CalmResult] = {}
    for number, calm in enumerate(wanted):
        text = f"De beste week zoeken: {number + 1} van {len(wanted)}…"
        progress({"text": text, "percent": 5 + 85 * number // len(wanted)})
        solution = solve(instance, calm=calm, time_limit=left(len(wanted) - number + 1), known=known)
        solved[calm] = calm_result(instance, solution)
    progress({"text": "Nagaan of er nog meer bezoeken kunnen…", "percent": 90})
    most, most_proven = most_visits(instance, time_limit=left(1), known=known)
    return ProposalResult(
        default_calm=default_calm,
        calms=tuple(solved[calm] for calm in sorted(solved)),
        wanted=sum(client.visits for client in instance.week.clients),
        most_visits=max(most, *(one.placed for one in solved.values())),
        most_proven=most_proven,
        previous=instance.previous,
        remarks=tuple(remarks),
        seconds=time.monotonic() - started,
    )


def calm_result(instance: Instance, solution: Solution) -> CalmResult:
    """The plan with its numbers."""
    visits = visits_of_plan(solution.assignments)
    served = {client for client, _ in visits}
    familiarity = instance.week.familiarity
    return CalmResult(
        calm=solution.calm,
        assignments=solution.assignments,
        objective=solution.objective,
        proven=solution.proven,
        placed=len(visits),
        without=sum(client.visits > 0 and client.id not in served for client in instance.week.clients),
        changes=solution.objective.changes,
        known=sum(familiarity.get((one.student, one.client), 0) > 0 for one in solution.assignments),
        seats=len(solution.assignments),
    )
