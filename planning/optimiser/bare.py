"""A week with only what decides how many visits there can be: the model of such a question is a good deal smaller. Pure."""

from __future__ import annotations

from dataclasses import replace

from planning.rules import Face

from .instance import ClientWishes, Instance


def bare(instance: Instance) -> Instance:
    """The same visits are possible and weigh the same; who knows whom, what suits whom and last week's plan are left out."""
    kept = instance.kept
    clients = tuple(
        replace(client, face=Face.NONE, preferred=frozenset())
        if client.face is not Face.NONE or client.preferred
        else client
        for client in instance.week.clients
    )
    wishes = {
        client.id: replace(instance.wishes_of_client(client.id), offers=frozenset(), processes=frozenset())
        for client in clients
    }
    return replace(
        instance,
        week=replace(instance.week, clients=clients, familiarity={}),
        students={},
        clients=wishes,
        previous=frozenset(one for one in kept if one.slot in instance.frozen),
        locked=kept,
    )


def by_number(instance: Instance) -> Instance:
    """Weights that first count the priority, then the visits, then the clients who have one; all in one level."""
    visits = 1 + sum(client.visits for client in instance.week.clients)
    clients = 1 + len(instance.week.clients)
    weights = {}
    for client in instance.week.clients:
        wishes = instance.wishes_of_client(client.id)
        weights[client.id] = ClientWishes(
            weights=tuple(
                weight * visits * clients + clients + (place == 0) for place, weight in enumerate(wishes.weights)
            )
        )
    return replace(instance, clients=weights)
