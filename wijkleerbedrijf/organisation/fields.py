"""Model fields for Dutch facts: a postcode is stored as 1234AB, a phone number as E.164."""

from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models


def normalise_postcode(value: str) -> str:
    """'1234 ab' -> '1234AB'."""
    return "".join(value.split()).upper()


def format_postcode(value: str) -> str:
    """'1234AB' -> '1234 AB'."""
    return f"{value[:4]} {value[4:]}" if len(value) == 6 else value


class PostcodeField(models.CharField):
    """A Dutch postcode, stored without a space."""

    default_validators = [RegexValidator(r"^[1-9]\d{3}(?!S[ADS])[A-Z]{2}$", "Vul een postcode in zoals 1234 AB.")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 7
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return normalise_postcode(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))


def normalise_phone(value: str) -> str:
    """'06-12345678' -> '+31612345678'; raises ValidationError when no such number can exist."""
    message = "Vul een telefoonnummer in met tien cijfers, zoals 06 12345678."
    try:
        number = phonenumbers.parse(value, "NL")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(message, code="phone") from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(message, code="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(value: str) -> str:
    """'+31612345678' -> '06 12345678', other countries as +44 20 ...; unknown text comes back as it is."""
    try:
        number = phonenumbers.parse(value, "NL")
    except phonenumbers.NumberParseException:
        return value
    national = number.country_code == 31
    form = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


class PhoneField(models.CharField):
    """A phone number, stored as E.164."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 20
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return normalise_phone(value) if value else value
