"""The student in this week: is he or she free, is it not too much, is there a bicycle (H1, H2, H10)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from .catalogue import Finding, Rule, Severity
from .facts import ClientFacts, Id, Member, Seat, Slot, StudentFacts, WeekFacts
from .finding import finding
from .wording import absence_text, day_text, number_text, times_text


def presence_findings(
    student: StudentFacts, slot: Slot, week: WeekFacts, *, ignored: Collection[Id] = (), joining: Id | None = None
) -> list[Finding]:
    """Can this student go on a visit in this dagdeel: available, no other client, not too much (V023, V061, V060, W060).

    Seats of the visits in `ignored` don't count. Seats at the client `joining` in this very dagdeel are of the visit itself.
    """
    found: list[Finding] = []
    seats = [
        seat
        for seat in week.seats_of_student.get(student.id, ())
        if seat.visit not in ignored and not (seat.client == joining and seat.key == slot.key)
    ]

    def say(rule: Rule, sentence: str, severity: Severity | None = None) -> None:
        found.append(finding(rule, sentence, student=student.id, client=joining, slot=slot.key, severity=severity))

    if slot.key not in student.available or slot.key in student.unavailable:
        why = absence_text(student.unavailable.get(slot.key))
        say(Rule.AVAILABLE, f"{student.name} {why} op {slot.text}.")
    busy = next((seat for seat in seats if seat.key == slot.key or slot.overlaps(seat)), None)
    if busy is not None:
        other = week.client_by_id[busy.client].name
        say(
            Rule.ONE_CLIENT,
            f"{student.name} gaat op {slot.text} al naar {other}. Eén {week.vocabulary.client} per dagdeel.",
        )
    in_week = len(seats) + 1
    on_day = sum(seat.date == slot.date for seat in seats) + 1
    if in_week > student.max_week:
        say(
            Rule.MAX_WEEK,
            f"{student.name} heeft deze week al {times_text(in_week - 1)}. Meer dan {student.max_week} mag niet.",
        )
    if on_day > student.max_day:
        say(
            Rule.MAX_DAY,
            f"{student.name} heeft op {day_text(slot.date)} al {times_text(on_day - 1)}. "
            f"Meer dan {student.max_day} op een dag mag niet.",
        )
    if in_week > student.target:
        say(
            Rule.TARGET,
            f"{student.name} komt deze week op {times_text(in_week)}. Het streven is {student.target}.",
        )
    found += _average(student, in_week, slot, joining)
    return found


def _average(student: StudentFacts, in_week: int, slot: Slot, client: Id | None) -> list[Finding]:
    """V060: the mean over the whole training, this week included. A week that brings it down only gets a remark."""
    if student.average is None or student.average_weeks <= 0:
        return []
    after = (student.average * student.average_weeks + in_week) / (student.average_weeks + 1)
    if after <= student.target:
        return []
    sentence = (
        f"{student.name} komt over de hele opleiding op gemiddeld {number_text(after)} bezoeken per week. "
        f"Het streven is {student.target}."
    )
    severity = None if in_week > student.average else Severity.REMARK
    return [finding(Rule.AVERAGE, sentence, student=student.id, client=client, slot=slot.key, severity=severity)]


def burden_findings(
    student: StudentFacts, client: ClientFacts, slot: Slot, week: WeekFacts, *, ignored: Collection[Id] = ()
) -> list[Finding]:
    """Is this not too heavy for the student (W137)? Says nothing when the client is not heavy."""
    if not client.heavy:
        return []
    heavy = [
        seat
        for seat in week.seats_of_student.get(student.id, ())
        if seat.visit not in ignored
        and week.client_by_id[seat.client].heavy
        and not (seat.client == client.id and seat.key == slot.key)
    ]
    found: list[Finding] = []
    in_week, on_day = len(heavy) + 1, sum(seat.date == slot.date for seat in heavy) + 1
    if in_week > week.limits.heavy_week:
        sentence = (
            f"{student.name} krijgt deze week {in_week} zware bezoeken. Liever niet meer dan {week.limits.heavy_week}."
        )
        found.append(finding(Rule.HEAVY_WEEK, sentence, student=student.id, client=client.id, slot=slot.key))
    if on_day > week.limits.heavy_day:
        sentence = (
            f"{student.name} krijgt op {day_text(slot.date)} {on_day} zware bezoeken. "
            f"Liever niet meer dan {week.limits.heavy_day} op een dag."
        )
        found.append(finding(Rule.HEAVY_DAY, sentence, student=student.id, client=client.id, slot=slot.key))
    return found


def guidance_findings(
    students: Sequence[StudentFacts], client: ClientFacts, slot: Slot, week: WeekFacts, *, accompanied: bool
) -> list[Finding]:
    """Is it long ago that a coordinator came along with these students or to this client (W133)? Not when one comes now."""
    if accompanied:
        return []
    found: list[Finding] = []
    weeks = week.limits.accompanied_within_weeks
    for student in students:
        if _long_ago(student.last_accompanied, slot.date, weeks):
            sentence = f"Er is langer dan {weeks} weken geen begeleider met {student.name} mee geweest."
            found.append(finding(Rule.ACCOMPANIED, sentence, student=student.id, client=client.id, slot=slot.key))
    if _long_ago(client.last_accompanied, slot.date, weeks):
        sentence = f"Er is langer dan {weeks} weken geen begeleider bij {client.name} geweest."
        found.append(finding(Rule.ACCOMPANIED, sentence, client=client.id, slot=slot.key))
    return found


def _long_ago(day: datetime.date | None, now: datetime.date, weeks: int) -> bool:
    return day is not None and (now - day).days > 7 * weeks


def bicycle_findings(
    crew: Sequence[Member], slot: Slot, week: WeekFacts, *, ignored: Collection[Id] = (), joining: Id | None = None
) -> list[Finding]:
    """Are there enough bicycles to lend for the students of this visit who need one (W022)?

    Counted at every moment of the visit, so that blocks of different lengths share their bicycles rightly: at a moment
    no more students who need one may be under way than the fewest bicycles of the dagdelen that hold that moment.
    """
    riders = [week.student_by_id[member.student] for member in crew]
    riders = [student for student in riders if student.needs_bicycle]
    if not riders or not week.bicycles:
        return []
    others = [
        seat
        for seat in week.seats
        if slot.overlaps(seat)
        and seat.visit not in ignored
        and not (seat.client == joining and seat.key == slot.key)
        and week.student_by_id[seat.student].needs_bicycle
    ]
    limited = [other for other in week.slots if other.key in week.bicycles and slot.overlaps(other)]
    starts = (*(seat.starts for seat in others), *(other.starts for other in limited))
    moments = {slot.starts, *(start for start in starts if start > slot.starts)}
    short = [
        limit
        for moment in moments
        if (limit := _bicycles_at(moment, limited, week)) is not None
        and len(riders) + sum(_holds(seat, moment) for seat in others) > limit
    ]
    if not short:
        return []
    number = min(short)
    there_are = "is er geen fiets te leen" if number == 0 else f"zijn alle fietsen al in gebruik ({number})"
    return [
        finding(
            Rule.BICYCLE,
            f"{student.name} heeft een fiets nodig. Op {slot.text} {there_are}.",
            student=student.id,
            client=joining,
            slot=slot.key,
        )
        for student in riders
    ]


def _bicycles_at(moment: datetime.time, limited: Sequence[Slot], week: WeekFacts) -> int | None:
    return min((week.bicycles[slot.key] for slot in limited if _holds(slot, moment)), default=None)


def _holds(part: Slot | Seat, moment: datetime.time) -> bool:
    return part.starts <= moment < part.ends
