"""The referrer sees whom the own organisation referred, and no more than they share."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from students.models import Outflow, Referral, Student
from tests.factories import LONG_AGO, PartnerFactory, StudentFactory
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import AccessLog, Location, Membership, Partner, PartnerAgreement, User
from wijkleerbedrijf.roles import Role

PAGE = "/studenten/kandidaten/"
AUGUST = datetime.date(2026, 8, 12)


@pytest.fixture
def own(referrer: User) -> Partner:
    partner = referrer.memberships.get().partner
    assert partner is not None
    return partner


def referred(student: Student, partner: Partner, shared_since: datetime.date | None = None) -> Referral:
    return Referral.objects.create(
        location=student.location, student=student, partner=partner, referred_on=AUGUST, shared_since=shared_since
    )


def page_of(user: User) -> str:
    response = signed_in(user).get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def test_who_shares_is_seen_with_the_status(referrer: User, own: Partner, location: Location) -> None:
    student = StudentFactory.create(location=location, first_name="Sanne", prefix="de", surname="Vries")
    referred(student, own, shared_since=AUGUST)
    page = page_of(referrer)
    for text in ("Vries, Sanne de", "12 augustus 2026", "doet mee sinds 1 augustus 2020"):
        assert text in page


def test_who_does_not_share_is_seen_without_any_status(referrer: User, own: Partner, location: Location) -> None:
    referred(StudentFactory.create(location=location, surname="Stil"), own)
    page = page_of(referrer)
    assert "Stil" in page
    assert "deelt de voortgang niet" in page
    assert "doet mee" not in page


def test_sharing_that_begins_later_does_not_count_yet(referrer: User, own: Partner, location: Location) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    referred(StudentFactory.create(location=location), own, shared_since=tomorrow)
    assert "doet mee" not in page_of(referrer)


def test_who_finished_is_seen_with_the_result(referrer: User, own: Partner, location: Location) -> None:
    student = StudentFactory.create(location=location)
    enrolment = student.enrolments.get()
    enrolment.valid_until = datetime.date(2025, 7, 1)
    enrolment.save()
    Outflow.objects.create(
        location=location,
        enrolment=enrolment,
        ended_on=enrolment.valid_until,
        result="diploma",
        destination="partner_work",
        reason_class="positive",
        reason="heel persoonlijk",
    )
    referred(student, own, shared_since=AUGUST)
    page = page_of(referrer)
    assert "klaar sinds 1 juli 2025, met diploma" in page
    assert "persoonlijk" not in page


def test_who_was_referred_by_another_partner_is_not_seen(referrer: User, own: Partner, location: Location) -> None:
    referred(StudentFactory.create(location=location, surname="Anders"), PartnerFactory.create(), AUGUST)
    assert "Anders" not in page_of(referrer)


def test_who_was_referred_to_another_location_is_not_seen(
    referrer: User, own: Partner, other_location: Location
) -> None:
    referred(StudentFactory.create(location=other_location, surname="Verweg"), own, AUGUST)
    assert "Verweg" not in page_of(referrer)


def test_the_page_says_what_is_shown_and_why(referrer: User) -> None:
    page = page_of(referrer)
    assert "alleen als die persoon daar ja op heeft gezegd" in page
    assert "Uw organisatie heeft hier nog niemand aangemeld" in page


def test_looking_is_written_down(referrer: User, own: Partner, location: Location) -> None:
    referred(StudentFactory.create(location=location), own)
    page_of(referrer)
    assert AccessLog.objects.get().subject_type == "referrals"


@pytest.mark.parametrize("person", ["coordinator", "teacher", "project_lead", "steering_member", "administrator"])
def test_others_may_not_open_the_page(person: str, request: pytest.FixtureRequest) -> None:
    assert signed_in(request.getfixturevalue(person)).get(PAGE).status_code == 403


@pytest.mark.parametrize("number", [3, 30])
def test_more_candidates_need_no_more_queries(number: int, referrer: User, own: Partner, location: Location) -> None:
    for student in StudentFactory.create_batch(number, location=location):
        referred(student, own, shared_since=AUGUST)
    browser = signed_in(referrer)
    with CaptureQueriesContext(connection) as queries:
        browser.get(PAGE)
    assert len(queries) <= 12, [query["sql"][:100] for query in queries]


def test_a_coordinator_records_who_referred_and_since_when_it_is_shared(coordinator: User, location: Location) -> None:
    partner = PartnerFactory.create()
    PartnerAgreement.objects.create(location=location, partner=partner, contribution="none", valid_from=AUGUST)
    student = StudentFactory.create(location=location)
    carla = signed_in(coordinator)
    sent = {"partner": partner.pk, "referred_on": "12 augustus 2026", "shared_since": ""}
    assert carla.post(f"/studenten/{student.pk}/aanmelding/", sent).status_code == 302
    refused = carla.post(f"/studenten/{student.pk}/aanmelding/", sent)
    assert "Deze partner heeft deze student al aangemeld" in refused.content.decode()
    row = student.referrals.get()
    carla.post(f"/studenten/aanmelding/{row.pk}/", sent | {"shared_since": "1-9-2026"})
    row.refresh_from_db()
    assert row.shared_since == datetime.date(2026, 9, 1)


def test_a_referral_at_another_location_is_not_found(outsider: User, own: Partner, location: Location) -> None:
    row = referred(StudentFactory.create(location=location), own)
    assert signed_in(outsider).get(f"/studenten/aanmelding/{row.pk}/").status_code == 404


def test_who_refers_for_one_and_is_in_the_steering_group_for_another_sees_only_the_referrals(
    referrer: User, own: Partner, location: Location
) -> None:
    other = PartnerFactory.create()
    Membership.objects.create(
        user=referrer, role=Role.STEERING_MEMBER, location=location, partner=other, valid_from=LONG_AGO
    )
    referred(StudentFactory.create(location=location, surname="Eigen"), own, shared_since=AUGUST)
    referred(StudentFactory.create(location=location, surname="Andermans"), other, shared_since=AUGUST)
    page = page_of(referrer)
    assert "Eigen" in page
    assert "Andermans" not in page
