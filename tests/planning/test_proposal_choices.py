"""The choice between visits and rest is named by what each plan gives, also when that is not what one expects."""

from __future__ import annotations

from planning.optimiser import Assignment, Objective
from planning.proposal_choices import choices_of, is_a_trade, price_of_more
from planning.proposal_result import CalmResult

from .proposal_rows import AHEAD, calm_of, result_of


def plan(number: int, *, calm: int, placed: int, changes: int, priority: int = 0) -> CalmResult:
    return calm_of(
        [Assignment(1, number, (AHEAD, 1))],
        calm=calm,
        placed=placed,
        changes=changes,
        objective=Objective(priority, changes, 0, 0, 0),
    )


def changes_of(one: CalmResult) -> int:
    return one.changes


def test_each_step_towards_rest_costs_visits() -> None:
    result = result_of(
        plan(1, calm=0, placed=66, changes=9, priority=60),
        plan(2, calm=1, placed=65, changes=4, priority=58),
        plan(3, calm=2, placed=64, changes=2, priority=56),
        plan(4, calm=4, placed=60, changes=0, priority=50),
        default_calm=2,
    )
    choices = choices_of(result, 2, changes_of)
    assert [one.label for one in choices] == ["Meer bezoeken", "Iets meer rust", "Meer rust", "De meeste rust"]
    assert [one.chosen for one in choices] == [one.is_default for one in choices] == [False, False, True, False]
    assert is_a_trade(choices)
    assert price_of_more(result, result.of_calm(2)) == "Met meer wijzigingen kunnen er 66."


def test_a_calm_plan_with_more_visits_is_not_called_less() -> None:
    """One visit of a pair that waits long can weigh more than two visits that were there already."""
    result = result_of(
        plan(1, calm=0, placed=1, changes=4, priority=18), plan(2, calm=4, placed=2, changes=0, priority=16)
    )
    choices = choices_of(result, 0, changes_of)
    assert [one.label for one in choices] == ["Voorrang eerst", "De meeste rust"]
    assert not is_a_trade(choices)
    price = price_of_more(result, result.of_calm(0))
    assert price == "Er kunnen er 2, maar dan gaat een bezoek niet door dat meer voorrang heeft."


def test_the_plan_with_the_most_visits_costs_nothing_more() -> None:
    result = result_of(plan(1, calm=0, placed=3, changes=2), plan(2, calm=4, placed=2, changes=0))
    assert price_of_more(result, result.of_calm(0)) == ""
