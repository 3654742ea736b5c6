"""Reads all that the planning of one week needs, in a fixed number of queries however many rows there are."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DateField, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from clients.models import AgreementSlot, Client, ClientAgreement, ClientPause
from planning.models import AgreedPair, Duty, ExtraDagdeel, Refusal, Visit, VisitSeat, WeekPlan, unsettled
from planning.rules import Id
from students.models import Enrolment, Student, Unavailability, WeekPattern
from wijkleerbedrijf.organisation.calendar_days import Period, PeriodKind, school_year_of
from wijkleerbedrijf.organisation.models import Bicycle, BlockHours, CalendarPeriod, Location, LocationYear

_FAMILIAR_WEEKS = datetime.timedelta(weeks=26)
_SIX_DAYS = datetime.timedelta(days=6)

Key = tuple[datetime.date, int]


@dataclass(frozen=True, slots=True)
class Hours:
    """A block on the weekdays on which it is, as it holds in the week."""

    block_id: int
    name: str
    short_name: str
    kind: str
    is_dagdeel: bool
    weekdays: frozenset[int]
    starts_at: datetime.time
    ends_at: datetime.time
    valid_from: datetime.date
    valid_until: datetime.date | None

    def is_on(self, day: datetime.date) -> bool:
        return (
            day.isoweekday() in self.weekdays
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
        )


@dataclass(frozen=True, slots=True)
class LocationWeek:
    """The location in this week: parameters, hours of its blocks, calendar, bicycles, duty."""

    location: Location
    parameters: LocationYear
    hours: list[Hours]
    periods: list[Period]
    bicycles: int
    duties: dict[Key, list[int]]


def _valid(first: datetime.date, last: datetime.date, start: str = "valid_from", end: str = "valid_until") -> Q:
    return Q(**{f"{start}__lte": last}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": first}))


def json_rows(rows: QuerySet[Any], /, **columns: Any) -> ArraySubquery:
    """The rows as an array of JSON objects, so that they come along with their owner in one query."""
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def _date(value: str) -> datetime.date:
    return datetime.date.fromisoformat(value)


def _date_or_none(value: str | None) -> datetime.date | None:
    return None if value is None else _date(value)


def load_location(location_id: int, monday: datetime.date) -> LocationWeek:
    """One query for the location, its blocks, calendar, bicycles and duties, and one for the parameters."""
    sunday = monday + _SIX_DAYS
    here = {"location": OuterRef("pk")}
    location = Location.objects.annotate(
        hour_rows=json_rows(
            BlockHours.objects.filter(_valid(monday, sunday), **here).order_by("starts_at", "pk"),
            block="block_id",
            name="block__name",
            short_name="block__short_name",
            kind="block__kind",
            is_dagdeel="block__is_dagdeel",
            weekdays="weekdays",
            starts_at="starts_at",
            ends_at="ends_at",
            valid_from="valid_from",
            valid_until="valid_until",
        ),
        period_rows=json_rows(
            CalendarPeriod.objects.filter(starts_on__lte=sunday, ends_on__gte=monday, **here).order_by("pk"),
            kind="kind",
            name="name",
            first="starts_on",
            last="ends_on",
        ),
        duty_rows=json_rows(
            Duty.objects.filter(date__range=(monday, sunday), **here).order_by("pk"),
            date="date",
            block="block_id",
            user="user_id",
        ),
        bicycle_count=Coalesce(
            Subquery(
                Bicycle.objects.filter(_valid(monday, sunday), **here)
                .order_by()
                .values("location")
                .annotate(number=Count("pk"))
                .values("number"),
                output_field=IntegerField(),
            ),
            0,
        ),
    ).get(pk=location_id)
    parameters = (
        LocationYear.objects.filter(location_id=location_id, school_year__lte=school_year_of(monday))
        .order_by("-school_year")
        .first()
    )
    duties: dict[Key, list[int]] = {}
    for row in location.duty_rows:
        duties.setdefault((_date(row["date"]), row["block"]), []).append(row["user"])
    return LocationWeek(
        location=location,
        parameters=parameters or _without_parameters(location),
        hours=[
            Hours(
                block_id=row["block"],
                name=row["name"],
                short_name=row["short_name"],
                kind=row["kind"],
                is_dagdeel=row["is_dagdeel"],
                weekdays=frozenset(row["weekdays"]),
                starts_at=datetime.time.fromisoformat(row["starts_at"]),
                ends_at=datetime.time.fromisoformat(row["ends_at"]),
                valid_from=_date(row["valid_from"]),
                valid_until=_date_or_none(row["valid_until"]),
            )
            for row in location.hour_rows
        ],
        periods=[
            Period(PeriodKind(row["kind"]), row["name"], _date(row["first"]), _date(row["last"]))
            for row in location.period_rows
        ],
        bicycles=location.bicycle_count,
        duties=duties,
    )


def _without_parameters(location: Location) -> LocationYear:
    """A location whose first school year has not begun plans with the defaults of the model."""
    return LocationYear(location=location, school_year=0, seats=1)


def load_students(location_id: int, monday: datetime.date) -> list[Any]:
    """Students enrolled in this week or on a visit in it, with pattern, absences, extra dagdelen, skills and earlier visits.

    One query.
    """
    sunday = monday + _SIX_DAYS
    mine = {"student": OuterRef("pk")}
    enrolment = Enrolment.objects.filter(_valid(monday, sunday), **mine).order_by("-valid_from")
    past = VisitSeat.objects.filter(is_active=True, date__lt=monday, **mine).order_by()
    in_training = past.filter(date__gte=OuterRef("enrolled_since"))
    published = WeekPlan.objects.filter(
        location=OuterRef("location"), version__gt=0, monday__lt=monday, monday__gte=OuterRef("enrolled_since")
    ).order_by()
    here_this_week = VisitSeat.objects.filter(is_active=True, date__range=(monday, sunday), **mine)
    return list(
        Student.objects.filter(location_id=location_id)
        .annotate(
            enrolled_since=Subquery(enrolment.values("valid_from")[:1], output_field=DateField()),
            level=Subquery(enrolment.values("level")[:1], output_field=IntegerField()),
        )
        .filter(Q(level__isnull=False) | Exists(here_this_week))
        .annotate(
            enrolment_rows=json_rows(enrolment, first="valid_from", last="valid_until"),
            pattern_rows=json_rows(
                WeekPattern.objects.filter(_valid(monday, sunday), **mine).order_by("pk"),
                weekday="weekday",
                block="block_id",
                kind="kind",
                first="valid_from",
                last="valid_until",
            ),
            absence_rows=json_rows(
                Unavailability.objects.filter(starts_on__lte=sunday, ends_on__gte=monday, **mine).order_by("pk"),
                kind="kind",
                first="starts_on",
                last="ends_on",
                block="block_id",
            ),
            extra_rows=json_rows(
                ExtraDagdeel.objects.filter(date__range=(monday, sunday), **mine).order_by("pk"),
                pk="pk",
                date="date",
                block="block_id",
            ),
            skill_names=ArraySubquery(
                Student.skills.through.objects.filter(student=OuterRef("pk")).values("skill__name")
            ),
            past_visits=Coalesce(
                Subquery(
                    in_training.values("student").annotate(n=Count("pk")).values("n"), output_field=IntegerField()
                ),
                0,
            ),
            weeks_enrolled=Coalesce(
                Subquery(published.values("location").annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
                0,
            ),
            last_accompanied=Subquery(
                past.filter(visit__accompanied_by__isnull=False)
                .values("student")
                .annotate(day=Max("date"))
                .values("day"),
                output_field=DateField(),
            ),
        )
        .order_by("surname", "prefix", "first_name", "pk")
    )


def load_agreements(location_id: int, monday: datetime.date) -> list[Any]:
    """Agreements that hold or are used in this week with their client, dagdelen, pauses, refusals, skills and exceptions.

    One query.
    """
    sunday = monday + _SIX_DAYS
    past = Visit.objects.filter(client=OuterRef("client"), is_active=True, date__lt=monday).order_by()
    here_this_week = Visit.objects.filter(agreement=OuterRef("pk"), is_active=True, date__range=(monday, sunday))
    return list(
        ClientAgreement.objects.filter(location_id=location_id)
        .filter(_valid(monday, sunday) | Exists(here_this_week))
        .select_related("client")
        .annotate(
            slot_rows=json_rows(
                AgreementSlot.objects.filter(agreement=OuterRef("pk")).order_by("pk"),
                weekday="weekday",
                block="block_id",
                kind="kind",
                covered_by="covered_by",
            ),
            pause_rows=json_rows(
                ClientPause.objects.filter(_valid(monday, sunday), client=OuterRef("client")).order_by("pk"),
                first="valid_from",
                last="valid_until",
            ),
            extra_rows=json_rows(
                ExtraDagdeel.objects.filter(date__range=(monday, sunday), client=OuterRef("client")).order_by("pk"),
                pk="pk",
                date="date",
                block="block_id",
            ),
            agreed_rows=json_rows(
                AgreedPair.objects.filter(date__range=(monday, sunday), client=OuterRef("client")).order_by("pk"),
                pk="pk",
                date="date",
                student="student_id",
                rule="rule",
            ),
            refused_student_ids=ArraySubquery(
                Refusal.objects.filter(client=OuterRef("client"), since__lte=sunday)
                .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=monday))
                .values("student")
            ),
            skill_names=ArraySubquery(
                Client.skills.through.objects.filter(client=OuterRef("client")).values("skill__name")
            ),
            activity_icons=ArraySubquery(
                ClientAgreement.activities.through.objects.filter(clientagreement=OuterRef("pk"))
                .order_by("activity__position")
                .values("activity__icon")[:2]
            ),
            activity_groups=ArraySubquery(
                ClientAgreement.activities.through.objects.filter(clientagreement=OuterRef("pk")).values(
                    "activity__group"
                )
            ),
            subject_ids=ArraySubquery(
                ClientAgreement.return_subjects.through.objects.filter(clientagreement=OuterRef("pk")).values("subject")
            ),
            last_visit=Subquery(
                past.values("client").annotate(day=Max("date")).values("day"), output_field=DateField()
            ),
            last_accompanied=Subquery(
                past.filter(accompanied_by__isnull=False).values("client").annotate(day=Max("date")).values("day"),
                output_field=DateField(),
            ),
        )
        .order_by("client__surname", "client__prefix", "client__first_name", "pk")
    )


def load_visits(location_id: int, monday: datetime.date) -> list[Any]:
    """Every visit of the week, cancelled ones too, with its client and seats. One query.

    `is_unsettled`: the client must still be called about a change of this visit.
    """
    return list(
        Visit.objects.filter(location_id=location_id, date__range=(monday, monday + _SIX_DAYS))
        .select_related("client")
        .annotate(
            seat_rows=json_rows(
                VisitSeat.objects.filter(visit=OuterRef("pk")).order_by("-role"), student="student_id", role="role"
            ),
            is_unsettled=unsettled(),
        )
        .order_by("date", "starts_at", "pk")
    )


def load_familiarity(location_id: int, monday: datetime.date) -> dict[tuple[Id, Id], int]:
    """How often a student was at a client in the half year before the week. One query."""
    rows = (
        VisitSeat.objects.filter(
            location_id=location_id, is_active=True, date__lt=monday, date__gte=monday - _FAMILIAR_WEEKS
        )
        .order_by()
        .values("student_id", "visit__client_id")
        .annotate(number=Count("pk"))
        .values_list("student_id", "visit__client_id", "number")
    )
    return {(student, client): number for student, client, number in rows}
