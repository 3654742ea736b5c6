"""The best week that the rules allow, proven, with reasons and repairs. Pure: dataclasses in, dataclasses out, no Django.

Importing this loads no solver; the first `solve` does.
"""

from .greedy import greedy
from .instance import Assignment, ClientWishes, Instance, StudentWishes
from .objective import Violation, in_order, objective, rank, violations
from .possible import KnownPairs
from .solution import Objective, Progress, Solution
from .solving import most_visits, solve

__all__ = [
    "Assignment",
    "ClientWishes",
    "Instance",
    "KnownPairs",
    "Objective",
    "Progress",
    "Solution",
    "StudentWishes",
    "Violation",
    "greedy",
    "in_order",
    "most_visits",
    "objective",
    "rank",
    "solve",
    "violations",
]
