"""What rules say about the students of a visit, at the edges of each rule."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from planning.rules import (
    OPTIMISER,
    Face,
    Limits,
    Rule,
    Severity,
    Slot,
    StudentFacts,
    check,
    is_allowed,
)

from .rules_world import (
    AFTERNOON,
    BAKKER,
    BUDDY,
    DE_VRIES,
    KEYS,
    KIM,
    OMAR,
    SANNE,
    SLOTS,
    TUESDAY,
    YILMAZ,
    rules_of,
    seat,
    slot,
    visit,
    week,
)

THE_DAY = TUESDAY.date
WARN = Severity.WARN
LONG_AGO = THE_DAY - datetime.timedelta(weeks=12, days=1)


# The student and the place


def test_the_one_who_comes_along_must_stand_the_place_but_needs_no_skills() -> None:
    client = replace(
        DE_VRIES,
        seats=2,
        pets=frozenset({"hond"}),
        min_level=2,
        skills=frozenset({"rolstoel"}),
        language="ar",
    )
    lead = replace(SANNE, languages=frozenset({"ar"}))
    learner = replace(OMAR, level=1, starter=True, skills=frozenset())
    assert check(visit(client, TUESDAY, lead, learner), week([lead, learner], [client])) == []
    allergic = replace(learner, allergies=frozenset({"hond"}))
    found = check(visit(client, TUESDAY, lead, allergic), week([lead, allergic], [client]))
    assert [(one.rule, one.student) for one in found] == [(Rule.ALLERGY, "omar")]


def test_who_is_both_allergic_and_afraid_reads_it_once_for_each_animal() -> None:
    student = replace(SANNE, allergies=frozenset({"hond"}), fears=frozenset({"hond", "kat"}))
    client = replace(DE_VRIES, pets=frozenset({"hond", "kat", "vogel"}))
    assert rules_of(check(visit(client, TUESDAY, student), week([student], [client]))) == [Rule.ALLERGY, Rule.FEAR]


def test_an_animal_without_a_dutch_name_is_shown_by_its_code() -> None:
    student = replace(SANNE, fears=frozenset({"slang"}))
    client = replace(DE_VRIES, pets=frozenset({"slang"}))
    found = check(visit(client, TUESDAY, student), week([student], [client]))
    assert "slang" in found[0].sentence


def test_smoke_is_no_matter_for_who_can_stand_it_and_an_animal_for_who_likes_it() -> None:
    client = replace(DE_VRIES, smoker=True, pets=frozenset({"hond"}))
    student = replace(SANNE, allergies=frozenset({"kat"}))
    assert check(visit(client, TUESDAY, student), week([student], [client])) == []


@pytest.mark.parametrize(("wish", "student", "allowed"), [("v", SANNE, True), ("v", OMAR, False), ("v", KIM, False)])
def test_a_wish_for_a_woman_is_kept(wish: str, student: StudentFacts, allowed: bool) -> None:
    client = replace(DE_VRIES, gender_pref=wish)
    assert is_allowed(visit(client, TUESDAY, student), week(clients=[client])) is allowed


def test_exactly_the_longest_cycling_time_is_allowed() -> None:
    client = replace(DE_VRIES, travel=20)
    assert check(visit(client, TUESDAY, SANNE), week(clients=[client])) == []


def test_without_an_own_limit_the_limit_of_the_location_holds_and_without_both_there_is_none() -> None:
    client, student = replace(DE_VRIES, travel=31), replace(SANNE, max_cycling_minutes=None)
    proposal = visit(client, TUESDAY, student)
    assert is_allowed(proposal, week([student], [client]))
    assert is_allowed(proposal, week([student], [client], limits=Limits(max_cycling_minutes=31)))
    assert not is_allowed(proposal, week([student], [client], limits=Limits(max_cycling_minutes=30)))


def test_an_own_limit_goes_before_that_of_the_location() -> None:
    client = replace(DE_VRIES, travel=18)
    assert is_allowed(visit(client, TUESDAY, SANNE), week(clients=[client], limits=Limits(max_cycling_minutes=5)))


def test_a_student_who_starts_from_home_has_a_road_of_his_own() -> None:
    client = replace(DE_VRIES, travel_of={"omar": 35, "kim": None})
    facts = week(clients=[client])
    assert rules_of(check(visit(client, TUESDAY, SANNE), facts)) == []
    assert rules_of(check(visit(client, TUESDAY, OMAR), facts)) == [Rule.CYCLING_TIME]
    assert rules_of(check(visit(client, TUESDAY, KIM), facts)) == [Rule.UNKNOWN_TRAVEL]


def test_half_an_hour_that_is_left_is_enough_and_travel_outside_the_block_takes_nothing() -> None:
    student, client = replace(SANNE, max_cycling_minutes=90), replace(DE_VRIES, travel=45)
    assert check(visit(client, TUESDAY, student), week([student], [client])) == []
    far = replace(client, travel=60)
    outside = Limits(travel_inside_block=False)
    assert rules_of(check(visit(far, TUESDAY, student), week([student], [far]))) == [Rule.SHORT_VISIT]
    assert check(visit(far, TUESDAY, student), week([student], [far], limits=outside)) == []


def test_a_known_face_and_a_client_whom_nobody_knows_yet_give_no_remark() -> None:
    client = replace(DE_VRIES, face=Face.FIXED)
    known = {("sanne", "de_vries"): 2}
    assert check(visit(client, TUESDAY, SANNE), week(clients=[client], familiarity=known)) == []
    assert check(visit(client, TUESDAY, OMAR), week(clients=[client], familiarity={("omar", "bakker"): 3})) == []


def test_a_client_who_likes_variation_gets_no_remark_about_faces() -> None:
    client = replace(DE_VRIES, face=Face.VARIATION)
    assert check(visit(client, TUESDAY, SANNE), week(clients=[client], familiarity={("omar", "de_vries"): 1})) == []


# What the student can


def test_a_pair_is_led_by_somebody_of_level_2() -> None:
    client, beginner = replace(DE_VRIES, seats=2), replace(SANNE, level=1)
    found = check(visit(client, TUESDAY, beginner, OMAR), week([beginner, OMAR], [client]))
    assert [one.sentence for one in found] == [
        (
            "Bij mevrouw De Vries gaan twee studenten samen. Wie het bezoek doet, heeft minstens niveau 2. "
            "Sanne werkt op niveau 1."
        )
    ]
    assert is_allowed(visit(client, TUESDAY, OMAR, beginner), week([beginner, OMAR], [client]))
    assert is_allowed(visit(DE_VRIES, TUESDAY, beginner), week([beginner]))


def test_a_level_that_is_too_low_is_said_once() -> None:
    client, beginner = replace(DE_VRIES, seats=2, min_level=2), replace(SANNE, level=1)
    found = check(visit(client, TUESDAY, beginner, OMAR), week([beginner, OMAR], [client]))
    assert rules_of(found) == [Rule.LEVEL]


def test_each_missing_skill_has_its_own_sentence() -> None:
    client = replace(DE_VRIES, skills=frozenset({"rolstoel", "koken", "strijken"}))
    assert rules_of(check(visit(client, TUESDAY, SANNE), week(clients=[client]))) == [Rule.SKILL, Rule.SKILL]


def test_a_starter_may_do_a_visit_when_a_coordinator_comes_along() -> None:
    starter = replace(SANNE, starter=True)
    together = visit(DE_VRIES, TUESDAY, starter, accompanied=True)
    assert check(together, week([starter])) == []
    assert rules_of(check(together, week([starter]), policy=OPTIMISER)) == [Rule.STARTER]


# The student in this week


def test_why_a_student_is_not_there_is_said_in_words() -> None:
    words = {
        "lesson": "Sanne heeft les op",
        "placement": "Sanne is op zorgstage op",
        "free": "Sanne is vrij op",
        "ill": "Sanne is ziek gemeld op",
        "leave": "Sanne heeft verlof op",
        "catch_up": "Sanne is aan het inhalen op",
        "absent": "Sanne is afwezig gemeld op",
        "iets anders": "Sanne is niet beschikbaar op",
    }
    for code, sentence in words.items():
        student = replace(SANNE, available=frozenset(), unavailable={TUESDAY.key: code})
        found = check(visit(DE_VRIES, TUESDAY, student), week([student]))
        assert [one.sentence for one in found] == [f"{sentence} dinsdag 3 maart (ochtend)."]


def test_a_dagdeel_outside_the_pattern_is_not_available_even_without_a_reason() -> None:
    student = replace(SANNE, available=KEYS - {TUESDAY.key})
    assert rules_of(check(visit(DE_VRIES, TUESDAY, student), week([student]))) == [Rule.AVAILABLE]


def test_an_absence_wins_over_the_pattern() -> None:
    student = replace(SANNE, unavailable={TUESDAY.key: "ill"})
    assert rules_of(check(visit(DE_VRIES, TUESDAY, student), week([student]))) == [Rule.AVAILABLE]
    assert is_allowed(visit(DE_VRIES, slot(1, AFTERNOON), student), week([student]))


def test_two_clients_on_one_day_in_two_dagdelen_are_allowed() -> None:
    assert check(visit(DE_VRIES, slot(1, AFTERNOON), SANNE), week(seats=[seat(SANNE, BAKKER)])) == []


@pytest.mark.parametrize(
    ("starts", "ends", "allowed"),
    [((11, 59), (13, 0), False), ((9, 0), (10, 1), False), ((12, 0), (13, 0), True), ((9, 0), (10, 0), True)],
)
def test_visits_that_overlap_in_time_are_refused_whatever_their_block_is_called(
    starts: tuple[int, int], ends: tuple[int, int], allowed: bool
) -> None:
    odd = Slot(THE_DAY, "tussen de middag", datetime.time(*starts), datetime.time(*ends))
    student, client = (
        replace(SANNE, available=KEYS | {odd.key}),
        replace(DE_VRIES, slots=frozenset({odd.key}), travel=0),
    )
    facts = week([student], [client, BAKKER], [seat(student, BAKKER)], slots=(*SLOTS, odd), duty=KEYS | {odd.key})
    assert is_allowed(visit(client, odd, student), facts) is allowed


def test_the_same_dagdeel_counts_as_one_even_when_its_hours_have_changed_since() -> None:
    early = replace(TUESDAY, starts=datetime.time(8), ends=datetime.time(9))
    facts = week(seats=[seat(SANNE, BAKKER, early)])
    assert rules_of(check(visit(DE_VRIES, TUESDAY, SANNE), facts)) == [Rule.ONE_CLIENT]


def test_a_seat_to_come_along_counts_for_the_week_like_any_other() -> None:
    student = replace(SANNE, max_week=1)
    facts = week([student, OMAR], seats=[seat(OMAR, BAKKER, slot(3)), seat(student, BAKKER, slot(3), BUDDY)])
    assert rules_of(check(visit(DE_VRIES, TUESDAY, student), facts)) == [Rule.MAX_WEEK]


def test_exactly_the_maximum_and_exactly_the_target_are_fine() -> None:
    student = replace(SANNE, max_week=2, max_day=2, target=2)
    assert (
        check(visit(DE_VRIES, TUESDAY, student), week([student], seats=[seat(student, BAKKER, slot(1, AFTERNOON))]))
        == []
    )


def test_the_average_warns_when_this_week_makes_it_higher() -> None:
    student = replace(SANNE, average=3.0, average_weeks=10, target=3, max_week=9)
    busy = replace(BAKKER, visits=5)
    seats = [seat(student, busy, slot(day, AFTERNOON)) for day in (1, 2, 3)]
    facts = week([student], [DE_VRIES, busy], seats)
    found = {one.rule: one for one in check(visit(DE_VRIES, TUESDAY, student), facts)}
    assert found[Rule.AVERAGE].severity is WARN
    assert found[Rule.AVERAGE].sentence.startswith(
        "Sanne komt over de hele opleiding op gemiddeld 3,1 bezoeken per week."
    )
    calm = replace(student, average=2.0)
    facts = week([calm], [DE_VRIES, busy], seats)
    assert rules_of(check(visit(DE_VRIES, TUESDAY, calm), facts)) == [Rule.TARGET]


@pytest.mark.parametrize(("average", "weeks"), [(None, 10), (5.0, 0), (3.0, 10)])
def test_without_earlier_weeks_or_with_an_average_on_target_nothing_is_said(average: float | None, weeks: int) -> None:
    student = replace(SANNE, average=average, average_weeks=weeks)
    assert check(visit(DE_VRIES, TUESDAY, student), week([student])) == []


def test_an_average_that_ends_exactly_on_target_or_stays_the_same_asks_no_reason() -> None:
    busy = replace(BAKKER, visits=5)
    seats = [seat(SANNE, busy, slot(day, AFTERNOON)) for day in (2, 3)]

    def found(**changes: Any) -> list[tuple[Rule, Severity]]:
        student = replace(SANNE, **changes)
        facts = week([student], [DE_VRIES, busy], seats)
        return [(one.rule, one.severity) for one in check(visit(DE_VRIES, TUESDAY, student), facts)]

    assert found(average=3.0, average_weeks=4, target=3) == []
    assert found(average=3.0, average_weeks=4, target=2) == [(Rule.TARGET, WARN), (Rule.AVERAGE, Severity.REMARK)]
    assert found(average=0.0, average_weeks=0, target=2) == [(Rule.TARGET, WARN)]
    assert found(average=4.0, average_weeks=1, target=3) == [(Rule.AVERAGE, Severity.REMARK)]


def test_heavy_visits_only_count_for_heavy_clients() -> None:
    heavy = replace(BAKKER, heavy=True, visits=5)
    seats = [seat(SANNE, heavy, slot(day, AFTERNOON)) for day in (1, 2)]
    assert check(visit(DE_VRIES, TUESDAY, SANNE), week(clients=[DE_VRIES, heavy], seats=seats)) == []
    other = replace(DE_VRIES, heavy=True)
    light = replace(heavy, heavy=False)
    assert check(visit(other, TUESDAY, SANNE), week(clients=[other, light], seats=seats)) == []


def test_heavy_visits_at_the_same_client_count_too() -> None:
    client = replace(DE_VRIES, heavy=True, visits=3)
    seats = [seat(SANNE, client, slot(day)) for day in (2, 3)]
    assert rules_of(check(visit(client, TUESDAY, SANNE), week(clients=[client], seats=seats))) == [Rule.HEAVY_WEEK]


def test_the_limits_for_heavy_visits_are_those_of_the_location() -> None:
    client, heavy = replace(DE_VRIES, heavy=True), replace(BAKKER, heavy=True, visits=5)
    seats = [seat(SANNE, heavy, slot(day, AFTERNOON)) for day in (1, 2)]
    limits = Limits(heavy_week=3, heavy_day=2)
    assert check(visit(client, TUESDAY, SANNE), week(clients=[client, heavy], seats=seats, limits=limits)) == []


def test_guidance_is_asked_for_a_client_too_and_not_when_a_coordinator_comes_along() -> None:
    client = replace(DE_VRIES, last_accompanied=LONG_AGO)
    found = check(visit(client, TUESDAY, SANNE), week(clients=[client]))
    assert [one.sentence for one in found] == [
        "Er is langer dan 12 weken geen begeleider bij mevrouw De Vries geweest."
    ]
    assert check(visit(client, TUESDAY, SANNE, accompanied=True), week(clients=[client])) == []
    recent = replace(client, last_accompanied=LONG_AGO + datetime.timedelta(days=1))
    assert check(visit(recent, TUESDAY, SANNE), week(clients=[recent])) == []


# Bicycles


def cyclists(*students: StudentFacts) -> list[StudentFacts]:
    return [replace(student, needs_bicycle=True) for student in students]


def test_the_last_bicycle_goes_to_one_student() -> None:
    facts = week(cyclists(SANNE, OMAR, KIM), seats=[seat(OMAR, BAKKER)], bicycles=dict.fromkeys(KEYS, 1))
    found = check(visit(DE_VRIES, TUESDAY, SANNE), facts)
    assert [one.sentence for one in found] == [
        "Sanne heeft een fiets nodig. Op dinsdag 3 maart (ochtend) zijn alle fietsen al in gebruik (1)."
    ]
    assert is_allowed(visit(DE_VRIES, slot(1, AFTERNOON), SANNE), facts)
    assert is_allowed(visit(DE_VRIES, slot(2), SANNE), facts)


def test_a_student_with_an_own_bicycle_takes_none_and_needs_none() -> None:
    students = [SANNE, *cyclists(OMAR)]
    facts = week(students, seats=[seat(SANNE, BAKKER)], bicycles=dict.fromkeys(KEYS, 1))
    assert is_allowed(visit(DE_VRIES, TUESDAY, OMAR), facts)
    assert is_allowed(visit(DE_VRIES, TUESDAY, SANNE), week(students, bicycles=dict.fromkeys(KEYS, 0)))


def test_a_pair_needs_two_bicycles() -> None:
    client = replace(DE_VRIES, seats=2)
    proposal = visit(client, TUESDAY, SANNE, OMAR)
    assert is_allowed(proposal, week(cyclists(SANNE, OMAR), [client], bicycles=dict.fromkeys(KEYS, 2)))
    found = check(proposal, week(cyclists(SANNE, OMAR), [client], bicycles=dict.fromkeys(KEYS, 1)))
    assert [one.student for one in found] == ["sanne", "omar"]


def test_a_visit_that_makes_way_gives_its_bicycle_back() -> None:
    present = seat(OMAR, BAKKER)
    facts = week(cyclists(SANNE, OMAR), seats=[present], bicycles=dict.fromkeys(KEYS, 1))
    assert is_allowed(visit(DE_VRIES, TUESDAY, SANNE, making_way=frozenset({present.visit})), facts)


def test_blocks_of_other_lengths_share_their_bicycles_from_minute_to_minute() -> None:
    long = Slot(THE_DAY, "lang", datetime.time(9), datetime.time(15), "lang")
    early = Slot(THE_DAY, "vroeg", datetime.time(9), datetime.time(11), "vroeg")
    late = Slot(THE_DAY, "laat", datetime.time(11), datetime.time(13), "laat")
    slots = (long, early, late)
    keys = frozenset(one.key for one in slots)
    students = [replace(student, available=keys) for student in cyclists(SANNE, OMAR, KIM)]
    clients = [replace(client, slots=keys) for client in (DE_VRIES, BAKKER, YILMAZ)]
    seats = [seat(OMAR, BAKKER, early), seat(KIM, YILMAZ, late)]

    def bicycles(number: int) -> dict[str, Any]:
        return {"slots": slots, "duty": keys, "bicycles": dict.fromkeys(keys, number)}

    assert is_allowed(visit(DE_VRIES, long, SANNE), week(students, clients, seats, **bicycles(2)))
    assert not is_allowed(visit(DE_VRIES, long, SANNE), week(students, clients, seats, **bicycles(1)))
    fewer_later = {"slots": slots, "duty": keys, "bicycles": {long.key: 2, late.key: 1}}
    assert not is_allowed(visit(DE_VRIES, long, SANNE), week(students, clients, seats, **fewer_later))


def test_without_a_count_there_is_no_limit_on_bicycles() -> None:
    facts = week(cyclists(SANNE, OMAR), seats=[seat(OMAR, BAKKER)], bicycles={slot(2).key: 0})
    assert is_allowed(visit(DE_VRIES, TUESDAY, SANNE), facts)
