"""The project leader's home: seats, hours, and the report that is due."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from reporting.periods import Kind, last_finished
from reporting.services import publish
from reporting.views.home import year_so_far
from tests.factories import ClientFactory, StudentFactory
from tests.people import signed_in
from tests.reporting_factories import TODAY, draft_of, published_visit
from wijkleerbedrijf.organisation.models import Location, LocationYear, User

HOME = "reporting:home"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def lead(project_lead: User) -> Browser:
    return signed_in(project_lead)


def test_seats_stand_against_break_even(lead: Browser, location: Location) -> None:
    LocationYear.objects.update(break_even=3)
    StudentFactory.create_batch(2, location=location)
    assert "nog niet kostendekkend" in lead.get(reverse(HOME)).content.decode()
    StudentFactory.create(location=location)
    page = lead.get(reverse(HOME))
    assert page.context["students_now"] == 3
    assert "nog niet kostendekkend" not in page.content.decode()


def test_hours_stand_against_the_goal_of_the_year(location: Location, coordinator: User) -> None:
    LocationYear.objects.update(goal_hours=1_000)
    student = StudentFactory.create(location=location)
    client = ClientFactory.create(location=location)
    published_visit(client, student, by=coordinator, date=TODAY - 6 * DAY, status="done", minutes=120)
    year = year_so_far(location, TODAY)
    assert (year.hours.total, year.hours.goal) == (2, 1_000)
    assert year.expected == pytest.approx(1_000 * 114 / 365)
    assert year.is_behind


def test_visits_without_outcome_are_said(lead: Browser, location: Location, coordinator: User) -> None:
    student = StudentFactory.create(location=location)
    today = timezone.localdate()
    for days in (1, 2):
        client = ClientFactory.create(location=location)
        published_visit(client, student, by=coordinator, date=today - days * DAY)
    text = lead.get(reverse(HOME)).content.decode()
    assert "2 bezoeken hebben nog geen uitkomst." in text


def test_the_report_that_is_due_asks_attention_until_it_is_published(
    lead: Browser, location: Location, project_lead: User
) -> None:
    today = timezone.localdate()
    due = last_finished(Kind.QUARTER, today)
    assert "Rapport maken" in lead.get(reverse(HOME)).content.decode()
    report = draft_of(location, project_lead, due)
    assert "Concept openen" in lead.get(reverse(HOME)).content.decode()
    publish(report=report, by=project_lead, today=today)
    page = lead.get(reverse(HOME))
    assert page.context["due"] is None
    assert page.context["recent"] == [report]


@pytest.mark.parametrize("role", ["coordinator", "teacher", "steering_member", "referrer", "administrator"])
def test_only_the_project_leader_comes_in(role: str, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(role)).get(reverse(HOME)).status_code == 403


def test_the_page_costs_twelve_queries_at_most_whatever_the_rows(
    lead: Browser, location: Location, coordinator: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    LocationYear.objects.update(hour_definition="net", goal_hours=10_000)
    with django_assert_max_num_queries(12) as few:
        lead.get(reverse(HOME))
    for student in StudentFactory.create_batch(4, location=location):
        client = ClientFactory.create(location=location)
        published_visit(client, student, by=coordinator, date=TODAY - 6 * DAY, status="done", minutes=60)
    with django_assert_max_num_queries(len(few)):
        lead.get(reverse(HOME))
