"""Which students, clients and dagdelen can be chosen, in which order, and why the rest can't."""

from __future__ import annotations

import datetime
import time
from dataclasses import replace

import pytest

from planning.rules import (
    OPTIMISER,
    Face,
    Rule,
    SeatRole,
    Severity,
    WeekFacts,
    candidates,
    clients_for,
    may_visit,
    slots_for_client,
    slots_for_student,
    slots_for_visit,
)

from .rules_world import (
    AFTERNOON,
    BAKKER,
    BUDDY,
    DE_VRIES,
    KEYS,
    KIM,
    LEAD,
    OMAR,
    SANNE,
    SLOTS,
    TUESDAY,
    YILMAZ,
    rules_of,
    seat,
    slot,
    week,
)


def test_the_others_are_shown_with_the_reason_why_they_can_not_go() -> None:
    allergic = replace(OMAR, allergies=frozenset({"hond"}))
    ill = replace(KIM, unavailable={TUESDAY.key: "ill"}, smoke_ok=False)
    client = replace(DE_VRIES, pets=frozenset({"hond"}), smoker=True)
    choices = candidates(client.id, TUESDAY, week([ill, allergic, SANNE], [client]))
    assert [(choice.student.name, choice.allowed, [one.sentence for one in choice.own]) for choice in choices] == [
        ("Sanne", True, []),
        ("Omar", False, ["Omar is allergisch voor honden en bij mevrouw De Vries is een hond."]),
        (
            "Kim",
            False,
            [
                "Kim is ziek gemeld op dinsdag 3 maart (ochtend).",
                "Bij mevrouw De Vries wordt binnen gerookt en Kim gaat niet naar een huis met rook.",
            ],
        ),
    ]


def test_what_holds_for_every_student_is_told_apart_from_what_holds_for_one() -> None:
    choices = candidates(DE_VRIES.id, TUESDAY, week(closed={TUESDAY.key: "studiedag"}))
    assert len(choices) == 3
    for choice in choices:
        assert choice.own == ()
        assert rules_of(choice.shared) == [Rule.OPEN_CALENDAR]
        assert not choice.allowed


def test_a_seat_that_is_still_empty_does_not_count_against_a_student() -> None:
    client = replace(DE_VRIES, seats=2)
    for role in SeatRole:
        first = candidates(client.id, TUESDAY, week(clients=[client]), role=role)[0]
        assert first.allowed
        assert {one.severity for one in first.findings} == {Severity.REMARK}


def test_a_starter_can_be_chosen_to_come_along_and_not_to_do_the_visit() -> None:
    starter = replace(SANNE, starter=True)
    facts = week([starter], seats=())
    assert not candidates(DE_VRIES.id, TUESDAY, facts, role=LEAD)[0].allowed
    assert candidates(DE_VRIES.id, TUESDAY, facts, role=LEAD, accompanied=True)[0].allowed
    assert candidates(DE_VRIES.id, TUESDAY, facts, role=BUDDY)[0].allowed
    assert not candidates(DE_VRIES.id, TUESDAY, facts, role=BUDDY, policy=OPTIMISER)[0].allowed


def test_the_present_student_is_replaced_when_the_visit_is_named_and_joined_when_it_is_not() -> None:
    present = seat(OMAR, DE_VRIES)
    facts = week(seats=[present])
    assert all(choice.allowed for choice in candidates(DE_VRIES.id, TUESDAY, facts, visit=present.visit))
    joining = candidates(DE_VRIES.id, TUESDAY, facts, role=BUDDY)
    assert [(choice.student.name, choice.allowed) for choice in joining] == [
        ("Kim", True),
        ("Sanne", True),
        ("Omar", False),
    ]


def test_who_needs_no_reason_goes_before_who_does() -> None:
    facts = week([replace(OMAR, target=0), SANNE])
    assert [choice.student.name for choice in candidates(DE_VRIES.id, TUESDAY, facts)] == ["Sanne", "Omar"]


def test_who_is_below_the_target_goes_before_a_known_face_at_the_target() -> None:
    at_target, below = replace(OMAR, target=2, average_weeks=0), SANNE
    busy = [seat(at_target, BAKKER, slot(3)), seat(at_target, BAKKER, slot(4))]
    known = {("omar", "de_vries"): 3}
    facts = week([at_target, below], seats=busy, familiarity=known)
    assert [choice.student.name for choice in candidates(DE_VRIES.id, TUESDAY, facts)] == ["Sanne", "Omar"]


