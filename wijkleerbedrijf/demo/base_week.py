"""The normal week of a demo location: who goes to whom, found with the rules on a week without holidays or absences."""

from __future__ import annotations

import datetime

from clients.models import Client, ClientAgreement
from planning.facts import load_week_of
from planning.models import BaseVisit
from students.models import Enrolment

from .placing import Placer
from .scene import DAY, WEEK, Scene

_FULL_WEEK = 5


def make_base_week(scene: Scene, clients: list[Client], since: datetime.date) -> list[BaseVisit]:
    """Rows that hold from `since`, or from the day on which their student began."""
    monday = _ordinary_monday(scene)
    facts = load_week_of(scene.location.pk, monday).facts
    placed = Placer(facts, scene.chance).place_all([client.pk for client in clients])
    began = dict(
        Enrolment.objects.filter(location=scene.location, valid_until=None).values_list("student_id", "valid_from")
    )
    agreed = dict(
        ClientAgreement.objects.filter(location=scene.location, valid_until=None).values_list("client_id", "valid_from")
    )
    students = [(one.lead, one.buddy) if one.buddy else (one.lead,) for one in placed]
    return BaseVisit.objects.bulk_create(
        BaseVisit(
            location=scene.location,
            client_id=int(one.client),
            weekday=one.date.isoweekday(),
            block_id=int(one.block),
            lead_id=int(one.lead),
            buddy_id=None if one.buddy is None else int(one.buddy),
            valid_from=max(since, agreed[int(one.client)], *(began[int(student)] for student in crew)),
        )
        for one, crew in zip(placed, students, strict=True)
    )


def _ordinary_monday(scene: Scene) -> datetime.date:
    """The first week after the coming one in which every working day is open."""
    monday = scene.this_monday + WEEK * 2
    for _ in range(60):
        if len(scene.open_days(monday)) == _FULL_WEEK:
            return monday
        monday += WEEK
    raise ValueError(f"no full school week found from {scene.this_monday + DAY * 14} on")
