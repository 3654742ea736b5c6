"""The demo data is what the issue promises, and every week of it could have been planned by hand."""

from __future__ import annotations

import datetime
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client as Browser
from django.utils import timezone

from clients.models import AgreementSlot, Client, ClientAgreement, ClientPause
from planning.facts import load_week
from planning.instances import Kept, instance_of_week
from planning.models import BaseVisit, Duty, PlanStep, Refusal, Visit, VisitSeat, WeekComment, WeekPlan, WeekVersion
from planning.optimiser import most_visits, solve
from planning.rules import check_week, publish_blockers
from portfolio.models import StudentItem
from portfolio.services import verify_chain
from reporting.models import Report
from students.models import Enrolment, Outflow, Referral, Student, Unavailability, WeekPattern
from tests.demo.conftest import TODAY
from wijkleerbedrijf.demo.load import has_data
from wijkleerbedrijf.demo.logins import LOCATION_NAMES, PASSWORD, ROLE_OF_CODE, email_of
from wijkleerbedrijf.organisation.access import access_of
from wijkleerbedrijf.organisation.models import Location, Partner, User

pytestmark = pytest.mark.usefixtures("demo_rows")


def at(slug: str) -> Location:
    return Location.objects.get(slug=slug)


def present_students(slug: str) -> int:
    return Enrolment.objects.filter(location=at(slug), valid_until=None).count()


def test_venray_has_the_size_of_its_description() -> None:
    venray = at("venray")
    assert present_students("venray") == 22
    assert ClientAgreement.objects.filter(location=venray, valid_until=None).count() == 80
    assert set(Enrolment.objects.filter(location=venray, valid_until=None).values_list("level", flat=True)) == {1, 2}
    assert Partner.objects.filter(agreements__location=venray).distinct().count() >= 5


def test_winsum_has_eighteen_students_and_blocks_of_its_own() -> None:
    assert present_students("winsum") == 18
    assert at("winsum").blocks.count() != at("venray").blocks.count()


@pytest.mark.parametrize("slug", sorted(LOCATION_NAMES))
@pytest.mark.parametrize("code", sorted(ROLE_OF_CODE))
def test_every_login_has_its_role_at_its_location(slug: str, code: str) -> None:
    user = User.objects.get(email=email_of(code, slug))
    access = access_of(user, location_id=at(slug).pk, today=TODAY)
    assert user.check_password(PASSWORD)
    assert access.location == at(slug)
    assert ROLE_OF_CODE[code] in access.roles


@pytest.mark.parametrize("slug", sorted(LOCATION_NAMES))
def test_every_week_passes_the_rules_of_planning(slug: str) -> None:
    for week in WeekPlan.objects.filter(location=at(slug)):
        refused = [finding.sentence for finding in check_week(load_week(week).facts) if finding.hard]
        assert refused == [], f"{slug} {week}"


@pytest.mark.parametrize("slug", sorted(LOCATION_NAMES))
def test_nothing_stands_between_a_published_week_and_its_publication(slug: str) -> None:
    for week in WeekPlan.objects.filter(location=at(slug), state="published"):
        assert publish_blockers(load_week(week).facts) == []


def test_twelve_weeks_have_passed_and_the_coming_one_waits_for_a_proposal() -> None:
    this_monday = TODAY - datetime.timedelta(days=TODAY.weekday())
    weeks = WeekPlan.objects.filter(location=at("venray"))
    assert weeks.filter(monday__lt=this_monday, state="published").count() == 12
    coming = weeks.get(monday__gt=this_monday)
    assert coming.state == "concept"
    base = BaseVisit.objects.filter(location=at("venray")).valid_on(coming.monday).count()
    assert 0.8 * base < coming.visits.count() <= base
    assert coming.visits.filter(pinned=True, by_hand=True).count() == 3
    days = {slot.date for slot in load_week(coming).facts.slots}
    assert {duty.date for duty in Duty.objects.filter(location=at("venray"), date__gte=coming.monday)} == days


def test_the_coming_week_has_fewer_places_than_visits_that_are_asked() -> None:
    coming = WeekPlan.objects.get(location=at("venray"), monday__gt=TODAY)
    problem = instance_of_week(coming, today=TODAY)
    placed, proven = most_visits(problem.instance)
    assert proven
    assert 60 <= placed <= 70
    assert placed + 5 <= problem.wanted <= 85
    assert not problem.duty_assumed
    assert set(problem.kept.values()) >= {Kept.PINNED, Kept.LEARNING}
    assert {client.visits for client in problem.instance.week.clients} == {0, 1, 2, 3}
    many, few = (solve(problem.instance, calm=calm) for calm in (0, 4))
    assert many.objective.priority > few.objective.priority
    assert many.objective.changes > few.objective.changes


def test_visits_before_today_have_an_outcome_and_later_ones_do_not() -> None:
    visits = Visit.objects.filter(location=at("venray"))
    assert not visits.filter(date__gte=TODAY).exclude(status__in=["planned", "cancelled"]).exists()
    assert 1 <= visits.filter(date__lt=TODAY, status="planned").count() <= 10
    assert set(Visit.objects.values_list("status", flat=True)) == set(Visit.Status.values)


def test_every_reason_to_cancel_occurs() -> None:
    reasons = set(Visit.objects.filter(is_active=False).values_list("cancel_reason", flat=True))
    assert reasons == set(Visit.CancelReason.values)


def test_demand_is_greater_than_supply() -> None:
    venray = at("venray")
    wanted = sum(
        ClientAgreement.objects.filter(location=venray, valid_until=None).values_list("visits_per_week", flat=True)
    )
    base = BaseVisit.objects.filter(location=venray, valid_until=None)
    seats = sum(1 if buddy is None else 2 for buddy in base.values_list("buddy", flat=True))
    assert 55 <= seats <= 75
    assert base.count() < wanted
    assert Client.objects.filter(location=venray, waiting_since__isnull=False, is_urgent=True).exists()


