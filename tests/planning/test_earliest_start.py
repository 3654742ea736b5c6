"""'Wanneer kunnen we echt?': the answer on the page, for a client and for somebody who is none yet."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from clients.models import AgreementSlot, Client
from planning import earliest as module
from planning.earliest import first_monday
from planning.models import BaseVisit
from planning.optimiser import process
from planning.optimiser.earliest import earliest
from planning.optimiser.process import SolverTimeout
from students.models import Student
from tests.factories import ClientFactory, StudentFactory, base_visit_of, block_of, duty_all_week, visit_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import AccessLog, Block, CalendarPeriod, Location, User

ANYBODY = reverse("planning:earliest_start_anybody")


def wishes(location: Location, *places: tuple[int, str], **values: Any) -> dict[str, Any]:
    """What the form sends: these dagdelen (weekday, short name), all when none is given."""
    blocks = {block.short_name: block.pk for block in Block.objects.filter(location=location, is_dagdeel=True)}
    chosen = places or tuple((day, name) for day in range(1, 6) for name in blocks)
    sent = {
        "slots": [f"{day}_{blocks[name]}" for day, name in chosen],
        "visits": "1",
        "seats": "1",
        "min_level": "1",
        "queue_first": "on",
    }
    return sent | values


@pytest.fixture(autouse=True)
def _solve_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting a process takes longer than the answer, and four weeks show as much as eight; one test does it all."""
    monkeypatch.setattr(module, "WEEKS", 4)
    monkeypatch.setattr(module, "run", lambda asked, **_: earliest(*asked.arguments))


@pytest.fixture
def desk(coordinator: User) -> Browser:
    return signed_in(coordinator)


def told(desk: Browser, data: dict[str, Any], address: str = ANYBODY) -> str:
    response = desk.post(address, data)
    assert response.status_code == 200
    return response.content.decode()


def test_the_answer_comes_from_a_process_of_its_own(
    desk: Browser, location: Location, student: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "run", process.run)
    monkeypatch.setattr(module, "WEEKS", 8)
    assert "Het kan meteen op donderdagochtend, 1 keer per week." in told(desk, wishes(location, (4, "och")))


def test_somebody_with_time_can_come_at_once(desk: Browser, location: Location, student: Student) -> None:
    page = told(desk, wishes(location, (4, "och")))
    assert "Het kan meteen op donderdagochtend, 1 keer per week." in page


def test_who_already_waits_goes_first_in_a_week_without_a_plan(desk: Browser, location: Location) -> None:
    StudentFactory.create(location=location, max_visits_per_week=1)
    ClientFactory.create(location=location)
    page = told(desk, wishes(location))
    assert "In de komende 4 weken kan het niet zonder dat een ander een bezoek verliest." in page
    page = told(desk, wishes(location, queue_first=""))
    assert "Het kan meteen" in page


def test_a_place_in_the_normal_week_is_not_taken_away(desk: Browser, location: Location) -> None:
    student = StudentFactory.create(location=location, max_visits_per_week=1)
    base_visit_of(ClientFactory.create(location=location), student)
    page = told(desk, wishes(location, queue_first=""))
    assert "kan het niet zonder dat een ander een bezoek verliest" in page


def test_when_nobody_may_come_the_reasons_are_counted(desk: Browser, location: Location) -> None:
    StudentFactory.create_batch(3, location=location, gender="v")
    page = told(desk, wishes(location, gender="m", language="pl"))
    assert "Geen van de 3 studenten kan naar deze persoon." in page
    assert "past niet bij de wens voor een man of vrouw (3)" in page
    assert "spreekt de taal niet (3)" in page


def test_a_location_without_students_says_so(desk: Browser, location: Location) -> None:
    assert "Er zijn in deze weken geen studenten." in told(desk, wishes(location))


def test_the_form_begins_with_the_agreement_and_the_home(desk: Browser, location: Location) -> None:
    client = ClientFactory.create(location=location, gender_preference="v", pets=["hond"], language="tr")
    AgreementSlot.objects.exclude(weekday=2).delete()
    page = desk.get(reverse("planning:earliest_start_client", args=[client.pk])).content.decode()
    assert page.count(" checked") >= 4
    assert f'value="2_{block_of(location).pk}" checked' in page
    assert f'value="3_{block_of(location).pk}" checked' not in page
    assert '<option value="tr" selected>' in page


