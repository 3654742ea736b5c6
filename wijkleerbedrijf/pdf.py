"""From a template to an accessible PDF (PDF/UA-1) with our own type and colours."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

#: Where addresses in a PDF point to; .invalid never exists, and nothing is fetched over a network.
_STATIC = "https://static.invalid/"


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as PDF/UA-1; its addresses begin with {{ static_root }} and nothing comes from outside.

    Language and title of the document are those of the template. Raises weasyprint's FatalURLFetchingError for an address
    that is not one of our static files. WeasyPrint takes 0.7 s and 60 MB to import, so that is done here: a worker that
    never prints does not pay for it.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class StaticFiles(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            name = unquote(urlsplit(url).path).lstrip("/")
            found = finders.find(name) if url.startswith(_STATIC) else None
            if not isinstance(found, str):
                raise FatalURLFetchingError(f"{url} is not one of our static files")
            kind, _ = mimetypes.guess_type(name)
            return URLFetcherResponse(
                url, Path(found).read_bytes(), {"Content-Type": kind or "application/octet-stream"}
            )

    html = render_to_string(template, {**context, "static_root": _STATIC})
    document = HTML(string=html, base_url=_STATIC, url_fetcher=StaticFiles())
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))
