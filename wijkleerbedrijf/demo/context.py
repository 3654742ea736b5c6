"""The list of demo logins for the login page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .logins import all_logins


def logins(request: HttpRequest) -> dict[str, Any]:
    """`demo_logins`, by location, for people who have not signed in; in a try-out only."""
    if not settings.DEMO or request.user.is_authenticated:
        return {}
    return {"demo_logins": all_logins()}
