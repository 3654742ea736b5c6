"""The pages of 'wat als': asking, waiting, the answer, keeping it, and who may see what."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from clients.models import ClientAgreement
from planning.models import Scenario
from planning.optimiser.process import SolverTimeout
from reporting import what_if_service
from reporting.models import WhatIf
from reporting.services import publish
from reporting.what_if_answer import StudentLine
from reporting.what_if_question import Asked
from reporting.what_if_service import answer, ask, example_monday, keep, stop
from students.models import Student, Unavailability
from tests.factories import ClientFactory, StudentFactory
from tests.job_queue import do_jobs, waiting_jobs
from tests.people import signed_in
from tests.reporting_factories import TODAY, answered, draft_of, kept_scenario, outcome
from wijkleerbedrijf.organisation.models import CalendarPeriod, Location, User

PAGE = "reporting:what_if"


@pytest.fixture
def two_students(location: Location) -> list[Student]:
    return [
        StudentFactory.create(location=location, first_name=name, surname="Jansen", max_visits_per_week=2)
        for name in ("Aisha", "Bilal")
    ]


@pytest.fixture
def three_clients(location: Location) -> list[Any]:
    clients = [ClientFactory.create(location=location) for _ in range(3)]
    ClientAgreement.objects.update(visits_per_week=2)
    return clients


def test_a_question_is_computed_in_a_job_and_then_shown(
    project_lead: User, two_students: list[Student], three_clients: list[Any]
) -> None:
    browser = signed_in(project_lead)
    sent = browser.post(reverse(PAGE), {"starts_on": _soon(), "without": [two_students[0].pk]})
    row = WhatIf.objects.get()
    assert sent["Location"] == row.get_absolute_url()
    assert "We rekenen het uit" in browser.get(row.get_absolute_url()).content.decode()
    assert do_jobs() == 1
    page = browser.get(row.get_absolute_url()).content.decode()
    assert "Er passen dan elke week 2 bezoeken minder: 2 in plaats van 4." in page
    assert "Aisha Jansen" in page


def test_the_same_question_is_solved_once(project_lead: User, two_students: list[Student]) -> None:
    browser = signed_in(project_lead)
    data = {"starts_on": _soon(), "new_clients": "2"}
    first, second = browser.post(reverse(PAGE), data), browser.post(reverse(PAGE), data)
    assert first["Location"] == second["Location"]
    assert len(waiting_jobs("answer_what_if")) == 1
    do_jobs()
    assert browser.post(reverse(PAGE), data)["Location"] == first["Location"]
    assert waiting_jobs() == []


def test_other_facts_make_it_another_question(project_lead: User, two_students: list[Student]) -> None:
    browser = signed_in(project_lead)
    data = {"starts_on": _soon(), "new_clients": "2"}
    first = browser.post(reverse(PAGE), data)
    StudentFactory.create(location=two_students[0].location)
    assert browser.post(reverse(PAGE), data)["Location"] != first["Location"]


def test_a_question_that_failed_can_be_asked_again(project_lead: User, location: Location) -> None:
    asked = Asked(starts_on=TODAY + datetime.timedelta(days=1), new_clients=1)
    first = ask(location=location, asked=asked, kind=WhatIf.Kind.QUESTION, by=project_lead, today=TODAY)
    answer(first.pk, tries=3)
    first.refresh_from_db()
    assert first.state == "failed"
    page = signed_in(project_lead).get(first.get_absolute_url()).content.decode()
    assert "Het uitrekenen is niet gelukt. Stel de vraag nog een keer." in page
    second = ask(location=location, asked=asked, kind=WhatIf.Kind.QUESTION, by=project_lead, today=TODAY)
    assert second.pk != first.pk


def test_an_answer_that_is_there_is_not_computed_again(project_lead: User, location: Location) -> None:
    row = answered(location, project_lead)
    answer(row.pk)
    assert WhatIf.objects.get().result == row.result


def test_when_nobody_answers_the_page_says_so(project_lead: User, location: Location) -> None:
    row = answered(location, project_lead)
    WhatIf.objects.update(state="waiting", asked_at=timezone.now() - datetime.timedelta(seconds=20))
    assert "de rekenhulp antwoordt niet" in signed_in(project_lead).get(row.get_absolute_url()).content.decode()


def test_the_page_of_the_answer_asks_again_only_while_it_is_computed(project_lead: User, location: Location) -> None:
    row = answered(location, project_lead)
    browser = signed_in(project_lead)
    assert "hx-get" not in browser.get(row.get_absolute_url(), HTTP_HX_REQUEST="true").content.decode()
    WhatIf.objects.update(state="running", progress={"done": 1, "total": 2})
    part = browser.get(row.get_absolute_url(), HTTP_HX_REQUEST="true").content.decode()
    assert "1 van 2 weken klaar" in part
    assert "hx-get" in part
    assert "<html" not in part


def test_all_students_stand_in_one_table_the_greatest_loss_first(
    project_lead: User, two_students: list[Student], three_clients: list[Any]
) -> None:
    Student.objects.filter(pk=two_students[0].pk).update(max_visits_per_week=3)
    browser = signed_in(project_lead)
    sent = browser.post(reverse("reporting:what_if_students"))
    do_jobs()
    page = browser.get(sent["Location"]).content.decode()
    assert page.index("Aisha Jansen") < page.index("Bilal Jansen")
    assert "In een gewone week passen nu 5 bezoeken" in page
    assert "Het zegt niets over hoe iemand werkt." in page


def test_a_table_for_which_there_was_too_little_time_says_whom_it_left_out(
    project_lead: User, two_students: list[Student], three_clients: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(what_if_service, "_FOR_STUDENTS", 0.0)
    browser = signed_in(project_lead)
    sent = browser.post(reverse("reporting:what_if_students"))
    do_jobs()
    page = " ".join(browser.get(sent["Location"]).content.decode().split())
    assert "Er was niet genoeg tijd om iedereen uit te rekenen. 2 studenten staan niet in de tabel." in page
    assert "In een gewone week passen nu" in page


def test_a_question_that_takes_too_long_ends_with_a_sentence(
    project_lead: User, two_students: list[Student], location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(*_: Any, **__: Any) -> None:
        raise SolverTimeout("60 seconds")

    monkeypatch.setattr(what_if_service, "run", too_long)
    browser = signed_in(project_lead)
    sent = browser.post(reverse("reporting:what_if_students"))
    do_jobs()
    assert "Het uitrekenen duurde te lang" in browser.get(sent["Location"]).content.decode()


def test_a_question_can_be_stopped_and_asked_again(
    project_lead: User, two_students: list[Student], three_clients: list[Any]
) -> None:
    browser = signed_in(project_lead)
    first = browser.post(reverse("reporting:what_if_students"))["Location"]
    pk = WhatIf.objects.get().pk
    assert browser.get(reverse("reporting:what_if_stop", args=[pk])).status_code == 405
    browser.post(reverse("reporting:what_if_stop", args=[pk]))
    assert "gestopt, omdat iemand op Stop drukte" in browser.get(first).content.decode()
    do_jobs()
    assert WhatIf.objects.get().state == "failed"
    assert browser.post(reverse("reporting:what_if_students"))["Location"] != first


def test_stopping_while_it_is_computed_ends_the_solver(
    project_lead: User, two_students: list[Student], location: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(starts_on=TODAY + datetime.timedelta(days=1))
    row = ask(location=location, asked=asked, kind=WhatIf.Kind.STUDENTS, by=project_lead, today=TODAY)
    went_on = []

    def solve(*_: Any, cancelled: Any, **__: Any) -> None:
        stop(what_if=row)
        cancelled()
        went_on.append(True)

    monkeypatch.setattr(what_if_service, "run", solve)
    answer(row.pk)
    row.refresh_from_db()
    assert (row.state, row.failure) == ("failed", "Het uitrekenen is gestopt, omdat iemand op Stop drukte.")
    assert not went_on


def test_a_worker_that_ends_interrupts_the_question(
    project_lead: User, two_students: list[Student], location: Location
) -> None:
    asked = Asked(starts_on=TODAY + datetime.timedelta(days=1))
    row = ask(location=location, asked=asked, kind=WhatIf.Kind.STUDENTS, by=project_lead, today=TODAY)
    answer(row.pk, must_stop=lambda: True)
    row.refresh_from_db()
    assert "onderbroken" in row.failure


def test_more_visits_without_a_student_are_told_as_more() -> None:
    line = StudentLine(name="Aisha", visits=-1, clients=-2, hours=0.2, pk=1)
    assert (line.visits_words, line.clients_words, line.hours_words) == ("1 meer", "2 minder", "0")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Vul een datum in."),
        ({"starts_on": "1-1-2020", "new_clients": "1"}, "Deze dag is voorbij. Kies vandaag of later."),
        ({"starts_on": "1-1-2099", "new_clients": "1"}, "Kies een dag in dit schooljaar"),
        ({"starts_on": "@soon"}, "Kies eerst wat er anders is"),
        ({"starts_on": "@soon", "new_clients": "-1"}, "Vul een getal vanaf 0 in."),
        ({"starts_on": "@soon", "new_clients": "99999999999"}, "Vul een getal tot en met 50 in."),
        ({"starts_on": "@soon", "new_clients": "veel"}, "Vul een getal in, bijvoorbeeld 2."),
        ({"starts_on": "@soon", "extra": "8_1"}, "Selecteer een geldige keuze"),
        ({"starts_on": "@soon", "without": "abc"}, "is geen geldige waarde"),
        ({"starts_on": "@soon", "without": "99999999"}, "Selecteer een geldige keuze"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_words(
    project_lead: User, data: dict[str, str], sentence: str
) -> None:
    data = {name: _soon() if value == "@soon" else value for name, value in data.items()}
    page = signed_in(project_lead).post(reverse(PAGE), data)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not WhatIf.objects.exists()


def test_nobody_both_stops_and_goes_on_placement(project_lead: User, two_students: list[Student]) -> None:
    who = two_students[0].pk
    page = signed_in(project_lead).post(reverse(PAGE), {"starts_on": _soon(), "without": who, "placement": who})
    assert "Aisha Jansen staat ook bij wie stopt. Kies een van beide." in page.content.decode()


def test_a_student_of_another_location_cannot_be_asked_about(project_lead: User, other_location: Location) -> None:
    stranger = StudentFactory.create(location=other_location)
    page = signed_in(project_lead).post(reverse(PAGE), {"starts_on": _soon(), "without": stranger.pk})
    assert page.status_code == 422


def test_what_is_kept_holds_no_names_and_stays_as_it_was(project_lead: User, two_students: list[Student]) -> None:
    location = two_students[0].location
    row = answered(location, project_lead, without=(two_students[0].pk,))
    browser = signed_in(project_lead)
    sent = browser.post(reverse("reporting:what_if_keep", args=[row.pk]), {"title": "Eén minder", "note": ""})
    scenario = Scenario.objects.get()
    assert sent["Location"] == reverse("reporting:scenario_detail", args=[scenario.pk])
    assert "Aisha" not in str(scenario.result)
    WhatIf.objects.all().delete()
    page = browser.get(sent["Location"]).content.decode()
    assert "Er passen dan elke week 9 bezoeken minder: 57 in plaats van 66." in page
    assert "Aisha" not in page


def test_keeping_twice_keeps_once(project_lead: User, location: Location) -> None:
    row = answered(location, project_lead)
    browser = signed_in(project_lead)
    for _ in range(2):
        browser.post(reverse("reporting:what_if_keep", args=[row.pk]), {"title": "Twee minder", "note": ""})
    assert Scenario.objects.count() == 1


def test_a_name_is_asked_and_a_citizen_service_number_refused(project_lead: User, location: Location) -> None:
    row = answered(location, project_lead)
    browser, address = signed_in(project_lead), reverse("reporting:what_if_keep", args=[row.pk])
    assert browser.post(address, {"title": "", "note": ""}).status_code == 422
    refused = browser.post(address, {"title": "Minder", "note": "111222333"})
    assert "burgerservicenummer" in refused.content.decode()
    assert not Scenario.objects.exists()


def test_what_is_still_computed_cannot_be_kept(project_lead: User, location: Location) -> None:
    row = answered(location, project_lead)
    WhatIf.objects.update(state="running")
    browser = signed_in(project_lead)
    sent = browser.post(reverse("reporting:what_if_keep", args=[row.pk]), {"title": "Minder", "note": ""}, follow=True)
    assert "Er is nog geen uitkomst om te bewaren." in sent.content.decode()
    assert not Scenario.objects.exists()


def test_only_who_kept_it_throws_it_away(project_lead: User, coordinator: User, location: Location) -> None:
    theirs = kept_scenario(location, coordinator)
    mine = kept_scenario(location, project_lead, title="Van mij")
    browser = signed_in(project_lead)
    assert browser.post(reverse("reporting:scenario_delete", args=[theirs.pk])).status_code == 404
    assert "Verwijderen" not in browser.get(reverse("reporting:scenario_detail", args=[theirs.pk])).content.decode()
    browser.post(reverse("reporting:scenario_delete", args=[mine.pk]))
    assert list(Scenario.objects.all()) == [theirs]


def test_a_scenario_that_a_report_shows_is_not_thrown_away(project_lead: User, location: Location) -> None:
    scenario = kept_scenario(location, project_lead)
    report = draft_of(location, project_lead)
    report.scenario = scenario
    report.save()
    browser = signed_in(project_lead)
    told = browser.post(reverse("reporting:scenario_delete", args=[scenario.pk]), follow=True).content.decode()
    assert "Deze berekening staat in een rapport en blijft daarom bewaard." in told
    assert Scenario.objects.exists()


def test_a_report_shows_the_scenario_that_was_chosen_and_keeps_it(project_lead: User, location: Location) -> None:
    scenario = kept_scenario(location, project_lead, note="Als de zorgstage begint.")
    report = draft_of(location, project_lead)
    browser = signed_in(project_lead)
    texts = dict.fromkeys(("summary", "went_well", "needs_attention", "outlook"), "")
    browser.post(reverse("reporting:edit_report", args=[report.pk]), texts | {"scenario": scenario.pk})
    expected = "Er passen dan elke week 9 bezoeken minder: 57 in plaats van 66."
    assert expected in browser.get(report.get_absolute_url()).content.decode()
    published = publish(report=report, by=project_lead, today=TODAY)
    Scenario.objects.update(title="Anders", result={})
    page = browser.get(published.get_absolute_url()).content.decode()
    assert expected in page
    assert "Wat als: Twee minder" in page
    assert "Als de zorgstage begint." in page


def test_a_scenario_of_another_location_cannot_be_chosen(
    project_lead: User, location: Location, other_location: Location, outsider: User
) -> None:
    theirs = kept_scenario(other_location, outsider)
    report = draft_of(location, project_lead)
    texts = dict.fromkeys(("summary", "went_well", "needs_attention", "outlook"), "")
    address = reverse("reporting:edit_report", args=[report.pk])
    page = signed_in(project_lead).post(address, texts | {"scenario": theirs.pk})
    assert page.status_code == 422
    report.refresh_from_db()
    assert report.scenario is None


def test_a_fully_open_week_with_the_fewest_people_away_is_the_example(
    location: Location, two_students: list[Student]
) -> None:
    monday = datetime.date(2026, 11, 23)
    CalendarPeriod.objects.create(location=location, kind="closing", name="studiedag", starts_on=monday, ends_on=monday)
    Unavailability.objects.create(
        location=location,
        student=two_students[0],
        kind="leave",
        starts_on=monday + datetime.timedelta(days=7),
        ends_on=monday + datetime.timedelta(days=9),
    )
    assert example_monday(location, monday) == monday + datetime.timedelta(days=14)


def test_the_pages_ask_few_queries_whatever_there_is(
    project_lead: User, location: Location, two_students: list[Student], django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(project_lead)
    scenarios = [kept_scenario(location, project_lead, title=f"Nummer {number}") for number in range(6)]
    row = answered(location, project_lead, without=(two_students[0].pk,), extra=((1, 1),))
    for address in (
        reverse(PAGE),
        row.get_absolute_url(),
        reverse("reporting:scenario_detail", args=[scenarios[0].pk]),
    ):
        with django_assert_max_num_queries(12):
            browser.get(address)


def test_an_answer_without_a_question_is_not_kept(project_lead: User, location: Location) -> None:
    row = answered(location, project_lead)
    WhatIf.objects.update(kind="students")
    row.refresh_from_db()
    with pytest.raises(ValidationError):
        keep(what_if=row, figures=None, title="x", note="", by=project_lead)  # type: ignore[arg-type]


def test_new_clients_who_are_not_all_helped_are_counted(project_lead: User, location: Location) -> None:
    after = outcome(70, 60, new_clients=5, new_served=3)
    row = answered(location, project_lead, after=after, new_clients=5)
    page = signed_in(project_lead).get(row.get_absolute_url()).content.decode()
    assert "Van de 5 nieuwe klanten krijgen er 3 een bezoek." in page


def _soon() -> str:
    """A day within the school year."""
    return f"{timezone.localdate() + datetime.timedelta(days=1):%d-%m-%Y}"
