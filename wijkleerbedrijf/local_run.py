"""Runs the application on this machine, for a try-out or for the tests.

python -m wijkleerbedrijf.local_run serve               # what script/server does after script/bootstrap
python -m wijkleerbedrijf.local_run manage COMMAND ...  # manage.py on the same data
python -m wijkleerbedrijf.local_run test COMMAND ...    # COMMAND with a throw-away database
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from wijkleerbedrijf.child_process import Kept, child, run_to_end, wait_and_tend
from wijkleerbedrijf.embedded_postgres import Cluster, ClusterError, default_data_dir, forget_pg_variables

PROJECT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60.0


class CannotRun(Exception):
    """Something on this machine is in the way; the text says what to do."""


def secret_key(data_dir: Path) -> str:
    """The secret of this data directory, made once; two starts at once agree on it."""
    path = data_dir / "secret_key"
    while not path.is_file():
        handle, draft = tempfile.mkstemp(prefix="secret_key.", dir=data_dir)  # only its owner may read it
        with open(handle, "w") as file:
            file.write(secrets.token_urlsafe(50) + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        os.unlink(draft)
    return path.read_text().strip()


def try_out_environment(data_dir: Path) -> dict[str, str]:
    """The environment of a try-out: demo mode, for this machine only."""
    return {
        "DEMO": "1",
        "DATA_DIR": str(data_dir),
        "SECRET_KEY": secret_key(data_dir),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def database(data_dir: Path, *, throw_away: bool = False) -> Iterator[dict[str, str]]:
    """The variables of the database: those that were given, else of the embedded one, which runs inside this block."""
    if not throw_away and "DATABASE_URL" in os.environ:
        yield {}
        return
    with Cluster.at(data_dir, throw_away=throw_away).running() as cluster:
        yield cluster.environment()


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wanted_port(environ: Mapping[str, str]) -> int:
    given = environ.get("PORT") or "8000"
    if not given.isdigit() or not 1 <= int(given) <= 65535:
        raise CannotRun(f"PORT must be a number from 1 to 65535, and is {given!r}.")
    port = int(given)
    if not port_is_free(port):
        raise CannotRun(
            f"Port {port} is in use by another program. Stop that, or choose another: PORT={port + 1} script/server"
        )
    return port


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(PROJECT / "manage.py"), *arguments]


def wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    """True once a page comes back; False when the server ended first."""
    deadline = time.monotonic() + READY_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.05)
    return False


def serve() -> int:
    port = wanted_port(os.environ)
    data_dir = default_data_dir()
    with database(data_dir) as variables, tempfile.TemporaryFile() as told:
        environ = os.environ | try_out_environment(data_dir) | {"PORT": str(port)} | variables
        code = run_to_end(manage("prepare", "--demo"), environ, output=told)
        if code != 0:
            return code
        told.seek(0)
        gunicorn = [sys.executable, "-m", "gunicorn", "wijkleerbedrijf.wsgi", "-c", str(PROJECT / "gunicorn.conf.py")]
        with child(gunicorn, environ) as server:
            worker = Kept(manage("worker"), environ, told=lambda text: print(text, file=sys.stderr, flush=True))
            if wait_until_it_answers(port, server):
                print(f"\nhttp://localhost:{port}\n\n{told.read().decode()}\nCtrl-C stops it.", flush=True)
            code = wait_and_tend(server, worker)
    return 0 if code == 0 else 1


def run_tests(command: Sequence[str]) -> int:
    forget_pg_variables()
    data_dir = default_data_dir() / "test"
    with database(data_dir, throw_away=True) as variables:
        as_owner = {"DATABASE_AS_OWNER": "1", "DATABASE_POOL_SIZE": "0"}
        environ = os.environ | try_out_environment(data_dir) | variables | as_owner
        return run_to_end(command, environ)


def run_manage(arguments: Sequence[str]) -> int:
    data_dir = default_data_dir()
    with database(data_dir) as variables:
        return run_to_end(manage(*arguments), os.environ | try_out_environment(data_dir) | variables)


def main(arguments: Sequence[str]) -> int:
    if "DATABASE_URL" not in os.environ:
        forget_pg_variables()
    try:
        match list(arguments):
            case ["serve"]:
                return serve()
            case ["manage", *rest]:
                return run_manage(rest)
            case ["test", *rest] if rest:
                return run_tests(rest)
    except (ClusterError, CannotRun) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
