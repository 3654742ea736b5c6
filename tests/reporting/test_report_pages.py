"""The pages of reports: for the project leader, and what the steering group sees of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from reporting.models import Report
from reporting.periods import Kind, period_of
from reporting.services import correct
from tests.factories import ClientFactory, StudentFactory, member
from tests.pages import seen_on
from tests.people import signed_in
from tests.reporting_factories import AUTUMN, THIRD_QUARTER, draft_of, published_report, published_visit
from wijkleerbedrijf.organisation.models import AccessLog, Location, User
from wijkleerbedrijf.roles import Role


def url(name: str, *args: object) -> str:
    return reverse(f"reporting:{name}", args=args)


@pytest.fixture
def lead(project_lead: User) -> Browser:
    return signed_in(project_lead)


@pytest.fixture
def steering(steering_member: User) -> Browser:
    return signed_in(steering_member)


def test_the_last_finished_period_is_proposed(lead: Browser) -> None:
    page = lead.get(url("create_report"))
    offered = page.context["offered"]
    assert page.context["chosen"] == offered[0]
    assert offered[0].ends_on < page.context["today"] <= offered[1].ends_on
    assert offered[0].title in page.content.decode()


def test_a_draft_is_made_and_its_texts_come_next(lead: Browser) -> None:
    values = {"kind": "quarter", "starts_on": "1-7-2026", "ends_on": "30 september 2026"}
    page = lead.post(url("create_report"), values, follow=True)
    report = Report.objects.get()
    assert (report.starts_on, report.ends_on) == (THIRD_QUARTER.starts_on, THIRD_QUARTER.ends_on)
    assert page.redirect_chain[-1][0] == url("edit_report", report.pk)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "sentence"),
    [
        ("30-9-2026", "1-7-2026", "De laatste dag ligt vóór de eerste dag."),
        ("1-7-2026", "15-8-2026", "Bedoelt u 1 juli 2026 tot en met 30 september 2026?"),
        ("", "30-9-2026", "Vul de eerste dag in."),
        ("gisteren dus", "30-9-2026", "Deze datum klopt niet."),
    ],
)
def test_a_period_that_is_none_shows_a_sentence(lead: Browser, starts_on: str, ends_on: str, sentence: str) -> None:
    page = lead.post(url("create_report"), {"kind": "quarter", "starts_on": starts_on, "ends_on": ends_on})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Report.objects.exists()


def test_a_second_report_about_the_period_shows_a_sentence(
    lead: Browser, location: Location, project_lead: User
) -> None:
    draft_of(location, project_lead)
    page = lead.post(url("create_report"), {"kind": "quarter", "starts_on": "1-7-2026", "ends_on": "30-9-2026"})
    assert page.status_code == 422
    assert "Over deze periode is er al een rapport" in page.content.decode()
    assert Report.objects.count() == 1


def test_warnings_come_first_and_lead_to_the_week(
    lead: Browser, location: Location, project_lead: User, coordinator: User
) -> None:
    student = StudentFactory.create(location=location)
    published_visit(ClientFactory.create(location=location), student, by=coordinator, date=AUTUMN)
    text = lead.get(url("report_detail", draft_of(location, project_lead).pk)).content.decode()
    assert "1 bezoek heeft nog geen uitkomst." in text
    assert reverse("planning:week_board", args=[2026, 37]) in text
    assert text.index("nog geen uitkomst") < text.index("In het kort")


def test_texts_are_kept_and_shown_as_text(lead: Browser, location: Location, project_lead: User) -> None:
    report = draft_of(location, project_lead)
    texts = {"summary": "Kort & goed", "went_well": "<b>vet</b>", "needs_attention": "", "outlook": ""}
    text = lead.post(url("edit_report", report.pk), texts, follow=True).content.decode()
    assert "Kort &amp; goed" in text
    assert "&lt;b&gt;vet&lt;/b&gt;" in text
    assert "Wat aandacht vraagt" not in text


def test_a_text_that_is_too_long_shows_a_message(lead: Browser, location: Location, project_lead: User) -> None:
    report = draft_of(location, project_lead)
    page = lead.post(url("edit_report", report.pk), {"summary": "a" * 2001})
    assert page.status_code == 422


def test_publishing_twice_publishes_once(lead: Browser, location: Location, project_lead: User) -> None:
    report = draft_of(location, project_lead)
    assert "Gepubliceerd." in lead.post(url("publish_report", report.pk), follow=True).content.decode()
    report.refresh_from_db()
    moment = report.published_at
    assert "Er is niets veranderd." in lead.post(url("publish_report", report.pk), follow=True).content.decode()
    report.refresh_from_db()
    assert report.published_at == moment


def test_a_published_report_is_not_edited_but_corrected(lead: Browser, location: Location, project_lead: User) -> None:
    report = published_report(location, project_lead)
    page = lead.get(url("edit_report", report.pk), follow=True)
    assert "verandert niet meer" in page.content.decode()
    page = lead.post(url("correct_report", report.pk), {"reason": ""})
    assert page.status_code == 422
    page = lead.post(url("correct_report", report.pk), {"reason": "Vier bezoeken ontbraken."}, follow=True)
    version = Report.objects.get(version=2)
    assert page.redirect_chain[-1][0] == url("edit_report", version.pk)
    assert "Vier bezoeken ontbraken." in lead.get(url("report_detail", version.pk)).content.decode()
    page = lead.post(url("correct_report", report.pk), {"reason": "Nog eens."}, follow=True)
    assert "al een verbetering gemaakt" in page.content.decode()


def test_a_preview_is_a_pdf_and_is_not_kept(lead: Browser, location: Location, project_lead: User) -> None:
    report = draft_of(location, project_lead)
    answer = lead.get(url("report_pdf", report.pk))
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == "inline; filename=concept-venray-2026-kwartaal-3.pdf"
    report.refresh_from_db()
    assert report.pdf is None


def test_the_steering_group_reads_and_downloads_what_is_published(
    steering: Browser, location: Location, project_lead: User, steering_member: User
) -> None:
    report = published_report(location, project_lead)
    draft = draft_of(location, project_lead, period_of(Kind.YEAR, AUTUMN))
    page = steering.get(url("report_list"))
    assert (page.context["reports"], page.context["drafts"]) == ([report], [])
    assert "Nieuw rapport" not in page.content.decode()
    text = steering.get(url("report_detail", report.pk)).content.decode()
    assert "PDF downloaden" in text
    assert "Verbetering maken" not in text
    answer = steering.get(url("report_pdf", report.pk))
    report.refresh_from_db()
    assert answer.content == bytes(report.pdf or b"")
    assert answer["Content-Disposition"] == "attachment; filename=venray-2026-kwartaal-3.pdf"
    assert steering.get(url("report_detail", draft.pk)).status_code == 404
    assert steering.get(url("report_pdf", draft.pk)).status_code == 404
    row = AccessLog.objects.get()
    assert (row.user, row.action, row.subject_id) == (steering_member, "download", report.pk)


def test_the_steering_group_sees_a_draft_correction_of_nothing(
    steering: Browser, location: Location, project_lead: User
) -> None:
    report = published_report(location, project_lead)
    correct(report=report, reason="Vier bezoeken ontbraken.", by=project_lead)
    for page in (steering.get(url("report_list")), steering.get(url("report_detail", report.pk))):
        assert "Vier bezoeken ontbraken." not in page.content.decode()
        assert "nieuwe versie" not in page.content.decode()


def test_a_report_holds_no_name_of_a_student_or_client(
    steering: Browser, location: Location, project_lead: User, coordinator: User
) -> None:
    student = StudentFactory.create(location=location, first_name="Xandrinho", surname="Zonderling")
    client = ClientFactory.create(location=location, first_name="Ypkje", surname="Qualm")
    published_visit(client, student, by=coordinator, status="done", minutes=60)
    text = steering.get(url("report_detail", published_report(location, project_lead).pk)).content.decode()
    for name in ("Xandrinho", "Zonderling", "Ypkje", "Qualm"):
        assert name not in text


@pytest.mark.parametrize("name", ["home", "create_report"])
def test_the_steering_group_writes_nothing(steering: Browser, name: str) -> None:
    assert steering.get(url(name)).status_code == 403


@pytest.mark.parametrize("name", ["edit_report", "publish_report", "correct_report"])
def test_the_steering_group_changes_nothing(
    steering: Browser, name: str, location: Location, project_lead: User
) -> None:
    report = draft_of(location, project_lead)
    assert steering.post(url(name, report.pk), {"reason": "x"}).status_code == 403
    report.refresh_from_db()
    assert not report.is_published


@pytest.mark.parametrize("role", ["coordinator", "teacher", "referrer", "administrator"])
def test_others_see_no_reports(
    role: str, request: pytest.FixtureRequest, location: Location, project_lead: User
) -> None:
    report = draft_of(location, project_lead)
    browser = signed_in(request.getfixturevalue(role))
    for address in (url("report_list"), url("home"), url("report_detail", report.pk), url("report_pdf", report.pk)):
        assert browser.get(address).status_code == 403


@pytest.mark.parametrize("name", ["report_detail", "report_pdf", "edit_report", "correct_report"])
def test_a_report_of_another_location_does_not_exist(
    name: str, location: Location, other_location: Location, project_lead: User
) -> None:
    report = draft_of(location, project_lead)
    stranger = signed_in(member(Role.PROJECT_LEAD, other_location))
    assert stranger.get(url(name, report.pk)).status_code == 404
    assert stranger.post(url("publish_report", report.pk)).status_code == 404


def test_a_get_publishes_nothing(lead: Browser, location: Location, project_lead: User) -> None:
    assert lead.get(url("publish_report", draft_of(location, project_lead).pk)).status_code == 405


def test_the_list_and_a_report_cost_twelve_queries_at_most(
    lead: Browser, location: Location, project_lead: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    draft = draft_of(location, project_lead)
    with django_assert_max_num_queries(12) as few:
        lead.get(url("report_list"))
    for kind in (Kind.YEAR, Kind.HALF_YEAR, Kind.SCHOOL_YEAR):
        draft_of(location, project_lead, period_of(kind, AUTUMN))
    with django_assert_max_num_queries(len(few)):
        lead.get(url("report_list"))
    with django_assert_max_num_queries(14):
        lead.get(url("report_detail", draft.pk))


def test_two_who_write_one_draft_do_not_overwrite_each_other(
    lead: Browser, location: Location, project_lead: User
) -> None:
    report = draft_of(location, project_lead)
    address = url("edit_report", report.pk)
    texts = dict.fromkeys(Report.NARRATIVE, "") | {"outlook": "Straks meer."}
    lead.post(address, texts)
    seen = {"revision": seen_on(lead.get(address))}
    colleague = signed_in(member(Role.PROJECT_LEAD, location))
    colleague.post(address, texts | seen | {"summary": "Van de <collega>."})
    page = lead.post(address, texts | seen | {"went_well": "Van mij."})
    report.refresh_from_db()
    assert (page.status_code, report.summary, report.went_well) == (422, "Van de <collega>.", "")
    text = page.content.decode()
    for expected in ("Een collega heeft dit gewijzigd", "Van mij.", "Nu staat hier: ‘Van de &lt;collega&gt;.’"):
        assert expected in text
    both = texts | {"summary": "Van de <collega>.", "went_well": "Van mij.", "revision": seen_on(page)}
    assert lead.post(address, both).status_code == 302
    report.refresh_from_db()
    assert (report.summary, report.went_well) == ("Van de <collega>.", "Van mij.")


def test_the_same_texts_sent_twice_are_no_conflict(lead: Browser, location: Location, project_lead: User) -> None:
    address = url("edit_report", draft_of(location, project_lead).pk)
    texts = dict.fromkeys(Report.NARRATIVE, "Een zin.") | {"revision": ""}
    assert [lead.post(address, texts).status_code for _ in range(2)] == [302, 302]