def test_every_situation_at_the_board_occurs_in_venray() -> None:
    here = {"location": at("venray")}
    students, clients = Student.objects.filter(**here), Client.objects.filter(**here)
    assert students.filter(is_starter=True, enrolments__valid_until=None).count() >= 3
    assert students.exclude(allergies=[]).exists()
    assert students.exclude(fears=[]).exists()
    assert students.filter(accepts_smoking=False).exists()
    assert students.filter(needs_bicycle=True).exists()
    assert clients.filter(is_smoker=True).exists()
    assert clients.filter(language="tr").exists()
    assert clients.filter(skills__name="wandelen met een rolstoel").exists()
    assert set(clients.values_list("gender_preference", flat=True)) == {"", "v", "m"}
    assert clients.filter(latitude=None, travel_minutes=None).exists()
    assert clients.filter(ended_on__isnull=False).count() >= 3
    assert ClientPause.objects.filter(**here, valid_from__lte=TODAY, valid_until__gte=TODAY).exists()
    assert AgreementSlot.objects.filter(**here, kind="covered", weekday=2).exclude(covered_by="").exists()
    assert ClientAgreement.objects.filter(**here, seats=2).exists()
    assert ClientAgreement.objects.filter(**here, version=2).exists()
    assert set(Refusal.objects.filter(**here).values_list("by", flat=True)) == set(Refusal.By.values)
    assert WeekPattern.objects.filter(**here, kind="placement", valid_until=None).exists()
    assert set(Unavailability.objects.filter(**here).values_list("kind", flat=True)) == set(Unavailability.Kind.values)
    assert Unavailability.objects.filter(**here, kind="ill", starts_on__lte=TODAY, ends_on__gte=TODAY).exists()
    assert VisitSeat.objects.filter(**here, role="buddy").exists()
    assert Visit.objects.filter(**here, accompanied_by__isnull=False).exists()
    assert Duty.objects.filter(**here, date=TODAY).exists()
    assert PlanStep.objects.filter(**here, after_version=1).exclude(reason="").exists()
    assert WeekComment.objects.filter(**here, settled_at=None).exists()
    assert Referral.objects.filter(**here, shared_since=None).exists()


def test_published_weeks_keep_the_version_that_students_saw() -> None:
    week = WeekPlan.objects.filter(location=at("venray"), steps__isnull=False).distinct().first()
    assert week is not None
    version = WeekVersion.objects.get(week=week)
    assert version.published_at.date() < week.monday
    assert len(version.visits) == week.visits.count()
    assert {visit["status"] for visit in version.visits} == {"planned"}


def test_the_portfolio_has_a_queue_and_signatures_that_hold() -> None:
    items = StudentItem.objects.filter(location=at("venray"))
    assert set(items.values_list("status", flat=True)) == set(StudentItem.Status.values)
    assert items.filter(status="handed_in").count() >= 8
    for enrolment in Enrolment.objects.filter(location=at("venray"), valid_until=None):
        assert verify_chain(enrolment) == []


def test_of_forty_seven_finished_routes_thirty_nine_gave_a_diploma() -> None:
    finished = Outflow.objects.filter(location=at("venray"))
    assert finished.count() == 47
    assert finished.filter(result="diploma").count() == 39


def test_the_last_quarter_is_published_and_this_one_is_a_draft() -> None:
    reports = Report.objects.filter(location=at("venray"))
    assert reports.get(status="published").starts_on == datetime.date(2026, 7, 1)
    assert reports.get(status="draft").starts_on == datetime.date(2026, 10, 1)


def test_nobody_in_the_demo_can_be_called_or_written_to() -> None:
    people = [*Student.objects.all(), *Client.objects.all()]
    assert all(re.fullmatch(r"\d{4}[FIOQUY]{2}|", person.postcode) for person in people)
    assert all(re.fullmatch(r"(\+3160000\d{4}|\+31478000\d{3}|\+31595000\d{3})|", person.phone) for person in people)
    assert all(user.email.endswith(".example") for user in User.objects.all())


def test_nobody_is_made_twice() -> None:
    names = list(Client.objects.filter(location=at("venray")).values_list("first_name", "prefix", "surname"))
    assert len(names) == len(set(names))


def test_the_command_does_nothing_when_there_is_data(settings: Any) -> None:
    settings.DEMO = True
    before = (Location.objects.count(), User.objects.count(), Visit.objects.count())
    call_command("demo", stderr=StringIO())
    assert (Location.objects.count(), User.objects.count(), Visit.objects.count()) == before


def test_the_command_prints_who_can_sign_in(settings: Any) -> None:
    settings.DEMO = True
    out = StringIO()
    call_command("demo", "--logins", stdout=out)
    assert "coordinator@venray.example" in out.getvalue()
    assert "steering_member@winsum.example" in out.getvalue()
    assert PASSWORD in out.getvalue()


def test_outside_a_try_out_both_commands_refuse(settings: Any) -> None:
    settings.DEMO = False
    for command in ("demo", "simulate"):
        with pytest.raises(CommandError, match="DEMO"):
            call_command(command)


def test_simulated_data_is_never_put_beside_other_data(settings: Any) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="other data"):
        call_command("simulate")


def test_the_login_page_lists_the_people_of_a_try_out(settings: Any) -> None:
    settings.DEMO = True
    page = Browser().get("/account/login/")
    assert "coordinator@venray.example" in page.content.decode()


def test_a_database_with_anybody_in_it_has_data() -> None:
    assert has_data()
    assert timezone.now() >= WeekVersion.objects.latest("published_at").published_at
