"""From a template to an accessible PDF (PDF/UA-1) with our own type and colours."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

#: An address that exists nowhere: behind it lie our own static files.
OWN_FILES = "https://static.invalid/"
_SCREEN_ONLY = re.compile(r"@media \(prefers-.*?\n\}\n|\.phone \{.*?\n\}\n|@font-face \{.*?\n\}\n", re.DOTALL)


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as PDF/UA-1; its addresses are names of static files, such as css/pdf.css.

    Language and title of the document are those of the template. The tokens of the pages hold on paper too.
    Raises ValueError or FileNotFoundError for an address that is not one of our static files. WeasyPrint takes 0.7 s and
    60 MB to import, so that is done here: a worker that never prints does not pay for it.
    """
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            content, kind = own_file(url)
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    fonts, files = FontConfiguration(), OwnFilesOnly(fail_on_errors=True)
    tokens = CSS(string=paper_style(), base_url=f"{OWN_FILES}css/", url_fetcher=files, font_config=fonts)
    document = HTML(string=render_to_string(template, context), base_url=OWN_FILES, url_fetcher=files)
    made: bytes = document.write_pdf(stylesheets=[tokens], font_config=fonts, pdf_variant="pdf/ua-1")
    return made


def own_file(url: str) -> tuple[bytes, str]:
    """Content and type of a static file of the product: making a PDF never uses the network or another file."""
    if not url.startswith(OWN_FILES):
        raise ValueError(f"a PDF may not fetch {url}")
    name = unquote(urlsplit(url).path.lstrip("/"))
    return static_file(name).read_bytes(), mimetypes.guess_type(name)[0] or "application/octet-stream"


def static_file(name: str) -> Path:
    """Raises FileNotFoundError, or Django's SuspiciousFileOperation for a name that climbs out of the static files."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"no static file {name}: run script/bootstrap")
    return Path(found)


def paper_style() -> str:
    """static/css/tokens.css less what is for screens only, with the fonts of css/pdf_fonts.css."""
    tokens = _SCREEN_ONLY.sub("", static_file("css/tokens.css").read_text(encoding="utf-8"))
    return tokens.replace('"Atkinson Hyperlegible"', '"Atkinson Print", "Atkinson Print Extended"')
