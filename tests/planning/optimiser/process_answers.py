"""What the process of the solver is asked in tests: module-level functions, because they are found by name."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Progress = Callable[[dict[str, Any]], None]


def double(numbers: list[int], *, extra: int = 0, progress: Progress) -> list[int]:
    for done, _ in enumerate(numbers, start=1):
        progress({"done": done})
    return [2 * number + extra for number in numbers]


def modules(progress: Progress) -> list[str]:
    return sorted(sys.modules)


def surroundings(progress: Progress) -> dict[str, str]:
    return dict(os.environ)


def echo(value: Any, progress: Progress) -> Any:
    print("this must not come between the answers")
    os.write(1, b"nor this\n")
    return value


def breaks(progress: Progress) -> None:
    raise ArithmeticError("no such week")


def dies(progress: Progress) -> None:
    os.kill(os.getpid(), 9)


def pickles_badly(progress: Progress) -> Any:
    return lambda: None


def sleeps(path: str, progress: Progress) -> None:
    """Writes the pids of itself and of a program that it starts, and does nothing for a minute."""
    grandchild = subprocess.Popen(["sleep", "60"])
    Path(path).write_text(f"{os.getpid()} {grandchild.pid}")
    progress({"pids": [os.getpid(), grandchild.pid]})
    time.sleep(60)


def sleeps_for_a_week(*week: Any, progress: Progress, **wishes: Any) -> None:
    for number in range(300):
        progress({"text": "Even wachten…", "percent": number % 100})
        time.sleep(0.2)


def breaks_on_a_week(*week: Any, progress: Progress, **wishes: Any) -> None:
    raise ArithmeticError("no such week")


def dies_on_a_week(*week: Any, progress: Progress, **wishes: Any) -> None:
    os.kill(os.getpid(), 9)
