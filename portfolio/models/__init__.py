"""Portfolio: what a programme asks, what a student has to show for it, and what was signed off."""

from .programme import ChecklistItem, CoreTask, WorkProcess
from .student_item import SignOff, StudentItem

__all__ = ["ChecklistItem", "CoreTask", "SignOff", "StudentItem", "WorkProcess"]
