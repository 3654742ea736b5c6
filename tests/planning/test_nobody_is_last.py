"""Half a year of scarce weeks, each planned by the optimiser: how long is the longest anybody goes without a visit?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

import pytest

from planning.asked import Share, weeks_missed
from planning.optimiser import Assignment, ClientWishes, Instance, solve
from planning.rules import ClientFacts, Id
from planning.weights import visit_weights
from tests.planning.rules_world import DE_VRIES, KEYS, SANNE, SLOTS, week

#: Places: two students with three visits a week each. Clients: twelve, of whom some want two or three visits.
STUDENTS = tuple(replace(SANNE, id=f"student {number}", max_week=3, target=3) for number in range(2))
PLACES = 6
CLIENTS = tuple(
    replace(
        DE_VRIES,
        id=f"klant {number:02}",
        visits=1 + (number % 4 == 0) + (number % 8 == 0),
        slots=frozenset(one.key for place, one in enumerate(SLOTS) if (place + number) % 3) if number % 5 else KEYS,
    )
    for number in range(12)
)
WEEKS = 26


def play(calm: int) -> dict[Id, list[Share]]:
    """Half a year in which the normal week stays what the first week was: what was asked and given in each week."""
    shares: dict[Id, list[Share]] = {client.id: [] for client in CLIENTS}
    normal: frozenset[Assignment] = frozenset()
    for number in range(WEEKS):
        plan = solve(_problem(shares, normal), calm=calm, levels=2).assignments
        normal = normal or plan
        monday = datetime.date(2026, 1, 5) + datetime.timedelta(weeks=number)
        for client in CLIENTS:
            given = len({one.slot for one in plan if one.client == client.id})
            shares[client.id].append(Share(monday, client.visits, given))
    return shares


def _problem(shares: Mapping[Id, list[Share]], normal: frozenset[Assignment]) -> Instance:
    def weights(client: ClientFacts) -> tuple[int, ...]:
        recent = shares[client.id][-12:]
        missed = [weeks_missed(recent, visits) for visits in range(5)]
        running = len({one.slot for one in normal if one.client == client.id})
        return visit_weights(client.visits, running=running, missed=missed)

    return Instance(
        week=week(STUDENTS, CLIENTS),
        clients={client.id: ClientWishes(weights=weights(client)) for client in CLIENTS},
        previous=normal,
    )


def longest_without(shares: list[Share]) -> int:
    longest = now = 0
    for share in shares:
        now = 0 if share.given else now + 1
        longest = max(longest, now)
    return longest


@pytest.mark.parametrize(("calm", "weeks"), [(0, 3), (1, 5), (2, 7), (4, 11)])
def test_with_half_as_many_places_as_clients_everybody_comes_up(calm: int, weeks: int) -> None:
    shares = play(calm)
    assert all(sum(one[number].given for one in shares.values()) == PLACES for number in range(WEEKS))
    assert max(longest_without(one) for one in shares.values()) <= weeks


@pytest.mark.parametrize("calm", [0, 2])
def test_nobody_gets_two_while_somebody_who_waits_gets_none(calm: int) -> None:
    shares = play(calm)
    assert all(share.given <= 1 for one in shares.values() for share in one)
