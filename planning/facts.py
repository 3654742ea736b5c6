"""From the database to the rules: one week of one location as the plain facts that the rule module reads."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from clients.models import AgreementSlot, Client
from planning import loading
from planning.models import WeekPlan
from planning.rules import (
    ClientFacts,
    Face,
    Id,
    Limits,
    Seat,
    SeatRole,
    Slot,
    SlotKey,
    Span,
    StudentFacts,
    Vocabulary,
    WeekFacts,
)
from planning.travel import start_of, travel
from students.models import Student, WeekPattern
from wijkleerbedrijf.organisation.calendar_days import day_status
from wijkleerbedrijf.organisation.models import Location
from wijkleerbedrijf.organisation.models.catalogue import Language
from wijkleerbedrijf.organisation.vocabulary import words_for

_DAY = datetime.timedelta(days=1)
#: (date, block), as the rules know a dagdeel.
Key = SlotKey


@dataclass(frozen=True, slots=True)
class LoadedWeek:
    """The facts of a week and the rows that they were made from, for whoever shows more than the rules need."""

    monday: datetime.date
    here: loading.LocationWeek
    students: list[Any]
    agreements: list[Any]
    visits: list[Any]
    facts: WeekFacts

    @property
    def days(self) -> list[datetime.date]:
        """Monday up to and including Sunday."""
        return [self.monday + number * _DAY for number in range(7)]

    def agreement_on(self, client_id: int, day: datetime.date) -> Any | None:
        """The agreement of a client that holds on this day."""
        for agreement in self.agreements:
            if agreement.client_id == client_id and agreement.is_valid_on(day):
                return agreement
        return None


def load_week(week: WeekPlan) -> LoadedWeek:
    """The facts of an existing week; six queries."""
    return load_week_of(week.location_id, week.monday)


def load_week_of(location_id: int, monday: datetime.date) -> LoadedWeek:
    """The facts of the week that begins on `monday`; six queries, also when nothing was planned yet."""
    here = loading.load_location(location_id, monday)
    students = loading.load_students(location_id, monday)
    agreements = loading.load_agreements(location_id, monday)
    visits = loading.load_visits(location_id, monday)
    familiarity = loading.load_familiarity(location_id, monday)
    days = [monday + number * _DAY for number in range(7)]
    slots = _slots(here, days, visits)
    facts = WeekFacts(
        students=_students(here, students, slots),
        clients=_clients(here, agreements, students, slots),
        slots=tuple(slots.values()),
        seats=_seats(visits),
        closed=_closed(here, days, slots),
        duty=frozenset(here.duties),
        bicycles=dict.fromkeys(slots, here.bicycles),
        familiarity=familiarity,
        agreed=_agreed(agreements),
        limits=Limits(
            max_cycling_minutes=here.parameters.max_cycling_minutes,
            travel_inside_block=here.parameters.travel_inside_block,
        ),
        vocabulary=_vocabulary(here),
    )
    return LoadedWeek(monday, here, students, agreements, visits, facts)


def _vocabulary(here: loading.LocationWeek) -> Vocabulary:
    words = words_for(here.parameters.client_word, here.parameters.student_word)
    return Vocabulary(
        client=words.client.singular,
        clients=words.client.plural,
        the_client=words.client.definite,
        student=words.student.singular,
        students=words.student.plural,
        languages={code: str(label) for code, label in Language.choices},
    )


def _slots(here: loading.LocationWeek, days: list[datetime.date], visits: list[Any]) -> dict[Key, Slot]:
    """The dagdelen of the week by day and time, with those of visits whose block has other hours by now."""
    slots: dict[Key, Slot] = {
        (day, hours.block_id): Slot(day, hours.block_id, hours.starts_at, hours.ends_at, hours.name)
        for day in days
        for hours in here.hours
        if hours.is_dagdeel and hours.is_on(day)
    }
    for visit in visits:
        key = (visit.date, visit.block_id)
        if visit.is_active and key not in slots:
            slots[key] = Slot(visit.date, visit.block_id, visit.starts_at, visit.ends_at)
    return slots


def _closed(here: loading.LocationWeek, days: list[datetime.date], slots: dict[Key, Slot]) -> dict[Key, str]:
    status = {day: day_status(day, here.periods) for day in days}
    return {key: status[key[0]].reason for key in slots if not status[key[0]].is_open}


def _seats(visits: list[Any]) -> tuple[Seat, ...]:
    return tuple(
        Seat(
            visit=visit.pk,
            student=row["student"],
            client=visit.client_id,
            date=visit.date,
            block=visit.block_id,
            starts=visit.starts_at,
            ends=visit.ends_at,
            role=SeatRole(row["role"]),
            accompanied=visit.accompanied_by_id is not None,
        )
        for visit in visits
        if visit.is_active
        for row in visit.seat_rows
    )


def _extra(owner: Any) -> set[Key]:
    """The dagdelen of this week in which a student or client can after all."""
    return {(datetime.date.fromisoformat(row["date"]), row["block"]) for row in owner.extra_rows}


def _agreed(agreements: list[Any]) -> frozenset[tuple[Id, Id, datetime.date, str]]:
    """Which rule was set aside for which student and client on which day."""
    return frozenset(
        (row["student"], agreement.client_id, datetime.date.fromisoformat(row["date"]), row["rule"])
        for agreement in agreements
        for row in agreement.agreed_rows
    )


# Students


def _span(row: dict[str, Any]) -> Span:
    last = row["last"]
    return Span(datetime.date.fromisoformat(row["first"]), datetime.date.fromisoformat(last) if last else None)


def _students(here: loading.LocationWeek, students: list[Any], slots: dict[Key, Slot]) -> tuple[StudentFacts, ...]:
    first_names = Counter(student.first_name for student in students)
    return tuple(
        _student(
            here, student, slots, student.first_name if first_names[student.first_name] == 1 else student.short_name
        )
        for student in students
    )


def _student(here: loading.LocationWeek, student: Any, slots: dict[Key, Slot], name: str) -> StudentFacts:
    parameters = here.parameters
    available, unavailable = _availability(student, slots)
    return StudentFacts(
        id=student.pk,
        name=name,
        gender=student.gender,
        level=student.level or 0,
        starter=student.is_starter,
        skills=frozenset(student.skill_names),
        languages=frozenset(student.languages),
        allergies=frozenset(student.allergies),
        fears=frozenset(student.fears),
        smoke_ok=student.accepts_smoking,
        needs_bicycle=student.needs_bicycle,
        max_cycling_minutes=student.max_cycling_minutes,
        target=_or(student.target_visits_per_week, parameters.target_visits_per_week),
        max_week=_or(student.max_visits_per_week, parameters.max_visits_per_week),
        max_day=_or(student.max_visits_per_day, parameters.max_visits_per_day),
        available=available,
        unavailable=unavailable,
        average=student.past_visits / student.weeks_enrolled if student.weeks_enrolled else None,
        average_weeks=student.weeks_enrolled,
        last_accompanied=student.last_accompanied,
    )


def _or(own: int | None, of_location: int) -> int:
    return of_location if own is None else own


def _availability(student: Any, slots: dict[Key, Slot]) -> tuple[frozenset[Key], dict[Key, str]]:
    """In which dagdelen the student may go on visits, and for the others why not.

    An extra dagdeel takes the place of what the week pattern says (lesson, placement, free). An absence still holds.
    """
    patterns: dict[tuple[int, Id], list[tuple[Span, str]]] = defaultdict(list)
    for row in student.pattern_rows:
        patterns[row["weekday"], row["block"]].append((_span(row), row["kind"]))
    absences = [(_span(row), row["block"], row["kind"]) for row in student.absence_rows]
    enrolled = [_span(row) for row in student.enrolment_rows]
    extra = _extra(student)
    available, unavailable = set(), {}
    for day, block in slots:
        if not any(day in span for span in enrolled):
            unavailable[day, block] = WeekPattern.Kind.FREE.value
            continue
        kind = next(
            (kind for span, kind in patterns[day.isoweekday(), block] if day in span), WeekPattern.Kind.FREE.value
        )
        absence = next((kind for span, only, kind in absences if day in span and only in (None, block)), None)
        if absence is None and (kind == WeekPattern.Kind.NEIGHBOURHOOD or (day, block) in extra):
            available.add((day, block))
        else:
            unavailable[day, block] = absence or kind
    return frozenset(available), unavailable


# Clients


def _clients(
    here: loading.LocationWeek, agreements: list[Any], students: list[Any], slots: dict[Key, Slot]
) -> tuple[ClientFacts, ...]:
    by_client: dict[int, list[Any]] = defaultdict(list)
    for agreement in agreements:
        by_client[agreement.client_id].append(agreement)
    from_home = [student for student in students if student.starts_from_home]
    keys = {(day.isoweekday(), block): (day, block) for day, block in slots}
    return tuple(_client(here, rows, from_home, keys) for rows in by_client.values())


def _client(
    here: loading.LocationWeek, agreements: list[Any], from_home: list[Any], keys: dict[tuple[int, Id], Key]
) -> ClientFacts:
    """One client; when the agreement changes within the week, each day has the dagdelen of its own agreement.

    In an extra dagdeel the client can after all, also where somebody else usually helps.
    """
    latest = max(agreements, key=lambda agreement: agreement.version)
    client = latest.client
    kinds: dict[str, set[Key]] = {kind: set() for kind in AgreementSlot.Kind.values}
    covered: dict[Key, str] = {}
    for agreement in agreements:
        for row in agreement.slot_rows:
            key = keys.get((row["weekday"], row["block"]))
            if key and agreement.is_valid_on(key[0]):
                kinds[row["kind"]].add(key)
                if row["kind"] == AgreementSlot.Kind.COVERED:
                    covered[key] = row["covered_by"]
    extra = _extra(latest) & set(keys.values())
    covered = {key: who for key, who in covered.items() if key not in extra}
    return ClientFacts(
        id=client.pk,
        name=client.address_name,
        visits=latest.visits_per_week,
        seats=latest.seats,
        slots=frozenset(kinds[AgreementSlot.Kind.POSSIBLE] | kinds[AgreementSlot.Kind.PREFERRED] | extra),
        preferred=frozenset(kinds[AgreementSlot.Kind.PREFERRED]),
        covered=covered,
        agreements=tuple(_agreement_span(agreement, client) for agreement in agreements),
        pauses=tuple(_span(row) for row in latest.pause_rows),
        pets=frozenset(client.pets),
        smoker=client.is_smoker,
        gender_pref=client.gender_preference or None,
        min_level=client.min_level,
        skills=frozenset(latest.skill_names),
        language=client.language or None,
        refuses=frozenset(latest.refused_student_ids),
        face=Face(latest.face),
        heavy=client.is_heavy,
        travel=cycling_minutes(client, here.location),
        travel_of={student.pk: cycling_minutes(client, here.location, student) for student in from_home},
        last_accompanied=latest.last_accompanied,
        waiting_since=client.waiting_since,
        urgent=client.is_urgent,
    )


def _agreement_span(agreement: Any, client: Any) -> Span:
    ends = [day for day in (agreement.valid_until, client.ended_on) if day]
    return Span(agreement.valid_from, min(ends) if ends else None)


def cycling_minutes(client: Client, location: Location, student: Student | None = None) -> int | None:
    """Minutes one way to a client from the location, or from home for a student who leaves from there; None when unknown."""
    from_home = student is not None and student.starts_from_home
    start = start_of(location=location.coordinates, home=student.coordinates if student else None, from_home=from_home)
    entered = None if from_home else client.travel_minutes
    return travel(entered=entered, start=start, client=client.coordinates).minutes
