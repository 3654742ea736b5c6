"""Adding and changing a client, pauses, stopping and beginning again."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.utils import timezone

from clients.models import Client, ClientPause
from clients.services import end_client, new_agreement_version
from tests.factories import ClientFactory, StudentFactory, visit_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, Skill, User

CREATE = "/klanten/nieuw/"
MARCH = datetime.date(2027, 3, 1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def anna(location: Location) -> Client:
    return ClientFactory.create(location=location, first_name="Anna", surname="Berg")


@pytest.fixture
def carla(coordinator: User) -> Browser:
    return signed_in(coordinator)


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "salutation": "mevrouw",
        "first_name": "Anna",
        "prefix": "van",
        "surname": "Dal",
        "min_level": "1",
    } | changed


def test_a_coordinator_adds_a_client(carla: Browser, location: Location) -> None:
    skill = Skill.objects.create(name="rolstoel")
    sent = typed(
        postcode="5801 aa", phone="06-12345678", pets=["hond"], waiting_since="1 maart 2026", skills=[skill.pk]
    )
    response = carla.post(CREATE, sent, follow=True)
    client = Client.objects.get()
    assert "Anna van Dal is toegevoegd" in response.content.decode()
    assert (client.location, client.postcode, client.phone) == (location, "5801AA", "+31612345678")
    assert (client.pets, client.waiting_since) == (["hond"], datetime.date(2026, 3, 1))
    assert list(client.skills.all()) == [skill]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("surname", "", "Dit veld is verplicht"),
        ("postcode", "5801", "Vul een postcode in zoals 1234 AB."),
        ("phone", "niet", "Vul een telefoonnummer in met tien cijfers"),
        ("waiting_since", "31-2-2026", "Deze datum klopt niet"),
        ("alert", "bsn 123456782", "burgerservicenummer"),
    ],
)
def test_bad_input_gets_a_sentence_and_what_was_typed_stays(
    field: str, value: str, sentence: str, carla: Browser
) -> None:
    response = carla.post(CREATE, typed(street="Kerkstraat", **{field: value}))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'value="Kerkstraat"' in page
    assert not Client.objects.exists()


def test_the_second_of_two_coordinators_is_told_and_overwrites_nothing(
    carla: Browser, second_coordinator: User, anna: Client
) -> None:
    url = f"/klanten/{anna.pk}/wijzigen/"
    signed_in(second_coordinator).post(url, typed(surname="Collega", revision=0))
    response = carla.post(url, typed(surname="Ikzelf", revision=0))
    anna.refresh_from_db()
    assert "Een collega heeft dit gewijzigd terwijl u typte" in response.content.decode()
    assert anna.surname == "Collega"


def test_a_move_forgets_where_the_old_address_lay(carla: Browser, anna: Client) -> None:
    Client.objects.filter(pk=anna.pk).update(latitude=51.5, longitude=5.9)
    carla.post(f"/klanten/{anna.pk}/wijzigen/", typed(revision=0, street="Elders"))
    anna.refresh_from_db()
    assert anna.coordinates is None


def test_a_pause_is_recorded(carla: Browser, anna: Client) -> None:
    response = carla.post(
        f"/klanten/{anna.pk}/pauze/",
        {"valid_from": "1-3-2027", "valid_until": "", "reason": "bij familie"},
        follow=True,
    )
    assert "De pauze van Anna Berg is bewaard" in response.content.decode()
    assert anna.pauses.get().valid_until is None


def test_a_second_pause_in_the_same_days_is_refused_with_a_sentence(carla: Browser, anna: Client) -> None:
    ClientPause.objects.create(location=anna.location, client=anna, valid_from=MARCH)
    response = carla.post(f"/klanten/{anna.pk}/pauze/", {"valid_from": "2-3-2027"})
    assert response.status_code == 422
    assert "In deze periode staat er al een pauze" in response.content.decode()


def test_a_pause_is_ended_with_its_last_day(carla: Browser, anna: Client) -> None:
    pause = ClientPause.objects.create(location=anna.location, client=anna, valid_from=MARCH)
    carla.post(f"/klanten/pauze/{pause.pk}/", {"valid_from": "1-3-2027", "valid_until": "8 maart 2027"})
    pause.refresh_from_db()
    assert pause.valid_until == datetime.date(2027, 3, 8)


def test_a_pause_that_was_a_mistake_is_taken_away_by_a_post_only(carla: Browser, anna: Client) -> None:
    pause = ClientPause.objects.create(location=anna.location, client=anna, valid_from=MARCH)
    url = f"/klanten/pauze/{pause.pk}/weg/"
    assert carla.get(url).status_code == 405
    assert carla.post(url).status_code == 302
    assert not anna.pauses.exists()


def test_help_stops_with_a_reason_and_the_agreement_ends_that_day(carla: Browser, anna: Client) -> None:
    ClientPause.objects.create(location=anna.location, client=anna, valid_from=MARCH - DAY)
    response = carla.post(f"/klanten/{anna.pk}/stoppen/", {"ended_on": "1-3-2027", "reason": "verhuisd"}, follow=True)
    anna.refresh_from_db()
    assert "De hulp aan Anna Berg is gestopt" in response.content.decode()
    assert (anna.ended_on, anna.end_reason) == (MARCH, "verhuisd")
    assert anna.agreements.get().valid_until == MARCH
    assert anna.pauses.get().valid_until == MARCH


@pytest.mark.parametrize("sent", [{"ended_on": "1-3-2027"}, {"reason": "verhuisd"}, {"ended_on": "x", "reason": "y"}])
def test_stopping_needs_a_day_and_a_reason(sent: dict[str, str], carla: Browser, anna: Client) -> None:
    assert carla.post(f"/klanten/{anna.pk}/stoppen/", sent).status_code == 422
    anna.refresh_from_db()
    assert anna.ended_on is None


def test_an_agreement_that_would_begin_after_the_end_is_dropped(anna: Client, coordinator: User) -> None:
    new_agreement_version(client=anna, values={"visits_per_week": 1}, slots=[], valid_from=MARCH + DAY, by=coordinator)
    end_client(client=anna, ended_on=MARCH, reason="verhuisd", by=coordinator)
    assert [row.version for row in anna.agreements.all()] == [1]


def test_help_can_not_stop_before_an_agreement_on_which_visits_are_planned(
    location: Location, coordinator: User
) -> None:
    client = ClientFactory.create(location=location, agreement__valid_from=MARCH + DAY)
    planned = visit_of(client, StudentFactory.create(location=location), date=datetime.date(2027, 3, 8))
    with pytest.raises(ValidationError, match="Er zijn al bezoeken gepland na deze dag"):
        end_client(client=client, ended_on=MARCH, reason="verhuisd", by=coordinator)
    client.refresh_from_db()
    assert client.ended_on is None
    assert planned.agreement.slots.count() == 10


def test_help_that_stopped_begins_again_and_waits(carla: Browser, anna: Client, coordinator: User) -> None:
    end_client(client=anna, ended_on=timezone.localdate(), reason="vakantie", by=coordinator)
    carla.post(f"/klanten/{anna.pk}/weer-open/")
    anna.refresh_from_db()
    assert (anna.ended_on, anna.end_reason, anna.waiting_since) == (None, "", timezone.localdate())


@pytest.mark.parametrize("person", ["teacher", "project_lead", "steering_member", "referrer", "administrator"])
def test_only_a_coordinator_may_change_anything(person: str, anna: Client, request: pytest.FixtureRequest) -> None:
    other = signed_in(request.getfixturevalue(person))
    for path in ("wijzigen", "pauze", "stoppen", "weer-open"):
        assert other.post(f"/klanten/{anna.pk}/{path}/", typed()).status_code == 403
    assert other.post(CREATE, typed()).status_code == 403


def test_a_client_of_another_location_can_not_be_changed(outsider: User, anna: Client) -> None:
    other = signed_in(outsider)
    for path in ("wijzigen", "pauze", "stoppen", "weer-open"):
        assert other.post(f"/klanten/{anna.pk}/{path}/", typed()).status_code == 404


def test_a_last_day_that_is_put_later_takes_the_agreement_and_the_pause_along(anna: Client, coordinator: User) -> None:
    ClientPause.objects.create(location=anna.location, client=anna, valid_from=MARCH - DAY)
    for last_day in (MARCH, MARCH + 14 * DAY):
        end_client(client=anna, ended_on=last_day, reason="verhuisd", by=coordinator)
    assert anna.agreements.get().valid_until == MARCH + 14 * DAY
    assert anna.pauses.get().valid_until == MARCH + 14 * DAY


def test_what_had_ended_before_the_last_day_stays_ended(anna: Client, coordinator: User) -> None:
    ClientPause.objects.create(
        location=anna.location, client=anna, valid_from=MARCH - 9 * DAY, valid_until=MARCH - 5 * DAY
    )
    new_agreement_version(client=anna, values={"visits_per_week": 2}, slots=[], valid_from=MARCH - DAY, by=coordinator)
    for last_day in (MARCH, MARCH + 14 * DAY):
        end_client(client=anna, ended_on=last_day, reason="verhuisd", by=coordinator)
    ends = list(anna.agreements.order_by("version").values_list("valid_until", flat=True))
    assert ends == [MARCH - 2 * DAY, MARCH + 14 * DAY]
    assert anna.pauses.get().valid_until == MARCH - 5 * DAY


def test_a_pause_that_grows_with_the_last_day_stops_before_the_next_one(anna: Client, coordinator: User) -> None:
    ClientPause.objects.create(location=anna.location, client=anna, valid_from=MARCH - DAY, valid_until=MARCH)
    ClientPause.objects.create(location=anna.location, client=anna, valid_from=MARCH + 5 * DAY)
    for last_day in (MARCH, MARCH + 14 * DAY):
        end_client(client=anna, ended_on=last_day, reason="verhuisd", by=coordinator)
    ends = list(anna.pauses.order_by("valid_from").values_list("valid_until", flat=True))
    assert ends == [MARCH + 4 * DAY, MARCH + 14 * DAY]
