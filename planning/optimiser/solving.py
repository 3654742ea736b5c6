"""The two questions to the optimiser: the best plan, and how many visits there can be at most."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from .cascade import Cascade
from .greedy import greedy_among
from .instance import Instance
from .objective import objective
from .possible import KnownPairs, Possible, possible
from .solution import Progress, Solution


def solve(
    instance: Instance,
    *,
    calm: int = 0,
    levels: int = 5,
    time_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    known: KnownPairs | None = None,
    choice: Possible | None = None,
) -> Solution:
    """The best plan, and for each level whether that is proven.

    With `calm` the first level is P - calm * D, so that a change must be worth it. It stops after `levels` levels (cheaper when
    only the number of visits matters) or after `time_limit` seconds with the best plan so far; what then was not proven says so.
    There is always a first plan: asking the rules and making it is not cut short, but without time left nothing comes after it.
    Give the same `known` to many questions about almost the same week, and `choice` (what `possible` answers) to more than one
    about this very instance. Same question, same plan.
    """
    started = time.perf_counter()
    choice = choice if choice is not None else possible(instance, known)
    first = greedy_among(choice)
    deadline = None if time_limit is None else started + time_limit
    if choice.options and deadline is not None and time.perf_counter() >= deadline:
        return Solution(first, objective(instance, first), (False,) * 5, time.perf_counter() - started, calm)
    cascade = Cascade(
        choice,
        first,
        calm=calm,
        levels=levels,
        deadline=deadline,
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
    instance: Instance,
    *,
    time_limit: float | None = None,
    known: KnownPairs | None = None,
    choice: Possible | None = None,
) -> tuple[int, bool]:
    """The greatest number of visits that can be placed, whoever gets them, and whether that is proven.

    `choice` is what `possible` answers for this instance: who gets the visits does not change it.
    """
    alike = {
        client.id: replace(instance.wishes_of_client(client.id), weights=(1,) * client.visits)
        for client in instance.week.clients
    }
    asked = replace(instance, clients=alike)
    choice = None if choice is None else replace(choice, instance=asked)
    found = solve(asked, levels=1, time_limit=time_limit, known=known, choice=choice)
    return len({(one.client, one.slot) for one in found.assignments}), found.proven[0]
