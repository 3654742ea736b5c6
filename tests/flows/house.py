"""The demo location Venray in a real server, and the addresses of all its pages for each role."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from planning.models import WeekPlan
from planning.services.proposals import ask_proposal
from portfolio.models import StudentItem
from reporting.models import Report
from students.models import Student
from tests.every_url_rows import World
from tests.job_queue import do_jobs
from tests.people import signed_in
from tests.reporting_factories import kept_scenario
from tests.test_every_url import OPEN, OPEN_AFTER_SIGN_IN, OWN_ACCOUNT, ROUTES, Route
from wijkleerbedrijf.demo.load import DEFAULT_SEED, load_programmes, make_venray
from wijkleerbedrijf.demo.logins import ROLE_OF_CODE, email_of
from wijkleerbedrijf.organisation.models import Location, User
from wijkleerbedrijf.roles import Role

#: Pages that need something that is not in the address: a key from a mail, a sign-up that is open.
NEEDS_MORE = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_reset_password_from_key",
    "account_email_verification_sent",
}


class House(World):
    """Venray as the demo makes it; rows for the arguments of a route as the walk over every URL finds them."""

    def __init__(self) -> None:
        make_venray(timezone.localdate(), DEFAULT_SEED, load_programmes())
        self.location = Location.objects.get(slug="venray")
        codes = {role: code for code, role in ROLE_OF_CODE.items() if not code.endswith("2")}
        self.people = {role: User.objects.get(email=email_of(code, "venray")) for role, code in codes.items()}
        own = StudentItem.objects.filter(enrolment__student__user=self.people[Role.STUDENT])
        reports = Report.objects.filter(location=self.location)
        self.handed_in = StudentItem.objects.filter(location=self.location).waiting()[0]
        self.to_do = own.filter(status=StudentItem.Status.TODO)[0]
        self.published = reports.get(status="published")
        self.draft = reports.get(status="draft")
        self.make_task()
        self.agree_for_once(
            Student.objects.filter(location=self.location)[0], Client.objects.filter(location=self.location)[0]
        )
        kept_scenario(self.location, self.people[Role.PROJECT_LEAD])
        self.week = WeekPlan.objects.filter(location=self.location, version=0).latest("monday")
        ask_proposal(week=self.week, by=self.people[Role.COORDINATOR])
        do_jobs()

    def argument(self, app: str, view: str, name: str) -> Any:
        if app == "planning" and name in ("year", "week"):
            return getattr(self.week.monday.isocalendar(), name)
        return super().argument(app, view, name)

    def cookie(self, role: Role | None) -> dict[str, str]:
        """The session of somebody who has signed in."""
        return {name: morsel.value for name, morsel in self.browser(role).cookies.items()}

    def browser(self, role: Role | None) -> Browser:
        return signed_in(self.people[role]) if role else Browser()


@dataclass
class Pages:
    """The addresses that answer one role with a whole page of HTML."""

    house: House
    role: Role | None
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.house.browser(self.role)

    def __iter__(self) -> Iterator[str]:
        seen: set[str] = set()
        for address in self.addresses():
            if address not in seen and self._is_page(address):
                yield address
            seen.add(address)

    def addresses(self) -> Iterator[str]:
        """All that the role may ask for, also what is no page."""
        for route in ROUTES:
            if self._may(route):
                yield route.address(self.house)
        if self.role == Role.ADMINISTRATOR:
            yield from _admin_addresses(self.browser)
        if self.role == Role.COORDINATOR:
            yield from _planning_addresses(self.house)

    def _may(self, route: Route) -> bool:
        if route.name in NEEDS_MORE or route.name.endswith("_pdf") or ":print_" in route.name:
            return False
        if self.role is None:
            return route.name in OPEN
        return self.role in route.allowed or route.name in OPEN_AFTER_SIGN_IN | OWN_ACCOUNT

    def _is_page(self, address: str) -> bool:
        """Not a redirect, a file, an answer to POST alone, or a part of another page."""
        response = self.browser.get(address)
        html = response.headers.get("Content-Type", "").startswith("text/html")
        return response.status_code == 200 and html and b"<html" in response.content


def _planning_addresses(house: House) -> Iterator[str]:
    """The board in its other shapes, and planning a visit step by step."""
    year, week, _ = house.week.monday.isocalendar()
    past = house.week.monday - datetime.timedelta(weeks=3)
    board = reverse("planning:week_board", args=[year, week])
    plan = reverse("planning:visit_plan", args=[year, week])
    yield f"{board}?rijen=klanten"
    yield f"{board}?dag=2"
    yield reverse("planning:week_board", args=past.isocalendar()[:2])
    client = house.argument("clients", "client_detail", "client_id")
    yield f"{plan}?klant={client}"
    visit = house.week.visits.earliest("date", "starts_at", "pk")
    yield reverse("planning:visit_detail", args=[visit.pk])
    yield reverse("planning:visit_cancel", args=[visit.pk])
    yield reverse("planning:visit_swap", args=[visit.pk])
    to_come = house.week.visits.filter(is_active=True).latest("date", "starts_at", "pk")
    yield f"{reverse('planning:week_repair', args=[year, week])}?bezoek={to_come.pk}&reden=klant"
    student = visit.seats.all()[0].student_id
    yield f"{plan}?klant={visit.client_id}&datum={visit.date}&dagdeel={visit.block_id}&student={student}"


def _admin_addresses(browser: Browser) -> Iterator[str]:
    """Of each list the list itself and one form: a row of it when there is one, otherwise the form for a new one."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        response = browser.get(reverse(f"{name}_changelist"))
        if response.status_code != 200:
            continue
        yield reverse(f"{name}_changelist")
        row = next(iter(response.context["cl"].result_list), None)
        yield reverse(f"{name}_change", args=[row.pk]) if row else reverse(f"{name}_add")
