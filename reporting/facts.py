"""The few queries behind the figures of a report."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.formats import number_format

from planning.models import Visit
from planning.travel import net_visit_minutes, travel
from students.models import Enrolment, Outflow
from wijkleerbedrijf.organisation.calendar_days import school_year_days, school_year_of
from wijkleerbedrijf.organisation.models import Location, LocationYear, PartnerAgreement
from wijkleerbedrijf.organisation.models.location import HourDefinition
from wijkleerbedrijf.organisation.vocabulary import DEFAULT_WORDS, words_for

from .figures import Figures, KeptScenario, UsedDefinition
from .indicators import (
    DEFINITIONS,
    OutflowCount,
    OutflowFigures,
    PartnerLine,
    Span,
    VisitSum,
    hours_of,
    outflow_of,
    seats_of,
    shown,
    visits_of,
)
from .models import Report
from .periods import Period, dutch_date
from .what_if_figures import thaw

_MINUTES_FIELD = {
    HourDefinition.RECORDED: "recorded_minutes",
    HourDefinition.NET: "net_minutes",
    HourDefinition.BLOCK: "block_minutes",
}
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What the visits of a period say together. `first_open` is the day of the oldest visit without outcome."""

    sums: tuple[VisitSum, ...]
    open_visits: int
    first_open: datetime.date | None
    travel_unknown: int = 0


def years_by_month(location: Location, months: tuple[datetime.date, ...]) -> dict[datetime.date, LocationYear | None]:
    """The parameters that hold in each month. One query."""
    years = list(LocationYear.objects.filter(location=location).order_by("-school_year"))
    return {
        month: next((year for year in years if year.school_year <= school_year_of(month)), None) for month in months
    }


def _counted_visits(location: Location, first: datetime.date, last: datetime.date) -> Q:
    """Visits of published weeks, and every visit that somebody really went to."""
    return Q(location=location, date__range=(first, last)) & (
        Q(week__version__gt=0) | Q(status__in=[Visit.Status.DONE, Visit.Status.CLIENT_ABSENT])
    )


def visit_facts(
    location: Location, first: datetime.date, last: datetime.date, *, today: datetime.date, with_net: bool
) -> VisitFacts:
    """Visits from `first` up to and including `last`. One query, two when net minutes are asked."""
    open_now = Q(status=Visit.Status.PLANNED, date__lt=today)
    rows = list(
        Visit.objects.filter(_counted_visits(location, first, last))
        .annotate(month=TruncMonth("date"))
        .values("month", "status", "cancel_reason")
        .annotate(
            visits=Count("pk"),
            recorded=Sum("minutes"),
            block_time=Sum(ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())),
            open_visits=Count("pk", filter=open_now),
            first_open=Min("date", filter=open_now),
        )
        .order_by("month", "status", "cancel_reason")
    )
    net, unknown = _net_minutes(location, first, last) if with_net else ({}, 0)
    sums = tuple(
        VisitSum(
            month=row["month"],
            status=row["status"],
            cancel_reason=row["cancel_reason"],
            visits=row["visits"],
            recorded_minutes=row["recorded"] or 0,
            block_minutes=int(row["block_time"].total_seconds()) // 60,
            net_minutes=net.get(row["month"], 0) if row["status"] == Visit.Status.DONE else 0,
        )
        for row in rows
    )
    opened = [row["first_open"] for row in rows if row["first_open"]]
    return VisitFacts(
        sums, sum(row["open_visits"] for row in rows), min(opened) if opened else None, travel_unknown=unknown
    )


def _net_minutes(location: Location, first: datetime.date, last: datetime.date) -> tuple[dict[datetime.date, int], int]:
    """Minutes of the block less the journey there and back, by month, and of how many visits the journey is unknown.

    Those count in full. The journey is the one from the location, also for the student who leaves from home by exception.
    """
    minutes: dict[datetime.date, int] = {}
    unknown = 0
    inside = {
        month: year.travel_inside_block if year else True
        for month, year in years_by_month(location, _months(first, last)).items()
    }
    rows = (
        Visit.objects.filter(location=location, date__range=(first, last), status=Visit.Status.DONE)
        .annotate(month=TruncMonth("date"))
        .values_list("month", "starts_at", "ends_at", "client__travel_minutes", "client__latitude", "client__longitude")
        .annotate(visits=Count("pk"))
        .order_by()
    )
    for month, starts_at, ends_at, entered, latitude, longitude, visits in rows:
        point = None if latitude is None or longitude is None else (latitude, longitude)
        one_way = travel(entered=entered, start=location.coordinates, client=point).minutes
        net = net_visit_minutes(starts_at, ends_at, one_way, inside_block=inside[month])
        if net is None:
            unknown += visits
            net = net_visit_minutes(starts_at, ends_at, 0)
        minutes[month] = minutes.get(month, 0) + (net or 0) * visits
    return minutes, unknown


def _months(first: datetime.date, last: datetime.date) -> tuple[datetime.date, ...]:
    months = []
    month = first.replace(day=1)
    while month <= last:
        months.append(month)
        month = (month + 32 * _DAY).replace(day=1)
    return tuple(months)


def households_of(location: Location, first: datetime.date, last: datetime.date) -> int:
    """Different clients who had a visit. One query."""
    return (
        Visit.objects.filter(location=location, date__range=(first, last), status=Visit.Status.DONE)
        .values("client")
        .distinct()
        .count()
    )


