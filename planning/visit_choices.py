"""The steps of planning one visit: what has been chosen, what can be chosen now, and why the rest can't."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from planning.board_rows import Names
from planning.facts import LoadedWeek
from planning.rules import (
    Finding,
    Id,
    Member,
    Proposal,
    SeatRole,
    Slot,
    candidates,
    check,
    clients_for,
    slots_for_client,
)
from planning.sent import number


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person has chosen so far; None is still open."""

    client: int | None = None
    date: datetime.date | None = None
    block: int | None = None
    student: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Chosen:
        """Reads ?klant= &datum= &dagdeel= &student=; what can't be read stays open."""
        return cls(
            client=number(query.get("klant")),
            date=_date(query.get("datum")),
            block=number(query.get("dagdeel")),
            student=number(query.get("student")),
        )

    @property
    def query(self) -> str:
        values = {"klant": self.client, "datum": self.date, "dagdeel": self.block, "student": self.student}
        return "?" + urlencode({name: value for name, value in values.items() if value is not None})

    def slot_in(self, loaded: LoadedWeek) -> Slot | None:
        if self.date is None or self.block is None:
            return None
        return loaded.facts.slot_by_key.get((self.date, self.block))


def _date(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose, with its address; or something that can't be chosen, with the reasons."""

    name: str
    note: str
    address: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class OptionList:
    """A question with its answers, best first."""

    title: str
    possible: list[Option]
    impossible: list[Option]
    empty: str = ""


@dataclass
class Choices:
    """What the page shows: the lists of what is still open, or what the rules say about the whole visit."""

    lists: list[OptionList] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    buddies: list[tuple[int, str]] = field(default_factory=list)
    needs_buddy: bool = False


class VisitChoices:
    """Looks up the choices for a visit in one loaded week. `visit` is the visit that is moved."""

    def __init__(
        self, loaded: LoadedWeek, chosen: Chosen, *, path: str, visit: int | None = None, accompanied: bool = False
    ) -> None:
        self.path = path
        self.loaded = loaded
        self.facts = loaded.facts
        self.chosen = chosen
        self.visit = visit
        self.accompanied = accompanied
        self.names = Names.of(loaded, discreet=False)
        self.slot = chosen.slot_in(loaded)
        self.client = self.facts.client_by_id.get(chosen.client) if chosen.client is not None else None
        self.student = self.facts.student_by_id.get(chosen.student) if chosen.student is not None else None

    @property
    def complete(self) -> bool:
        return bool(self.client and self.slot and self.student)

    def find(self) -> Choices:
        if self.client is None:
            return Choices(lists=[self.clients()])
        if self.slot is None:
            return Choices(lists=[self.slots()])
        if self.student is None:
            return Choices(lists=[self.students()])
        return self.whole()

    def whole(self, *, buddy: int | None = None) -> Choices:
        """What the rules say about the visit as chosen, and who could come along."""
        client, slot, student = self.client, self.slot, self.student
        if client is None or slot is None or student is None:
            raise ValueError("something of the visit is still open")
        members = [Member(student.id)]
        if buddy is not None and buddy in self.facts.student_by_id:
            members.append(Member(buddy, SeatRole.BUDDY))
        proposal = Proposal(
            client.id, slot, tuple(members), visit=self.visit, partial=True, accompanied=self.accompanied
        )
        along = candidates(client.id, slot, self.facts, role=SeatRole.BUDDY, visit=self.visit)
        return Choices(
            findings=check(proposal, self.facts),
            buddies=[
                (int(one.student.id), f"{one.student.name} (niveau {one.student.level})")
                for one in along
                if one.allowed and one.student.id != student.id
            ],
            needs_buddy=client.seats == 2 or (student.starter and not self.accompanied),
        )

    def clients(self) -> OptionList:
        if self.slot is not None and self.student is not None:
            possible: list[Option] = []
            impossible: list[Option] = []
            for choice in clients_for(self.student.id, self.slot, self.facts):
                option = self._option(
                    self.client_name(choice.client.id),
                    self._client_note(choice.client.id),
                    choice.findings,
                    replace(self.chosen, client=int(choice.client.id)),
                    allowed=choice.allowed,
                )
                (possible if choice.allowed else impossible).append(option)
            words = self.facts.vocabulary
            return OptionList(
                f"Naar welke {words.client} gaat {self.student.name}?",
                possible,
                impossible,
                empty=f"Er is nu geen {words.client} naar wie {self.student.name} dan kan gaan.",
            )
        everyone = [
            Option(
                self.client_name(client.id),
                self._client_note(client.id),
                self._address(replace(self.chosen, client=int(client.id))),
                [],
            )
            for client in self.facts.clients
        ]
        return OptionList(f"Voor welke {self.facts.vocabulary.client}?", everyone, [])

    def slots(self) -> OptionList:
        """The dagdelen of this client; with how many students could go, or what the chosen student needs."""
        if self.client is None:
            raise ValueError("no client was chosen")
        possible: list[Option] = []
        impossible: list[Option] = []
        ignored = () if self.visit is None else (self.visit,)
        for choice in slots_for_client(self.client.id, self.facts, ignored=ignored):
            chosen = replace(self.chosen, date=choice.slot.date, block=int(choice.slot.block))
            findings: list[Finding] = list(choice.findings)
            note = ""
            if self.student is not None:
                proposal = Proposal(
                    self.client.id,
                    choice.slot,
                    (Member(self.student.id),),
                    visit=self.visit,
                    partial=True,
                    accompanied=self.accompanied,
                )
                findings = check(proposal, self.facts)
            elif choice.allowed:
                who = candidates(
                    self.client.id, choice.slot, self.facts, visit=self.visit, accompanied=self.accompanied
                )
                number = sum(one.allowed for one in who)
                words = self.facts.vocabulary
                note = f"{number} {words.student if number == 1 else words.students} mogelijk"
                if choice.slot.key in self.client.preferred:
                    note += ", liefste dagdeel"
            allowed = not any(one.hard for one in findings)
            option = self._option(choice.slot.text, note, findings, chosen, allowed=allowed)
            (possible if allowed else impossible).append(option)
        return OptionList("Op welk dagdeel?", possible, impossible, empty="Deze week is er geen dagdeel dat past.")

    def students(self) -> OptionList:
        if self.client is None or self.slot is None:
            raise ValueError("no client or dagdeel was chosen")
        possible: list[Option] = []
        impossible: list[Option] = []
        for choice in candidates(self.client.id, self.slot, self.facts, visit=self.visit, accompanied=self.accompanied):
            student = choice.student
            planned = len(self.facts.seats_of_student.get(student.id, ()))
            known = self.facts.familiarity.get((student.id, self.client.id), 0)
            notes = [f"niveau {student.level}", f"{planned} van {student.target} bezoeken"]
            if known:
                notes.append("kent elkaar")
            option = self._option(
                student.name,
                ", ".join(notes),
                choice.findings,
                replace(self.chosen, student=int(student.id)),
                allowed=choice.allowed,
            )
            (possible if choice.allowed else impossible).append(option)
        words = self.facts.vocabulary
        return OptionList(
            f"Welke {words.student} gaat?",
            possible,
            impossible,
            empty=f"Geen enkele {words.student} kan dan. Kies een ander dagdeel.",
        )

    def client_name(self, client_id: Id) -> str:
        agreement = next((row for row in self.loaded.agreements if row.client_id == client_id), None)
        return agreement.client.full_name if agreement else self.names.client(client_id)

    def _client_note(self, client_id: Id) -> str:
        client = self.facts.client_by_id[client_id]
        placed = len({seat.visit for seat in self.facts.seats_of_client.get(client_id, ())})
        notes = [f"{placed} van {client.visits} geplaatst"]
        minutes = client.minutes_for(self.student.id) if self.student else client.travel
        if minutes is not None:
            notes.append(f"{minutes} min fietsen")
        if client.urgent:
            notes.append("spoed")
        return ", ".join(notes)

    def _address(self, chosen: Chosen) -> str:
        return self.path + chosen.query

    def _option(
        self, name: str, note: str, findings: list[Finding] | tuple[Finding, ...], chosen: Chosen, *, allowed: bool
    ) -> Option:
        shown = [one for one in findings if (one.needs_reason if allowed else one.hard)]
        return Option(name, note, self._address(chosen) if allowed else "", [one.sentence for one in shown])
