"""What is agreed with a client: every change is a new version, and the old one stays."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from clients.models import Activity, AgreementSlot, Client
from clients.services import SlotWish, end_client, new_agreement_version
from tests.factories import ActivityFactory, ClientFactory, block_of
from tests.pages import seen_on
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, Subject, User

MARCH = datetime.date(2027, 3, 1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def anna(location: Location) -> Client:
    return ClientFactory.create(location=location, first_name="Anna", surname="Berg")


@pytest.fixture
def carla(coordinator: User) -> Browser:
    return signed_in(coordinator)


def monday_morning(client: Client, kind: str = "possible", covered_by: str = "") -> list[SlotWish]:
    return [SlotWish(1, block_of(client.location).pk, kind, covered_by)]


def test_a_change_is_a_new_version_and_the_old_one_ends_the_day_before(anna: Client, coordinator: User) -> None:
    walking = ActivityFactory.create(location=anna.location)
    new = new_agreement_version(
        client=anna,
        values={"visits_per_week": 1, "seats": 2, "face": "fixed", "activities": [walking], "return_service": "taal"},
        slots=monday_morning(anna, "covered", "dochter"),
        valid_from=MARCH,
        by=coordinator,
    )
    old = anna.agreements.get(version=1)
    assert old.valid_until == MARCH - DAY
    assert old.slots.count() == 10
    assert (new.version, new.valid_from, new.valid_until, new.seats, new.face) == (2, MARCH, None, 2, "fixed")
    assert list(new.activities.all()) == [walking]
    assert [(slot.weekday, slot.kind, slot.covered_by) for slot in new.slots.all()] == [(1, "covered", "dochter")]


def test_the_same_again_makes_no_second_version(anna: Client, coordinator: User) -> None:
    for _ in range(2):
        new_agreement_version(
            client=anna,
            values={"visits_per_week": 1},
            slots=monday_morning(anna),
            valid_from=MARCH,
            by=coordinator,
        )
    assert anna.agreements.count() == 2


def test_a_version_that_has_not_begun_may_be_put_right(anna: Client, coordinator: User) -> None:
    for visits in (1, 3):
        new_agreement_version(
            client=anna,
            values={"visits_per_week": visits},
            slots=monday_morning(anna),
            valid_from=timezone.localdate() + 5 * DAY,
            by=coordinator,
        )
    assert [(row.version, row.visits_per_week) for row in anna.agreements.all()] == [(2, 3), (1, 1)]


def test_a_day_before_the_latest_version_is_refused(anna: Client, coordinator: User) -> None:
    new_agreement_version(
        client=anna, values={"visits_per_week": 1}, slots=monday_morning(anna), valid_from=MARCH, by=coordinator
    )
    with pytest.raises(ValidationError, match="Versie 2 begint op 01-03-2027"):
        new_agreement_version(
            client=anna, values={"visits_per_week": 2}, slots=[], valid_from=MARCH - DAY, by=coordinator
        )


def test_nothing_can_be_agreed_after_the_help_stopped(anna: Client, coordinator: User) -> None:
    end_client(client=anna, ended_on=MARCH, reason="verhuisd", by=coordinator)
    with pytest.raises(ValidationError, match="Zet de hulp eerst weer open"):
        new_agreement_version(client=anna, values={}, slots=[], valid_from=MARCH + DAY, by=coordinator)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one_version(anna: Client, coordinator: User) -> None:
    barrier = threading.Barrier(2)
    failures: list[Exception] = []

    def record() -> None:
        try:
            barrier.wait()
            new_agreement_version(
                client=anna,
                values={"visits_per_week": 1},
                slots=monday_morning(anna),
                valid_from=MARCH,
                by=coordinator,
            )
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=record) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert anna.agreements.count() == 2


def url_of(client: Client) -> str:
    return f"/klanten/{client.pk}/overeenkomst/"


def typed(desk: Browser, client: Client, days: int = 5, **changed: Any) -> dict[str, Any]:
    """Every morning of the first days is possible."""
    block = block_of(client.location).pk
    cells = {f"cell_{day}_{block}": "possible" for day in range(1, days + 1)}
    return (
        {
            "valid_from": "1 maart 2027",
            "visits_per_week": "2",
            "seats": "1",
            "face": "none",
            "revision": seen_on(desk.get(url_of(client))),
        }
        | cells
        | changed
    )


def test_the_form_begins_with_what_was_agreed(carla: Browser, anna: Client) -> None:
    page = carla.get(url_of(anna)).content.decode()
    assert page.count('value="possible" selected') == 10
    assert "wordt versie 2" in page


def test_a_coordinator_records_what_was_agreed(carla: Browser, anna: Client) -> None:
    block = block_of(anna.location, "mid").pk
    walking = ActivityFactory.create(location=anna.location)
    subject = Subject.objects.create(name="taal")
    sent = typed(
        carla,
        anna,
        activities=[walking.pk],
        return_subjects=[subject.pk],
        **{f"cell_3_{block}": "covered", f"who_3_{block}": "buurvrouw"},
    )
    response = carla.post(url_of(anna), sent, follow=True)
    page = response.content.decode()
    assert "Versie 2 van de overeenkomst is vastgelegd. Die geldt vanaf 1 maart 2027." in page
    new = anna.agreements.get(version=2)
    assert new.slots.get(weekday=3, block=block).covered_by == "buurvrouw"
    assert new.visits_per_week == 2
    assert list(new.return_subjects.all()) == [subject]


def test_more_visits_than_days_are_refused_at_the_field(carla: Browser, anna: Client) -> None:
    response = carla.post(url_of(anna), typed(carla, anna, days=1))
    page = response.content.decode()
    assert response.status_code == 422
    assert "het kan op 1 dag. Kies minder bezoeken, of meer dagen." in page
    assert page.count('value="possible" selected') == 1


def test_a_bsn_beside_a_dagdeel_is_refused(carla: Browser, anna: Client) -> None:
    block = block_of(anna.location).pk
    sent = typed(carla, anna, **{f"cell_1_{block}": "covered", f"who_1_{block}": "123456782"})
    assert "burgerservicenummer" in carla.post(url_of(anna), sent).content.decode()


def test_a_colleague_who_was_first_is_not_overwritten(carla: Browser, anna: Client, second_coordinator: User) -> None:
    cees = signed_in(second_coordinator)
    mine, other = typed(carla, anna, visits_per_week="1"), typed(cees, anna, visits_per_week="3")
    cees.post(url_of(anna), other)
    response = carla.post(url_of(anna), mine)
    assert "Een collega heeft dit gewijzigd" in response.content.decode()
    assert anna.agreements.get(version=2).visits_per_week == 3


def test_the_same_form_sent_twice_makes_one_version(carla: Browser, anna: Client) -> None:
    sent = typed(carla, anna)
    for _ in range(2):
        assert carla.post(url_of(anna), sent).status_code == 302
    assert anna.agreements.count() == 2


def test_what_the_location_does_not_do_is_no_choice(carla: Browser, anna: Client) -> None:
    refused = ActivityFactory.create(location=anna.location, name="ramen buiten", is_allowed=False)
    page = carla.get(url_of(anna)).content.decode()
    assert "Dit doen we niet" in page
    assert "ramen buiten" in page
    assert carla.post(url_of(anna), typed(carla, anna, activities=[refused.pk])).status_code == 422


def test_an_activity_of_another_location_is_no_choice(carla: Browser, anna: Client, other_location: Location) -> None:
    elsewhere: Activity = ActivityFactory.create(location=other_location, name="varen")
    assert "varen" not in carla.get(url_of(anna)).content.decode()
    assert carla.post(url_of(anna), typed(carla, anna, activities=[elsewhere.pk])).status_code == 422


@pytest.mark.parametrize("person", ["teacher", "project_lead", "steering_member", "referrer", "administrator"])
def test_only_a_coordinator_may_record(person: str, anna: Client, request: pytest.FixtureRequest) -> None:
    other = signed_in(request.getfixturevalue(person))
    assert other.get(url_of(anna)).status_code == 403
    assert other.post(url_of(anna)).status_code == 403


def test_a_client_of_another_location_is_not_found(outsider: User, anna: Client) -> None:
    assert signed_in(outsider).post(url_of(anna)).status_code == 404


def test_an_agreement_with_a_client_who_will_stop_ends_on_the_last_day(anna: Client, coordinator: User) -> None:
    end_client(client=anna, ended_on=MARCH + 30 * DAY, reason="verhuisd", by=coordinator)
    new = new_agreement_version(client=anna, values={"visits_per_week": 2}, slots=[], valid_from=MARCH, by=coordinator)
    assert (new.version, new.valid_until) == (2, MARCH + 30 * DAY)


def test_the_history_keeps_the_dagdelen_of_an_agreement_that_was_put_right(anna: Client, coordinator: User) -> None:
    for kind in ("possible", "preferred"):
        new = new_agreement_version(
            client=anna,
            values={"visits_per_week": 1},
            slots=monday_morning(anna, kind),
            valid_from=timezone.localdate() + 5 * DAY,
            by=coordinator,
        )
    events = AgreementSlot.pgh_event_model.objects.filter(agreement=new)
    kept = events.order_by("pgh_id").values_list("pgh_label", "kind", "pgh_context__metadata__user")
    assert list(kept) == [("insert", "possible", coordinator.pk), ("insert", "preferred", coordinator.pk)]
