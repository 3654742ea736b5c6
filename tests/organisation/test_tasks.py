"""Tasks: one answer closes a task, with what follows from it, whoever clicks how often."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import MONDAY, ClientFactory
from tests.organisation.call_tasks import CODE, example_kind
from wijkleerbedrijf.organisation.access import access_of
from wijkleerbedrijf.organisation.models import Location, Task, User
from wijkleerbedrijf.organisation.tasks import (
    NO_ANSWER,
    TaskClosed,
    TaskRefused,
    answer_task,
    assign_task,
    drop_task,
    facts_of,
    open_task,
)

MakeTask = Callable[..., Task]


@pytest.fixture(autouse=True)
def _example() -> Iterator[None]:
    with example_kind():
        yield


@pytest.fixture
def make_task(location: Location, coordinator: User) -> MakeTask:
    def make(title: str = "Toos", due_on: datetime.date | None = None, assignee: User | None = None) -> Task:
        return open_task(
            location=location,
            kind=CODE,
            title=title,
            due_on=due_on or timezone.localdate(),
            by=coordinator,
            assignee=assignee,
        )

    return make


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Plays that it is another moment."""

    def set_clock(text: str) -> None:
        moment = timezone.make_aware(datetime.datetime.fromisoformat(text))
        monkeypatch.setattr("wijkleerbedrijf.organisation.tasks.timezone.now", lambda: moment)
        monkeypatch.setattr("wijkleerbedrijf.organisation.tasks.timezone.localdate", lambda: moment.date())

    return set_clock


def name_of(location: Location) -> str:
    location.refresh_from_db()
    return location.name


def test_an_answer_closes_the_task_and_does_what_follows(
    make_task: MakeTask, location: Location, coordinator: User
) -> None:
    task = make_task()
    done = answer_task(task=task, outcome="yes", by=coordinator, note=" Graag om tien uur. ")
    assert done.sentence == "Dank u, het staat erin."
    assert name_of(location) == "Venray!"
    task.refresh_from_db()
    assert (task.state, task.outcome, task.note) == ("done", "yes", "Graag om tien uur.")
    assert task.closed_by == coordinator
    assert task.closed_at is not None


def test_the_same_answer_twice_counts_once(make_task: MakeTask, location: Location, coordinator: User) -> None:
    task = make_task()
    answer_task(task=task, outcome="yes", by=coordinator)
    assert "niets dubbel gedaan" in answer_task(task=task, outcome="yes", by=coordinator).sentence
    assert name_of(location) == "Venray!"


def test_a_colleague_who_comes_second_is_told_who_was_first(
    make_task: MakeTask, location: Location, coordinator: User, second_coordinator: User
) -> None:
    task = make_task()
    answer_task(task=task, outcome="yes", by=coordinator)
    with pytest.raises(TaskClosed, match=r"Carla Coördinator heeft deze taak al gedaan .* Ja, dat is goed"):
        answer_task(task=task, outcome="no", by=second_coordinator)
    assert name_of(location) == "Venray!"


def test_what_cannot_be_done_leaves_the_task_open_and_nothing_changed(
    make_task: MakeTask, location: Location, coordinator: User
) -> None:
    task = make_task()
    with pytest.raises(TaskRefused, match="Maak een nieuw voorstel"):
        answer_task(task=task, outcome="impossible", by=coordinator)
    assert name_of(location) == "Venray"
    task.refresh_from_db()
    assert task.state == "open"


def test_an_answer_that_the_task_does_not_know_is_refused(make_task: MakeTask, coordinator: User) -> None:
    with pytest.raises(TaskRefused, match="Kies wat de uitkomst was"):
        answer_task(task=make_task(), outcome="maybe", by=coordinator)


