"""The programmes that ship with the product."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portfolio.models import ChecklistItem, CoreTask, WorkProcess
from portfolio.programme_files import read_all
from students.models import Programme


def load() -> str:
    out = StringIO()
    call_command("load_programmes", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    assert "25741 Entree" in load()
    before = [model.objects.count() for model in (Programme, CoreTask, WorkProcess, ChecklistItem)]
    load()
    assert [model.objects.count() for model in (Programme, CoreTask, WorkProcess, ChecklistItem)] == before
    assert before[:3] == [2, 4, 15]


@pytest.mark.django_db
def test_an_item_that_the_school_changed_keeps_its_text() -> None:
    load()
    item = ChecklistItem.objects.get(code="P2-K1-W1.1", work_process__core_task__programme__crebo="25960")
    item.text = "Ik help bij licht werk in huis, op de manier van onze school."
    item.save()
    load()
    item.refresh_from_db()
    assert item.text.endswith("onze school.")


@pytest.mark.django_db
def test_personal_care_is_never_practised_in_the_neighbourhood() -> None:
    load()
    outside = WorkProcess.objects.filter(in_neighbourhood=False)
    assert [(process.core_task.programme.crebo, process.code) for process in outside] == [("25960", "P2-K1-W3")]


def test_every_item_is_a_sentence_of_the_student() -> None:
    items = [
        item
        for text in read_all()
        for task in text.core_tasks
        for process in task.work_processes
        for item in process.items
    ]
    assert len(items) > 30
    assert [item for item in items if not (item.startswith("Ik ") and item.endswith(".") and len(item) < 100)] == []


@pytest.mark.parametrize(("text", "sentence"), [("crebo = ", "valid TOML"), ('crebo = "25741"', "lacks dossier")])
def test_a_file_that_can_not_be_read_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "kapot.toml").write_text(text)
    with pytest.raises(CommandError, match=rf"kapot.toml .*{sentence}"):
        call_command("load_programmes", directory=tmp_path)
