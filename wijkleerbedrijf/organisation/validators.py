"""What may not stand in a text: a citizen service number belongs in no field of this product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

#: Nine digits, or the ways in which people write them in groups; no part of a longer number.
_NINE_DIGITS = re.compile(
    r"(?<!\d)(?<!\d[ .-])(?:\d{9}|\d{3}([ .-])\d{3}\1\d{3}|\d{4}([ .-])\d{2}\2\d{3}|\d{4} \d{5})(?![ .-]?\d)"
)
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_eleven_test(digits: str) -> bool:
    """Whether nine digits can be a citizen service number (BSN): their weighted sum is a multiple of eleven."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return total != 0 and total % 11 == 0


def _nine_digits(text: str) -> Iterator[str]:
    for match in _NINE_DIGITS.finditer(text):
        yield re.sub(r"\D", "", match.group())


def no_bsn(value: str) -> None:
    """Refuses a text with a number that can be a BSN."""
    if any(passes_eleven_test(digits) for digits in _nine_digits(value)):
        raise ValidationError(
            "Hier staat een getal dat een burgerservicenummer (BSN) kan zijn. Dat bewaren wij niet. Haal het weg.",
            code="bsn",
        )


class NoBsnForm(forms.BaseForm):
    """A form that refuses a BSN in every field that somebody types words in."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refuse_bsn()

    def refuse_bsn(self) -> None:
        """Again for a form that adds fields to itself."""
        for field in self.fields.values():
            if type(field) is forms.CharField and no_bsn not in field.validators:
                field.validators = [*field.validators, no_bsn]
