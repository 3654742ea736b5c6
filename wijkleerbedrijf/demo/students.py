"""The students of a demo location: those of the cast, and those who have finished before."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from students.models import Enrolment, Outflow, Programme, Referral, Student, Unavailability, WeekPattern
from wijkleerbedrijf.organisation.models import Membership, User
from wijkleerbedrijf.organisation.models.catalogue import Gender
from wijkleerbedrijf.roles import Role

from .cast import StudentPart
from .logins import PASSWORD, email_of
from .names import YOUNG
from .scene import DAY, WEEK, Scene

_LESSON, _HOOD = WeekPattern.Kind.LESSON, WeekPattern.Kind.NEIGHBOURHOOD
_PLACEMENT, _FREE = WeekPattern.Kind.PLACEMENT, WeekPattern.Kind.FREE

#: What a student does on (weekday, number of the dagdeel that day); what is not named is work in the neighbourhood.
LEVEL_1_WEEK: dict[tuple[int, int], str] = {(1, 0): _LESSON, (3, 0): _LESSON, (3, 1): _LESSON, (5, 1): _FREE}
LEVEL_2_WEEK: dict[tuple[int, int], str] = {(2, 0): _LESSON, (2, 1): _LESSON, (4, 1): _LESSON, (5, 1): _FREE}
PLACEMENT_WEEK: dict[tuple[int, int], str] = {
    **{(day, part): _PLACEMENT for day in (1, 2, 3) for part in (0, 1)},
    (4, 0): _LESSON,
    (4, 1): _LESSON,
    (5, 1): _FREE,
}
ALWAYS_IN_THE_NEIGHBOURHOOD: dict[tuple[int, int], str] = {}


@dataclass(frozen=True, slots=True)
class Schooling:
    """How a location teaches: when students start, their programmes by level, and the weeks they have."""

    start_months: tuple[int, ...]
    programmes: dict[int, Programme]
    weeks_by_level: dict[int, dict[tuple[int, int], str]]
    months: int


def make_students(scene: Scene, parts: tuple[StudentPart, ...], schooling: Schooling) -> list[Student]:
    """The cast, enrolled at their start moment, with the pattern of their week."""
    starts = scene.start_moments(schooling.start_months, 1 + max(part.cohort for part in parts))
    coordinators = [scene.staff["coordinator"], scene.staff["coordinator2"]]
    teachers = [scene.staff["teacher"], scene.staff["teacher2"]]
    made: list[Student] = []
    for number, part in enumerate(parts):
        scene.namer.reserve(part.first_name, part.surname)
        address = scene.addresses.address()
        del address["neighbourhood"]
        student = Student.objects.create(
            location=scene.location,
            first_name=part.first_name,
            initials=f"{part.first_name[0]}.",
            prefix=part.prefix,
            surname=part.surname,
            gender=part.gender,
            phone=scene.addresses.mobile(),
            email=f"{scene.place.slug}{number + 1:02}@student.example",
            is_starter=part.starter,
            languages=part.languages.split(),
            allergies=part.allergies.split(),
            fears=part.fears.split(),
            accepts_smoking=part.accepts_smoking,
            needs_bicycle=part.needs_bicycle,
            max_cycling_minutes=part.max_cycling,
            target_visits_per_week=part.target,
            max_visits_per_week=part.maximum,
            wishes=part.wishes,
            coordinator=coordinators[number % 2],
            **address,
        )
        student.skills.set([scene.skills[name] for name in part.skills])
        student.subjects.set([scene.subjects[name] for name in part.subjects])
        student.teachers.set([teachers[part.level % 2 if len(schooling.programmes) > 1 else number % 2]])
        start = starts[part.cohort]
        Enrolment.objects.create(
            location=scene.location,
            student=student,
            programme=schooling.programmes[part.level],
            level=part.level,
            valid_from=start,
            expected_until=start + WEEK * round(schooling.months * 52 / 12),
        )
        _give_pattern(scene, student, start, schooling.weeks_by_level[part.level], part.placement)
        made.append(student)
        if part.login:
            _give_login(scene, student, start)
    _refer(scene, made, starts)
    return made


def _give_pattern(
    scene: Scene, student: Student, start: datetime.date, week: dict[tuple[int, int], str], placement: bool
) -> None:
    """An ordinary week from the start, and a week with placement since the start moment before the last one."""
    placed_from = scene.this_monday - WEEK * 20 if placement else None
    periods: list[tuple[datetime.date, datetime.date | None, dict[tuple[int, int], str]]] = [
        (start, placed_from - DAY if placed_from else None, week)
    ]
    if placed_from:
        periods.append((placed_from, None, PLACEMENT_WEEK))
    WeekPattern.objects.bulk_create(
        WeekPattern(
            location=scene.location,
            student=student,
            weekday=weekday,
            block=dagdeel.block,
            kind=kinds.get((weekday, number), _HOOD),
            valid_from=first,
            valid_until=last,
        )
        for first, last, kinds in periods
        for number, dagdeel in enumerate(scene.dagdelen)
        for weekday in sorted(dagdeel.weekdays)
    )


def _give_login(scene: Scene, student: Student, since: datetime.date) -> None:
    user = User.objects.create(
        email=email_of("student", scene.place.slug),
        password=make_password(PASSWORD),
        first_name=student.first_name,
        prefix=student.prefix,
        surname=student.surname,
        phone=student.phone,
    )
    Membership.objects.create(user=user, role=Role.STUDENT, location=scene.location, valid_from=since)
    student.user = user
    student.save(update_fields=["user"])


def _refer(scene: Scene, students: list[Student], starts: list[datetime.date]) -> None:
    """Every third student came through the municipality; most of them let it follow how they are doing."""
    Referral.objects.bulk_create(
        Referral(
            location=scene.location,
            student=student,
            partner=scene.partners["municipality"],
            referred_on=starts[-1] - DAY * (20 + number),
            shared_since=None if number % 12 == 9 else starts[-1] - DAY * 5,
        )
        for number, student in enumerate(students)
        if number % 3 == 0
    )


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch of days on which a student can't go; `part` is the number of the dagdeel, None is the whole day."""

    student: Student
    kind: str
    first: datetime.date
    last: datetime.date
    part: int | None = None


