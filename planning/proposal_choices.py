"""The plans to choose from between visits and rest: how each is called, and what the one with more visits costs.

A plan is weighed, not counted: one that changes less may even hold more visits, with less priority. So what is said about a
plan comes from its numbers, never from its place in the list.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from planning.proposal_result import CalmResult, ProposalResult

#: How a plan is called by the weight that a change has in it.
_LABELS: Final = {0: "Voorrang eerst", 1: "Iets meer rust", 2: "Meer rust", 4: "Veel rust"}
#: When nothing else has as many visits, and when nothing else changes as little.
_FIRST, _LAST = "Meer bezoeken", "De meeste rust"


@dataclass(frozen=True, slots=True)
class Choice:
    """A plan that can be chosen. `calm` is its number in the address; plans that are the same are one choice."""

    calm: int
    label: str
    placed: int
    without: int
    changed: int
    known: int
    seats: int
    chosen: bool
    is_default: bool


def choices_of(result: ProposalResult, chosen: int, changed_by: Callable[[CalmResult], int]) -> list[Choice]:
    """From no weight for changes to the most; plans that are the same are one choice."""
    plans: dict[Any, list[CalmResult]] = {}
    for one in sorted(result.calms, key=lambda one: one.calm):
        plans.setdefault(one.assignments, []).append(one)
    found = []
    for same in plans.values():
        calms = [one.calm for one in same]
        found.append(
            Choice(
                calm=result.default_calm if result.default_calm in calms else calms[0],
                label=_LABELS.get(calms[0], "Tussenin"),
                placed=same[0].placed,
                without=same[0].without,
                changed=changed_by(same[0]),
                known=same[0].known,
                seats=same[0].seats,
                chosen=chosen in calms,
                is_default=result.default_calm in calms,
            )
        )
    if len(found) > 1 and found[-1].changed == min(one.changed for one in found):
        found[-1] = replace(found[-1], label=_LAST)
    if found and found[0].placed == max(one.placed for one in found):
        found[0] = replace(found[0], label=_FIRST)
    return found


def is_a_trade(choices: Sequence[Choice]) -> bool:
    """Does each step towards more rest cost visits or leave them, and spare changes or leave them?"""
    return all(
        before.placed >= after.placed and before.changed >= after.changed
        for before, after in itertools.pairwise(choices)
    )


def price_of_more(result: ProposalResult, chosen: CalmResult) -> str:
    """What it costs to take the plan with the most visits; empty when the chosen one has them."""
    more = max(result.calms, key=lambda one: one.placed)
    if more.placed <= chosen.placed:
        return ""
    if more.objective.changes > chosen.objective.changes:
        return f"Met meer wijzigingen kunnen er {more.placed}."
    if more.objective.priority < chosen.objective.priority:
        return f"Er kunnen er {more.placed}, maar dan gaat een bezoek niet door dat meer voorrang heeft."
    return f"In een andere keuze kunnen er {more.placed}."
