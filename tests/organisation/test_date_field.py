"""Dates as people type them."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from wijkleerbedrijf.organisation.date_field import TypedDateField, date_in_words

FIRST_OF_MARCH = datetime.date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "1-3-2026",
        "01-03-2026",
        "1/3/2026",
        "1.3.2026",
        "1 3 2026",
        "1-3-26",
        "2026-03-01",
        "1 maart 2026",
        "1 Maart 2026",
        "1 mrt 2026",
        "1 mrt. 26",
        "1-mrt-2026",
        "zondag 1 maart 2026",
        "  1  maart  2026 ",
    ],
)
def test_a_date_is_read_as_people_type_it(text: str) -> None:
    assert TypedDateField().clean(text) == FIRST_OF_MARCH


def test_today_and_tomorrow_are_dates_too() -> None:
    assert date_in_words("vandaag", FIRST_OF_MARCH) == FIRST_OF_MARCH
    assert date_in_words("Morgen", FIRST_OF_MARCH) == datetime.date(2026, 3, 2)


@pytest.mark.parametrize("text", ["31-2-2026", "31 februari 2026", "1 blauw 2026", "binnenkort", "1 maart", "1 m 2026"])
def test_what_is_no_date_gets_an_example_of_one(text: str) -> None:
    with pytest.raises(ValidationError, match="zoals 1-3-2026"):
        TypedDateField().clean(text)


@pytest.mark.parametrize("text", ["1-3-202", "1 maart 0026", "1-3-2260"])
def test_a_mistyped_year_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="klopt niet"):
        TypedDateField().clean(text)
