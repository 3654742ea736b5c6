"""Who notices a change of a published week is called, once, and what was said on the phone is not taken back in silence."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from planning import services
from planning.instances import instance_of_week
from planning.models import Confirmation, ExtraDagdeel, Visit, WeekPlan
from planning.optimiser import solve
from planning.services import NewPlace, PlanningRefused, RepairedVisit, WeekChanged, apply_repair, mark_of
from planning.services.remedies import carry_out_remedy
from students.models import Student
from tests.factories import ClientFactory, StudentFactory, duty_all_week, visit_of, week_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, LocationYear, Task, User

from .proposal_rows import AHEAD, TUESDAY, done_proposal, goes, stood
from .test_remedies import remedy_for

AFTERNOON = datetime.datetime.combine(AHEAD, datetime.time(15), timezone.get_current_timezone())
ISO = AHEAD.isocalendar()[:2]


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
def visit(week: WeekPlan, noor: Student) -> Visit:
    return visit_of(ClientFactory.create(location=week.location), noor, date=AHEAD)


def published(week: WeekPlan, by: User) -> WeekPlan:
    WeekPlan.objects.filter(pk=week.pk).update(version=1, published_at=timezone.now(), published_by=by)
    week.refresh_from_db()
    return week


def repair(visit: Visit, to: Student | None, by: User, *, now: datetime.datetime | None = None) -> None:
    visit = Visit.objects.get(pk=visit.pk)
    place = NewPlace(visit.date, visit.block_id, to.pk) if to else None
    change = RepairedVisit(visit.pk, mark_of(visit), Visit.CancelReason.STUDENT_ABSENT, "Noor is er niet.", place)
    apply_repair(week=visit.week, changes=[change], by=by, reason="Ziek", now=now)


def states() -> list[str]:
    return list(Confirmation.objects.order_by("pk").values_list("state", flat=True))


def test_a_change_that_enters_a_dagdeel_that_has_begun_is_not_applied(
    week: WeekPlan, coordinator: User, visit: Visit, sam: Student
) -> None:
    proposal = done_proposal(week, [goes(sam, ClientFactory.create(location=week.location))], coordinator)
    with pytest.raises(WeekChanged, match="al begonnen"):
        services.apply_proposal(proposal=proposal, calm=0, picked=None, by=coordinator, now=AFTERNOON)
    assert Visit.objects.get() == visit


def test_a_visit_that_has_begun_is_not_moved_to_another_day(
    week: WeekPlan, coordinator: User, visit: Visit, noor: Student
) -> None:
    proposal = done_proposal(week, [goes(noor, visit.client, TUESDAY)], coordinator)
    for later in (AFTERNOON, AFTERNOON + datetime.timedelta(hours=12)):
        with pytest.raises(WeekChanged, match="al begonnen"):
            services.apply_proposal(proposal=proposal, calm=0, picked=None, by=coordinator, now=later)
    assert stood(visit)[0] == AHEAD


def test_what_is_still_to_come_is_applied_on_the_same_day(
    week: WeekPlan, coordinator: User, visit: Visit, noor: Student, sam: Student
) -> None:
    new = ClientFactory.create(location=week.location)
    proposal = done_proposal(week, [goes(noor, visit.client), goes(sam, new, TUESDAY)], coordinator)
    services.apply_proposal(proposal=proposal, calm=0, picked=None, by=coordinator, now=AFTERNOON)
    assert Visit.objects.get(client=new).date == TUESDAY


def test_a_repair_of_a_visit_that_has_begun_changes_nothing(coordinator: User, visit: Visit, sam: Student) -> None:
    with pytest.raises(WeekChanged, match="al begonnen"):
        repair(visit, sam, coordinator, now=AFTERNOON)
    assert stood(visit)[3] == "planned"
    assert not Task.objects.exists()


def test_what_was_agreed_for_a_dagdeel_that_has_begun_is_not_carried_out(
    week: WeekPlan, coordinator: User, visit: Visit, noor: Student, sam: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [goes(noor, visit.client)]
    remedy = remedy_for(ClientFactory.create(location=week.location), sam, before)
    monkeypatch.setattr(timezone, "localtime", lambda *_: AFTERNOON + datetime.timedelta(days=1))
    with pytest.raises(PlanningRefused, match="Dit dagdeel is voorbij of al begonnen"):
        carry_out_remedy(week=week, remedy=remedy, before=frozenset(before), by=coordinator)
    assert not ExtraDagdeel.objects.exists()


def test_a_proposal_for_a_published_week_asks_tells_and_offers(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student, visit: Visit
) -> None:
    dropped = visit_of(ClientFactory.create(location=week.location), sam, date=TUESDAY)
    new = ClientFactory.create(location=week.location)
    published(week, coordinator)
    proposal = done_proposal(week, [goes(sam, visit.client), goes(noor, new)], coordinator)
    browser = signed_in(coordinator)
    keys = [
        box.split('"')[0]
        for box in browser.get(reverse("planning:week_proposal", args=ISO))
        .content.decode()
        .split('name="groep" value="')[1:]
    ]
    answer = browser.post(
        reverse("planning:proposal_apply", args=[proposal.pk]),
        {"rust": 0, "groep": keys, "reason": "Anders."},
        follow=True,
    )
    text = " ".join(answer.content.decode().split())
    assert f'Er staan 3 telefoontjes klaar bij <a href="{reverse("organisation:task_list")}">Taken</a>' in text
    calls = {
        one.visit.client_id: (one.task.kind, one.task.script)
        for one in Confirmation.objects.select_related("visit", "task")
    }
    assert calls[visit.client_id][0] == calls[new.pk][0] == "confirm_visit"
    assert calls[dropped.client_id][0] == "tell_cancelled"
    assert "Mag Sam komen?" in calls[visit.client_id][1]
    assert "Wij hebben plek voor een bezoek bij u. Mag Noor op maandag" in calls[new.pk][1]
    assert "gaat daarom niet door" in calls[dropped.client_id][1]


def test_a_proposal_for_a_concept_calls_nobody(week: WeekPlan, coordinator: User, visit: Visit, sam: Student) -> None:
    proposal = done_proposal(week, [goes(sam, visit.client)], coordinator)
    assert services.apply_proposal(proposal=proposal, calm=0, picked=None, by=coordinator).calls == []
    assert not Task.objects.exists()


def test_a_client_who_just_said_yes_to_a_dagdeel_is_not_called_about_it_again(
    week: WeekPlan, coordinator: User, visit: Visit, noor: Student, sam: Student
) -> None:
    published(week, coordinator)
    before = [goes(noor, visit.client)]
    remedy = remedy_for(ClientFactory.create(location=week.location), sam, before)
    done = carry_out_remedy(week=week, remedy=remedy, before=frozenset(before), by=coordinator)
    assert (done.applied, done.calls, Visit.objects.active().count()) == (True, [], 2)


def test_undo_of_what_was_agreed_says_where_it_still_stands(
    week: WeekPlan, coordinator: User, visit: Visit, noor: Student, sam: Student
) -> None:
    before = [goes(noor, visit.client)]
    remedy = remedy_for(ClientFactory.create(location=week.location), sam, before)
    carry_out_remedy(week=week, remedy=remedy, before=frozenset(before), by=coordinator)
    answer = signed_in(coordinator).post(reverse("planning:week_undo", args=ISO), follow=True).content.decode()
    assert "Wat daarvoor is afgesproken, geldt nog." in answer
    assert "Voor één keer afgesproken" in answer
    assert ExtraDagdeel.objects.exists()


@pytest.mark.parametrize("yes", [True, False])
def test_what_a_client_answered_is_not_taken_back(coordinator: User, visit: Visit, sam: Student, yes: bool) -> None:
    LocationYear.objects.filter(location=visit.location).update(client_word="gezin")
    repair(visit, sam, coordinator)
    services.answer_visit(visit=visit, yes=yes, by=coordinator)
    was = stood(visit)
    with pytest.raises(PlanningRefused, match="Het gezin is hierover al gebeld"):
        services.undo_last_step(week=visit.week, by=coordinator)
    assert stood(visit) == was


def test_a_cancellation_that_the_client_heard_is_not_taken_back(coordinator: User, visit: Visit) -> None:
    repair(visit, None, coordinator)
    services.answer_visit(visit=visit, yes=True, by=coordinator)
    with pytest.raises(PlanningRefused, match="al gebeld"):
        services.undo_last_step(week=visit.week, by=coordinator)


def test_a_later_change_of_the_same_visit_can_be_taken_back(coordinator: User, visit: Visit, sam: Student) -> None:
    repair(visit, sam, coordinator)
    services.answer_visit(visit=visit, yes=True, by=coordinator)
    agreed = stood(visit)
    services.cancel_visit(visit=visit, cancel_reason="other", by=coordinator)
    services.undo_last_step(week=visit.week, by=coordinator)
    assert stood(visit) == agreed


def test_what_a_client_said_no_to_is_not_proposed_again(
    week: WeekPlan, coordinator: User, visit: Visit, noor: Student, sam: Student
) -> None:
    repair(visit, sam, coordinator)
    services.answer_visit(visit=visit, yes=False, by=coordinator)
    plan = solve(instance_of_week(week).instance).assignments
    assert {one.student for one in plan} == {noor.pk}


def test_a_dagdeel_that_a_client_said_no_to_is_not_proposed_again(
    week: WeekPlan, coordinator: User, visit: Visit, noor: Student
) -> None:
    place = NewPlace(TUESDAY, visit.block_id, noor.pk)
    change = RepairedVisit(visit.pk, mark_of(visit), "student_absent", "Noor is er niet.", place)
    apply_repair(week=week, changes=[change], by=coordinator)
    services.answer_visit(visit=Visit.objects.get(), yes=False, by=coordinator)
    client = instance_of_week(week).instance.week.client_by_id[visit.client_id]
    assert client.slots
    assert (TUESDAY, visit.block_id) not in client.slots
    assert noor.pk not in client.refuses


def test_an_answer_without_yes_or_no_is_asked_again(coordinator: User, visit: Visit, sam: Student) -> None:
    repair(visit, sam, coordinator)
    address = reverse("planning:visit_confirm", args=[visit.pk])
    page = signed_in(coordinator).post(address, {}, follow=True).content.decode()
    assert "Kies wat de klant zei: ja of nee." in page
    assert states() == ["open"]


def test_going_back_to_what_the_client_expected_withdraws_the_question(
    coordinator: User, visit: Visit, noor: Student, sam: Student
) -> None:
    repair(visit, sam, coordinator)
    repair(visit, noor, coordinator)
    assert states() == ["withdrawn"]
    assert list(Task.objects.values_list("state", flat=True)) == ["dropped"]


def test_a_second_change_is_asked_beside_what_the_client_expected(
    coordinator: User, visit: Visit, noor: Student, sam: Student
) -> None:
    ali = StudentFactory.create(location=visit.location, first_name="Ali")
    for student in (sam, ali, noor):
        repair(visit, student, coordinator)
    assert states() == ["withdrawn", "withdrawn"]


def test_the_board_uses_the_word_of_the_location(coordinator: User, week: WeekPlan, visit: Visit, sam: Student) -> None:
    LocationYear.objects.filter(location=week.location).update(client_word="gezin")
    repair(visit, sam, coordinator)
    page = signed_in(coordinator).get(reverse("planning:week_board", args=ISO)).content.decode()
    assert "te bevestigen: het gezin moet nog ja zeggen" in page
    detail = signed_in(coordinator).get(reverse("planning:visit_detail", args=[visit.pk])).content.decode()
    assert "Het gezin moet nog ja zeggen." in detail
