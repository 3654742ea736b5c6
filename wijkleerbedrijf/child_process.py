"""Run programs to their end and pass the signals on, so that what stands around them can be cleared up."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import IO

_PR_SET_PDEATHSIG = 1

#: Seconds: between two looks at a program that is kept running, before it is started again, and to let it stop.
LOOK_EVERY = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STOP_SECONDS = 10.0


def _end_with_parent() -> None:
    """Linux: when this launcher is killed, the child gets a SIGTERM. Ctrl-C ends it, also below a shell that ignores that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def child(
    command: Sequence[str], environ: Mapping[str, str], *, output: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that gets our SIGTERM and SIGHUP, and the Ctrl-C of the terminal by itself.

    Leaving the block ends it and waits for it.
    """
    process = subprocess.Popen(list(command), env=dict(environ), stdout=output, preexec_fn=_end_with_parent)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if process.poll() is None:
            process.send_signal(signal.SIGINT if number == signal.SIGINT else signal.SIGTERM)

    kept = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait()
        for number, handler in kept.items():
            signal.signal(number, handler)


class Kept:
    """A program beside another one, which is started again when it ends by itself.

    It doesn't hear the Ctrl-C of the terminal: `end` stops it.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], *, told: Callable[[str], object]) -> None:
        self._command, self._environ, self._told = list(command), dict(environ), told
        self._pause, self._again_at = FIRST_PAUSE, 0.0
        self._started_at = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def tend(self) -> None:
        """Start it, or start it again after a pause that grows as long as it keeps ending at once."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._again_at:
                self._started_at = now
                self.process = subprocess.Popen(
                    self._command, env=self._environ, preexec_fn=_end_with_parent, start_new_session=True
                )
            return
        code = self.process.poll()
        if code is None:
            return
        self._pause = FIRST_PAUSE if now - self._started_at > LONGEST_PAUSE else min(2 * self._pause, LONGEST_PAUSE)
        self._again_at = now + self._pause
        self.process = None
        self._told(f"{self._command[-1]} ended with code {code}; it is started again in {self._pause:.0f} s.")

    def end(self) -> None:
        """Stop it and wait for it; by force when it doesn't listen."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def wait_and_tend(process: subprocess.Popen[bytes], beside: Kept) -> int:
    """The exit code of `process`; what runs beside it is kept running until then, and stopped after it."""
    try:
        while True:
            beside.tend()
            with suppress(subprocess.TimeoutExpired):
                return process.wait(LOOK_EVERY)
    finally:
        beside.end()


def run_to_end(command: Sequence[str], environ: Mapping[str, str], *, output: IO[bytes] | None = None) -> int:
    """The exit code of the program; 128 + n when signal n ended it. What it prints goes to `output`, if given."""
    with child(command, environ, output=output) as process:
        code = process.wait()
    return code if code >= 0 else 128 - code
