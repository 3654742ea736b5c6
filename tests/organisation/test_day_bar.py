"""The day is drawn as it is: each block where its time is, days with the same blocks together."""

from __future__ import annotations

import datetime

import pytest

from wijkleerbedrijf.organisation.day_bar import WIDTH, Stretch, day_bars, weekday_words


def stretch(name: str, start: str, end: str, *weekdays: int) -> Stretch:
    return Stretch(
        name=name,
        short_name=name[:3],
        kind="visit",
        kind_words="bezoek",
        is_dagdeel=True,
        weekdays=weekdays or (1, 2, 3, 4, 5),
        starts_at=datetime.time.fromisoformat(start),
        ends_at=datetime.time.fromisoformat(end),
    )


def test_blocks_stand_at_their_time() -> None:
    (bar,) = day_bars([stretch("ochtend", "10:00", "12:00"), stretch("les", "08:30", "10:00")])
    assert bar.days == "maandag t/m vrijdag"
    assert [(piece.stretch.name, piece.x, piece.width) for piece in bar.pieces] == [
        ("les", 125, 375),
        ("ochtend", 500, 500),
    ]
    assert [(hour.text, hour.x) for hour in bar.hours] == [
        ("8", 0),
        ("9", 250),
        ("10", 500),
        ("11", 750),
        ("12", WIDTH),
    ]


def test_days_with_other_blocks_have_a_bar_of_their_own_on_the_same_scale() -> None:
    whole, short = day_bars([stretch("ochtend", "10:00", "12:00"), stretch("middag", "13:00", "15:00", 1, 2, 4, 5)])
    assert (whole.days, short.days) == ("maandag, dinsdag, donderdag en vrijdag", "woensdag")
    assert whole.pieces[0].x == short.pieces[0].x == 0
    assert whole.hours == short.hours


def test_without_blocks_there_is_nothing_to_draw() -> None:
    assert day_bars([]) == []


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        ([3], "woensdag"),
        ([1, 2], "maandag en dinsdag"),
        ([1, 2, 3], "maandag t/m woensdag"),
        ([1, 3, 5], "maandag, woensdag en vrijdag"),
    ],
)
def test_weekdays_in_words(weekdays: list[int], words: str) -> None:
    assert weekday_words(weekdays) == words
