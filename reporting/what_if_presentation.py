"""A 'what if' as pages and reports show it: sentences, bars and lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .what_if_charts import HoursLines, Pair, hours_lines, pairs
from .what_if_figures import WhatIfFigures
from .what_if_words import effect_lines, headline, method_lines, question_lines


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


def shown_what_if(figures: WhatIfFigures, number: Callable[[float], str]) -> ShownWhatIf:
    return ShownWhatIf(
        figures=figures,
        question=question_lines(figures),
        headline=headline(figures),
        effects=effect_lines(figures, number),
        method=method_lines(figures),
        pairs=pairs(figures, number),
        chart=hours_lines(figures, number),
    )
