"""The checklists in the admin: kept by who keeps the whole installation."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portfolio.models import WorkProcess
from students.models import Student
from tests.factories import member
from tests.people import signed_in
from tests.portfolio_factories import ChecklistItemFactory, signed_item
from wijkleerbedrijf.organisation.models import User
from wijkleerbedrijf.roles import Role


@pytest.fixture
def process(db: None) -> WorkProcess:
    return ChecklistItemFactory.create(text="Ik was af.").work_process


def address(process: WorkProcess) -> str:
    return reverse("admin:portfolio_workprocess_change", args=[process.pk])


def test_a_work_process_is_found_by_a_word_of_its_checklist(process: WorkProcess, administrator: User) -> None:
    page = signed_in(administrator).get(reverse("admin:portfolio_workprocess_changelist"), {"q": "was af"})
    assert process.name in page.content.decode()


def test_who_keeps_the_whole_installation_adds_an_item(process: WorkProcess) -> None:
    browser = signed_in(member(Role.ADMINISTRATOR, None))
    item = process.items.get()
    values = {
        "core_task": process.core_task_id,
        "position": 0,
        "code": process.code,
        "name": process.name,
        "in_neighbourhood": "on",
        "items-TOTAL_FORMS": 2,
        "items-INITIAL_FORMS": 1,
        "items-0-id": item.pk,
        "items-0-work_process": process.pk,
        "items-0-position": 1,
        "items-0-code": item.code,
        "items-0-text": item.text,
        "items-0-is_active": "on",
        "items-1-work_process": process.pk,
        "items-1-position": 2,
        "items-1-code": "NIEUW.1",
        "items-1-text": "Ik droog af.",
        "items-1-is_active": "on",
    }
    assert browser.post(address(process), values).status_code == 302
    assert process.items.filter(text="Ik droog af.").exists()


def test_the_beheerder_of_one_location_looks_only(process: WorkProcess, administrator: User) -> None:
    browser = signed_in(administrator)
    page = browser.get(address(process))
    assert "Ik was af." in page.content.decode()
    assert 'name="items-0-text"' not in page.content.decode()
    assert browser.post(address(process), {}).status_code == 403


def test_signatures_are_seen_but_not_changed(student: Student, teacher: User, administrator: User) -> None:
    signature = signed_item(student, teacher).sign_off
    browser = signed_in(administrator)
    page = browser.get(reverse("admin:portfolio_signoff_changelist"))
    assert "Dirk Docent" in page.content.decode()
    change = reverse("admin:portfolio_signoff_change", args=[signature.pk])
    assert browser.get(change).status_code == 200
    assert browser.post(change, {"note": "Anders"}).status_code == 403
    assert browser.get(reverse("admin:portfolio_signoff_add")).status_code == 403