@pytest.mark.parametrize(
    ("now", "due", "told"),
    [
        ("2026-11-23 10:00", MONDAY, "vandaag nog eens"),
        ("2026-11-23 15:30", MONDAY + datetime.timedelta(days=1), "dinsdag 24 november"),
        ("2026-11-27 16:00", MONDAY + datetime.timedelta(days=7), "maandag 30 november"),
        ("2026-11-28 09:00", MONDAY + datetime.timedelta(days=7), "maandag 30 november"),
    ],
)
def test_no_answer_keeps_the_task_for_later_and_counts(
    make_task: MakeTask,
    location: Location,
    coordinator: User,
    at: Callable[[str], None],
    now: str,
    due: datetime.date,
    told: str,
) -> None:
    at(now)
    task = make_task(due_on=MONDAY)
    sentence = answer_task(task=task, outcome=NO_ANSWER, by=coordinator, seen_tries=0).sentence
    assert "Geen gehoor, 1 keer geprobeerd" in sentence
    assert told in sentence
    task.refresh_from_db()
    assert (task.state, task.tries, task.due_on) == ("open", 1, due)
    assert name_of(location) == "Venray"


def test_no_answer_that_was_sent_twice_counts_once(make_task: MakeTask, coordinator: User) -> None:
    task = make_task()
    for _ in range(2):
        answer_task(task=task, outcome=NO_ANSWER, by=coordinator, seen_tries=0)
    task.refresh_from_db()
    assert task.tries == 1


def test_a_task_that_is_not_needed_any_more_can_not_be_answered(make_task: MakeTask, coordinator: User) -> None:
    task = make_task()
    assert drop_task(task=task)
    assert not drop_task(task=task)
    with pytest.raises(TaskClosed, match=r"niet meer nodig\. U hoeft niets te doen"):
        answer_task(task=task, outcome="yes", by=coordinator)


def test_a_task_is_taken_by_one_person_at_a_time(
    make_task: MakeTask, coordinator: User, second_coordinator: User
) -> None:
    task = make_task()
    assign_task(task=task, to=coordinator, by=coordinator)
    with pytest.raises(TaskRefused, match=r"Carla Coördinator doet deze taak al"):
        assign_task(task=task, to=second_coordinator, by=second_coordinator)
    assert assign_task(task=task, to=None, by=coordinator).assignee is None


def test_the_menu_counts_what_is_due_for_this_person(
    make_task: MakeTask, coordinator: User, second_coordinator: User, outsider: User, everywhere: User
) -> None:
    make_task()
    make_task(due_on=timezone.localdate() + datetime.timedelta(days=1))
    make_task(assignee=second_coordinator)
    answer_task(task=make_task(), outcome="yes", by=coordinator)
    counts = [access_of(user).due_tasks for user in (coordinator, second_coordinator, outsider)]
    assert counts == [1, 2, 0]
    assert access_of(everywhere, location_id=coordinator.memberships.get().location_id).due_tasks == 1


def test_the_facts_of_many_tasks_cost_the_queries_of_one(
    make_task: MakeTask, location: Location, coordinator: User
) -> None:
    for name in ("Toos", "Piet", "Anna"):
        ClientFactory.create(location=location, first_name=name, surname="Peters", phone="0612345678")
    tasks = [make_task(name) for name in ("Toos", "Piet", "Anna", "Niemand")]
    access = access_of(coordinator)
    with CaptureQueriesContext(connection) as queries:
        facts = facts_of(tasks, access)
    assert len(queries) == 1
    assert [facts[task.pk].who for task in tasks] == ["Toos Peters", "Piet Peters", "Anna Peters", ""]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_answer_at_once_one_is_first_and_the_other_is_told(
    make_task: MakeTask, location: Location, coordinator: User, second_coordinator: User
) -> None:
    task = make_task()
    together = threading.Barrier(2)
    told: list[str] = []

    def answer(by: User, outcome: str) -> None:
        together.wait()
        try:
            told.append(answer_task(task=task, outcome=outcome, by=by).sentence)
        except TaskClosed as error:
            told.append(str(error))
        finally:
            connections.close_all()

    people = ((coordinator, "yes"), (second_coordinator, "no"))
    threads = [threading.Thread(target=answer, args=args) for args in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted("heeft deze taak al gedaan" in sentence for sentence in told) == [False, True]
    assert name_of(location) == "Venray!"


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_request_that_is_rolled_back_does_not_exist(make_task: MakeTask) -> None:
    with transaction.atomic():
        make_task()
        transaction.set_rollback(True)
    assert not Task.objects.exists()
