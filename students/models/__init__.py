"""Students: who they are, when they are there, which programme they follow and how they leave."""

from .enrolment import Enrolment, Outflow, Programme, Referral
from .presence import Unavailability, WeekPattern
from .student import Student

__all__ = ["Enrolment", "Outflow", "Programme", "Referral", "Student", "Unavailability", "WeekPattern"]
