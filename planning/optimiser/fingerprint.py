"""The same text for the same question, in whatever order its sets were made: an answer that was computed before can be shown again."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Set
from typing import Any


def fingerprint(*values: Any) -> str:
    """A SHA-256 over dataclasses, mappings, sequences, sets and plain values; 64 hexadecimal characters."""
    return hashlib.sha256(_text(values).encode()).hexdigest()


def _text(value: Any) -> str:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (field for field in dataclasses.fields(value) if field.compare)
        return f"{type(value).__name__}({','.join(_text(getattr(value, field.name)) for field in fields)})"
    if isinstance(value, Mapping):
        return f"{{{','.join(sorted(f'{_text(key)}:{_text(one)}' for key, one in value.items()))}}}"
    if isinstance(value, Set):
        return f"{{{','.join(sorted(_text(one) for one in value))}}}"
    if isinstance(value, (list, tuple)):
        return f"[{','.join(_text(one) for one in value)}]"
    return repr(value)
