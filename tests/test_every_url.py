"""Walks every route of the product with every role, and with rows of another location.

A new route is walked without a change here: it has a named permission, or it stands on the short list of open pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.every_url_rows import World
from tests.people import signed_in
from wijkleerbedrijf.roles import ROLE_PERMISSIONS, Permission, Role

#: Pages for everybody who has signed in, whatever the role.
OPEN_AFTER_SIGN_IN = {"organisation:home", "organisation:switch", "organisation:no_role"}

#: Pages for everybody: signing in and a forgotten password.
OPEN = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_confirm_login_code",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_confirm_email",
    "admin:login",
}

#: Pages about the person's own account.
OWN_ACCOUNT = {"account_change_password", "account_set_password", "account_email", "account_reauthenticate"}

#: Shared by all locations, so that another location's row is no secret.
SHARED: set[str] = set()

#: Routes that answer 404 without more than their address: what they need.
NEEDS_MORE: dict[str, str] = {
    "planning:visit_options": "the client or the visit stands in the query",
}


@dataclass(frozen=True)
class Route:
    name: str
    arguments: tuple[str, ...]
    permission: Permission | None

    @property
    def app(self) -> str:
        return self.name.partition(":")[0]

    def address(self, world: World) -> str:
        app, _, view = self.name.partition(":")
        return reverse(self.name, kwargs={name: world.argument(app, view, name) for name in self.arguments})

    @property
    def allowed(self) -> set[Role]:
        return {role for role, permissions in ROLE_PERMISSIONS.items() if self.permission in permissions}


def _walk(patterns: list[Any], namespace: str = "", outer: tuple[str, ...] = ()) -> Iterator[Route]:
    for pattern in patterns:
        arguments = (*outer, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, arguments)
        elif isinstance(pattern, URLPattern):
            view = pattern.callback
            permission = getattr(view, "permission", None) or getattr(
                getattr(view, "view_class", None), "permission", None
            )
            yield Route(f"{namespace}{pattern.name}", arguments, permission)


ROUTES = [route for route in _walk(get_resolver().url_patterns) if route.app != "admin"]
GUARDED = [route for route in ROUTES if route.name not in OPEN | OPEN_AFTER_SIGN_IN | OWN_ACCOUNT]


@pytest.fixture
def own(db: None) -> World:
    return World("Venray")


@pytest.fixture
def other(db: None) -> World:
    return World("Winsum")


def browsers(world: World) -> dict[Role, Browser]:
    return {role: signed_in(user) for role, user in world.people.items()}


def told(route: Route, how: str, response: HttpResponseBase) -> str:
    return f"{how} {route.name} answers {response.status_code}"


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
def test_every_route_begins_with_a_named_permission(route: Route) -> None:
    assert isinstance(route.permission, Permission), (
        f"{route.name} has no permission and is not on the list of open pages"
    )


def test_a_stranger_is_sent_to_the_page_to_sign_in(own: World) -> None:
    wrong = []
    for route in [route for route in ROUTES if route.name not in OPEN]:
        response = Browser().get(route.address(own))
        if response.status_code != 302 or not response["Location"].startswith(reverse("account_login")):
            wrong.append(told(route, "a stranger:", response))
    assert not wrong, wrong


def test_a_role_without_the_permission_is_refused(own: World) -> None:
    """With 403; a page without GET or without POST may say that first, with 405."""
    people = browsers(own)
    wrong = []
    for route in GUARDED:
        for role in set(Role) - route.allowed:
            address = route.address(own)
            answers = [getattr(people[role], method)(address) for method in ("get", "post")]
            statuses = {response.status_code for response in answers}
            if not {403} <= statuses <= {403, 405}:
                wrong.append(f"{role} {route.name} answers {statuses}")
    assert not wrong, wrong


#: What a GET may write: who opened what, and that somebody is signed in.
_WRITABLE = ("organisation_accesslog", "django_session", "shared_cache")


def written(queries: CaptureQueriesContext) -> list[str]:
    begins = [query["sql"][:120] for query in queries]
    return [
        sql
        for sql in begins
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not any(table in sql for table in _WRITABLE)
    ]


def test_a_role_with_the_permission_comes_in_and_opening_changes_nothing(own: World) -> None:
    people = browsers(own)
    wrong = []
    for route in GUARDED:
        for role in route.allowed:
            with CaptureQueriesContext(connection) as queries:
                response = people[role].get(route.address(own))
            expected = (404,) if route.name in NEEDS_MORE else (200, 302, 405)
            if response.status_code not in expected:
                wrong.append(told(route, f"{role}:", response))
            if sentences := written(queries):
                wrong.append(f"{role} {route.name} writes {sentences}")
    assert not wrong, wrong


def test_rows_of_another_location_do_not_exist(own: World, other: World) -> None:
    """Even for whoever may open such a page at home: with GET and with POST."""
    people = browsers(own)
    wrong = []
    for route in GUARDED:
        address = route.address(other)
        if address == route.address(own) or route.name in SHARED:
            continue
        for role in route.allowed:
            read, written = people[role].get(address), people[role].post(address)
            if read.status_code not in (404, 405):
                wrong.append(told(route, f"{role} get:", read))
            if written.status_code not in (404, 405):
                wrong.append(told(route, f"{role} post:", written))
    assert not wrong, wrong


def test_the_admin_is_closed_to_every_other_role(own: World) -> None:
    fill = {"object_id": "1", "app_label": "organisation", "url": "x", "pk": 1}
    addresses = {
        reverse(route.name, kwargs={name: fill[name] for name in route.arguments})
        for route in _walk(get_resolver().url_patterns)
        if route.app == "admin" and route.name not in OPEN and not route.name.endswith("None")
    }
    assert len(addresses) > 50
    people = browsers(own)
    others = set(Role) - {Role.ADMINISTRATOR}
    wrong = [
        f"{role} {address}"
        for address in addresses
        for role in others
        if people[role].get(address).status_code not in (403, 405)
    ]
    assert not wrong, wrong


def test_the_list_of_open_pages_names_real_pages() -> None:
    names = {route.name for route in _walk(get_resolver().url_patterns)}
    assert names >= OPEN | OPEN_AFTER_SIGN_IN | OWN_ACCOUNT
