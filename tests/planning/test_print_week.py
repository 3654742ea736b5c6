"""The week as PDF."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.urls import reverse

from clients.models import ClientAgreement
from planning.models import Visit
from planning.printing import printed_week
from tests.factories import (
    ActivityFactory,
    ClientFactory,
    StudentFactory,
    duty_all_week,
    visit_of,
)
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import AccessLog, Location, User

SHEETS = ["print_week", "print_students", "print_client_cards", "print_all"]


@pytest.fixture
def visit(location: Location, coordinator: User) -> Visit:
    student = StudentFactory.create(location=location, first_name="Sanne", surname="Jansen")
    client = ClientFactory.create(location=location, first_name="Anna", prefix="de", surname="Vries")
    ClientAgreement.objects.get(client=client).activities.add(
        ActivityFactory.create(location=location, name="wandelen", icon="walk")
    )
    duty_all_week(location, coordinator)
    return visit_of(client, student)


def address(visit: Visit, sheet: str) -> str:
    return reverse(f"planning:{sheet}", args=[visit.week.iso_year, visit.week.iso_week])


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_coordinator_prints_each_part_as_accessible_pdf(visit: Visit, coordinator: User, sheet: str) -> None:
    response = signed_in(coordinator).get(address(visit, sheet))
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert str(pdf.Root.Lang) == "nl"
        assert bool(pdf.Root.MarkInfo.Marked)
    assert AccessLog.objects.get().action == "print"


def test_the_wall_shows_names_without_addresses_and_who_is_reachable(visit: Visit) -> None:
    printed = printed_week(visit.week)
    ((name, cells),) = printed.wall
    assert name == "Sanne Jansen"
    assert [cell.text for cell in cells] == ["Anna V."] + [""] * 9
    assert {names for _, names in printed.on_duty} == {"Carla"}


def test_a_cancelled_visit_is_not_on_paper(visit: Visit) -> None:
    Visit.objects.filter(pk=visit.pk).update(status="cancelled", cancel_reason="other", is_active=False)
    printed = printed_week(visit.week)
    assert printed.students == []
    assert printed.clients == []


@pytest.mark.parametrize("numbers", [2, 12])
def test_reading_a_week_takes_as_many_queries_however_many_visits(
    location: Location, django_assert_num_queries, numbers: int
) -> None:
    visits = [
        visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
        for _ in range(numbers)
    ]
    with django_assert_num_queries(11):
        printed = printed_week(visits[0].week)
    assert len(printed.clients) == numbers


def test_client_cards_are_for_coordinators_of_the_location(visit: Visit, teacher: User, outsider: User) -> None:
    assert signed_in(teacher).get(address(visit, "print_client_cards")).status_code == 403
    assert signed_in(outsider).get(address(visit, "print_all")).status_code == 404
