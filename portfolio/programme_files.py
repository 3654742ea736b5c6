"""The programmes that ship with the product: one TOML file each in portfolio/programmes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DIRECTORY = Path(__file__).resolve().parent / "programmes"


class ProgrammeFileError(Exception):
    """A programme file that can't be read; the text names the file and what is missing."""


@dataclass(frozen=True, slots=True)
class WorkProcessText:
    code: str
    name: str
    items: tuple[str, ...]
    in_neighbourhood: bool

    def coded_items(self) -> Iterator[tuple[str, int, str]]:
        """(code, position, text) of each item: the code is that of the work process with a number."""
        for position, text in enumerate(self.items, start=1):
            yield f"{self.code}.{position}", position, text


@dataclass(frozen=True, slots=True)
class CoreTaskText:
    code: str
    name: str
    work_processes: tuple[WorkProcessText, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeText:
    crebo: str
    dossier: str
    version: str
    name: str
    level: int
    core_tasks: tuple[CoreTaskText, ...]


def read_programme(path: Path) -> ProgrammeText:
    """The programme of one file; raises ProgrammeFileError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return ProgrammeText(
            crebo=data["crebo"],
            dossier=data["dossier"],
            version=data["version"],
            name=data["name"],
            level=data["level"],
            core_tasks=tuple(
                CoreTaskText(
                    code=task["code"],
                    name=task["name"],
                    work_processes=tuple(
                        WorkProcessText(
                            code=process["code"],
                            name=process["name"],
                            items=tuple(process["items"]),
                            in_neighbourhood=process.get("in_neighbourhood", True),
                        )
                        for process in task["work_processes"]
                    ),
                )
                for task in data["core_tasks"]
            ),
        )
    except tomllib.TOMLDecodeError as error:
        raise ProgrammeFileError(f"{path.name} is not valid TOML: {error}") from error
    except KeyError as error:
        raise ProgrammeFileError(f"{path.name} lacks {error.args[0]}") from error


def read_all(directory: Path = DIRECTORY) -> list[ProgrammeText]:
    return [read_programme(path) for path in sorted(directory.glob("*.toml"))]
