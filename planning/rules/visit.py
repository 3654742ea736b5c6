"""The visit itself: is that day and dagdeel possible for this client, and is its crew right (H3-H7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .catalogue import BOARD, Finding, Policy, Rule, Severity
from .facts import ClientFacts, Id, Member, Seat, SeatRole, Slot, WeekFacts
from .finding import finding
from .wording import capital, day_text, times_text


def calendar_findings(slot: Slot, week: WeekFacts, *, policy: Policy = BOARD) -> list[Finding]:
    """Is the location open in this dagdeel (W072) and is somebody reachable (W116, H4)?"""
    if slot.key not in week.slot_by_key:
        sentence = f"Op {slot.text} zijn er geen bezoeken. Kies een ander dagdeel."
        return [finding(Rule.OPEN_CALENDAR, sentence, slot=slot.key)]
    found: list[Finding] = []
    if slot.key in week.closed:
        reason = week.closed[slot.key]
        closed = f"Op {slot.text} is de locatie dicht: {reason}." if reason else f"Op {slot.text} is de locatie dicht."
        found.append(finding(Rule.OPEN_CALENDAR, f"{closed} Kies een andere dag.", slot=slot.key))
    if slot.key not in week.duty:
        found.append(
            finding(
                Rule.ON_DUTY,
                f"Op {slot.text} is nog niemand bereikbaar. Zet eerst iemand op dienst.",
                slot=slot.key,
                severity=Severity.REFUSE if policy.duty_required else None,
            )
        )
    return found


def wish_findings(client: ClientFacts, slot: Slot, week: WeekFacts, *, ignored: Collection[Id] = ()) -> list[Finding]:
    """Does the client want this visit: agreement, pause, dagdeel, one a day, not more than agreed (V048, V053, W015).

    Seats of the visits in `ignored` don't count. A visit that the client already has in this very dagdeel is this visit.
    """
    found: list[Finding] = []
    day, name = slot.date, capital(client.name)

    def say(rule: Rule, sentence: str) -> None:
        found.append(finding(rule, sentence, client=client.id, slot=slot.key))

    if not any(day in span for span in client.agreements):
        say(
            Rule.AGREEMENT,
            f"Op {day_text(day)} geldt er geen overeenkomst met {client.name}. Maak die eerst in orde.",
        )
    for pause in client.pauses:
        if day in pause:
            until = f" tot en met {day_text(pause.last)}" if pause.last else ""
            say(Rule.PAUSE, f"{name} heeft pauze{until}.")
            break
    if slot.key in client.covered:
        who = client.covered[slot.key]
        helps = f"helpt al iemand bij {client.name} ({who})" if who else f"helpt al iemand bij {client.name}"
        say(Rule.COVERED, f"Op {slot.text} {helps}. Wij vullen alleen aan.")
    elif slot.key not in client.slots:
        say(Rule.CLIENT_SLOT, f"{name} kan niet op {slot.text}. Kies een dagdeel dat past.")
    elif client.preferred and slot.key not in client.preferred:
        say(Rule.PREFERRED, f"{name} kan op {slot.text}, maar heeft liever een ander dagdeel.")
    others = other_visits(client.id, slot, week, ignored)
    if any(date == day for _, date, _ in others):
        say(Rule.ONE_VISIT_A_DAY, f"{name} heeft op {day_text(day)} al een bezoek. Eén bezoek per dag mag.")
    if len(others) + 1 > client.visits:
        say(Rule.AGREED_VISITS, f"{name} heeft deze week al {times_text(len(others))}. Afgesproken is {client.visits}.")
    return found


def crew_findings(
    client: ClientFacts,
    slot: Slot,
    crew: Sequence[Member],
    week: WeekFacts,
    *,
    partial: bool = False,
    policy: Policy = BOARD,
) -> list[Finding]:
    """Is the crew of the visit right: one lead, a second student at a pair client, nobody twice (V061, V062, H7)?

    `crew` are all students of the visit. With `partial` a role that is still empty is a remark that blocks publishing.
    """
    found: list[Finding] = []
    words = week.vocabulary
    missing = Severity.REMARK if partial else None

    def say(rule: Rule, sentence: str, severity: Severity | None = None) -> None:
        found.append(finding(rule, sentence, client=client.id, slot=slot.key, severity=severity))

    leads = sum(member.role is SeatRole.LEAD for member in crew)
    buddies = len(crew) - leads
    if leads == 0:
        say(
            Rule.LEAD,
            f"Bij {client.name} is nog geen {words.student} die het bezoek doet. Kies er een.",
            missing,
        )
    if client.seats == 2 and buddies == 0:
        say(
            Rule.PAIR,
            f"Bij {client.name} gaan altijd twee {words.students} samen. Kies nog iemand die meegaat.",
            missing,
        )
    if leads > 1:
        say(Rule.ONE_OF_EACH, f"Bij {client.name} is al een {words.student} die het bezoek doet. Eén is genoeg.")
    if buddies > 1:
        say(Rule.ONE_OF_EACH, f"Bij {client.name} gaat al een {words.student} mee. Eén is genoeg.")
    if client.seats == 1 and buddies > 0 and not policy.second_seat_to_learn:
        say(Rule.SECOND_SEAT, f"Bij {client.name} is afgesproken dat er één {words.student} komt.")
    for student in {member.student: None for member in crew}:
        if sum(member.student == student for member in crew) > 1:
            found.append(
                finding(
                    Rule.TWO_STUDENTS,
                    f"{week.student_by_id[student].name} staat al in dit bezoek bij {client.name}. Kies iemand anders.",
                    student=student,
                    client=client.id,
                    slot=slot.key,
                )
            )
    return found


def present_seats(client: Id, slot: Slot, week: WeekFacts, ignored: Collection[Id]) -> list[Seat]:
    """The seats that this client already has in this very dagdeel, without the visits in `ignored`."""
    return [seat for seat in week.seats_of_client.get(client, ()) if seat.key == slot.key and seat.visit not in ignored]


def other_visits(client: Id, slot: Slot, week: WeekFacts, ignored: Collection[Id]) -> set[tuple[Id, object, Id]]:
    """The other visits of this client in the week, each once, as (visit, date, block)."""
    return {
        (seat.visit, seat.date, seat.block)
        for seat in week.seats_of_client.get(client, ())
        if seat.key != slot.key and seat.visit not in ignored
    }
