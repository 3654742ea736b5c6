"""The only module that knows HiGHS: linear relaxations one after another on a shrinking face, and small whole-number searches."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from .model import INFINITY, LinearModel, Terms

#: Reduced costs and duals below this are nought; all data are whole numbers.
TOLERANCE = 1e-6
#: The share of the time left that one search may take, so that the levels to come get something too.
SHARE_OF_A_SEARCH = 0.4
#: With more free columns than this a relaxation is sooner solved anew, presolved, than from the point of the level before.
FROM_SCRATCH = 4000


@dataclass(slots=True)
class Relaxed:
    """The best point of the relaxation: its value, the point, and what each column and row is worth."""

    value: float
    point: Any
    column_worth: Any
    row_worth: Any
    row_activity: Any


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which bounds columns and rows lie."""

    lower: Any
    upper: Any
    row_lower: Any
    row_upper: Any


@dataclass(slots=True)
class Searched:
    """What a whole-number search found: a point or None, and no plan is better than `bound`."""

    point: Any | None
    bound: float
    finished: bool


class Face:
    """The plans that are still the best at every level so far. Each level makes it smaller."""

    def __init__(self, model: LinearModel, deadline: float | None) -> None:
        import highspy
        import numpy

        self._highspy, self._numpy = highspy, numpy
        self.deadline = deadline
        self.columns, self.seats = len(model.lower), len(model.seats)
        self.whole = numpy.asarray(model.whole, dtype=numpy.int32)
        self._solver = self._quiet_solver()
        self._solver.passModel(self._lp(model))
        self.lower = numpy.asarray(model.lower, dtype=float)
        self.upper = numpy.asarray(model.upper, dtype=float)
        self.row_lower = numpy.asarray([row[0] for row in model.rows], dtype=float)
        self.row_upper = numpy.asarray([row[1] for row in model.rows], dtype=float)
        self._goal = numpy.zeros(self.columns)
        self._warm = False
        #: How far a value may be off: the weights are whole numbers, and HiGHS keeps each row within 1e-7.
        self.tolerance = TOLERANCE

    def _quiet_solver(self) -> Any:
        solver = self._highspy._core._Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("parallel", "off")):
            solver.setOptionValue(option, value)
        return solver

    def _lp(self, model: LinearModel) -> Any:
        numpy = self._numpy
        lp = self._highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(model.lower), len(model.rows)
        lp.sense_ = self._highspy.ObjSense.kMaximize
        lp.col_cost_ = numpy.zeros(lp.num_col_)
        lp.col_lower_, lp.col_upper_ = numpy.asarray(model.lower), numpy.asarray(model.upper)
        lp.row_lower_ = numpy.asarray([row[0] for row in model.rows], dtype=float)
        lp.row_upper_ = numpy.asarray([row[1] for row in model.rows], dtype=float)
        starts: list[int] = [0]
        index: list[int] = []
        value: list[float] = []
        for _, _, terms in model.rows:
            index += terms.keys()
            value += terms.values()
            starts.append(len(index))
        lp.a_matrix_.format_ = self._highspy.MatrixFormat.kRowwise
        lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = lp.num_col_, lp.num_row_
        lp.a_matrix_.start_ = numpy.asarray(starts, dtype=numpy.int32)
        lp.a_matrix_.index_ = numpy.asarray(index, dtype=numpy.int32)
        lp.a_matrix_.value_ = numpy.asarray(value, dtype=float)
        return lp

    def seconds_left(self) -> float | None:
        return None if self.deadline is None else self.deadline - time.perf_counter()

    def aim(self, goal: Terms) -> None:
        """From now on this goal is maximised."""
        numpy = self._numpy
        self._goal = numpy.zeros(self.columns)
        if goal:
            self._goal[list(goal.keys())] = list(goal.values())
        self.tolerance = TOLERANCE + 1e-8 * max((abs(value) for value in goal.values()), default=0.0)
        everything = numpy.arange(self.columns, dtype=numpy.int32)
        self._solver.changeColsCost(self.columns, everything, self._goal)

    def relax(self) -> Relaxed | None:
        """The best point of the face; None when the time was up, or when the face is empty."""
        left = self.seconds_left()
        if left is not None:
            if left <= 0:
                return None
            self._solver.setOptionValue("time_limit", self._solver.getRunTime() + left)
        if self._warm and int((self.lower < self.upper).sum()) > FROM_SCRATCH:
            self._solver.clearSolver()
        self._solver.run()
        optimal = self._highspy.HighsModelStatus.kOptimal
        if self._solver.getModelStatus() != optimal and self._warm:
            self._solver.clearSolver()  # what it knew of the level before may be in its way
            self._solver.run()
        if self._solver.getModelStatus() != optimal:
            return None
        self._warm = True
        solution = self._solver.getSolution()
        numpy = self._numpy
        return Relaxed(
            self._solver.getObjectiveValue(),
            numpy.asarray(solution.col_value),
            numpy.asarray(solution.col_dual),
            numpy.asarray(solution.row_dual),
            numpy.asarray(solution.row_value),
        )

    def narrow(self, found: Relaxed, gap: float = 0.0) -> None:
        """Keep only points that lie at most `gap` below this best one: what would cost more is fixed where it is."""
        numpy = self._numpy
        limit = gap + TOLERANCE
        fixed = numpy.flatnonzero((abs(found.column_worth) > limit) & (self.lower < self.upper))
        at = numpy.rint(found.point[fixed])
        self.lower[fixed] = self.upper[fixed] = at
        self._solver.changeColsBounds(len(fixed), fixed.astype(numpy.int32), at, at)
        tight = numpy.flatnonzero((abs(found.row_worth) > limit) & (self.row_lower < self.row_upper))
        at = numpy.rint(found.row_activity[tight])
        self.row_lower[tight] = self.row_upper[tight] = at
        self._solver.changeRowsBounds(len(tight), tight.astype(numpy.int32), at, at)

    def demand(self, value: float) -> None:
        """The present goal must reach this value, also at the levels to come."""
        numpy = self._numpy
        columns = numpy.flatnonzero(self._goal).astype(numpy.int32)
        self._solver.addRow(value, INFINITY, len(columns), columns, self._goal[columns])
        self.row_lower = numpy.append(self.row_lower, value)
        self.row_upper = numpy.append(self.row_upper, INFINITY)

    def save(self) -> Bounds:
        """The bounds as they are, for `restore`."""
        return Bounds(*(one.copy() for one in (self.lower, self.upper, self.row_lower, self.row_upper)))

    def restore(self, saved: Bounds) -> None:
        """The face as it was; what was demanded since then is forgotten."""
        numpy, solver = self._numpy, self._solver
        rows = len(saved.row_lower)
        if rows < len(self.row_lower):
            solver.deleteRows(len(self.row_lower) - rows, numpy.arange(rows, len(self.row_lower), dtype=numpy.int32))
        self.lower, self.upper, self.row_lower, self.row_upper = (
            one.copy() for one in (saved.lower, saved.upper, saved.row_lower, saved.row_upper)
        )
        solver.changeColsBounds(self.columns, numpy.arange(self.columns, dtype=numpy.int32), self.lower, self.upper)
        solver.changeRowsBounds(rows, numpy.arange(rows, dtype=numpy.int32), self.row_lower, self.row_upper)

    def search(self, start: Any | None = None) -> Searched:
        """The best plan of the face, by branching; `start` is a plan of the face that is known already.

        Nearly all of the time goes into the relaxations before the first branch, and a restart would do those again.
        """
        solver = self._quiet_solver()
        for option, value in (("mip_rel_gap", 0.0), ("mip_abs_gap", 0.9), ("mip_allow_restart", False)):
            solver.setOptionValue(option, value)
        left = self.seconds_left()
        if left is not None:
            if left <= 0:
                return Searched(None, INFINITY, finished=False)
            solver.setOptionValue("time_limit", left * SHARE_OF_A_SEARCH)
        lp = self._solver.getLp()
        kind = self._highspy.HighsVarType
        integrality = [kind.kContinuous] * self.columns
        for column in self.whole.tolist():
            integrality[column] = kind.kInteger
        lp.integrality_ = integrality
        solver.passModel(lp)
        if start is not None:
            solution = self._highspy.HighsSolution()
            solution.col_value = start.tolist()
            solver.setSolution(solution)
        solver.run()
        status = solver.getModelStatus()
        statuses = self._highspy.HighsModelStatus
        info = solver.getInfo()
        if status == statuses.kInfeasible:
            return Searched(None, -INFINITY, finished=True)
        point = None
        if info.primal_solution_status == self._highspy.SolutionStatus.kSolutionStatusFeasible:
            point = self._numpy.asarray(solver.getSolution().col_value)
        return Searched(point, info.mip_dual_bound, finished=status == statuses.kOptimal)

    def is_whole(self, point: Any) -> bool:
        """Is this point a plan? The helpers follow from the seats."""
        seats = point[: self.seats]
        return bool((abs(seats - self._numpy.rint(seats)) < TOLERANCE).all())
