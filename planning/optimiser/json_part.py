"""JSON of somebody else, asked for as what it should be; what is malformed is named by its place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Final, TypeVar

from planning.rules import Id

#: No number is larger; more is a slip of the keyboard.
LARGEST: Final = 1_000_000

T = TypeVar("T")


class SchemaError(ValueError):
    """What can't be read: where, and why."""

    def __init__(self, path: str, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(f"{path}: {why}" if path else why)


class Part:
    """A value of the file and its place, asked for as what it should be."""

    def __init__(self, value: object, path: str) -> None:
        self.value, self.path = value, path

    def fault(self, why: str) -> SchemaError:
        return SchemaError(self.path, why)

    def object(self) -> dict[str, Part]:
        if not isinstance(self.value, dict):
            raise self.fault(f"should be an object, and is {_kind(self.value)}.")
        return {key: Part(value, f"{self.path}.{key}" if self.path else key) for key, value in self.value.items()}

    def __getitem__(self, key: str) -> Part:
        if not isinstance(self.value, dict):
            raise self.fault(f"should be an object, and is {_kind(self.value)}.")
        path = f"{self.path}.{key}" if self.path else key
        if key not in self.value:
            raise SchemaError(path, "is missing.")
        return Part(self.value[key], path)

    def items(self) -> list[Part]:
        if not isinstance(self.value, list):
            raise self.fault(f"should be a list, and is {_kind(self.value)}.")
        return [Part(value, f"{self.path}[{place}]") for place, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.fault(f"should be a text, and is {_kind(self.value)}.")
        return self.value

    def name(self) -> str:
        if not self.text():
            raise self.fault("should not be empty.")
        return self.text()

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.fault(f"should be true or false, and is {_kind(self.value)}.")
        return self.value

    def number(self, least: int = 0, most: int = LARGEST) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.fault(f"should be a whole number, and is {_kind(self.value)}.")
        if not least <= self.value <= most:
            shown = str(self.value) if abs(self.value) < 10**20 else "very large"
            raise self.fault(f"should be {least} to {most}, and is {shown}.")
        return self.value

    def one_of(self, *choices: str) -> str:
        if self.text() not in choices:
            raise self.fault(f"should be one of {', '.join(choices)}, and is {self.value!r}.")
        return self.text()

    def or_none(self, read: Callable[[Part], T]) -> T | None:
        return None if self.value is None else read(self)

    def distinct(self, read: Callable[[Part], T]) -> list[T]:
        """A list in which nothing stands twice."""
        seen: dict[T, None] = {}
        for part in self.items():
            value = read(part)
            if value in seen:
                raise part.fault("stands in this list already.")
            seen[value] = None
        return list(seen)

    def texts(self) -> frozenset[Id]:
        return frozenset(self.distinct(Part.name))

    def known(self, among: dict[str, T], what: str) -> T:
        """Something that the instance defines elsewhere."""
        name = self.text()
        if name not in among:
            raise self.fault(f"there is no {what} {name!r} in this instance.")
        return among[name]


def _kind(value: object) -> str:
    if value is None:
        return "null"
    kinds: list[tuple[type, str]] = [(bool, "true or false"), (int, "a number"), (float, "a number with a fraction")]
    kinds += [(str, "a text"), (list, "a list"), (dict, "an object")]
    return next((name for kind, name in kinds if isinstance(value, kind)), type(value).__name__)


def parse(text: str) -> object:
    """JSON as it should be: no NaN, no infinity, no key twice. SchemaError otherwise."""

    def no_constant(name: str) -> object:
        raise SchemaError("", f"{name} is no JSON number.")

    faulty: list[_Twice] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        counted = Counter(key for key, _ in pairs)
        faulty.append(_Twice(found, next(key for key, _ in pairs if counted[key] > 1)))
        return faulty[-1]

    try:
        data: object = json.loads(text, parse_constant=no_constant, object_pairs_hook=once)
    except SchemaError:
        raise
    except (ValueError, RecursionError) as error:
        raise SchemaError("", f"this is no JSON: {error}.") from error
    if faulty:
        raise SchemaError(_path_of_twice(data), "stands twice in one object.")
    return data


class _Twice(dict[str, object]):
    """An object of the file in which `key` stands more than once."""

    def __init__(self, found: dict[str, object], key: str) -> None:
        super().__init__(found)
        self.key = key


def _path_of_twice(data: object) -> str:
    """The place of the first key that stands twice."""
    ahead = [Part(data, "")]
    while ahead:
        part = ahead.pop()
        if isinstance(part.value, _Twice):
            return part.object()[part.value.key].path
        if isinstance(part.value, dict):
            ahead += reversed(part.object().values())
        elif isinstance(part.value, list):
            ahead += reversed(part.items())
    return ""
