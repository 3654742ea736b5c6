"""Somebody is ill or away: the page with solutions, choosing one, and calling the client."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.models import Client, ClientPause
from planning.models import Confirmation, Duty, PlanStep, Visit, VisitSeat
from planning.optimiser.repair import repairs
from planning.services import publish_week
from students.models import Student, Unavailability
from tests.factories import ClientFactory, StudentFactory, duty_all_week, visit_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, Task, User

_DAY = datetime.timedelta(days=1)


#: The page looks at what is still to come, so its week lies ahead of the real today.
MONDAY = timezone.localdate() + (7 - timezone.localdate().weekday()) * _DAY
TUESDAY = MONDAY + _DAY


@pytest.fixture
def noor(location: Location, coordinator: User) -> Student:
    duty_all_week(location, coordinator, MONDAY)
    return StudentFactory.create(location=location, first_name="Noor")


@pytest.fixture
def sam(location: Location) -> Student:
    return StudentFactory.create(location=location, first_name="Sam")


@pytest.fixture
def de_vries(location: Location) -> Client:
    return ClientFactory.create(location=location, surname="de Vries", phone="+31612345678")


@pytest.fixture
def visit(noor: Student, sam: Student, de_vries: Client) -> Visit:
    """Noor goes to mevrouw De Vries on Tuesday morning; Sam is free."""
    return visit_of(de_vries, noor, date=TUESDAY)


@pytest.fixture
def real_solver() -> None:
    """For a test that is about the solver in a process of its own."""


@pytest.fixture(autouse=True)
def _solver_in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting a process takes longer than solving; see `real_solver`."""
    if "real_solver" not in request.fixturenames:
        monkeypatch.setattr("planning.repair_question.run", lambda asked, **_: repairs(*asked.arguments))


def ill(student: Student, first: datetime.date = TUESDAY, last: datetime.date | None = None) -> Unavailability:
    return Unavailability.objects.create(
        location=student.location, student=student, kind="ill", starts_on=first, ends_on=last or first
    )


def page_of(visit: Visit, query: str = "") -> str:
    return reverse("planning:week_repair", args=visit.date.isocalendar()[:2]) + query


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def choose(browser: Browser, visit: Visit, number: int = 0, query: str = "") -> Any:
    """The form of one card, as the page gives it."""
    response = browser.get(page_of(visit, query))
    card = response.context["cards"][number]
    data = {"oplossing": card.payload, "token": str(response.context["token"])} | QueryDict(query[1:]).dict()
    return browser.post(response.context["path"], data)


def students_of(visit: Visit) -> set[str]:
    return {seat.student.first_name for seat in VisitSeat.objects.filter(visit=visit, is_active=True)}


@pytest.mark.usefixtures("real_solver")
def test_the_page_says_what_can_not_go_on_and_offers_another_student_another_day_and_cancelling(
    coordinator: User, visit: Visit, noor: Student
) -> None:
    ill(noor)
    text = text_of(signed_in(coordinator).get(page_of(visit)))
    assert "1 bezoek in week" in text
    assert "Noor is ziek gemeld" in text
    assert "Sam gaat, op dezelfde tijd" in text
    assert "Noor gaat op" in text
    assert "Het bezoek afzeggen" in text


def test_a_list_of_duty_that_is_not_ready_is_no_reason_to_cancel(
    coordinator: User, visit: Visit, noor: Student
) -> None:
    Duty.objects.filter(date=TUESDAY).delete()
    ill(noor)
    assert "Sam gaat, op dezelfde tijd" in text_of(signed_in(coordinator).get(page_of(visit)))


def test_a_week_in_which_all_is_well_says_so(coordinator: User, visit: Visit) -> None:
    assert "Er is niets op te lossen" in text_of(signed_in(coordinator).get(page_of(visit)))


def test_a_week_without_a_plan_says_so(coordinator: User, location: Location) -> None:
    address = reverse("planning:week_repair", args=MONDAY.isocalendar()[:2])
    assert "Er is niets op te lossen" in text_of(signed_in(coordinator).get(address))


