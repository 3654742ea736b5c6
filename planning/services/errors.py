"""Why a step on a week could not be taken, in sentences for the person who tried."""

from __future__ import annotations

from collections.abc import Sequence


class PlanningError(Exception):
    """The step was not taken and nothing was changed. `sentences` say why and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences: list[str] = list(sentences)


class PlanningRefused(PlanningError):
    """A hard rule forbids it."""


class ReasonNeeded(PlanningError):
    """It may be done, but only with a reason: a soft rule warns, or the week has been published."""


class WeekChanged(PlanningError):
    """Somebody else changed the same visit first."""


class AlreadyDone(PlanningError):
    """The same form was sent before; what it asked has been done once."""

    def __init__(self) -> None:
        super().__init__("Dit formulier was al verstuurd. De verandering staat er één keer in.")


def unique(sentences: Sequence[str]) -> list[str]:
    """Each sentence once, in the order given."""
    return list(dict.fromkeys(sentences))