def note_absences(scene: Scene, absences: list[Absence]) -> None:
    Unavailability.objects.bulk_create(
        Unavailability(
            location=scene.location,
            student=absence.student,
            kind=absence.kind,
            starts_on=absence.first,
            ends_on=absence.last,
            block=None if absence.part is None else scene.dagdelen[absence.part].block,
        )
        for absence in absences
    )


def make_former_students(scene: Scene, schooling: Schooling, *, number: int, with_diploma: int, to_work: int) -> None:
    """Students of earlier cohorts, who have left: `with_diploma` of them with the paper, `to_work` of those to work or on."""
    result, destination, reason = Outflow.Result, Outflow.Destination, Outflow.ReasonClass
    going = [destination.PARTNER_WORK, destination.OTHER_WORK, destination.LEVEL_2, destination.PARTNER_WORK]
    left_without = [
        (result.NONE, destination.OTHER, reason.NEGATIVE, "kwam niet meer"),
        (result.NONE, destination.OTHER_WORK, reason.POSITIVE, "vond ander werk"),
        (result.STATEMENT, destination.SCHOOL, reason.NEUTRAL, "andere opleiding past beter"),
        (result.CERTIFICATE, destination.UNKNOWN, reason.NEUTRAL, "verhuisd"),
    ]
    starts = scene.start_moments(schooling.start_months, 8)[3:]
    for index in range(number):
        gender = Gender.WOMAN if scene.chance.random() < 0.6 else Gender.MAN
        name, background = scene.namer.pick(YOUNG, gender)
        level = sorted(schooling.programmes)[index % len(schooling.programmes)]
        start = starts[index % len(starts)]
        ended = min(start + WEEK * scene.chance.randrange(44, 75), scene.this_monday - DAY * (3 + 9 * (index % 9)))
        student = Student.objects.create(
            location=scene.location,
            first_name=name.first_name,
            initials=name.initials,
            prefix=name.prefix,
            surname=name.surname,
            gender=gender,
            is_starter=False,
            languages=["nl", *background.languages],
        )
        enrolment = Enrolment.objects.create(
            location=scene.location,
            student=student,
            programme=schooling.programmes[level],
            level=level,
            valid_from=start,
            valid_until=ended,
        )
        if index < with_diploma:
            outcome = (
                result.DIPLOMA,
                going[index % len(going)] if index < to_work else destination.OTHER,
                reason.POSITIVE,
                "opleiding af",
            )
        else:
            outcome = left_without[index % len(left_without)]
        Outflow.objects.create(
            location=scene.location,
            enrolment=enrolment,
            ended_on=ended,
            result=outcome[0],
            destination=outcome[1],
            reason_class=outcome[2],
            reason=outcome[3],
        )
