"""The rows of the week board: what a student or a client has in each dagdeel, as cells that only need drawing."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.urls import reverse

from planning.facts import LoadedWeek
from planning.models import Visit
from planning.rules import Id, SlotKey, WeekFacts

_DAYS: Final = ("ma", "di", "wo", "do", "vr", "za", "zo")
_DAYS_LONG: Final = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

#: What a student does in a dagdeel without visits -> (tint, word).
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "lesson": ("lesson", "les"),
    "placement": ("placement", "zorgstage"),
    "catch_up": ("lesson", "inhalen"),
    "ill": ("absence", "ziek"),
    "leave": ("absence", "verlof"),
    "absent": ("absence", "afwezig"),
    "free": ("off", "vrij"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A dagdeel of a day of this week."""

    date: datetime.date
    block: int
    name: str
    short_name: str
    starts: datetime.time
    ends: datetime.time
    closed: str

    @property
    def key(self) -> tuple[datetime.date, int]:
        return self.date, self.block

    @property
    def day(self) -> int:
        return self.date.isoweekday()

    @property
    def words(self) -> str:
        """'maandag ochtend'."""
        return f"{_DAYS_LONG[self.date.weekday()]} {self.name}"

    @property
    def short_words(self) -> str:
        """'ma ochtend'."""
        return f"{_DAYS[self.date.weekday()]} {self.name}"


@dataclass(frozen=True, slots=True)
class Card:
    """A visit in a cell. `tone` is concept, published, changed, done or absent; `css` are its classes.

    All is text: a template that draws hundreds of cells formats no numbers.
    """

    visit_id: str
    name: str
    icon: str
    minutes: str
    tone: str
    css: str
    words: str
    url: str
    pin: str

    @property
    def is_changed(self) -> bool:
        return self.tone == "changed"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a dagdeel of a row. `kind`: taken, free, preferred, covered, lesson, placement, absence, closed or off."""

    key: str
    css: str
    part: str
    kind: str
    word: str
    cards: Sequence[Card]
    query: str
    label: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A student, planned against target, or a client, planned against agreed."""

    pk: int
    name: str
    short_name: str
    initials: str
    note: str
    short_note: str
    planned: int
    target: int
    cells: Sequence[Cell]

    @property
    def score(self) -> str:
        """'2/3'."""
        return f"{self.planned}/{self.target}"

    @property
    def bar_max(self) -> str:
        return str(max(self.planned, self.target, 1))

    @property
    def bar_value(self) -> str:
        return str(self.planned)


@dataclass(frozen=True, slots=True)
class Names:
    """How this person sees clients and students: with first name and initial where least data is enough."""

    facts: WeekFacts
    clients: Mapping[Id, str]
    students: Mapping[Id, str]
    icons: Mapping[Id, Sequence[str]]
    full_names: Mapping[str, str]
    """How a client is addressed -> how this person sees the client; empty for whoever may see all."""

    @classmethod
    def of(cls, loaded: LoadedWeek, *, discreet: bool) -> Names:
        people = {row.client_id: row.client for row in (*loaded.agreements, *loaded.visits)}
        clients = {pk: client.short_name for pk, client in people.items()}
        facts = loaded.facts
        if discreet:
            facts = replace(
                facts, clients=tuple(replace(client, name=clients.get(client.id, "")) for client in facts.clients)
            )
        return cls(
            facts=facts,
            clients=clients,
            students={student.id: student.name for student in facts.students},
            icons={agreement.client_id: agreement.activity_icons for agreement in loaded.agreements},
            full_names={client.address_name: client.short_name for client in people.values()} if discreet else {},
        )

    def discreetly(self, text: str) -> str:
        """A sentence that was kept with the names of clients, as this person may read it."""
        for full, short in self.full_names.items():
            for name in (full, full[:1].upper() + full[1:]):
                text = text.replace(name, short)
        return text

    def client(self, pk: Id) -> str:
        return self.clients.get(pk) or "onbekend"

    def student(self, pk: Id) -> str:
        return self.students.get(pk) or "onbekend"


Trouble = set[tuple[Id | None, SlotKey | None]]
Frozen = Mapping[int, Mapping[str, Any]] | None
#: The visits that the proposal changed which was applied last.
Lit = frozenset[int]


