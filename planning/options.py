"""Where a visit may go on the board, cell by cell, and why it can't go elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from planning.facts import LoadedWeek
from planning.rules import (
    Finding,
    Id,
    Member,
    Proposal,
    Rule,
    SeatRole,
    Slot,
    about_members,
    about_visit,
    candidates,
    check_together,
    slots_for_client,
    visits_of,
)

#: Rules that a second student or a coordinator who comes along can still satisfy: the form asks for that.
_ASK: Final = frozenset({Rule.PAIR, Rule.STARTER, Rule.TWO_STUDENTS, Rule.ONE_OF_EACH})


@dataclass
class _Sentences:
    """Each sentence once, by number, because many cells share one."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, sentence: str) -> int:
        return self.numbers.setdefault(sentence, len(self.numbers))

    def cell(self, findings: Iterable[Finding]) -> dict[str, Any]:
        found = list(findings)
        hard = [one for one in found if one.hard]
        if all(one.rule in _ASK for one in hard):
            state = "ask" if hard else "warn" if any(one.needs_reason for one in found) else "can"
            why = [one for one in found if one.hard or one.needs_reason]
        else:
            state, why = "cannot", hard
        return {"s": state, "w": [self.number(one.sentence) for one in why]}


def options_for_visit(loaded: LoadedWeek, visit_id: int, *, by_client: bool) -> dict[str, Any] | None:
    """Every cell for a planned visit of this week, and the visits with which it may change places; None when unknown."""
    facts = loaded.facts
    present = next((proposal for proposal in visits_of(facts) if proposal.visit == visit_id), None)
    if present is None:
        return None
    others = tuple(member for member in present.members if member.role is not SeatRole.LEAD)
    answer = _options(
        loaded, present.client, visit=visit_id, others=others, accompanied=present.accompanied, by_client=by_client
    )
    sentences: _Sentences = answer.pop("numbers")
    answer["swaps"] = {
        str(other.visit): sentences.cell(_swap(present, other, loaded))
        for other in visits_of(facts)
        if other.visit != visit_id
    }
    answer["sentences"] = list(sentences.numbers)
    return answer


def options_for_client(loaded: LoadedWeek, client_id: int, *, by_client: bool) -> dict[str, Any] | None:
    """Every cell for one more visit at this client; None when the client has no agreement in this week."""
    if client_id not in loaded.facts.client_by_id:
        return None
    answer = _options(loaded, client_id, visit=None, others=(), accompanied=False, by_client=by_client)
    answer["sentences"] = list(answer.pop("numbers").numbers)
    return answer


def _options(
    loaded: LoadedWeek,
    client_id: Id,
    *,
    visit: Id | None,
    others: tuple[Member, ...],
    accompanied: bool,
    by_client: bool,
) -> dict[str, Any]:
    facts, sentences = loaded.facts, _Sentences()
    cells: dict[str, dict[str, Any]] = {}
    if by_client:
        ignored = frozenset() if visit is None else frozenset({visit})
        for choice in slots_for_client(client_id, facts, ignored=ignored):
            cell = sentences.cell(choice.findings)
            if cell["s"] != "cannot" and not any(
                one.allowed for one in candidates(client_id, choice.slot, facts, visit=visit, accompanied=accompanied)
            ):
                words = facts.vocabulary
                cell = {
                    "s": "cannot",
                    "w": [sentences.number(f"Geen enkele {words.student} kan op {choice.slot.text}.")],
                }
            cells[_key(client_id, choice.slot)] = cell | ({"s": "ask"} if cell["s"] in ("can", "warn") else {})
    else:
        for slot in facts.slots:
            for student in facts.students:
                along = tuple(member for member in others if member.student != student.id)
                proposal = Proposal(client_id, slot, (Member(student.id), *along), visit=visit, accompanied=accompanied)
                found = (*about_members(proposal, facts), *about_visit(proposal, facts))
                cells[_key(student.id, slot)] = sentences.cell(found)
    return {"cells": cells, "numbers": sentences}


def _swap(one: Proposal, other: Proposal, loaded: LoadedWeek) -> list[Finding]:
    """What the rules say when two visits take each other's dagdeel and student, each with its own second student."""
    return check_together(swapped(one, other), loaded.facts)


def swapped(one: Proposal, other: Proposal) -> list[Proposal]:
    """The two visits in each other's dagdeel with each other's student; who comes along to learn stays."""
    return [
        replace(one, slot=other.slot, members=_crew(lead_of=other, rest_of=one)),
        replace(other, slot=one.slot, members=_crew(lead_of=one, rest_of=other)),
    ]


def _crew(*, lead_of: Proposal, rest_of: Proposal) -> tuple[Member, ...]:
    leads = tuple(member for member in lead_of.members if member.role is SeatRole.LEAD)
    return (*leads, *(member for member in rest_of.members if member.role is not SeatRole.LEAD))


def _key(row: Id, slot: Slot) -> str:
    return f"{row}:{slot.date}:{slot.block}"
