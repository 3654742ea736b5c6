"""Run one program to its end and pass the signals on, so that what stands around it can be cleared up."""

from __future__ import annotations

import ctypes
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import IO

_PR_SET_PDEATHSIG = 1


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


def run_to_end(command: Sequence[str], environ: Mapping[str, str], *, output: IO[bytes] | None = None) -> int:
    """The exit code of the program; 128 + n when signal n ended it. What it prints goes to `output`, if given."""
    with child(command, environ, output=output) as process:
        code = process.wait()
    return code if code >= 0 else 128 - code
