"""A citizen service number is refused, other numbers are not."""

import pytest
from django.core.exceptions import ValidationError

from wijkleerbedrijf.organisation.validators import no_bsn, passes_eleven_test


@pytest.mark.parametrize("digits", ["111222333", "123456782"])
def test_a_valid_number_passes_the_eleven_test(digits: str) -> None:
    assert passes_eleven_test(digits)


@pytest.mark.parametrize("digits", ["123456789", "111222334", "000000000"])
def test_another_number_does_not_pass_the_eleven_test(digits: str) -> None:
    assert not passes_eleven_test(digits)


@pytest.mark.parametrize(
    "text",
    [
        "123456782",
        "bsn 123456782.",
        "BSN:123456782",
        "123 456 782",
        "1234.56.782",
        "1234 56782",
        "123-456-782 van Anna",
    ],
)
def test_a_text_with_a_bsn_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="burgerservicenummer"):
        no_bsn(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bel 06 12345678",
        "bel 0612345678",
        "+31612345678",
        "0478 123456",
        "op 12-03-2026 om 10 uur",
        "123456789",
        "rekening NL91ABNA0417164300",
        "1234567820",
        "01123456782",
    ],
)
def test_another_text_is_fine(text: str) -> None:
    assert no_bsn(text) is None
