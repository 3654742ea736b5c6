"""What a solved 'what if' means for the year: the few queries, and the figures that come of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

from planning.optimiser.what_if import Outcome
from wijkleerbedrijf.organisation.calendar_days import days_between, is_open
from wijkleerbedrijf.organisation.models import Block, Location, LocationYear
from wijkleerbedrijf.organisation.models.catalogue import Weekday
from wijkleerbedrijf.organisation.models.location import HourDefinition
from wijkleerbedrijf.organisation.school_calendar import periods_of
from wijkleerbedrijf.organisation.vocabulary import Words

from .facts import enrolment_spans, hour_rules, visit_facts, years_by_month
from .indicators import HourFigures, VisitSum, hours_of, present_on
from .models import WhatIf
from .periods import Kind, period_of
from .what_if_figures import Phase, Practice, WhatIfFigures, forecast, practice_of, week_figures
from .what_if_question import Asked
from .what_if_service import outcome_from

_DAY = datetime.timedelta(days=1)
_KNOWN = ("done", "client_absent", "cancelled")


@dataclass(frozen=True, slots=True)
class Year:
    """What is known of the running school year: hours by month, how plans turn out, and the days that are still to come."""

    today: datetime.date
    hours: HourFigures
    practice: Practice
    hour_definition: str
    open_days: tuple[datetime.date, ...]
    students_now: int
    parameters: LocationYear | None


def year_of(location: Location, today: datetime.date) -> Year:
    """Five queries, six when net minutes count."""
    period = period_of(Kind.SCHOOL_YEAR, today)
    years = years_by_month(location, period.months)
    fields, goals, words = hour_rules(years)
    facts = visit_facts(location, period.starts_on, today, today=today, with_net="net_minutes" in fields.values())
    parameters = years[today.replace(day=1)]
    definition = parameters.hour_definition if parameters else HourDefinition.RECORDED.value
    periods = periods_of(location, today, period.ends_on)
    return Year(
        today=today,
        hours=hours_of(facts.sums, months=period.months, minutes_field=fields, goals=goals),
        practice=practice_of(
            definition=definition,
            done=_count(facts.sums, "done"),
            known=_count(facts.sums, *_KNOWN),
            recorded_minutes=sum(row.recorded_minutes for row in facts.sums if row.status == "done"),
        ),
        hour_definition=" en daarna ".join(words),
        open_days=tuple(day for day in days_between(today + _DAY, period.ends_on) if is_open(day, periods)),
        students_now=present_on(enrolment_spans(location, today, today), today),
        parameters=parameters,
    )


def _count(sums: tuple[VisitSum, ...], *states: str) -> int:
    return sum(row.visits for row in sums if row.status in states)


def figures_of(what_if: WhatIf, year: Year, words: Words) -> WhatIfFigures:
    """The answer to one question. One query, none without an extra dagdeel."""
    asked = Asked.from_json(what_if.question)
    monday = datetime.date.fromisoformat(what_if.question["monday"])
    base = outcome_from(what_if.result["base"])
    outcomes = [outcome_from(one) for one in what_if.result["phases"]]
    hours = year.practice.hours
    phases = [Phase(asked.starts_on, hours(outcomes[0]))]
    if asked.later is not None:
        phases.append(Phase(asked.later, hours(outcomes[-1])))
    parameters = year.parameters
    moved = asked.more_students - asked.fewer_students - len(asked.without)
    return WhatIfFigures(
        computed_on=timezone.localdate(what_if.ended_at),
        example_monday=monday,
        starts_on=asked.starts_on,
        placement_from=asked.placement_from if asked.placement else None,
        without=len(asked.without),
        placement=len(asked.placement),
        fewer_students=asked.fewer_students,
        more_students=asked.more_students,
        new_clients=asked.new_clients,
        extra=_extra_words(what_if.location, asked),
        base=week_figures(base, year.practice),
        after=week_figures(outcomes[-1], year.practice),
        new_served=outcomes[-1].new_served,
        lines=forecast(
            [(part.month, part.hours) for part in year.hours.by_month],
            open_days=year.open_days,
            days_a_week=days_a_week(year),
            as_is=hours(base),
            phases=phases,
            today=year.today,
        ),
        goal=round(year.hours.goal) if year.hours.goal else None,
        rate_percent=round(100 * year.practice.rate) if year.practice.rate_known else None,
        hour_definition=year.hour_definition,
        seats_now=year.students_now,
        seats_then=max(0, year.students_now + moved),
        seats=parameters.seats if parameters else None,
        break_even=parameters.break_even if parameters else None,
        client=words.client.singular,
        clients=words.client.plural,
        student=words.student.singular,
        students=words.student.plural,
    )


def days_a_week(year: Year) -> int:
    """On how many days of a full week the location is open."""
    return max((len(days) for days in _by_week(year.open_days).values()), default=5)


def _by_week(days: tuple[datetime.date, ...]) -> dict[tuple[int, int], list[datetime.date]]:
    weeks: dict[tuple[int, int], list[datetime.date]] = {}
    for day in days:
        weeks.setdefault(day.isocalendar()[:2], []).append(day)
    return weeks


def _extra_words(location: Location, asked: Asked) -> tuple[str, ...]:
    """'woensdag middag' for each extra dagdeel."""
    if not asked.extra:
        return ()
    names = dict(Block.objects.filter(location=location).values_list("pk", "name"))
    return tuple(f"{Weekday(weekday).label} {names.get(block, '')}".strip() for weekday, block in asked.extra)


@dataclass(frozen=True, slots=True)
class StudentLine:
    """What a week loses when one student stops."""

    name: str
    visits: int
    clients: int
    hours: float
    pk: int

    @property
    def visits_words(self) -> str:
        return _less(self.visits, "meer")

    @property
    def clients_words(self) -> str:
        return _less(self.clients, "minder")

    @property
    def hours_words(self) -> str:
        return _less(round(self.hours), "meer")


def _less(number: int, opposite: str) -> str:
    """'2', '0', and '1 meer' where the sign would have to be explained: priority may prefer fewer visits with more urgency."""
    return f"{-number} {opposite}" if number < 0 else str(number)


def student_lines(what_if: WhatIf, practice: Practice, names: dict[int, str]) -> tuple[Outcome, list[StudentLine]]:
    """The week as it is, and a line for each student, the greatest loss first."""
    base = outcome_from(what_if.result["base"])
    lines = []
    for row in what_if.result["students"]:
        outcome = outcome_from(row["outcome"])
        lines.append(
            StudentLine(
                name=names.get(row["student"], ""),
                visits=base.visits - outcome.visits,
                clients=outcome.unserved - base.unserved,
                hours=practice.hours(base) - practice.hours(outcome),
                pk=row["student"],
            )
        )
    return base, sorted(lines, key=lambda line: (-line.visits, -line.clients, line.name))
