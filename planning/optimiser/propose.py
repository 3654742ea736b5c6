"""The answer to "Maak voorstel": the best plan for each wish for rest, and what it says.

Progress is a mapping that fits in JSON: `text`, a sentence for the person who waits, and `percent`; once
the first plan is there also `placed` and `wanted`, visits.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from planning.proposal_result import CalmResult, PinPrice, ProposalResult, Reason, Unplaced, visits_of_plan
from planning.rules import Id

from .instance import Instance
from .pins import Pin, price_of_pins
from .placed import Placed
from .possible import KnownPairs, Possible, possible
from .reasons import explain
from .remedies import Remedies
from .solution import Solution
from .solving import most_visits, solve

CALMS = (0, 1, 2, 4)
#: Longer than this nobody waits for what would help.
SECONDS_OF_REMEDIES = 6.0
#: The part of the time that the plan of `default_calm` may take: that is the one that people see first.
SHARE_OF_DEFAULT = 0.6


def _nobody(_: dict[str, Any]) -> None:
    """Progress that nobody looks at."""


def propose(
    instance: Instance,
    calms: Sequence[int] = CALMS,
    *,
    default_calm: int = 2,
    pinned: Sequence[Pin] = (),
    remarks: Sequence[str] = (),
    budget: float = 15.0,
    progress: Callable[[dict[str, Any]], None] = _nobody,
) -> ProposalResult:
    """Solves each of `calms` within `budget` seconds in all; `default_calm` comes first, with most of the time, and is always
    among them. Another one is left out when the time that is left would hardly be enough to write its model.

    Then it says of every plan why a visit is not placed, of the default one what would help, and what each visit of `pinned`
    costs that a person put where it is. What the time does not allow is left out: the plans come first.
    """
    started = time.monotonic()
    known = KnownPairs()
    wanted = [default_calm, *(calm for calm in calms if calm != default_calm)]

    def left(parts: int) -> float:
        """What one of so many parts that are still to do may take."""
        return max(0.05, (budget - (time.monotonic() - started)) / parts)

    asked = sum(client.visits for client in instance.week.clients)
    known_so_far: dict[str, Any] = {}

    def tell(told: dict[str, Any]) -> None:
        progress(told | known_so_far)

    def too_late(building: float) -> bool:
        return budget - (time.monotonic() - started) < 2 * building

    choice = possible(instance, known)
    solved: dict[int, Solution] = {}
    building = 0.0
    for number, calm in enumerate(wanted):
        if number and too_late(building):
            break
        text = f"De beste week zoeken: {number + 1} van {len(wanted)}…"
        tell({"text": text, "percent": 5 + 45 * number // len(wanted)})
        limit = left(len(wanted) - number + 1) if number else SHARE_OF_DEFAULT * left(1)
        solved[calm], building = _solved(choice, calm, limit)
        known_so_far = {"placed": len(visits_of_plan(solved[default_calm].assignments)), "wanted": asked}
    tell({"text": "Nagaan of er nog meer bezoeken kunnen…", "percent": 50})
    most, most_proven = (0, False) if too_late(building) else most_visits(instance, time_limit=left(2), choice=choice)
    tell({"text": "Nagaan wat vastgezette bezoeken kosten…", "percent": 55})
    default = solved[default_calm]
    pins = price_of_pins(instance, default, pinned, known=known, until=time.monotonic() + left(4))
    explained = _explained(choice, list(solved.values()), pins, known, started + budget, tell)
    return ProposalResult(
        default_calm=default_calm,
        calms=tuple(calm_result(instance, solved[calm], explained.get(calm)) for calm in sorted(solved)),
        wanted=asked,
        most_visits=max(most, *(len(visits_of_plan(one.assignments)) for one in solved.values())),
        most_proven=most_proven,
        previous=instance.previous,
        pins=pins,
        remarks=tuple(remarks),
        seconds=time.monotonic() - started,
    )


def _solved(choice: Possible, calm: int, time_limit: float) -> tuple[Solution, float]:
    """The best plan, and the seconds that went by before the search for it began."""
    begun: list[float] = []
    solution = solve(
        choice.instance,
        calm=calm,
        time_limit=time_limit,
        progress=lambda told: begun.append(told.seconds),
        choice=choice,
    )
    return solution, begun[0] if begun else solution.seconds


def _explained(
    choice: Possible,
    solutions: Sequence[Solution],
    pins: Sequence[PinPrice],
    known: KnownPairs,
    until: float,
    progress: Callable[[dict[str, Any]], None],
) -> dict[int, tuple[Unplaced, ...]]:
    """For each wish for rest who gets fewer visits and why; of the first one what would help, and of those with the same plan."""
    found: dict[int, tuple[Unplaced, ...]] = {}
    first = solutions[0]
    for solution in solutions:
        same = next((one for one in solutions if one.calm in found and _alike(one, solution)), None)
        if same is not None:
            found[solution.calm] = found[same.calm]
            continue
        if time.monotonic() >= until:
            break
        placed = Placed(choice, solution.assignments)
        rows = explain(placed, solution, known=known, until=until)
        if solution is first:
            releasable = [(one.client, one.slot) for one in pins if one.proven and one.priority > 0]
            remedies = Remedies(choice.instance, placed, known=known, releasable=releasable)
            found[solution.calm] = _helped(rows, remedies, until, progress)
        else:
            found[solution.calm] = rows
    return found


def _alike(one: Solution, other: Solution) -> bool:
    """The same plan for the same reasons: what is said of the one holds for the other."""
    return (
        one.assignments == other.assignments and (one.calm > 0) == (other.calm > 0) and one.proven[0] == other.proven[0]
    )


def _helped(
    rows: Sequence[Unplaced], remedies: Remedies, until: float, progress: Callable[[dict[str, Any]], None]
) -> tuple[Unplaced, ...]:
    """Whose visit weighs most comes first, in case the time is up."""
    found: dict[Id, Unplaced] = {}
    until = min(until, time.monotonic() + SECONDS_OF_REMEDIES)
    for number, row in enumerate(sorted(rows, key=lambda one: -_weight(remedies.instance, one))):
        text = f"Uitzoeken wat kan helpen: {number + 1} van {len(rows)}…"
        progress({"text": text, "percent": 60 + 38 * number // len(rows)})
        found[row.client] = replace(row, remedies=remedies.of(row.client, until=until))
    return tuple(found[row.client] for row in rows)


def _weight(instance: Instance, row: Unplaced) -> int:
    """What the first visit that is missing counts in the priority."""
    weights = instance.wishes_of_client(row.client).weights
    return weights[len(weights) - row.missing]


def calm_result(instance: Instance, solution: Solution, unplaced: tuple[Unplaced, ...] | None = None) -> CalmResult:
    """The plan with its numbers; without `unplaced` the time was up before the reasons were found."""
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
        unplaced=unplaced if unplaced is not None else not_explained(instance, solution),
        explained=unplaced is not None,
    )


def not_explained(instance: Instance, solution: Solution) -> tuple[Unplaced, ...]:
    """Who gets fewer visits than wanted, without saying why."""
    number = Counter(client for client, _ in visits_of_plan(solution.assignments))
    return tuple(
        Unplaced(
            client.id, client.visits - number[client.id], Reason("unproven", numbers={"placed": number[client.id]})
        )
        for client in instance.week.clients
        if number[client.id] < client.visits
    )
