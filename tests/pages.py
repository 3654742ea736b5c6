"""Reads what a page carries, as a browser would send it back."""

from __future__ import annotations

import re

from django.http import HttpResponse


def seen_on(response: HttpResponse) -> str:
    """The hidden revision in a form: what the person saw when the page was made."""
    found = re.search(r'name="revision" value="([^"]*)"', response.content.decode())
    assert found, "this page has no form with a revision"
    return found[1]