def test_choosing_another_student_asks_the_client_and_shows_what_to_say(
    coordinator: User, visit: Visit, noor: Student, de_vries: Client
) -> None:
    ill(noor)
    browser = signed_in(coordinator)
    response = choose(browser, visit)
    task = Task.objects.get()
    assert response.url == reverse("organisation:task_detail", args=[task.pk])
    assert students_of(visit) == {"Sam"}
    confirmation = Confirmation.objects.get()
    assert (confirmation.state, confirmation.task, confirmation.visit_id) == ("open", task, visit.pk)
    said = text_of(browser.get(response.url))
    assert "Dag mevrouw De Vries, u spreekt met … van WijkLeerbedrijf Venray." in said
    assert "Noor is er dinsdag" in said
    assert "Mag Sam komen?" in said
    assert "10.00 tot 12.00 uur" in said
    assert "ziek" not in task.script
    assert "tel:+31612345678" in browser.get(response.url).content.decode()


def test_after_a_no_another_solution_leaves_out_what_the_client_refused(
    coordinator: User, visit: Visit, noor: Student, location: Location
) -> None:
    ill(noor, MONDAY, MONDAY + 4 * _DAY)
    StudentFactory.create(location=location, first_name="Tim")
    browser = signed_in(coordinator)
    choose(browser, visit)
    first = students_of(visit)
    choose(browser, visit, query=f"?bezoek={visit.pk}&reden=nee")
    assert students_of(visit) == {"Sam", "Tim"} - first
    assert sorted(Confirmation.objects.values_list("state", flat=True)) == ["open", "withdrawn"]
    assert sorted(Task.objects.values_list("state", flat=True)) == ["dropped", "open"]


def test_cancelling_holds_at_once_and_only_has_to_be_told(coordinator: User, visit: Visit, noor: Student) -> None:
    ill(noor)
    browser = signed_in(coordinator)
    choose(browser, visit, number=-1)
    visit.refresh_from_db()
    task = Task.objects.get()
    assert (visit.status, visit.cancel_reason, task.kind) == ("cancelled", "student_absent", "tell_cancelled")
    assert "gaat daarom niet door" in task.script
    browser.post(reverse("organisation:task_answer", args=[task.pk]), {"outcome": "told", "tries": "0"})
    assert (Task.objects.get().state, Confirmation.objects.get().state) == ("done", "yes")


def test_a_client_who_can_not_come_knows_it_and_gets_another_day_or_nothing(
    coordinator: User, visit: Visit, noor: Student
) -> None:
    browser = signed_in(coordinator)
    query = f"?bezoek={visit.pk}&reden=klant"
    cards = browser.get(page_of(visit, query)).context["cards"]
    assert all("zelfde tijd" not in card.title for card in cards)
    choose(browser, visit, number=-1, query=query)
    visit.refresh_from_db()
    assert (visit.status, visit.cancel_reason) == ("cancelled", "client_asked")
    assert not Task.objects.exists()


def test_the_place_of_a_client_who_can_not_come_is_offered_to_somebody_who_waits(
    coordinator: User, visit: Visit, location: Location
) -> None:
    browser = signed_in(coordinator)
    query = f"?bezoek={visit.pk}&reden=klant"
    ClientFactory.create(location=location, first_name="Wim", surname="Wachter")
    response = choose(browser, visit, number=-1, query=query)
    text = text_of(browser.get(response["Location"]))
    assert "Er is nu een plek vrij." in text
    assert "gaat Noor?" in text
    assert "Wim Wachter" in text


def test_what_is_left_to_solve_and_to_publish_is_said(coordinator: User, visit: Visit, noor: Student) -> None:
    publish_week(week=visit.week, by=coordinator, reason="Klaar.")
    visit_of(ClientFactory.create(location=visit.location), noor, date=TUESDAY, block="mid")
    ill(noor)
    browser = signed_in(coordinator)
    response = choose(browser, visit, query=f"?bezoek={visit.pk}")
    text = text_of(browser.get(response["Location"]))
    assert "Er zijn nog meer bezoeken die niet kunnen doorgaan." in text
    assert "Publiceer de week daarna opnieuw." in text


def test_a_pause_of_a_client_cancels_without_a_call(coordinator: User, visit: Visit, de_vries: Client) -> None:
    ClientPause.objects.create(location=visit.location, client=de_vries, valid_from=MONDAY)
    browser = signed_in(coordinator)
    (only,) = browser.get(page_of(visit)).context["cards"]
    assert only.only_cancels
    choose(browser, visit)
    visit.refresh_from_db()
    assert visit.cancel_reason == "client_paused"
    assert not Task.objects.exists()


