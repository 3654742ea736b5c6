"""What it costs that a visit stays where a person put it: solved again with the pin let go."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from planning.proposal_result import PinPrice, visits_of_plan
from planning.rules import Id, SlotKey

from .instance import Instance
from .objective import rank
from .possible import KnownPairs
from .solution import Solution
from .solving import solve

#: A visit that is pinned: client and dagdeel.
Pin = tuple[Id, SlotKey]


def price_of_pins(
    instance: Instance,
    solution: Solution,
    pins: Sequence[Pin],
    *,
    known: KnownPairs | None = None,
    until: float | None = None,
) -> tuple[PinPrice, ...]:
    """The price of each pin in this order; `until` is a moment of time.monotonic(), after which nothing is proven any more.

    Letting go of many pins gains at least what letting go of some of them gains. So when a whole group gains nothing, none of
    its pins costs anything, and one question answers for all.
    """
    return _Prices(instance, solution, known if known is not None else KnownPairs(), until).of(list(pins))


def let_go(instance: Instance, pins: Sequence[Pin]) -> Instance:
    """The instance in which these visits may move."""
    freed = set(pins)
    return replace(
        instance,
        locked=frozenset(one for one in instance.locked if (one.client, one.slot) not in freed),
    )


class _Prices:
    def __init__(self, instance: Instance, solution: Solution, known: KnownPairs, until: float | None) -> None:
        self.instance, self.solution, self.known, self.until = instance, solution, known, until
        self.worth = rank(solution.objective, solution.calm)[0]

    def of(self, pins: list[Pin]) -> tuple[PinPrice, ...]:
        if not pins:
            return ()
        left = None if self.until is None else self.until - time.monotonic()
        if not self.solution.proven[0] or (left is not None and left <= 0):
            return tuple(PinPrice(client, slot, 0, 0, proven=False) for client, slot in pins)
        found = solve(let_go(self.instance, pins), calm=self.solution.calm, levels=1, time_limit=left, known=self.known)
        if not found.proven[0]:
            return tuple(PinPrice(client, slot, 0, 0, proven=False) for client, slot in pins)
        gain = rank(found.objective, found.calm)[0] - self.worth
        if gain <= 0:
            return tuple(PinPrice(client, slot, 0, 0) for client, slot in pins)
        if len(pins) == 1:
            more = len(visits_of_plan(found.assignments)) - len(visits_of_plan(self.solution.assignments))
            return (PinPrice(*pins[0], visits=more, priority=gain),)
        half = len(pins) // 2
        return self.of(pins[:half]) + self.of(pins[half:])