def columns_of(loaded: LoadedWeek) -> list[Column]:
    """The dagdelen of the week in order. A weekend without dagdelen has no columns."""
    hours = {row.block_id: row for row in loaded.here.hours}
    return [
        Column(
            date=slot.date,
            block=int(slot.block),
            name=slot.name or (hours[int(slot.block)].name if int(slot.block) in hours else "dagdeel"),
            short_name=hours[int(slot.block)].short_name if int(slot.block) in hours else "",
            starts=slot.starts,
            ends=slot.ends,
            closed=loaded.facts.closed.get(slot.key, ""),
        )
        for slot in sorted(loaded.facts.slots, key=lambda slot: (slot.date, slot.starts, slot.ends))
    ]


def student_rows(
    loaded: LoadedWeek, names: Names, columns: Sequence[Column], frozen: Frozen, trouble: Trouble, lit: Lit
) -> list[BoardRow]:
    cards: dict[tuple[int, datetime.date, int], list[Card]] = defaultdict(list)
    planned: dict[int, int] = defaultdict(int)
    for visit in loaded.visits:
        if visit.is_active:
            for row in visit.seat_rows:
                card = _card(visit, names, frozen, trouble, lit, for_student=row["student"])
                cards[row["student"], visit.date, visit.block_id].append(card)
                planned[row["student"]] += 1
    rows = []
    for student in loaded.students:
        facts = loaded.facts.student_by_id[student.pk]
        cells = []
        for column in columns:
            here = cards.get((student.pk, column.date, column.block), ())
            kind, word = _student_kind(facts.unavailable.get(column.key), column)
            if here:
                kind, word = "taken", word if kind not in ("free", "off") else ""
            cells.append(_cell(student.pk, facts.name, column, kind, word, here, "student"))
        rows.append(
            BoardRow(
                pk=student.pk,
                name=student.full_name,
                short_name=facts.name,
                initials=student.first_name[:1] + student.surname[:1],
                note=f"niveau {facts.level}" + (", starter" if facts.starter else ""),
                short_note=f"n{facts.level}" + (" ✦" if facts.starter else ""),
                planned=planned[student.pk],
                target=facts.target,
                cells=cells,
            )
        )
    return rows


def _student_kind(unavailable: str | None, column: Column) -> tuple[str, str]:
    if column.closed:
        return "closed", "dicht"
    if unavailable is None:
        return "free", ""
    return _KINDS.get(unavailable, ("off", "vrij"))


def client_rows(
    loaded: LoadedWeek, names: Names, columns: Sequence[Column], frozen: Frozen, trouble: Trouble, lit: Lit
) -> list[BoardRow]:
    cards: dict[tuple[int, datetime.date, int], list[Card]] = defaultdict(list)
    days: set[tuple[int, datetime.date]] = set()
    planned: dict[int, int] = defaultdict(int)
    for visit in loaded.visits:
        if visit.is_active:
            cards[visit.client_id, visit.date, visit.block_id].append(
                _card(visit, names, frozen, trouble, lit, for_student=None)
            )
            days.add((visit.client_id, visit.date))
            planned[visit.client_id] += 1
    rows = []
    for client in loaded.facts.clients:
        pk = int(client.id)
        name = names.client(client.id)
        cells = []
        for column in columns:
            here = cards.get((pk, column.date, column.block), ())
            kind, word = "off", ""
            if here:
                kind = "taken"
            elif column.closed:
                kind, word = "closed", "dicht"
            elif any(column.date in pause for pause in client.pauses):
                kind, word = "absence", "pauze"
            elif column.key in client.covered:
                kind, word = "covered", client.covered[column.key] or "er helpt al iemand"
            elif column.key in client.slots and (pk, column.date) not in days and planned[pk] < client.visits:
                kind = "preferred" if column.key in client.preferred else "free"
            cells.append(_cell(pk, name, column, kind, word, here, "klant"))
        rows.append(
            BoardRow(
                pk=pk,
                name=name,
                short_name=name,
                initials="",
                note="" if client.travel is None else f"{client.travel} min fietsen",
                short_note="",
                planned=planned[pk],
                target=client.visits,
                cells=cells,
            )
        )
    return rows


