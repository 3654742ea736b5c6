"""A private PostgreSQL in DATA_DIR, reachable through a unix socket only.

    python -m wijkleerbedrijf.embedded_postgres start     # prints the variables to `eval`
    python -m wijkleerbedrijf.embedded_postgres stop
    python -m wijkleerbedrijf.embedded_postgres run -- COMMAND ...

It needs nothing but the standard library and the PostgreSQL programs of the system. Everything may be killed at any
moment and started again. See docs/decisions/embedded-postgresql.md for the traps that shaped it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from wijkleerbedrijf.child_process import run_to_end
from wijkleerbedrijf.postgres_programs import (
    ClusterError,
    find_binaries,
    forget_pg_variables,
    major_version,
    without_pg_variables,
)

DATABASE = "wijkleerbedrijf"
SUPERUSER = "postgres"
OWNER_ROLE = "wijkleerbedrijf_owner"
RUNTIME_ROLE = "wijkleerbedrijf"
SOCKET_PORT = 5432
#: The kernel allows 107 bytes for the path of a socket, PostgreSQL a little less.
LONGEST_SOCKET_PATH = 100
START_SECONDS = 60.0


@dataclass(frozen=True)
class Account:
    """The operating-system account that the database runs under."""

    uid: int
    gid: int

    @property
    def name(self) -> str:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)


def default_data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the data lives: DATA_DIR, else under /var/lib for root and under the home directory for anybody else."""
    if given := environ.get("DATA_DIR"):
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/wijkleerbedrijf")
    share = environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(share).expanduser().absolute() / "wijkleerbedrijf"


