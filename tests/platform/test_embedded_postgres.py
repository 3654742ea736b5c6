"""The launcher of the private database, against the things that happen to databases on real machines."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from wijkleerbedrijf import embedded_postgres as pg
from wijkleerbedrijf.embedded_postgres import Account, Cluster, ClusterError
from wijkleerbedrijf.postgres_programs import find_binaries

PROJECT = Path(__file__).resolve().parent.parent.parent
AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="root alone can play another account")


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory with a short path that every account can reach."""
    path = Path(tempfile.mkdtemp(prefix="wlb-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def made_once() -> Iterator[Path]:
    """The data directory of a fresh cluster, to copy: making one takes a second."""
    path = Path(tempfile.mkdtemp(prefix="wlb-"))
    path.chmod(0o755)
    with Cluster.at(path / "data", throw_away=True).running():
        pass
    yield path / "data"
    shutil.rmtree(path)


@pytest.fixture
def cluster(place: Path, made_once: Path) -> Iterator[Cluster]:
    subprocess.run(["cp", "-a", made_once, place / "data"], check=True)
    cluster = Cluster.at(place / "data")
    yield cluster
    cluster.stop()


def ask(cluster: Cluster, query: str, role: str = pg.OWNER_ROLE) -> str:
    with psycopg.connect(cluster.url(role)) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return str(row[0])


def write_a_row(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(pg.OWNER_ROLE)) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('here')")


def postmaster(cluster: Cluster) -> int:
    return int((cluster.files / "postmaster.pid").read_text().splitlines()[0])


def launcher(cluster: Cluster, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "wijkleerbedrijf.embedded_postgres", *arguments],
        cwd=PROJECT,
        env=os.environ | {"DATA_DIR": str(cluster.data_dir)} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} did not appear"
        time.sleep(0.02)


def test_a_fresh_data_directory_gets_an_owner_and_a_role_without_ownership(place: Path) -> None:
    with Cluster.at(place / "data", throw_away=True).running() as cluster:
        assert ask(cluster, "SELECT current_user", pg.RUNTIME_ROLE) == pg.RUNTIME_ROLE
        with psycopg.connect(cluster.url(pg.RUNTIME_ROLE)) as connection, pytest.raises(psycopg.Error):
            connection.execute("CREATE TABLE mine (id int)")
    assert not cluster.is_running()


def test_nobody_reaches_it_over_the_network_or_from_another_account(cluster: Cluster) -> None:
    with cluster.running():
        assert ask(cluster, "SHOW listen_addresses") == ""
        assert ask(cluster, "SHOW unix_socket_permissions") == "0700"
        assert stat.S_IMODE(cluster.home.stat().st_mode) == 0o700
        assert stat.S_IMODE(cluster.data_dir.stat().st_mode) == 0o700


def test_a_killed_server_starts_again_with_its_rows(cluster: Cluster) -> None:
    cluster.start()
    write_a_row(cluster)
    os.kill(postmaster(cluster), signal.SIGKILL)
    cluster.start()
    assert ask(cluster, "SELECT word FROM kept") == "here"


def test_a_pid_that_another_program_has_now_does_not_stop_the_start(cluster: Cluster) -> None:
    as_account = {"user": cluster.account.uid, "group": cluster.account.gid} if AS_ROOT else {}
    other = subprocess.Popen(["sleep", "60"], **as_account)  # type: ignore[call-overload]
    try:
        for path in (cluster.files / "postmaster.pid", cluster.home / ".s.PGSQL.5432.lock"):
            path.write_text(f"{other.pid}\n{cluster.files}\n1700000000\n5432\n{cluster.home}\n\n\nready   \n")
            os.chown(path, cluster.account.uid, cluster.account.gid)
        assert not cluster.is_running()
        cluster.start()
        assert ask(cluster, "SELECT 1") == "1"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_socket_that_was_left_behind_does_not_stop_the_start(cluster: Cluster) -> None:
    (cluster.home / ".s.PGSQL.5432").touch()
    cluster.start()
    assert ask(cluster, "SELECT 1") == "1"


def test_four_starts_at_once_give_one_server(cluster: Cluster) -> None:
    starts = [launcher(cluster, "start") for _ in range(4)]
    said = [start.communicate() for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0, 0], said
    assert len({output for output, _ in said}) == 1
    assert cluster.log.read_text().count("starting PostgreSQL") == 2  # one of them when the template was made


def test_the_one_that_leaves_last_stops_the_server(cluster: Cluster) -> None:
    with cluster.running():
        with cluster.running():
            pass
        assert ask(cluster, "SELECT 1") == "1"
    assert not cluster.is_running()


def test_variables_of_another_server_do_not_lead_astray(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGHOST": "db.invalid", "PGPORT": "1", "PGDATA": "/nowhere", "PGUSER": "x"}.items():
        monkeypatch.setenv(name, value)
    run = launcher(cluster, "run", "--", "sh", "-c", "env | grep ^PG; echo $DATABASE_URL")
    output, errors = run.communicate()
    assert (output, errors) == (cluster.url(pg.RUNTIME_ROLE) + "\n", "")


def test_ctrl_c_stops_the_command_and_the_server(cluster: Cluster, place: Path) -> None:
    run = launcher(cluster, "run", "--", "sh", "-c", f"touch {place}/up; exec sleep 60")
    wait_for(place / "up")
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=20)
    assert run.returncode == 128 + signal.SIGINT
    assert not cluster.is_running()


def test_after_a_killed_launcher_the_command_ends_and_the_next_start_works(cluster: Cluster, place: Path) -> None:
    run = launcher(cluster, "run", "--", "sh", "-c", f"echo $$ > {place}/pid; touch {place}/up; exec sleep 60")
    wait_for(place / "up")
    run.kill()
    run.communicate(timeout=20)
    command = Path("/proc") / (place / "pid").read_text().strip()
    deadline = time.monotonic() + 10
    while command.exists() and "Z" not in (command / "stat").read_text().split()[2] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert time.monotonic() < deadline, "the command goes on without its launcher"
    with cluster.running():
        assert ask(cluster, "SELECT 1") == "1"
    assert not cluster.is_running()


def test_a_cluster_that_was_half_made_is_made_anew(place: Path) -> None:
    cluster = Cluster.at(place / "data", throw_away=True)
    cluster._prepare_directories()
    for directory in (cluster.home / "data.new", cluster.home / "data.new" / "base"):
        directory.mkdir()
        os.chown(directory, cluster.account.uid, cluster.account.gid)
    with cluster.running():
        assert ask(cluster, "SELECT 1") == "1"
    assert not (cluster.home / "data.new").exists()


def damage(cluster: Cluster) -> None:
    (cluster.files / "global" / "pg_control").write_bytes(b"\0" * 8192)


def test_a_damaged_cluster_is_kept_and_its_log_is_shown(cluster: Cluster) -> None:
    damage(cluster)
    with pytest.raises(ClusterError, match=r"did not start(.|\n)*incompatible"):
        cluster.start()
    assert (cluster.files / "PG_VERSION").exists()


def test_a_damaged_throw_away_cluster_is_made_anew(cluster: Cluster) -> None:
    damage(cluster)
    with replace(cluster, throw_away=True).running():
        assert ask(cluster, "SELECT 1") == "1"


def test_two_test_runs_do_not_share_a_throw_away_cluster(cluster: Cluster) -> None:
    throw_away = replace(cluster, throw_away=True)
    with throw_away.running(), pytest.raises(ClusterError, match="Another test run"), throw_away.running():
        pass


def test_a_path_that_is_too_long_for_a_socket_is_refused(place: Path) -> None:
    with pytest.raises(ClusterError, match=r"too long .* Choose a shorter DATA_DIR"):
        Cluster.at(place / ("x" * 100))


def test_without_postgresql_it_says_what_to_install(place: Path) -> None:
    with pytest.raises(ClusterError, match="apt-get install postgresql"):
        find_binaries(search=[place])


def fake_binaries(directory: Path, version: str) -> Path:
    directory.mkdir()
    for name in ("initdb", "pg_ctl", "postgres", "psql"):
        (directory / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (directory / name).chmod(0o755)
    return directory


def test_the_newest_postgresql_is_taken_and_old_ones_are_not(place: Path) -> None:
    old, new, newer = (fake_binaries(place / f"v{v}", v) for v in ("14.9", "15.3", "17.1"))
    assert find_binaries(search=[old, newer, new]) == newer
    with pytest.raises(ClusterError):
        find_binaries(search=[old])


def test_data_of_another_version_are_refused_with_a_way_out(cluster: Cluster) -> None:
    (cluster.files / "PG_VERSION").write_text("13\n")
    with pytest.raises(ClusterError, match=r"made by PostgreSQL 13(.|\n)*postgresql-13"):
        cluster.start()


def test_data_of_another_account_are_refused(cluster: Cluster) -> None:
    stranger = replace(cluster, account=Account(cluster.account.uid + 1, cluster.account.gid))
    with pytest.raises(ClusterError, match=f"belong to the account {cluster.account.name}"):
        stranger.start()


@only_root
def test_root_lends_its_place_to_the_owner_of_the_data_directory(place: Path) -> None:
    owner = pwd.getpwnam("games")
    (place / "data").mkdir()
    os.chown(place / "data", owner.pw_uid, owner.pw_gid)
    with Cluster.at(place / "data", throw_away=True).running() as cluster:
        assert Path(f"/proc/{postmaster(cluster)}").stat().st_uid == owner.pw_uid


@only_root
def test_root_may_give_a_directory_of_its_own(place: Path) -> None:
    (place / "data").mkdir()
    with Cluster.at(place / "data", throw_away=True).running() as cluster:
        assert Path(f"/proc/{postmaster(cluster)}").stat().st_uid == pwd.getpwnam("postgres").pw_uid


@only_root
def test_a_directory_that_is_closed_to_the_database_is_refused(place: Path) -> None:
    place.chmod(0o700)
    with pytest.raises(ClusterError, match=r"account postgres(.|\n)*cannot reach"):
        Cluster.at(place / "data").start()
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


@only_root
def test_an_ordinary_user_runs_it_without_help(place: Path) -> None:
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if python is None:
        pytest.skip("no Python that an ordinary user may run")
    shutil.copytree(PROJECT / "wijkleerbedrijf", place / "code" / "wijkleerbedrijf")
    user = pwd.getpwnam("games")
    os.chown(place, user.pw_uid, user.pw_gid)
    done = subprocess.run(
        [
            python,
            "-m",
            "wijkleerbedrijf.embedded_postgres",
            "run",
            "--",
            "sh",
            "-c",
            "id -u; stat -c %u $DATA_DIR/db/data",
        ],
        cwd=place / "code",
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(place / "data")},
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{user.pw_uid}\n{user.pw_uid}\n", "")


def test_the_data_directory_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pg.default_data_dir({"DATA_DIR": "/some/where"}) == Path("/some/where")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert pg.default_data_dir({}) == Path("/var/lib/wijkleerbedrijf")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert pg.default_data_dir({"XDG_DATA_HOME": "/home/x/share"}) == Path("/home/x/share/wijkleerbedrijf")
