"""What every page frame shows: who is at work where, the menu and the words of the location."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wijkleerbedrijf.menu import menu_for

from .access import NOBODY


def access(request: HttpRequest) -> dict[str, Any]:
    held = getattr(request, "access", NOBODY)
    return {"access": held, "menu": menu_for(held, request), "words": held.words}
