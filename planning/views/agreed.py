"""Takes back what was agreed for one day."""

from __future__ import annotations

import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from planning import services
from planning.models import AgreedPair, ExtraDagdeel
from planning.services import PlanningError
from planning.views.answers import done, refused
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission

_TOLD = "De afspraak is ingetrokken. Kijk op het bord of er nu een bezoek is dat niet kan."


@require_POST
@allow(Permission.PLAN_WEEK)
def extra_dagdeel_withdraw(request: AppRequest, pk: int) -> HttpResponse:
    return _withdraw(request, get_object_or_404(ExtraDagdeel.objects.visible_to(request.access), pk=pk))


@require_POST
@allow(Permission.PLAN_WEEK)
def agreed_pair_withdraw(request: AppRequest, pk: int) -> HttpResponse:
    return _withdraw(request, get_object_or_404(AgreedPair.objects.visible_to(request.access), pk=pk))


def _withdraw(request: AppRequest, agreed: ExtraDagdeel | AgreedPair) -> HttpResponse:
    monday = agreed.date - datetime.timedelta(days=agreed.date.weekday())
    try:
        services.withdraw(agreed, today=timezone.localdate())
    except PlanningError as error:
        return refused(request, monday, error.sentences)
    return done(request, monday, _TOLD)
