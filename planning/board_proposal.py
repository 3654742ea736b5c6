"""What the week board knows of the last proposal: that there is one, why a client has no visit in it, and what it changed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from planning.models import PlanStep, WeekProposal
from planning.proposal_result import Reason, reason_from_json
from planning.rules import Id

_CALM = JSONObject(c="chosen_calm")


@dataclass(frozen=True, slots=True)
class BoardProposal:
    """The last proposal of the week. Applied: a whole plan of it, and nobody changed the week again; only then there are `reasons`."""

    state: str
    is_fresh: bool
    is_applied: bool
    reasons: Mapping[Id, Reason]

    @property
    def is_open(self) -> bool:
        return self.state in WeekProposal.OPEN

    @property
    def is_ready(self) -> bool:
        """Is there an answer worth looking at: still to be applied, or with what would help now that it is?"""
        return self.state == WeekProposal.State.DONE and (self.is_fresh or self.is_applied)


def _unplaced(what: str) -> Func:
    """A part of each client who is not placed in the plan that was applied; an empty list when none was."""
    path = f", '$.calms[*] ? (@.calm == $c).unplaced[*].{what}'::jsonpath, "
    return Func(F("result"), _CALM, function="jsonb_path_query_array", arg_joiner=path, output_field=JSONField())


def last_proposals(rows: QuerySet[WeekProposal]) -> QuerySet[WeekProposal]:
    """The newest row with the little that a board shows of it, not the plans."""
    return rows.order_by("-pk").annotate(clients=_unplaced("client"), reasons=_unplaced("reason"))[:1]


def with_visits(rows: QuerySet[PlanStep]) -> QuerySet[PlanStep]:
    """Steps with the ids of the visits that they changed."""
    path = """(%(expressions)s, '$[*] ? (@.what == "visit").id'::jsonpath)"""
    return rows.annotate(visits=Func(F("changes"), template=f"jsonb_path_query_array{path}", output_field=JSONField()))


def proposal_of(rows: Sequence[Mapping[str, Any]], steps: Sequence[Mapping[str, Any]]) -> BoardProposal | None:
    """From the rows that came with the week, newest step first."""
    if not rows:
        return None
    row = rows[0]
    read_at = _moment(row["week_changed_at"])
    newer = [step for step in steps if read_at is None or _moment(step["at"]) > read_at]
    is_applied = row["chosen_calm"] is not None and all(step["kind"] == PlanStep.Kind.PROPOSAL for step in newer)
    pairs = zip(row["clients"] or (), row["reasons"] or (), strict=True) if is_applied else ()
    return BoardProposal(
        state=row["state"],
        is_fresh=not newer,
        is_applied=is_applied,
        reasons={client: reason_from_json(reason) for client, reason in pairs},
    )


def _moment(value: str | None) -> Any:
    moment: datetime.datetime | None = parse_datetime(value) if value else None
    return moment
