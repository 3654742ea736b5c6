"""The named permission with which every view begins."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from wijkleerbedrijf.roles import Permission

from .access import Access
from .models import User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class AppRequest(HttpRequest):
    """A request that has passed the middleware."""

    access: Access
    user: User
    htmx: Any


def allow(permission: Permission) -> Callable[[View], View]:
    """Only people with `permission` at their location come in; others get a 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: AppRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.access.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return decorate


class Allow:
    """The same for a class view: `permission = Permission.SEE_CLIENTS`."""

    permission: Permission
    request: AppRequest

    def dispatch(self, request: AppRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.access.may(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
