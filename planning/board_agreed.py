"""What was agreed for one day of the week of the board: beside the grid, so that it can be seen and taken back."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planning.board_rows import Names
from planning.board_side import WEEKDAYS
from planning.facts import LoadedWeek
from planning.models import AgreedPair

_ALTHOUGH = {
    AgreedPair.Rule.GENDER: "ook al vroeg de {client} om een man of een vrouw",
    AgreedPair.Rule.LANGUAGE: "ook al spreekt de {student} de taal niet",
    AgreedPair.Rule.CYCLING_TIME: "ook al is het ver fietsen",
}


@dataclass(frozen=True, slots=True)
class AgreedForOnce:
    """An extra dagdeel (`is_pair` False) or a student and client who go together for once."""

    pk: int
    is_pair: bool
    date: datetime.date
    text: str
    may_be_withdrawn: bool


def agreed_for_once(loaded: LoadedWeek, names: Names, today: datetime.date) -> list[AgreedForOnce]:
    """In the order of the week; no query."""
    found = {(one.is_pair, one.pk): one for one in (*_dagdelen(loaded, names, today), *_pairs(loaded, names, today))}
    return sorted(found.values(), key=lambda one: (one.date, one.is_pair, one.text))


def _dagdelen(loaded: LoadedWeek, names: Names, today: datetime.date) -> Iterator[AgreedForOnce]:
    blocks = {hours.block_id: hours.name for hours in loaded.here.hours}
    people: list[tuple[str, Any]] = [
        *((names.student(student.pk), student) for student in loaded.students),
        *((names.client(agreement.client_id), agreement) for agreement in loaded.agreements),
    ]
    for name, person in people:
        for row in person.extra_rows:
            date = datetime.date.fromisoformat(row["date"])
            when = f"{WEEKDAYS[date.weekday()]} {blocks.get(row['block'], '')}".strip()
            yield AgreedForOnce(row["pk"], False, date, f"{name} kan ook op {when}", date >= today)


def _pairs(loaded: LoadedWeek, names: Names, today: datetime.date) -> Iterator[AgreedForOnce]:
    words = names.facts.vocabulary
    for agreement in loaded.agreements:
        for row in agreement.agreed_rows:
            date = datetime.date.fromisoformat(row["date"])
            although = _ALTHOUGH[AgreedPair.Rule(row["rule"])].format(client=words.client, student=words.student)
            text = (
                f"{names.student(row['student'])} mag op {WEEKDAYS[date.weekday()]} "
                f"naar {names.client(agreement.client_id)}, {although}"
            )
            yield AgreedForOnce(row["pk"], True, date, text, date >= today)
