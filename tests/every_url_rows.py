"""Rows for the walk over every URL: two locations with one of everything, and the arguments of a route made from them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model

from tests.factories import (
    MONDAY,
    ActivityFactory,
    ClientFactory,
    LocationFactory,
    PartnerFactory,
    StudentFactory,
    base_visit_of,
    duty_all_week,
    member,
    visit_of,
)
from wijkleerbedrijf.organisation.models import (
    AccessLog,
    Bicycle,
    CalendarPeriod,
    Location,
    PartnerAgreement,
    Room,
    User,
)
from wijkleerbedrijf.roles import Role

ISO = MONDAY.isocalendar()

#: Arguments that are the same everywhere: they name no row.
FIXED: dict[str, Any] = {
    "year": ISO.year,
    "week": ISO.week,
    "school_year": 2026,
    "weekday": 1,
    "date": MONDAY.isoformat(),
    "quarter": 4,
    "number": 1,
}

#: Arguments whose name does not say which model they point to: the model, as 'app.model'.
MODELS: dict[str, str] = {
    "user_id": "organisation.user",
}


class World:
    """One location with its people and one row of each model that a URL can name."""

    def __init__(self, name: str) -> None:
        self.location: Location = LocationFactory.create(name=name, slug=name.lower())
        self.people: dict[Role, User] = {role: member(role, self.location) for role in Role}
        student = StudentFactory.create(location=self.location, user=self.people[Role.STUDENT])
        buddy = StudentFactory.create(location=self.location)
        client = ClientFactory.create(location=self.location)
        ActivityFactory.create(location=self.location)
        self._organisation_rows()
        visit_of(client, student, buddy=buddy)
        base_visit_of(client, student)
        duty_all_week(self.location, self.people[Role.COORDINATOR])

    def _organisation_rows(self) -> None:
        CalendarPeriod.objects.create(
            location=self.location,
            kind=CalendarPeriod.Kind.CLOSING,
            name="studiedag",
            starts_on=datetime.date(2030, 3, 4),
            ends_on=datetime.date(2030, 3, 4),
        )
        Room.objects.create(location=self.location, name="lokaal", kind=Room.Kind.LESSON)
        Bicycle.objects.create(location=self.location, name="fiets 1", valid_from=datetime.date(2020, 1, 1))
        PartnerAgreement.objects.create(
            location=self.location,
            partner=PartnerFactory.create(),
            contribution=PartnerAgreement.Contribution.STAFF,
            valid_from=datetime.date(2020, 1, 1),
        )
        AccessLog.objects.create(
            location=self.location,
            user=self.people[Role.COORDINATOR],
            action=AccessLog.Action.VIEW,
            subject_type="client",
            subject_id=1,
        )

    def row(self, model: type[Model]) -> Model | None:
        """The first row of the model that belongs to this location, None when there is none."""
        if model is Location:
            return self.location
        if model is User:
            return self.people[Role.TEACHER]
        rows: Any = model._default_manager.order_by("pk")
        for path in ("location", "student__location", "client__location", "week__location", "enrolment__location"):
            try:
                return rows.filter(**{path: self.location}).first()  # type: ignore[no-any-return]
            except (LookupError, ValueError, TypeError):
                continue
            except Exception as error:
                if type(error).__name__ != "FieldError":
                    raise
        return rows.first()  # type: ignore[no-any-return]

    def argument(self, app: str, view: str, name: str) -> Any:
        """The value of one argument of a route, from the name of the view and of the argument."""
        if special := SPECIAL.get((f"{app}:{view}", name)):
            return special(self)
        if name in FIXED:
            return FIXED[name]
        model = model_of(app, view, name)
        assert model, f"{app}:{view} has an argument {name!r}: say in tests/every_url_rows.py what it is"
        row = self.row(model)
        assert row is not None, f"{app}:{view} needs a {model._meta.label}: make one in tests/every_url_rows.py"
        return row.pk


#: Arguments of one route that need more thought than a row of a model.
SPECIAL: dict[tuple[str, str], Callable[[World], Any]] = {}


def model_of(app: str, view: str, name: str) -> type[Model] | None:
    """`pk` of `client_edit` is a Client; `student_pk` and `student_id` are a Student, in any app."""
    if name in MODELS:
        return apps.get_model(MODELS[name])
    if name == "pk":
        words = view.split("_")
        found = (_model("".join(words[:length]), app) for length in range(len(words), 0, -1))
        return next((model for model in found if model), None)
    stem = name.removesuffix("_pk").removesuffix("_id").replace("_", "")
    return _model(stem, app) or next(
        (model for config in apps.get_app_configs() if (model := _model(stem, config.label))), None
    )


def _model(model_name: str, app: str) -> type[Model] | None:
    try:
        return apps.get_model(app, model_name)
    except LookupError:
        return None
