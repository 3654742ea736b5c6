"""Makes the accessible PDF of a report. WeasyPrint takes most of a second to import, so import this module late."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from .presentation import ShownReport

#: An address that exists nowhere: behind it lie our own static files.
_OWN_FILES = "https://static.invalid/"
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
_SCREEN_ONLY = re.compile(r"@media \(prefers-.*?\n\}\n|\.phone \{.*?\n\}\n", re.DOTALL)
#: A token may name a token: so many steps at most.
_DEEPEST = 3


class OwnFilesOnly(URLFetcher):
    """Static files of the product and nothing else: making a PDF never uses the network or another file."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("https",), fail_on_errors=True)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if not url.startswith(_OWN_FILES):
            raise ValueError(f"a report may not fetch {url}")
        name = unquote(urlsplit(url).path.lstrip("/"))
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, static_file(name).read_bytes(), {"Content-Type": kind})


def static_file(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"no static file {name}: run script/bootstrap")
    return Path(found)


def paper_style() -> str:
    """static/css/tokens.css less what is for screens only: WeasyPrint complains about preferences that paper lacks."""
    return _SCREEN_ONLY.sub("", static_file("css/tokens.css").read_text(encoding="utf-8"))


def chart_style() -> str:
    """static/css/charts.css with the values filled in: a drawing in a PDF doesn't see the style of the page around it."""
    tokens = dict(_TOKEN.findall(paper_style().replace("@media print", "")))
    text = static_file("css/charts.css").read_text(encoding="utf-8")
    for _ in range(_DEEPEST):
        text = _VARIABLE.sub(lambda match: tokens[match[1]], text)
    return text


def report_html(shown: ShownReport) -> str:
    return render_to_string(
        "reporting/report_pdf.html", {"shown": shown, "report": shown.report, "chart_style": chart_style()}
    )


def render_pdf(shown: ShownReport) -> bytes:
    """The report as PDF/UA-1: tagged, with title and language, all fonts embedded."""
    fonts = FontConfiguration()
    files = OwnFilesOnly()
    tokens = CSS(string=paper_style(), base_url=f"{_OWN_FILES}css/", url_fetcher=files, font_config=fonts)
    html = HTML(string=report_html(shown), base_url=_OWN_FILES, url_fetcher=files)
    made: bytes = html.write_pdf(stylesheets=[tokens], font_config=fonts, pdf_variant="pdf/ua-1")
    return made
