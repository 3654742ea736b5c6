"""What the queries count, on rows that each rule is about."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from reporting.facts import figures_of
from reporting.figures import Figures, freeze, thaw
from reporting.indicators import Named
from tests.factories import ClientFactory, LocationFactory, StudentFactory
from tests.reporting_factories import (
    AUTUMN,
    THIRD_QUARTER,
    TODAY,
    outflow_of_students,
    partner_of,
    published_visit,
)
from wijkleerbedrijf.organisation.models import Location, LocationYear, User

DAY = datetime.timedelta(days=1)


def count(location: Location, **kwargs: Any) -> Figures:
    return figures_of(location, THIRD_QUARTER, **({"today": TODAY} | kwargs))[0]


@pytest.fixture
def student(location: Location) -> Any:
    return StudentFactory.create(location=location)


@pytest.mark.parametrize(("definition", "hours"), [("recorded", 1.5), ("block", 2.0), ("net", 1.75)])
def test_an_hour_is_what_the_location_says(
    location: Location, student: Any, coordinator: User, definition: str, hours: float
) -> None:
    LocationYear.objects.update(hour_definition=definition)
    client = ClientFactory.create(location=location, travel_minutes=7)
    published_visit(client, student, by=coordinator, status="done", minutes=90)
    figures = count(location)
    assert figures.hours.total == pytest.approx(hours, abs=0.02)
    assert [part.hours > 0 for part in figures.hours.by_month] == [False, False, True]


def test_a_journey_that_is_not_known_counts_in_full_and_is_said(
    location: Location, student: Any, coordinator: User
) -> None:
    LocationYear.objects.update(hour_definition="net")
    client = ClientFactory.create(location=location, travel_minutes=None, latitude=None, longitude=None)
    published_visit(client, student, by=coordinator, status="done", minutes=90)
    figures = count(location)
    assert (figures.hours.total, figures.travel_unknown) == (2, 1)


def test_a_definition_that_changes_with_the_school_year_counts_from_august(
    location: Location, student: Any, coordinator: User
) -> None:
    year = LocationYear.objects.get()
    year.pk, year.school_year, year.hour_definition = None, 2026, "block"
    year.save()
    client = ClientFactory.create(location=location)
    published_visit(client, student, by=coordinator, date=datetime.date(2026, 7, 6), status="done", minutes=60)
    published_visit(client, student, by=coordinator, date=AUTUMN, status="done", minutes=60)
    figures = count(location)
    assert [part.hours for part in figures.hours.by_month] == [1, 0, 2]
    assert len(figures.hour_definitions) == 2


def test_a_household_with_two_visits_counts_once(location: Location, student: Any, coordinator: User) -> None:
    clients = ClientFactory.create_batch(5, location=location)
    for place, client in enumerate(clients):
        published_visit(client, student, by=coordinator, date=AUTUMN + place * DAY, status="done", minutes=60)
    published_visit(clients[0], student, by=coordinator, date=AUTUMN + 7 * DAY, status="done", minutes=60)
    assert count(location).households == 5


def test_fewer_than_five_households_are_not_shown(location: Location, student: Any, coordinator: User) -> None:
    published_visit(ClientFactory.create(location=location), student, by=coordinator, status="done", minutes=60)
    assert count(location).households is None


def test_visits_are_counted_by_outcome(location: Location, student: Any, coordinator: User) -> None:
    client = ClientFactory.create(location=location)
    outcomes: list[dict[str, Any]] = [
        {"status": "done", "minutes": 60},
        {"status": "client_absent"},
        {"status": "cancelled", "is_active": False, "cancel_reason": "student_absent"},
        {"status": "cancelled", "is_active": False, "cancel_reason": "closed"},
        {},
    ]
    for place, outcome in enumerate(outcomes):
        published_visit(client, student, by=coordinator, date=AUTUMN + place * DAY, **outcome)
    figures, facts = figures_of(location, THIRD_QUARTER, today=TODAY)
    visits = figures.visits
    assert (visits.total, visits.done, visits.client_absent, visits.cancelled, visits.open) == (5, 1, 1, 2, 1)
    assert visits.cancelled_by_reason == (Named("student is er niet", 1), Named("de locatie is dicht", 1))
    assert facts.first_open == AUTUMN + 4 * DAY


def test_a_visit_of_a_week_that_was_never_published_is_no_plan(location: Location, student: Any) -> None:
    client = ClientFactory.create(location=location)
    published_visit(client, student, date=AUTUMN)
    published_visit(client, student, date=AUTUMN + DAY, status="done", minutes=60)
    assert (count(location).visits.total, count(location).visits.done) == (1, 1)


def test_another_location_and_another_period_do_not_count(location: Location, student: Any, coordinator: User) -> None:
    elsewhere = LocationFactory.create()
    published_visit(
        ClientFactory.create(location=elsewhere),
        StudentFactory.create(location=elsewhere),
        by=coordinator,
        status="done",
        minutes=60,
    )
    client = ClientFactory.create(location=location)
    for date in (THIRD_QUARTER.starts_on - 2 * DAY, THIRD_QUARTER.ends_on + DAY):
        published_visit(client, student, by=coordinator, date=date, status="done", minutes=60)
    outflow_of_students(elsewhere, 8, ended_on=AUTUMN)
    figures = count(location)
    assert (figures.hours.total, figures.visits.total, figures.outflow[0].finished) == (0, 0, 0)


def test_only_finished_routes_count_for_diplomas(location: Location) -> None:
    outflow_of_students(location, 39, ended_on=datetime.date(2026, 7, 10))
    outflow_of_students(
        location, 8, ended_on=datetime.date(2025, 7, 10), result="none", destination="unknown", reason_class="neutral"
    )
    StudentFactory.create_batch(6, location=location)
    in_period, in_years = count(location).outflow
    assert (in_period.finished, in_period.diplomas) == (39, 39)
    assert (in_years.finished, in_years.diplomas) == (47, 39)
    assert in_years.percent is not None
    assert round(in_years.percent) == 83
    assert in_years.label == "sinds de start tot en met 31 juli 2026"


def test_two_reports_in_a_school_year_do_not_give_away_a_small_group(location: Location) -> None:
    outflow_of_students(location, 20, ended_on=datetime.date(2026, 7, 10))
    outflow_of_students(location, 2, ended_on=AUTUMN)
    in_period, in_years = count(location).outflow
    assert in_period.finished == 22
    assert in_years.finished == 20


def test_seats_are_those_of_enrolled_students(location: Location) -> None:
    StudentFactory.create_batch(6, location=location)
    figures = count(location)
    assert (figures.seats.average, figures.seats.at_end, figures.seats.seats) == (6, 6, 22)


def test_partners_say_what_they_contribute(location: Location) -> None:
    partner_of(location, "Gemeente", amount_per_year=80_000)
    partner_of(location, "School", contribution="education", hours_per_week="4.5", description="lessen")
    partner_of(location, "Zorg", contribution="places", description="vier plekken")
    partner_of(location, "Oud", valid_until=datetime.date(2026, 6, 30))
    partners = count(location).partners
    assert [partner.name for partner in partners] == ["Gemeente", "School", "Zorg"]
    assert partners[0].contributions == ("geld: €\u00a080.000 per jaar",)
    assert partners[2].contributions == ("stageplekken: vier plekken",)
    assert partners[1].contributions == ("onderwijs: 4,5 uur per week (lessen)",)


def test_a_running_period_counts_until_today(location: Location) -> None:
    today = datetime.date(2026, 8, 15)
    assert count(location, today=today).counted_until == today


def test_frozen_figures_come_back_the_same(location: Location, student: Any, coordinator: User) -> None:
    published_visit(ClientFactory.create(location=location), student, by=coordinator, status="done", minutes=60)
    partner_of(location, "Gemeente", amount_per_year=80_000)
    outflow_of_students(location, 10, ended_on=AUTUMN)
    figures = count(location)
    assert thaw(freeze(figures)) == figures


def test_figures_of_a_later_form_are_refused_with_a_clear_error() -> None:
    with pytest.raises(ValueError, match="format 99"):
        thaw({"format": 99})


@pytest.mark.parametrize("definition", ["recorded", "net"])
def test_counting_costs_nine_queries_at_most_whatever_the_rows(
    location: Location, coordinator: User, definition: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    LocationYear.objects.update(hour_definition=definition)
    students = StudentFactory.create_batch(3, location=location)
    for place, student in enumerate(students):
        client = ClientFactory.create(location=location)
        published_visit(client, student, by=coordinator, date=AUTUMN + place * DAY, status="done", minutes=60)
        partner_of(location, f"Partner van {client}")
    with django_assert_max_num_queries(9):
        count(location)
