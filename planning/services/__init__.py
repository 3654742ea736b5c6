"""Everything that changes a week. Each function is one transaction under the lock of its week, or raises PlanningError."""

from .applying import OUTDATED, Applied, apply_proposal, pin_visit
from .asking_clients import CONFIRM, TELL
from .build import BuildResult, build_week, copy_last_week, week_at
from .confirming import NO, TOLD, YES, answer_call, answer_visit, lock_week_of_call
from .duty import coordinators_on, copy_duty, set_duty
from .errors import AlreadyDone, PlanningError, PlanningRefused, ReasonNeeded, WeekChanged
from .exceptions import note_agreed_pair, note_extra_dagdeel, withdraw
from .repairs import NewPlace, Repaired, RepairedVisit, apply_repair
from .states import approve_week, comment_on_week, frozen_visits, publish_week, settle_comment, share_week
from .steps import last_step, mark_of, undo_last_step
from .visits import cancel_visit, move_visit, plan_visit, record_visit, restore_visit, swap_visits

__all__ = [
    "CONFIRM",
    "NO",
    "OUTDATED",
    "TELL",
    "TOLD",
    "YES",
    "AlreadyDone",
    "Applied",
    "BuildResult",
    "NewPlace",
    "PlanningError",
    "PlanningRefused",
    "ReasonNeeded",
    "Repaired",
    "RepairedVisit",
    "WeekChanged",
    "answer_call",
    "answer_visit",
    "apply_proposal",
    "apply_repair",
    "approve_week",
    "build_week",
    "cancel_visit",
    "comment_on_week",
    "coordinators_on",
    "copy_duty",
    "copy_last_week",
    "frozen_visits",
    "last_step",
    "lock_week_of_call",
    "mark_of",
    "move_visit",
    "note_agreed_pair",
    "note_extra_dagdeel",
    "pin_visit",
    "plan_visit",
    "publish_week",
    "record_visit",
    "restore_visit",
    "set_duty",
    "settle_comment",
    "share_week",
    "swap_visits",
    "undo_last_step",
    "week_at",
    "withdraw",
]
