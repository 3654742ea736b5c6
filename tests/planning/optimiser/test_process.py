"""The solver in a process of its own: its answer, its progress, and that nothing is left of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from planning.optimiser import process
from planning.optimiser.process import Request, SolverCancelled, SolverFailed, SolverTimeout, run

HERE = "tests.planning.optimiser.process_answers"
NAMES = ("double", "modules", "surroundings", "echo", "breaks", "dies", "pickles_badly", "sleeps")


@pytest.fixture(autouse=True)
def _functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "FUNCTIONS", {name: f"{HERE}:{name}" for name in NAMES})


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pids: list[int]) -> bool:
    deadline = time.monotonic() + 10
    while any(is_running(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_the_answer_comes_back_with_the_progress_on_the_way() -> None:
    told: list[dict[str, Any]] = []
    answer = run(Request("double", ([1, 2, 3],), {"extra": 1}), deadline=20, on_progress=told.append)
    assert answer == [3, 5, 7]
    assert told == [{"done": 1}, {"done": 2}, {"done": 3}]


def test_the_process_knows_no_django_and_no_database() -> None:
    known = run(Request("modules"), deadline=20)
    assert "planning.optimiser.process" in known or "__main__" in known
    assert not {"django", "psycopg", "procrastinate"} & set(known)


def test_the_process_gets_no_address_of_a_database_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    assert not {"SECRET_KEY", "DATABASE_URL", "OWNER_DATABASE_URL"} & run(Request("surroundings"), deadline=20).keys()


def test_an_answer_larger_than_a_pipe_arrives_whole_whatever_is_printed() -> None:
    value = {"text": "é\n" * 400_000, "number": frozenset({1, 2})}
    assert run(Request("echo", (value,)), deadline=20) == value


def test_a_function_that_raises_is_an_exception_with_its_traceback() -> None:
    with pytest.raises(SolverFailed, match=r"(?s)process_answers\.py.*ArithmeticError: no such week"):
        run(Request("breaks"), deadline=20)


def test_an_answer_that_cannot_be_sent_is_an_exception_too() -> None:
    with pytest.raises(SolverFailed, match="lambda"):
        run(Request("pickles_badly"), deadline=20)


def test_a_process_that_is_killed_is_an_exception() -> None:
    with pytest.raises(SolverFailed, match="ended with code -9"):
        run(Request("dies"), deadline=20)


def test_only_what_is_registered_may_be_asked() -> None:
    with pytest.raises(KeyError):
        run(Request("os.system", ("true",)), deadline=20)


def test_at_the_deadline_the_process_and_all_that_it_started_are_gone(tmp_path: Path) -> None:
    pids: list[int] = []
    with pytest.raises(SolverTimeout):
        run(
            Request("sleeps", (str(tmp_path / "pids"),)),
            deadline=1,
            grace=0.5,
            on_progress=lambda told: pids.extend(told["pids"]),
        )
    assert len(pids) == 2
    assert wait_until_gone(pids)


def test_a_cancelled_question_is_gone_within_a_second(tmp_path: Path) -> None:
    pids: list[int] = []
    cancelled_at: list[float] = []

    def cancelled() -> bool:
        if pids and not cancelled_at:
            cancelled_at.append(time.monotonic())
        return bool(pids)

    with pytest.raises(SolverCancelled):
        run(
            Request("sleeps", (str(tmp_path / "pids"),)),
            deadline=30,
            on_progress=lambda told: pids.extend(told["pids"]),
            cancelled=cancelled,
        )
    assert time.monotonic() - cancelled_at[0] < 1
    assert wait_until_gone(pids)


def test_an_error_of_the_one_who_asks_leaves_no_process(tmp_path: Path) -> None:
    pids: list[int] = []

    def on_progress(told: dict[str, Any]) -> None:
        pids.extend(told["pids"])
        raise ConnectionError("the database is away")

    with pytest.raises(ConnectionError):
        run(Request("sleeps", (str(tmp_path / "pids"),)), deadline=30, on_progress=on_progress)
    assert wait_until_gone(pids)


def test_the_process_dies_with_the_one_who_asked(tmp_path: Path) -> None:
    asks = (
        "import sys; from planning.optimiser import process;"
        f"process.FUNCTIONS = {{'sleeps': '{HERE}:sleeps'}};"
        "process.run(process.Request('sleeps', (sys.argv[1],)), deadline=60)"
    )
    path = tmp_path / "pids"
    asker = subprocess.Popen([sys.executable, "-c", asks, str(path)], env=os.environ | {"PYTHONPATH": "."})
    deadline = time.monotonic() + 20
    while not (path.exists() and path.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    asker.kill()
    asker.wait()
    solver = int(path.read_text().split()[0])
    assert wait_until_gone([solver])
    os.kill(int(path.read_text().split()[1]), 9)
