"""Solves in a process of its own: with a deadline, progress and cancel, and gone when whoever asked is gone.

    run(Request("propose", (instance,)), deadline=20, on_progress=print, cancelled=lambda: False)

The process imports no Django and no database; a solver that hangs or takes the memory of the machine is killed, and the one
that asked goes on. It speaks to its own kind only: what goes through the pipes is pickled.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import pickle
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

#: What may be asked: a word, and the function as 'module:name'. Each takes `progress`, which it calls with plain numbers.
FUNCTIONS: Mapping[str, str] = {
    "propose": "planning.optimiser.propose:propose",
    "repairs": "planning.optimiser.repair:repairs",
    "what_if": "planning.optimiser.what_if:answer",
    "each_without": "planning.optimiser.what_if:each_without",
    "earliest": "planning.optimiser.earliest:earliest",
}

#: Seconds that a process gets beyond its deadline to hand over the best that it has.
GRACE = 3.0
#: How often, in seconds, somebody is asked whether it is still wanted.
LOOK_EVERY = 0.25
_NICE = 5
_PR_SET_PDEATHSIG = 1
_ERROR_TAIL = 4000
_ROOT = Path(__file__).resolve().parents[2]

Progress = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Request:
    """A function of FUNCTIONS and its arguments, which can be pickled."""

    function: str
    arguments: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict)


class SolverError(Exception):
    """There is no answer. The text is for a log, not for the person who waits."""


class SolverCancelled(SolverError):
    """Nobody wants the answer any more."""


class SolverTimeout(SolverError):
    """No answer within the deadline and its grace."""


class SolverFailed(SolverError):
    """The process raised, or ended without an answer; the text has its traceback."""


def _nobody(_: dict[str, Any]) -> None:
    """Progress that nobody looks at."""


def _never() -> bool:
    return False


# The side that asks


def run(
    request: Request,
    *,
    deadline: float,
    on_progress: Progress = _nobody,
    cancelled: Callable[[], bool] = _never,
    grace: float = GRACE,
) -> Any:
    """The answer of the function, computed in another process.

    `deadline` in seconds is what the function is expected to keep to; `grace` later the process and all that it started are
    killed. `cancelled` is asked a few times a second. Raises KeyError for a function that is not in FUNCTIONS, SolverCancelled,
    SolverTimeout or SolverFailed, and whatever `on_progress` and `cancelled` raise, with the process gone in each case.
    """
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as errors:
        place = FUNCTIONS[request.function]
        pickle.dump((os.getpid(), place, request.arguments, dict(request.keywords)), question)
        question.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", "planning.optimiser.process"],
            cwd=_ROOT,
            env=_environment(),
            stdin=question,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
        try:
            return _Conversation(process, errors, time.monotonic() + deadline + grace, on_progress, cancelled).answer()
        finally:
            _kill(process)


def _environment() -> dict[str, str]:
    """As little as Python needs: no addresses of databases, no secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME") if name in os.environ}
    return kept | {"PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


@dataclass
class _Conversation:
    """What comes out of the process: lines of JSON, of which the last one announces the pickled answer."""

    process: subprocess.Popen[bytes]
    errors: IO[bytes]
    until: float
    on_progress: Progress
    cancelled: Callable[[], bool]
    held: bytearray = field(default_factory=bytearray)

    def answer(self) -> Any:
        while (line := self._line()) is not None:
            told = json.loads(line)
            if "progress" in told:
                self.on_progress(told["progress"])
            elif "answer" in told:
                return pickle.loads(self._exactly(told["answer"]))  # noqa: S301 - our own process wrote it
            else:
                raise SolverFailed(told["error"])
        code = self.process.wait()
        raise SolverFailed(f"The process ended with code {code} and without an answer.\n{self._last_words()}")

    def _line(self) -> bytes | None:
        """The next line without its end; None when the process said nothing more."""
        while (end := self.held.find(b"\n")) < 0:
            if not self._read():
                return None
        line = bytes(self.held[:end])
        del self.held[: end + 1]
        return line

    def _exactly(self, size: int) -> bytes:
        while len(self.held) < size:
            if not self._read():
                raise SolverFailed(f"The process ended within its answer.\n{self._last_words()}")
        return bytes(self.held[:size])

    def _read(self) -> bool:
        """Wait for more; False at the end. Looks meanwhile whether it is still wanted and in time."""
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while True:
                if self.cancelled():
                    raise SolverCancelled("It is not wanted any more.")
                left = self.until - time.monotonic()
                if left <= 0:
                    raise SolverTimeout("There was no answer in time.")
                if selector.select(min(left, LOOK_EVERY)):
                    more = os.read(self.process.stdout.fileno(), 1 << 16)
                    self.held += more
                    return bool(more)

    def _last_words(self) -> str:
        size = self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, size - _ERROR_TAIL))
        return self.errors.read().decode(errors="replace")


# The side that answers


def _die_with(parent: int) -> None:
    """Linux kills this process when the one that asked ends; if that happened already, it ends itself."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _function(place: str) -> Callable[..., Any]:
    module, _, attribute = place.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return found


def serve(question: IO[bytes], answers: IO[bytes]) -> None:
    """Read one question, tell how it goes, write one answer."""

    def say(**told: Any) -> None:
        answers.write(json.dumps(told).encode() + b"\n")
        answers.flush()

    parent, place, arguments, keywords = pickle.load(question)  # noqa: S301 - our own process wrote it
    _die_with(parent)
    try:
        answer = _function(place)(*arguments, **keywords, progress=lambda told: say(progress=told))
        pickled = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
    except Exception:
        say(error=traceback.format_exc())
        return
    say(answer=len(pickled))
    answers.write(pickled)
    answers.flush()


def main() -> None:
    os.nice(_NICE)
    # What a solver prints must not come between the lines: it goes where errors go.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
