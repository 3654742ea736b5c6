"""The start on one's own machine: a secret, a free port, and words for what is in the way."""

from __future__ import annotations

import socket
import stat
import threading
from pathlib import Path

import pytest

from wijkleerbedrijf import local_run


def test_the_secret_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    secret = local_run.secret_key(tmp_path)
    assert len(secret) > 50
    assert local_run.secret_key(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_starts_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    secrets: list[str] = []
    together = threading.Barrier(8)

    def start() -> None:
        together.wait()
        secrets.append(local_run.secret_key(tmp_path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(secrets) == 8
    assert len(set(secrets)) == 1


def test_a_port_in_use_is_refused_with_another_one_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(local_run.CannotRun, match=rf"Port {port} is in use.*PORT={port + 1} script/server"):
            local_run.wanted_port({"PORT": str(port)})
    assert local_run.wanted_port({"PORT": str(port)}) == port


@pytest.mark.parametrize("given", ["web", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(local_run.CannotRun, match="PORT must be a number from 1 to 65535"):
        local_run.wanted_port({"PORT": given})
