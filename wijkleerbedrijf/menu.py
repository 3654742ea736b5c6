"""The menu: at most seven entries for each person, in the order in which the week goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse

from wijkleerbedrijf.roles import Permission

if TYPE_CHECKING:
    from wijkleerbedrijf.organisation.access import Access


@dataclass(frozen=True, slots=True)
class MenuEntry:
    url: str
    label: str
    icon: str
    current: bool
    #: How much waits there for today.
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    label: str
    icon: str
    permission: Permission


def _lines(access: Access) -> list[_Line]:
    words = access.words
    return [
        _Line("planning:home", "Vandaag", "home", Permission.PLAN_WEEK),
        _Line("planning:my_week", "Mijn week", "calendar", Permission.OWN_WEEK),
        _Line("portfolio:my_portfolio", "Mijn portfolio", "checklist", Permission.OWN_PORTFOLIO),
        _Line("reporting:home", "Stand van zaken", "gauge", Permission.WRITE_REPORTS),
        _Line("portfolio:home", "Aftekenen", "signature", Permission.SIGN_OFF),
        _Line("organisation:task_list", "Taken", "checklist", Permission.SEE_TASKS),
        _Line("planning:week_board", "Weekplanning", "calendar-week", Permission.SEE_WEEK),
        _Line("students:student_list", words.student.capital_plural, "school", Permission.SEE_STUDENTS),
        _Line("clients:client_list", words.client.capital_plural, "users", Permission.SEE_CLIENTS),
        _Line("reporting:report_list", "Rapporten", "report", Permission.SEE_PUBLISHED_REPORTS),
        _Line("reporting:what_if", "Wat als", "trend", Permission.WHAT_IF),
        _Line("students:referral_list", "Kandidaten", "users", Permission.OWN_REFERRALS),
        _Line("organisation:location_detail", "Locatie", "building", Permission.SEE_LOCATION),
        _Line("admin:index", "Beheer", "settings", Permission.MANAGE),
    ]


def menu_for(access: Access, request: HttpRequest) -> list[MenuEntry]:
    """The entries that this person may open; `current` where the page stands under the entry."""
    entries = []
    for line in _lines(access):
        if access.may(line.permission):
            url = reverse(line.name)
            count = access.due_tasks if line.permission == Permission.SEE_TASKS else 0
            entries.append(MenuEntry(url, line.label, line.icon, request.path.startswith(url), count))
    return entries
