"""The ordinary week of a student: old rows end, new ones begin, nothing is lost."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.utils import timezone

from students.models import Student, WeekPattern
from students.services import set_week_pattern
from tests.factories import LONG_AGO, StudentFactory, block_of
from tests.pages import seen_on
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User

MARCH = datetime.date(2027, 3, 1)
APRIL = datetime.date(2027, 4, 1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def sanne(location: Location) -> Student:
    return StudentFactory.create(location=location, first_name="Sanne")


def pattern(location: Location, kind: str = "lesson") -> dict[tuple[int, int], str]:
    """The same in every dagdeel."""
    return {(day, block_of(location, name).pk): kind for day in range(1, 6) for name in ("och", "mid")}


def kinds_on(student: Student, day: datetime.date) -> set[str]:
    return set(student.patterns.valid_on(day).values_list("kind", flat=True))


def test_the_old_pattern_ends_the_day_before_the_new_one(sanne: Student, coordinator: User) -> None:
    set_week_pattern(student=sanne, pattern=pattern(sanne.location), valid_from=MARCH, by=coordinator)
    assert kinds_on(sanne, MARCH - DAY) == {"neighbourhood"}
    assert kinds_on(sanne, MARCH) == {"lesson"}
    assert sanne.patterns.filter(valid_from=LONG_AGO, valid_until=MARCH - DAY).count() == 10


def test_a_change_that_was_recorded_for_later_stays(sanne: Student, coordinator: User) -> None:
    set_week_pattern(student=sanne, pattern=pattern(sanne.location, "placement"), valid_from=APRIL, by=coordinator)
    set_week_pattern(student=sanne, pattern=pattern(sanne.location, "lesson"), valid_from=MARCH, by=coordinator)
    assert kinds_on(sanne, APRIL - DAY) == {"lesson"}
    assert kinds_on(sanne, APRIL) == {"placement"}


def test_the_same_day_again_replaces_that_pattern(sanne: Student, coordinator: User) -> None:
    for kind in ("placement", "lesson"):
        set_week_pattern(student=sanne, pattern=pattern(sanne.location, kind), valid_from=MARCH, by=coordinator)
    assert kinds_on(sanne, MARCH) == {"lesson"}
    assert sanne.patterns.filter(valid_from=MARCH).count() == 10


def test_a_dagdeel_that_is_not_in_the_new_pattern_ends(sanne: Student, coordinator: User) -> None:
    only_monday = {place: kind for place, kind in pattern(sanne.location).items() if place[0] == 1}
    set_week_pattern(student=sanne, pattern=only_monday, valid_from=MARCH, by=coordinator)
    assert set(sanne.patterns.valid_on(MARCH).values_list("weekday", flat=True)) == {1}


def test_nobody_else_changes(sanne: Student, coordinator: User) -> None:
    other = StudentFactory.create(location=sanne.location)
    set_week_pattern(student=sanne, pattern=pattern(sanne.location), valid_from=MARCH, by=coordinator)
    assert kinds_on(other, MARCH) == {"neighbourhood"}


def url_of(student: Student) -> str:
    return f"/studenten/{student.pk}/weekpatroon/"


def typed(desk: Browser, student: Student, kind: str = "lesson", **changed: Any) -> dict[str, Any]:
    """With what the page carried when it was opened."""
    cells = {f"cell_{day}_{block}": kind for day, block in pattern(student.location)}
    return cells | {"valid_from": "1 maart 2027", "revision": seen_on(desk.get(url_of(student)))} | changed


def test_the_form_begins_with_what_holds_now(sanne: Student, coordinator: User) -> None:
    page = signed_in(coordinator).get(url_of(sanne)).content.decode()
    assert page.count('value="neighbourhood" selected') == 10
    assert 'aria-label="maandag ochtend"' in page


def test_a_coordinator_changes_the_week(sanne: Student, coordinator: User) -> None:
    carla = signed_in(coordinator)
    response = carla.post(url_of(sanne), typed(carla, sanne), follow=True)
    assert "Het geldt vanaf 1 maart 2027" in response.content.decode()
    assert kinds_on(sanne, MARCH) == {"lesson"}


def test_a_day_that_is_no_date_is_refused_and_the_choices_stay(sanne: Student, coordinator: User) -> None:
    carla = signed_in(coordinator)
    response = carla.post(url_of(sanne), typed(carla, sanne, valid_from="ooit"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Deze datum klopt niet" in page
    assert page.count('value="lesson" selected') == 10


def test_a_colleague_who_was_first_is_not_overwritten(
    sanne: Student, coordinator: User, second_coordinator: User
) -> None:
    carla, cees = signed_in(coordinator), signed_in(second_coordinator)
    mine, other = typed(carla, sanne, "lesson"), typed(cees, sanne, "placement")
    cees.post(url_of(sanne), other)
    response = carla.post(url_of(sanne), mine)
    assert "Een collega heeft dit gewijzigd" in response.content.decode()
    assert kinds_on(sanne, MARCH) == {"placement"}


def test_the_same_form_sent_twice_is_no_conflict(sanne: Student, coordinator: User) -> None:
    carla: Browser = signed_in(coordinator)
    sent = typed(carla, sanne)
    for _ in range(2):
        assert carla.post(url_of(sanne), sent).status_code == 302
    assert sanne.patterns.count() == 20


def test_the_page_of_a_student_of_another_location_is_not_found(sanne: Student, outsider: User) -> None:
    assert signed_in(outsider).get(url_of(sanne)).status_code == 404


def test_a_pattern_that_begins_later_is_announced(sanne: Student, coordinator: User) -> None:
    later = timezone.localdate() + datetime.timedelta(days=30)
    set_week_pattern(student=sanne, pattern=pattern(sanne.location), valid_from=later, by=coordinator)
    assert "Er ligt al een weekpatroon vast" in signed_in(coordinator).get(url_of(sanne)).content.decode()


def test_a_location_without_dagdelen_is_told_so(sanne: Student, coordinator: User) -> None:
    sanne.location.blocks.update(is_dagdeel=False)
    assert "Deze locatie heeft nog geen dagdelen" in signed_in(coordinator).get(url_of(sanne)).content.decode()


def test_a_row_of_the_pattern_can_not_overlap_in_the_database(sanne: Student) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WeekPattern.objects.create(
            location=sanne.location,
            student=sanne,
            weekday=1,
            block=block_of(sanne.location),
            kind="lesson",
            valid_from=MARCH,
        )


def test_a_colleague_who_reported_somebody_ill_is_no_conflict(
    sanne: Student, coordinator: User, second_coordinator: User
) -> None:
    carla = signed_in(coordinator)
    mine = typed(carla, sanne)
    absence = {"kind": "ill", "starts_on": "1-3-2027", "ends_on": "1-3-2027", "block": ""}
    signed_in(second_coordinator).post(f"/studenten/{sanne.pk}/afwezig/", absence)
    assert carla.post(url_of(sanne), mine).status_code == 302