def account_for(data_dir: Path) -> Account:
    """PostgreSQL refuses to run as root: root lends its place to the owner of the data, at first to `postgres`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for path in (data_dir / "db", data_dir):
        if path.exists() and (owner := path.stat()).st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise ClusterError(
            "PostgreSQL may not run as root and there is no account named postgres. "
            "Run script/bootstrap as root (it installs postgresql), or start as an ordinary user."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


@dataclass(frozen=True)
class Cluster:
    """One database cluster in one data directory."""

    data_dir: Path
    binaries: Path
    account: Account
    #: For tests: no fsync, and a cluster that does not start is made anew.
    throw_away: bool = False

    @classmethod
    def at(cls, data_dir: Path, *, throw_away: bool = False) -> Cluster:
        cluster = cls(data_dir, find_binaries(), account_for(data_dir), throw_away)
        cluster.check_socket_path()
        return cluster

    @property
    def home(self) -> Path:
        """All that belongs to the account of the database: the files, the socket, the locks and the log."""
        return self.data_dir / "db"

    @property
    def files(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgres://{role}@/{database}?host={quote(str(self.home), safe='/')}&port={SOCKET_PORT}"

    def environment(self) -> dict[str, str]:
        return {
            "DATA_DIR": str(self.data_dir),
            "DATABASE_URL": self.url(RUNTIME_ROLE),
            "OWNER_DATABASE_URL": self.url(OWNER_ROLE),
        }

    def check_socket_path(self) -> None:
        path = self.home / f".s.PGSQL.{SOCKET_PORT}"
        if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
            raise ClusterError(
                f"The path of the database socket is too long ({len(os.fsencode(path))} bytes, at most "
                f"{LONGEST_SOCKET_PATH}): {path}. Choose a shorter DATA_DIR."
            )

    # Starting and stopping

    def start(self) -> None:
        """Bring the cluster up, whatever was left behind; returns when it accepts connections."""
        self._prepare_directories()
        with self._lock("start.lock", fcntl.LOCK_EX):
            self._start_locked()

    def stop(self) -> None:
        """Stop the cluster; no harm when it is not running."""
        if self.files.exists():
            with self._lock("start.lock", fcntl.LOCK_EX):
                self._stop_locked()

    @contextlib.contextmanager
    def running(self) -> Iterator[Cluster]:
        """The cluster is up inside this block; the last one to leave stops it."""
        self._prepare_directories()
        with contextlib.ExitStack() as held:
            with self._lock("start.lock", fcntl.LOCK_EX):
                try:
                    kind = fcntl.LOCK_EX | fcntl.LOCK_NB if self.throw_away else fcntl.LOCK_SH
                    in_use = held.enter_context(self._lock("in-use.lock", kind))
                except BlockingIOError:
                    raise ClusterError(
                        f"Another test run uses {self.data_dir}. Wait for it, or give this one a DATA_DIR of its own."
                    ) from None
                self._start_locked()
            try:
                yield self
            finally:
                with self._lock("start.lock", fcntl.LOCK_EX), contextlib.suppress(BlockingIOError):
                    fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._stop_locked()

    def is_running(self) -> bool:
        """A postmaster of this very data directory is alive; a pid that another program now has does not count."""
        pid = self._pid_in_file()
        return pid is not None and self._is_our_postmaster(pid)

    def _start_locked(self) -> None:
        if self._try_start():
            return
        if self.throw_away:
            self._stop_locked()
            self._call("rm", "-rf", str(self.files))
            if self._try_start():
                return
        raise ClusterError(f"The database in {self.files} did not start. The end of {self.log}:\n{self._log_tail()}")

    def _try_start(self) -> bool:
        if not (self.files / "PG_VERSION").exists():
            self._initialise()
        self._check_version()
        deadline = time.monotonic() + START_SECONDS
        attempts = 0
        while time.monotonic() < deadline:
            if not self.is_running():
                # Children of a killed postmaster may hold the shared memory for a moment: hence more than one attempt.
                if attempts == 5:
                    return False
                attempts += 1
                self._forget_what_a_killed_one_left()
                self._launch()
            if self._accepts_connections():
                self._make_roles()
                return True
            time.sleep(0.1)
        return False

    def _stop_locked(self) -> None:
        for mode in ("fast", "immediate"):
            if self.is_running():
                self._program("pg_ctl", "stop", "-D", str(self.files), "-m", mode, "-w", "-t", "30", check=False)
        if self.is_running():
            raise ClusterError(f"The database in {self.files} does not stop. See {self.log}.")

    def _launch(self) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": '"' + str(self.home).replace('"', '""') + '"',
            "unix_socket_permissions": "0700",
            "port": str(SOCKET_PORT),
            "max_connections": "100",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if self.throw_away:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        self._program(
            "pg_ctl", "start", "-D", str(self.files), "-l", str(self.log), "-o", options, "-w", "-t", "60", check=False
        )

    def _initialise(self) -> None:
        """Make a cluster beside its place and move it there when it is whole."""
        half_done = self.home / "data.new"
        self._call("rm", "-rf", str(half_done), str(self.files))
        self._program(
            "initdb",
            *("-D", str(half_done), "-U", SUPERUSER, "--encoding=UTF8", "--data-checksums"),
            *("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=nl"),
            *("--auth-local=trust", "--auth-host=reject", "--no-instructions"),
            *(("--no-sync",) if self.throw_away else ()),
        )
        half_done.rename(self.files)

    def _check_version(self) -> None:
        made_by = (self.files / "PG_VERSION").read_text().strip()
        if int(made_by) == (found := major_version(self.binaries)):
            return
        raise ClusterError(
            f"The data in {self.files} were made by PostgreSQL {made_by}, and version {found} was found. "
            f"Install postgresql-{made_by}, or move the data with pg_upgrade."
        )

    def _make_roles(self) -> None:
        """The owner of the tables, who may take the place of the role without ownership that the application runs as."""
        statements = f"""
            DO $$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER_ROLE}') THEN
                CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB;
              END IF;
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{RUNTIME_ROLE}') THEN
                CREATE ROLE {RUNTIME_ROLE} LOGIN;
              END IF;
            END $$;
            GRANT {RUNTIME_ROLE} TO {OWNER_ROLE};
            SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}'
              WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
        """  # noqa: S608 - all of these names are constants
        self._psql(statements)

    # Looking

    def _pid_in_file(self) -> int | None:
        try:
            return int((self.files / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _is_our_postmaster(self, pid: int) -> bool:
        try:
            same_place = os.path.samefile(f"/proc/{pid}/cwd", self.files)
            program = os.readlink(f"/proc/{pid}/exe")
        except OSError:
            return False
        return same_place and Path(program.removesuffix(" (deleted)")).name in ("postgres", "postmaster")

    def _forget_what_a_killed_one_left(self) -> None:
        """PostgreSQL refuses to start while a pid that it wrote down is alive, though another program has it now."""
        socket = f".s.PGSQL.{SOCKET_PORT}"
        for path in (self.files / "postmaster.pid", self.home / socket, self.home / f"{socket}.lock"):
            path.unlink(missing_ok=True)

    def _accepts_connections(self) -> bool:
        return self._psql("SELECT 1", check=False).returncode == 0

    def _log_tail(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        except OSError:
            return "(no log)"

    # Doing

    def _prepare_directories(self) -> None:
        if self.home.exists() and self.home.stat().st_uid != self.account.uid:
            owner = Account(self.home.stat().st_uid, self.home.stat().st_gid)
            raise ClusterError(
                f"The data in {self.data_dir} belong to the account {owner.name}. "
                "Start as that account, or choose a DATA_DIR of your own."
            )
        try:
            if not self.data_dir.exists():
                self.data_dir.mkdir(parents=True, mode=0o700)
                self._hand_over(self.data_dir)
            if not self.home.exists():
                self.home.mkdir(mode=0o700)
                self._hand_over(self.home)
        except OSError as error:
            raise ClusterError(f"Cannot make {error.filename}: {error.strerror}. Choose another DATA_DIR.") from error
        if self._call("test", "-w", str(self.home), check=False).returncode != 0:
            raise ClusterError(
                f"The account {self.account.name}, which the database runs under, cannot reach {self.data_dir}. "
                "Choose a DATA_DIR outside a closed directory such as /root, for example /var/lib/wijkleerbedrijf."
            )

    def _hand_over(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.account.uid, self.account.gid)

    @contextlib.contextmanager
    def _lock(self, name: str, kind: int) -> Iterator[int]:
        try:
            handle = os.open(self.home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError as error:
            raise ClusterError(f"Cannot open {error.filename}: it belongs to another account.") from error
        try:
            if os.geteuid() == 0:
                os.fchown(handle, self.account.uid, self.account.gid)
            fcntl.flock(handle, kind)
            yield handle
        finally:
            os.close(handle)

    def _psql(self, statements: str, *, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self._program(
            "psql",
            *("-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.home), "-p", str(SOCKET_PORT)),
            *("-U", SUPERUSER, "-d", "postgres", "-f", "-"),
            check=check,
            feed=statements,
        )

    def _program(
        self, program: str, *arguments: str, check: bool = True, feed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return self._call(str(self.binaries / program), *arguments, check=check, feed=feed)

    def _call(self, *command: str, check: bool = True, feed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program as the account of the data."""
        as_account = (
            {"user": self.account.uid, "group": self.account.gid, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        done = subprocess.run(
            command,
            input=feed,
            capture_output=True,
            text=True,
            check=False,
            env=without_pg_variables(os.environ) | {"LC_ALL": "C.UTF-8"},
            cwd="/",
            umask=0o077,
            start_new_session=True,
            **as_account,  # type: ignore[call-overload]
        )
        if check and done.returncode != 0:
            raise ClusterError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()}")
        return done


def main(arguments: Sequence[str]) -> int:
    forget_pg_variables()
    action, *rest = arguments or ["help"]
    try:
        if action == "run" and rest[:1] == ["--"] and len(rest) > 1:
            with Cluster.at(default_data_dir()).running() as cluster:
                return run_to_end(rest[1:], os.environ | cluster.environment())
        if action == "start" and not rest:
            cluster = Cluster.at(default_data_dir())
            cluster.start()
            for name, value in cluster.environment().items():
                print(f"export {name}={shlex.quote(value)}")
            return 0
        if action == "stop" and not rest:
            Cluster.at(default_data_dir()).stop()
            return 0
    except ClusterError as error:
        print(error, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
