"""manage.py solve_week: a file in, a file out, and nothing half done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from planning.optimiser.command import main

from .specification import broken_rules, seats_of, vector
from .test_schema import small_week

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "week.json"
    path.write_text(json.dumps(small_week()))
    return path


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """manage.py as somebody starts it who has no settings and no database."""
    return subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), "solve_week", *map(str, arguments)],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def judged(path: Path) -> dict[str, Any]:
    """The written answer, after the judge of the tests agreed with it."""
    written: dict[str, Any] = json.loads(path.read_text())
    plan = seats_of(written["assignments"])
    assert broken_rules(small_week(), plan) == set()
    assert tuple(written["objective"]) == vector(small_week(), plan)
    return written


def test_without_settings_or_database_the_plan_is_written(source: Path, tmp_path: Path) -> None:
    ended = run("week.json", "--output", "plan.json", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    written = judged(tmp_path / "plan.json")
    assert set(written) == {"instance", "assignments", "objective", "proven", "seconds"}
    assert written["proven"] == [True] * 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "week.json"]


def test_a_fault_is_told_by_its_place_with_status_2_and_nothing_is_written(source: Path, tmp_path: Path) -> None:
    week = small_week()
    week["clients"][1]["visit_weights"] = [1, 2]
    source.write_text(json.dumps(week))
    ended = run("week.json", "--output", "plan.json", cwd=tmp_path)
    assert ended.returncode == 2
    assert "clients[1].visit_weights[1]" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["week.json"]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"{", b""])
def test_what_can_not_be_read_ends_with_status_2(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "week.json").write_bytes(content)
    assert main([str(tmp_path / "week.json"), "--output", str(tmp_path / "plan.json")]) == 2
    assert "week.json" in capsys.readouterr().err
    assert not (tmp_path / "plan.json").exists()


def test_a_file_that_is_not_there_ends_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.json"), "--output", str(tmp_path / "plan.json")]) == 2
    assert "none.json can't be read" in capsys.readouterr().err


def test_a_place_that_can_not_be_written_ends_with_status_2(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(source), "--output", str(tmp_path / "nowhere" / "plan.json")]) == 2
    assert "can't be written" in capsys.readouterr().err


def test_an_older_answer_stays_when_the_question_is_malformed(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "plan.json"
    output.write_text("older")
    source.write_text("{}")
    assert main([str(source), "--output", str(output)]) == 2
    assert output.read_text() == "older"


def test_a_locked_lead_without_anybody_to_go_along_has_no_plan(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    week = small_week()
    week["clients"][0]["seats"] = 2
    week["clients"][0]["refuses"] = ["s2"]
    source.write_text(json.dumps(week))
    assert main([str(source), "--output", str(tmp_path / "plan.json")]) == 1
    assert "no plan was found" in capsys.readouterr().err
    assert not (tmp_path / "plan.json").exists()


def test_a_link_stays_a_link_and_its_file_gets_the_plan(source: Path, tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    target, link = tmp_path / "plans" / "week 12.json", tmp_path / "plan.json"
    target.write_text("older")
    target.chmod(0o600)
    link.symlink_to(target)
    assert main([str(source), "--output", str(link)]) == 0
    assert link.is_symlink()
    assert judged(target)["proven"] == [True] * 5
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["week 12.json"]


def test_a_link_to_itself_ends_with_status_2(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = tmp_path / "plan.json"
    link.symlink_to(link)
    assert main([str(source), "--output", str(link)]) == 2
    assert "can't be written" in capsys.readouterr().err
    assert link.is_symlink()


def test_a_pipe_is_written_and_stays_a_pipe(source: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        try:
            assert main([str(source), "--output", str(pipe)]) == 0
            assert json.loads(reader.communicate(timeout=20)[0])["proven"] == [True] * 5
        finally:
            reader.kill()
    assert pipe.is_fifo()


def test_to_stdout_goes_the_plan_and_nothing_else(source: Path, tmp_path: Path) -> None:
    ended = run("week.json", "--output", "/dev/stdout", cwd=tmp_path)
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["proven"] == [True] * 5
    assert "5 of 5 levels proven" in ended.stderr


@pytest.mark.parametrize("name", ["week.json", "link.json"])
def test_the_instance_is_never_overwritten(
    name: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "link.json").symlink_to(source)
    before = source.read_bytes()
    assert main([str(source), "--output", str(tmp_path / name)]) == 2
    assert "the instance itself" in capsys.readouterr().err
    assert source.read_bytes() == before


@pytest.mark.parametrize(
    "wrong", [["--time-limit", "-1"], ["--time-limit", "nan"], ["--calm", "1.5"], ["--calm", "-1"]]
)
def test_a_senseless_option_is_refused(wrong: list[str], source: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(source), "--output", str(tmp_path / "plan.json"), *wrong])
    assert ended.value.code == 2
    assert not (tmp_path / "plan.json").exists()


def test_without_time_there_is_still_a_plan_and_nothing_is_called_proven(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "plan.json"
    assert main([str(source), "--output", str(output), "--time-limit", "0", "--calm", "2"]) == 0
    assert judged(output)["proven"] == [False] * 5


def test_django_knows_the_command_too(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "plan.json"
    call_command("solve_week", str(source), output=output)
    assert judged(output)["proven"] == [True] * 5
    source.write_text("[]")
    with pytest.raises(CommandError) as caught:
        call_command("solve_week", str(source), output=output)
    assert caught.value.returncode == 2
