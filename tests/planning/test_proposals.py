"""A proposal is made by a job in a process of its own, one at a time for a week, and never changes the week."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from planning import proposing
from planning.begun import moment_of
from planning.models import Visit, WeekPlan, WeekProposal
from planning.optimiser import process
from planning.optimiser.process import SolverTimeout
from planning.proposal_result import from_json
from planning.proposing import BROKEN, KILLED, TOO_LONG
from planning.services import apply_proposal
from planning.services.proposals import ask_proposal, cancel_proposal
from planning.services.visits import plan_visit
from tests.factories import MONDAY, ClientFactory, StudentFactory, block_of, duty_all_week, visit_of, week_of
from tests.job_queue import do_jobs, waiting_jobs
from wijkleerbedrijf.organisation.models import Location, User

ANSWERS = "tests.planning.optimiser.process_answers"


@pytest.fixture(autouse=True)
def _before_the_week(monkeypatch: pytest.MonkeyPatch) -> None:
    """The week is still to come, whenever the tests run."""
    before = timezone.make_aware(datetime.datetime.combine(MONDAY - datetime.timedelta(days=3), datetime.time(9)))
    monkeypatch.setattr("planning.begun.timezone.localtime", lambda: before)


@pytest.fixture
def week(location: Location, coordinator: User) -> WeekPlan:
    """Two clients and a student; one of the clients is planned already."""
    duty_all_week(location, coordinator)
    student = StudentFactory.create(location=location)
    visit_of(ClientFactory.create(location=location), student)
    ClientFactory.create(location=location)
    return week_of(location)


@pytest.fixture
def answer_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The solver process runs this function of the tests instead of the optimiser."""
    return lambda name: monkeypatch.setattr(process, "FUNCTIONS", {"propose": f"{ANSWERS}:{name}"})


def test_a_proposal_places_what_fits_and_leaves_the_week_alone(week: WeekPlan, coordinator: User) -> None:
    proposal = ask_proposal(week=week, by=coordinator)
    assert proposal.state == "waiting"
    assert waiting_jobs() == [{"task": "make_proposal", "proposal_id": proposal.pk}]
    before = list(Visit.objects.values())
    do_jobs()
    proposal.refresh_from_db()
    assert proposal.state == "done", proposal.failure
    result = from_json(proposal.result)
    assert {one.calm for one in result.calms} == {0, 1, 2, 4}
    assert [one.placed for one in result.calms] == [2, 2, 2, 2]
    assert (result.wanted, result.most_visits, result.most_proven) == (2, 2, True)
    assert result.default_calm == 2
    assert list(Visit.objects.values()) == before
    assert proposal.week_changed_at is not None
    assert proposal.started_at <= proposal.ended_at


def test_a_week_without_a_duty_list_says_what_was_assumed(location: Location, coordinator: User) -> None:
    ClientFactory.create(location=location)
    StudentFactory.create(location=location)
    proposal = ask_proposal(week=week_of(location), by=coordinator)
    do_jobs()
    proposal.refresh_from_db()
    (remark,) = from_json(proposal.result).remarks
    assert "nog niemand op dienst" in remark


def test_asking_again_while_it_is_made_gives_the_same_proposal(
    week: WeekPlan, coordinator: User, second_coordinator: User
) -> None:
    first = ask_proposal(week=week, by=coordinator)
    assert ask_proposal(week=week, by=second_coordinator) == first
    do_jobs()
    assert ask_proposal(week=week, by=second_coordinator) != first


@pytest.mark.django_db(transaction=True)
def test_two_people_who_ask_at_once_get_one_proposal(week: WeekPlan, coordinator: User) -> None:
    together = threading.Barrier(4)
    asked: list[int] = []

    def ask() -> None:
        together.wait()
        asked.append(ask_proposal(week=week, by=coordinator).pk)
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 4
    assert len(set(asked)) == 1
    assert len(waiting_jobs()) == 1


def test_a_proposal_that_was_stopped_while_it_waited_is_not_made(week: WeekPlan, coordinator: User) -> None:
    proposal = ask_proposal(week=week, by=coordinator)
    cancel_proposal(proposal=proposal)
    do_jobs()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.result, proposal.failure) == ("cancelled", None, "")


