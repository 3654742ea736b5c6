"""Makes all demo data in one transaction: either everything is there, or nothing."""

from __future__ import annotations

import datetime

from django.db import transaction

from planning.models import BaseVisit, WeekComment, WeekPlan
from portfolio.programme_files import read_all
from portfolio.services import load_programme
from students.models import Enrolment, Programme, Student
from wijkleerbedrijf.organisation.models import Location, User

from . import cast, clients, locations, partners, places
from .base_week import make_base_week
from .copy_rows import copy_rows
from .make_location import make_demo_location
from .portfolios import give_portfolios
from .reports import make_reports
from .scene import DAY, WEEK, Scene
from .students import (
    ALWAYS_IN_THE_NEIGHBOURHOOD,
    LEVEL_1_WEEK,
    LEVEL_2_WEEK,
    Absence,
    Schooling,
    make_former_students,
    make_students,
    note_absences,
)
from .weeks import make_coming_week, make_published_week

DEFAULT_SEED = 2026
PAST_WEEKS = 12


def has_data() -> bool:
    """Is there anything at all that somebody may have entered, or that a demo made before?"""
    return Location.objects.exists() or User.objects.exists()


@transaction.atomic
def load_demo(today: datetime.date, seed: int = DEFAULT_SEED) -> None:
    """Both locations with their people and weeks, the same for the same day and seed."""
    programmes = load_programmes()
    make_venray(today, seed, programmes)
    make_winsum(today, seed, programmes)


def load_programmes() -> dict[int, Programme]:
    """The programmes that ship with the product, by level."""
    return {text.level: load_programme(text) for text in read_all()}


def make_venray(today: datetime.date, seed: int, programmes: dict[int, Programme]) -> None:
    location = make_demo_location("venray", places.VENRAY, today)
    location.years.update(goal_hours=4000, goal_households=100, max_visits_per_week=4)
    scene = locations.open_scene(places.VENRAY, location, today, seed)
    locations.furnish(scene, partners.VENRAY_PARTNERS, cast.VENRAY_STAFF, bicycles=3)
    schooling = Schooling(
        start_months=(2, 9),
        programmes=programmes,
        weeks_by_level={1: LEVEL_1_WEEK, 2: LEVEL_2_WEEK},
        months=18,
    )
    students = make_students(scene, cast.VENRAY_STUDENTS, schooling)
    ask = clients.Ask(clients=81, former=5, visits_per_hundred=(94, 5, 1), pilot_light=10)
    _fill_weeks(scene, students, ask)
    make_former_students(scene, schooling, number=47, with_diploma=39, to_work=34)
    make_reports(scene)


def make_winsum(today: datetime.date, seed: int, programmes: dict[int, Programme]) -> None:
    location = make_demo_location("winsum", places.WINSUM, today)
    location.years.update(goal_hours=7000, goal_households=100)
    scene = locations.open_scene(places.WINSUM, location, today, seed)
    locations.furnish(scene, partners.WINSUM_PARTNERS, cast.WINSUM_STAFF, bicycles=3)
    schooling = Schooling(
        start_months=(9,),
        programmes={1: programmes[1]},
        weeks_by_level={1: ALWAYS_IN_THE_NEIGHBOURHOOD},
        months=11,
    )
    students = make_students(scene, cast.WINSUM_STUDENTS, schooling)
    _fill_weeks(scene, students, clients.Ask(clients=82, former=3, visits_per_hundred=(35, 35, 30), max_level=1))
    make_former_students(scene, schooling, number=14, with_diploma=11, to_work=9)
    make_reports(scene)


