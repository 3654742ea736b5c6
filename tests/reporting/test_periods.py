"""Periods of a report: pure."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.periods import Kind, fault_in, last_finished, period_of, proposals

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "name", "slug", "days"),
    [
        (Kind.QUARTER, "het vierde kwartaal van 2026", "2026-kwartaal-4", "1 oktober 2026 tot en met 31 december 2026"),
        (Kind.HALF_YEAR, "de tweede helft van 2026", "2026-halfjaar-2", "1 juli 2026 tot en met 31 december 2026"),
        (Kind.YEAR, "het jaar 2026", "2026", "1 januari 2026 tot en met 31 december 2026"),
        (
            Kind.SCHOOL_YEAR,
            "het schooljaar 2026-2027",
            "schooljaar-2026-2027",
            "1 augustus 2026 tot en met 31 juli 2027",
        ),
    ],
)
def test_a_period_says_what_it_is(kind: Kind, name: str, slug: str, days: str) -> None:
    period = period_of(kind, datetime.date(2026, 11, 22))
    assert (period.name, period.slug, period.days_in_words) == (name, slug, days)


def test_the_title_is_the_name_without_its_small_words() -> None:
    assert period_of(Kind.QUARTER, datetime.date(2026, 8, 1)).title == "Derde kwartaal 2026"
    assert period_of(Kind.SCHOOL_YEAR, datetime.date(2026, 7, 31)).title == "Schooljaar 2025-2026"


@given(kind=st.sampled_from(Kind), day=DAYS)
def test_every_day_lies_in_one_period_of_a_kind(kind: Kind, day: datetime.date) -> None:
    period = period_of(kind, day)
    assert period.starts_on <= day <= period.ends_on
    assert period_of(kind, period.starts_on) == period_of(kind, period.ends_on) == period
    assert period_of(kind, period.ends_on + DAY).starts_on == period.ends_on + DAY
    assert fault_in(kind, period.starts_on, period.ends_on) is None
    assert len(period.months) == {"quarter": 3, "half_year": 6}.get(kind, 12)


@given(kind=st.sampled_from(Kind), day=DAYS)
def test_the_last_finished_period_ends_before_the_current_one_begins(kind: Kind, day: datetime.date) -> None:
    finished, current = proposals(kind, day)
    assert finished == last_finished(kind, day)
    assert finished.ends_on + DAY == current.starts_on <= day


def test_reversed_days_are_no_period() -> None:
    fault = fault_in(Kind.QUARTER, datetime.date(2026, 9, 30), datetime.date(2026, 7, 1))
    assert fault == "De laatste dag ligt vóór de eerste dag. Kies een latere laatste dag."


def test_half_a_quarter_is_no_quarter_and_the_right_one_is_offered() -> None:
    fault = fault_in(Kind.QUARTER, datetime.date(2026, 7, 1), datetime.date(2026, 8, 15))
    assert fault == "Dit is geen heel kwartaal. Bedoelt u 1 juli 2026 tot en met 30 september 2026?"
