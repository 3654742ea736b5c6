"""A report on paper."""

from __future__ import annotations

import re

from wijkleerbedrijf.pdf import paper_style, render_pdf, static_file

from .presentation import ShownReport

_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
#: A token may name a token: so many steps at most.
_DEEPEST = 3


def draw_report(shown: ShownReport) -> bytes:
    """The report as PDF/UA-1: tagged, with title and language, all fonts embedded."""
    context = {"shown": shown, "report": shown.report, "chart_style": chart_style()}
    return render_pdf("reporting/report_pdf.html", context)


def chart_style() -> str:
    """static/css/charts.css with the values filled in: a drawing in a PDF doesn't see the style of the page around it."""
    tokens = dict(_TOKEN.findall(paper_style().replace("@media print", "")))
    text = static_file("css/charts.css").read_text(encoding="utf-8")
    for _ in range(_DEEPEST):
        text = _VARIABLE.sub(lambda match: tokens[match[1]], text)
    return text
