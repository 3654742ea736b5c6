"""Reports: the list, making one, its texts, publishing, correcting and downloading."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.models import Scenario
from reporting.facts import figures_of, with_scenario
from reporting.figures import thaw
from reporting.forms import CorrectionForm, PeriodForm, TextsForm
from reporting.models import Report
from reporting.pdf import draw_report
from reporting.periods import Kind, proposals
from reporting.presentation import shown_report, warnings_for
from reporting.querysets import ReportQuerySet
from reporting.services import correct, create_report, publish, write_texts
from wijkleerbedrijf.organisation.access_log import log_access
from wijkleerbedrijf.organisation.models import AccessLog
from wijkleerbedrijf.organisation.permission import AppRequest, allow
from wijkleerbedrijf.roles import Permission


def _report(request: AppRequest, pk: int) -> Report:
    reports = Report.objects.visible_to(request.access).select_related("location", "published_by", "replaces")
    return get_object_or_404(reports.defer("pdf", "replaces__pdf", "replaces__figures"), pk=pk)


def _drafts(request: AppRequest) -> ReportQuerySet:
    return Report.objects.visible_to(request.access).light().select_related("location", "published_by")


def _draft(request: AppRequest, pk: int) -> Report:
    return get_object_or_404(_drafts(request), pk=pk)


@require_safe
@allow(Permission.SEE_PUBLISHED_REPORTS)
def report_list(request: AppRequest) -> HttpResponse:
    reports = list(Report.objects.visible_to(request.access).light().select_related("correction"))
    context = {
        "drafts": [report for report in reports if not report.is_published],
        "reports": [report for report in reports if report.is_published],
        "may_write": request.access.may(Permission.WRITE_REPORTS),
    }
    return render(request, "reporting/report_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.WRITE_REPORTS)
def create(request: AppRequest) -> HttpResponse:
    today = timezone.localdate()
    parameters = request.access.parameters
    usual = Kind(parameters.report_rhythm) if parameters else Kind.QUARTER
    offered = [*proposals(usual, today), *(proposals(kind, today)[0] for kind in Kind if kind is not usual)]
    chosen = next((period for period in offered if period.slug == request.GET.get("periode")), offered[0])
    if request.method == "POST":
        form = PeriodForm(request.POST)
        if form.is_valid():
            assert request.access.location is not None
            assert request.access.user is not None
            try:
                report = create_report(location=request.access.location, period=form.period, by=request.access.user)
            except ValidationError as error:
                form.add_error(None, error.messages[0])
            else:
                messages.success(request, "Het concept staat klaar. Schrijf er nu de teksten bij.")
                return redirect("reporting:edit_report", pk=report.pk)
    else:
        form = PeriodForm(initial={"kind": chosen.kind.value, "starts_on": chosen.starts_on, "ends_on": chosen.ends_on})
    context = {"form": form, "offered": offered, "chosen": chosen, "today": today}
    return render(request, "reporting/create_report.html", context, status=422 if form.errors else 200)


@require_safe
@allow(Permission.SEE_PUBLISHED_REPORTS)
def report_detail(request: AppRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    found = []
    if report.is_published:
        figures = thaw(report.figures)
    else:
        figures, facts = figures_of(report.location, report.period, today=timezone.localdate())
        figures = with_scenario(figures, report)
        found = warnings_for(figures, facts, report.period)
    context = {
        "report": report,
        "shown": shown_report(report, figures),
        "warnings": found,
        "may_write": request.access.may(Permission.WRITE_REPORTS),
        "correction": Report.objects.visible_to(request.access).light().filter(replaces=report).first(),
    }
    return render(request, "reporting/report_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.WRITE_REPORTS)
@transaction.atomic
def edit_report(request: AppRequest, pk: int) -> HttpResponse:
    drafts = _drafts(request)
    report = get_object_or_404(drafts.select_for_update(of=("self",)) if request.method == "POST" else drafts, pk=pk)
    if report.is_published:
        messages.error(request, "Dit rapport is gepubliceerd en verandert niet meer. Maak een verbetering.")
        return redirect(report)
    form = TextsForm(request.POST or None, instance=report, scenarios=Scenario.objects.visible_to(request.access))
    if request.method == "POST" and form.is_valid():
        write_texts(report=report, texts=form.cleaned_data, scenario=form.cleaned_data["scenario"])
        messages.success(request, "De teksten zijn bewaard. Zo ziet het rapport er nu uit.")
        return redirect(report)
    return render(
        request, "reporting/edit_report.html", {"report": report, "form": form}, status=422 if form.errors else 200
    )


@require_POST
@allow(Permission.WRITE_REPORTS)
def publish_report(request: AppRequest, pk: int) -> HttpResponse:
    report = _draft(request, pk)
    assert request.access.user is not None
    try:
        publish(report=report, by=request.access.user, today=timezone.localdate())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "Gepubliceerd. De stuurgroep kan het rapport nu lezen en downloaden.")
    return redirect(report)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.WRITE_REPORTS)
def correct_report(request: AppRequest, pk: int) -> HttpResponse:
    report = _draft(request, pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assert request.access.user is not None
        try:
            version = correct(report=report, reason=form.cleaned_data["reason"], by=request.access.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(report)
        messages.success(request, "De verbetering staat klaar als concept. De cijfers worden opnieuw geteld.")
        return redirect("reporting:edit_report", pk=version.pk)
    return render(
        request, "reporting/correct_report.html", {"report": report, "form": form}, status=422 if form.errors else 200
    )


@require_safe
@allow(Permission.SEE_PUBLISHED_REPORTS)
def report_pdf(request: AppRequest, pk: int) -> HttpResponse:
    """The file as it was published; of a draft, for who writes it, a preview that says so."""
    report = get_object_or_404(Report.objects.visible_to(request.access).select_related("location"), pk=pk)
    if report.is_published:
        if report.pdf is None:
            raise Http404
        log_access(request, AccessLog.Action.DOWNLOAD, report)
        return _pdf(bytes(report.pdf), f"attachment; filename={report.file_name}")
    return _pdf(preview(report, timezone.localdate()), f"inline; filename=concept-{report.file_name}")


def preview(report: Report, today: datetime.date) -> bytes:
    figures, _ = figures_of(report.location, report.period, today=today)
    return draw_report(shown_report(report, with_scenario(figures, report)))


def _pdf(content: bytes, disposition: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = disposition
    response["Cache-Control"] = "private, no-store"
    return response
