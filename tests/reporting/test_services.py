"""A draft, publishing once, and what the database holds on to."""

from __future__ import annotations

import datetime
import hashlib
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.utils import timezone

from reporting.figures import thaw
from reporting.indicators import DEFINITIONS
from reporting.models import Indicator, Report
from reporting.periods import Kind, Period, period_of
from reporting.services import correct, create_report, publish, register_definitions, write_texts
from tests.factories import LocationFactory
from tests.reporting_factories import AUTUMN, THIRD_QUARTER, TODAY, draft_of, partner_of, published_report
from wijkleerbedrijf.organisation.models import Location, User

TEXTS = dict.fromkeys(Report.NARRATIVE, "Het ging goed.")


def test_a_period_in_the_wrong_order_is_refused_with_a_sentence(location: Location, project_lead: User) -> None:
    reversed_period = Period(Kind.QUARTER, THIRD_QUARTER.ends_on, THIRD_QUARTER.starts_on)
    with pytest.raises(ValidationError, match="De laatste dag ligt vóór de eerste dag"):
        create_report(location=location, period=reversed_period, by=project_lead)


def test_a_second_report_about_a_period_is_refused_with_a_sentence(location: Location, project_lead: User) -> None:
    draft_of(location, project_lead)
    with pytest.raises(ValidationError, match="Over deze periode is er al een rapport"):
        draft_of(location, project_lead)
    draft_of(location, project_lead, period_of(Kind.YEAR, AUTUMN))
    draft_of(LocationFactory.create(), project_lead)
    assert Report.objects.count() == 3


def test_the_database_refuses_an_overlap_by_itself(location: Location, project_lead: User) -> None:
    draft_of(location, project_lead)
    overlapping = Report(
        location=location,
        kind="quarter",
        starts_on=datetime.date(2026, 9, 1),
        ends_on=datetime.date(2026, 10, 31),
        created_by=project_lead,
    )
    with pytest.raises(Error, match="report_one_a_period"), transaction.atomic():
        overlapping.save()


def test_publishing_freezes_figures_pdf_and_definitions(location: Location, project_lead: User) -> None:
    partner_of(location, "Gemeente")
    report = published_report(location, project_lead)
    report.refresh_from_db()
    assert report.pdf is not None
    assert bytes(report.pdf).startswith(b"%PDF-")
    assert report.pdf_sha256 == hashlib.sha256(bytes(report.pdf)).hexdigest()
    assert [partner.name for partner in thaw(report.figures).partners] == ["Gemeente"]
    assert report.indicators.count() == len(DEFINITIONS)
    partner_of(location, "Nieuwe partner")
    report.refresh_from_db()
    assert len(thaw(report.figures).partners) == 1


def test_publishing_twice_is_once(location: Location, project_lead: User) -> None:
    report = published_report(location, project_lead)
    with pytest.raises(ValidationError, match=r"al gepubliceerd op .* door Petra Projectleider"):
        publish(report=report, by=project_lead, today=TODAY)


@pytest.mark.django_db(transaction=True)
def test_four_who_publish_at_once_publish_once(location: Location, project_lead: User) -> None:
    report = draft_of(location, project_lead)
    barrier = threading.Barrier(4)
    said: list[str] = []

    def attempt() -> None:
        try:
            barrier.wait()
            publish(report=report, by=project_lead, today=TODAY)
            said.append("published")
        except ValidationError as error:
            said.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("published") == 1
    assert sum("al gepubliceerd" in sentence for sentence in said) == 3


def test_a_period_that_has_not_begun_is_not_published(location: Location, project_lead: User) -> None:
    report = draft_of(location, project_lead, period_of(Kind.QUARTER, datetime.date(2027, 2, 1)))
    with pytest.raises(ValidationError, match="nog niet begonnen"):
        publish(report=report, by=project_lead, today=TODAY)


def test_a_published_report_can_not_be_changed_or_removed(location: Location, project_lead: User) -> None:
    report = published_report(location, project_lead)
    with pytest.raises(ValidationError, match="al gepubliceerd"):
        write_texts(report=report, texts=TEXTS)
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(summary="Anders")
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        Report.objects.filter(pk=report.pk).delete()


@pytest.mark.parametrize(
    "missing", [{"figures": None}, {"pdf": None}, {"pdf_sha256": ""}, {"pdf_sha256": "xyz"}, {"published_by": None}]
)
def test_a_published_report_is_complete(location: Location, project_lead: User, missing: dict[str, object]) -> None:
    complete = {
        "status": "published",
        "figures": {"format": 1},
        "pdf": b"%PDF-",
        "pdf_sha256": "0" * 64,
        "published_at": timezone.now(),
        "published_by": project_lead,
    }
    report = draft_of(location, project_lead)
    with pytest.raises(Error, match="report_published_is_complete"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**(complete | missing))
    Report.objects.filter(pk=report.pk).update(**complete)


def test_a_correction_is_a_new_version_with_a_reason(location: Location, project_lead: User) -> None:
    report = draft_of(location, project_lead)
    write_texts(report=report, texts=TEXTS)
    report = publish(report=report, by=project_lead, today=TODAY)
    with pytest.raises(ValidationError, match="Schrijf op wat er niet klopte"):
        correct(report=report, reason=" ", by=project_lead)
    version = correct(report=report, reason="Vier bezoeken ontbraken.", by=project_lead)
    assert (version.version, version.replaces, version.summary) == (2, report, "Het ging goed.")
    with pytest.raises(ValidationError, match="al een verbetering gemaakt"):
        correct(report=report, reason="Nog iets.", by=project_lead)
    publish(report=version, by=project_lead, today=TODAY)
    report.refresh_from_db()
    assert report.is_published


def test_a_draft_needs_no_correction(location: Location, project_lead: User) -> None:
    with pytest.raises(ValidationError, match="nog een concept"):
        correct(report=draft_of(location, project_lead), reason="Fout.", by=project_lead)


def test_definitions_are_registered_once_and_stay_as_they_were(location: Location) -> None:
    rows = register_definitions()
    assert len(register_definitions()) == len(rows) == Indicator.objects.count() == len(DEFINITIONS)
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        Indicator.objects.filter(pk=rows[0].pk).update(definition="Iets anders")
