"""A program that is kept running beside another one: it comes back when it ends, and stops with the other."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wijkleerbedrijf import child_process
from wijkleerbedrijf.child_process import Kept, wait_and_tend

WRITES_AND_ENDS = "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n')"
WRITES_AND_STAYS = WRITES_AND_ENDS + "; import time; time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WRITES_AND_STAYS


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(child_process, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(child_process, "STOP_SECONDS", 1.0)


def kept(program: str, path: Path, told: list[str]) -> Kept:
    return Kept([sys.executable, "-c", program, str(path)], os.environ, told=told.append)


def main_program(seconds: float) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", f"import time, sys; time.sleep({seconds}); sys.exit(3)"])


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_program_that_ends_is_said_and_started_again(tmp_path: Path) -> None:
    told: list[str] = []
    code = wait_and_tend(main_program(1.5), kept(WRITES_AND_ENDS, tmp_path / "pids", told))
    assert code == 3
    assert len(pids(tmp_path / "pids")) >= 2
    assert "ended with code 0; it is started again" in told[0]


def test_the_pauses_grow_so_that_a_program_that_cannot_start_does_not_take_the_machine(tmp_path: Path) -> None:
    told: list[str] = []
    wait_and_tend(main_program(2), kept("raise SystemExit(1)", tmp_path, told))
    assert 2 <= len(told) <= 5


def test_it_stops_with_the_program_that_it_stands_beside(tmp_path: Path) -> None:
    wait_and_tend(main_program(1), kept(WRITES_AND_STAYS, tmp_path / "pids", []))
    (pid,) = pids(tmp_path / "pids")
    assert not is_running(pid)


def test_one_that_does_not_listen_is_stopped_by_force(tmp_path: Path) -> None:
    wait_and_tend(main_program(1), kept(DEAF, tmp_path / "pids", []))
    (pid,) = pids(tmp_path / "pids")
    assert not is_running(pid)


def test_it_dies_with_a_launcher_that_is_killed(tmp_path: Path) -> None:
    launcher = (
        "import sys, os, time; from wijkleerbedrijf.child_process import Kept;"
        f"kept = Kept([sys.executable, '-c', {WRITES_AND_STAYS!r}, sys.argv[1]], os.environ, told=print);"
        "kept.tend(); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", launcher, str(tmp_path / "pids")])
    deadline = time.monotonic() + 20
    while not (tmp_path / "pids").exists() or not pids(tmp_path / "pids"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.kill()
    process.wait()
    (pid,) = pids(tmp_path / "pids")
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)
