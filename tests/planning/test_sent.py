"""What a browser may send instead of a number or a line of text."""

from __future__ import annotations

import pytest
from django.urls import reverse

from clients.models import ClientAgreement
from planning.models import Visit
from planning.sent import line, number, numbers
from planning.services import cancel_visit
from tests.factories import MONDAY, ClientFactory, StudentFactory, duty_all_week, visit_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User

AT = [2026, 48]


@pytest.mark.parametrize("text", ["²", "-1", "1.0", "", None, "٣", "9" * 5000])
def test_only_a_plain_number_is_a_number(text: str | None) -> None:
    assert number(text) is None


def test_numbers_and_lines_are_read_as_they_are() -> None:
    assert list(numbers(["12", "x", "7"])) == [12, 7]
    assert line(" ziek\x00 gemeld ") == "ziek gemeld"


@pytest.mark.parametrize("query", ["?klant=²", "?bezoek=²", "?student=" + "9" * 5000])
def test_an_odd_number_in_the_address_is_no_error_of_ours(location: Location, coordinator: User, query: str) -> None:
    for name in ("visit_plan", "visit_options", "week_board"):
        assert signed_in(coordinator).get(reverse(f"planning:{name}", args=AT) + query).status_code in (200, 404)


def test_a_teacher_reads_no_surname_of_a_client_who_left(location: Location, coordinator: User, teacher: User) -> None:
    client = ClientFactory.create(location=location, surname="Geheimnaam")
    visit: Visit = visit_of(client, StudentFactory.create(location=location))
    duty_all_week(location, coordinator)
    visit.week.version, visit.week.state = 1, "concept"
    visit.week.save()
    cancel_visit(visit=visit, cancel_reason="client_paused", by=coordinator, reason="Gestopt")
    ClientAgreement.objects.filter(client=client).update(valid_until=MONDAY.replace(day=1))
    page = signed_in(teacher).get(reverse("planning:week_board", args=AT)).content.decode()
    assert "Gestopt" in page
    assert "Geheimnaam" not in page