def test_for_a_client_the_visits_that_there_are_stay(desk: Browser, location: Location, student: Student) -> None:
    client = ClientFactory.create(location=location)
    first = first_monday(timezone.localdate()) + datetime.timedelta(weeks=1)
    visit_of(client, student, date=first)
    page = told(desk, wishes(location, visits="2"), reverse("planning:earliest_start_client", args=[client.pk]))
    assert "Dit komt naast de bezoeken die mevrouw" in page


def test_a_client_who_waits_is_not_in_the_queue_before_himself(desk: Browser, location: Location) -> None:
    StudentFactory.create(location=location, max_visits_per_week=1)
    client = ClientFactory.create(location=location)
    page = told(desk, wishes(location), reverse("planning:earliest_start_client", args=[client.pk]))
    assert "Het kan meteen" in page


def test_opening_the_page_of_a_client_is_noted(desk: Browser, location: Location) -> None:
    client = ClientFactory.create(location=location)
    desk.get(reverse("planning:earliest_start_client", args=[client.pk]))
    assert AccessLog.objects.filter(subject_type="client", subject_id=client.pk).exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"slots": []}, "Kies minstens één dagdeel."),
        ({"slots": ["9_9"]}, "Selecteer een geldige keuze"),
        ({"visits": "6"}, "Selecteer een geldige keuze"),
        ({"travel": "-3"}, "Vul een getal vanaf 0 in."),
        ({"travel": "ver"}, "Vul een getal in, bijvoorbeeld 12."),
        ({"pets": ["draak"]}, "Selecteer een geldige keuze"),
    ],
)
def test_wishes_that_make_no_sense_are_refused_in_words(
    desk: Browser, location: Location, change: dict[str, Any], sentence: str
) -> None:
    response = desk.post(ANYBODY, wishes(location) | change)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_an_empty_form_is_refused(desk: Browser, location: Location) -> None:
    response = desk.post(ANYBODY, {})
    assert response.status_code == 422
    assert "Kies minstens één dagdeel." in response.content.decode()


def test_no_answer_in_time_is_said_in_words(
    desk: Browser, location: Location, student: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*args: Any, **kwargs: Any) -> None:
        raise SolverTimeout("There was no answer in time.")

    monkeypatch.setattr(module, "run", too_late)
    assert "Het uitrekenen duurde te lang." in told(desk, wishes(location))


def test_a_holiday_is_no_reason_that_it_cannot_be_each_week(
    desk: Browser, location: Location, student: Student
) -> None:
    first = first_monday(timezone.localdate()) + datetime.timedelta(weeks=2)
    CalendarPeriod.objects.create(
        location=location,
        kind="school_holiday",
        name="vakantie",
        starts_on=first,
        ends_on=first + datetime.timedelta(days=6),
    )
    assert "Het kan meteen op vrijdagmiddag, 1 keer per week." in told(desk, wishes(location, (5, "mid")))


def test_the_number_of_queries_does_not_grow_with_the_rows(
    desk: Browser, location: Location, student: Student, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(module.WEEKS * 10 + 20) as few:
        told(desk, wishes(location))
    students = StudentFactory.create_batch(4, location=location)
    for student in students:
        base_visit_of(ClientFactory.create(location=location), student)
    assert BaseVisit.objects.count() == 4
    with django_assert_max_num_queries(len(few.captured_queries)):
        told(desk, wishes(location))


def test_in_a_weekend_the_next_week_is_the_first() -> None:
    assert first_monday(datetime.date(2026, 11, 20)) == datetime.date(2026, 11, 16)
    assert first_monday(datetime.date(2026, 11, 21)) == datetime.date(2026, 11, 23)


def test_a_client_of_another_location_does_not_exist(desk: Browser, other_location: Location) -> None:
    stranger: Client = ClientFactory.create(location=other_location)
    assert desk.get(reverse("planning:earliest_start_client", args=[stranger.pk])).status_code == 404


def test_duty_decides_which_dagdelen_there_are(
    desk: Browser, coordinator: User, location: Location, student: Student
) -> None:
    first = first_monday(timezone.localdate())
    for number in range(module.WEEKS):
        duty_all_week(location, coordinator, first + datetime.timedelta(weeks=number))
    assert "1 keer per week" in told(desk, wishes(location, (2, "och")))