def test_two_visits_of_one_client_are_one_call(coordinator: User, visit: Visit, noor: Student) -> None:
    visit.agreement.visits_per_week = 2
    visit.agreement.save()
    visit_of(visit.client, noor, date=TUESDAY + _DAY)
    ill(noor, MONDAY, MONDAY + 4 * _DAY)
    choose(signed_in(coordinator), visit)
    task = Task.objects.get()
    assert Confirmation.objects.filter(task=task, state="open").count() == 2
    assert "2 bezoeken" in task.title


def test_a_client_may_say_yes_to_one_visit_and_no_to_the_other(coordinator: User, visit: Visit, noor: Student) -> None:
    visit.agreement.visits_per_week = 2
    visit.agreement.save()
    other = visit_of(visit.client, noor, date=TUESDAY + _DAY)
    ill(noor, MONDAY, MONDAY + 4 * _DAY)
    browser = signed_in(coordinator)
    choose(browser, visit)
    browser.post(reverse("planning:visit_confirm", args=[visit.pk]), {"antwoord": "ja"})
    assert Task.objects.get().state == "open"
    browser.post(reverse("planning:visit_confirm", args=[other.pk]), {"antwoord": "nee"})
    other.refresh_from_db()
    assert Task.objects.get().state == "done"
    assert (other.status, students_of(visit)) == ("cancelled", {"Sam"})


def test_the_same_form_twice_solves_once(coordinator: User, visit: Visit, noor: Student) -> None:
    ill(noor)
    browser = signed_in(coordinator)
    response = browser.get(page_of(visit))
    data = {"oplossing": response.context["cards"][0].payload, "token": str(response.context["token"])}
    for _ in range(2):
        browser.post(response.context["path"], data)
    assert PlanStep.objects.filter(kind="repair").count() == 1
    assert Task.objects.count() == 1


def test_a_visit_that_somebody_changed_meanwhile_is_left_alone(
    coordinator: User, visit: Visit, noor: Student, location: Location
) -> None:
    ill(noor)
    browser = signed_in(coordinator)
    response = browser.get(page_of(visit))
    VisitSeat.objects.filter(visit=visit).update(student=StudentFactory.create(location=location, first_name="Kim"))
    data = {"oplossing": response.context["cards"][0].payload, "token": str(response.context["token"])}
    answer = browser.post(response.context["path"], data, follow=True)
    assert "De week is intussen veranderd" in text_of(answer)
    assert students_of(visit) == {"Kim"}
    assert not Task.objects.exists()


def test_a_solution_that_a_rule_refuses_by_now_is_not_carried_out(
    coordinator: User, visit: Visit, noor: Student, sam: Student
) -> None:
    ill(noor)
    browser = signed_in(coordinator)
    response = browser.get(page_of(visit))
    ill(sam)
    data = {"oplossing": response.context["cards"][0].payload, "token": str(response.context["token"])}
    answer = browser.post(response.context["path"], data, follow=True)
    assert "Sam is ziek gemeld" in text_of(answer)
    assert students_of(visit) == {"Noor"}


def test_what_this_server_did_not_make_is_refused(coordinator: User, visit: Visit) -> None:
    path = reverse("planning:repair_apply", args=visit.date.isocalendar()[:2])
    answer = signed_in(coordinator).post(path, {"oplossing": "[1]:abc:def"}, follow=True)
    assert "Kies opnieuw" in text_of(answer)
    assert not PlanStep.objects.exists()


def test_a_published_week_keeps_the_reason_without_a_word_about_illness(
    coordinator: User, visit: Visit, noor: Student
) -> None:
    publish_week(week=visit.week, by=coordinator, reason="Klaar.")
    ill(noor)
    choose(signed_in(coordinator), visit)
    step = PlanStep.objects.get(kind="repair")
    assert step.reason.startswith("Noor is er niet op dinsdag")


def test_a_student_who_only_came_along_to_learn_needs_no_call(
    coordinator: User, de_vries: Client, noor: Student, sam: Student
) -> None:
    visit = visit_of(de_vries, noor, date=TUESDAY, buddy=sam)
    ill(sam)
    response = choose(signed_in(coordinator), visit)
    assert students_of(visit) == {"Noor"}
    assert not Task.objects.exists()
    assert response.url == reverse("planning:week_board", args=TUESDAY.isocalendar()[:2])


def test_a_student_who_learns_stays_when_another_takes_over(
    coordinator: User, de_vries: Client, noor: Student, sam: Student, location: Location
) -> None:
    learner = StudentFactory.create(location=location, first_name="Lotte", is_starter=True)
    visit = visit_of(de_vries, noor, date=TUESDAY, buddy=learner)
    ill(noor)
    choose(signed_in(coordinator), visit)
    assert students_of(visit) == {"Sam", "Lotte"}


