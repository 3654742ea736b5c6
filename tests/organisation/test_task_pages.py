"""Taken: what to call today, one task with what to say, and the answer."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import ClientFactory
from tests.organisation.call_tasks import CODE, example_kind
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import AccessLog, Location, Task, User
from wijkleerbedrijf.organisation.tasks import open_task

LIST = reverse("organisation:task_list")
DAY = datetime.timedelta(days=1)

MakeTask = Callable[..., Task]


@pytest.fixture(autouse=True)
def _example() -> Iterator[None]:
    with example_kind():
        yield


@pytest.fixture
def make_task(location: Location, coordinator: User) -> MakeTask:
    def make(title: str = "Toos", days: int = 0, assignee: User | None = None, kind: str = CODE) -> Task:
        return open_task(
            location=location,
            kind=kind,
            title=title,
            due_on=timezone.localdate() + days * DAY,
            by=coordinator,
            assignee=assignee,
            script="Dag mevrouw Peters, u spreekt met Carla.\n\nMag Sam komen?",
        )

    return make


def text_of(page: str) -> str:
    """The words of the page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def post(user: User, task: Task, **data: object) -> object:
    return signed_in(user).post(reverse("organisation:task_answer", args=[task.pk]), {"tries": 0} | data)


def test_the_list_shows_what_waits_longest_first_and_what_was_done(make_task: MakeTask, coordinator: User) -> None:
    make_task("Bel Bert")
    make_task("Bel Anna", days=-1)
    make_task("Bel Cora", days=1)
    done = make_task("Bel Dora")
    post(coordinator, done, outcome="yes")
    page = text_of(signed_in(coordinator).get(LIST).content.decode())
    names = re.findall(r"Bel (Anna|Bert|Cora|Dora)", page)
    assert names == ["Anna", "Bert", "Cora", "Dora"]
    assert page.index("Later") < page.index("Bel Cora") < page.index("Vandaag gedaan") < page.index("Bel Dora")
    assert "stond op" in page
    assert "Ja, dat is goed" in page


def test_an_empty_list_says_what_will_come_here(coordinator: User) -> None:
    assert "Er is vandaag niets te doen" in signed_in(coordinator).get(LIST).content.decode()


def test_the_list_can_show_own_tasks_or_one_kind(
    make_task: MakeTask, coordinator: User, second_coordinator: User
) -> None:
    make_task("Bel Anna", assignee=coordinator)
    make_task("Bel Bert", assignee=second_coordinator)
    make_task("Tel Cora", kind="other")
    mine = signed_in(coordinator).get(LIST, {"wie": "ik"}).content.decode()
    assert "Bel Anna" in mine
    assert "Bel Bert" not in mine
    of_kind = signed_in(coordinator).get(LIST, {"soort": CODE}).content.decode()
    assert "Bel Bert" in of_kind
    assert "Tel Cora" not in of_kind
    assert "Tel Cora" in signed_in(coordinator).get(LIST, {"soort": "nonsense\x00"}).content.decode()


def test_the_menu_counts_the_tasks_of_today(make_task: MakeTask, coordinator: User) -> None:
    make_task()
    make_task(days=3)
    page = text_of(signed_in(coordinator).get(LIST).content.decode())
    assert "Taken 1 voor vandaag" in page


def test_a_task_shows_the_number_and_what_to_say(make_task: MakeTask, location: Location, coordinator: User) -> None:
    ClientFactory.create(location=location, first_name="Toos", surname="Peters", phone="0612345678")
    page = signed_in(coordinator).get(make_task("Toos").get_absolute_url()).content.decode()
    assert 'href="tel:+31612345678"' in page
    assert "Toos Peters: 06 12345678" in text_of(page)
    assert "Mag Sam komen?" in page
    assert "Naar het dossier" in page
    for label in ("Ja, dat is goed", "Nee", "Geen gehoor"):
        assert label in page
    assert AccessLog.objects.filter(user=coordinator, subject_type="task").count() == 1


def test_a_task_without_a_number_says_so(make_task: MakeTask, coordinator: User) -> None:
    page = signed_in(coordinator).get(make_task("Onbekend").get_absolute_url()).content.decode()
    assert "Er staat geen telefoonnummer in het dossier." in page


