"""When can we really begin: the coming weeks from the database, asked of the solver process, and read back for a page."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clients.models import Client
from planning.facts import cycling_minutes
from planning.history import load_history
from planning.instances import WeekInstance, instance_of_week
from planning.models import Refusal, WeekPlan
from planning.optimiser.earliest import POSSIBLE, Chance, ComingWeek, Place, WeekChances, by_place
from planning.optimiser.instance import Instance
from planning.optimiser.process import Request, run
from planning.rules import OPTIMISER, ClientFacts, Id, Rule, SeatRole, SlotKey, Span, WeekFacts, match_findings
from students.models import Student
from wijkleerbedrijf.organisation.models import Location

NEWCOMER = "newcomer"
#: So many weeks are looked at.
WEEKS = 8
#: Seconds after which somebody who waits at a page hears that it did not work.
DEADLINE = 8.0
_DAY = datetime.timedelta(days=1)
_WEEK = datetime.timedelta(weeks=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody asks for. `queue_first`: in a week without a plan, clients who wait already come first."""

    places: frozenset[Place]
    visits: int = 1
    seats: int = 1
    gender: str | None = None
    language: str | None = None
    min_level: int = 1
    pets: frozenset[str] = frozenset()
    smoker: bool = False
    skills: frozenset[str] = frozenset()
    travel: int | None = None
    queue_first: bool = True


@dataclass(frozen=True, slots=True)
class WeekAnswer:
    """A week of the answer: what each dagdeel offers, by weekday and block.

    `own` are the weekdays on which the client has a visit already.
    """

    monday: datetime.date
    chances: Mapping[Place, Chance]
    visits: int
    planned: bool
    proven: bool
    own: frozenset[int] = frozenset()

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    def may(self, place: Place) -> bool:
        return self.chances.get(place, Chance.OUT) in POSSIBLE

    def is_out(self, place: Place) -> bool:
        return self.chances.get(place, Chance.OUT) is Chance.OUT


@dataclass(frozen=True, slots=True)
class Hindrance:
    """A rule that keeps so many of the students away from this client, whatever the dagdeel."""

    rule: Rule
    students: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The weeks; and when nobody at all may go: how many students there are, and which rules keep how many of them away."""

    weeks: Sequence[WeekAnswer]
    students: int = 0
    hindrances: Sequence[Hindrance] = ()

    @property
    def nobody(self) -> bool:
        return bool(self.hindrances) or not self.students


def first_monday(today: datetime.date) -> datetime.date:
    """The Monday of this week, or of the next one in a weekend."""
    monday = today - today.weekday() * _DAY
    return monday + _WEEK if today.weekday() >= _SATURDAY else monday


def earliest_start(location: Location, wishes: Wishes, client: Client | None, today: datetime.date) -> Answer:
    """Looks at the coming weeks; nine queries a week at most. Raises SolverError when there is no answer in time."""
    mondays = [first_monday(today) + number * _WEEK for number in range(WEEKS)]
    plans = {week.monday: week for week in WeekPlan.objects.filter(location=location, monday__in=mondays)}
    history = load_history(location.pk, mondays[0])
    loaded = [
        instance_of_week(plans.get(monday) or WeekPlan(location=location, monday=monday), today=today, history=history)
        for monday in mondays
    ]
    newcomer = _Newcomer(_person(location, wishes, client), wishes, client)
    first = loaded[0].instance.week
    hindrances = hindrances_of(newcomer.person, first)
    if hindrances or not first.students:
        return Answer((), len(first.students), hindrances)
    coming = [newcomer.coming(one) for one in loaded]
    found: list[WeekChances] = run(Request("earliest", ([one for one, _ in coming],)), deadline=DEADLINE)
    return Answer(
        [
            WeekAnswer(
                monday=one.loaded.monday,
                chances=by_place(chances.chances),
                visits=chances.visits,
                planned=_is_planned(one),
                proven=chances.proven,
                own=own,
            )
            for one, (_, own), chances in zip(loaded, coming, found, strict=True)
        ],
        len(first.students),
    )


def _is_planned(one: WeekInstance) -> bool:
    return bool(one.present)


def _person(location: Location, wishes: Wishes, client: Client | None) -> ClientFacts:
    """The newcomer apart from any week. Two queries for somebody who is a client already."""
    refuses: frozenset[Id] = frozenset()
    travel_of: dict[Id, int | None] = {}
    if client is not None:
        refuses = frozenset(
            Refusal.objects.filter(client=client, ended_on__isnull=True).values_list("student", flat=True)
        )
        from_home = Student.objects.filter(location=location, starts_from_home=True)
        travel_of = {student.pk: cycling_minutes(client, location, student) for student in from_home}
    return ClientFacts(
        id=NEWCOMER,
        name="nieuw" if client is None else client.address_name,
        visits=wishes.visits,
        seats=wishes.seats,
        agreements=(Span(datetime.date.min),),
        pets=wishes.pets,
        smoker=wishes.smoker,
        gender_pref=wishes.gender,
        min_level=wishes.min_level,
        skills=frozenset(wishes.skills),
        language=wishes.language,
        refuses=refuses,
        travel=wishes.travel if client is None else cycling_minutes(client, location),
        travel_of=travel_of,
    )


def hindrances_of(person: ClientFacts, week: WeekFacts) -> tuple[Hindrance, ...]:
    """The rules that together keep every student away, the strongest first; none when somebody may go."""
    number: Counter[Rule] = Counter()
    for student in week.students:
        refused = {
            one.rule for one in match_findings(student, person, SeatRole.LEAD, week, policy=OPTIMISER) if one.hard
        }
        if not refused:
            return ()
        number.update(refused)
    return tuple(Hindrance(rule, students) for rule, students in number.most_common())


@dataclass(frozen=True, slots=True)
class _Newcomer:
    """Puts the person with these wishes beside the clients of a week."""

    person: ClientFacts
    wishes: Wishes
    client: Client | None

    def coming(self, one: WeekInstance) -> tuple[ComingWeek, frozenset[int]]:
        """The question about a week, and the weekdays on which the person has a visit in it already."""
        instance, own = self._settled(one.instance)
        days = {day for _, (day, _) in own}
        slots = frozenset(
            slot.key
            for slot in instance.week.slots
            if (slot.date.isoweekday(), slot.block) in self.wishes.places and slot.date not in days
        )
        newcomer = replace(self.person, slots=slots, visits=max(1, self.wishes.visits - len(own)))
        planned = _is_planned(one) or not self.wishes.queue_first
        return ComingWeek(instance, newcomer, planned), frozenset(day.isoweekday() for day in days)

    def _settled(self, instance: Instance) -> tuple[Instance, set[tuple[Id, SlotKey]]]:
        """The week in which the client keeps the visits that are there and asks for no others beside this question."""
        if self.client is None or self.client.pk not in instance.week.client_by_id:
            return instance, set()
        pk = self.client.pk
        own = frozenset(each for each in instance.previous if each.client == pk)
        visits = {(each.client, each.slot) for each in own}
        clients = tuple(
            replace(client, visits=len(visits)) if client.id == pk else client for client in instance.week.clients
        )
        weights = replace(instance.wishes_of_client(pk), weights=instance.wishes_of_client(pk).weights[: len(visits)])
        if len(weights.weights) < len(visits):
            weights = replace(weights, weights=(1,) * len(visits))
        settled = replace(
            instance,
            week=replace(instance.week, clients=clients),
            clients={**instance.clients, pk: weights},
            locked=instance.locked | own,
        )
        return settled, visits