def enrolment_spans(location: Location, first: datetime.date, last: datetime.date) -> list[Span]:
    """Enrolments that hold on a day of the period. One query."""
    rows = Enrolment.objects.filter(location=location).valid_between(first, last)
    return [Span(*row) for row in rows.values_list("valid_from", "valid_until")]


def outflow_figures(location: Location, period: Period, until: datetime.date) -> tuple[OutflowFigures, ...]:
    """Finished routes of the period, and of all whole school years up to the period's end. One query."""
    year_end = school_year_days(school_year_of(until + _DAY))[0] - _DAY
    rows = list(
        Outflow.objects.filter(location=location, ended_on__lte=max(until, year_end))
        .values("result", "destination")
        .annotate(
            in_period=Count("pk", filter=Q(ended_on__range=(period.starts_on, until))),
            in_years=Count("pk", filter=Q(ended_on__lte=year_end)),
        )
        .order_by()
    )
    words = {value: str(label) for value, label in Outflow.Destination.choices}
    return tuple(
        outflow_of(
            [OutflowCount(row["result"], row["destination"], row[column]) for row in rows],
            label=label,
            destinations=words,
        )
        for column, label in (
            ("in_period", "in deze periode"),
            ("in_years", f"sinds de start tot en met {dutch_date(year_end)}"),
        )
    )


def partner_lines(location: Location, first: datetime.date, last: datetime.date) -> tuple[PartnerLine, ...]:
    """Partners with an agreement in the period and what they contribute. One query."""
    agreements = (
        PartnerAgreement.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=first), location=location, valid_from__lte=last
        )
        .select_related("partner")
        .order_by("partner__name", "contribution", "valid_from")
    )
    lines: dict[int, PartnerLine] = {}
    for agreement in agreements:
        partner = agreement.partner
        line = lines.get(partner.pk) or PartnerLine(partner.name, str(partner.get_kind_display()), ())
        lines[partner.pk] = replace(line, contributions=(*line.contributions, _contribution(agreement)))
    return tuple(lines.values())


def _contribution(agreement: PartnerAgreement) -> str:
    """'geld: € 80.000 per jaar (subsidie)', with hours and the explanation where they are known."""
    details = []
    if agreement.amount_per_year is not None:
        details.append(f"€\u00a0{_decimal(agreement.amount_per_year)} per jaar")
    if agreement.hours_per_week is not None:
        details.append(f"{_decimal(agreement.hours_per_week)} uur per week")
    kind, explanation = str(agreement.get_contribution_display()), agreement.description
    if not details:
        return f"{kind}: {explanation}" if explanation else kind
    said = f"{kind}: {', '.join(details)}"
    return f"{said} ({explanation})" if explanation else said


def _decimal(value: Decimal) -> str:
    places = 0 if value == value.to_integral_value() else (2 if value.as_tuple().exponent == -2 else 1)
    return str(number_format(value, decimal_pos=places, force_grouping=True))


def hour_rules(
    years: Mapping[datetime.date, LocationYear | None],
) -> tuple[dict[datetime.date, str], dict[datetime.date, int | None], tuple[str, ...]]:
    """For each month which minutes count and which year goal holds, and the definitions in words."""
    definitions = {
        month: HourDefinition(year.hour_definition) if year else HourDefinition.RECORDED
        for month, year in years.items()
    }
    fields = {month: _MINUTES_FIELD[definition] for month, definition in definitions.items()}
    goals = {month: year.goal_hours if year else None for month, year in years.items()}
    return fields, goals, tuple(dict.fromkeys(str(definition.label) for definition in definitions.values()))


def figures_of(location: Location, period: Period, *, today: datetime.date) -> tuple[Figures, VisitFacts]:
    """Everything that a report counts about a period, at most up to today. Seven queries at most, whatever the rows."""
    until = max(min(period.ends_on, today), period.starts_on)
    years = years_by_month(location, period.months)
    fields, goals, hour_words = hour_rules(years)
    visits = visit_facts(
        location, period.starts_on, period.ends_on, today=today, with_net="net_minutes" in fields.values()
    )
    year = years[period.months[-1]]
    figures = Figures(
        counted_until=until,
        hours=hours_of(visits.sums, months=period.months, minutes_field=fields, goals=goals),
        hour_definitions=hour_words,
        travel_unknown=visits.travel_unknown,
        households=shown(households_of(location, period.starts_on, period.ends_on)),
        goal_households=year.goal_households if year else None,
        visits=visits_of(
            visits.sums,
            reasons={value: str(label) for value, label in Visit.CancelReason.choices},
            open_visits=visits.open_visits,
        ),
        seats=seats_of(
            enrolment_spans(location, period.starts_on, until),
            first=period.starts_on,
            last=until,
            seats=year.seats if year else None,
            break_even=year.break_even if year else None,
        ),
        outflow=outflow_figures(location, period, until),
        goal_diploma_percent=year.goal_diploma_percent if year else None,
        partners=partner_lines(location, period.starts_on, period.ends_on),
        definitions=tuple(
            UsedDefinition(
                definition.code,
                definition.version,
                definition.title,
                definition.text.format(hour=" en daarna ".join(hour_words)),
            )
            for definition in DEFINITIONS
        ),
        student_plural=(words_for(year.client_word, year.student_word) if year else DEFAULT_WORDS).student.plural,
    )
    return figures, visits


def with_scenario(figures: Figures, report: Report) -> Figures:
    """The figures with the 'what if' that was chosen for this draft. One query when there is one."""
    scenario = report.scenario
    if scenario is None:
        return figures
    return replace(figures, scenario=KeptScenario(scenario.title, scenario.note, thaw(scenario.result)))
