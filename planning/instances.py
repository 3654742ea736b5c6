"""From the database to the optimiser: the week of a location as a planning problem. The choices stand in docs/planning.md."""

from __future__ import annotations

import datetime
import enum
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from planning import loading
from planning.asked import weeks_missed, weeks_waited
from planning.begun import begun_slots, moment_of
from planning.facts import LoadedWeek, load_week_of
from planning.history import WEEKS_BACK, History, load_history
from planning.models import Visit, WeekPlan
from planning.optimiser import Assignment, ClientWishes, Instance, StudentWishes
from planning.refused import SaidNo, refusals_of, without_refused
from planning.rules import ClientFacts, Id, Member, Proposal, SeatRole, SlotKey, WeekFacts, apply, is_allowed
from planning.usual_week import Source, Usual, crew_of, usual_week
from planning.weights import visit_weights
from portfolio.models import StudentItem
from portfolio.practice import practised
from students.models import Student

#: More often than this does not make two people know each other better.
MOST_FAMILIAR = 3
_WEEK = datetime.timedelta(weeks=1)


class Kept(enum.StrEnum):
    """Why a visit stays as it is."""

    PAST = "past"
    RECORDED = "recorded"
    PINNED = "pinned"
    ACCOMPANIED = "accompanied"
    LEARNING = "learning"


class Why(enum.StrEnum):
    """Why a client wants fewer visits in this week than was agreed."""

    CLIENT_CANCELLED = "client_cancelled"
    PAUSE = "pause"
    AGREEMENT = "agreement"
    COVERED = "covered"
    CLOSED = "closed"
    NO_DAYS = "no_days"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Fewer:
    """A client who was agreed `agreed` visits a week and can have `wanted` in this one; 0 is a client outside the problem."""

    client: Id
    agreed: int
    wanted: int
    why: Why


@dataclass(frozen=True, slots=True)
class WeekInstance:
    """A week as a planning problem, and what a page needs to speak about it.

    `present` are the visits that the week has now, as assignments; `visits` gives the row of each of them by client and dagdeel.
    `previous` of the instance may hold more: what the normal week has in mind. `kept` says why a visit (client, dagdeel) stays,
    `fewer` which clients want less than agreed in this week. `duty_assumed`: nobody is on duty in the whole week yet, so every
    dagdeel was taken as reachable. `missed` is for how many weeks a client got nothing of what was asked.
    """

    instance: Instance
    loaded: LoadedWeek
    source: Source
    present: frozenset[Assignment]
    visits: Mapping[tuple[Id, SlotKey], Any]
    kept: Mapping[tuple[Id, SlotKey], Kept]
    fewer: Mapping[Id, Fewer]
    missed: Mapping[Id, int]
    duty_assumed: bool

    @property
    def wanted(self) -> int:
        """How many visits are asked for in this week, as far as it can still be."""
        return sum(client.visits for client in self.instance.week.clients)


def instance_of_week(
    week: WeekPlan,
    *,
    today: datetime.date | None = None,
    now: datetime.time | None = None,
    history: History | None = None,
) -> WeekInstance:
    """The planning problem of a week, which needs no row yet; at most twelve queries.

    Dagdelen before `today`, and those of today that began by `now`, are past. Without `now` that is the present moment when
    `today` is the present day, and the start of the day otherwise. A `history` that was loaded before is not loaded again.
    """
    moment = moment_of(today)
    if now is not None:
        moment = datetime.datetime.combine(moment, now, moment.tzinfo)
    loaded = load_week_of(week.location_id, week.monday)
    history = history or load_history(week.location_id, week.monday)
    source, usual = usual_week(week, loaded)
    return _Maker(loaded, history, source, usual, moment, refusals_of(loaded)).week_instance(_student_wishes(loaded))


def _student_wishes(loaded: LoadedWeek) -> list[Any]:
    """Subjects to improve in and the work processes with something to do for each student of the week; one query."""
    unsigned = (
        StudentItem.objects.filter(
            Q(enrolment__valid_until__isnull=True) | Q(enrolment__valid_until__gte=loaded.monday),
            enrolment__student=OuterRef("pk"),
            item__work_process__in_neighbourhood=True,
        )
        .exclude(status=StudentItem.Status.SIGNED)
        .order_by()
    )
    return list(
        Student.objects.filter(pk__in=[student.pk for student in loaded.students])
        .annotate(
            subject_ids=ArraySubquery(
                Student.subjects.through.objects.filter(student=OuterRef("pk")).values("subject_id")
            ),
            process_rows=loading.json_rows(
                unsigned.distinct(),
                process="item__work_process_id",
                crebo="item__work_process__core_task__programme__crebo",
                code="item__work_process__code",
            ),
        )
        .values_list("pk", "subject_ids", "process_rows")
    )


