"""Reports and what they count, for tests."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from django.utils import timezone

from planning.models import Scenario, Visit
from planning.optimiser.what_if import Outcome
from reporting.models import Report, WhatIf
from reporting.periods import Kind, Period, period_of
from reporting.services import create_report, publish
from reporting.what_if_answer import figures_of, year_of
from reporting.what_if_question import Asked
from reporting.what_if_service import keep
from students.models import Outflow, Student
from tests.factories import LONG_AGO, PartnerFactory, StudentFactory, visit_of, week_of
from wijkleerbedrijf.organisation.models import Location, PartnerAgreement, User
from wijkleerbedrijf.organisation.vocabulary import DEFAULT_WORDS

#: The third quarter of 2026 has ended on TODAY, the fourth runs.
TODAY = datetime.date(2026, 11, 22)
AUTUMN = datetime.date(2026, 9, 7)
THIRD_QUARTER = period_of(Kind.QUARTER, AUTUMN)


def published_visit(client: Any, student: Student, *, date: datetime.date = AUTUMN, **kwargs: Any) -> Visit:
    """A visit in a week that was published."""
    monday = date - datetime.timedelta(days=date.weekday())
    by = kwargs.pop("by", None)
    if by is not None:
        week_of(client.location, monday, state="published", version=1, published_at=timezone.now(), published_by=by)
    return visit_of(client, student, date=date, **kwargs)


def outflow_of_students(location: Location, number: int, *, ended_on: datetime.date, **kwargs: Any) -> None:
    """This many students whose route ended on a day, with a diploma unless said otherwise."""
    values = {"result": "diploma", "destination": "level_2", "reason_class": "positive"} | kwargs
    for student in StudentFactory.create_batch(number, location=location):
        enrolment = student.enrolments.get()
        enrolment.valid_until = ended_on
        enrolment.save()
        Outflow.objects.create(location=location, enrolment=enrolment, ended_on=ended_on, **values)


def partner_of(location: Location, name: str, **kwargs: Any) -> PartnerAgreement:
    values = {"contribution": "money", "valid_from": LONG_AGO} | kwargs
    return PartnerAgreement.objects.create(location=location, partner=PartnerFactory.create(name=name), **values)


def draft_of(location: Location, by: User, period: Period = THIRD_QUARTER) -> Report:
    return create_report(location=location, period=period, by=by)


def published_report(location: Location, by: User, period: Period = THIRD_QUARTER) -> Report:
    return publish(report=draft_of(location, by, period), by=by, today=TODAY)


def outcome(visits: int = 66, served: int = 60, **kwargs: Any) -> Outcome:
    """What a week with 22 students and 64 clients gives."""
    values: dict[str, Any] = {
        "students": 22,
        "asked": 80,
        "visits": visits,
        "clients": 64,
        "served": served,
        "new_clients": 0,
        "new_served": 0,
        "block_minutes": visits * 120,
        "net_minutes": visits * 100,
        "proven": True,
    }
    return Outcome(**(values | kwargs))


def answered(location: Location, by: User, *, after: Outcome | None = None, **question: Any) -> WhatIf:
    """A question that was solved: two students leave, from the Monday after TODAY."""
    monday = TODAY + datetime.timedelta(days=1)
    asked = Asked(starts_on=monday, **(question or {"fewer_students": 2}))
    return WhatIf.objects.create(
        location=location,
        kind=WhatIf.Kind.QUESTION,
        fingerprint=f"{WhatIf.objects.count():064}",
        question=asked.to_json() | {"monday": monday.isoformat()},
        state=WhatIf.State.DONE,
        asked_by=by,
        ended_at=timezone.now(),
        result={"base": dataclasses.asdict(outcome()), "phases": [dataclasses.asdict(after or outcome(57, 52))]},
    )


def kept_scenario(
    location: Location, by: User, *, title: str = "Twee minder", note: str = "", **kwargs: Any
) -> Scenario:
    row = answered(location, by, **kwargs)
    figures = figures_of(row, year_of(location, TODAY), DEFAULT_WORDS)
    return keep(what_if=row, figures=figures, title=title, note=note, by=by)