def test_an_answer_is_taken_and_told(make_task: MakeTask, coordinator: User) -> None:
    task = make_task()
    answer = reverse("organisation:task_answer", args=[task.pk])
    response = signed_in(coordinator).post(
        answer, {"outcome": "yes", "tries": 0, "note": "Om\r\ntien uur."}, follow=True
    )
    assert response.redirect_chain == [(LIST, 302)]
    assert "Dank u, het staat erin." in response.content.decode()
    page = text_of(signed_in(coordinator).get(task.get_absolute_url()).content.decode())
    assert "Deze taak is klaar." in page
    assert "Om tien uur." in page
    assert "Wat is de uitkomst?" not in page


def test_an_answer_may_lead_to_a_next_step(make_task: MakeTask, coordinator: User) -> None:
    answer = reverse("organisation:task_answer", args=[make_task().pk])
    assert signed_in(coordinator).post(answer, {"outcome": "no"})["Location"] == "/taken/?soort=example"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Kies wat de uitkomst was."),
        ({"outcome": "maybe"}, "Kies wat de uitkomst was."),
        ({"outcome": "yes", "note": "x" * 301}, "300"),
        ({"outcome": "yes", "note": "BSN 111222333"}, "burgerservicenummer"),
    ],
)
def test_bad_input_is_explained_and_nothing_happens(
    make_task: MakeTask, coordinator: User, sent: dict[str, str], told: str
) -> None:
    task = make_task()
    response = signed_in(coordinator).post(reverse("organisation:task_answer", args=[task.pk]), sent)
    assert response.status_code == 422
    assert told in response.content.decode()
    task.refresh_from_db()
    assert task.state == "open"


def test_what_cannot_be_done_any_more_is_said_on_the_page(make_task: MakeTask, coordinator: User) -> None:
    answer = reverse("organisation:task_answer", args=[make_task().pk])
    response = signed_in(coordinator).post(answer, {"outcome": "impossible"})
    assert response.status_code == 409
    assert "Maak een nieuw voorstel." in response.content.decode()


def test_who_comes_second_sees_who_was_first(make_task: MakeTask, coordinator: User, second_coordinator: User) -> None:
    task = make_task()
    post(coordinator, task, outcome="yes")
    response = signed_in(second_coordinator).post(
        reverse("organisation:task_answer", args=[task.pk]), {"outcome": "no", "tries": 0}
    )
    assert response.status_code == 409
    assert "Carla Coördinator heeft deze taak al gedaan" in response.content.decode()


def test_no_answer_comes_back_with_the_number_of_tries(make_task: MakeTask, coordinator: User) -> None:
    task = make_task()
    post(coordinator, task, outcome="no_answer")
    page = text_of(signed_in(coordinator).get(LIST).content.decode())
    assert "1 keer geprobeerd" in page


def test_a_person_takes_a_task_and_gives_it_back(make_task: MakeTask, coordinator: User) -> None:
    task = make_task()
    assign = reverse("organisation:task_assign", args=[task.pk])
    assert "U doet deze taak." in signed_in(coordinator).post(assign, {"wie": "ik"}, follow=True).content.decode()
    task.refresh_from_db()
    assert task.assignee == coordinator
    back = signed_in(coordinator).post(assign, {"wie": "iedereen"}, follow=True).content.decode()
    assert "Iedereen kan deze taak nu doen." in back


def test_tasks_are_for_coordinators_of_the_location(
    make_task: MakeTask, teacher: User, project_lead: User, outsider: User
) -> None:
    task = make_task("Bel Anna")
    for user in (teacher, project_lead):
        assert signed_in(user).get(LIST).status_code == 403
    assert "Bel Anna" not in signed_in(outsider).get(LIST).content.decode()
    assert signed_in(outsider).get(task.get_absolute_url()).status_code == 404
    assert signed_in(outsider).post(reverse("organisation:task_answer", args=[task.pk])).status_code == 404


def test_the_list_takes_the_same_few_queries_however_many_tasks(make_task: MakeTask, coordinator: User) -> None:
    def queries() -> int:
        browser = signed_in(coordinator)
        with CaptureQueriesContext(connection) as captured:
            browser.get(LIST)
        return len(captured)

    make_task()
    with_one = queries()
    for number in range(20):
        make_task(f"Bel {number}", days=number % 3 - 1, assignee=coordinator)
    # With the three queries of visits to confirm and the one of what is being asked, instead of the one of the example.
    assert queries() == with_one <= 12 - 3


def test_a_long_list_says_that_there_is_more(make_task: MakeTask, coordinator: User) -> None:
    for number in range(61):
        make_task(f"Bel {number}")
    assert "Er zijn nog meer taken." in signed_in(coordinator).get(LIST).content.decode()
