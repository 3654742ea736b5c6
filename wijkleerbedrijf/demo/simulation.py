"""Years of weeks at many locations, for measurements only: the makers of the demo, with visits written in bulk."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator

import pgtrigger
from django.db import transaction

from clients.models import Client, ClientAgreement
from planning.models import BaseVisit, Visit, VisitSeat, WeekPlan, WeekVersion
from students.models import Enrolment, Outflow, Programme, Student, WeekPattern
from wijkleerbedrijf.organisation.calendar_days import school_year_of
from wijkleerbedrijf.organisation.models import Location
from wijkleerbedrijf.organisation.models.catalogue import Animal, Gender

from . import cast, clients, locations, partners, places
from .base_week import make_base_week
from .copy_rows import copy_rows, next_ids
from .make_location import make_demo_location
from .names import YOUNG
from .portfolios import give_portfolios
from .reports import draft_last_quarter
from .scene import DAY, WEEK, Scene, monday_of
from .students import LEVEL_1_WEEK, LEVEL_2_WEEK, Schooling, make_students
from .weeks import make_coming_week, make_duties

SLUG = "simulatie-"
STUDENTS, CLIENTS, NEW_CLIENTS = 22, 80, 20
#: The history of rows that never change would only double the writing; every constraint holds as always.
_HISTORY = ("planning.Visit:insert_insert", "planning.VisitSeat:insert_insert")
_ASK = clients.Ask(clients=CLIENTS, former=0, visits_per_hundred=(88, 10, 2), special=False)


def slug_of(number: int) -> str:
    return f"{SLUG}{number:02}"


def only_simulated() -> bool:
    """Is there no location that somebody else made?"""
    return not Location.objects.exclude(slug__startswith=SLUG).exists()


@transaction.atomic
def simulate_location(
    number: int, years: int, today: datetime.date, seed: int, programmes: dict[int, Programme]
) -> int:
    """One location with `years` school years before this one, and this one so far. Returns how many visits it made."""
    slug = slug_of(number)
    place = dataclasses.replace(places.VENRAY, slug=slug, city=f"Simulatie {number:02}")
    first_year = school_year_of(today) - years
    location = make_demo_location("venray", place, datetime.date(first_year, 9, 15), years_ahead=years)
    scene = locations.open_scene(place, location, today, seed)
    parts = tuple(dataclasses.replace(part, name=f"{part.name} {slug}") for part in partners.VENRAY_PARTNERS)
    locations.furnish(scene, parts, cast.VENRAY_STAFF, bicycles=8)
    schooling = Schooling((9,), programmes, {1: LEVEL_1_WEEK, 2: LEVEL_2_WEEK}, months=11)
    made: list[Client] = []
    count = 0
    for year in range(first_year, first_year + years + 1):
        scene.today = datetime.date(year, 9, 15)
        students = make_students(scene, _chance_parts(scene, year == first_year + years), schooling)
        made = _next_clients(scene, made)
        bases = make_base_week(scene, made, since=datetime.date(year, 9, 1))
        last_day = min(datetime.date(year + 1, 7, 31), today)
        scene.today = today
        count += _write_visits(scene, bases, datetime.date(year, 9, 1), last_day)
        if last_day < today:
            _end_year(scene, students, last_day, year)
    coming = scene.school_mondays(scene.this_monday + WEEK, 1, WEEK)[0]
    make_coming_week(scene, coming, list(BaseVisit.objects.filter(location=location, valid_until=None)))
    enrolments = Enrolment.objects.filter(location=location).select_related("student").order_by("pk")
    give_portfolios(scene, list(enrolments))
    draft_last_quarter(scene)
    return count


def _chance_parts(scene: Scene, with_login: bool) -> tuple[cast.StudentPart, ...]:
    """A group of students by chance; some with an allergy, a skill or a bicycle to borrow."""
    chance = scene.chance
    parts = []
    for number in range(STUDENTS):
        gender = str(Gender.WOMAN if chance.random() < 0.6 else Gender.MAN)
        name, background = scene.namer.pick(YOUNG, gender)
        parts.append(
            cast.StudentPart(
                name.first_name,
                name.surname,
                gender,
                level=1 + number % 2,
                cohort=0,
                prefix=name.prefix,
                languages=" ".join(("nl", *background.languages)),
                skills=tuple(chance.sample(list(cast.SKILLS), 2)),
                allergies=str(Animal.CAT) if chance.random() < 0.1 else "",
                accepts_smoking=chance.random() < 0.85,
                needs_bicycle=chance.random() < 0.15,
                starter=number >= STUDENTS - 2,
                login=with_login and number == 0,
            )
        )
    return tuple(parts)


def _next_clients(scene: Scene, present: list[Client]) -> list[Client]:
    """The clients of a year: those who stay, and new ones for those who stop."""
    if not present:
        return clients.make_clients(scene, _ASK)
    leaving = scene.chance.sample(present, NEW_CLIENTS)
    for client in leaving:
        clients.stop(client, scene.today - DAY * 30)
    new = clients.make_clients(scene, dataclasses.replace(_ASK, clients=NEW_CLIENTS))
    return [client for client in present if client not in leaving] + new


def _end_year(scene: Scene, students: list[Student], last_day: datetime.date, year: int) -> None:
    """Everybody of the group leaves at the end of the year, most of them with a diploma."""
    mine = {"location": scene.location, "valid_until": None}
    BaseVisit.objects.filter(**mine).update(valid_until=last_day)
    WeekPattern.objects.filter(**mine).update(valid_until=last_day)
    enrolments = list(Enrolment.objects.filter(student__in=students))
    Enrolment.objects.filter(student__in=students).update(valid_until=last_day)
    Outflow.objects.bulk_create(
        Outflow(
            location=scene.location,
            enrolment=enrolment,
            ended_on=last_day,
            result=Outflow.Result.DIPLOMA if number % 6 else Outflow.Result.NONE,
            destination=Outflow.Destination.OTHER_WORK if number % 3 else Outflow.Destination.LEVEL_2,
            reason_class=Outflow.ReasonClass.POSITIVE if number % 6 else Outflow.ReasonClass.NEUTRAL,
        )
        for number, enrolment in enumerate(enrolments, year)
    )


def _write_visits(scene: Scene, bases: list[BaseVisit], first: datetime.date, last: datetime.date) -> int:
    """Every week from `first` to `last` as published, and its visits with what became of them."""
    agreements = dict(
        ClientAgreement.objects.filter(location=scene.location, valid_until=None).values_list("client_id", "pk")
    )
    weeks = [monday for monday in _mondays(first, last) if scene.open_days(monday)]
    plans = [_published(scene, monday) for monday in weeks]
    for pk, plan in zip(next_ids(WeekPlan, len(plans)), plans, strict=True):
        plan.pk = pk
    copy_rows(WeekPlan, plans, with_ids=True)
    visits: list[Visit] = []
    crews: list[tuple[int, ...]] = []
    versions: list[WeekVersion] = []
    for number, plan in enumerate(plans):
        make_duties(scene, scene.open_days(plan.monday), number)
        here = list(_visits_of(scene, plan, bases, agreements))
        for pk, (visit, _) in zip(next_ids(Visit, len(here)), here, strict=True):
            visit.pk = pk
        visits += [visit for visit, _ in here]
        crews += [crew for _, crew in here]
        versions.append(_version(scene, plan, here))
    with pgtrigger.ignore(*_HISTORY):
        copy_rows(Visit, visits, with_ids=True)
        copy_rows(VisitSeat, _seats(visits, crews))
    copy_rows(WeekVersion, versions)
    through = Visit.activities.through
    done = [visit for visit in visits if visit.status == Visit.Status.DONE]
    copy_rows(
        through, (through(visit_id=visit.pk, activity_id=scene.chance.choice(scene.activities).pk) for visit in done)
    )
    return len(visits)


def _mondays(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    monday = monday_of(first)
    while monday <= last:
        yield monday
        monday += WEEK


def _published(scene: Scene, monday: datetime.date) -> WeekPlan:
    moment = scene.at(monday - DAY * 3, 13)
    return WeekPlan(
        location=scene.location,
        monday=monday,
        state=WeekPlan.State.PUBLISHED,
        version=1,
        changed_at=moment,
        published_at=moment,
        published_by=scene.staff["coordinator"],
    )


def _visits_of(
    scene: Scene, plan: WeekPlan, bases: list[BaseVisit], agreements: dict[int, int]
) -> Iterator[tuple[Visit, tuple[int, ...]]]:
    """The visits of one week in the rules of the normal week; no student is ever away, so nothing else can break one."""
    open_days = set(scene.open_days(plan.monday))
    hours = {dagdeel.block.pk: dagdeel for dagdeel in scene.dagdelen}
    for base in bases:
        day = plan.monday + DAY * (base.weekday - 1)
        if day not in open_days or not base.is_valid_on(day):
            continue
        dagdeel = hours[base.block_id]
        visit = Visit(
            location=scene.location,
            week=plan,
            client_id=base.client_id,
            agreement_id=agreements[base.client_id],
            date=day,
            block_id=base.block_id,
            starts_at=dagdeel.starts_at,
            ends_at=dagdeel.ends_at,
            base_visit=base,
        )
        if day < scene.today:
            _settle(scene, visit, dagdeel.minutes)
        yield visit, (base.lead_id,) if base.buddy_id is None else (base.lead_id, base.buddy_id)


def _settle(scene: Scene, visit: Visit, minutes: int) -> None:
    dice = scene.chance.random()
    if dice < 0.06:
        visit.status = Visit.Status.CANCELLED
        visit.cancel_reason = Visit.CancelReason.CLIENT_ASKED if dice < 0.04 else Visit.CancelReason.STUDENT_ABSENT
        visit.is_active = False
        return
    visit.status = Visit.Status.CLIENT_ABSENT if dice < 0.09 else Visit.Status.DONE
    visit.minutes = minutes - 5 * scene.chance.randint(2, 6) if visit.status == Visit.Status.DONE else None
    visit.recorded_at = scene.at(visit.date, visit.ends_at.hour, 20)
    visit.recorded_by = scene.staff["coordinator"]


def _seats(visits: list[Visit], crews: list[tuple[int, ...]]) -> Iterator[VisitSeat]:
    for visit, crew in zip(visits, crews, strict=True):
        for role, student_id in zip((VisitSeat.Role.LEAD, VisitSeat.Role.BUDDY), crew, strict=False):
            yield VisitSeat(
                location_id=visit.location_id,
                visit_id=visit.pk,
                student_id=student_id,
                role=role,
                date=visit.date,
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                is_active=visit.is_active,
            )


def _version(scene: Scene, plan: WeekPlan, visits: list[tuple[Visit, tuple[int, ...]]]) -> WeekVersion:
    return WeekVersion(
        location=scene.location,
        week=plan,
        version=1,
        published_at=plan.published_at or plan.changed_at,
        published_by=scene.staff["coordinator"],
        visits=[
            {
                "id": visit.pk,
                "client": visit.client_id,
                "date": visit.date.isoformat(),
                "block": visit.block_id,
                "starts_at": visit.starts_at.isoformat(),
                "ends_at": visit.ends_at.isoformat(),
                "status": str(Visit.Status.PLANNED),
                "seats": [[crew[0], "lead"]] if len(crew) == 1 else [[crew[0], "lead"], [crew[1], "buddy"]],
            }
            for visit, crew in visits
        ],
    )
