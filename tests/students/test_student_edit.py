"""Adding and changing a student."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser

from students.models import Student
from tests.factories import StudentFactory, member
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, Skill, User
from wijkleerbedrijf.roles import Role

CREATE = "/studenten/nieuw/"


def typed(**changed: Any) -> dict[str, Any]:
    """What somebody types in the form."""
    return {
        "first_name": "Sanne",
        "prefix": "de",
        "surname": "Vries",
        "gender": "v",
        "is_starter": "on",
        "accepts_smoking": "on",
    } | changed


def edit_url(student: Student) -> str:
    return f"/studenten/{student.pk}/wijzigen/"


@pytest.fixture
def carla(coordinator: User) -> Browser:
    return signed_in(coordinator)


def test_a_coordinator_adds_a_student(carla: Browser, location: Location) -> None:
    skill = Skill.objects.create(name="koken")
    response = carla.post(
        CREATE,
        typed(phone="06-12345678", postcode="5801 aa", languages=["nl", "tr"], allergies=["hond"], skills=[skill.pk]),
        follow=True,
    )
    student = Student.objects.get()
    assert "Sanne de Vries is toegevoegd" in response.content.decode()
    assert (student.location, student.phone, student.postcode) == (location, "+31612345678", "5801AA")
    assert (student.languages, student.allergies, list(student.skills.all())) == (["nl", "tr"], ["hond"], [skill])


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("surname", "", "Dit veld is verplicht"),
        ("postcode", "0801 AA", "Vul een postcode in zoals 1234 AB."),
        ("phone", "12", "Vul een telefoonnummer in met tien cijfers"),
        ("email", "geen-adres", "e-mailadres"),
        ("wishes", "bsn 123456782", "burgerservicenummer"),
        ("starts_from_home", "on", "Schrijf op waarom"),
        ("max_visits_per_day", "9", "hoogstens 5"),
    ],
)
def test_bad_input_gets_a_sentence_and_what_was_typed_stays(
    field: str, value: str, sentence: str, carla: Browser
) -> None:
    response = carla.post(CREATE, typed(house_number="12", **{field: value}))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'value="12"' in page
    assert not Student.objects.exists()


def test_a_maximum_below_the_target_is_refused_at_the_field(carla: Browser) -> None:
    response = carla.post(CREATE, typed(target_visits_per_week="4", max_visits_per_week="2"))
    assert "lager dan het streven" in response.content.decode()


def test_a_coordinator_changes_a_student(carla: Browser, location: Location) -> None:
    student = StudentFactory.create(location=location)
    page = carla.get(edit_url(student)).content.decode()
    assert student.surname in page
    response = carla.post(edit_url(student), typed(revision=student.revision), follow=True)
    student.refresh_from_db()
    assert student.full_name == "Sanne de Vries"
    assert "De gegevens van Sanne de Vries zijn bewaard" in response.content.decode()


def test_a_move_forgets_where_the_old_address_lay(carla: Browser, location: Location) -> None:
    student = StudentFactory.create(location=location, street="Kerkstraat", latitude=51.5, longitude=5.9)
    carla.post(edit_url(student), typed(revision=0, street="Marktstraat"))
    student.refresh_from_db()
    assert student.coordinates is None


def test_the_second_of_two_coordinators_is_told_and_overwrites_nothing(
    carla: Browser, second_coordinator: User, location: Location
) -> None:
    student = StudentFactory.create(location=location, surname="Oud")
    seen = student.revision
    colleague = signed_in(second_coordinator)
    colleague.post(edit_url(student), typed(surname="Collega", revision=seen))
    response = carla.post(edit_url(student), typed(surname="Ikzelf", revision=seen))
    page = response.content.decode()
    student.refresh_from_db()
    assert response.status_code == 422
    assert "Een collega heeft dit gewijzigd terwijl u typte" in page
    assert "achternaam" in page
    assert student.surname == "Collega"


def test_after_looking_the_second_coordinator_may_save_after_all(
    carla: Browser, second_coordinator: User, location: Location
) -> None:
    student = StudentFactory.create(location=location, surname="Oud")
    signed_in(second_coordinator).post(edit_url(student), typed(surname="Collega", revision=0))
    refused = carla.post(edit_url(student), typed(surname="Ikzelf", revision=0))
    assert 'name="revision" value="1"' in refused.content.decode()
    carla.post(edit_url(student), typed(surname="Ikzelf", revision=1))
    student.refresh_from_db()
    assert student.surname == "Ikzelf"


def test_the_same_form_sent_twice_is_no_conflict(carla: Browser, location: Location) -> None:
    student = StudentFactory.create(location=location)
    for _ in range(2):
        response = carla.post(edit_url(student), typed(revision=0))
        assert response.status_code == 302


@pytest.mark.parametrize("person", ["teacher", "project_lead", "steering_member", "referrer", "administrator"])
def test_only_a_coordinator_may_add_or_change(person: str, location: Location, request: pytest.FixtureRequest) -> None:
    student = StudentFactory.create(location=location)
    other = signed_in(request.getfixturevalue(person))
    for url in (CREATE, edit_url(student), f"/studenten/{student.pk}/weekpatroon/"):
        assert other.get(url).status_code == 403
        assert other.post(url, typed()).status_code == 403


def test_a_student_of_another_location_can_not_be_changed(outsider: User, location: Location) -> None:
    student = StudentFactory.create(location=location)
    assert signed_in(outsider).post(edit_url(student), typed(revision=0)).status_code == 404


def test_only_coordinators_of_the_location_can_be_chosen(carla: Browser, coordinator: User, outsider: User) -> None:
    refused = carla.post(CREATE, typed(coordinator=outsider.pk))
    assert refused.status_code == 422
    carla.post(CREATE, typed(coordinator=coordinator.pk))
    assert Student.objects.get().coordinator == coordinator


def test_an_account_that_belongs_to_another_student_can_not_be_chosen(
    carla: Browser, student: Student, location: Location
) -> None:
    free = member(Role.STUDENT, location)
    assert student.user is not None
    assert carla.post(CREATE, typed(user=student.user.pk)).status_code == 422
    assert carla.post(CREATE, typed(user=free.pk)).status_code == 302


def test_choices_of_several_stay_when_a_colleague_was_first(
    carla: Browser, second_coordinator: User, location: Location
) -> None:
    student = StudentFactory.create(location=location)
    signed_in(second_coordinator).post(edit_url(student), typed(surname="Collega", revision=0))
    page = carla.post(edit_url(student), typed(languages=["tr", "pl"], revision=0)).content.decode()
    assert page.count('name="languages" value="tr"') == 1
    assert len(re.findall(r'name="languages" value="(?:tr|pl)"[^>]*checked', page)) == 2
