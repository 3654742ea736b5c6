"""Why a proposal changes a visit, in one sentence that is true whatever the solver had in mind.

Pure. Each sentence is a fact that can be checked: a rule refuses the visit as it stands, the student is somewhere else then, a
client waits. Where no such fact explains the change, a general sentence says only that it belongs to the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from planning.optimiser.instance import Assignment
from planning.proposal_changes import Change, Kind, Planned, planned_of, policy_of, seats_of
from planning.rules import Finding, Id, Member, SlotKey, WeekFacts, check_week
from planning.rules.wording import capital, times_text

USUAL = "Zoals in de gewone week."
_GENERAL = "Dit hoort bij het geheel van dit plan."
_LONG = 2


@dataclass(frozen=True, slots=True)
class Since:
    """Whole weeks since the last visit to a client; since the client asked for help when there was none yet."""

    weeks: int
    was_visited: bool = True


_JUST_NOW = Since(0)


@dataclass
class Story:
    """The week before and after, as far as reasons need it. `waiting` gives for a client how long ago the last visit was.

    While nothing is planned yet, the usual week is what the plan is compared with.
    """

    week: WeekFacts
    present: Sequence[Planned]
    wanted: Sequence[Planned]
    usual: frozenset[Assignment] = frozenset()
    waiting: Mapping[Id, Since] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.baseline = self.present or _usual_visits(self.usual, self.week)
        self._broken: dict[tuple[Id | None, SlotKey | None], list[Finding]] = {}
        now, then = _problems(self.week, self.baseline), _problems(self.week, self.wanted)
        known = {_about(one) for one in _problems(self.week, self.present)}
        self.new_problems = [one for one in then if one.hard and _about(one) not in known]
        """What the rules refuse in the plan, because something outside the week changed since it was made."""
        left = {_about(one) for one in then}
        for one in now:
            if one.client is None or _about(one) not in left:
                self._broken.setdefault((one.client, one.slot), []).append(one)
        self._of_student: dict[Id, list[Planned]] = {}
        for visit in self.wanted:
            for student in visit.students:
                self._of_student.setdefault(student, []).append(visit)
        self._usual_crews: dict[tuple[Id, SlotKey], set[Member]] = {}
        for one_usual in self.usual:
            crew = self._usual_crews.setdefault((one_usual.client, one_usual.slot), set())
            crew.add(Member(one_usual.student, one_usual.role))
        self._had = Counter(visit.client for visit in self.baseline)

    def is_usual(self, change: Change) -> bool:
        """Is it a new visit, just as the normal week has it?"""
        if change.kind is not Kind.NEW or change.after is None:
            return False
        return self._usual_crews.get((change.client, change.after.slot.key)) == set(change.after.crew)

    def reason(self, change: Change) -> str:
        """One sentence with a full stop."""
        if self.is_usual(change):
            return USUAL
        if change.before is None:
            return self._why_new(change)
        return (
            self._broken_rule(change, change.before)
            or self._goes_elsewhere(change, change.before)
            or self._better_known(change)
            or self._at_the_maximum(change, change.before)
            or self._preferred(change)
            or _GENERAL
        )

    def _student(self, student: Id) -> str:
        return self.week.student_by_id[student].name

    def _client(self, client: Id) -> str:
        return self.week.client_by_id[client].name

    def _why_new(self, change: Change) -> str:
        client = self.week.client_by_id[change.client]
        instead = self._instead_of_usual(change.client)
        if instead is not None:
            return self._broken_rule(change, instead) or f"In de gewone week is dit {self._told(instead)}."
        had, since = self._had[client.id], self.waiting.get(client.id, _JUST_NOW)
        if not had and since.weeks >= _LONG:
            if since.was_visited:
                return f"Het laatste bezoek was {since.weeks} weken geleden."
            return f"Wacht al {since.weeks} weken op een eerste bezoek."
        if client.urgent:
            return "Heeft spoed."
        if not had:
            return "Heeft deze week nog geen bezoek." if self.present else "Heeft in de gewone week geen bezoek."
        when = "deze week" if self.present else "in de gewone week"
        return f"Heeft {when} {times_text(had)}. Afgesproken is {client.visits}."

    def _instead_of_usual(self, client: Id) -> Planned | None:
        """While nothing is planned: the usual visit of the client that the plan leaves out."""
        if self.present:
            return None
        there = {(one.slot.key, one.crew) for one in self.wanted if one.client == client}
        return next(
            (one for one in self.baseline if one.client == client and (one.slot.key, one.crew) not in there), None
        )

    def _told(self, one: Planned) -> str:
        return f"{one.slot.text}, {' en '.join(self._student(student) for student in one.students)}"

    def _broken_rule(self, change: Change, before: Planned) -> str:
        """A rule that refuses the visit as it stands, and that this change gets rid of."""
        slot = before.slot.key
        found = self._broken.get((change.client, slot), [])
        if change.after is None or change.after.slot.key != slot:
            # What is wrong with the dagdeel itself, such as a closed day.
            found = [*self._broken.get((None, slot), []), *found]
        return found[0].sentence if found else ""

    def _leaving(self, change: Change, before: Planned) -> list[Id]:
        """Who is no longer at this visit at that time."""
        staying = change.after.students if change.after is not None and change.kind is Kind.SEATS else ()
        return [student for student in before.students if student not in staying]

    def _goes_elsewhere(self, change: Change, before: Planned) -> str:
        for student in self._leaving(change, before):
            for other in self._of_student.get(student, ()):
                if other.slot.overlaps(before.slot) and other.client != change.client:
                    return f"{self._student(student)} gaat dan naar {self._client(other.client)}{self._because(other.client)}."
        return ""

    def _because(self, client: Id) -> str:
        """Why the other client has something to gain; empty when that client had a visit already."""
        if self._had[client]:
            return ""
        since = self.waiting.get(client, _JUST_NOW)
        if since.weeks < _LONG:
            return ", die nu geen bezoek heeft"
        if since.was_visited:
            return f". Daar was het laatste bezoek {since.weeks} weken geleden"
        return f", die al {since.weeks} weken op een eerste bezoek wacht"

    def _better_known(self, change: Change) -> str:
        if change.kind is not Kind.SEATS or change.before is None or change.after is None:
            return ""
        known = self.week.familiarity
        leaving = [one for one in change.before.students if one not in change.after.students]
        coming = [one for one in change.after.students if one not in change.before.students]
        for student in coming:
            if known.get((student, change.client), 0) > 0 and not any(
                known.get((other, change.client), 0) for other in leaving
            ):
                return f"{self._student(student)} is er al eerder geweest en is een bekend gezicht."
        return ""

    def _at_the_maximum(self, change: Change, before: Planned) -> str:
        for one in self._leaving(change, before):
            student = self.week.student_by_id[one]
            visits = self._of_student.get(one, [])
            if len(visits) >= student.max_week:
                return f"{student.name} heeft in dit plan al {times_text(len(visits))} en zit daarmee aan het maximum."
            on_day = sum(visit.slot.date == before.slot.date for visit in visits)
            if on_day >= student.max_day:
                return f"{student.name} heeft in dit plan op die dag al {times_text(on_day)}. Meer mag niet op een dag."
        return ""

    def _preferred(self, change: Change) -> str:
        if change.before is None or change.after is None:
            return ""
        preferred = self.week.client_by_id[change.client].preferred
        if change.after.slot.key in preferred and change.before.slot.key not in preferred:
            return f"{capital(self._client(change.client))} heeft dit dagdeel liever."
        return ""


def _usual_visits(usual: Collection[Assignment], week: WeekFacts) -> list[Planned]:
    """The usual visits of people who are in the week, in dagdelen that it has."""
    known = [
        one
        for one in usual
        if one.student in week.student_by_id and one.client in week.client_by_id and one.slot in week.slot_by_key
    ]
    return planned_of(known, week)


def _problems(week: WeekFacts, visits: Iterable[Planned]) -> list[Finding]:
    """What stands between these visits and publishing, in the order of the rules."""
    found = check_week(replace(week, seats=seats_of(visits)), policy=policy_of(week))
    return [one for one in found if one.hard or one.blocks_publishing]


def _about(one: Finding) -> tuple[object, ...]:
    return one.rule, one.student, one.client, one.slot
