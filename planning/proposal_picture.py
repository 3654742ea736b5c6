"""The picture of a proposal: the week of each student for whom something changes, as it is and as it would be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from planning.board_rows import Column
from planning.proposal_changes import Change, Planned
from planning.rules import Id, SlotKey, WeekFacts


@dataclass(frozen=True, slots=True)
class PictureCard:
    """A visit in a cell: `state` is same, new or gone; `key` is that of the change."""

    name: str
    state: str
    key: str = ""

    @property
    def word(self) -> str:
        return {"new": "nieuw", "gone": "weg"}.get(self.state, "")


@dataclass(frozen=True, slots=True)
class PictureRow:
    name: str
    cells: Sequence[tuple[Column, Sequence[PictureCard]]]


def picture_of(
    facts: WeekFacts,
    names: Mapping[Id, str],
    columns: Sequence[Column],
    wanted: Sequence[Planned],
    changes: Collection[Change],
) -> list[PictureRow]:
    """A row for each student whom these changes touch; a student who stays in a visit sees no change.

    `names` are short names of clients, because a cell is small.
    """
    cards: dict[tuple[Id, SlotKey], list[PictureCard]] = defaultdict(list)
    touched: set[Id] = set()
    coming: dict[tuple[Id, Id, SlotKey], str] = {}
    for change in changes:
        before, after = _places(change.before), _places(change.after)
        for student, slot in before - after:
            cards[student, slot].append(PictureCard(names.get(change.client, "?"), "gone", change.key))
            touched.add(student)
        for student, slot in after - before:
            coming[student, change.client, slot] = change.key
            touched.add(student)
    for one in wanted:
        for student in one.students:
            key = coming.get((student, one.client, one.slot.key), "")
            state = "new" if key else "same"
            cards[student, one.slot.key].append(PictureCard(names.get(one.client, "?"), state, key))
    return [
        PictureRow(student.name, [(column, cards.get((student.id, column.key), ())) for column in columns])
        for student in facts.students
        if student.id in touched
    ]


def _places(one: Planned | None) -> set[tuple[Id, SlotKey]]:
    return set() if one is None else {(student, one.slot.key) for student in one.students}
