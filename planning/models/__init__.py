"""Planning: the normal week, the weeks made from it, the visits in them and everything that changed."""

from .asked_remedy import AskedRemedy
from .base_plan import BaseVisit, Refusal
from .confirmation import Confirmation, unsettled
from .duty import Duty
from .exception import AgreedPair, ExtraDagdeel
from .proposal import WeekProposal
from .scenario import Scenario
from .visit import Visit, VisitSeat
from .week import PlanStep, WeekComment, WeekPlan, WeekVersion

__all__ = [
    "AgreedPair",
    "AskedRemedy",
    "BaseVisit",
    "Confirmation",
    "Duty",
    "ExtraDagdeel",
    "PlanStep",
    "Refusal",
    "Scenario",
    "Visit",
    "VisitSeat",
    "WeekComment",
    "WeekPlan",
    "WeekProposal",
    "WeekVersion",
    "unsettled",
]
