"""The structure that docs/architecture.md promises: imports run one way, and no module hides what it needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent

#: Each room and the rooms that stand below it.
BELOW: dict[str, set[str]] = {
    "wijkleerbedrijf": {"wijkleerbedrijf"},
    "students": {"wijkleerbedrijf"},
    "clients": {"wijkleerbedrijf"},
    "portfolio": {"wijkleerbedrijf", "students", "clients"},
    "planning": {"wijkleerbedrijf", "students", "clients", "portfolio"},
    "reporting": {"wijkleerbedrijf", "students", "clients", "portfolio", "planning"},
    "wijkleerbedrijf/demo": {"wijkleerbedrijf", "students", "clients", "portfolio", "planning", "reporting"},
}
ROOMS = set(BELOW) - {"wijkleerbedrijf/demo"}

#: Pure computation: no Django, no database.
PURE = [
    "planning/asked.py",
    "planning/optimiser",
    "planning/change_reasons.py",
    "planning/proposal_changes.py",
    "planning/proposal_result.py",
    "planning/rules",
    "planning/travel.py",
    "planning/weights.py",
    "wijkleerbedrijf/organisation/calendar_days.py",
    "reporting/indicators.py",
]

#: Imports that are late on purpose, because the library is heavy and few requests need it.
LATE = {"highspy", "numpy", "weasyprint", "weasyprint.text.fonts", "weasyprint.urls"}

#: The modules that start Django, or run before it has started.
STARTERS = {"manage.py", "wijkleerbedrijf/local_run.py"}


def modules() -> Iterator[Path]:
    for room in sorted(ROOMS):
        for path in sorted((PROJECT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def room_of(path: Path) -> str:
    relative = path.relative_to(PROJECT).as_posix()
    return "wijkleerbedrijf/demo" if relative.startswith("wijkleerbedrijf/demo/") else relative.split("/")[0]


def imports_of(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node


@pytest.mark.parametrize("room", sorted(BELOW))
def test_a_room_imports_only_from_the_rooms_below_it(room: str) -> None:
    upward = [
        f"{path.relative_to(PROJECT)}:{node.lineno} imports {name}"
        for path in modules()
        if room_of(path) == room
        for name, node in imports_of(ast.parse(path.read_text()))
        if name.split(".")[0] in ROOMS - BELOW[room] - {room.split("/")[0]}
    ]
    assert upward == []


def test_nothing_imports_the_demo() -> None:
    users = [
        str(path.relative_to(PROJECT))
        for path in modules()
        if room_of(path) != "wijkleerbedrijf/demo"
        for name, _ in imports_of(ast.parse(path.read_text()))
        if name.startswith("wijkleerbedrijf.demo")
    ]
    assert users == []


@pytest.mark.parametrize("place", PURE)
def test_pure_computation_knows_no_django(place: str) -> None:
    path = PROJECT / place
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    assert files
    known = [
        f"{file.relative_to(PROJECT)} imports {name}"
        for file in files
        for name, _ in imports_of(ast.parse(file.read_text()))
        if name.split(".")[0] in {"django", "psycopg", "pghistory"} or name.endswith(".models")
    ]
    assert known == []


def test_no_import_hides_inside_a_function() -> None:
    hidden = []
    for path in modules():
        if path.relative_to(PROJECT).as_posix() in STARTERS:
            continue
        tree = ast.parse(path.read_text())
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != "ready":
                hidden += [
                    f"{path.relative_to(PROJECT)}:{node.lineno} imports {name}"
                    for name, node in imports_of(function)
                    if name not in LATE
                ]
    assert hidden == []


def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils", "helpers", "common", "core", "misc"}
    assert [str(path) for path in modules() if vague & {part.removesuffix(".py") for part in path.parts}] == []