def _fill_weeks(scene: Scene, students: list[Student], ask: clients.Ask) -> None:
    """Clients, the normal week and the weeks themselves, for a location whose students are there."""
    made = clients.make_clients(scene, ask)
    clients.refuse(scene, [(made[30], students[2]), (made[41], students[7]), (made[52], students[12])])
    mondays = scene.school_mondays(scene.this_monday - WEEK, PAST_WEEKS, -WEEK)[::-1]
    order = made[:25] + scene.chance.sample(made[25:], len(made) - 25)
    resting = made[len(made) - ask.pilot_light :]
    bases = make_base_week(scene, [client for client in order if client not in resting], since=mondays[0])
    helped = {base.client_id for base in bases}
    clients.pilot_light(scene, resting)
    clients.put_on_waiting_list(scene, [one for one in made if one.pk not in helped and one not in resting])
    with_visits = [client for client in made[25:] if client.pk in helped]
    clients.pause(scene, with_visits[:5])
    stopped_on = mondays[-3]
    clients.stop(with_visits[-1], stopped_on)
    BaseVisit.objects.filter(client=with_visits[-1]).update(valid_until=stopped_on - DAY)
    bases = list(BaseVisit.objects.filter(location=scene.location).order_by("weekday", "block_id", "pk"))
    note_absences(scene, _absences(scene, students, mondays))
    if scene.open_days(scene.this_monday):
        mondays = [*mondays, scene.this_monday]
    first_visit = min(base.valid_from for base in bases)
    weeks = [
        make_published_week(scene, monday, bases, number)
        for number, monday in enumerate(mondays)
        if monday + WEEK > first_visit
    ]
    coming = make_coming_week(scene, scene.school_mondays(scene.this_monday + WEEK, 1, WEEK)[0], bases)
    _comment(scene, weeks[-1], coming, students)
    give_portfolios(
        scene,
        list(
            Enrolment.objects.filter(location=scene.location, valid_until=None)
            .select_related("student")
            .order_by("student_id")
        ),
    )


def _comment(scene: Scene, present: WeekPlan, coming: WeekPlan, students: list[Student]) -> None:
    """What the docents said: about the week of now it has been settled, about the coming one not yet."""
    texts = [
        (present, "teacher2", f"Graag {students[3].first_name} een keer bij een gezin.", 4, 3),
        (
            coming,
            "teacher",
            f"{students[0].first_name} heeft donderdag een toets. Plan die dag liever geen bezoek.",
            1,
            None,
        ),
    ]
    copy_rows(
        WeekComment,
        [
            WeekComment(
                location=scene.location,
                week=week,
                author=scene.staff[author],
                text=text,
                created_at=scene.at(week.monday - DAY * days_before if settled else scene.today, 14, 20),
                settled_at=scene.at(week.monday - DAY * settled, 10) if settled else None,
            )
            for week, author, text, days_before, settled in texts
        ],
    )


def _absences(scene: Scene, students: list[Student], mondays: list[datetime.date]) -> list[Absence]:
    """Ill, on leave, catching up, away without a word; and one student who is ill today."""
    today = scene.today
    before = next(day for day in (today - DAY * n for n in range(60)) if scene.is_open(day))
    after = next(day for day in (today + DAY * n for n in range(1, 60)) if scene.is_open(day))
    found = [
        Absence(students[4], "ill", before, after),
        Absence(students[1], "ill", mondays[4] + DAY, mondays[4] + DAY * 3),
        Absence(students[12], "ill", mondays[8], mondays[8] + DAY * 4),
        Absence(students[15], "ill", mondays[-2] + DAY * 2, mondays[-2] + DAY * 4),
        Absence(students[6], "leave", mondays[6] + DAY * 4, mondays[6] + DAY * 4),
        Absence(students[8], "leave", mondays[-1] + WEEK + DAY * 11, mondays[-1] + WEEK + DAY * 11),
        Absence(students[11], "absent", mondays[9] + DAY, mondays[9] + DAY),
        Absence(students[14], "absent", mondays[10] + DAY * 3, mondays[10] + DAY * 3, part=0),
    ]
    found += [
        Absence(students[13], "catch_up", monday + DAY, monday + DAY, part=1)
        for monday in (scene.this_monday - WEEK, scene.this_monday, scene.this_monday + WEEK)
    ]
    return found
