"""Eerlijk verdeeld?: what clients asked for and got over the last weeks."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from planning.fair_share import ENOUGH_PERCENT, SMALLEST_GROUP, load_fair_share
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission

#: The value of `?welke=` for those who got too little only.
TOO_LITTLE = "te-weinig"


@require_GET
@allow(Permission.SEE_CLIENTS)
def fair_share(request: AppRequest) -> HttpResponse:
    share = load_fair_share(request.access, timezone.localdate())
    only_too_little = request.GET.get("welke") == TOO_LITTLE
    context = {
        "share": share,
        "lines": share.too_little if only_too_little else share.clients,
        "only_too_little": only_too_little,
        "enough": ENOUGH_PERCENT,
        "smallest": SMALLEST_GROUP,
    }
    return render(request, "planning/fair_share.html", context)
