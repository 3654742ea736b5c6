"""Puts `request.access` on every request: who this is, where, and what he or she may do there."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from .access import NOBODY, access_from_session
from .models import User


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = (  # type: ignore[attr-defined]
            access_from_session(cast(User, request.user), request.session) if request.user.is_authenticated else NOBODY
        )
        return self.get_response(request)
