"""Student and client apart from the week: the place (H8), what the student can (H9) and the road there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from planning.travel import net_visit_minutes

from .catalogue import BOARD, Finding, Policy, Rule, Severity
from .facts import ClientFacts, Face, SeatRole, Slot, StudentFacts, WeekFacts
from .finding import finding
from .wording import capital, more_animals, one_animal

#: A pair is led by somebody of at least this level (H9a).
LEVEL_TO_LEAD_A_PAIR = 2


def match_findings(
    student: StudentFacts,
    client: ClientFacts,
    role: SeatRole,
    week: WeekFacts,
    *,
    policy: Policy = BOARD,
    accompanied: bool = False,
    slot: Slot | None = None,
) -> list[Finding]:
    """What the rules say about this student with this role at this client, whatever the week holds.

    Of `week` only limits, words, familiarity and what was agreed for once are used. With a `slot` it also says whether enough
    time is left of it, and what was agreed for that day is only a remark.
    Source: W064 (animals), W122 (smoke, level, language), W004 (gender), W056 (cycling), V033 (skill), V047 (face).
    """
    return list(_about(student, client, role, week, policy, accompanied, slot))


def _about(
    student: StudentFacts,
    client: ClientFacts,
    role: SeatRole,
    week: WeekFacts,
    policy: Policy,
    accompanied: bool,
    slot: Slot | None,
) -> Iterator[Finding]:
    """One finding after another, so that who only asks whether it may be stops at the first refusal."""
    found = _place(student, client, week, slot)
    if role is SeatRole.LEAD:
        found = chain(found, _competence(student, client, week, policy, accompanied, slot))
    return found if slot is None or not week.agreed else (_as_agreed(one, slot, week) for one in found)


def _as_agreed(one: Finding, slot: Slot, week: WeekFacts) -> Finding:
    """A finding about which both said that it may be for once: good to know, and nothing more."""
    if one.student is None or one.client is None:
        return one
    if (one.student, one.client, slot.date, one.rule.code) not in week.agreed:
        return one
    sentence = f"{one.sentence} Voor deze dag is afgesproken dat het mag."
    return replace(one, sentence=sentence, severity=Severity.REMARK, blocks_publishing=False)


def may_visit(
    student: StudentFacts,
    client: ClientFacts,
    role: SeatRole,
    week: WeekFacts,
    *,
    policy: Policy = BOARD,
    accompanied: bool = False,
    slot: Slot | None = None,
) -> bool:
    """Does no rule of place and competence (H8, H9) refuse this student with this role at this client?"""
    return not any(one.hard for one in _about(student, client, role, week, policy, accompanied, slot))


def _place(student: StudentFacts, client: ClientFacts, week: WeekFacts, slot: Slot | None) -> Iterator[Finding]:
    key = None if slot is None else slot.key

    def say(rule: Rule, sentence: str) -> Finding:
        return finding(rule, sentence, student=student.id, client=client.id, slot=key)

    for pet in sorted(client.pets & (student.allergies | student.fears)):
        if pet in student.allergies:
            yield say(
                Rule.ALLERGY,
                f"{student.name} is allergisch voor {more_animals(pet)} en bij {client.name} is {one_animal(pet)}.",
            )
        else:
            yield say(
                Rule.FEAR, f"{student.name} is bang voor {more_animals(pet)} en bij {client.name} is {one_animal(pet)}."
            )
    if client.smoker and not student.smoke_ok:
        yield say(
            Rule.SMOKE, f"Bij {client.name} wordt binnen gerookt en {student.name} gaat niet naar een huis met rook."
        )
    if client.gender_pref is not None and student.gender != client.gender_pref:
        wanted = {"v": "een vrouw", "m": "een man"}.get(client.gender_pref, "iemand anders")
        yield say(Rule.GENDER, f"{capital(client.name)} vraagt om {wanted}. {student.name} past daar niet bij.")
    if student.id in client.refuses:
        yield say(Rule.REFUSED, f"{student.name} en {client.name} gaan niet samen. Dat is zo afgesproken.")
    for rule, sentence in _road(student, client, week, slot):
        yield say(rule, sentence)
    if (
        client.face is Face.FIXED
        and client.id in week.known_clients
        and week.familiarity.get((student.id, client.id), 0) <= 0
    ):
        yield say(
            Rule.NEW_FACE,
            f"{capital(client.name)} ziet liefst een bekend gezicht. {student.name} is daar nog niet bekend.",
        )


def _road(student: StudentFacts, client: ClientFacts, week: WeekFacts, slot: Slot | None) -> list[tuple[Rule, str]]:
    minutes = client.minutes_for(student.id)
    if minutes is None:
        return [(Rule.UNKNOWN_TRAVEL, f"De fietstijd van {student.name} naar {client.name} is niet bekend.")]
    said: list[tuple[Rule, str]] = []
    limit = student.max_cycling_minutes
    if limit is None:
        limit = week.limits.max_cycling_minutes
    if limit is not None and minutes > limit:
        said.append(
            (
                Rule.CYCLING_TIME,
                f"{student.name} moet {minutes} minuten fietsen naar {client.name}. Hoogstens {limit} minuten mag.",
            )
        )
    if slot is not None:
        net = net_visit_minutes(slot.starts, slot.ends, minutes, inside_block=week.limits.travel_inside_block)
        if net is not None and net < week.limits.least_visit_minutes:
            said.append(
                (Rule.SHORT_VISIT, f"Na het fietsen heeft {student.name} nog maar {net} minuten bij {client.name}.")
            )
    return said


def _competence(
    student: StudentFacts, client: ClientFacts, week: WeekFacts, policy: Policy, accompanied: bool, slot: Slot | None
) -> Iterator[Finding]:
    key = None if slot is None else slot.key

    def say(rule: Rule, sentence: str) -> Finding:
        return finding(rule, sentence, student=student.id, client=client.id, slot=key)

    if student.level < client.min_level:
        yield say(
            Rule.LEVEL,
            f"Bij {client.name} is niveau {client.min_level} nodig. {student.name} werkt op niveau {student.level}.",
        )
    elif client.seats == 2 and student.level < LEVEL_TO_LEAD_A_PAIR:
        yield say(
            Rule.LEVEL,
            f"Bij {client.name} gaan twee {week.vocabulary.students} samen. Wie het bezoek doet, heeft minstens niveau "
            f"{LEVEL_TO_LEAD_A_PAIR}. {student.name} werkt op niveau {student.level}.",
        )
    for skill in sorted(client.skills - student.skills, key=str):
        yield say(
            Rule.SKILL,
            f"Bij {client.name} is nodig: {week.vocabulary.skill(skill)}. {student.name} heeft dat nog niet geleerd.",
        )
    if client.language is not None and client.language not in student.languages:
        language = week.vocabulary.language(client.language)
        yield say(
            Rule.LANGUAGE,
            f"{capital(client.name)} vraagt iemand die {language} spreekt. {student.name} spreekt dat niet.",
        )
    if student.starter and not (accompanied and policy.starter_with_coordinator):
        yield say(
            Rule.STARTER,
            f"{student.name} is starter en gaat nooit alleen. Laat {student.name} meegaan met een andere "
            f"{week.vocabulary.student}.",
        )
