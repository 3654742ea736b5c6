"""The week board as plain data, ready to draw: everything that the page shows of one week of one location."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from planning.board_agreed import AgreedForOnce, agreed_for_once
from planning.board_proposal import BoardProposal, last_proposals, proposal_of, with_visits
from planning.board_rows import BoardRow, Column, Names, Trouble, client_rows, columns_of, student_rows
from planning.board_side import Cancelled, Waiting, cancelled_visits, clients_waiting
from planning.broken import broken_visits, past_slots
from planning.facts import LoadedWeek, load_week_of
from planning.loading import json_rows
from planning.models import Confirmation, PlanStep, Visit, WeekComment, WeekPlan, WeekProposal, WeekVersion
from planning.rules import Finding, check_week, once_each
from wijkleerbedrijf.organisation.access import Access
from wijkleerbedrijf.organisation.models import User
from wijkleerbedrijf.roles import Permission

_DAY = datetime.timedelta(days=1)
_WEEK = datetime.timedelta(weeks=1)
STUDENTS, CLIENTS = "studenten", "klanten"
#: Steps that change nothing in what was published.
_UNSEEN = (PlanStep.Kind.RECORD, PlanStep.Kind.PIN)


@dataclass(frozen=True, slots=True)
class BoardView:
    """What a person looks at: rows of students or of clients, the whole week or one day of it (1 is Monday)."""

    rows: str = STUDENTS
    day: int | None = None

    @classmethod
    def of(cls, query: Any) -> BoardView:
        day = query.get("dag", "")
        return cls(
            rows=CLIENTS if query.get("view") == CLIENTS else STUDENTS,
            day=int(day) if day in ("1", "2", "3", "4", "5", "6", "7") else None,
        )

    def address(self, *, rows: str | None = None, day: int | None = None) -> str:
        """The query of the same page with other rows or another day; day 0 is the whole week."""
        parts = []
        if (rows or self.rows) == CLIENTS:
            parts.append(f"view={CLIENTS}")
        if wanted := self.day if day is None else day:
            parts.append(f"dag={wanted}")
        return "?" + "&".join(parts) if parts else "?"

    @property
    def students_address(self) -> str:
        return self.address(rows=STUDENTS)

    @property
    def clients_address(self) -> str:
        return self.address(rows=CLIENTS)

    @property
    def week_address(self) -> str:
        return self.address(day=0)


@dataclass(frozen=True, slots=True)
class Day:
    number: int
    date: datetime.date
    columns: Sequence[Column]
    closed: str
    is_today: bool
    address: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What a teacher or coordinator said about the week."""

    pk: int
    text: str
    author: str
    at: datetime.datetime
    settled: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A step on the week: what, why, by whom; `is_unsettled` when a client must still say yes or be told."""

    summary: str
    reason: str
    author: str
    at: datetime.datetime
    is_unsettled: bool


@dataclass(frozen=True, slots=True)
class DutyCell:
    column: Column
    names: str
    missing: bool


@dataclass
class Board:
    """One week of one location."""

    week: WeekPlan
    view: BoardView
    loaded: LoadedWeek
    names: Names
    days: list[Day]
    rows: list[BoardRow]
    waiting: list[Waiting]
    problems: list[Finding]
    remarks: list[Finding]
    cancelled: list[Cancelled]
    agreed: list[AgreedForOnce]
    comments: list[Remark]
    changes: list[Change]
    undoable: str
    undoable_step: int | None
    proposal: BoardProposal | None
    lit: frozenset[int]
    duty: list[DutyCell]
    wanted: int
    placed: int
    broken: int
    unsettled: int
    changed_since_publication: bool
    today: datetime.date

    @property
    def shown_day(self) -> int:
        """The day that a narrow screen shows."""
        if self.view.day:
            return self.view.day
        open_days = [day for day in self.days if not day.closed]
        today = next((day for day in open_days if day.is_today), None)
        first = today or next(iter(open_days or self.days), None)
        return first.number if first else 1

    @property
    def columns(self) -> list[Column]:
        return [column for day in self.days for column in day.columns]

    @property
    def is_closed(self) -> bool:
        """Is the location closed all week?"""
        return bool(self.days) and all(day.closed for day in self.days)

    @property
    def is_over(self) -> bool:
        return self.week.sunday < self.today

    @property
    def missing(self) -> int:
        return sum(waiting.missing for waiting in self.waiting)

    @property
    def wants_proposal(self) -> bool:
        """Is a proposal the next step: a concept in which visits are missing, and none was just applied?"""
        is_applied = self.proposal is not None and self.proposal.is_applied
        return self.week.state == WeekPlan.State.CONCEPT and bool(self.placed and self.missing) and not is_applied

    @property
    def open_comments(self) -> list[Remark]:
        return [comment for comment in self.comments if not comment.settled]

    @property
    def previous_monday(self) -> datetime.date:
        return self.week.monday - _WEEK

    @property
    def next_monday(self) -> datetime.date:
        return self.week.monday + _WEEK


def find_week(access: Access, monday: datetime.date) -> Any:
    """The week with its comments, steps and last version in one query; a new, unsaved one when nothing was planned yet."""
    mine = {"week": OuterRef("pk")}
    week: Any = (
        WeekPlan.objects.visible_to(access)
        .filter(monday=monday)
        .annotate(
            comment_rows=json_rows(
                WeekComment.objects.filter(**mine).order_by("created_at"),
                pk="pk",
                text="text",
                first_name="author__first_name",
                at="created_at",
                settled_at="settled_at",
            ),
            step_rows=json_rows(
                with_visits(PlanStep.objects.filter(**mine)).order_by("-pk")[:40],
                pk="pk",
                kind="kind",
                summary="summary",
                reason="reason",
                first_name="by__first_name",
                at="at",
                after_version="after_version",
                undone_at="undone_at",
                unsettled=Exists(Confirmation.objects.filter(step=OuterRef("pk"), state=Confirmation.State.OPEN)),
                visits="visits",
            ),
            proposal_rows=json_rows(
                last_proposals(WeekProposal.objects.filter(**mine)),
                state="state",
                week_changed_at="week_changed_at",
                chosen_calm="chosen_calm",
                clients="clients",
                reasons="reasons",
            ),
            frozen=Subquery(WeekVersion.objects.filter(**mine).order_by("-version").values("visits")[:1]),
        )
        .first()
    )
    if week is None:
        week = WeekPlan(location=access.location, monday=monday)
        week.comment_rows, week.step_rows, week.proposal_rows, week.frozen = [], [], [], None
    return week


def load_board(access: Access, monday: datetime.date, view: BoardView, *, today: datetime.date) -> Board:
    """The board of a week: eight queries, however many rows there are."""
    week = find_week(access, monday)
    loaded = load_week_of(week.location_id, monday)
    return board_of(week, loaded, view, today=today, discreet=not access.may(Permission.SEE_CLIENTS))


def board_of(week: Any, loaded: LoadedWeek, view: BoardView, *, today: datetime.date, discreet: bool) -> Board:
    """The board of a loaded week. `discreet`: clients are called by first name and initial, also in sentences."""
    names = Names.of(loaded, discreet=discreet)
    facts = names.facts
    last = next((row for row in week.step_rows if row["undone_at"] is None and row["kind"] != PlanStep.Kind.UNDO), None)
    everything = check_week(facts)
    findings = once_each(everything)
    columns = columns_of(loaded)
    frozen = {visit["id"]: visit for visit in week.frozen or []}
    trouble: Trouble = {(finding.client, finding.slot) for finding in everything if finding.client and finding.hard}
    lit = _lit(last, loaded)
    context = (loaded, names, columns, frozen if week.version else None, trouble, lit)
    rows = client_rows(*context) if view.rows == CLIENTS else student_rows(*context)
    proposal = proposal_of(week.proposal_rows, week.step_rows)
    waiting = clients_waiting(loaded, names, proposal.reasons if proposal else {})
    active = [visit for visit in loaded.visits if visit.is_active]
    return Board(
        week=week,
        view=view,
        today=today,
        loaded=loaded,
        names=names,
        days=_days(columns, today, view),
        rows=rows,
        waiting=waiting,
        problems=[one for one in findings if one.blocks_publishing],
        remarks=[one for one in findings if one.needs_reason and not one.blocks_publishing],
        cancelled=cancelled_visits(loaded, names),
        agreed=agreed_for_once(loaded, names, today),
        comments=[
            Remark(row["pk"], row["text"], row["first_name"], _moment(row["at"]), bool(row["settled_at"]))
            for row in week.comment_rows
        ],
        changes=[
            Change(
                names.discreetly(row["summary"]),
                row["reason"],
                row["first_name"],
                _moment(row["at"]),
                row["unsettled"],
            )
            for row in week.step_rows
            if week.version and row["after_version"] == week.version and row["kind"] not in _UNSEEN
        ],
        undoable=names.discreetly(last["summary"]) if last else "",
        undoable_step=last["pk"] if last else None,
        proposal=proposal,
        lit=lit,
        duty=_duty(columns, loaded, active),
        wanted=len(active) + sum(one.missing for one in waiting),
        placed=len(active),
        broken=len(broken_visits(loaded, everything, past_slots(loaded, today))),
        unsettled=sum(visit.is_unsettled for visit in active),
        changed_since_publication=(
            bool(week.version) and any(card.is_changed for row in rows for cell in row.cells for card in cell.cards)
        )
        or (
            bool(week.version)
            and {pk for pk, visit in frozen.items() if visit["status"] != Visit.Status.CANCELLED}
            != {visit.pk for visit in active}
        ),
    )


def _lit(last: Any, loaded: LoadedWeek) -> frozenset[int]:
    """The visits that the last step, a proposal, changed; none when that is most of the week, because nothing would stand out."""
    if last is None or last["kind"] != PlanStep.Kind.PROPOSAL:
        return frozenset()
    active = {visit.pk for visit in loaded.visits if visit.is_active}
    changed = active & frozenset(last["visits"])
    return frozenset(changed) if len(changed) <= len(active) / 2 else frozenset()


def _moment(value: str) -> datetime.datetime:
    moment = parse_datetime(value)
    if moment is None:
        raise ValueError(value)
    return localtime(moment)


def _days(columns: Sequence[Column], today: datetime.date, view: BoardView) -> list[Day]:
    days = []
    for date in sorted({column.date for column in columns}):
        mine = [column for column in columns if column.date == date]
        closed = mine[0].closed if all(column.closed for column in mine) else ""
        number = date.isoweekday()
        days.append(Day(number, date, mine, closed, date == today, view.address(day=number)))
    return days


def _duty(columns: Sequence[Column], loaded: LoadedWeek, active: list[Any]) -> list[DutyCell]:
    """Who can be reached in each dagdeel; one query for the names."""
    users = {user for ids in loaded.here.duties.values() for user in ids}
    names = dict(User.objects.filter(pk__in=users).values_list("pk", "first_name")) if users else {}
    needed = {(visit.date, visit.block_id) for visit in active}
    return [
        DutyCell(
            column=column,
            names=", ".join(names[pk] for pk in loaded.here.duties.get(column.key, ()) if pk in names),
            missing=column.key in needed and column.key not in loaded.here.duties,
        )
        for column in columns
    ]
