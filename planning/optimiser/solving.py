"""The two questions to the optimiser: the best plan, and how many visits there can be at most."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from .cascade import Cascade
from .greedy import greedy_among
from .instance import Instance
from .objective import objective
from .possible import KnownPairs, possible
from .solution import Progress, Solution


def solve(
    instance: Instance,
    *,
    calm: int = 0,
    levels: int = 5,
    time_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    known: KnownPairs | None = None,
) -> Solution:
    """The best plan, and for each level whether that is proven.

    With `calm` the first level is P - calm * D, so that a change must be worth it. It stops after `levels` levels (cheaper when
    only the number of visits matters) or after `time_limit` seconds with the best plan so far; what then was not proven says so.
    Give the same `known` to many questions about almost the same week. Same question, same plan.
    """
    started = time.perf_counter()
    choice = possible(instance, known)
    cascade = Cascade(
        choice,
        greedy_among(choice),
        calm=calm,
        levels=levels,
        deadline=None if time_limit is None else started + time_limit,
        found=lambda level, value: (
            progress(Progress(level, value, time.perf_counter() - started)) if progress else None
        ),
    )
    cascade.run()
    return Solution(
        assignments=cascade.plan,
        objective=objective(instance, cascade.plan),
        proven=(cascade.proven > 0, cascade.proven > 1, cascade.proven > 2, cascade.proven > 3, cascade.proven > 4),
        seconds=time.perf_counter() - started,
        calm=calm,
    )


def most_visits(
    instance: Instance, *, time_limit: float | None = None, known: KnownPairs | None = None
) -> tuple[int, bool]:
    """The greatest number of visits that can be placed, whoever gets them, and whether that is proven."""
    alike = {
        client.id: replace(instance.wishes_of_client(client.id), weights=(1,) * client.visits)
        for client in instance.week.clients
    }
    found = solve(replace(instance, clients=alike), levels=1, time_limit=time_limit, known=known)
    return len({(one.client, one.slot) for one in found.assignments}), found.proven[0]
