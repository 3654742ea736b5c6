"""Planning: the normal week, the weeks made from it, the visits in them and everything that changed."""

from .base_plan import BaseVisit, Refusal
from .duty import Duty
from .visit import Visit, VisitSeat
from .week import PlanStep, WeekComment, WeekPlan, WeekVersion

__all__ = [
    "BaseVisit",
    "Duty",
    "PlanStep",
    "Refusal",
    "Visit",
    "VisitSeat",
    "WeekComment",
    "WeekPlan",
    "WeekVersion",
]