def test_a_proposal_that_is_stopped_while_it_is_made_ends_within_two_seconds(
    week: WeekPlan, coordinator: User, answer_with: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    answer_with("sleeps_for_a_week")
    proposal = ask_proposal(week=week, by=coordinator)
    seen: list[float] = []
    look = proposing._Watch._look

    def stop_at_the_second_look(watch: Any) -> None:
        seen.append(timezone.now().timestamp())
        if len(seen) == 2:
            cancel_proposal(proposal=proposal)
        look(watch)

    monkeypatch.setattr(proposing._Watch, "_look", stop_at_the_second_look)
    do_jobs()
    assert timezone.now().timestamp() - seen[1] < 2
    proposal.refresh_from_db()
    assert (proposal.state, proposal.result) == ("cancelled", None)


def test_a_worker_that_must_stop_says_so_and_asks_for_a_new_proposal(
    week: WeekPlan, coordinator: User, answer_with: Any
) -> None:
    answer_with("sleeps_for_a_week")
    proposal = ask_proposal(week=week, by=coordinator)
    do_jobs(aborted=True)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.failure) == ("failed", KILLED)


def test_a_proposal_of_a_killed_worker_fails_and_can_be_asked_again(week: WeekPlan, coordinator: User) -> None:
    proposal = ask_proposal(week=week, by=coordinator)
    WeekProposal.objects.update(state="running", started_at=timezone.now())
    do_jobs()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.failure) == ("failed", KILLED)
    assert ask_proposal(week=week, by=coordinator) != proposal


def test_a_proposal_that_has_been_silent_for_long_is_given_up_when_somebody_asks_again(
    week: WeekPlan, coordinator: User
) -> None:
    proposal = ask_proposal(week=week, by=coordinator)
    WeekProposal.objects.update(state="running", started_at=timezone.now() - datetime.timedelta(seconds=30))
    assert ask_proposal(week=week, by=coordinator) == proposal
    WeekProposal.objects.update(started_at=timezone.now() - datetime.timedelta(seconds=60))
    assert ask_proposal(week=week, by=coordinator) != proposal
    proposal.refresh_from_db()
    assert (proposal.state, proposal.failure) == ("failed", KILLED)


def test_a_proposal_that_waited_for_a_worker_for_ten_minutes_can_be_asked_again(
    week: WeekPlan, coordinator: User
) -> None:
    proposal = ask_proposal(week=week, by=coordinator)
    WeekProposal.objects.update(asked_at=timezone.now() - datetime.timedelta(minutes=9))
    assert ask_proposal(week=week, by=coordinator) == proposal
    WeekProposal.objects.update(asked_at=timezone.now() - datetime.timedelta(minutes=11))
    again = ask_proposal(week=week, by=coordinator)
    assert again != proposal
    do_jobs()
    assert set(WeekProposal.objects.values_list("pk", "state")) == {(proposal.pk, "failed"), (again.pk, "done")}


def test_a_solver_that_breaks_is_told_in_plain_words_and_in_full_in_the_log(
    week: WeekPlan, coordinator: User, answer_with: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answer_with("breaks_on_a_week")
    proposal = ask_proposal(week=week, by=coordinator)
    do_jobs()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.failure) == ("failed", BROKEN)
    assert "ArithmeticError: no such week" in caplog.text


def test_a_solver_that_takes_too_long_is_told_too(
    week: WeekPlan, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(*args: Any, **kwargs: Any) -> None:
        raise SolverTimeout

    monkeypatch.setattr(proposing, "run", too_long)
    proposal = ask_proposal(week=week, by=coordinator)
    do_jobs()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.failure) == ("failed", TOO_LONG)


def test_a_step_after_the_facts_were_read_is_later_than_the_proposal(
    week: WeekPlan, location: Location, coordinator: User
) -> None:
    proposal = ask_proposal(week=week, by=coordinator)
    do_jobs()
    proposal.refresh_from_db()
    plan_visit(
        week=week,
        client_id=ClientFactory.create(location=location).pk,
        date=MONDAY + datetime.timedelta(days=1),
        block_id=block_of(location).pk,
        lead_id=StudentFactory.create(location=location).pk,
        by=coordinator,
    )
    week.refresh_from_db()
    assert proposal.week_changed_at < week.changed_at


def test_a_solver_that_is_killed_fails_the_proposal_and_not_the_worker(
    week: WeekPlan, coordinator: User, answer_with: Any
) -> None:
    answer_with("dies_on_a_week")
    proposal = ask_proposal(week=week, by=coordinator)
    assert do_jobs() == 1
    proposal.refresh_from_db()
    assert (proposal.state, proposal.failure) == ("failed", BROKEN)


def test_a_week_that_is_as_the_plan_already_follows_it(week: WeekPlan, coordinator: User) -> None:
    """Asked once and applied, asking again has nothing to change: the board then goes on to what comes next."""
    first = ask_proposal(week=week, by=coordinator)
    do_jobs()
    first.refresh_from_db()
    assert first.chosen_calm is None
    apply_proposal(proposal=first, calm=None, picked=None, by=coordinator, now=moment_of(MONDAY))
    again = ask_proposal(week=week, by=coordinator)
    do_jobs()
    again.refresh_from_db()
    assert again.chosen_calm == 2
