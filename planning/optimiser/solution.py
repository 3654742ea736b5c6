"""The answer of the optimiser: a plan, what it is worth, and what is proven about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .instance import Assignment


class Objective(NamedTuple):
    """The five levels of the plan specification, in their strict order; the first two that differ decide.

    More is better for `priority`, `continuity` and `match`; less is better for `changes` and `unfairness`.
    """

    priority: int
    changes: int
    continuity: int
    match: int
    unfairness: int


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan that breaks no rule.

    `proven` says for each level whether no plan can do better at that level given the levels before it. `calm` is the weight
    of a change in the first level (0: the strict order). `seconds` is the time that it took.
    """

    assignments: frozenset[Assignment]
    objective: Objective
    proven: tuple[bool, bool, bool, bool, bool]
    seconds: float
    calm: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a solve is: the level it works on (0 to 4), the best plan so far and the time that has passed."""

    level: int
    objective: Objective
    seconds: float
