"""Signing in: the way in, the way back when a password is forgotten, and closed doors that explain themselves."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client as Browser
from django.test import RequestFactory
from django.urls import reverse
from django.views.defaults import server_error

from tests.factories import member
from wijkleerbedrijf.organisation.models import Location, User
from wijkleerbedrijf.roles import Role

PASSWORD = "een-heel-goed-wachtwoord"


@pytest.fixture
def person(location: Location) -> User:
    user = member(Role.STEERING_MEMBER, location, email="stef@venray.example", first_name="Stef", surname="Bos")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(browser: Browser, password: str = PASSWORD, email: str = "stef@venray.example") -> bytes:
    answer = browser.post(reverse("account_login"), {"login": email, "password": password})
    return b"" if answer.status_code == 302 else answer.content


@pytest.mark.django_db
def test_the_login_page_says_what_the_product_is_for(client: Browser) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "Elke week de juiste student bij de juiste bewoner" in page
    assert "<h1>Inloggen</h1>" in page


@pytest.mark.django_db
def test_a_person_signs_in_with_e_mail_and_password(client: Browser, person: User) -> None:
    assert sign_in(client) == b""
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.django_db
def test_a_wrong_password_is_explained_above_the_form(client: Browser, person: User) -> None:
    page = sign_in(client, "verkeerd").decode()
    assert "Inloggen is niet gelukt" in page
    assert "Het e-mailadres of het wachtwoord klopt niet." in page
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_missing_field_is_named_at_the_field_and_linked_from_the_summary(client: Browser) -> None:
    page = sign_in(client, email="").decode()
    assert '<a href="#id_login">' in page
    assert re.search(r'<input[^>]*id="id_login"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="id_login"', page)
    assert 'id="id_login_error"' in page


@pytest.mark.django_db
def test_a_closed_account_cannot_sign_in(client: Browser, person: User) -> None:
    person.is_active = False
    person.save()
    sign_in(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_forgotten_password_is_replaced_through_the_mail(client: Browser, person: User) -> None:
    client.post(reverse("account_reset_password"), {"email": person.email})
    [sent] = mail.outbox
    assert "nieuw wachtwoord" in sent.body
    [address] = re.findall(r"https?://[^/\s]+(/\S+)", sent.body)
    form = client.get(address, follow=True)
    assert "Kies een nieuw wachtwoord" in form.content.decode()
    where = form.redirect_chain[-1][0]
    client.post(where, {"password1": "weer-een-goed-wachtwoord", "password2": "weer-een-goed-wachtwoord"})
    person.refresh_from_db()
    assert person.check_password("weer-een-goed-wachtwoord")
    assert "Deze link werkt niet meer" in Browser().get(address, follow=True).content.decode()


@pytest.mark.django_db
def test_an_unknown_address_gets_the_same_answer_and_a_mail_that_explains(client: Browser) -> None:
    answer = client.post(reverse("account_reset_password"), {"email": "wie@venray.example"}, follow=True)
    assert "Kijk in uw e-mail" in answer.content.decode()
    assert "Dat adres kennen wij niet" in mail.outbox[0].body


@pytest.mark.django_db
def test_nobody_makes_an_account_for_himself(client: Browser) -> None:
    page = client.get(reverse("account_signup")).content.decode()
    assert "Aanmelden kan niet zelf" in page
    client.post(reverse("account_signup"), {"email": "nieuw@venray.example", "password1": PASSWORD})
    assert not User.objects.filter(email="nieuw@venray.example").exists()


@pytest.mark.django_db
def test_nobody_adds_a_second_address(client: Browser, person: User) -> None:
    sign_in(client)
    answer = client.post("/account/email/", {"email": "ander@venray.example", "action_add": ""})
    assert answer["Location"] == reverse("organisation:home")
    assert not EmailAddress.objects.filter(email="ander@venray.example").exists()


@pytest.mark.django_db
def test_leaving_asks_first_and_then_forgets_who_it_was(client: Browser, person: User) -> None:
    sign_in(client)
    assert "Daarna moet u opnieuw inloggen" in client.get(reverse("account_logout")).content.decode()
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_page_that_does_not_exist_says_what_to_do(client: Browser) -> None:
    answer = client.get("/bestaat-niet/")
    assert answer.status_code == 404
    assert "begin opnieuw op de beginpagina" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_that_was_open_too_long_is_explained(person: User) -> None:
    answer = Browser(enforce_csrf_checks=True).post(reverse("account_login"), {"login": person.email})
    assert answer.status_code == 403
    assert "De pagina was te lang open" in answer.content.decode()


def test_the_page_of_a_server_error_needs_no_database() -> None:

    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Wat al bewaard was, is veilig" in answer.content.decode()
