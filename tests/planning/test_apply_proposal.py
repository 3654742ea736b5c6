"""A proposal is carried out whole or in part, in one step that can be taken back, and never against the rules."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connections

from planning import services
from planning.facts import load_week
from planning.models import Duty, PlanStep, Visit, WeekPlan, WeekProposal
from planning.optimiser.instance import Assignment
from planning.proposal_result import from_json
from planning.proposed_week import groups_of_plan
from planning.services import PlanningRefused, ReasonNeeded, WeekChanged
from students.models import Student, Unavailability
from tests.factories import ClientFactory, StudentFactory, duty_all_week, visit_of, week_of
from wijkleerbedrijf.organisation.models import Location, User

from .proposal_rows import AHEAD, TUESDAY, done_proposal, goes, stood


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


def keys_of(proposal: WeekProposal) -> list[str]:
    plan: frozenset[Assignment] = from_json(proposal.result).of_calm().assignments
    return [group.key for group in groups_of_plan(load_week(proposal.week), plan, AHEAD)]


def apply(proposal: WeekProposal, by: User, picked: list[str] | None = None, **more: str | uuid.UUID) -> str:
    return services.apply_proposal(proposal=proposal, calm=0, picked=picked, by=by, **more).words  # type: ignore[arg-type]


def test_all_of_it_makes_the_week_as_proposed(week: WeekPlan, coordinator: User, noor: Student, sam: Student) -> None:
    moved, stays, goes_off = (ClientFactory.create(location=week.location) for _ in range(3))
    new = ClientFactory.create(location=week.location)
    one = visit_of(moved, noor, date=AHEAD)
    two = visit_of(stays, sam, date=AHEAD)
    three = visit_of(goes_off, noor, date=TUESDAY)
    proposal = done_proposal(week, [goes(noor, moved, TUESDAY), goes(sam, stays), goes(noor, new)], coordinator)
    assert apply(proposal, coordinator) == "1 bezoek erbij, 1 veranderd, 1 eraf"
    assert stood(one) == (TUESDAY, "och", [noor.pk], "planned")
    assert stood(two) == (AHEAD, "och", [sam.pk], "planned")
    assert stood(three)[3] == "cancelled"
    assert Visit.objects.get(client=new).date == AHEAD
    step = PlanStep.objects.get()
    assert (step.kind, step.reason) == ("proposal", "Voorstel")
    assert not Visit.objects.filter(pinned=True).exists()


def test_making_the_week_again_leaves_what_was_chosen(week: WeekPlan, coordinator: User, noor: Student) -> None:
    client = ClientFactory.create(location=week.location)
    apply(done_proposal(week, [goes(noor, client)], coordinator), coordinator)
    services.build_week(location=week.location, monday=week.monday, by=coordinator)
    assert Visit.objects.get(client=client).is_active


def test_undo_takes_the_whole_step_back(week: WeekPlan, coordinator: User, noor: Student, sam: Student) -> None:
    first, second = (ClientFactory.create(location=week.location) for _ in range(2))
    one = visit_of(first, noor, date=AHEAD)
    proposal = done_proposal(week, [goes(sam, first), goes(noor, second)], coordinator)
    apply(proposal, coordinator)
    assert stood(one)[2] == [sam.pk]
    services.undo_last_step(week=week, by=coordinator)
    assert stood(one) == (AHEAD, "och", [noor.pk], "planned")
    assert not Visit.objects.active().filter(client=second).exists()


def test_only_the_picked_changes_happen(week: WeekPlan, coordinator: User, noor: Student, sam: Student) -> None:
    first, second = (ClientFactory.create(location=week.location) for _ in range(2))
    proposal = done_proposal(week, [goes(noor, first), goes(sam, second, TUESDAY)], coordinator)
    keys = keys_of(proposal)
    assert len(keys) == 2
    apply(proposal, coordinator, keys[:1])
    assert list(Visit.objects.values_list("client", flat=True)) == [first.pk]


def test_two_students_who_change_places_are_one_choice(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student
) -> None:
    first, second = (ClientFactory.create(location=week.location) for _ in range(2))
    one, two = visit_of(first, noor, date=AHEAD), visit_of(second, sam, date=AHEAD)
    proposal = done_proposal(week, [goes(sam, first), goes(noor, second)], coordinator)
    (key,) = keys_of(proposal)
    apply(proposal, coordinator, [key])
    assert (stood(one)[2], stood(two)[2]) == ([sam.pk], [noor.pk])


def test_nothing_picked_changes_nothing(week: WeekPlan, coordinator: User, noor: Student) -> None:
    proposal = done_proposal(week, [goes(noor, ClientFactory.create(location=week.location))], coordinator)
    with pytest.raises(PlanningRefused, match="Kies minstens één wijziging"):
        apply(proposal, coordinator, [])


def test_a_proposal_about_an_older_week_is_not_carried_out(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student
) -> None:
    first, second = (ClientFactory.create(location=week.location) for _ in range(2))
    visit = visit_of(first, noor, date=AHEAD)
    proposal = done_proposal(week, [goes(noor, first), goes(sam, second)], coordinator)
    services.cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    with pytest.raises(WeekChanged, match="De week is veranderd"):
        apply(proposal, coordinator)
    assert not Visit.objects.filter(client=second).exists()


def test_a_comment_on_the_week_makes_no_proposal_old(week: WeekPlan, coordinator: User, noor: Student) -> None:
    client = ClientFactory.create(location=week.location)
    proposal = done_proposal(week, [goes(noor, client)], coordinator)
    services.comment_on_week(week=week, author=coordinator, text="Donderdag is er markt.")
    apply(proposal, coordinator)
    assert Visit.objects.filter(client=client).exists()


def test_a_change_that_nobody_saw_is_refused(week: WeekPlan, coordinator: User, noor: Student) -> None:
    proposal = done_proposal(week, [goes(noor, ClientFactory.create(location=week.location))], coordinator)
    with pytest.raises(WeekChanged):
        apply(proposal, coordinator, ["abc"])


def test_who_fell_ill_meanwhile_is_sent_nowhere(week: WeekPlan, coordinator: User, noor: Student, sam: Student) -> None:
    """The rules look again; and what is refused changes nothing, also not the part that could."""
    first, second = (ClientFactory.create(location=week.location) for _ in range(2))
    proposal = done_proposal(week, [goes(noor, first), goes(sam, second)], coordinator)
    Unavailability.objects.create(location=week.location, student=noor, kind="ill", starts_on=AHEAD, ends_on=AHEAD)
    with pytest.raises(PlanningRefused, match="Noor is ziek gemeld"):
        apply(proposal, coordinator)
    assert not Visit.objects.exists()


def test_nobody_is_sent_where_nobody_can_be_reached_any_more(week: WeekPlan, coordinator: User, noor: Student) -> None:
    first, second = (ClientFactory.create(location=week.location) for _ in range(2))
    proposal = done_proposal(week, [goes(noor, first), goes(noor, second, TUESDAY)], coordinator)
    Duty.objects.filter(date=TUESDAY).delete()
    with pytest.raises(PlanningRefused, match="nog niemand bereikbaar"):
        apply(proposal, coordinator)
    assert not Visit.objects.exists()
    apply(proposal, coordinator, keys_of(proposal)[:1])
    assert Visit.objects.get().client == first


def test_a_week_without_a_duty_list_yet_can_be_planned(week: WeekPlan, coordinator: User, noor: Student) -> None:
    client = ClientFactory.create(location=week.location)
    proposal = done_proposal(week, [goes(noor, client)], coordinator)
    Duty.objects.all().delete()
    apply(proposal, coordinator)
    assert Visit.objects.get().client == client


def test_a_published_week_asks_why(week: WeekPlan, coordinator: User, noor: Student) -> None:
    client = ClientFactory.create(location=week.location)
    visit_of(client, noor, date=AHEAD)
    services.publish_week(week=week, by=coordinator, reason="Spoed.")
    proposal = done_proposal(week, [goes(noor, client, TUESDAY)], coordinator)
    with pytest.raises(ReasonNeeded):
        apply(proposal, coordinator)
    apply(proposal, coordinator, reason="Noor is er maandag niet.")
    assert PlanStep.objects.get(kind="proposal").reason == "Noor is er maandag niet."


def test_the_same_form_twice_is_carried_out_once(week: WeekPlan, coordinator: User, noor: Student) -> None:
    proposal = done_proposal(week, [goes(noor, ClientFactory.create(location=week.location))], coordinator)
    token = uuid.uuid4()
    apply(proposal, coordinator, token=token)
    with pytest.raises(services.AlreadyDone):
        apply(proposal, coordinator, token=token)
    assert Visit.objects.count() == 1


def test_pinned_recorded_and_past_visits_stay_whatever_the_plan_says(
    week: WeekPlan, coordinator: User, noor: Student, sam: Student
) -> None:
    pinned, recorded, free = (ClientFactory.create(location=week.location) for _ in range(3))
    one = visit_of(pinned, noor, date=AHEAD, pinned=True)
    two = visit_of(recorded, sam, date=AHEAD, status="done", minutes=60)
    three = visit_of(free, noor, date=TUESDAY)
    proposal = done_proposal(week, [], coordinator)
    assert apply(proposal, coordinator) == "1 eraf"
    assert [stood(visit)[3] for visit in (one, two, three)] == ["planned", "done", "cancelled"]


def test_a_visit_is_pinned_and_let_go(week: WeekPlan, coordinator: User, noor: Student) -> None:
    visit = visit_of(ClientFactory.create(location=week.location), noor, date=AHEAD)
    services.pin_visit(visit=visit, pinned=True, by=coordinator)
    visit.refresh_from_db()
    assert visit.pinned
    services.pin_visit(visit=visit, pinned=True, by=coordinator)
    assert PlanStep.objects.filter(kind="pin").count() == 1
    services.pin_visit(visit=visit, pinned=False, by=coordinator)
    visit.refresh_from_db()
    assert not visit.pinned


def test_a_pin_asks_no_reason_and_keeps_the_approval(
    week: WeekPlan, coordinator: User, teacher: User, noor: Student
) -> None:
    visit = visit_of(ClientFactory.create(location=week.location), noor, date=AHEAD)
    services.share_week(week=week, by=coordinator)
    services.approve_week(week=week, by=teacher)
    services.pin_visit(visit=visit, pinned=True, by=coordinator)
    week.refresh_from_db()
    assert week.approved_by == teacher
    services.publish_week(week=week, by=coordinator)
    services.pin_visit(visit=visit, pinned=False, by=coordinator)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_apply_at_once_do_it_once(
    week: WeekPlan, coordinator: User, second_coordinator: User, noor: Student
) -> None:
    """Whoever comes second meets a week that changed, and is told so."""
    proposal = done_proposal(week, [goes(noor, ClientFactory.create(location=week.location))], coordinator)
    together, answers = threading.Barrier(2), []

    def run(by: User) -> None:
        together.wait(10)
        try:
            answers.append(apply(WeekProposal.objects.get(pk=proposal.pk), by))
        except WeekChanged as error:
            answers.append(error.sentences[0])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(by,)) for by in (coordinator, second_coordinator)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["1 bezoek erbij", services.OUTDATED]
    assert Visit.objects.count() == 1
