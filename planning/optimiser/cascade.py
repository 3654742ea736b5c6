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
from .model import INFINITY, LinearModel, Terms, linear_model
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
        self.bounds: list[int] = []  # of each level: no plan is better, given the levels before it
        self.held: list[int] = []  # what is asked of the levels to come; less than the bound when the time was short
        self.steps: list[_Step] = []

    @property
    def proven(self) -> int:
        """How many levels are proven: no plan is better there than this one, given the levels before it."""
        return max(0, _alike(self.values, self.bounds) - (self.model.missing is not None))

    def _reached(self) -> int:
        """At how many levels the best plan so far has what is held."""
        return _alike(self.values, self.held)

    def run(self) -> None:
        if not self.model.seats:
            self.bounds = self.offset
            return
        face = Face(self.model, self.deadline)
        self.model.rows.clear()  # the solver has them now, and a large week has many
        level = 0
        while level < len(self.goals):
            self._descend(face, level)
            # When a level that was taken for granted has no plan: prove the first such level, and go on from there.
            level = self._reached()
            if level >= len(self.steps) or not self._prove(face, level):
                return
            level += 1

    def _descend(self, face: Face, first: int) -> None:
        """Relaxes this level and the next ones, each on the face of the one before, as far as it goes."""
        self._forget(first)
        for level in range(first, len(self.goals)):
            self.found(max(0, level - (self.model.missing is not None)), objective(self.instance, self.plan))
            face.aim(self.goals[level])
            relaxed = face.relax()
            if relaxed is None:
                return
            self.steps.append(_Step(face.save(), relaxed))
            best = math.floor(relaxed.value + face.tolerance)
            self.bounds.append(best + self.offset[level])
            if face.is_whole(relaxed.point):
                self._offer(relaxed.point)
            granted = relaxed.value - best <= face.tolerance and level < len(self.goals) - 1
            if granted or (self._reached() == level and self.values[level] == self.bounds[level]):
                self._hold(face, level, self.bounds[level])
            elif not self._prove(face, level):
                return

    def _forget(self, level: int) -> None:
        del self.steps[level:], self.bounds[level:], self.held[level:]

    def _prove(self, face: Face, level: int) -> bool:
        """Finds the best plan of a level on the face of the levels before it, and proves it; False when that fails.

        It searches among what can still reach the value of the relaxation, then ever further below it, until it meets a plan;
        then among what is as good as that plan. When a level before was only taken for granted it stops after one search.
        When the time gets short it settles for the best plan that it met, so that the levels to come get their share.
        """
        relaxed, offset = self.steps[level].relaxed, self.offset[level]
        self._forget_after(level)
        certain = self._reached() >= level
        known = self.values[level] if certain else -INFINITY
        met: Any | None = None  # the plan that was met, as a point of the face
        face.aim(self.goals[level])
        attempts = [0.0, 1.0, 3.0, 10.0, 30.0, INFINITY]
        while attempts and known != self.bounds[level]:
            below = attempts.pop(0)
            least = known + 1 if met is not None else max(known, self.bounds[level] - below)
            if below == INFINITY and met is None:
                least = -INFINITY
            face.restore(self.steps[level].bounds)
            face.narrow(relaxed, gap=max(0.0, relaxed.value + offset - least))
            searched = face.search(met)
            found = -INFINITY if searched.point is None else self._offer(searched.point)[level]
            if found > -INFINITY and (met is None or found > known):
                met = searched.point
            known = max(known, found)
            if not searched.finished:
                attempts = [INFINITY] if certain and met is None and below < INFINITY else []
            elif found >= least > -INFINITY:
                self.bounds[level] = int(found)  # nothing that reaches `least` was left out, and this is the best of it
            elif found > -INFINITY and least == -INFINITY:
                self.bounds[level] = min(self.bounds[level], int(found))
            elif not certain or below == INFINITY:
                return False
            else:
                self.bounds[level] = int(least) - 1
        if known == -INFINITY:
            return False
        face.restore(self.steps[level].bounds)
        self._hold(face, level, int(known))
        return True

    def _forget_after(self, level: int) -> None:
        """The level itself is begun again: its relaxation and bound stay."""
        del self.steps[level + 1 :], self.bounds[level + 1 :], self.held[level:]

    def _hold(self, face: Face, level: int, value: int) -> None:
        """Leave only plans with this value of this level on the face."""
        relaxed, wanted = self.steps[level].relaxed, value - self.offset[level]
        self.held.append(value)
        gap = max(0.0, relaxed.value - wanted)
        face.narrow(relaxed, gap)
        if gap > face.tolerance:
            face.demand(wanted)

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


def _alike(values: list[int], others: list[int]) -> int:
    """How many numbers at the beginning are the same."""
    return next(
        (place for place, pair in enumerate(zip(values, others, strict=False)) if pair[0] != pair[1]),
        min(len(values), len(others)),
    )
