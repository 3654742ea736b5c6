"""Reads what a browser sent before a form does: numbers and lines of text that may be anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

#: More digits than any row has.
_LONGEST = 15


def number(text: str | None) -> int | None:
    """'12' -> 12; None for anything that is not a plain number of a row, such as '²', '-1' or a thousand digits."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= _LONGEST else None


def numbers(texts: Iterable[str]) -> Iterator[int]:
    """The numbers among the texts."""
    return (found for text in texts if (found := number(text)) is not None)


def line(text: str | None) -> str:
    """The text without space around it and without the character that a database can't keep."""
    return (text or "").replace("\x00", "").strip()
