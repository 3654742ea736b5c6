"""An administrator of a location keeps that location, and can't reach further."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import admin
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import Activity
from tests.admin_pages import address, filled
from tests.factories import LONG_AGO, ActivityFactory, PartnerFactory, StudentFactory, UserFactory, member
from tests.people import signed_in
from wijkleerbedrijf.organisation.admin_scope import ScopedAdmin
from wijkleerbedrijf.organisation.models import (
    Block,
    BlockHours,
    Location,
    LocationYear,
    Partner,
    PartnerAgreement,
    Skill,
    User,
)
from wijkleerbedrijf.roles import Role


def test_a_person_without_the_role_is_refused_and_a_stranger_signs_in(coordinator: User) -> None:
    assert signed_in(coordinator).get(reverse("admin:index")).status_code == 403
    assert reverse("account_login") in Browser().get(reverse("admin:index"), follow=True).redirect_chain[-1][0]


def test_every_model_of_the_admin_stays_within_the_location(bea: Browser) -> None:
    """A page that another app adds is limited too, because it begins with ScopedAdmin."""
    loose = [str(page) for page in admin.site._registry.values() if not isinstance(page, ScopedAdmin)]
    assert not loose


def test_every_list_and_form_of_the_admin_opens(bea: Browser, everywhere: User) -> None:
    for browser in (bea, signed_in(everywhere)):
        assert browser.get(reverse("admin:index")).status_code == 200
        for model, page in admin.site._registry.items():
            assert browser.get(address(model), {"q": "a"}).status_code == 200, model
            may_add = page.has_add_permission(browser.get(reverse("admin:index")).wsgi_request)
            assert browser.get(address(model, "add")).status_code == (200 if may_add else 403), model


def test_lists_of_the_admin_take_few_queries_however_many_rows(bea: Browser, location: Location) -> None:
    students = StudentFactory.create_batch(12, location=location)
    for student in students:
        student.user = member(Role.STUDENT, location)
        student.save()
        ActivityFactory.create(location=location)
        agreed = {"contribution": "money", "valid_from": LONG_AGO}
        PartnerAgreement.objects.create(location=location, partner=PartnerFactory.create(), **agreed)
    for model in admin.site._registry:
        with CaptureQueriesContext(connection) as queries:
            bea.get(address(model))
        assert len(queries) <= 12, model


def test_rows_of_another_location_are_not_listed_and_do_not_exist(
    bea: Browser, other_location: Location, outsider: User
) -> None:
    rows: list[Any] = [
        other_location,
        outsider,
        StudentFactory.create(location=other_location, first_name="Vreemde", surname="Vreemdeling"),
        ActivityFactory.create(location=other_location, name="vreemde activiteit"),
        other_location.years.get(),
        other_location.blocks.all()[0],
    ]
    for row in rows:
        model = type(row)
        listed = bea.get(address(model)).content.decode()
        assert f"/{row.pk}/change/" not in listed, model
        for page in ("change", "history"):
            assert bea.get(address(model, page, row.pk)).status_code == 404, (model, page)
        assert bea.post(address(model, "change", row.pk), {}).status_code == 404, model


def test_choices_hold_only_own_rows(bea: Browser, location: Location, other_location: Location) -> None:
    form = bea.get(address(Activity, "add")).context["adminform"].form
    assert list(form.fields["location"].queryset) == [location]
    response = bea.post(
        address(Activity, "add"), {"location": other_location.pk, "name": "iets", "group": "pets", "position": 1}
    )
    assert "Selecteer een geldige keuze" in response.content.decode()
    assert not Activity.objects.exists()


def test_the_search_of_a_choice_finds_only_own_people(bea: Browser, coordinator: User, outsider: User) -> None:
    found = bea.get(
        reverse("admin:autocomplete"),
        {"app_label": "students", "model_name": "student", "field_name": "coordinator", "term": ""},
    ).json()["results"]
    names = {result["text"] for result in found}
    assert coordinator.full_name in names
    assert outsider.full_name not in names


# What stays, and what is shared


def test_people_and_locations_are_not_deleted(everywhere: User, location: Location, coordinator: User) -> None:
    browser = signed_in(everywhere)
    for row in (location, coordinator):
        assert browser.get(address(type(row), "delete", row.pk)).status_code == 403
        assert browser.post(address(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403
        assert "verwijderen kan niet" in browser.get(address(type(row), "change", row.pk)).content.decode().lower()
        assert "delete_selected" not in browser.get(address(type(row))).content.decode()


def test_shared_lists_belong_to_the_whole_installation(bea: Browser, everywhere: User) -> None:
    skill = Skill.objects.create(name="rolstoel")
    assert bea.get(address(Skill)).status_code == 200
    assert bea.post(address(Skill, "change", skill.pk), {"name": "anders"}).status_code == 403
    assert bea.get(address(Skill, "add")).status_code == 403
    signed_in(everywhere).post(address(Skill, "add"), {"name": "koken", "is_active": "on"})
    assert Skill.objects.filter(name="koken").exists()


def test_a_new_location_is_up_to_the_whole_installation(bea: Browser, everywhere: User) -> None:
    page = reverse("admin:organisation_location_from_preset")
    form = {"preset": "winsum", "name": "Winsum", "slug": "winsum", "region": "noord"}
    assert bea.post(page, form).status_code == 403
    assert bea.get(address(Location, "add")).status_code == 403
    response = signed_in(everywhere).post(page, form, follow=True)
    assert "Winsum is gemaakt" in response.content.decode()
    assert Location.objects.get(slug="winsum").activities.exists()


def test_a_location_with_a_name_that_exists_is_refused(everywhere: User, location: Location) -> None:
    form = {"preset": "winsum", "name": location.name, "slug": "anders", "region": "noord"}
    response = signed_in(everywhere).post(reverse("admin:organisation_location_from_preset"), form)
    assert "bestaat al" in response.content.decode()
    assert Location.objects.count() == 1


def test_a_partner_of_another_location_is_read_only(bea: Browser, location: Location, other_location: Location) -> None:
    partner = PartnerFactory.create(name="Gedeelde partner")
    partner.contacts.create(first_name="Coby", surname="Contact")
    agreed = {"partner": partner, "contribution": "money", "valid_from": LONG_AGO}
    PartnerAgreement.objects.create(location=other_location, **agreed)
    page = address(Partner, "change", partner.pk)
    assert bea.post(page, {"name": "Anders", "kind": "care"}).status_code == 403
    assert "Contact" not in bea.get(page).content.decode().replace("contactpersoon", "")
    PartnerAgreement.objects.create(location=location, **agreed)
    assert "Coby" in bea.get(page).content.decode()


def test_an_own_partner_can_be_changed(bea: Browser) -> None:
    partner = PartnerFactory.create(name="Nieuwe partner")
    page = address(Partner, "change", partner.pk)
    bea.post(page, filled(bea, page, name="Zorggroep"))
    partner.refresh_from_db()
    assert partner.name == "Zorggroep"


# Parameters and blocks


def test_parameters_are_saved_as_a_new_year(bea: Browser, location: Location) -> None:
    page = address(LocationYear, "change", location.years.get().pk)
    bea.post(page, filled(bea, page, school_year=2027, seats=24, _saveasnew="1"))
    assert list(location.years.order_by("school_year").values_list("school_year", "seats")) == [(2020, 22), (2027, 24)]


def test_parameters_that_contradict_are_refused(bea: Browser, location: Location) -> None:
    page = address(LocationYear, "change", location.years.get().pk)
    response = bea.post(page, filled(bea, page, max_visits_per_week=1))
    assert "lager dan het maximum per dag" in response.content.decode()


def test_a_name_that_the_location_has_already_is_refused(bea: Browser, location: Location) -> None:
    """Also when the location stands on the form as text only."""
    one, other = (ActivityFactory.create(location=location, name=name) for name in ("wandelen", "lezen"))
    page = address(Activity, "change", other.pk)
    response = bea.post(page, filled(bea, page, name=one.name))
    assert "staat al in de lijst" in response.content.decode()


def test_hours_of_a_block_change_from_a_day_on(bea: Browser, location: Location) -> None:
    block = location.blocks.get(short_name="och")
    page = address(Block, "change", block.pk)
    new = {"weekdays": [1, 2], "starts_at": "9:00", "ends_at": "11:30", "valid_from": "1-1-2027"}
    form = filled(bea, page, **{"hours-0-valid_until": "31-12-2026", "hours-TOTAL_FORMS": 2})
    bea.post(page, form | {f"hours-1-{name}": value for name, value in new.items()})
    assert [
        (hours.weekdays, hours.valid_until) for hours in BlockHours.objects.filter(block=block).order_by("valid_from")
    ] == [([1, 2, 3, 4, 5], datetime.date(2026, 12, 31)), ([1, 2], None)]


def test_hours_that_overlap_are_refused_with_a_sentence(bea: Browser, location: Location) -> None:
    block = location.blocks.get(short_name="och")
    page = address(Block, "change", block.pk)
    new = {"weekdays": [1], "starts_at": "9:00", "ends_at": "11:30", "valid_from": "1-1-2027", "block": block.pk}
    form = filled(bea, page, **{"hours-TOTAL_FORMS": 2})
    response = bea.post(page, form | {f"hours-1-{name}": value for name, value in new.items()})
    assert "In deze periode heeft het blok al tijden" in response.content.decode()
    assert block.hours.count() == 1


def test_the_account_of_a_student_comes_from_own_people_with_that_role(
    bea: Browser, location: Location, coordinator: User, outsider: User
) -> None:
    student = StudentFactory.create(location=location)
    account = member(Role.STUDENT, location)
    page = address(type(student), "change", student.pk)
    for wrong in (coordinator, outsider, UserFactory.create()):
        bea.post(page, filled(bea, page, user=wrong.pk))
        student.refresh_from_db()
        assert student.user is None
    bea.post(page, filled(bea, page, user=account.pk))
    student.refresh_from_db()
    assert student.user == account


def test_looking_at_the_access_log_is_all_one_can_do(bea: Browser) -> None:
    assert bea.get(address("accesslog")).status_code == 200
    assert bea.get(address("accesslog", "add")).status_code == 403
