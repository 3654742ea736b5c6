"""Plans in which everybody keeps the visits that he or she has, and one client gets one more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from planning.rules import ClientFacts, Id

from .instance import Assignment, Instance
from .objective import violations
from .possible import KnownPairs
from .solving import solve


class Keeping:
    """Asks for one plan after another in which everybody keeps what `plan` gives."""

    def __init__(self, instance: Instance, plan: frozenset[Assignment], known: KnownPairs) -> None:
        self.instance = instance
        self.plan = plan
        self.known = known
        self.numbers: dict[Id, int] = {}
        for client, _ in {(one.client, one.slot) for one in plan}:
            self.numbers[client] = self.numbers.get(client, 0) + 1
        self._facts: dict[tuple[int, int], tuple[ClientFacts, ClientFacts]] = {}

    def with_one_more(
        self,
        client: Id,
        instance: Instance | None = None,
        *,
        previous: Collection[Assignment] | None = None,
        time_limit: float | None = None,
    ) -> frozenset[Assignment] | None:
        """The plan with the fewest changes of `previous` (else of the plan itself), or None when there is none.

        `instance` is the week with something eased (a dagdeel, a rule, a pin), else the week as it is.
        """
        eased = self.instance if instance is None else instance
        wanted = {**self.numbers, client: self.numbers.get(client, 0) + 1}
        asked = self._question(eased, wanted, self.plan if previous is None else previous)
        found = solve(asked, levels=2, time_limit=time_limit, known=self.known).assignments
        number: dict[Id, int] = {}
        for one, _ in {(one.client, one.slot) for one in found}:
            number[one] = number.get(one, 0) + 1
        if number != wanted or violations(eased, found):
            return None
        return found

    def _question(self, instance: Instance, wanted: dict[Id, int], previous: Collection[Assignment]) -> Instance:
        week = replace(
            instance.week,
            clients=tuple(self._with_visits(one, wanted[one.id]) for one in instance.week.clients if one.id in wanted),
        )
        clients = {
            one: replace(instance.wishes_of_client(one), weights=(1,) * number) for one, number in wanted.items()
        }
        frozen = {one for one in instance.previous if one.slot in instance.frozen}
        return replace(
            instance,
            week=week,
            clients=clients,
            previous=frozenset(one for one in previous if one.client in wanted) | frozen,
        )

    def _with_visits(self, facts: ClientFacts, visits: int) -> ClientFacts:
        """The same object for the same question, so that what is known of the pairs stays known."""
        if facts.visits == visits:
            return facts
        key = id(facts), visits
        if key not in self._facts:
            self._facts[key] = facts, replace(facts, visits=visits)
        return self._facts[key][1]
