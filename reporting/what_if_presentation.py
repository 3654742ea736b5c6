"""A 'what if' as pages and reports show it: sentences, bars and lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .what_if_charts import HoursLines, Pair, hours_lines, pairs
from .what_if_figures import WhatIfFigures
from .what_if_words import effect_lines, headline, method_lines, people_in_report, question_lines


@dataclass(frozen=True, slots=True)
class ShownWhatIf:
    """All that the templates need; names of people are not in it."""

    figures: WhatIfFigures
    question: Sequence[str]
    headline: str
    effects: Sequence[str]
    method: Sequence[str]
    pairs: Sequence[Pair]
    chart: HoursLines


def shown_what_if(figures: WhatIfFigures, number: Callable[[float], str], *, in_report: bool = False) -> ShownWhatIf:
    """In a report small groups of people are not counted out."""
    people = people_in_report if in_report else str
    return ShownWhatIf(
        figures=figures,
        question=question_lines(figures),
        headline=headline(figures),
        effects=effect_lines(figures, number, people=people),
        method=method_lines(figures),
        pairs=pairs(figures, number, people=people),
        chart=hours_lines(figures, number),
    )
