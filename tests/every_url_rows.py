"""Rows for the walk over every URL: two locations with one of everything, and the arguments of a route made from them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model

from clients.models import Client, ClientPause
from planning.models import AgreedPair, ExtraDagdeel, WeekComment
from reporting.periods import Kind, period_of
from students.models import Referral, Student, Unavailability
from tests.factories import (
    LONG_AGO,
    MONDAY,
    ActivityFactory,
    ClientFactory,
    LocationFactory,
    PartnerFactory,
    StudentFactory,
    base_visit_of,
    block_of,
    duty_all_week,
    member,
    visit_of,
    week_of,
)
from tests.planning.proposal_rows import done_proposal, goes
from tests.portfolio_factories import handed_in_item, item_of
from tests.reporting_factories import draft_of, kept_scenario, published_report
from wijkleerbedrijf.organisation.models import (
    AccessLog,
    Bicycle,
    CalendarPeriod,
    Location,
    PartnerAgreement,
    Room,
    Task,
    User,
)
from wijkleerbedrijf.roles import Role

ISO = MONDAY.isocalendar()
LATER = datetime.date(2030, 3, 4)

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

#: Words in the name of a view or an argument that do not say which model they point to: the model, as 'app.model'.
MODELS: dict[str, str] = {
    "absence": "students.unavailability",
    "comment": "planning.weekcomment",
    "proposal": "planning.weekproposal",
    "remedy": "planning.weekproposal",
    "pause": "clients.clientpause",
    "item": "portfolio.studentitem",
    "programme": "students.student",
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
        self._rows_of_people(student, client)
        self._reports()
        visit_of(client, student, buddy=buddy)
        base_visit_of(client, student)
        duty_all_week(self.location, self.people[Role.COORDINATOR])
        self.agree_for_once(student, client)
        done_proposal(week_of(self.location), [goes(student, client)], self.people[Role.COORDINATOR])

    def _organisation_rows(self) -> None:
        CalendarPeriod.objects.create(
            location=self.location,
            kind=CalendarPeriod.Kind.CLOSING,
            name="studiedag",
            starts_on=LATER,
            ends_on=LATER,
        )
        Room.objects.create(location=self.location, name="lokaal", kind=Room.Kind.LESSON)
        Bicycle.objects.create(location=self.location, name="fiets 1", valid_from=LONG_AGO)
        PartnerAgreement.objects.create(
            location=self.location,
            partner=PartnerFactory.create(),
            contribution=PartnerAgreement.Contribution.STAFF,
            valid_from=LONG_AGO,
        )
        AccessLog.objects.create(
            location=self.location,
            user=self.people[Role.COORDINATOR],
            action=AccessLog.Action.VIEW,
            subject_type="client",
            subject_id=1,
        )
        self.make_task()

    def make_task(self) -> None:
        Task.objects.create(
            location=self.location,
            kind="plain",
            title="Bel de school",
            script="Vraag om het nieuwe rooster.",
            due_on=MONDAY,
            created_by=self.people[Role.COORDINATOR],
        )

    def _rows_of_people(self, student: Student, client: Client) -> None:
        teacher = self.people[Role.TEACHER]
        self.handed_in = handed_in_item(student, teacher)
        self.to_do = item_of(student, teacher)
        Unavailability.objects.create(
            location=self.location, student=student, kind="leave", starts_on=LATER, ends_on=LATER
        )
        partner = self.people[Role.REFERRER].memberships.get().partner
        Referral.objects.create(location=self.location, student=student, partner=partner, referred_on=LONG_AGO)
        ClientPause.objects.create(location=self.location, client=client, valid_from=LATER, valid_until=LATER)
        WeekComment.objects.create(
            location=self.location, week=week_of(self.location), author=teacher, text="Donderdag is er les."
        )

    def agree_for_once(self, student: Student, client: Client) -> None:
        for_once = {"location": self.location, "date": LATER, "agreed_with": self.people[Role.COORDINATOR]}
        ExtraDagdeel.objects.create(client=client, block=block_of(self.location), **for_once)
        AgreedPair.objects.create(client=client, student=student, rule=AgreedPair.Rule.LANGUAGE, **for_once)

    def _reports(self) -> None:
        lead = self.people[Role.PROJECT_LEAD]
        self.published = published_report(self.location, lead)
        self.draft = draft_of(self.location, lead, period_of(Kind.QUARTER, datetime.date(2026, 4, 1)))
        kept_scenario(self.location, lead)

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


#: Arguments of one route that need a row in a certain state.
SPECIAL: dict[tuple[str, str], Callable[[World], Any]] = {
    ("portfolio:sign_item", "pk"): lambda world: world.handed_in.pk,
    ("portfolio:return_item", "pk"): lambda world: world.handed_in.pk,
    ("portfolio:hand_in_item", "pk"): lambda world: world.to_do.pk,
    ("reporting:edit_report", "pk"): lambda world: world.draft.pk,
    ("reporting:publish_report", "pk"): lambda world: world.draft.pk,
}


def model_of(app: str, view: str, name: str) -> type[Model] | None:
    """`pk` of `client_edit` or `edit_client` is a Client; `student_pk` and `student_id` are a Student, in any app."""
    words = view.split("_") if name == "pk" else [name.removesuffix("_pk").removesuffix("_id")]
    parts = [words[start : start + length] for length in range(len(words), 0, -1) for start in range(len(words))]
    apps_in_order = [app, *(config.label for config in apps.get_app_configs() if config.label != app)]
    for label in apps_in_order:
        for part in parts:
            if model := _model("_".join(part), label):
                return model
    return None


def _model(words: str, app: str) -> type[Model] | None:
    if words in MODELS:
        return apps.get_model(MODELS[words])
    try:
        return apps.get_model(app, words.replace("_", ""))
    except LookupError:
        return None