class _Maker:
    """Makes the problem of one week out of what was loaded."""

    def __init__(
        self,
        loaded: LoadedWeek,
        history: History,
        source: Source,
        usual: list[Usual],
        now: datetime.datetime,
        refusals: Mapping[Id, SaidNo],
    ) -> None:
        self.loaded, self.facts = loaded, loaded.facts
        self.history, self.source, self.usual = history, source, usual
        self.refusals = refusals
        self.past = begun_slots(self.facts.slots, now)
        self.visits = {
            (visit.client_id, (visit.date, visit.block_id)): visit for visit in loaded.visits if visit.is_active
        }
        self.present = frozenset(
            Assignment(student, client, key, role)
            for (client, key), visit in self.visits.items()
            for student, role in crew_of(visit)
        )

        self.days_of: dict[Id, set[datetime.date]] = defaultdict(set)
        for client, key in self.visits:
            self.days_of[client].add(key[0])
        self.cancelled_by = Counter(
            visit.client_id for visit in loaded.visits if visit.cancel_reason == Visit.CancelReason.CLIENT_ASKED
        )
        self.latest = {one.client_id: one for one in sorted(loaded.agreements, key=lambda one: one.version)}

    def week_instance(self, wishes: list[Any]) -> WeekInstance:
        fewer = {one.client: one for one in map(self._fewer, self.facts.clients) if one is not None}
        clients = tuple(
            replace(client, visits=fewer[client.id].wanted) if client.id in fewer else client
            for client in self.facts.clients
        )
        previous = self.present | frozenset(self._still_usual({client.id: client.visits for client in clients}))
        kept = dict(self._kept(previous))
        # Only for the solver: a person may still ask again, and plan it by hand.
        clients = tuple(
            without_refused(client, self.refusals[client.id]) if client.id in self.refusals else client
            for client in clients
        )
        missed = {client.id: self._missed(client.id) for client in clients}
        duty, assumed = self._duty()
        week = replace(
            self.facts,
            clients=clients,
            seats=(),
            duty=duty,
            familiarity={pair: min(number, MOST_FAMILIAR) for pair, number in self.facts.familiarity.items()},
        )
        in_week = Counter(client for client, _ in {(one.client, one.slot) for one in previous})
        processes = {(row["process"], row["crebo"], row["code"]) for _, _, rows in wishes for row in rows}
        instance = Instance(
            week=week,
            students={
                pk: StudentWishes(frozenset(subjects), frozenset(row["process"] for row in rows))
                for pk, subjects, rows in wishes
            },
            clients={
                client.id: self._wishes(client, in_week[client.id], missed[client.id], processes) for client in clients
            },
            previous=previous,
            locked=frozenset(one for one in previous if kept.get((one.client, one.slot), Kept.PAST) is not Kept.PAST),
            frozen=self.past,
            id=f"{self.loaded.here.location.slug}-{self.loaded.monday:%G-W%V}",
        )
        return WeekInstance(
            instance=instance,
            loaded=self.loaded,
            source=self.source,
            present=self.present,
            visits=self.visits,
            kept=kept,
            fewer=fewer,
            missed={client: rows[0] for client, rows in missed.items()},
            duty_assumed=assumed,
        )

    # What the client asks for in this week

    def _fewer(self, client: ClientFacts) -> Fewer | None:
        """What keeps this client from the visits that were agreed; None when nothing does."""
        agreed = client.visits
        has = self.days_of[client.id]
        by_client = self.cancelled_by[client.id]
        days: set[datetime.date] = set()
        against: Counter[Why] = Counter()
        for key in sorted(client.slots, key=str):
            why = self._why_not(client, key)
            if why is None:
                days.add(key[0])
            else:
                against[why] += 1
        days |= has
        wanted = max(min(agreed - by_client, len(days)), len(has))
        if wanted >= agreed:
            return None
        if len(days) >= agreed - by_client and by_client:
            return Fewer(client.id, agreed, wanted, Why.CLIENT_CANCELLED)
        return Fewer(client.id, agreed, wanted, max(against, key=lambda one: against[one], default=Why.NO_DAYS))

    def _why_not(self, client: ClientFacts, key: SlotKey) -> Why | None:
        """Why this dagdeel, which the client accepts, can't be in this week."""
        if not any(key[0] in span for span in client.agreements):
            return Why.AGREEMENT
        if any(key[0] in pause for pause in client.pauses):
            return Why.PAUSE
        if key in self.facts.closed:
            return Why.CLOSED
        if key in client.covered:
            return Why.COVERED
        return Why.PAST if key in self.past else None

    def _missed(self, client: Id) -> tuple[int, ...]:
        """For the first, second ... visit: for how many weeks in a row it was asked and not given.

        Further back than the history goes four weeks count as one, so that the one who waits longest still comes first.
        """
        past = self.history.past.get(client)
        shares = self.history.shares.get(client, ())
        waited = weeks_waited(past, shares, self.history.weeks) if past is not None else 0
        missed = [weeks_missed(shares, number) + waited for number in range(5)]
        if missed[0] >= WEEKS_BACK:
            latest = self.latest[client]
            since = latest.last_visit or latest.client.waiting_since or latest.valid_from
            missed[0] += max(0, (self.loaded.monday - since) // _WEEK - WEEKS_BACK) // 4
        return tuple(missed)

    def _wishes(
        self, client: ClientFacts, running: int, missed: tuple[int, ...], processes: set[tuple[int, str, str]]
    ) -> ClientWishes:
        latest = self.latest[client.id]
        return ClientWishes(
            weights=visit_weights(client.visits, running=running, urgent=client.urgent, missed=missed),
            offers=frozenset(latest.subject_ids),
            processes=practised(latest.activity_groups, processes),
        )

    # The plan that the week starts from

    def _still_usual(self, wanted: Mapping[Id, int]) -> Iterator[Assignment]:
        """Of the usual week what this week has not decided about yet, as far as it has a place in it."""
        decided = {visit.base_visit_id for visit in self.loaded.visits if visit.base_visit_id}
        days = {(visit.client_id, visit.date) for visit in self.loaded.visits}
        number = Counter(client for client, _ in self.visits)
        for one in self.usual:
            if (
                one.base in decided
                or (one.client, one.key[0]) in days
                or one.client not in wanted
                or one.key not in self.facts.slot_by_key
                or one.key in self.past
                or number[one.client] >= wanted[one.client]
                or self._why_not(self.facts.client_by_id[one.client], one.key) is not None
            ):
                continue
            known = [each for each in one.assignments if each.student in self.facts.student_by_id]
            if known:
                days.add((one.client, one.key[0]))
                number[one.client] += 1
                yield from known

    def _kept(self, previous: frozenset[Assignment]) -> Iterator[tuple[tuple[Id, SlotKey], Kept]]:
        """Which visits stay: past, recorded and pinned ones whatever the rules say, the others as long as the rules agree."""
        crews: dict[tuple[Id, SlotKey], list[Member]] = defaultdict(list)
        for one in sorted(previous, key=_in_order):
            crews[one.client, one.slot].append(Member(one.student, one.role))
        facts = self.facts
        # What stands in the week first; a visit of the usual week stays only beside those that stay already.
        for place in sorted(crews, key=lambda one: one not in self.visits):
            visit = self.visits.get(place)
            proposal = self._proposal(place, crews[place], visit)
            why = self._why_kept(place, proposal, visit, facts)
            if why is not None:
                yield place, why
                if visit is None:
                    facts = apply(proposal, facts)

    def _why_kept(
        self, place: tuple[Id, SlotKey], proposal: Proposal, visit: Any | None, facts: WeekFacts
    ) -> Kept | None:
        client, key = place
        if key in self.past:
            return Kept.PAST
        if visit is not None and visit.status in (Visit.Status.DONE, Visit.Status.CLIENT_ABSENT):
            return Kept.RECORDED
        if visit is not None and visit.pinned:
            return Kept.PINNED
        learning = len(proposal.members) > 1 and facts.client_by_id[client].seats == 1
        if (proposal.accompanied or learning) and is_allowed(proposal, facts):
            return Kept.ACCOMPANIED if proposal.accompanied else Kept.LEARNING
        return None

    def _proposal(self, place: tuple[Id, SlotKey], crew: list[Member], visit: Any | None) -> Proposal:
        client, key = place
        return Proposal(
            client=client,
            slot=self.facts.slot_by_key[key],
            members=tuple(crew),
            visit=None if visit is None else visit.pk,
            accompanied=visit is not None and visit.accompanied_by_id is not None,
        )

    # Who can be reached

    def _duty(self) -> tuple[frozenset[SlotKey], bool]:
        """The dagdelen with somebody on duty. As long as nobody made the list of this week, every dagdeel counts."""
        to_come = {
            slot.key for slot in self.facts.slots if slot.key not in self.past and slot.key not in self.facts.closed
        }
        if to_come and not self.facts.duty:
            return frozenset(to_come), True
        return self.facts.duty, False


def _in_order(one: Assignment) -> tuple[str, ...]:
    """The same order each time; who does the visit comes before who comes along."""
    return str(one.slot), str(one.client), "" if one.role is SeatRole.LEAD else one.role.value, str(one.student)
