"""One day at one location: each role does its own work in a real browser, and the next role sees it."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from clients.models import Client
from planning.models import Visit, VisitSeat, WeekVersion
from reporting.models import Report
from students.models import Referral, Student
from tests.factories import (
    LONG_AGO,
    ActivityFactory,
    ClientFactory,
    PartnerFactory,
    StudentFactory,
    base_visit_of,
    visit_of,
    week_of,
)
from tests.portfolio_factories import handed_in_item, item_of
from wijkleerbedrijf.organisation.models import Location, Partner, User

pytestmark = pytest.mark.browser

PASSWORD = "bezoek-in-de-buurt"
SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(new_context: Callable[..., BrowserContext]) -> SignIn:
    """A browser of one's own, signed in through the real form."""

    def signed_in(user: User, *, width: int = 1280) -> Page:
        user.set_password(PASSWORD)
        user.save()
        page = new_context(viewport={"width": width, "height": 800}).new_page()
        page.goto("/")
        page.get_by_label("E-mail").fill(user.email)
        page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Inloggen").click()
        page.wait_for_url(lambda address: "login" not in address)
        return page

    return signed_in


def open_entry(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Menu").get_by_role("link", name=name).click()


def open_week(page: Page, monday: datetime.date) -> None:
    open_entry(page, "Weekplanning")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Week")
    page.goto(reverse("planning:week_board", args=monday.isocalendar()[:2]))


def told(page: Page, text: str) -> None:
    expect(page.locator("#notices")).to_contain_text(text)


def test_everybody_does_the_work_of_one_day(
    sign_in: SignIn,
    location: Location,
    coordinator: User,
    teacher: User,
    project_lead: User,
    steering_member: User,
    referrer: User,
    administrator: User,
    student: Student,
    monday: datetime.date,
    tmp_path: Path,
) -> None:
    toos = ClientFactory.create(location=location, first_name="Toos", surname="Peters")
    wim = ClientFactory.create(location=location, first_name="Wim", surname="Jansen")
    toos.agreements.get().activities.add(ActivityFactory.create(location=location, name="samen wandelen"))
    base_visit_of(toos, student)
    signed = handed_in_item(student, teacher, text="Ik zet koffie.")
    item_of(student, teacher, text="Ik maak een praatje.")
    past = last_visit(toos, student, monday - datetime.timedelta(weeks=2), coordinator)

    at_the_board = sign_in(coordinator)
    make_week(at_the_board, monday)
    plan_one_more(at_the_board, wim, student, monday + datetime.timedelta(days=1))
    put_on_duty(at_the_board, coordinator)
    at_the_board.get_by_role("button", name="Leg voor aan docent").click()
    told(at_the_board, "De week ligt bij de docent")

    of_teacher = sign_in(teacher)
    sign_the_first(of_teacher)
    open_week(of_teacher, monday)
    of_teacher.get_by_role("button", name="Akkoord met deze week").click()
    told(of_teacher, "U bent akkoord met deze week")

    at_the_board.reload()
    expect(at_the_board.get_by_text("docent is akkoord")).to_be_visible()
    at_the_board.get_by_role("button", name="Publiceer").click()
    told(at_the_board, "is gepubliceerd")
    assert len(WeekVersion.objects.get().visits) == 2
    record(at_the_board, past)

    see_week_and_portfolio(sign_in(student.user, width=375), monday)
    report = publish_quarter(sign_in(project_lead))
    of_steering = sign_in(steering_member)
    download(of_steering, report, tmp_path)
    reach_no_person(of_steering, student, toos, monday)
    see_own_candidates(sign_in(referrer), location, referrer)
    add_partner(sign_in(administrator))
    signed.refresh_from_db()
    assert signed.sign_off.signed_by == teacher


def last_visit(client: Client, student: Student, date: datetime.date, by: User) -> Visit:
    """A visit of a past week that nobody has recorded yet."""
    visit = visit_of(client, student, date=date)
    assert visit.week == week_of(client.location, date)
    return visit


# The coordinator


def make_week(page: Page, monday: datetime.date) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")
    open_week(page, monday)
    page.get_by_role("button", name="Maak week uit basisweek").click()
    told(page, "De week is gemaakt")


def plan_one_more(page: Page, client: Client, student: Student, date: datetime.date) -> None:
    """Choose a client of the tray, then a dagdeel in the row of a student."""
    page.locator(f".tray-item[data-client='{client.pk}']").click()
    cell = page.locator(f".cell.can[data-cell^='{student.pk}:{date}']").first
    cell.click()
    told(page, "staat in de week")
    assert VisitSeat.objects.get(visit__client=client).student == student


def put_on_duty(page: Page, user: User) -> None:
    page.get_by_text("Meer", exact=True).click()
    page.get_by_role("link", name="Wie is bereikbaar").click()
    ticks = page.get_by_role("checkbox", name=user.first_name)
    expect(ticks).to_have_count(10)
    for tick in ticks.all():
        tick.check()
    page.get_by_role("button", name="Bewaar wie bereikbaar is").click()
    told(page, "Bewaard wie er bereikbaar is")


def record(page: Page, visit: Visit) -> None:
    open_entry(page, "Vandaag")
    page.get_by_role("link", name="Rond af: Toos").click()
    page.get_by_label("Hoeveel minuten duurde het?").fill("95")
    page.get_by_role("button", name="Rond het bezoek af").click()
    told(page, "is afgerond")
    visit.refresh_from_db()
    assert (visit.status, visit.minutes) == ("done", 95)
    assert [activity.name for activity in visit.activities.all()] == ["samen wandelen"]


# The docent


def sign_the_first(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Aftekenen")
    expect(page.get_by_role("heading", name="Ik zet koffie.")).to_be_visible()
    page.get_by_role("button", name="Aftekenen").click()
    told(page, "Afgetekend voor Samira Student")


# The student, on a phone


def see_week_and_portfolio(page: Page, monday: datetime.date) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn week")
    page.goto(reverse("planning:my_week", args=monday.isocalendar()[:2]))
    visits = page.locator(".my-visit")
    expect(visits).to_have_count(2)
    expect(visits.first).to_contain_text("Toos")
    expect(visits.first).to_contain_text("samen wandelen")
    expect(visits.first).not_to_contain_text("Peters")
    open_entry(page, "Mijn portfolio")
    expect(page.locator(".figure")).to_contain_text("1 van 2")
    page.get_by_text("Afgetekend: 1").click()
    expect(page.get_by_text("Ik zet koffie.")).to_be_visible()
    expect(page.get_by_role("heading", name="Ik maak een praatje.")).to_be_visible()


# The project leader


def publish_quarter(page: Page) -> Report:
    open_entry(page, "Rapporten")
    page.get_by_role("link", name="Nieuw rapport").click()
    page.get_by_role("button", name="Concept maken").click()
    page.get_by_label("In het kort").fill("Het gaat goed in de wijk.")
    page.get_by_role("button", name="Teksten bewaren").click()
    told(page, "De teksten zijn bewaard")
    page.get_by_role("button", name="Rapport publiceren").click()
    told(page, "Gepubliceerd.")
    return Report.objects.get(status="published")


# The member of the stuurgroep


def download(page: Page, report: Report, folder: Path) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Rapporten")
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("^PDF")).click()
    waiting.value.save_as(folder / "rapport.pdf")
    content = (folder / "rapport.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert hashlib.sha256(content).hexdigest() == report.pdf_sha256


def reach_no_person(page: Page, student: Student, client: Client, monday: datetime.date) -> None:
    year, week, _ = monday.isocalendar()
    for address in (
        reverse("students:student_detail", args=[student.pk]),
        reverse("portfolio:student_portfolio", args=[student.pk]),
        reverse("clients:client_detail", args=[client.pk]),
        reverse("planning:week_board", args=[year, week]),
        reverse("planning:print_week", args=[year, week]),
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in (403, 404), address
        expect(page.locator("body")).not_to_contain_text("Samira")


# The referrer


def see_own_candidates(page: Page, location: Location, referrer: User) -> None:
    own = referrer.memberships.get().partner
    assert own is not None
    for name, partner in (("Noor", own), ("Kees", PartnerFactory.create())):
        somebody = StudentFactory.create(location=location, first_name=name)
        Referral.objects.create(location=location, student=somebody, partner=partner, referred_on=LONG_AGO)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kandidaten")
    expect(page.get_by_role("main")).to_contain_text("Noor")
    expect(page.get_by_role("main")).not_to_contain_text("Kees")


# The administrator


def add_partner(page: Page) -> None:
    page.goto(reverse("admin:index"))
    page.get_by_role("link", name="Partners", exact=True).first.click()
    page.locator(".object-tools").get_by_role("link").first.click()
    page.locator("#id_name").fill("Zorggroep Beekdal")
    page.locator("#id_kind").select_option(label="zorginstelling")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Zorggroep Beekdal")
    assert Partner.objects.get(name="Zorggroep Beekdal").kind == Partner.Kind.CARE
