"""The PDF: accessible, complete, ours, and quick."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import page
import pikepdf
import pytest

from reporting.facts import figures_of, with_scenario
from reporting.models import Report
from reporting.pdf import chart_style, draw_report
from reporting.presentation import shown_report
from reporting.services import publish, write_texts
from tests.factories import ClientFactory, StudentFactory
from tests.reporting_factories import (
    AUTUMN,
    TODAY,
    draft_of,
    kept_scenario,
    outflow_of_students,
    partner_of,
    published_visit,
)
from wijkleerbedrijf.organisation.models import Location, LocationYear, User
from wijkleerbedrijf.pdf import own_file, paper_style

UA = page.ValidationProfile.PDF_UA_1


@pytest.fixture
def draft(location: Location, coordinator: User, project_lead: User) -> Report:
    LocationYear.objects.update(goal_hours=10_000, goal_diploma_percent=80, student_word="deelnemer")
    for student in StudentFactory.create_batch(6, location=location):
        client = ClientFactory.create(location=location)
        published_visit(client, student, by=coordinator, date=AUTUMN, status="done", minutes=90)
    partner_of(location, "Gemeente Voorbeeldstad", amount_per_year=80_000)
    partner_of(location, "School <Voorbeeld>", contribution="education")
    outflow_of_students(location, 10, ended_on=AUTUMN)
    report = draft_of(location, project_lead)
    return write_texts(report=report, texts=dict.fromkeys(Report.NARRATIVE, "Een zin met € en ‘ë’.\n\nNog een."))


def made(report: Report) -> bytes:
    return draw_report(shown_report(report, figures_of(report.location, report.period, today=TODAY)[0]))


def structure(pdf: pikepdf.Pdf) -> tuple[Counter[str], list[str]]:
    """How often each tag occurs, and the alternative texts of the figures."""
    tags: Counter[str] = Counter()
    alternatives: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for part in node:
                walk(part)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                tags[str(node.S)] += 1
                if node.S == "/Figure":
                    alternatives.append(str(node.get("/Alt", "")))
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot)
    return tags, alternatives


def test_the_pdf_is_accessible_by_the_standard(draft: Report) -> None:
    report = page.validate_pdf_bytes(made(draft), profile=UA)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.is_compliant


def test_the_pdf_with_a_scenario_is_accessible_too(draft: Report) -> None:
    draft.scenario = kept_scenario(draft.location, draft.created_by, note="Als de zorgstage begint.")
    figures = with_scenario(figures_of(draft.location, draft.period, today=TODAY)[0], draft)
    pdf = draw_report(shown_report(draft, figures))
    report = page.validate_pdf_bytes(pdf, profile=UA)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        _, alternatives = structure(opened)
    assert any("met deze verandering" in one for one in alternatives)


def test_the_check_refuses_a_pdf_whose_language_and_tags_were_taken_away(draft: Report) -> None:
    with pikepdf.open(io.BytesIO(made(draft))) as pdf:
        del pdf.Root.Lang
        del pdf.Root.StructTreeRoot
        bad = io.BytesIO()
        pdf.save(bad)
    assert not page.is_pdf_compliant_bytes(bad.getvalue(), profile=UA)


def test_the_pdf_has_a_title_headings_tables_and_a_chart_in_words(draft: Report) -> None:
    with pikepdf.open(io.BytesIO(made(draft))) as pdf:
        assert pdf.Root.Lang == "nl"
        assert pdf.docinfo["/Title"] == "Rapport over het derde kwartaal van 2026, WijkLeerbedrijf Venray"
        tags, alternatives = structure(pdf)
    assert tags["/H1"] == 1
    assert tags["/H2"] >= 8
    assert tags["/Table"] == 4
    assert len(alternatives) == 1
    assert "september 2026 9 uur. Het doel is 833 uur per maand." in alternatives[0]


def test_all_fonts_are_ours_and_inside_the_file(draft: Report) -> None:
    with pikepdf.open(io.BytesIO(made(draft))) as pdf:
        fonts = [
            font.DescendantFonts[0] if "/DescendantFonts" in font else font
            for sheet in pdf.pages
            for font in sheet.Resources.get("/Font", {}).values()
        ]
        assert fonts
        for font in fonts:
            assert "Atkinson" in str(font.BaseFont)
            assert any(key.startswith("/FontFile") for key in font.FontDescriptor)


def test_a_draft_says_that_it_is_one_and_a_published_report_who_published_it(
    draft: Report, project_lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("weasyprint.HTML", _recording(drawn))
    made(draft)
    publish(report=draft, by=project_lead, today=TODAY)
    assert "Nog niet gepubliceerd" in drawn[0]
    assert "door Petra Projectleider" in drawn[1]
    for text in (
        "Gemeente Voorbeeldstad",
        "School &lt;Voorbeeld&gt;",
        "€\u00a080.000 per jaar",
        "Zo is geteld",
        "Deelnemers gaven 9 uur hulp",
    ):
        assert text in drawn[1]


def _recording(drawn: list[str]) -> type:
    from weasyprint import HTML

    class Recording(HTML):  # type: ignore[misc]
        def __init__(self, *, string: str, **kwargs: Any) -> None:
            drawn.append(string)
            super().__init__(string=string, **kwargs)

    return Recording


@pytest.mark.parametrize("url", ["https://example.org/x.png", "file:///etc/passwd", "http://static.invalid/css/a.css"])
def test_a_report_fetches_nothing_but_our_own_files(url: str) -> None:
    with pytest.raises(ValueError, match="may not fetch"):
        own_file(url)


def test_a_name_that_climbs_out_of_the_static_files_is_refused() -> None:
    with pytest.raises(Exception, match=r"outside|no static file"):
        own_file("https://static.invalid/../../manage.py")


def test_the_drawing_has_its_colours_filled_in() -> None:
    assert "var(" not in chart_style()
    assert "prefers-color-scheme" not in paper_style()
    assert "@media print" in paper_style()