def test_reporting_a_student_ill_leads_to_the_solutions(coordinator: User, visit: Visit, noor: Student) -> None:
    browser = signed_in(coordinator)
    data = {"kind": "ill", "starts_on": f"{TUESDAY:%d-%m-%Y}", "ends_on": f"{TUESDAY:%d-%m-%Y}"}
    response = browser.post(reverse("students:absence_create", args=[noor.pk]), data, follow=True)
    assert response.request["PATH_INFO"] == page_of(visit)
    assert "Sam gaat, op dezelfde tijd" in text_of(response)


def test_a_pause_leads_to_the_solutions(coordinator: User, visit: Visit, de_vries: Client) -> None:
    browser = signed_in(coordinator)
    data = {"valid_from": f"{MONDAY:%d-%m-%Y}", "valid_until": "", "reason": ""}
    response = browser.post(reverse("clients:pause_create", args=[de_vries.pk]), data, follow=True)
    assert response.request["PATH_INFO"] == page_of(visit)


def test_an_absence_without_visits_leads_back_to_the_student(coordinator: User, noor: Student) -> None:
    address = reverse("planning:student_repair", args=[noor.pk])
    assert signed_in(coordinator).get(address)["Location"] == noor.get_absolute_url()


def test_visits_of_another_location_are_not_there(outsider: User, visit: Visit, noor: Student) -> None:
    ill(noor)
    browser = signed_in(outsider)
    assert "Er is niets op te lossen" in text_of(browser.get(page_of(visit, f"?bezoek={visit.pk}&reden=klant")))
    path = reverse("planning:repair_apply", args=visit.date.isocalendar()[:2])
    assert browser.post(path, {"oplossing": ""}).status_code == 404
    assert browser.post(reverse("planning:visit_confirm", args=[visit.pk])).status_code == 404
    assert browser.get(reverse("planning:student_repair", args=[noor.pk])).status_code == 404


@pytest.mark.parametrize("query", ["?bezoek=x", "?bezoek=99999999999", "?student=²&klant=-1", "?reden=nee&bezoek=1"])
def test_odd_questions_find_nothing(coordinator: User, visit: Visit, query: str) -> None:
    response = signed_in(coordinator).get(page_of(visit, query))
    assert response.status_code == 200


def test_the_page_asks_the_database_the_same_however_many_visits(
    coordinator: User, location: Location, visit: Visit, noor: Student
) -> None:
    def queries() -> int:
        browser = signed_in(coordinator)
        with CaptureQueriesContext(connection) as captured:
            browser.get(page_of(visit))
        return len(captured)

    ill(noor, MONDAY, MONDAY + 4 * _DAY)
    with_one = queries()
    for number in range(6):
        student = StudentFactory.create(location=location)
        visit_of(ClientFactory.create(location=location), student, date=MONDAY + number % 5 * _DAY, block="mid")
        ill(student, MONDAY, MONDAY + 4 * _DAY)
    # Most of them make the planning problem.
    assert queries() == with_one <= 20


def test_one_of_several_visits_can_be_solved_by_itself(coordinator: User, visit: Visit, noor: Student) -> None:
    other = visit_of(ClientFactory.create(location=visit.location), noor, date=TUESDAY, block="mid")
    ill(noor)
    browser = signed_in(coordinator)
    response = browser.get(page_of(visit))
    assert "Los alleen dit bezoek op" in text_of(response)
    alone = browser.get(page_of(visit, f"?bezoek={other.pk}"))
    assert [one.visit.pk for one in alone.context["hit"]] == [other.pk]
    assert "nog meer bezoeken die niet kunnen doorgaan" in text_of(alone)
    choose(browser, visit, query=f"?bezoek={other.pk}")
    assert (students_of(visit), students_of(other)) == ({"Noor"}, {"Sam"})


@pytest.mark.usefixtures("real_solver")
def test_when_the_solver_does_not_answer_there_are_still_solutions(
    coordinator: User, visit: Visit, noor: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planning.repair_question.SECONDS", 0.0)
    monkeypatch.setattr("planning.repair_question.GRACE", 0.0)
    ill(noor)
    text = text_of(signed_in(coordinator).get(page_of(visit)))
    assert "De planner gaf niet op tijd antwoord" in text
    assert "Sam gaat, op dezelfde tijd" in text
