"""What a coordinator can say on the phone, sentence by sentence."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from planning.call_script import CallLine, script
from planning.rules import Slot

TUESDAY = Slot(datetime.date(2026, 11, 24), 1, datetime.time(10), datetime.time(12))
THURSDAY = replace(TUESDAY, date=datetime.date(2026, 11, 26), starts=datetime.time(13), ends=datetime.time(15, 30))
LINE = CallLine(TUESDAY, TUESDAY, "student_absent", absent=("Noor",), comes=("Sam",), newcomers=("Sam",))


def said(*lines: CallLine, location: str = "Venray") -> str:
    return script("mevrouw De Vries", location, lines)


def test_another_student_at_the_same_time() -> None:
    assert said(LINE).split("\n\n") == [
        "Dag mevrouw De Vries, u spreekt met … van WijkLeerbedrijf Venray.",
        "Noor is er dinsdag 24 november niet. Mag Sam komen? De dag en de tijd blijven hetzelfde: 10.00 tot 12.00 uur.",
        "Vindt u dat goed?",
    ]


def test_another_day_with_the_same_student() -> None:
    text = said(replace(LINE, after=THURSDAY, comes=("Noor",), newcomers=()))
    assert "Mag het bezoek op donderdag 26 november, van 13.00 tot 15.30 uur? Noor komt dan." in text


def test_another_dagdeel_of_the_same_day() -> None:
    text = said(replace(LINE, after=replace(THURSDAY, date=TUESDAY.date, block=2), comes=("Noor",), newcomers=()))
    assert "Mag het bezoek diezelfde dag, van 13.00 tot 15.30 uur? Noor komt dan." in text


def test_a_gentleman_is_greeted_as_one() -> None:
    assert script("de heer Bos", "Venray", [LINE]).startswith("Dag meneer Bos, u spreekt met")


def test_a_cancellation_asks_nothing() -> None:
    text = said(replace(LINE, after=None, comes=(), newcomers=()))
    assert "Uw bezoek op dinsdag 24 november gaat daarom niet door. Dat spijt ons." in text
    assert "?" not in text


def test_two_visits_are_asked_in_one_breath() -> None:
    text = said(LINE, replace(LINE, before=THURSDAY, after=THURSDAY, absent=("Noor", "Tim"), newcomers=("Sam", "Kim")))
    assert "Noor en Tim zijn er donderdag 26 november niet. Mag Sam en Kim" not in text
    assert "Noor en Tim zijn er donderdag 26 november niet. Mogen Sam en Kim komen?" in text
    assert text.endswith("Is het goed zo?")


@pytest.mark.parametrize(
    ("cause", "why"),
    [
        ("client_asked", "U kunt dinsdag 24 november niet."),
        ("closed", "Wij zijn dinsdag 24 november dicht."),
        ("plan_changed", "Wij moeten dinsdag 24 november iets veranderen in onze planning."),
    ],
)
def test_every_cause_has_its_sentence(cause: str, why: str) -> None:
    assert why in said(replace(LINE, cause=cause, absent=()))


def test_a_location_that_carries_the_name_itself_is_not_named_twice() -> None:
    assert "van WijkLeerbedrijf Winsum." in said(LINE, location="WijkLeerbedrijf Winsum")
