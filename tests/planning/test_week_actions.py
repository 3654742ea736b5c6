"""What happens to a whole week through the pages: made, shared, agreed, published, taken back, commented on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planning.models import Duty, Visit, WeekComment, WeekPlan
from planning.services import share_week
from tests.factories import (
    MONDAY,
    ClientFactory,
    StudentFactory,
    base_visit_of,
    block_of,
    duty_all_week,
    visit_of,
    week_of,
)
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User


def at(name: str) -> str:
    return reverse(f"planning:{name}", args=[2026, 48])


@pytest.fixture
def _before_the_week(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planning.services.build.timezone.localdate", lambda: MONDAY)


@pytest.mark.usefixtures("_before_the_week")
def test_a_week_is_made_from_the_normal_week(location: Location, coordinator: User) -> None:
    base_visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    page = signed_in(coordinator).post(at("week_build"), follow=True).content.decode()
    assert "De week is gemaakt: 1 bezoek erbij" in page
    assert Visit.objects.get().date == MONDAY


@pytest.mark.usefixtures("_before_the_week")
def test_last_week_is_copied(location: Location, coordinator: User) -> None:
    last_week = MONDAY.replace(day=16)
    visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location), date=last_week)
    signed_in(coordinator).post(at("week_copy"))
    assert Visit.objects.filter(date=MONDAY).count() == 1


def test_the_teacher_agrees_and_the_coordinator_publishes(location: Location, coordinator: User, teacher: User) -> None:
    visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    duty_all_week(location, coordinator)
    signed_in(coordinator).post(at("week_share"))
    page = signed_in(teacher).get(at("week_board")).content.decode()
    assert "Akkoord met deze week" in page
    signed_in(teacher).post(at("week_approve"))
    page = signed_in(coordinator).post(at("week_publish"), follow=True).content.decode()
    assert "Week 48 is gepubliceerd." in page
    assert WeekPlan.objects.get().version == 1


def test_publishing_without_the_teacher_asks_why(location: Location, coordinator: User) -> None:
    visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    duty_all_week(location, coordinator)
    browser = signed_in(coordinator)
    asked = browser.post(at("week_publish"))
    assert asked.status_code == 422
    assert "De docent heeft nog geen akkoord gegeven." in asked.content.decode()
    browser.post(at("week_publish"), {"reason": "De docent is op cursus."})
    assert WeekPlan.objects.get().version == 1


def test_publishing_without_duty_is_refused_with_the_sentence(location: Location, coordinator: User) -> None:
    visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))
    page = signed_in(coordinator).post(at("week_publish"), {"reason": "Toch."}, follow=True).content.decode()
    assert "is nog niemand bereikbaar" in page
    assert WeekPlan.objects.get().version == 0


def test_a_coordinator_can_not_agree_with_the_own_week(location: Location, coordinator: User) -> None:
    share_week(week=week_of(location), by=coordinator)
    assert signed_in(coordinator).post(at("week_approve")).status_code == 403


def test_the_last_step_is_taken_back(location: Location, coordinator: User) -> None:
    client, student = ClientFactory.create(location=location), StudentFactory.create(location=location)
    browser = signed_in(coordinator)
    data = {"client": client.pk, "date": MONDAY.isoformat(), "block": block_of(location).pk, "lead": student.pk}
    browser.post(at("visit_plan"), data)
    assert "Maak ongedaan" in browser.get(at("week_board")).content.decode()
    page = browser.post(at("week_undo"), follow=True).content.decode()
    assert "Teruggedraaid" in page
    assert not Visit.objects.active().exists()


def test_a_comment_of_the_teacher_stays_until_it_is_settled(
    location: Location, coordinator: User, teacher: User
) -> None:
    week_of(location)
    signed_in(teacher).post(at("week_comment"), {"text": "Samira heeft dinsdag een toets."})
    browser = signed_in(coordinator)
    assert "Samira heeft dinsdag een toets." in browser.get(at("week_board")).content.decode()
    comment = WeekComment.objects.get()
    browser.post(reverse("planning:comment_settle", args=[comment.pk]))
    comment.refresh_from_db()
    assert comment.settled_at is not None


@pytest.mark.parametrize(("text", "said"), [("  ", "Schrijf eerst uw opmerking op."), ("a" * 501, "te lang")])
def test_a_comment_has_between_one_and_five_hundred_characters(
    location: Location, teacher: User, text: str, said: str
) -> None:
    week_of(location)
    page = signed_in(teacher).post(at("week_comment"), {"text": text}, follow=True).content.decode()
    assert said in page
    assert not WeekComment.objects.exists()


def test_comments_elsewhere_are_not_found(location: Location, teacher: User, outsider: User) -> None:
    comment = WeekComment.objects.create(location=location, week=week_of(location), author=teacher, text="Let op.")
    assert signed_in(outsider).post(reverse("planning:comment_settle", args=[comment.pk])).status_code == 404


def test_ticks_say_who_can_be_reached(location: Location, coordinator: User, second_coordinator: User) -> None:
    field = f"dienst-{MONDAY}-{block_of(location).pk}"
    browser = signed_in(coordinator)
    assert field in browser.get(at("duty_edit")).content.decode()
    browser.post(at("duty_edit"), {field: [coordinator.pk, second_coordinator.pk]})
    assert Duty.objects.count() == 2
    stood = {field.replace("dienst", "stond"): [coordinator.pk, second_coordinator.pk]}
    browser.post(at("duty_edit"), {field: [second_coordinator.pk], **stood})
    assert Duty.objects.get().user == second_coordinator


def test_only_a_coordinator_of_the_location_can_be_on_duty(
    location: Location, coordinator: User, outsider: User
) -> None:
    field = f"dienst-{MONDAY}-{block_of(location).pk}"
    page = signed_in(coordinator).post(at("duty_edit"), {field: [outsider.pk]}, follow=True).content.decode()
    assert "coördinator van deze locatie" in page
    assert not Duty.objects.exists()


@pytest.mark.parametrize("name", ["week_build", "week_copy", "week_share", "week_publish", "week_undo", "duty_copy"])
def test_steps_take_a_post_of_a_coordinator(name: str, location: Location, coordinator: User, teacher: User) -> None:
    week_of(location)
    assert signed_in(coordinator).get(at(name)).status_code == 405
    assert signed_in(teacher).post(at(name)).status_code == 403
