"""What the database holds by itself, whatever the code above it does."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction

from clients.models import ClientAgreement
from planning.models import Visit, VisitSeat, WeekPlan
from students.models import Enrolment, WeekPattern
from tests.factories import (
    LONG_AGO,
    MONDAY,
    ClientFactory,
    ProgrammeFactory,
    StudentFactory,
    block_of,
    visit_of,
    week_of,
)
from wijkleerbedrijf.organisation.constraints import violation_sentence
from wijkleerbedrijf.organisation.models import Location, Membership, User
from wijkleerbedrijf.roles import Role

DAY = datetime.timedelta(days=1)


class Refused:
    """The database refuses the row because of this constraint."""

    def __init__(self, constraint: str) -> None:
        self.constraint = constraint

    def __enter__(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        self.atomic.__exit__(kind, error, trace)  # type: ignore[arg-type]
        assert isinstance(error, IntegrityError), f"{self.constraint} let it through"
        name = error.__cause__.diag.constraint_name  # type: ignore[union-attr]
        assert name == self.constraint
        return True


@pytest.fixture
def visit(location: Location) -> Visit:
    return visit_of(ClientFactory.create(location=location), StudentFactory.create(location=location))


def test_a_student_of_another_location_gets_no_seat(visit: Visit, other_location: Location) -> None:
    foreigner = StudentFactory.create(location=other_location)
    with Refused("visit_seat_student_same_location"):
        VisitSeat.objects.filter(visit=visit).update(student=foreigner)


def test_a_visit_is_not_at_a_client_of_another_location(visit: Visit, other_location: Location) -> None:
    with Refused("visit_client_same_location"):
        Visit.objects.filter(pk=visit.pk).update(
            client=(client := ClientFactory.create(location=other_location)), agreement=client.agreements.get()
        )


def test_a_visit_has_an_agreement_of_its_own_client(visit: Visit) -> None:
    other = ClientFactory.create(location=visit.location)
    with Refused("visit_agreement_of_client"):
        Visit.objects.filter(pk=visit.pk).update(agreement=other.agreements.get())


def test_a_visit_lies_in_its_week(visit: Visit) -> None:
    with Refused("visit_in_its_week"):
        Visit.objects.filter(pk=visit.pk).update(date=MONDAY + 7 * DAY)


def test_the_seat_goes_along_with_the_visit(visit: Visit) -> None:
    Visit.objects.filter(pk=visit.pk).update(date=MONDAY + DAY, starts_at=datetime.time(13), ends_at=datetime.time(15))
    seat = VisitSeat.objects.get()
    assert (seat.date, seat.starts_at, seat.ends_at) == (MONDAY + DAY, datetime.time(13), datetime.time(15))


def test_the_seat_of_a_cancelled_visit_frees_the_student(visit: Visit) -> None:
    student = visit.seats.get().student
    with Refused("visit_seat_one_client_a_dagdeel"):
        visit_of(ClientFactory.create(location=visit.location), student)
    Visit.objects.filter(pk=visit.pk).update(status="cancelled", cancel_reason="other", is_active=False)
    visit_of(ClientFactory.create(location=visit.location), student)


def test_two_visits_that_share_half_an_hour_are_refused(visit: Visit) -> None:
    later = visit_of(
        ClientFactory.create(location=visit.location), StudentFactory.create(location=visit.location), block="mid"
    )
    Visit.objects.filter(pk=later.pk).update(starts_at=datetime.time(11, 30))
    with Refused("visit_seat_one_client_a_dagdeel"):
        VisitSeat.objects.filter(visit=later).update(student=visit.seats.get().student)


def test_a_client_has_one_visit_a_day(visit: Visit) -> None:
    with Refused("visit_one_a_client_a_day"):
        visit_of(visit.client, StudentFactory.create(location=visit.location), block="mid")


def test_a_cancelled_visit_has_a_reason(visit: Visit) -> None:
    with Refused("visit_cancelled_with_reason"):
        Visit.objects.filter(pk=visit.pk).update(status="cancelled", is_active=False)


def test_a_done_visit_has_minutes(visit: Visit) -> None:
    with Refused("visit_done_has_minutes"):
        Visit.objects.filter(pk=visit.pk).update(status="done")


def test_a_week_begins_on_monday(location: Location) -> None:
    with Refused("week_begins_on_monday"):
        WeekPlan.objects.create(location=location, monday=MONDAY + DAY)
    week_of(location)
    with Refused("week_once_a_location"):
        WeekPlan.objects.create(location=location, monday=MONDAY)


def test_one_agreement_holds_at_a_time(visit: Visit) -> None:
    with Refused("client_agreement_one_at_a_time"):
        ClientAgreement.objects.create(location=visit.location, client=visit.client, version=2, valid_from=MONDAY)


def test_one_enrolment_and_one_pattern_hold_at_a_time(location: Location) -> None:
    student = StudentFactory.create(location=location)
    with Refused("enrolment_one_at_a_time"):
        Enrolment.objects.create(
            location=location, student=student, programme=ProgrammeFactory.create(), level=1, valid_from=MONDAY
        )
    with Refused("week_pattern_one_at_a_time"):
        WeekPattern.objects.create(
            location=location, student=student, weekday=1, block=block_of(location), kind="lesson", valid_from=MONDAY
        )


def test_a_partner_role_names_the_partner(coordinator: User, location: Location) -> None:
    for role in (Role.STEERING_MEMBER, Role.REFERRER):
        with Refused("membership_partner_for_partner_role"):
            Membership.objects.create(user=coordinator, role=role, location=location, valid_from=LONG_AGO)
    with Refused("membership_student_at_a_location"):
        Membership.objects.create(user=coordinator, role=Role.STUDENT, valid_from=LONG_AGO)
    with Refused("membership_once_at_a_time"):
        Membership.objects.create(user=coordinator, role=Role.COORDINATOR, location=location, valid_from=MONDAY)


def test_a_named_rule_comes_with_its_sentence(visit: Visit) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        visit_of(visit.client, StudentFactory.create(location=visit.location), block="mid")
    assert violation_sentence(caught.value) == "Deze klant heeft op deze dag al een bezoek."
