"""A location that says gezin and leerling reads those words on every page about them."""

from __future__ import annotations

import re

import pytest

from tests.factories import ClientFactory, StudentFactory
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, LocationYear, User

PAGES = [
    "/studenten/",
    "/studenten/nieuw/",
    "/studenten/{student}/",
    "/studenten/{student}/wijzigen/",
    "/studenten/{student}/weekpatroon/",
    "/studenten/{student}/afwezig/",
    "/studenten/{student}/inschrijven/",
    "/studenten/{student}/aanmelding/",
    "/klanten/",
    "/klanten/nieuw/",
    "/klanten/{client}/",
    "/klanten/{client}/wijzigen/",
    "/klanten/{client}/overeenkomst/",
    "/klanten/{client}/pauze/",
    "/klanten/{client}/stoppen/",
]


def visible_text(page: str) -> str:
    """The words between the tags of the main part."""
    main = page.split("<main")[1].split("</main>")[0]
    return re.sub(r"<[^>]*>", " ", main).lower()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_uses_the_words_of_the_location(path: str, coordinator: User, location: Location) -> None:
    LocationYear.objects.update(client_word="gezin", student_word="leerling")
    student = StudentFactory.create(location=location, surname="Vries")
    client = ClientFactory.create(location=location, surname="Berg")
    page = signed_in(coordinator).get(path.format(student=student.pk, client=client.pk)).content.decode()
    text = visible_text(page)
    assert "klant" not in text
    assert "student" not in text
