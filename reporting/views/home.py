"""The project leader's home: how does it stand, and what is due."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.charts import BarChart, hours_chart
from reporting.facts import VisitFacts, enrolment_spans, hour_rules, visit_facts, years_by_month
from reporting.indicators import HourFigures, hours_of, present_on
from reporting.models import Report
from reporting.periods import Kind, Period, last_finished, period_of
from reporting.presentation import hours_so_far_sentence, open_sentence, whole
from wijkleerbedrijf.organisation.models import Location
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission

_RECENT = 4


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """The hours of the running school year against its goal."""

    period: Period
    hours: HourFigures
    visits: VisitFacts
    hour_definitions: tuple[str, ...]
    chart: BarChart
    expected: float | None

    @property
    def is_behind(self) -> bool:
        return self.expected is not None and self.hours.total < self.expected

    @property
    def open_week(self) -> tuple[int, int] | None:
        first = self.visits.first_open
        return first.isocalendar()[:2] if first else None


def year_so_far(location: Location, today: datetime.date) -> YearSoFar:
    period = period_of(Kind.SCHOOL_YEAR, today)
    fields, goals, words = hour_rules(years_by_month(location, period.months))
    visits = visit_facts(location, period.starts_on, today, today=today, with_net="net_minutes" in fields.values())
    hours = hours_of(visits.sums, months=period.months, minutes_field=fields, goals=goals)
    passed = (today - period.starts_on).days + 1
    whole_year = (period.ends_on - period.starts_on).days + 1
    return YearSoFar(
        period=period,
        hours=hours,
        visits=visits,
        hour_definitions=words,
        chart=hours_chart(hours, number=whole, until=today),
        expected=hours.goal * passed / whole_year if hours.goal else None,
    )


@require_safe
@allow(Permission.WRITE_REPORTS)
def home(request: AppRequest) -> HttpResponse:
    today = timezone.localdate()
    location = request.access.location
    assert location is not None
    parameters = request.access.parameters
    due = last_finished(Kind(parameters.report_rhythm) if parameters else Kind.QUARTER, today)
    reports = list(Report.objects.visible_to(request.access).light().order_by("-ends_on", "-version"))
    about_due = [report for report in reports if (report.kind, report.starts_on) == (due.kind.value, due.starts_on)]
    year = year_so_far(location, today)
    context = {
        "today": today,
        "year": year,
        "year_sentence": hours_so_far_sentence(year.hours, year.period, request.access.words.student.capital_plural),
        "open_sentence": open_sentence(year.visits.open_visits),
        "parameters": parameters,
        "students_now": present_on(enrolment_spans(location, today, today), today),
        "due": None if any(report.is_published for report in about_due) else due,
        "due_draft": next((report for report in about_due if not report.is_published), None),
        "recent": reports[:_RECENT],
    }
    return render(request, "reporting/home.html", context)
