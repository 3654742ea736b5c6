"""What the page of a proposal shows: the choice between visits and rest, each change with its reason, pins and their price."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from planning.board_rows import Column, columns_of
from planning.change_reasons import Story
from planning.facts import LoadedWeek, load_week_of
from planning.models import PlanStep, WeekProposal
from planning.optimiser.instance import Assignment
from planning.proposal_changes import Group, Kind, Planned, changes_between, grouped
from planning.proposal_choices import Choice, choices_of, is_a_trade, price_of_more
from planning.proposal_lines import GroupLine, PinLine, group_line, names_of, pin_lines
from planning.proposal_picture import PictureRow, picture_of
from planning.proposal_result import CalmResult, ProposalResult, ResultFormatError, from_json
from planning.proposed_week import UnknownInWeek, present_visits, wanted_visits, weeks_waiting
from planning.proposing import is_lost
from planning.rules import Id
from planning.unplaced import UnplacedLine, asked_now, unplaced_lines
from wijkleerbedrijf.organisation.access import Access

#: A planner that has not begun by then does not run.
SILENT = datetime.timedelta(seconds=10)

_MOST_SENTENCES = 5


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    groups: Sequence[GroupLine]


@dataclass
class ProposalPage:
    """The last proposal for a week. Without a result only its state says something."""

    monday: datetime.date
    proposal: WeekProposal | None
    now: datetime.datetime
    calm: int | None = None
    picked: Collection[str] | None = None
    loaded: LoadedWeek | None = None
    result: ProposalResult | None = None
    outdated: bool = False
    _today: datetime.date = field(default_factory=timezone.localdate)

    @property
    def state(self) -> str:
        """waiting, running, done, failed, cancelled; none when nobody asked for one."""
        return "none" if self.proposal is None else str(self.proposal.state)

    @property
    def is_open(self) -> bool:
        return self.state in WeekProposal.OPEN

    @property
    def iso_year(self) -> int:
        return self.monday.isocalendar().year

    @property
    def iso_week(self) -> int:
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> datetime.date:
        return self.monday + datetime.timedelta(days=6)

    @property
    def is_over(self) -> bool:
        return self.sunday < self._today

    @property
    def is_silent(self) -> bool:
        """Does the planner not answer?"""
        if self.proposal is None:
            return False
        waits = self.state == WeekProposal.State.WAITING and self.now - self.proposal.asked_at > SILENT
        return waits or is_lost(self.proposal, self.now)

    @property
    def is_readable(self) -> bool:
        """Is there an answer that this week can still show?"""
        return self.result is not None

    @cached_property
    def chosen(self) -> CalmResult:
        """What was asked for; else the plan that was applied; else that of the location."""
        applied = self.proposal.chosen_calm if self.proposal is not None else None
        return self._result.of_calm(applied if self.calm is None else self.calm)

    @property
    def _result(self) -> ProposalResult:
        if self.result is None:
            raise ValueError("this proposal has no result")
        return self.result

    @property
    def _week(self) -> LoadedWeek:
        if self.loaded is None:
            raise ValueError("this proposal has no week")
        return self.loaded

    @property
    def overtaken(self) -> list[str]:
        """What became impossible since the proposal was made: a student fell ill, a client has a pause."""
        return list(dict.fromkeys(one.sentence for one in self.story.new_problems))[:_MOST_SENTENCES]

    @property
    def is_applied(self) -> bool:
        """Was the plan that is shown carried out as a whole, and is the week still so?"""
        return self.stands == self.chosen.assignments

    @cached_property
    def stands(self) -> frozenset[Assignment] | None:
        """The plan that was carried out as a whole, when the week is still so."""
        if self.proposal is None or self.proposal.chosen_calm is None:
            return None
        plan = self._result.of_calm(self.proposal.chosen_calm).assignments
        return None if changes_between(self.present, wanted_visits(self._week, plan, self._today)) else plan

    @property
    def tells_changes(self) -> bool:
        """Does it still make sense to put this plan beside the week? A remedy that came after it would look like a mistake."""
        return not self.outdated or self.stands is not None

    # The head

    @property
    def headline(self) -> str:
        return f"{self.chosen.placed} van {self._result.wanted} bezoeken geplaatst"

    @property
    def verdict(self) -> str:
        """Whether there could be more, as far as that is known."""
        result, chosen = self._result, self.chosen
        if not result.wanted:
            return "Er worden deze week geen bezoeken gevraagd."
        if chosen.placed >= result.wanted:
            return "Iedereen krijgt alle bezoeken die zijn gevraagd."
        if result.most_proven and chosen.placed == result.most_visits:
            return "Meer kan niet (bewezen)."
        if more := price_of_more(result, chosen):
            return f"{more} Kies hieronder wat u het belangrijkst vindt."
        if result.most_proven and all(chosen.proven) and result.most_visits > chosen.placed:
            return (
                f"Er passen er {result.most_visits}, maar alleen als een ander punt slechter wordt: "
                "voorrang (spoed, lang wachten, een eerste bezoek), rust of bekende gezichten."
            )
        return "Dit is het beste plan dat in de tijd is gevonden. Het is niet bewezen dat er niet meer bij kan."

    @property
    def is_proven(self) -> bool:
        result = self._result
        return self.chosen.placed >= result.wanted or (result.most_proven and self.chosen.placed == result.most_visits)

    @cached_property
    def choices(self) -> list[Choice]:
        """From no weight for changes to the most; the same plan once."""
        return choices_of(self._result, self.chosen.calm, self._changed_by)

    @property
    def rest_costs_visits(self) -> bool:
        """Is it a matter of more visits against fewer changes, or is it less simple this week?"""
        return is_a_trade(self.choices)

    def _changed_by(self, one: CalmResult) -> int:
        """Visits of the present week that this plan changes or drops; of the usual week while nothing is planned."""
        wanted = wanted_visits(self._week, one.assignments, self._today)
        return sum(change.kind is not Kind.NEW for change in changes_between(self.story.baseline, wanted))

    # What changes

    @cached_property
    def present(self) -> list[Planned]:
        return present_visits(self._week)

    @cached_property
    def wanted(self) -> list[Planned]:
        return wanted_visits(self._week, self.chosen.assignments, self._today)

    @cached_property
    def story(self) -> Story:
        return Story(self._week.facts, self.present, self.wanted, self._result.previous, weeks_waiting(self._week))

    @cached_property
    def _groups(self) -> list[Group]:
        return grouped(changes_between(self.present, self.wanted), self.present, self._week.facts)

    @cached_property
    def _names(self) -> dict[Id, str]:
        return names_of(self._week)

    def _is_usual(self, group: Group) -> bool:
        return all(self.story.is_usual(change) for change in group.changes)

    @cached_property
    def sections(self) -> list[Section]:
        """What a person looks at: first what changes for somebody who has a visit, then what comes; without the normal week."""
        lines = [self._line(group) for group in self._groups if not self._is_usual(group)]
        touching = [line for line in lines if any(change.before for change in line.changes)]
        new = [line for line in lines if not any(change.before for change in line.changes)]
        found = [Section("Bezoeken die veranderen", touching), Section("Bezoeken erbij", new)]
        return [section for section in found if section.groups]

    @property
    def group_count(self) -> int:
        return len(self._groups)

    @cached_property
    def usual(self) -> list[GroupLine]:
        """New visits that are as the normal week has them; they are picked together."""
        return [self._line(group) for group in self._groups if self._is_usual(group)]

    @property
    def usual_picked(self) -> bool:
        return all(group.picked for group in self.usual)

    @property
    def has_changes(self) -> bool:
        return bool(self._groups)

    @property
    def change_count(self) -> int:
        return sum(len(group.changes) for group in self._groups)

    def _line(self, group: Group) -> GroupLine:
        return group_line(group, self.story, self._names, picked=self.picked is None or group.key in self.picked)

    # The picture

    @cached_property
    def columns(self) -> list[Column]:
        return columns_of(self._week)

    @property
    def days(self) -> list[tuple[datetime.date, int]]:
        """Each day with the number of its columns."""
        dates = list(dict.fromkeys(column.date for column in self.columns))
        return [(date, sum(column.date == date for column in self.columns)) for date in dates]

    @cached_property
    def picture(self) -> list[PictureRow]:
        """The students for whom something changes, beyond the normal week, with their whole week."""
        changes = [change for group in self._groups for change in group.changes if not self.story.is_usual(change)]
        names = {row.client_id: row.client.short_name for row in (*self._week.agreements, *self._week.visits)}
        return picture_of(self._week.facts, names, self.columns, self.wanted, changes)

    @property
    def unchanged_students(self) -> int:
        return len(self._week.facts.students) - len(self.picture)

    # What stays because somebody said so

    @cached_property
    def pins(self) -> list[PinLine]:
        return pin_lines(self._week, self.present, self._result.pins, self._names, self._today)

    @property
    def dear_pins(self) -> list[PinLine]:
        return [line for line in self.pins if line.costs != "none"]

    @property
    def free_pins(self) -> list[PinLine]:
        return [line for line in self.pins if line.costs == "none"]

    @property
    def has_side(self) -> bool:
        """Is there something to say beside the changes?"""
        return bool(self.pins or self.chosen.unplaced)

    # What is not placed

    @cached_property
    def unplaced(self) -> list[UnplacedLine]:
        asking = asked_now(self.proposal.week_id) if self.proposal is not None else {}
        return unplaced_lines(self._week.facts, self.chosen, asking)

    # While it runs

    @property
    def failure(self) -> str:
        """Why there is no answer, in a sentence."""
        said = self.proposal.failure if self.proposal is not None else ""
        return said or "Het maken van het voorstel is niet gelukt. Aan de week is niets veranderd. Probeer het opnieuw."

    @property
    def _progress(self) -> dict[str, Any]:
        told = self.proposal.progress if self.proposal is not None else None
        return told if isinstance(told, dict) else {}

    @property
    def step_words(self) -> str:
        """What the planner is doing."""
        if self.state == WeekProposal.State.WAITING:
            return "Even wachten op de planner…"
        return str(self._progress.get("text") or "De beste week zoeken…")

    @property
    def found_so_far(self) -> str:
        """'66 van 71 bezoeken geplaatst', once the first plan is there; empty before."""
        placed, wanted = self._progress.get("placed"), self._progress.get("wanted")
        return (
            f"{placed} van {wanted} bezoeken geplaatst" if isinstance(placed, int) and isinstance(wanted, int) else ""
        )

    @property
    def percent(self) -> int | None:
        """How far it is; None when that can't be said."""
        value = self._progress.get("percent")
        return max(0, min(100, int(value))) if isinstance(value, int | float) else None

    @property
    def seconds(self) -> int:
        """Whole seconds since the proposal was asked."""
        return 0 if self.proposal is None else max(0, int((self.now - self.proposal.asked_at).total_seconds()))


