"""Writes on reports: a draft, its texts, publishing and correcting. Publishing freezes everything."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from planning.models import Scenario
from wijkleerbedrijf.organisation.models import Location, User
from wijkleerbedrijf.organisation.saving import save_or_explain

from .facts import figures_of, with_scenario
from .figures import freeze
from .indicators import DEFINITIONS
from .models import Indicator, Report
from .pdf import draw_report
from .periods import Period, fault_in
from .presentation import shown_report


def create_report(*, location: Location, period: Period, by: User) -> Report:
    """A draft about a period. Raises ValidationError for days that are no such period, or when there is a report."""
    if fault := fault_in(period.kind, period.starts_on, period.ends_on):
        raise ValidationError(fault, code="period")
    report = Report(
        location=location,
        kind=period.kind.value,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        created_by=by,
    )
    save_or_explain(report)
    return report


def _locked(report: Report) -> Report:
    """The row as it is now, held until the end of the transaction. No joins: those would show what was there before."""
    return Report.objects.select_for_update().get(pk=report.pk)


def _refuse_published(report: Report) -> None:
    if report.is_published:
        assert report.published_at is not None
        assert report.published_by is not None
        day = date_format(timezone.localtime(report.published_at), "j F Y")
        raise ValidationError(
            f"Dit rapport is al gepubliceerd op {day} door {report.published_by.full_name}. Er is niets veranderd. "
            "Klopt er iets niet? Maak dan een verbetering.",
            code="published",
        )


def write_texts(*, report: Report, texts: Mapping[str, str], scenario: Scenario | None = None) -> Report:
    """Keep the narrative of a draft and what it shows beside that. Raises ValidationError when it was published meanwhile."""
    with transaction.atomic():
        held = _locked(report)
        _refuse_published(held)
        for name in Report.NARRATIVE:
            setattr(held, name, texts[name])
        held.scenario = scenario
        held.save(update_fields=[*Report.NARRATIVE, "scenario", "changed_at"])
    return held


def register_definitions() -> list[Indicator]:
    """The rows of the definitions in use, made when they are new."""
    Indicator.objects.bulk_create(
        (
            Indicator(
                code=definition.code,
                version=definition.version,
                title=definition.title,
                definition=definition.text,
                owner=definition.owner,
                valid_from=definition.valid_from,
            )
            for definition in DEFINITIONS
        ),
        ignore_conflicts=True,
    )
    wanted = {(definition.code, definition.version) for definition in DEFINITIONS}
    return [row for row in Indicator.objects.all() if (row.code, row.version) in wanted]


def publish(*, report: Report, by: User, today: datetime.date) -> Report:
    """Freeze figures, texts and PDF. Raises ValidationError when the report was published already, so twice is once."""
    with transaction.atomic():
        held = _locked(report)
        _refuse_published(held)
        if held.starts_on > today:
            raise ValidationError("Deze periode is nog niet begonnen. Er valt nog niets te tellen.", code="future")
        figures = with_scenario(figures_of(held.location, held.period, today=today)[0], held)
        held.indicators.set(register_definitions())
        held.status = Report.Status.PUBLISHED
        held.published_at = timezone.now()
        held.published_by = by
        held.figures = freeze(figures)
        held.pdf = draw_report(shown_report(held, figures))
        held.pdf_sha256 = hashlib.sha256(held.pdf).hexdigest()
        held.save()
    return held


def correct(*, report: Report, reason: str, by: User) -> Report:
    """A new draft of a published report, with the same texts. The old version stays as it was."""
    if not reason.strip():
        raise ValidationError("Schrijf op wat er niet klopte.", code="reason")
    with transaction.atomic():
        held = _locked(report)
        if not held.is_published:
            raise ValidationError("Dit is nog een concept: u kunt het gewoon veranderen.", code="draft")
        if Report.objects.filter(replaces=held).exists():
            raise ValidationError(
                "Van dit rapport is al een verbetering gemaakt. Werk verder in de nieuwste versie.", code="corrected"
            )
        version = Report(
            location=held.location,
            kind=held.kind,
            starts_on=held.starts_on,
            ends_on=held.ends_on,
            version=held.version + 1,
            replaces=held,
            correction_reason=reason.strip(),
            created_by=by,
            scenario_id=held.scenario_id,
            **{name: getattr(held, name) for name in Report.NARRATIVE},
        )
        save_or_explain(version)
    return version
