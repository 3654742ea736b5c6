"""Addresses and filled-in forms of the admin, for tests."""

from __future__ import annotations

from typing import Any

from django.test import Client as Browser
from django.urls import reverse

from wijkleerbedrijf.organisation.models import Location
from wijkleerbedrijf.roles import Role


def address(model: type[Any] | str, page: str = "changelist", *args: object) -> str:
    name = model if isinstance(model, str) else model._meta.model_name
    app = "organisation" if isinstance(model, str) else model._meta.app_label
    return reverse(f"admin:{app}_{name}_{page}", args=args)


def filled(browser: Browser, page: str, **changes: object) -> dict[str, Any]:
    """What a browser would send from the form on the page, with some fields filled in otherwise."""
    form = browser.get(page).context["adminform"].form
    formsets = [inline.formset for inline in browser.get(page).context["inline_admin_formsets"]]
    values: dict[str, Any] = {}
    for part in [form, *(item for formset in formsets for item in [formset.management_form, *formset.forms])]:
        for name in part.fields:
            value = part[name].value()
            if isinstance(value, bool):
                value = "on" if value else None
            if value not in (None, "", []):
                values[part.add_prefix(name)] = value
    return values | changes


def role_row(role: Role, location: Location | None, number: int = 0, **more: object) -> dict[str, Any]:
    row = {"role": role, "location": location.pk if location else "", "partner": "", "valid_from": "1-9-2026"} | more
    return {f"memberships-{number}-{name}": value for name, value in row.items()}
