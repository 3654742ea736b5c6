from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.travel import (
    Point,
    TravelSource,
    block_minutes,
    estimated_minutes,
    net_visit_minutes,
    start_of,
    straight_km,
    travel,
)

WINSUM = (53.3316, 6.5193)
GRONINGEN = (53.2194, 6.5665)
TEN, TWELVE = datetime.time(10), datetime.time(12)

a_point = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
a_dutch_point = st.tuples(st.floats(50.7, 53.6), st.floats(3.3, 7.3))


def test_winsum_to_groningen_is_almost_13_kilometres_in_a_straight_line() -> None:
    assert straight_km(WINSUM, GRONINGEN) == pytest.approx(12.87, abs=0.02)


def test_a_degree_along_the_equator_is_about_111_kilometres() -> None:
    assert straight_km((0, 0), (0, 1)) == pytest.approx(111.195, abs=0.001)


def test_the_other_side_of_the_globe_is_half_its_circumference_away() -> None:
    assert straight_km((0, 0), (0, 180)) == pytest.approx(math.pi * 6371.0088)


@given(a_point, a_point)
def test_there_and_back_are_equally_far_and_never_negative(start: Point, end: Point) -> None:
    assert straight_km(start, end) == pytest.approx(straight_km(end, start), abs=1e-6)
    assert 0 <= straight_km(start, end) <= math.pi * 6371.01


@given(a_dutch_point, a_dutch_point, a_dutch_point)
def test_a_detour_is_never_shorter(start: Point, end: Point, via: Point) -> None:
    assert straight_km(start, end) <= straight_km(start, via) + straight_km(via, end) + 1e-6


def test_an_estimate_is_the_straight_line_with_a_detour_at_16_kilometres_an_hour_and_three_minutes() -> None:
    # 12,87 km x 1,3 = 16,73 km; at 16 km/h that is 62,7 minutes; with 3 minutes and rounded up: 66.
    assert estimated_minutes(WINSUM, GRONINGEN) == 66


def test_next_door_still_takes_the_three_minutes_of_the_bicycle_itself() -> None:
    assert estimated_minutes(WINSUM, WINSUM) == 3


def test_a_part_of_a_minute_counts_as_a_whole_one() -> None:
    assert estimated_minutes(WINSUM, (53.3317, 6.5193)) == 4


@pytest.mark.parametrize("point", [(90.1, 0.0), (-90.1, 0.0), (0.0, 180.1), (0.0, -180.1), (math.nan, 0.0)])
def test_a_point_that_is_not_on_the_globe_is_refused(point: Point) -> None:
    with pytest.raises(ValueError, match="latitude"):
        straight_km(WINSUM, point)
    with pytest.raises(ValueError, match="latitude"):
        straight_km(point, WINSUM)


@pytest.mark.parametrize("point", [(90.0, 0.0), (-90.0, 0.0), (0.0, 180.0), (0.0, -180.0)])
def test_the_poles_and_the_date_line_are_on_the_globe(point: Point) -> None:
    assert straight_km(WINSUM, point) > 0


def test_what_somebody_entered_goes_before_the_estimate() -> None:
    answer = travel(entered=12, start=WINSUM, client=GRONINGEN)
    assert (answer.minutes, answer.source) == (12, TravelSource.ENTERED)


def test_entered_zero_minutes_is_an_answer_too() -> None:
    assert travel(entered=0, start=WINSUM, client=GRONINGEN).minutes == 0


def test_without_an_entered_value_both_points_give_an_estimate() -> None:
    answer = travel(entered=None, start=WINSUM, client=GRONINGEN)
    assert (answer.minutes, answer.source) == (66, TravelSource.ESTIMATED)


@pytest.mark.parametrize(("start", "client"), [(None, GRONINGEN), (WINSUM, None), (None, None)])
def test_travel_is_unknown_when_a_point_is_missing(start: Point | None, client: Point | None) -> None:
    answer = travel(entered=None, start=start, client=client)
    assert (answer.minutes, answer.source) == (None, TravelSource.UNKNOWN)


def test_negative_travel_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        travel(entered=-1, start=None, client=None)
    with pytest.raises(ValueError, match="negative"):
        net_visit_minutes(TEN, TWELVE, -1)


def test_a_student_starts_from_the_location_and_only_by_exception_from_home() -> None:
    assert start_of(location=WINSUM, home=GRONINGEN, from_home=False) == WINSUM
    assert start_of(location=WINSUM, home=GRONINGEN, from_home=True) == GRONINGEN


def test_an_unknown_home_is_not_replaced_by_the_location() -> None:
    assert start_of(location=WINSUM, home=None, from_home=True) is None


def test_cycling_there_and_back_falls_inside_the_block() -> None:
    assert net_visit_minutes(TEN, TWELVE, 15) == 90


def test_a_location_may_count_travel_outside_the_block() -> None:
    assert net_visit_minutes(TEN, TWELVE, 15, inside_block=False) == 120
    assert net_visit_minutes(TEN, TWELVE, None, inside_block=False) == 120


def test_with_unknown_travel_the_net_minutes_are_unknown() -> None:
    assert net_visit_minutes(TEN, TWELVE, None) is None


@given(st.integers(0, 300))
def test_net_minutes_are_never_below_zero_nor_above_the_block(one_way: int) -> None:
    net = net_visit_minutes(TEN, TWELVE, one_way)
    assert net is not None
    assert 0 <= net <= 120
    assert net == 0 or net + 2 * one_way == 120


def test_a_block_counts_hours_and_minutes() -> None:
    assert block_minutes(datetime.time(8, 30), datetime.time(10, 15)) == 105
    assert block_minutes(TEN, datetime.time(10, 1)) == 1


def test_a_block_that_does_not_end_after_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="not after"):
        block_minutes(TWELVE, TWELVE)
    with pytest.raises(ValueError, match="not after"):
        net_visit_minutes(TWELVE, TEN, 5)
