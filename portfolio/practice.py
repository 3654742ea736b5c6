"""Which work processes a student practises by which kinds of activities with a client.

Only those that depend on what is done: preparing, finishing and the like are practised in every visit. Keys are the crebo and
the code in the qualification file. A school with a programme of its own gets no link until somebody adds it here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from clients.models import Activity

_Group = Activity.Group

PRACTISED_BY: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    # Entree: assistent dienstverlening
    ("25741", "P2-K1-W1"): frozenset({_Group.HOUSEHOLD, _Group.FAMILY}),
    ("25741", "P2-K1-W2"): frozenset({_Group.HOUSEHOLD, _Group.MEALS, _Group.COMPANY_OUTDOORS, _Group.PETS}),
    ("25741", "P2-K1-W3"): frozenset({_Group.NEIGHBOURHOOD, _Group.COMPANY_OUTDOORS}),
    # Helpende Zorg en Welzijn
    ("25960", "P2-K1-W1"): frozenset({_Group.HOUSEHOLD, _Group.PETS, _Group.GREEN}),
    ("25960", "P2-K1-W2"): frozenset({_Group.MEALS}),
    ("25960", "P2-K1-W4"): frozenset(
        {_Group.COMPANY_INDOORS, _Group.COMPANY_OUTDOORS, _Group.NEIGHBOURHOOD, _Group.FAMILY, _Group.GREEN}
    ),
}


def practised(groups: Collection[str], processes: Iterable[tuple[int, str, str]]) -> frozenset[int]:
    """Of these work processes (id, crebo, code) the ids of those that activities of these groups practise."""
    wanted = set(groups)
    return frozenset(pk for pk, crebo, code in processes if wanted & PRACTISED_BY.get((crebo, code), frozenset()))
