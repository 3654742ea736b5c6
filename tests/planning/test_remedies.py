"""What would help a visit that is not placed: seen on the page, asked by phone, carried out once the answer is yes."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import Client
from planning import services
from planning.models import AgreedPair, AskedRemedy, Duty, ExtraDagdeel, PlanStep, Visit, WeekPlan, WeekProposal
from planning.optimiser.instance import Assignment
from planning.proposal_result import CalmResult, Reason, Remedy, Unplaced, from_json
from planning.rules.wording import day_text
from planning.services.proposals import ask_proposal
from planning.services.remedies import carry_out_remedy
from planning.unplaced import key_of
from students.models import Student, Unavailability
from tests.factories import ClientFactory, StudentFactory, block_of, duty_all_week, visit_of, week_of
from tests.job_queue import do_jobs, waiting_jobs
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, Task, User
from wijkleerbedrijf.organisation.tasks import TaskRefused, answer_task

from .proposal_rows import AHEAD, TUESDAY, calm_of, done_proposal, goes, result_of

ISO = AHEAD.isocalendar()
HERE = reverse("planning:week_proposal", args=[ISO.year, ISO.week])


@pytest.fixture
def week(location: Location, coordinator: User) -> WeekPlan:
    duty_all_week(location, coordinator, AHEAD)
    return week_of(location, AHEAD)


@pytest.fixture
def noor(location: Location) -> Student:
    return StudentFactory.create(location=location, first_name="Noor")


@pytest.fixture
def sam(location: Location) -> Student:
    return StudentFactory.create(location=location, first_name="Sam")


@pytest.fixture
def placed(location: Location) -> Client:
    return ClientFactory.create(location=location, surname="Jansen", salutation="mevrouw")


@pytest.fixture
def waiting(location: Location) -> Client:
    return ClientFactory.create(location=location, surname="Bos", salutation="mevrouw")


def slot(location: Location, day: datetime.date, block: str = "och") -> tuple[datetime.date, int]:
    return day, block_of(location, block).pk


def remedy_for(waiting: Client, sam: Student, before: list[Assignment], **changes: Any) -> Remedy:
    """Sam comes on Tuesday morning when the client can then."""
    values: dict[str, Any] = {
        "kind": "client_slot",
        "client": waiting.pk,
        "slot": slot(waiting.location, TUESDAY),
        "placed_after": 2,
        "plan": frozenset([*before, goes(sam, waiting, TUESDAY)]),
    }
    return Remedy(**(values | changes))


def proposal_with(week: WeekPlan, by: User, before: list[Assignment], *remedies: Remedy) -> WeekProposal:
    reason = Reason("nobody_there", slots=(slot(week.location, AHEAD),), numbers={"students": 2, "lesson": 2})
    missing = Unplaced(remedies[0].client, 1, reason, remedies)
    calm: CalmResult = calm_of(before, unplaced=(missing,), without=1)
    return done_proposal(week, result_of(calm, wanted=2), by)


def send(browser: Browser, proposal: WeekProposal, remedy: Remedy, what: str = "apply") -> Any:
    address = reverse(f"planning:remedy_{what}", args=[proposal.pk])
    calm = from_json(proposal.result).default_calm
    return browser.post(address, {"rust": calm, "klant": remedy.client, "hulp": key_of(remedy)}, follow=True)


def told(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def visits_of(client: Client) -> list[tuple[datetime.date, list[int]]]:
    found = Visit.objects.filter(client=client, is_active=True).order_by("date")
    return [(visit.date, list(visit.seats.values_list("student_id", flat=True))) for visit in found]


# On the page


def test_the_page_says_why_and_what_would_help(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    proposal_with(week, coordinator, before, remedy_for(waiting, sam, before))
    text = " ".join(signed_in(coordinator).get(HERE).content.decode().split())
    assert "Mevrouw Bos" in text
    assert "Op maandag ochtend kan geen enkele student op bezoek: 2 hebben les." in text
    assert "Vraag mevrouw Bos: kan het ook op dinsdag ochtend?" in text
    assert "Dan gaat Sam op dinsdag ochtend. Verder verandert er niets." in text


def test_another_choice_of_rest_points_to_the_remedies_of_the_standard_one(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    reason = Reason("full", slots=(slot(week.location, AHEAD),), numbers={"clients": 3, "needed": 3, "places": 1})
    rows = tuple(Unplaced(one.pk, 1, reason) for one in (waiting, ClientFactory.create(location=week.location)))
    calms = (calm_of(before, unplaced=rows), calm_of([goes(sam, placed)], calm=4, unplaced=rows))
    done_proposal(week, result_of(*calms, wanted=3), coordinator)
    carla = signed_in(coordinator)
    standard, calm = (carla.get(HERE, query).content.decode() for query in ({}, {"rust": 4}))
    assert ("de standaardkeuze" in standard, "de standaardkeuze" in calm) == (False, True)
    assert standard.count("Zelfde reden als bij mevrouw Bos") == 1


def test_a_remedy_about_somebody_who_left_is_not_shown(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before, student=999_999, kind="student_slot")
    proposal_with(week, coordinator, before, remedy)
    text = signed_in(coordinator).get(HERE).content.decode()
    assert "Mevrouw Bos" in text
    assert "Wat kan helpen" not in text


def test_the_list_costs_no_more_queries_when_it_is_longer(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, location: Location
) -> None:
    before = [goes(noor, placed)]
    carla = signed_in(coordinator)
    counts = []
    for number in (1, 6):
        clients = [ClientFactory.create(location=location) for _ in range(number)]
        rows = tuple(Unplaced(one.pk, 1, Reason("nowhere"), (remedy_for(one, sam, before),)) for one in clients)
        done_proposal(week, result_of(calm_of(before, unplaced=rows), wanted=9), coordinator)
        carla.get(HERE)
        with_counting = _counted(carla)
        counts.append(with_counting)
    assert counts[0] == counts[1] <= 12


def _counted(browser: Browser) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(HERE).status_code == 200
    return len(queries)


# Asked by phone


def test_asking_makes_a_call_task_with_what_to_say(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    answer = send(signed_in(coordinator), proposal_with(week, coordinator, before, remedy), remedy, "ask")
    text = " ".join(answer.content.decode().split())
    assert answer.redirect_chain[-1][0] == reverse("organisation:task_detail", args=[Task.objects.get().pk])
    in_week = f"in de week van {day_text(AHEAD)}"
    assert f"Op uw gewone dagen is er {in_week} geen plek meer voor een bezoek." in text
    assert f"Kunt u dan ook op {day_text(TUESDAY)} van" in text
    assert "Sam komt dan." in text
    assert "Ja, dat kan" in text


def test_asking_the_same_twice_is_one_task(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    proposal = proposal_with(week, coordinator, before, remedy)
    for _ in range(2):
        send(signed_in(coordinator), proposal, remedy, "ask")
    assert Task.objects.count() == 1
    assert AskedRemedy.objects.count() == 1


def test_what_is_being_asked_shows_its_call_and_an_answer_from_elsewhere_ends_it(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    visit_of(placed, noor, date=AHEAD)
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    proposal = proposal_with(week, coordinator, before, remedy)
    carla = signed_in(coordinator)
    send(carla, proposal, remedy, "ask")
    assert "Wordt gevraagd" in carla.get(HERE).content.decode()
    send(carla, proposal, remedy)
    task = Task.objects.get()
    assert (task.state, task.note) == (Task.State.DROPPED, "Het antwoord was al bekend.")
    assert "Iedereen krijgt alle bezoeken die zijn gevraagd." in carla.get(HERE).content.decode()


def test_a_yes_by_phone_puts_the_visit_in_a_week_that_follows_the_proposal(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    visit_of(placed, noor, date=AHEAD)
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    send(signed_in(coordinator), proposal_with(week, coordinator, before, remedy), remedy, "ask")
    done = answer_task(task=Task.objects.get(), outcome="yes", by=coordinator)
    assert "het bezoek staat in de week" in done.sentence
    assert visits_of(waiting) == [(TUESDAY, [sam.pk])]
    assert ExtraDagdeel.objects.get().client == waiting
    step = PlanStep.objects.get()
    assert (step.kind, waiting.surname in step.reason) == ("proposal", False)
    services.undo_last_step(week=week, by=coordinator)
    assert visits_of(waiting) == []


def test_a_no_by_phone_changes_nothing(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    send(signed_in(coordinator), proposal_with(week, coordinator, before, remedy), remedy, "ask")
    answer_task(task=Task.objects.get(), outcome="no", by=coordinator)
    assert not ExtraDagdeel.objects.exists()
    assert visits_of(waiting) == []
    page = signed_in(coordinator).get(HERE).content.decode()
    assert ("Is gevraagd: nee" in page, "Bellen<span" in page) == (True, False)


def test_a_student_who_is_asked_for_one_client_is_not_asked_again_for_another(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    other = ClientFactory.create(location=week.location)
    remedies = [remedy_for(one, sam, before, kind="student_slot", student=sam.pk) for one in (waiting, other)]
    rows = tuple(Unplaced(one.client, 1, Reason("nowhere"), (one,)) for one in remedies)
    proposal = done_proposal(week, result_of(calm_of(before, unplaced=rows), wanted=3), coordinator)
    carla = signed_in(coordinator)
    send(carla, proposal, remedies[0], "ask")
    assert Task.objects.get().title == f"Regel dat Sam vrij is van les op {day_text(TUESDAY)} (ochtend)"
    page = carla.get(HERE).content.decode()
    assert (page.count("Wordt gevraagd"), "Maak een taak" in page) == (2, False)


def test_a_yes_for_a_dagdeel_that_is_over_is_refused_and_the_task_stays(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    send(signed_in(coordinator), proposal_with(week, coordinator, before, remedy), remedy, "ask")
    AskedRemedy.objects.update(date=datetime.date(2020, 1, 7))
    with pytest.raises(TaskRefused, match="voorbij"):
        answer_task(task=Task.objects.get(), outcome="yes", by=coordinator)
    assert Task.objects.get().state == Task.State.OPEN


# Carried out


def test_with_one_click_in_a_week_that_follows_the_proposal(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    """Somebody else makes way: both change in the same step, and pressing twice does it once."""
    visit_of(placed, noor, date=AHEAD)
    before = [goes(noor, placed)]
    after = frozenset([goes(sam, placed), goes(noor, waiting)])
    remedy = remedy_for(waiting, sam, before, slot=slot(week.location, AHEAD), plan=after)
    proposal = proposal_with(week, coordinator, before, remedy)
    answer = send(signed_in(coordinator), proposal, remedy)
    assert "staat in de week" in told(answer)
    assert visits_of(waiting) == [(AHEAD, [noor.pk])]
    assert visits_of(placed) == [(AHEAD, [sam.pk])]
    again = send(signed_in(coordinator), proposal, remedy)
    assert "staat in de week" in told(again)
    assert PlanStep.objects.count() == 1
    assert not waiting_jobs("make_proposal")


def test_before_the_proposal_is_applied_a_new_one_counts_with_the_yes(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    answer = send(signed_in(coordinator), proposal_with(week, coordinator, before, remedy), remedy)
    assert "nieuw voorstel" in told(answer)
    assert ExtraDagdeel.objects.get().date == TUESDAY
    assert visits_of(waiting) == []
    assert len(waiting_jobs("make_proposal")) == 1


def test_a_proposal_that_is_being_made_begins_again_to_count_with_the_yes(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    proposal = proposal_with(week, coordinator, before, remedy)
    running = WeekProposal.objects.create(
        location=week.location, week=week, asked_by=coordinator, state="running", started_at=proposal.started_at
    )
    send(signed_in(coordinator), proposal, remedy)
    running.refresh_from_db()
    assert running.state == "cancelled"
    assert WeekProposal.objects.filter(week=week, state="waiting").count() == 1


def test_a_plan_that_the_rules_refuse_by_now_is_not_carried_out(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    visit_of(placed, noor, date=AHEAD)
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    proposal = proposal_with(week, coordinator, before, remedy)
    Unavailability.objects.create(location=week.location, student=sam, kind="ill", starts_on=TUESDAY, ends_on=TUESDAY)
    answer = send(signed_in(coordinator), proposal, remedy)
    assert "nieuw voorstel" in told(answer)
    assert visits_of(waiting) == []
    assert not PlanStep.objects.exists()


@pytest.mark.parametrize("kind", ["student_slot", "pair", "duty", "pin"])
def test_each_kind_notes_what_was_agreed(
    kind: str, week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    pinned = visit_of(placed, noor, date=AHEAD, pinned=True)
    before = [goes(noor, placed)]
    if kind == "duty":
        Duty.objects.filter(date=TUESDAY).delete()
    more: dict[str, dict[str, Any]] = {
        "student_slot": {"student": sam.pk},
        "pair": {"student": sam.pk, "rule": "gender"},
        "duty": {},
        "pin": {"pinned": placed.pk, "slot": slot(week.location, AHEAD)},
    }
    remedy = remedy_for(waiting, sam, before, kind=kind, **more[kind])
    send(signed_in(coordinator), proposal_with(week, coordinator, before, remedy), remedy)
    pinned.refresh_from_db()
    noted = {
        "student_slot": ExtraDagdeel.objects.filter(student=sam, date=TUESDAY).exists(),
        "pair": AgreedPair.objects.filter(client=waiting, student=sam, date=TUESDAY, rule="gender").exists(),
        "duty": kind == "duty" and Duty.objects.filter(user=coordinator, date=TUESDAY).exists(),
        "pin": not pinned.pinned,
    }
    assert [one for one, is_noted in noted.items() if is_noted] == [kind]
    assert visits_of(waiting) == [(TUESDAY, [sam.pk])]


def moving(waiting: Client, noor: Student, sam: Student, placed: Client) -> Remedy:
    """Sam goes to who was placed, so that Noor can go to who waits; nobody has to be asked."""
    after = frozenset([goes(sam, placed), goes(noor, waiting)])
    return Remedy("moves", waiting.pk, placed_after=2, plan=after)


def test_visits_that_only_move_make_room_with_one_click(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    visit_of(placed, noor, date=AHEAD)
    remedy = moving(waiting, noor, sam, placed)
    proposal = proposal_with(week, coordinator, [goes(noor, placed)], remedy)
    carla = signed_in(coordinator)
    assert "Doe dit" in carla.get(HERE).content.decode()
    said = told(send(carla, proposal, remedy))
    assert ("staat in de week" in said, "Genoteerd" in said) == (True, False)
    assert (visits_of(waiting), visits_of(placed)) == ([(AHEAD, [noor.pk])], [(AHEAD, [sam.pk])])
    assert not ExtraDagdeel.objects.exists()


def test_visits_that_only_move_wait_until_the_proposal_is_applied(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    remedy = moving(waiting, noor, sam, placed)
    proposal = proposal_with(week, coordinator, [goes(noor, placed)], remedy)
    assert "Pas eerst het voorstel toe" in told(send(signed_in(coordinator), proposal, remedy))
    assert visits_of(waiting) == []
    assert not waiting_jobs("make_proposal")


def test_nothing_moves_in_a_week_that_is_over(
    location: Location, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    past = AHEAD - datetime.timedelta(weeks=4)
    visit_of(placed, noor, date=past)
    plan = frozenset([goes(sam, placed, past), goes(noor, waiting, past)])
    with pytest.raises(services.PlanningRefused, match="voorbij"):
        carry_out_remedy(
            week=week_of(location, past),
            remedy=Remedy("moves", waiting.pk, placed_after=2, plan=plan),
            before=frozenset([goes(noor, placed, past)]),
            by=coordinator,
        )
    assert visits_of(waiting) == []


def test_who_is_no_coordinator_of_the_day_can_not_be_put_on_duty(
    week: WeekPlan, coordinator: User, administrator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before, kind="duty")
    with pytest.raises(services.PlanningRefused, match="coördinator van deze locatie"):
        carry_out_remedy(week=week, remedy=remedy, before=frozenset(before), by=administrator)


# What is refused


def test_a_form_of_another_proposal_is_not_found(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    proposal = proposal_with(week, coordinator, before, remedy)
    other = replace(remedy, slot=slot(week.location, AHEAD))
    carla = signed_in(coordinator)
    assert send(carla, proposal, other).status_code == 404
    for values in ({}, {"klant": "x", "hulp": "y"}, {"klant": waiting.pk}, {"klant": 2**70, "hulp": "y"}):
        for what in ("ask", "apply"):
            assert carla.post(reverse(f"planning:remedy_{what}", args=[proposal.pk]), values).status_code == 404
    assert not ExtraDagdeel.objects.exists()


def test_nobody_is_called_for_what_needs_no_call(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before, kind="duty")
    answer = send(signed_in(coordinator), proposal_with(week, coordinator, before, remedy), remedy, "ask")
    assert "past niet meer" in told(answer)
    assert not Task.objects.exists()


def test_another_location_has_no_such_proposal(
    week: WeekPlan, coordinator: User, outsider: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    proposal = proposal_with(week, coordinator, before, remedy)
    for what in ("ask", "apply"):
        assert send(signed_in(outsider), proposal, remedy, what).status_code == 404


def test_a_teacher_may_look_at_the_week_but_not_change_it(
    week: WeekPlan, coordinator: User, teacher: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    before = [goes(noor, placed)]
    remedy = remedy_for(waiting, sam, before)
    proposal = proposal_with(week, coordinator, before, remedy)
    for what in ("ask", "apply"):
        assert send(signed_in(teacher), proposal, remedy, what).status_code == 403


def test_a_real_proposal_offers_a_remedy_that_works(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, placed: Client, waiting: Client
) -> None:
    """From the database through the solver to the page and back: the new proposal places the visit."""
    Unavailability.objects.create(location=week.location, student=sam, kind="leave", starts_on=AHEAD, ends_on=AHEAD)
    Unavailability.objects.create(
        location=week.location, student=noor, kind="leave", starts_on=AHEAD, ends_on=AHEAD + datetime.timedelta(days=4)
    )
    slots = waiting.agreements.get().slots
    slots.exclude(weekday=1).delete()
    proposal = ask_proposal(week=week, by=coordinator)
    do_jobs()
    proposal.refresh_from_db()
    found = from_json(proposal.result).of_calm()
    row = next(one for one in found.unplaced if one.client == waiting.pk)
    assert row.reason.code == "nobody_there"
    remedy = next(one for one in row.remedies if one.kind == "client_slot")
    send(signed_in(coordinator), proposal, remedy)
    do_jobs()
    newest = from_json(WeekProposal.objects.latest("pk").result).of_calm()
    assert waiting.pk not in {one.client for one in newest.unplaced}
    assert newest.placed == found.placed + 1
