"""The two demo locations themselves: parameters, rooms, bicycles, calendar, partners and staff."""

from __future__ import annotations

import datetime
import random

from django.contrib.auth.hashers import make_password

from wijkleerbedrijf.organisation.calendar_days import school_year_of
from wijkleerbedrijf.organisation.models import (
    Bicycle,
    BlockHours,
    CalendarPeriod,
    Location,
    Membership,
    Room,
    Skill,
    Subject,
    User,
)
from wijkleerbedrijf.roles import PARTNER_ROLES, Role

from .cast import SKILLS, SUBJECTS, StaffPart
from .logins import PASSWORD, ROLE_OF_CODE, email_of
from .make_location import YEARS_BEFORE
from .names import Namer
from .partners import PartnerPart, make_partners
from .places import AddressBook, Place
from .scene import DAY, Dagdeel, Scene, monday_of


def shared_lists() -> tuple[dict[str, Skill], dict[str, Subject]]:
    """The skills and subjects of the whole installation, by name."""
    for name, description in SKILLS.items():
        Skill.objects.get_or_create(name=name, defaults={"description": description})
    for name in SUBJECTS:
        Subject.objects.get_or_create(name=name)
    return (
        {skill.name: skill for skill in Skill.objects.all()},
        {subject.name: subject for subject in Subject.objects.all()},
    )


def open_scene(place: Place, location: Location, today: datetime.date, seed: int) -> Scene:
    """The location with its dagdelen, ready for people."""
    chance = random.Random(f"{seed} {place.slug}")  # noqa: S311  made-up data must come out the same each time
    skills, subjects = shared_lists()
    hours = BlockHours.objects.filter(location=location, block__is_dagdeel=True).select_related("block")
    scene = Scene(
        place=place,
        location=location,
        today=today,
        chance=chance,
        namer=Namer(chance),
        addresses=AddressBook(place, chance),
        dagdelen=[Dagdeel(row.block, row.starts_at, row.ends_at, frozenset(row.weekdays)) for row in hours],
        skills=skills,
        subjects=subjects,
        activities=list(location.activities.filter(is_allowed=True, is_active=True)),
    )
    scene.read_calendar()
    return scene


def furnish(scene: Scene, parts: tuple[PartnerPart, ...], staff: tuple[StaffPart, ...], *, bicycles: int) -> None:
    """Partners, rooms, bicycles on loan, closing days of its own and the staff who sign in."""
    location = scene.location
    since = datetime.date(school_year_of(scene.today) - YEARS_BEFORE, 8, 1)
    scene.partners = make_partners(location, parts, since, scene.place.slug)
    location.host = scene.partners["welfare"]
    location.status_since = since
    location.phone = scene.addresses.landline()
    location.email = f"post@{scene.place.slug}.example"
    location.save()
    Room.objects.bulk_create(
        [
            Room(location=location, name="Lesruimte", kind=Room.Kind.LESSON, places=14),
            Room(location=location, name="Huiskamer", kind=Room.Kind.LESSON, places=8),
            Room(location=location, name="Spreekkamer", kind=Room.Kind.TALK, places=4),
        ]
    )
    Bicycle.objects.bulk_create(
        Bicycle(location=location, name=f"fiets {number}", valid_from=since) for number in range(1, bicycles + 1)
    )
    _close_on(scene, "studiedag van het team", _days_from(monday_of(scene.today) + DAY * 16, 1))
    _close_on(scene, "storm, code oranje", _days_from(monday_of(scene.today) - DAY * 25, -1))
    scene.read_calendar()
    password = make_password(PASSWORD)
    for part in staff:
        scene.staff[part.code] = make_staff(scene, part, password, since)


def make_staff(scene: Scene, part: StaffPart, password: str, since: datetime.date) -> User:
    """Somebody who signs in, with one role. The administrator of the first location has the whole installation."""
    role, partner = ROLE_OF_CODE[part.code], scene.partners[part.partner]
    everywhere = role == Role.ADMINISTRATOR and scene.place.slug == "venray"
    user = User.objects.create(
        email=email_of(part.code, scene.place.slug),
        password=password,
        first_name=part.first_name,
        prefix=part.prefix,
        surname=part.surname,
        phone=scene.addresses.mobile(),
        home_organisation=None if role in PARTNER_ROLES else partner,
    )
    Membership.objects.create(
        user=user,
        role=role,
        location=None if everywhere else scene.location,
        partner=partner if role in PARTNER_ROLES else None,
        valid_from=since,
    )
    return user


def _close_on(scene: Scene, name: str, days: list[datetime.date]) -> None:
    """A closing day of the location's own, on the first of these days that would be open."""
    day = next(day for day in days if scene.is_open(day))
    CalendarPeriod.objects.create(
        location=scene.location, kind=CalendarPeriod.Kind.CLOSING, name=name, starts_on=day, ends_on=day
    )


def _days_from(day: datetime.date, step: int) -> list[datetime.date]:
    return [day + DAY * step * number for number in range(90)]
