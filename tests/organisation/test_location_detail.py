"""Everything about a location on one page, as it holds in a school year."""

from __future__ import annotations

import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import PartnerFactory
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Bicycle, Location, LocationYear, PartnerAgreement, Room, User
from wijkleerbedrijf.organisation.new_location import make_location, presets

PAGE = reverse("organisation:location_detail")


def agreement(location: Location, name: str, **values: object) -> PartnerAgreement:
    fields = {"contribution": "money", "amount_per_year": 12500, "valid_from": datetime.date(2020, 1, 1)} | values
    return PartnerAgreement.objects.create(location=location, partner=PartnerFactory.create(name=name), **fields)


def test_the_page_says_how_the_location_works(coordinator: User, location: Location) -> None:
    agreement(location, "Zorggroep Noord", description="twee coördinatoren")
    Room.objects.create(location=location, name="Grote zaal", kind=Room.Kind.LESSON, places=20)
    Bicycle.objects.create(location=location, name="fiets 1", valid_from=datetime.date(2020, 1, 1))
    page = signed_in(coordinator).get(PAGE).content.decode()
    for text in ("Venray", "22", "80", "ochtend", "10:00–12:00", "Maandag t/m vrijdag", "september", "3 tot 6 maanden"):
        assert text in page
    for text in ("Zorggroep Noord", "twee coördinatoren", "Grote zaal"):
        assert text in page


def test_the_page_says_what_a_proposal_chooses_first(coordinator: User, location: Location) -> None:
    LocationYear.objects.filter(location=location).update(calm=4)
    page = signed_in(coordinator).get(PAGE).content.decode()
    assert "Een voorstel voor de week kiest eerst: zo min mogelijk wijzigingen." in page


def test_money_is_for_who_accounts_for_it(coordinator: User, project_lead: User, location: Location) -> None:
    agreement(location, "Gemeente")
    assert "€ 12.500" in signed_in(project_lead).get(PAGE).content.decode()
    assert "€ 12.500" not in signed_in(coordinator).get(PAGE).content.decode()


def test_an_agreement_that_ended_is_gone(coordinator: User, location: Location) -> None:
    agreement(location, "Oude partner", valid_until=datetime.date(2021, 1, 1))
    assert "Oude partner" not in signed_in(coordinator).get(PAGE).content.decode()


def test_the_page_speaks_the_words_of_the_location(coordinator: User, location: Location) -> None:
    LocationYear.objects.filter(location=location).update(client_word="gezin", student_word="leerling")
    page = signed_in(coordinator).get(PAGE).content.decode()
    assert "Gezinnen tegelijk" in page
    assert "Plaatsen voor leerlingen" in page


def test_an_earlier_year_shows_what_held_then(coordinator: User, location: Location) -> None:
    year = location.years.get()
    year.pk, year.school_year, year.seats = None, 2024, 18
    year.save()
    browser = signed_in(coordinator)
    old = browser.get(reverse("organisation:location_year", args=[2020])).content.decode()
    assert "U bekijkt een ander schooljaar" in old
    assert "<dd>22</dd>" in old
    now = browser.get(PAGE).content.decode()
    assert "<dd>18</dd>" in now
    assert "2020-2021" in now


def test_a_year_before_the_location_existed_is_unknown(coordinator: User) -> None:
    assert signed_in(coordinator).get(reverse("organisation:location_year", args=[2011])).status_code == 404
    assert signed_in(coordinator).get("/locatie/123456/").status_code == 404


def test_a_location_without_parameters_says_so(coordinator: User, location: Location) -> None:
    LocationYear.objects.filter(location=location).delete()
    assert "heeft nog geen instellingen" in signed_in(coordinator).get(PAGE).content.decode()


def test_every_example_can_be_shown(coordinator: User, location: Location) -> None:
    browser = signed_in(coordinator)
    for code, preset in presets().items():
        made = make_location(preset, name=f"Locatie {code}", slug=f"locatie-{code}")
        coordinator.memberships.update(location=made)
        page = browser.get(PAGE)
        assert page.status_code == 200
        assert f"Locatie {code}" in page.content.decode()


def test_the_page_takes_few_queries_however_many_partners(coordinator: User, location: Location) -> None:
    browser = signed_in(coordinator)
    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE)
    for number in range(12):
        agreement(location, f"Partner van de wijk {number}")
        Room.objects.create(location=location, name=f"zaal {number}", kind=Room.Kind.TALK)
    with CaptureQueriesContext(connection) as many:
        browser.get(PAGE)
    assert len(few) == len(many) <= 12