@pytest.mark.parametrize(
    ("face", "order"),
    [(Face.NONE, ["Sanne", "Omar"]), (Face.FIXED, ["Sanne", "Omar"]), (Face.VARIATION, ["Omar", "Sanne"])],
)
def test_a_known_face_goes_first_unless_the_client_likes_variation(face: Face, order: list[str]) -> None:
    client = replace(DE_VRIES, face=face)
    facts = week([OMAR, SANNE], [client], familiarity={("sanne", "de_vries"): 2, ("omar", "de_vries"): 1})
    assert [choice.student.name for choice in candidates(client.id, TUESDAY, facts)] == order


def test_after_that_come_room_wish_average_road_and_name() -> None:
    far = replace(DE_VRIES, travel_of={"far": 15, "unknown": None})
    students = [
        replace(SANNE, id="zoe", name="Zoë"),
        replace(SANNE, id="anna", name="Anna"),
        replace(SANNE, id="unknown", name="Onbekend"),
        replace(SANNE, id="far", name="Ver"),
        replace(SANNE, id="average", name="Gemiddeld", average=2.0, average_weeks=3),
        replace(SANNE, id="wish", name="Wens", prefers=frozenset({"de_vries"})),
        replace(SANNE, id="room", name="Ruimte", target=4),
    ]
    choices = candidates(far.id, TUESDAY, week(students, [far]))
    assert [choice.student.name for choice in choices] == [
        "Ruimte",
        "Wens",
        "Anna",
        "Zoë",
        "Ver",
        "Onbekend",
        "Gemiddeld",
    ]


def test_seats_of_a_visit_that_makes_way_do_not_count_for_the_order() -> None:
    busy = replace(OMAR, target=2)
    seats = [seat(busy, BAKKER, slot(3)), seat(busy, BAKKER, slot(4))]
    facts = week([busy, replace(SANNE, target=1)], seats=seats, familiarity={})
    away = frozenset(one.visit for one in seats)
    assert [choice.student.name for choice in candidates(DE_VRIES.id, TUESDAY, facts)] == ["Sanne", "Omar"]
    assert [c.student.name for c in candidates(DE_VRIES.id, TUESDAY, facts, making_way=away)] == ["Omar", "Sanne"]


def test_for_a_student_the_clients_are_urgent_then_most_to_place_then_waiting_longest() -> None:
    long_ago, lately = datetime.date(2025, 1, 1), datetime.date(2026, 1, 1)
    clients = [
        replace(DE_VRIES, id=1, name="pas", visits=1, waiting_since=lately),
        replace(DE_VRIES, id=2, name="lang", visits=1, waiting_since=long_ago),
        replace(DE_VRIES, id=3, name="veel", visits=3, waiting_since=lately),
        replace(DE_VRIES, id=4, name="spoed", visits=1, urgent=True),
        replace(DE_VRIES, id=5, name="bekend", visits=1, waiting_since=lately),
        replace(DE_VRIES, id=6, name="vol", visits=1),
        replace(DE_VRIES, id=7, name="rook", smoker=True, urgent=True),
    ]
    student = replace(SANNE, smoke_ok=False)
    facts = week([student, OMAR], clients, [seat(OMAR, clients[5], slot(3))], familiarity={("sanne", 5): 1})
    choices = clients_for(student.id, TUESDAY, facts)
    assert [choice.client.name for choice in choices] == ["spoed", "veel", "lang", "bekend", "pas", "rook", "vol"]
    assert [choice.allowed for choice in choices] == [True] * 5 + [False] * 2
    assert rules_of(choices[-1].findings) == [Rule.AGREED_VISITS]


