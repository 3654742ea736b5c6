"""Every rule of planning: its code, its name, how heavy it weighs and where it comes from."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from .facts import Id, SlotKey


class Severity(enum.IntEnum):
    """What a finding asks of the person who plans."""

    REMARK = 1
    """Good to know; nothing is asked."""
    WARN = 2
    """Possible, with a reason that is kept."""
    REFUSE = 3
    """Not possible."""


class Rule(enum.Enum):
    """A rule: (code, Dutch name, severity, requirement ids, rule of the plan specification, blocks publishing).

    The rule of the specification (H1, H8a ...) is empty for rules that only people have. What refuses also blocks publishing.
    """

    # The visit: day, client and crew
    OPEN_CALENDAR = ("open_calendar", "De locatie is open", Severity.REFUSE, ("W072",), "H4", True)
    ON_DUTY = ("on_duty", "Er is iemand bereikbaar", Severity.REMARK, ("W116", "V091"), "H4", True)
    AGREEMENT = ("agreement", "De overeenkomst geldt", Severity.REFUSE, ("V053",), "", True)
    PAUSE = ("pause", "De klant heeft geen pauze", Severity.REFUSE, ("W004",), "", True)
    CLIENT_SLOT = ("client_slot", "Het dagdeel past bij de klant", Severity.REFUSE, ("V048",), "H3", True)
    COVERED = ("covered", "Alleen aanvullen wat er al is", Severity.REFUSE, ("W015",), "H3", True)
    ONE_VISIT_A_DAY = ("one_visit_a_day", "Eén bezoek per dag", Severity.REFUSE, ("V048",), "H5", True)
    AGREED_VISITS = ("agreed_visits", "Niet meer dan afgesproken", Severity.REFUSE, ("V048",), "H6", True)
    LEAD = ("lead", "Eén student doet het bezoek", Severity.REFUSE, ("V062",), "H7", True)
    PAIR = ("pair", "Twee studenten samen", Severity.REFUSE, ("V062",), "H7", True)
    ONE_OF_EACH = ("one_of_each", "Elke rol één keer", Severity.REFUSE, ("V062",), "H7", True)
    SECOND_SEAT = ("second_seat", "Alleen bij een duo een tweede student", Severity.REFUSE, ("V062",), "H7", True)
    PREFERRED = ("preferred", "Liefste dagdeel", Severity.REMARK, ("W004",), "", False)

    # The student and the place
    ALLERGY = ("allergy", "Geen allergie voor een huisdier", Severity.REFUSE, ("W064",), "H8a", True)
    FEAR = ("fear", "Niet bang voor een huisdier", Severity.REFUSE, ("W064",), "H8a", True)
    SMOKE = ("smoke", "Kan tegen rook", Severity.REFUSE, ("W122",), "H8b", True)
    GENDER = ("gender", "Man of vrouw zoals gevraagd", Severity.REFUSE, ("W004",), "H8c", True)
    CYCLING_TIME = ("cycling_time", "Niet te lang fietsen", Severity.REFUSE, ("W056",), "H8d", True)
    REFUSED = ("refused", "Student en klant gaan samen", Severity.REFUSE, ("W110",), "H8e", True)
    UNKNOWN_TRAVEL = ("unknown_travel", "Fietstijd bekend", Severity.REMARK, ("W056",), "", False)
    SHORT_VISIT = ("short_visit", "Genoeg tijd over", Severity.REMARK, ("W056",), "", False)
    NEW_FACE = ("new_face", "Bekend gezicht", Severity.REMARK, ("V047",), "", False)

    # What the student can
    LEVEL = ("level", "Niveau hoog genoeg", Severity.REFUSE, ("W122", "W136"), "H9a", True)
    SKILL = ("skill", "Vaardigheid geleerd", Severity.REFUSE, ("V033", "W136"), "H9b", True)
    LANGUAGE = ("language", "Spreekt de taal", Severity.REFUSE, ("W122",), "H9c", True)
    STARTER = ("starter", "Een starter gaat nooit alleen", Severity.REFUSE, ("V034", "W117"), "H9d", True)

    # The student in this week
    AVAILABLE = ("available", "De student is beschikbaar", Severity.REFUSE, ("V023", "V043"), "H2", True)
    ONE_CLIENT = ("one_client", "Eén klant per dagdeel", Severity.REFUSE, ("V061",), "H1", True)
    TWO_STUDENTS = ("two_students", "Twee verschillende studenten", Severity.REFUSE, ("V061",), "H1", True)
    MAX_WEEK = ("max_week", "Niet te veel in een week", Severity.REFUSE, ("W060", "W137"), "H10a", True)
    MAX_DAY = ("max_day", "Niet te veel op een dag", Severity.REFUSE, ("W060", "W137"), "H10b", True)
    BICYCLE = ("bicycle", "Er is een fiets", Severity.REFUSE, ("W022",), "", True)
    TARGET = ("target", "Niet boven het streven", Severity.WARN, ("V060", "W060"), "", False)
    AVERAGE = ("average", "Gemiddelde over de opleiding", Severity.WARN, ("V060",), "", False)
    HEAVY_WEEK = ("heavy_week", "Niet te veel zware bezoeken in een week", Severity.WARN, ("W137",), "", False)
    HEAVY_DAY = ("heavy_day", "Niet te veel zware bezoeken op een dag", Severity.WARN, ("W137",), "", False)
    ACCOMPANIED = ("accompanied", "Op tijd weer samen op bezoek", Severity.WARN, ("W133",), "", False)

    def __init__(
        self,
        code: str,
        label: str,
        severity: Severity,
        requirements: tuple[str, ...],
        specification: str,
        blocks_publishing: bool,
    ) -> None:
        self.code = code
        self.label = label
        self.severity = severity
        self.requirements = requirements
        self.specification = specification
        self.blocks_publishing = blocks_publishing


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that speaks about one visit, in a Dutch sentence for the person who plans.

    `student` is None when the finding is about the visit itself. `slot` and `client` are None when the question had none.
    The severity is that of the rule, unless the situation makes it lighter or heavier.
    """

    rule: Rule
    sentence: str
    severity: Severity
    blocks_publishing: bool
    student: Id | None = None
    client: Id | None = None
    slot: SlotKey | None = None

    @property
    def hard(self) -> bool:
        """Does it make the visit impossible?"""
        return self.severity is Severity.REFUSE

    @property
    def needs_reason(self) -> bool:
        """Possible, when somebody writes down why?"""
        return self.severity is Severity.WARN


@dataclass(frozen=True, slots=True)
class Policy:
    """What differs between people at the board and the exact optimiser."""

    duty_required: bool = False
    """True: a dagdeel without anybody on duty is refused (H4). False: it is said, and publishing waits for it."""
    second_seat_to_learn: bool = True
    """True: a second student may come along to learn where one seat was agreed. False: refused (H7)."""
    starter_with_coordinator: bool = True
    """True: a starter may do a visit on which a coordinator comes along (W117), because then nobody is alone."""


BOARD: Final = Policy()
OPTIMISER: Final = Policy(duty_required=True, second_seat_to_learn=False, starter_with_coordinator=False)
