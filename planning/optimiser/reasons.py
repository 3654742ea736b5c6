"""For every visit that is not placed the one true reason, the most specific that can be proven.

From certain by itself to certain only beside the others: the client's own wish; no student who may and can go; a group that needs
more places than there are; and else what such a visit would cost the others, found by solving with the visit forced in.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Collection
from dataclasses import replace

from planning.proposal_result import Reason, Unplaced
from planning.rules import Id

from .bottleneck import Bottlenecks
from .instance import Assignment, Instance
from .keeping import Keeping
from .objective import objective
from .obstacles import obstacle
from .placed import Placed
from .possible import KnownPairs
from .solution import Solution
from .solving import solve

#: Seconds for the question what a visit would cost the others.
FORCED_SECONDS = 2.0


def explain(
    placed: Placed, solution: Solution, *, known: KnownPairs | None = None, until: float | None = None
) -> tuple[Unplaced, ...]:
    """The clients who get fewer visits than they want, each with the reason, in the order of the week.

    `until` is a moment of time.monotonic(); what would take longer to prove is called unproven.
    """
    known = known if known is not None else KnownPairs()
    counted = counted_reasons(placed)
    rows = []
    for client, missing in placed.missing().items():
        left = FORCED_SECONDS if until is None else min(FORCED_SECONDS, until - time.monotonic())
        reason = counted[client] or weighed_reason(placed, solution, client, known, time_limit=left)
        rows.append(Unplaced(client, missing, reason))
    return tuple(rows)


def counted_reasons(placed: Placed) -> dict[Id, Reason | None]:
    """For each client who misses a visit the reason that counting proves, without solving; None when there is none."""
    bottlenecks = Bottlenecks(placed)
    return {client: obstacle(placed, client) or bottlenecks.of(client) for client in placed.missing()}


def weighed_reason(
    placed: Placed, solution: Solution, client: Id, known: KnownPairs, *, time_limit: float = FORCED_SECONDS
) -> Reason:
    """What one visit more for this client would cost the others, found by solving with it forced in."""
    instance = placed.choice.instance
    number = placed.number(client)
    numbers = {"placed": number}
    if not solution.proven[0] or time_limit <= 0:
        return Reason("unproven", numbers=numbers)
    question = with_visit_first(instance, client, number + 1, solution.calm)
    if not solution.calm:  # of the plans that cost the least the one that is most like this one
        question = replace(question, previous=solution.assignments)
    forced = solve(
        question,
        calm=solution.calm,
        levels=1 if solution.calm else 2,
        time_limit=time_limit,
        known=known,
    )
    if not forced.proven[0]:
        return Reason("unproven", numbers=numbers)
    after = Placed(placed.choice, forced.assignments)
    if after.number(client) <= number:
        return Reason("nowhere", numbers=numbers)
    before_worth = _worth(instance, solution.assignments, solution.calm)
    after_worth = _worth(instance, forced.assignments, solution.calm)
    if solution.calm and (more := _changes_more(placed, solution, client, known, time_limit)) is not None:
        return Reason("rest", numbers=numbers | {"changes": more})
    losers = tuple(
        one.id for one in instance.week.clients if one.id != client and after.number(one.id) < placed.number(one.id)
    )
    if not losers or after_worth > before_worth:
        return Reason("no_weight" if after_worth == before_worth else "unproven", numbers=numbers)
    numbers["lost"] = sum(placed.number(one) - after.number(one) for one in losers)
    if after_worth == before_worth:
        return Reason("others_equal", clients=losers, numbers=numbers)
    return Reason("others_first", rules=_advantages(placed, after, client, losers), clients=losers, numbers=numbers)


def _changes_more(placed: Placed, solution: Solution, client: Id, known: KnownPairs, time_limit: float) -> int | None:
    """How many changes more it takes to give the client a visit while everybody keeps theirs; None when that can't be."""
    instance = placed.choice.instance
    keeping = Keeping(instance, solution.assignments, known)
    plan = keeping.with_one_more(client, previous=instance.previous, time_limit=time_limit)
    return None if plan is None else objective(instance, plan).changes - solution.objective.changes


def with_visit_first(instance: Instance, client: Id, number: int, calm: int = 0) -> Instance:
    """The instance in which the first `number` visits of this client go before everything else."""
    changes = calm * 2 * len(instance.previous)
    total = 1 + changes + sum(sum(instance.wishes_of_client(one.id).weights) for one in instance.week.clients)
    wishes = instance.wishes_of_client(client)
    weights = (*(total,) * number, *wishes.weights[number:])
    return replace(instance, clients={**instance.clients, client: replace(wishes, weights=weights)})


def _worth(instance: Instance, plan: frozenset[Assignment], calm: int) -> int:
    found = objective(instance, plan)
    return found.priority - calm * found.changes


def _advantages(placed: Placed, after: Placed, client: Id, losers: Collection[Id]) -> tuple[str, ...]:
    """What every one of those who would lose a visit has before this client: facts, beside the weights that decide."""
    facts = placed.client(client)
    found = []
    if not facts.urgent and all(placed.client(one).urgent for one in losers):
        found.append("urgent")
    if placed.number(client) > 0 and all(after.number(one) == 0 for one in losers):
        found.append("first_visit")
    if all(_since(placed, one) < _since(placed, client) for one in losers):
        found.append("longer")
    return tuple(found)


def _since(placed: Placed, client: Id) -> datetime.date:
    return placed.client(client).waiting_since or datetime.date.max
