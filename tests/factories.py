"""Rows for tests, believable enough that an assertion reads like a sentence."""

from __future__ import annotations

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from clients.models import Activity, AgreementSlot, Client, ClientAgreement
from planning.models import BaseVisit, Duty, Visit, VisitSeat, WeekPlan
from students.models import Enrolment, Programme, Student, WeekPattern
from wijkleerbedrijf.organisation.models import (
    Block,
    BlockHours,
    Location,
    LocationYear,
    Membership,
    Partner,
    User,
)
from wijkleerbedrijf.roles import Role

#: A week without holidays in any region, far from both ends of the school year.
MONDAY = datetime.date(2026, 11, 23)
LONG_AGO = datetime.date(2020, 8, 1)


class PartnerFactory(DjangoModelFactory[Partner]):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Partner {n}")
    kind = Partner.Kind.CARE


class LocationFactory(DjangoModelFactory[Location]):
    """A running location with parameters, an ochtend (10-12) and a middag (13-15) on each working day."""

    class Meta:
        model = Location
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Locatie {n}")
    slug = factory.Sequence(lambda n: f"locatie-{n}")
    status = Location.Status.RUNNING
    region = "zuid"
    latitude = 51.5250
    longitude = 5.9750

    @factory.post_generation
    def parameters(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        values: dict[str, Any] = {
            "seats": 22,
            "client_capacity": 80,
            "start_months": [9, 2],
            "levels": [1, 2],
            "has_placement": True,
            "placement_min_months": 3,
            "placement_max_months": 6,
            "route_months": [12, 18, 24],
        }
        LocationYear.objects.create(location=self, school_year=2020, **(values | kwargs))
        for name, short, start, end in (("ochtend", "och", 10, 12), ("middag", "mid", 13, 15)):
            block = Block.objects.create(
                location=self, name=name, short_name=short, kind=Block.Kind.VISIT, is_dagdeel=True
            )
            BlockHours.objects.create(
                location=self,
                block=block,
                weekdays=[1, 2, 3, 4, 5],
                starts_at=datetime.time(start),
                ends_at=datetime.time(end),
                valid_from=LONG_AGO,
            )


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"persoon{n}@example.org")
    first_name = factory.Sequence(lambda n: f"Persoon{n}")
    surname = "Voorbeeld"


def member(role: Role, location: Location | None, **kwargs: Any) -> User:
    """A user with one role at a location; partner roles get a partner."""
    user = UserFactory.create(**kwargs)
    partner = PartnerFactory.create() if role in (Role.STEERING_MEMBER, Role.REFERRER) else None
    Membership.objects.create(user=user, role=role, location=location, partner=partner, valid_from=LONG_AGO)
    return user


class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme
        django_get_or_create = ("crebo", "version")

    crebo = "25960"
    name = "Helpende Zorg en Welzijn"
    level = 2
    version = "2024"


class StudentFactory(DjangoModelFactory[Student]):
    """An experienced level 2 student, enrolled, who is in the neighbourhood in every dagdeel of the week."""

    class Meta:
        model = Student
        skip_postgeneration_save = True

    location = factory.SubFactory(LocationFactory)
    first_name = factory.Sequence(lambda n: f"Sanne{n}")
    surname = factory.Sequence(lambda n: f"Student{n:03}")
    gender = "v"
    is_starter = False
    languages = ["nl"]
    max_visits_per_week = 10

    @factory.post_generation
    def level(self: Any, create: bool, extracted: int | None, **kwargs: Any) -> None:
        level = extracted or 2
        Enrolment.objects.create(
            location=self.location,
            student=self,
            programme=ProgrammeFactory.create(),
            level=level,
            valid_from=LONG_AGO,
        )

    @factory.post_generation
    def pattern(self: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:
        WeekPattern.objects.bulk_create(
            WeekPattern(
                location=self.location,
                student=self,
                weekday=weekday,
                block=block,
                kind=extracted or WeekPattern.Kind.NEIGHBOURHOOD,
                valid_from=LONG_AGO,
            )
            for weekday in range(1, 6)
            for block in Block.objects.filter(location=self.location, is_dagdeel=True)
        )


class ActivityFactory(DjangoModelFactory[Activity]):
    class Meta:
        model = Activity

    location = factory.SubFactory(LocationFactory)
    name = factory.Sequence(lambda n: f"wandelen {n}")
    group = Activity.Group.COMPANY_OUTDOORS


class ClientFactory(DjangoModelFactory[Client]):
    """A client with an agreement of one visit a week, in any dagdeel."""

    class Meta:
        model = Client
        skip_postgeneration_save = True

    location = factory.SubFactory(LocationFactory)
    salutation = "mevrouw"
    first_name = factory.Sequence(lambda n: f"Anna{n}")
    surname = factory.Sequence(lambda n: f"Klant{n:03}")
    street = "Voorbeeldstraat"
    house_number = factory.Sequence(str)
    postcode = "5801AA"
    city = "Venray"

    @factory.post_generation
    def agreement(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted is False:
            return
        values: dict[str, Any] = {"visits_per_week": 1, "valid_from": LONG_AGO}
        agreement = ClientAgreement.objects.create(location=self.location, client=self, version=1, **(values | kwargs))
        AgreementSlot.objects.bulk_create(
            AgreementSlot(
                location=self.location,
                agreement=agreement,
                weekday=weekday,
                block=block,
                kind=AgreementSlot.Kind.POSSIBLE,
            )
            for weekday in range(1, 6)
            for block in Block.objects.filter(location=self.location, is_dagdeel=True)
        )


def week_of(location: Location, monday: datetime.date = MONDAY, **kwargs: Any) -> WeekPlan:
    return WeekPlan.objects.get_or_create(location=location, monday=monday, defaults=kwargs)[0]


def block_of(location: Location, short_name: str = "och") -> Block:
    return Block.objects.get(location=location, short_name=short_name)


def visit_of(
    client: Client,
    student: Student,
    *,
    date: datetime.date = MONDAY,
    block: str = "och",
    buddy: Student | None = None,
    **kwargs: Any,
) -> Visit:
    """A visit straight in the database, without asking the planning rules."""
    the_block = block_of(client.location, block)
    hours = the_block.hours.get()
    visit = Visit.objects.create(
        location=client.location,
        week=week_of(client.location, date - datetime.timedelta(days=date.weekday())),
        client=client,
        agreement=client.agreements.get(),
        date=date,
        block=the_block,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        **kwargs,
    )
    for role, somebody in ((VisitSeat.Role.LEAD, student), (VisitSeat.Role.BUDDY, buddy)):
        if somebody:
            VisitSeat.objects.create(
                location=client.location,
                visit=visit,
                student=somebody,
                role=role,
                date=visit.date,
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                is_active=visit.is_active,
            )
    return visit


def base_visit_of(
    client: Client, lead: Student, *, weekday: int = 1, block: str = "och", buddy: Student | None = None
) -> BaseVisit:
    return BaseVisit.objects.create(
        location=client.location,
        client=client,
        weekday=weekday,
        block=block_of(client.location, block),
        lead=lead,
        buddy=buddy,
        valid_from=LONG_AGO,
    )


def duty_all_week(location: Location, user: User, monday: datetime.date = MONDAY) -> None:
    """Somebody can be reached in every dagdeel of the week."""
    Duty.objects.bulk_create(
        Duty(location=location, date=monday + datetime.timedelta(days=day), block=block, user=user)
        for day in range(5)
        for block in Block.objects.filter(location=location, is_dagdeel=True)
    )
