"""The exact plan, level by level: each level is solved on the face of the plans that are the best at the levels before it.

Of each level the linear relaxation is solved; what its reduced costs and duals exclude can't be in a best plan and is fixed, so
that the next level only searches among equals. Only where the value is not whole a search by branching proves the best plan
of that level. When the last point is no plan one search on the last face makes it one. Should an assumed face hold no plan
at all, the levels are done again one by one, each proven by a search.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from planning.rules import SeatRole

from .highs import Bounds, Face, Relaxed
from .instance import Assignment, Instance
from .model import LinearModel, Terms, linear_model
from .objective import objective, rank
from .possible import Possible
from .solution import Objective

Found = Callable[[int, Objective], None]


@dataclass(frozen=True, slots=True)
class _Step:
    """A level as it was begun: the bounds of the face, and its relaxation."""

    bounds: Bounds
    relaxed: Relaxed


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
        self.steps: list[_Step] = []
        self.in_time = True

    @property
    def proven(self) -> int:
        """How many levels are proven: no plan is better there than this one, given the levels before it."""
        return max(0, self._reached() - (self.model.missing is not None))

    def _reached(self) -> int:
        """At how many levels the best plan so far has what no plan can surpass."""
        reached = 0
        for value, bound in zip(self.values, self.bounds, strict=False):
            if value != bound:
                break
            reached += 1
        return reached

    def run(self) -> None:
        if not self.model.seats:
            self.bounds = self.offset
            return
        face = Face(self.model, self.deadline)
        level = 0
        while level < len(self.goals):
            if not self._descend(face, level):
                return
            if self._reached() == len(self.goals):
                return
            # A level that was taken for granted has no plan: prove the first such level, and go on from there.
            level = self._reached()
            if not self._prove(face, level):
                return
            level += 1

    def _descend(self, face: Face, first: int) -> bool:
        """Relaxes this level and the next ones, each on the face of the one before. False when the time is up."""
        del self.steps[first:], self.bounds[first:]
        for level in range(first, len(self.goals)):
            self.found(max(0, level - (self.model.missing is not None)), objective(self.instance, self.plan))
            face.aim(self.goals[level])
            relaxed = face.relax()
            if relaxed is None:
                return False
            self.steps.append(_Step(face.save(), relaxed))
            best = math.floor(relaxed.value + face.tolerance)
            self.bounds.append(best + self.offset[level])
            if face.is_whole(relaxed.point):
                self._offer(relaxed.point)
            granted = relaxed.value - best <= face.tolerance and level < len(self.goals) - 1
            if granted or self._reached() > level:
                self._hold(face, level)
            elif not self._prove(face, level):
                return self.in_time
        return True

    def _prove(self, face: Face, level: int) -> bool:
        """Finds the best plan of a level on the face of the levels before it, and proves it; False when that fails.

        It first searches among what can still reach the value of the relaxation, then just below it, then everywhere. When a
        level before was only taken for granted and the first search finds nothing, it stops.
        """
        step, offset = self.steps[level], self.offset[level]
        del self.steps[level + 1 :], self.bounds[level + 1 :]
        certain = self._reached() >= level
        face.restore(step.bounds)
        face.aim(self.goals[level])
        for less in (0, 1, 2, None):
            gap = step.relaxed.value - (self.bounds[level] - offset)
            if less is not None:
                face.narrow(step.relaxed, gap=max(0.0, gap))
            searched = face.search()
            values = None if searched.point is None else self._offer(searched.point)
            if not searched.finished:
                self.in_time = False
                if less is None:
                    self.bounds[level] = min(self.bounds[level], math.floor(searched.bound + face.tolerance) + offset)
                return False
            if values is not None and less is None:
                self.bounds[level] = values[level]
            if values is None or values[level] < self.bounds[level]:
                if less is None or not certain:
                    return False
                self.bounds[level] -= 1
                face.restore(step.bounds)
            if values is not None and values[level] == self.bounds[level]:
                break
        face.restore(step.bounds)
        self._hold(face, level)
        return True

    def _hold(self, face: Face, level: int) -> None:
        """Leave only plans with the best value of this level on the face."""
        relaxed, best = self.steps[level].relaxed, self.bounds[level] - self.offset[level]
        gap = max(0.0, relaxed.value - best)
        face.narrow(relaxed, gap)
        if gap > face.tolerance:
            face.demand(best)

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