def _cell(pk: int, name: str, column: Column, kind: str, word: str, cards: Sequence[Card], person: str) -> Cell:
    return Cell(
        key=f"{pk}:{column.date}:{column.block}",
        css=f"d{column.day} cell {kind}",
        part=column.name,
        kind=kind,
        word=word,
        cards=cards,
        query=f"?{person}={pk}&datum={column.date}&dagdeel={column.block}" if kind in ("free", "preferred") else "",
        label=f"Plan een bezoek voor {name}, {column.words}" if kind in ("free", "preferred") else column.short_words,
    )


def _card(visit: Any, names: Names, frozen: Frozen, trouble: Trouble, lit: Lit, *, for_student: int | None) -> Card:
    """The card of a visit in the row of one of its students, or in the row of its client."""
    tone = _tone(visit, frozen)
    lead = next((row["student"] for row in visit.seat_rows if row["role"] == "lead"), None)
    buddy = next((row["student"] for row in visit.seat_rows if row["role"] == "buddy"), None)
    facts = names.facts.client_by_id.get(visit.client_id)
    minutes = facts.minutes_for(for_student or lead or 0) if facts else None
    client = names.client(visit.client_id)
    if for_student is None:
        name = " + ".join(names.student(pk) for pk in (lead, buddy) if pk) or "nog niemand"
        words = [name]
    else:
        name = client
        words = [client]
        if buddy:
            other = buddy if for_student == lead else lead
            words.append(f"samen met {names.student(other)}" if other else "gaat mee")
    is_trouble = (visit.client_id, (visit.date, visit.block_id)) in trouble
    words.append(_TONE_WORDS[tone])
    if visit.is_unsettled:
        words.append(f"te bevestigen: {names.facts.vocabulary.the_client} moet nog ja zeggen")
    if minutes is not None:
        words.append(f"{minutes} minuten fietsen")
    if visit.accompanied_by_id:
        words.append("begeleider gaat mee")
    if visit.pinned:
        words.append("vastgezet")
    is_lit = visit.pk in lit
    if is_lit:
        words.append("nieuw door het voorstel")
    if is_trouble:
        words.append("let op: zie de waarschuwingen")
    return Card(
        visit_id=str(visit.pk),
        name=name,
        icon=_icon(visit, names, tone, is_together=buddy is not None, is_trouble=is_trouble),
        minutes="" if minutes is None else f"{minutes}′",
        tone=tone,
        css=f"visit visit-{tone}{' visit-trouble' * is_trouble}{' visit-lit' * is_lit}{' visit-unsettled' * visit.is_unsettled}",
        words=", ".join(words),
        url=reverse("planning:visit_detail", args=[visit.pk]),
        pin="pin" if visit.pinned else "",
    )


def _icon(visit: Any, names: Names, tone: str, *, is_together: bool, is_trouble: bool) -> str:
    """The one pictogram of a small card: what matters most to whoever plans, else what they do together."""
    if is_trouble:
        return "attention"
    if visit.is_unsettled:
        return "waiting"
    if tone in ("done", "absent"):
        return tone
    if visit.accompanied_by_id:
        return "handshake"
    if is_together:
        return "buddy"
    return next((icon for icon in names.icons.get(visit.client_id) or () if icon), "home")


_TONE_WORDS: Final[Mapping[str, str]] = {
    "concept": "concept",
    "published": "gepubliceerd",
    "changed": "veranderd na publicatie",
    "done": "gedaan",
    "absent": "niet thuis",
}


def _tone(visit: Any, frozen: Frozen) -> str:
    if visit.status == Visit.Status.DONE:
        return "done"
    if visit.status == Visit.Status.CLIENT_ABSENT:
        return "absent"
    if frozen is None:
        return "concept"
    before = frozen.get(visit.pk)
    same = before is not None and (
        before["status"] != Visit.Status.CANCELLED
        and before["date"] == visit.date.isoformat()
        and before["block"] == visit.block_id
        and sorted(map(tuple, before["seats"])) == sorted((row["student"], row["role"]) for row in visit.seat_rows)
    )
    return "published" if same else "changed"