def last_proposal(access: Access, monday: datetime.date) -> WeekProposal | None:
    """The last proposal that somebody asked for this week, with its week and whether the week changed since. One query."""
    newer = PlanStep.objects.filter(week=OuterRef("week"), at__gt=OuterRef("week_changed_at"))
    proposal: WeekProposal | None = (
        WeekProposal.objects.visible_to(access)
        .filter(week__monday=monday)
        .select_related("week", "asked_by")
        .annotate(outdated=Exists(newer))
        .order_by("-pk")
        .first()
    )
    return proposal


def load_proposal_page(
    access: Access,
    monday: datetime.date,
    *,
    calm: int | None = None,
    picked: Collection[str] | None = None,
    now: datetime.datetime | None = None,
) -> ProposalPage:
    """One query while there is no answer, seven when there is."""
    proposal: Any = last_proposal(access, monday)
    page = ProposalPage(monday, proposal, now or timezone.now(), calm, picked)
    if proposal is None or proposal.state != WeekProposal.State.DONE:
        return page
    page.outdated = proposal.outdated
    try:
        result = from_json(proposal.result)
        loaded = load_week_of(proposal.location_id, monday)
        for one in result.calms:
            wanted_visits(loaded, one.assignments, timezone.localdate())
    except (ResultFormatError, UnknownInWeek):
        page.outdated = True
        return page
    page.result, page.loaded = result, loaded
    return page
