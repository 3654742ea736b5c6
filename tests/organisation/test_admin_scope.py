"""An administrator of a location keeps that location, and can't reach further."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import Activity
from tests.factories import LONG_AGO, ActivityFactory, PartnerFactory, StudentFactory, UserFactory, member
from tests.people import signed_in
from wijkleerbedrijf.organisation.admin_scope import ScopedAdmin
from wijkleerbedrijf.organisation.models import (
    Block,
    BlockHours,
    Location,
    LocationYear,
    Membership,
    Partner,
    PartnerAgreement,
    Skill,
    User,
)
from wijkleerbedrijf.roles import Role


@pytest.fixture
def everywhere(db: None) -> User:
    return member(Role.ADMINISTRATOR, None, first_name="Iris", surname="Installatie")


@pytest.fixture
def bea(administrator: User) -> Browser:
    """A browser of the administrator of the location."""
    return signed_in(administrator)


def address(model: type[Any] | str, page: str = "changelist", *args: object) -> str:
    name = model if isinstance(model, str) else model._meta.model_name
    app = "organisation" if isinstance(model, str) else model._meta.app_label
    return reverse(f"admin:{app}_{name}_{page}", args=args)


def filled(browser: Browser, page: str, **changes: object) -> dict[str, Any]:
    """What a browser would send from the form on the page, with some fields filled in otherwise."""
    form = browser.get(page).context["adminform"].form
    formsets = [inline.formset for inline in browser.get(page).context["inline_admin_formsets"]]
    values: dict[str, Any] = {}
    for part in [form, *(item for formset in formsets for item in [formset.management_form, *formset.forms])]:
        for name in part.fields:
            value = part[name].value()
            if isinstance(value, bool):
                value = "on" if value else None
            if value not in (None, "", []):
                values[part.add_prefix(name)] = value
    return values | changes


def role_row(role: Role, location: Location | None, number: int = 0, **more: object) -> dict[str, Any]:
    row = {"role": role, "location": location.pk if location else "", "partner": "", "valid_from": "1-9-2026"} | more
    return {f"memberships-{number}-{name}": value for name, value in row.items()}


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


# People


def test_a_new_person_gets_a_role_and_a_mail_to_choose_a_password(bea: Browser, location: Location) -> None:
    page = address(User, "add")
    form = filled(bea, page, email="Nieuw@Example.org", first_name="Nina", surname="Nieuw", send_invitation="on")
    response = bea.post(page, form | role_row(Role.TEACHER, location), follow=True)
    assert "Er is een mail gestuurd naar nieuw@example.org" in response.content.decode()
    person = User.objects.get(email="nieuw@example.org")
    assert person.memberships.get().role == Role.TEACHER
    assert not person.has_usable_password()
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link
    chosen = {"password1": "vier-blauwe-fietsen", "password2": "vier-blauwe-fietsen"}
    stranger = Browser()
    form_page = stranger.get(link[1], follow=True)
    stranger.post(form_page.request["PATH_INFO"], chosen)
    person.refresh_from_db()
    assert person.check_password("vier-blauwe-fietsen")


def test_a_person_without_a_role_is_not_made(bea: Browser) -> None:
    page = address(User, "add")
    bea.post(page, filled(bea, page, email="nieuw@example.org", first_name="Nina", surname="Nieuw"))
    assert not User.objects.filter(email="nieuw@example.org").exists()


@pytest.mark.parametrize("where", ["everywhere", "elsewhere"])
def test_no_role_beyond_the_own_location_is_given(bea: Browser, other_location: Location, where: str) -> None:
    page = address(User, "add")
    form = filled(bea, page, email="nieuw@example.org", first_name="Nina", surname="Nieuw")
    target = None if where == "everywhere" else other_location
    response = bea.post(page, form | role_row(Role.ADMINISTRATOR, target))
    assert response.status_code == 200
    assert not User.objects.filter(email="nieuw@example.org").exists()


def test_an_own_role_is_not_stretched_to_the_whole_installation(bea: Browser, administrator: User) -> None:
    page = address(User, "change", administrator.pk)
    bea.post(page, filled(bea, page, **{"memberships-0-location": ""}))
    assert administrator.memberships.get().location is not None


def test_an_administrator_of_the_installation_gives_a_role_everywhere(everywhere: User) -> None:
    browser, page = signed_in(everywhere), address(User, "add")
    form = filled(browser, page, email="nieuw@example.org", first_name="Nina", surname="Nieuw")
    browser.post(page, form | role_row(Role.ADMINISTRATOR, None))
    assert User.objects.get(email="nieuw@example.org").memberships.get().location is None


@pytest.fixture(params=["everywhere", "elsewhere", "later"])
def powerful(request: pytest.FixtureRequest, location: Location, other_location: Location) -> User:
    """Somebody of the location who also has, or will have, a role that its administrator does not have."""
    person = member(Role.COORDINATOR, location, email="machtig@example.org", first_name="Mila")
    Membership.objects.create(
        user=person,
        role=Role.ADMINISTRATOR,
        location=None if request.param == "everywhere" else other_location,
        valid_from=datetime.date(2099, 1, 1) if request.param == "later" else LONG_AGO,
    )
    return person


def test_the_account_of_somebody_with_more_rights_is_not_taken_over(bea: Browser, powerful: User) -> None:
    page = address(User, "change", powerful.pk)
    bea.post(page, filled(bea, page, email="bea@example.org", first_name="Bea", is_active=""))
    powerful.refresh_from_db()
    assert (powerful.email, powerful.first_name, powerful.is_active) == ("machtig@example.org", "Mila", True)
    assert bea.post(address(User, "invite", powerful.pk)).status_code == 403
    assert not mail.outbox
    assert "Deze persoon heeft ook een rol buiten uw locatie" in bea.get(page).content.decode()


def test_the_role_at_the_own_location_can_be_ended_still(bea: Browser, powerful: User, location: Location) -> None:
    page = address(User, "change", powerful.pk)
    assert bea.get(page).content.decode().count("memberships-0-role") > 0
    assert "memberships-1-role" not in bea.get(page).content.decode()
    bea.post(page, filled(bea, page, **{"memberships-0-valid_until": "1-12-2026"}))
    assert powerful.memberships.get(location=location).valid_until == datetime.date(2026, 12, 1)
    assert powerful.memberships.exclude(location=location).get().valid_until is None


def test_a_colleague_of_the_location_gets_a_new_password_mail(bea: Browser, coordinator: User) -> None:
    response = bea.post(address(User, "invite", coordinator.pk), follow=True)
    assert "Er is een mail gestuurd" in response.content.decode()
    assert mail.outbox[0].to == [coordinator.email]


def test_nobody_of_another_location_is_invited(bea: Browser, outsider: User) -> None:
    assert bea.post(address(User, "invite", outsider.pk)).status_code == 404


def test_there_is_no_page_to_set_the_password_of_another(bea: Browser, coordinator: User) -> None:
    page = bea.get(address(User, "change", coordinator.pk)).content.decode()
    assert 'name="password"' not in page
    old = coordinator.password
    bea.post(
        address(User, "change", coordinator.pk),
        filled(bea, address(User, "change", coordinator.pk), password="zelf-gekozen"),
    )
    coordinator.refresh_from_db()
    assert coordinator.password == old


def test_an_old_address_no_longer_opens_the_account(bea: Browser, coordinator: User) -> None:
    EmailAddress.objects.create(user=coordinator, email=coordinator.email, primary=True, verified=True)
    page = address(User, "change", coordinator.pk)
    bea.post(page, filled(bea, page, email="carla@nieuw.example"))
    coordinator.refresh_from_db()
    assert coordinator.email == "carla@nieuw.example"
    assert not EmailAddress.objects.exists()


def test_a_password_is_not_guessed_through_a_filter(bea: Browser, coordinator: User) -> None:
    assert bea.get(address(User), {"password__startswith": coordinator.password[:8]}).status_code == 400


def test_a_filter_names_only_own_locations(bea: Browser, everywhere: User, other_location: Location) -> None:
    other_location.memberships.create(user=everywhere, role=Role.TEACHER, valid_from=LONG_AGO)
    assert "Winsum" in signed_in(everywhere).get(address(User)).content.decode()
    assert "Winsum" not in bea.get(address(User)).content.decode()


def test_an_email_that_exists_is_refused_whatever_its_capitals(
    bea: Browser, location: Location, outsider: User
) -> None:
    page = address(User, "add")
    form = filled(bea, page, email=outsider.email.upper(), first_name="Nina", surname="Nieuw")
    response = bea.post(page, form | role_row(Role.TEACHER, location))
    assert "Er is al iemand met dit e-mailadres" in response.content.decode()


def test_a_partner_role_names_a_partner(bea: Browser, location: Location) -> None:
    page = address(User, "add")
    form = filled(bea, page, email="nieuw@example.org", first_name="Nina", surname="Nieuw")
    response = bea.post(page, form | role_row(Role.STEERING_MEMBER, location))
    assert "Kies namens welke partner" in response.content.decode()


def test_the_same_role_twice_in_a_period_is_refused(bea: Browser, location: Location, coordinator: User) -> None:
    page = address(User, "change", coordinator.pk)
    twice = role_row(Role.COORDINATOR, location, 1) | {"memberships-TOTAL_FORMS": 2}
    response = bea.post(page, filled(bea, page) | twice)
    assert "Deze persoon heeft deze rol in deze periode al" in response.content.decode()
    assert coordinator.memberships.count() == 1


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
