"""A date as people type it: 1-3-2026, 1 maart 2026, 1 mrt 2026, vandaag."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from .calendar_days import MONTHS

_SHORT = {"mrt": 3}
_IN_WORDS = re.compile(r"^(?:(?:ma|di|wo|do|vr|za|zo)\w*\s+)?(\d{1,2})[\s-]+([a-z]+)\.?[\s-]+(\d{4}|\d{2})$")
_DAYS = {"gisteren": -1, "vandaag": 0, "morgen": 1, "overmorgen": 2}


def month_number(word: str) -> int | None:
    """3 for 'maart', 'maa' and 'mrt'; None for a word that is no month."""
    if word in _SHORT:
        return _SHORT[word]
    if len(word) < 3:
        return None
    return next((number for number, name in enumerate(MONTHS, start=1) if name.startswith(word)), None)


def date_in_words(text: str, today: datetime.date) -> datetime.date | None:
    """The date of '1 maart 2026', 'zondag 1 mrt 26' or 'morgen'; None when the text is none of these."""
    words = " ".join(text.lower().split())
    if words in _DAYS:
        return today + datetime.timedelta(days=_DAYS[words])
    if not (match := _IN_WORDS.match(words)):
        return None
    month = month_number(match[2])
    if month is None:
        return None
    year = int(match[3]) if len(match[3]) == 4 else 2000 + int(match[3])
    try:
        return datetime.date(year, month, int(match[1]))
    except ValueError:
        return None


class TypedDateField(forms.DateField):
    """A text field for a date. No date picker: typing six digits is quicker, and works the same everywhere."""

    default_error_messages = {
        "invalid": "Deze datum klopt niet. Typ dag, maand en jaar, zoals 1-3-2026 of 1 maart 2026."
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"autocomplete": "off", "class": "date-input"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, str) and (in_words := date_in_words(value, timezone.localdate())):
            value = in_words
        found: datetime.date | None = super().to_python(value)
        if found and not 1900 <= found.year <= 2100:
            raise ValidationError("Dit jaar klopt niet. Typ het jaar met vier cijfers, zoals 2026.", code="year")
        return found
