"""Two people at once: solving the same visit, and answering a call while a colleague undoes the step."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from planning.models import Confirmation, PlanStep, Visit
from planning.services import (
    AlreadyDone,
    NewPlace,
    PlanningError,
    RepairedVisit,
    answer_visit,
    apply_repair,
    mark_of,
    undo_last_step,
)
from tests.factories import ClientFactory, StudentFactory, duty_all_week, visit_of
from wijkleerbedrijf.organisation.models import Location, Task, User
from wijkleerbedrijf.organisation.tasks import TaskRefused, answer_task

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Each act in a thread and a connection of its own, all let go at one moment: what each of them said, '' for done."""
    barrier = threading.Barrier(len(acts))
    said = [""] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(30)
            act()
        except (PlanningError, TaskRefused) as error:
            said[number] = " ".join(error.sentences)
        except Exception as error:
            said[number] = f"FAULT {error!r}"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.fixture
def visit(location: Location, coordinator: User) -> Visit:
    monday = timezone.localdate() + datetime.timedelta(days=7 - timezone.localdate().weekday())
    duty_all_week(location, coordinator, monday)
    return visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location), date=monday)


def solved(visit: Visit, name: str) -> list[RepairedVisit]:
    """The visit is done by somebody new."""
    student = StudentFactory.create(location=visit.location, first_name=name)
    to = NewPlace(visit.date, visit.block_id, student.pk)
    return [RepairedVisit(visit.pk, mark_of(visit), Visit.CancelReason.STUDENT_ABSENT, "Zij is er niet.", to)]


def test_two_coordinators_who_solve_the_same_visit_get_one_solution_and_one_call(
    visit: Visit, coordinator: User, second_coordinator: User
) -> None:
    one, other = solved(visit, "Sam"), solved(visit, "Tim")
    said = at_once(
        lambda: apply_repair(week=visit.week, changes=one, by=coordinator),
        lambda: apply_repair(week=visit.week, changes=other, by=second_coordinator),
    )
    assert sorted(bool(text) for text in said) == [False, True]
    assert "De week is intussen veranderd" in "".join(said)
    assert (Task.objects.count(), Confirmation.objects.count(), PlanStep.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("round_", range(3))
def test_an_answer_and_an_undo_at_once_end_in_one_of_the_two(
    visit: Visit, coordinator: User, second_coordinator: User, round_: int
) -> None:
    """The week is locked before the task by both, so that neither waits for the other for ever."""
    apply_repair(week=visit.week, changes=solved(visit, "Sam"), by=coordinator)
    task = Task.objects.get()
    said = at_once(
        lambda: answer_task(task=task, outcome="no", by=coordinator),
        lambda: undo_last_step(week=visit.week, by=second_coordinator),
    )
    assert not any(text.startswith("FAULT") for text in said), said
    visit.refresh_from_db()
    task.refresh_from_db()
    state = Confirmation.objects.get().state
    assert task.state != "open"
    assert (task.state, state) in {("done", "no"), ("dropped", "withdrawn")}


def test_a_yes_and_a_no_at_once_are_one_answer(visit: Visit, coordinator: User, second_coordinator: User) -> None:
    apply_repair(week=visit.week, changes=solved(visit, "Sam"), by=coordinator)
    task = Task.objects.get()
    said = at_once(
        lambda: answer_task(task=task, outcome="yes", by=coordinator),
        lambda: answer_visit(visit=visit, yes=False, by=second_coordinator),
    )
    assert sorted(bool(text) for text in said) == [False, True], said
    assert not any(text.startswith("FAULT") for text in said), said
    visit.refresh_from_db()
    answered = Confirmation.objects.get().state
    assert (answered, visit.status) in {("yes", "planned"), ("no", "cancelled")}


def test_one_form_twice_at_once_solves_once(visit: Visit, coordinator: User) -> None:
    token = PlanStep._meta.get_field("token").to_python("1b4e28ba-2fa1-11d2-883f-0016d3cca427")
    changes = solved(visit, "Sam")
    said = at_once(*[lambda: apply_repair(week=visit.week, changes=changes, by=coordinator, token=token)] * 2)
    assert sorted(said) == ["", str(AlreadyDone())]
    assert PlanStep.objects.count() == 1
