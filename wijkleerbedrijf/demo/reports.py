"""The report of the last quarter, published, and a draft of the quarter of now."""

from __future__ import annotations

from reporting.models import Report
from reporting.periods import Kind, last_finished, period_of
from reporting.services import create_report, publish, write_texts

from .scene import Scene

TEXTS = {
    "summary": "De meeste bezoeken gingen door. In de vakantie lag het werk stil.",
    "went_well": "Nieuwe studenten gingen al in de derde week mee op bezoek. Bewoners zijn blij met vaste gezichten.",
    "needs_attention": "Er wachten meer bewoners dan wij kunnen helpen. In de wijk Brukske zoeken wij extra studenten.",
    "outlook": "In februari start een nieuwe groep. Wij vragen de partners om kandidaten.",
}


def make_reports(scene: Scene) -> None:
    """The last quarter with its figures and PDF, and of this quarter what there is to say so far."""
    by = scene.staff["project_lead"]
    report = draft_last_quarter(scene)
    publish(report=report, by=by, today=scene.today)
    draft = create_report(location=scene.location, period=period_of(Kind.QUARTER, scene.today), by=by)
    write_texts(report=draft, texts=dict.fromkeys(TEXTS, "") | {"summary": TEXTS["summary"]})


def draft_last_quarter(scene: Scene) -> Report:
    """The last quarter with its texts, not published."""
    report = create_report(
        location=scene.location,
        period=last_finished(Kind.QUARTER, scene.today),
        by=scene.staff["project_lead"],
    )
    return write_texts(report=report, texts=TEXTS)
