"""The programs of PostgreSQL on this machine, and an environment in which they are not led astray."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path

OLDEST_VERSION = 15


class ClusterError(Exception):
    """The database cannot be had; the text says what to do."""


def find_binaries(search: Sequence[Path] | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The directory with initdb, pg_ctl, postgres and psql of the newest usable PostgreSQL; raises ClusterError."""
    candidates = _binary_directories(environ) if search is None else search
    usable = [
        (version, directory)
        for directory in candidates
        if all(os.access(directory / program, os.X_OK) for program in ("initdb", "pg_ctl", "postgres", "psql"))
        and (version := major_version(directory)) >= OLDEST_VERSION
    ]
    if not usable:
        raise ClusterError(
            f"No PostgreSQL {OLDEST_VERSION} or newer was found on this machine. "
            "Run script/bootstrap as root, or ask an administrator for: apt-get install postgresql"
        )
    return max(usable, key=lambda found: found[0])[1]


def _binary_directories(environ: Mapping[str, str]) -> list[Path]:
    path = environ.get("PATH", os.defpath)
    found = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if pg_config := shutil.which("pg_config", path=path):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        if told.returncode == 0:
            found.append(Path(told.stdout.strip()))
    if postgres := shutil.which("postgres", path=path):
        found.append(Path(postgres).resolve().parent)
    return found


def major_version(directory: Path) -> int:
    told = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"(\d+)", told.stdout)
    return int(match.group(1)) if match else 0


def without_pg_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment less every PG* variable, which would send a client to another server."""
    return {name: value for name, value in environ.items() if not name.startswith("PG")}


def forget_pg_variables(environ: MutableMapping[str, str] = os.environ) -> None:
    for name in [name for name in environ if name.startswith("PG")]:
        del environ[name]
