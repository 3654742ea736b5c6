"""What a referrer sees: the people whom his or her own organisation sent, and no more than they share."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from students.models import Enrolment, Referral
from students.referral_status import candidate_of
from wijkleerbedrijf.organisation.access_log import log_access
from wijkleerbedrijf.organisation.models import AccessLog
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission


@allow(Permission.OWN_REFERRALS)
@require_safe
def referral_list(request: AppRequest) -> HttpResponse:
    today = timezone.localdate()
    enrolments = Prefetch(
        "student__enrolments", queryset=Enrolment.objects.select_related("outflow").order_by("-valid_from")
    )
    referrals = Referral.objects.visible_to(request.access).select_related("student", "partner")
    candidates = [candidate_of(row, today) for row in referrals.prefetch_related(enrolments)]
    if candidates:
        log_access(request, AccessLog.Action.VIEW, "referrals")
    return render(request, "students/referral_list.html", {"candidates": candidates})
