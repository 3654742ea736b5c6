"""A report as a page and a PDF show it: figures with their chart and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format

from .charts import BarChart, hours_chart
from .facts import VisitFacts
from .figures import Figures
from .indicators import HourFigures
from .models import Report
from .periods import Period, dutch_date
from .what_if_presentation import ShownWhatIf, shown_what_if


def whole(number: float) -> str:
    """'1.235'."""
    return str(number_format(round(number), decimal_pos=0, force_grouping=True))


def hours_sentence(figures: Figures, period: Period) -> str:
    """What the chart says."""
    hours = figures.hours
    runs = figures.counted_until < period.ends_on
    said = f"{figures.student_capital} gaven {'tot nu toe ' if runs else ''}{whole(hours.total)} uur hulp in {period.name}."
    if hours.goal is None:
        return said
    return (
        f"{said} Bij het jaardoel van {whole(hours.goal_year or 0)} uur past {whole(hours.goal)} uur in deze maanden."
    )


def hours_so_far_sentence(hours: HourFigures, period: Period, students: str) -> str:
    """What the chart of a running year says."""
    said = f"{students} gaven tot nu toe {whole(hours.total)} uur hulp in {period.name}"
    return f"{said}, van de {whole(hours.goal)} van het jaardoel." if hours.goal else f"{said}."


def open_sentence(number: int) -> str:
    """'3 bezoeken hebben nog geen uitkomst. ...'."""
    noun, verb = ("bezoek", "heeft") if number == 1 else ("bezoeken", "hebben")
    return f"{whole(number)} {noun} {verb} nog geen uitkomst. Die uren tellen nu niet mee."


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at before publishing, with the day of a week to open when that helps."""

    text: str
    monday_of: tuple[int, int] | None = None


def warnings_for(figures: Figures, facts: VisitFacts, period: Period) -> list[Remark]:
    found = []
    if facts.open_visits:
        week = facts.first_open.isocalendar()[:2] if facts.first_open else None
        found.append(Remark(open_sentence(facts.open_visits), week))
    if figures.counted_until < period.ends_on:
        found.append(
            Remark(
                f"Deze periode loopt nog tot en met {dutch_date(period.ends_on)}. "
                f"De cijfers gaan tot en met {dutch_date(figures.counted_until)}."
            )
        )
    if figures.travel_unknown:
        found.append(
            Remark(
                f"Bij {whole(figures.travel_unknown)} bezoeken is de reistijd niet bekend. Die tellen voor het hele dagdeel."
            )
        )
    if figures.hours.goal_year is None:
        found.append(Remark("Er is geen doel voor het aantal uren per jaar. De grafiek heeft daarom geen doellijn."))
    if not figures.partners:
        found.append(
            Remark("Er zijn geen afspraken met partners in deze periode. Vraag de beheerder om ze in te voeren.")
        )
    return found


@dataclass(frozen=True, slots=True)
class ShownReport:
    """All that the templates of a report need."""

    report: Report
    period: Period
    figures: Figures
    chart: BarChart
    sentence: str
    what_if: ShownWhatIf | None = None

    @property
    def is_running(self) -> bool:
        return self.figures.counted_until < self.period.ends_on

    @property
    def spans_years(self) -> bool:
        return self.period.starts_on.year != self.period.ends_on.year

    @property
    def texts(self) -> Sequence[tuple[str, str]]:
        """The narrative after the summary: (heading, text) of what was written."""
        fields: Any = Report._meta
        named = [
            (str(fields.get_field(name).verbose_name), getattr(self.report, name)) for name in Report.NARRATIVE[1:]
        ]
        return [(name[:1].upper() + name[1:], text) for name, text in named if text]


def shown_report(report: Report, figures: Figures) -> ShownReport:
    period = report.period
    return ShownReport(
        report=report,
        period=period,
        figures=figures,
        chart=hours_chart(figures.hours, number=whole, until=figures.counted_until),
        sentence=hours_sentence(figures, period),
        what_if=shown_what_if(figures.scenario.figures, whole, in_report=True) if figures.scenario else None,
    )
