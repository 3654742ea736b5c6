"""An example of a kind of task: call a client, whose yes gives the location a motto."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from clients.models import Client
from wijkleerbedrijf.organisation.access import Access
from wijkleerbedrijf.organisation.models import Task
from wijkleerbedrijf.organisation.tasks import Answer, Done, Outcome, TaskFacts, TaskKind, TaskRefused, forget, register

CODE = "example"


def describe(tasks: Sequence[Task], access: Access) -> Mapping[int, TaskFacts]:
    """One query for all of them; the titles of these tasks are the first names of clients."""
    names = {task.title for task in tasks}
    clients = {client.first_name: client for client in Client.objects.visible_to(access).filter(first_name__in=names)}
    return {
        task.pk: TaskFacts(
            who=client.full_name,
            phone=client.phone,
            lines=("Belt liever niet voor tienen.",),
            link=client.get_absolute_url(),
            link_text="Naar het dossier",
        )
        for task in tasks
        if (client := clients.get(task.title))
    }


def answer(given: Answer) -> Done:
    """A yes changes something of the location; 'impossible' is refused after the change, which must then be gone."""
    location = given.task.location
    location.name = f"{location.name}!"
    location.save()
    if given.outcome == "impossible":
        raise TaskRefused("Dit kan niet meer: de week is veranderd. Maak een nieuw voorstel.")
    return Done("Dank u, het staat erin.", link="/taken/?soort=example" if given.outcome == "no" else "")


OUTCOMES = (
    Outcome("yes", "Ja, dat is goed"),
    Outcome("no", "Nee", "cancelled"),
    Outcome("impossible", "Kan niet", "wrong"),
)


@contextmanager
def example_kind() -> Iterator[TaskKind]:
    kind = TaskKind(CODE, "Voorbeeld bellen", OUTCOMES, describe, answer)
    register(kind)
    yield kind
    forget(CODE)
