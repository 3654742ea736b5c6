"""The student's own portfolio, on a phone: what is signed, what now, what later."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.forms import HandInForm
from portfolio.models import StudentItem
from portfolio.progress import progress_of
from portfolio.services import hand_in
from students.models import Enrolment
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission


@require_safe
@allow(Permission.OWN_PORTFOLIO)
def my_portfolio(request: AppRequest) -> HttpResponse:
    enrolment = (
        Enrolment.objects.filter(location_id=request.access.location_id, student__user=request.access.user)
        .select_related("programme")
        .nearest(timezone.localdate())
    )
    progress = progress_of(enrolment, request.access) if enrolment else None
    return render(request, "portfolio/my_portfolio.html", {"enrolment": enrolment, "progress": progress})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.OWN_PORTFOLIO)
def hand_in_item(request: AppRequest, pk: int) -> HttpResponse:
    own = StudentItem.objects.visible_to(request.access).filter(enrolment__student__user=request.access.user)
    item = get_object_or_404(own.select_related("item__work_process", "returned_by"), pk=pk)
    assert request.access.user is not None
    if request.method == "POST":
        form = HandInForm(request.POST)
        if form.is_valid():
            try:
                hand_in(student_item=item, note=form.cleaned_data["note"], by=request.access.user)
            except ValidationError as error:
                messages.warning(request, error.messages[0])
            else:
                messages.success(request, "Ingeleverd. Je docent kijkt ernaar.")
            return redirect("portfolio:my_portfolio")
        return render(request, "portfolio/hand_in_item.html", {"item": item, "form": form}, status=422)
    form = HandInForm(initial={"note": item.note})
    return render(request, "portfolio/hand_in_item.html", {"item": item, "form": form})
