"""What a visit is worth: first visits before second ones, and who waits longer before who waits shorter."""

from __future__ import annotations

from itertools import product

from planning.weights import visit_weights


def test_the_first_visit_counts_most() -> None:
    assert visit_weights(3) == (6, 3, 2)
    assert visit_weights(5) == (6, 3, 2, 1, 1)
    assert visit_weights(0) == ()


def test_haste_and_running_visits_count_more() -> None:
    assert visit_weights(2, urgent=True) == (10, 3)
    assert visit_weights(3, running=2) == (8, 5, 2)


def test_each_week_without_a_visit_counts_up_to_thirty() -> None:
    assert [visit_weights(1, missed=[weeks])[0] for weeks in (0, 1, 2, 12, 30, 40)] == [6, 7, 8, 18, 36, 36]


def test_who_never_gets_the_second_visit_rises_a_little() -> None:
    assert [visit_weights(2, missed=[0, weeks])[1] for weeks in (0, 2, 3, 5, 6, 40)] == [3, 3, 4, 4, 5, 5]


def test_weights_never_rise_and_a_second_visit_never_passes_a_first_one() -> None:
    lowest_first = visit_weights(1)[0]
    streaks = ((0,) * 5, (0, 3, 3, 3, 3), (0, 0, 9, 9, 9), (12, 12, 12, 12, 12))
    for visits, running, urgent, missed in product(range(1, 6), range(6), (False, True), streaks):
        weights = visit_weights(visits, running=running, urgent=urgent, missed=missed)
        assert list(weights) == sorted(weights, reverse=True)
        assert len(weights) == visits
        assert all(0 < weight < lowest_first for weight in weights[1:])
