"""solve_week INSTANCE.json --output PLAN.json: the best week of an instance in the exchange format, from the command line.

Needs neither Django nor a database. Ends with 0, or with 2 when the question can't be read or the answer can't be written, or
with 1 when no plan was found; then a sentence on stderr says why and nothing is written.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import stat
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from .faults import what_breaks
from .json_part import SchemaError, parse
from .objective import violations
from .schema import plan_as_data, read_instance
from .solving import solve

HELP = "Writes the best week of an instance (wlb-plan/1), with its objective and which levels of it are proven."
LIMIT_HELP = (
    "seconds for reading and searching; then the best plan so far. What every answer needs is not cut short: reading the "
    "instance, asking the rules who can go where, a first plan, and checking and writing the answer. That is less than a second "
    "for a usual week, and some seconds for a very large one."
)


class CannotSolve(Exception):
    """Why there is no answer, and the exit status that says so."""

    def __init__(self, why: str, status: int = 2) -> None:
        super().__init__(why)
        self.status = status


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("instance", type=Path, metavar="INSTANCE.json")
    parser.add_argument("--output", type=Path, required=True, metavar="PLAN.json")
    parser.add_argument("--time-limit", type=_seconds, metavar="S", help=LIMIT_HELP)
    parser.add_argument("--calm", type=_whole, default=0, metavar="L", help="what a change must gain, in priority")


def _seconds(text: str) -> float:
    value = float(text)
    if not math.isfinite(value) or value < 0:
        raise argparse.ArgumentTypeError("should be 0 seconds or more.")
    return value


def _whole(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 1000:
        raise argparse.ArgumentTypeError("should be 0 to 1000.")
    return value


def solve_file(source: Path, output: Path, *, time_limit: float | None, calm: int) -> str:
    """Reads, solves and writes; a sentence about the result. CannotSolve when that fails, and then nothing was written."""
    started = time.perf_counter()
    try:
        instance = read_instance(parse(source.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotSolve(f"{source} can't be read: {error}") from error
    except SchemaError as error:
        raise CannotSolve(f"{source}: {error}") from error
    if output.is_file() and output.samefile(source):
        raise CannotSolve(f"{output} is the instance itself, and would be overwritten. Give the plan another name.")
    left = None if time_limit is None else max(0.0, time_limit - (time.perf_counter() - started))
    solution = solve(instance, calm=calm, time_limit=left)
    wrong = violations(instance, solution.assignments, forgive_kept=False)
    if wrong:
        why = wrong[0].sentence if wrong[0].finding is None else f"The best one {what_breaks(wrong[0].finding)}"
        raise CannotSolve(f"{source}: no plan was found that keeps all rules. {why}", status=1)
    try:
        _write(output, json.dumps(plan_as_data(instance, solution), indent=1) + "\n")
    except OSError as error:
        raise CannotSolve(f"{output} can't be written: {error}") from error
    proven = sum(solution.proven)
    return f"{output}: objective {list(solution.objective)}, {proven} of 5 levels proven, {solution.seconds:.2f} s"


def _write(output: Path, text: str) -> None:
    """Never half a file: it gets its name when it is whole. What is no file, such as a pipe, is written as it is."""
    if _is_stdout(output):
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    if output.exists() and not output.is_file():
        with open(output, "w", encoding="utf-8") as stream:
            stream.write(text)
        return
    try:
        target = output.resolve()  # a link stays a link
    except RuntimeError as error:
        raise OSError(str(error)) from error
    handle, draft = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(draft, _mode_of(target))
        os.replace(draft, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
        raise


def _mode_of(target: Path) -> int:
    """Who may read and write it: as before, or what is usual for a new file."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _is_stdout(output: Path) -> bool:
    try:
        return os.path.samestat(output.stat(), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError):  # no such file, or a stdout that is no file
        return False


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py solve_week", description=HELP)
    add_arguments(parser)
    given = parser.parse_args(arguments)
    try:
        told = solve_file(given.instance, given.output, time_limit=given.time_limit, calm=given.calm)
    except CannotSolve as error:
        print(error, file=sys.stderr)
        return error.status
    print(told, file=sys.stderr if _is_stdout(given.output) else sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