def test_a_visit_may_go_where_its_students_and_its_client_can() -> None:
    client = replace(DE_VRIES, visits=1, slots=KEYS - {slot(0).key})
    student = replace(SANNE, available=KEYS - {slot(4).key})
    present = seat(student, client)
    facts = week([student], [client, BAKKER], [present, seat(student, BAKKER, slot(2))])
    choices = slots_for_visit(present.visit, facts)
    assert [choice.slot for choice in choices] == list(SLOTS)
    refused = {choice.slot.key: rules_of(choice.findings) for choice in choices if not choice.allowed}
    assert refused == {
        slot(0).key: [Rule.CLIENT_SLOT],
        slot(2).key: [Rule.ONE_CLIENT],
        slot(4).key: [Rule.AVAILABLE],
    }


def test_a_visit_that_keeps_its_coordinator_may_keep_its_starter() -> None:
    starter = replace(SANNE, starter=True)
    present = seat(starter, DE_VRIES, accompanied=True)
    assert all(choice.allowed for choice in slots_for_visit(present.visit, week([starter], seats=[present])))


def test_a_visit_that_the_week_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        slots_for_visit("weg", week())


def test_for_a_student_every_dagdeel_says_whether_he_can_go() -> None:
    student = replace(SANNE, available=KEYS - {slot(4).key})
    present = seat(student, BAKKER)
    facts = week([student], seats=[present], closed={slot(0).key: "studiedag"})
    choices = slots_for_student(student.id, facts)
    assert {choice.slot.key: rules_of(choice.findings) for choice in choices if not choice.allowed} == {
        slot(0).key: [Rule.OPEN_CALENDAR],
        TUESDAY.key: [Rule.ONE_CLIENT],
        slot(4).key: [Rule.AVAILABLE],
    }
    free = slots_for_student(student.id, facts, ignored={present.visit})
    assert next(choice for choice in free if choice.slot == TUESDAY).allowed


def test_for_a_client_every_dagdeel_says_whether_help_is_welcome() -> None:
    client = replace(DE_VRIES, slots=KEYS - {slot(4).key})
    present = seat(SANNE, client)
    choices = slots_for_client(client.id, week(clients=[client], seats=[present]))
    refused = {choice.slot.key: rules_of(choice.findings) for choice in choices if not choice.allowed}
    assert refused == {slot(1, AFTERNOON).key: [Rule.ONE_VISIT_A_DAY], slot(4).key: [Rule.CLIENT_SLOT]}
    moved = slots_for_client(client.id, week(clients=[client], seats=[present]), ignored={present.visit})
    assert next(choice for choice in moved if choice.slot == slot(1, AFTERNOON)).allowed


def test_a_dagdeel_without_duty_is_closed_for_the_optimiser() -> None:
    facts = week(duty=KEYS - {TUESDAY.key}, seats=[seat(SANNE, DE_VRIES, slot(2))])
    for choices in (
        slots_for_student(OMAR.id, facts, policy=OPTIMISER),
        slots_for_client(BAKKER.id, facts, policy=OPTIMISER),
        slots_for_visit(facts.seats[0].visit, facts, policy=OPTIMISER),
    ):
        assert [choice.slot for choice in choices if not choice.allowed] == [TUESDAY]


def test_whether_student_and_client_can_go_together_at_all_needs_no_dagdeel() -> None:
    starter, client = replace(SANNE, starter=True), replace(DE_VRIES, gender_pref="v")
    facts = week([starter, OMAR], [client])
    assert may_visit(starter, client, BUDDY, facts)
    assert not may_visit(starter, client, LEAD, facts)
    assert may_visit(starter, client, LEAD, facts, accompanied=True)
    assert not may_visit(OMAR, client, BUDDY, facts)


def test_the_choice_of_22_students_takes_far_less_than_a_millisecond_a_student() -> None:
    students = [replace(SANNE, id=number, name=f"S{number}", needs_bicycle=True) for number in range(22)]
    clients = [replace(YILMAZ, id=number, heavy=True) for number in range(80)]
    seats = [
        seat(students[number % 22], clients[number], SLOTS[number // 22 * 2 + 1], visit=number) for number in range(66)
    ]
    facts = week(students, clients, seats, bicycles=dict.fromkeys(KEYS, 22))
    fastest = min(_seconds_of_a_choice(facts) for _ in range(5))
    assert fastest / 22 < 0.001


def _seconds_of_a_choice(facts: WeekFacts) -> float:
    start = time.perf_counter()
    candidates(70, TUESDAY, facts)
    return time.perf_counter() - start
