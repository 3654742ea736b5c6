"""What happens to a whole week: made, copied, laid before the teacher, agreed, published, taken back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from planning import services
from planning.models import WeekComment
from planning.sent import line, number
from planning.services import BuildResult
from planning.services.remedies import ROOM_MADE
from planning.views.answers import done, existing_week, location_of, monday_or_404, refused, take_step
from wijkleerbedrijf.organisation.models import User
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission, Role

_COMMENT_LENGTH = 500
_MOST_WARNINGS = 4
#: Who was called has agreed to something, also when the visit that came of it is taken back.
_STILL_AGREED = "Wat daarvoor is afgesproken, geldt nog. Is dat niet meer zo? Trek het dan in bij Voor één keer afgesproken, op het bord."


def person(request: AppRequest) -> User:
    """Who asks; a view with a permission has always somebody."""
    if request.access.user is None:
        raise PermissionDenied
    return request.access.user


def _told(request: AppRequest, result: BuildResult) -> str:
    """What making a week did, with a warning why visits could not be placed; many are summed up, so that the board stays in sight."""
    sentences = list(dict.fromkeys(result.unplaced))
    for sentence in sentences[:_MOST_WARNINGS]:
        messages.warning(request, sentence)
    more = len(sentences) - _MOST_WARNINGS
    if more > 0:
        messages.warning(request, f"En nog {more} andere redenen. Wie een bezoek mist, staat bij ‘Nog te plaatsen’.")
    parts = [f"{result.planned} {'bezoek' if result.planned == 1 else 'bezoeken'} erbij"]
    if result.changed:
        parts.append(f"{result.changed} veranderd")
    if result.cancelled:
        parts.append(f"{result.cancelled} eraf")
    if result.kept:
        parts.append(f"{result.kept} zoals ze waren")
    return f"De week is gemaakt: {', '.join(parts)}."


@require_POST
@allow(Permission.PLAN_WEEK)
def week_build(request: AppRequest, year: int, week: int) -> HttpResponse:
    monday = monday_or_404(year, week)

    def act(reason: str, token: uuid.UUID | None) -> str:
        result = services.build_week(
            location=location_of(request), monday=monday, by=person(request), reason=reason, token=token
        )
        return _told(request, result)

    return take_step(request, monday, act, title="Maak de week uit de basisweek")


@require_POST
@allow(Permission.PLAN_WEEK)
def week_copy(request: AppRequest, year: int, week: int) -> HttpResponse:
    monday = monday_or_404(year, week)

    def act(reason: str, token: uuid.UUID | None) -> str:
        plan = services.week_at(location_of(request), monday)
        return _told(request, services.copy_last_week(week=plan, by=person(request), reason=reason))

    return take_step(request, monday, act, title="Kopieer vorige week")


@require_POST
@allow(Permission.PLAN_WEEK)
def week_share(request: AppRequest, year: int, week: int) -> HttpResponse:
    monday = monday_or_404(year, week)
    plan = existing_week(request, monday)

    def act(reason: str, token: uuid.UUID | None) -> str:
        services.share_week(week=plan, by=person(request))
        return "De week ligt bij de docent. U ziet hier wat de docent ervan vindt."

    return take_step(request, monday, act, title="Leg voor aan docent")


@require_POST
@allow(Permission.COMMENT_WEEK)
def week_approve(request: AppRequest, year: int, week: int) -> HttpResponse:
    """Only a teacher agrees; a coordinator can't agree with his or her own week."""
    if Role.TEACHER not in request.access.roles:
        raise PermissionDenied
    monday = monday_or_404(year, week)
    plan = existing_week(request, monday)

    def act(reason: str, token: uuid.UUID | None) -> str:
        services.approve_week(week=plan, by=person(request), seen=request.POST.get("gezien", ""))
        return "U bent akkoord met deze week. De coördinator kan hem nu publiceren."

    return take_step(request, monday, act, title="Akkoord met deze week")


@require_POST
@allow(Permission.PLAN_WEEK)
def week_publish(request: AppRequest, year: int, week: int) -> HttpResponse:
    monday = monday_or_404(year, week)
    plan = existing_week(request, monday)

    def act(reason: str, token: uuid.UUID | None) -> str:
        published = services.publish_week(week=plan, by=person(request), reason=reason)
        return f"Week {published.iso_week} is gepubliceerd. De studenten zien nu hun bezoeken."

    return take_step(request, monday, act, title="Publiceer de week")


@require_POST
@allow(Permission.PLAN_WEEK)
def week_undo(request: AppRequest, year: int, week: int) -> HttpResponse:
    monday = monday_or_404(year, week)
    plan = existing_week(request, monday)

    def act(reason: str, token: uuid.UUID | None) -> str:
        undone = services.undo_last_step(
            week=plan, by=person(request), expected=number(request.POST.get("stap")), token=token
        )
        told = f"Teruggedraaid: {undone.summary}."
        return f"{told} {_STILL_AGREED}" if undone.summary.startswith(ROOM_MADE) else told

    return take_step(request, monday, act, title="Maak ongedaan")


@require_POST
@allow(Permission.COMMENT_WEEK)
def week_comment(request: AppRequest, year: int, week: int) -> HttpResponse:
    monday = monday_or_404(year, week)
    plan = existing_week(request, monday)
    text = line(request.POST.get("text"))
    if not text:
        return refused(request, monday, ["Schrijf eerst uw opmerking op."])
    if len(text) > _COMMENT_LENGTH:
        return refused(request, monday, [f"Uw opmerking is te lang. Houd het bij {_COMMENT_LENGTH} tekens."])
    services.comment_on_week(week=plan, author=person(request), text=text)
    return done(request, monday, "Uw opmerking staat bij de week.")


@require_POST
@allow(Permission.PLAN_WEEK)
def comment_settle(request: AppRequest, pk: int) -> HttpResponse:
    comment = get_object_or_404(WeekComment.objects.visible_to(request.access).select_related("week"), pk=pk)
    services.settle_comment(comment=comment)
    return done(request, comment.week.monday, "De opmerking is afgehandeld.")
