"""The exact plan, level by level: each level is solved on the face of the plans that are the best at the levels before it.

Of each level the linear relaxation is solved; what its reduced costs and duals exclude can't be in a best plan and is fixed, so
that the next level only searches among equals. Only where the value is not whole a search by branching proves the best plan
of that level. When the last point is no plan one search on the last face makes it one. Should an assumed face hold no plan
at all, the levels are done again one by one, each proven by a search.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from planning.rules import SeatRole

from .highs import TOLERANCE, Face, Relaxed
from .instance import Assignment, Instance
from .model import LinearModel, Terms, linear_model
from .objective import objective, rank
from .possible import Possible
from .solution import Objective

Found = Callable[[int, Objective], None]


class Cascade:
    """One solve: the best plan so far, and up to which level it is proven."""

    def __init__(
        self,
        choice: Possible,
        first: frozenset[Assignment],
        *,
        calm: int,
        levels: int,
        deadline: float | None,
        found: Found,
    ) -> None:
        self.choice = choice
        self.instance: Instance = choice.instance
        self.calm, self.levels, self.deadline = calm, levels, deadline
        self.found = found
        self.model: LinearModel = linear_model(choice)
        goals = [self.model.first_goal(calm), *self.model.goals[1:]][:levels]
        self.goals: list[Terms] = goals if self.model.missing is None else [self.model.missing, *goals]
        self.offset = self._values(choice.kept)
        self.plan = first
        self.values = self._values(first)
        self.bounds: list[int] = []

    @property
    def proven(self) -> int:
        """How many levels are proven: no plan is better there than this one, given the levels before it."""
        reached = 0
        for value, bound in zip(self.values, self.bounds, strict=False):
            if value != bound:
                break
            reached += 1
        return max(0, reached - (self.model.missing is not None))

    def run(self) -> None:
        if not self.model.seats:
            self.bounds = self.offset
            return
        for certain in (False, True):
            self.bounds = []
            if self._descend(Face(self.model, self.deadline), certain) or self._late():
                return

    def _descend(self, face: Face, certain: bool) -> bool:
        """All levels on one face. False when a level that was taken as whole turns out not to be.

        `certain` proves each level by a plan before it goes on to the next.
        """
        last = len(self.goals) - 1
        for level, goal in enumerate(self.goals):
            self.found(max(0, level - (self.model.missing is not None)), objective(self.instance, self.plan))
            face.aim(goal)
            relaxed = face.relax()
            if relaxed is None:
                return False
            whole = face.is_whole(relaxed.point)
            if whole:
                self._offer(relaxed.point)
            best = math.floor(relaxed.value + TOLERANCE)
            self.bounds.append(best + self.offset[level])
            if relaxed.value - best > TOLERANCE:
                if not self._prove(face, relaxed, level):
                    return False
            elif whole or not (certain or level == last):
                face.narrow(relaxed)
            else:
                before = face.save()
                face.narrow(relaxed)
                point = face.search()
                if point.point is not None:
                    self._offer(point.point)
                elif not point.finished:
                    return False
                else:
                    face.restore(before)
                    if not self._prove(face, relaxed, level):
                        return False
        return self.proven >= self.levels

    def _prove(self, face: Face, relaxed: Relaxed, level: int) -> bool:
        """The best plan of a level whose relaxation promises more than any plan has; False when there is none, or no time."""
        searched = face.search()
        if searched.point is None:
            return False
        values = self._offer(searched.point)
        if not searched.finished:
            self.bounds[level] = min(self.bounds[level], math.floor(searched.bound + TOLERANCE) + self.offset[level])
            return False
        best = values[level] - self.offset[level]
        self.bounds[level] = values[level]
        face.narrow(relaxed, gap=relaxed.value - best)
        face.demand(best)
        return True

    def _late(self) -> bool:
        return self.deadline is not None and time.perf_counter() >= self.deadline

    def _offer(self, point: Any) -> list[int]:
        """Keep this plan when it is better than what there was; answers with its values."""
        plan = self.choice.kept | {
            self.model.seats[column] for column in range(len(self.model.seats)) if point[column] > 0.5
        }
        values = self._values(plan)
        if values > self.values:
            self.plan, self.values = plan, values
        return values

    def _values(self, plan: frozenset[Assignment]) -> list[int]:
        """What is maximised, in order: first that no kept visit lacks a student, when one does."""
        levels = list(rank(objective(self.instance, plan), self.calm))
        return levels if self.model.missing is None else [-self._lacking(plan), *levels]

    def _lacking(self, plan: frozenset[Assignment]) -> int:
        """How many students the kept visits lack that could be found."""
        there = {(one.client, one.slot, one.role) for one in plan}
        return sum(
            (option.client.id, option.slot.key, role) not in there
            for option in self.choice.options
            if option.completes
            for role, students in ((SeatRole.LEAD, option.leads), (SeatRole.BUDDY, option.buddies))
            if students
        )
