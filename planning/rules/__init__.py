"""The one place that knows the rules of planning; the board, the forms, the services and the optimiser all ask here.

Pure: plain dataclasses and functions without Django. The facts of a week (`WeekFacts`) are read from the database elsewhere.

- `check` judges one visit, `check_together` one step of several visits, `check_week` a whole week, `publish_blockers` what
  stands between a week and its publication.
- `candidates`, `clients_for` and the `slots_for_...` functions say what can be chosen and why the rest can't.
- A `Finding` refuses, warns (and asks a reason) or only remarks, in one Dutch sentence.
"""

from .catalogue import BOARD, OPTIMISER, Finding, Policy, Rule, Severity
from .checking import (
    about_members,
    about_visit,
    apply,
    check,
    check_together,
    check_week,
    hard_findings,
    is_allowed,
    once_each,
    publish_blockers,
    visits_of,
)
from .choices import (
    ClientChoice,
    SlotChoice,
    StudentChoice,
    candidates,
    clients_for,
    slots_for_client,
    slots_for_student,
    slots_for_visit,
)
from .facts import (
    ClientFacts,
    Face,
    Id,
    Limits,
    Member,
    Proposal,
    Seat,
    SeatRole,
    Slot,
    SlotKey,
    Span,
    StudentFacts,
    WeekFacts,
)
from .match import match_findings, may_visit
from .wording import Vocabulary

__all__ = [
    "BOARD",
    "OPTIMISER",
    "ClientChoice",
    "ClientFacts",
    "Face",
    "Finding",
    "Id",
    "Limits",
    "Member",
    "Policy",
    "Proposal",
    "Rule",
    "Seat",
    "SeatRole",
    "Severity",
    "Slot",
    "SlotChoice",
    "SlotKey",
    "Span",
    "StudentChoice",
    "StudentFacts",
    "Vocabulary",
    "WeekFacts",
    "about_members",
    "about_visit",
    "apply",
    "candidates",
    "check",
    "check_together",
    "check_week",
    "clients_for",
    "hard_findings",
    "is_allowed",
    "match_findings",
    "may_visit",
    "once_each",
    "publish_blockers",
    "slots_for_client",
    "slots_for_student",
    "slots_for_visit",
    "visits_of",
]
