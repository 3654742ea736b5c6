"""Puts `request.access` on every request: who this is, where, and what he or she may do there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .access import NOBODY, access_from_session


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = (  # type: ignore[attr-defined]
            access_from_session(request.user, request.session) if request.user.is_authenticated else NOBODY
        )
        return self.get_response(request)
