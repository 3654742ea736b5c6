"""Reading an instance: what is malformed is named by its place, and what is odd but allowed is read."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest

from planning.optimiser import solve
from planning.optimiser.faults import what_breaks
from planning.optimiser.json_part import SchemaError, parse
from planning.optimiser.schema import plan_as_data, read_instance
from planning.rules import Rule
from planning.rules.finding import finding

from .specification import broken_rules, seats_of, vector
from .tiny_weeks import SLOTS

Row = dict[str, Any]


def small_week() -> Row:
    """Two students and two clients; everything that the format has occurs."""

    def student(name: str, **other: object) -> Row:
        return {
            "id": name,
            "site": 0,
            "gender": "v",
            "level": 3,
            "starter": False,
            "skills": ["rolstoel"],
            "languages": ["nl"],
            "allergies": [],
            "smoke_ok": True,
            "max_travel": 20,
            "available": ["ma-och", "di-och"],
            "unavailable": {"ma-mid": "les"},
            "target": 2,
            "max_week": 4,
            "max_day": 2,
            "needs": ["rekenen"],
            "open_wp": ["wp1"],
            "prefers": ["c1"],
            **other,
        }

    def client(name: str, **other: object) -> Row:
        return {
            "id": name,
            "site": 0,
            "visits": 2,
            "seats": 1,
            "slots": ["ma-och", "di-och"],
            "preferred_slots": ["di-och"],
            "pets": [],
            "smoker": False,
            "gender_pref": None,
            "min_level": 1,
            "skills": ["rolstoel"],
            "language": "nl",
            "refuses": [],
            "face": "fixed",
            "offers": ["rekenen"],
            "tasks": ["wp1"],
            "waiting_weeks": 0,
            "urgent": False,
            "visit_weights": [8, 5],
            **other,
        }

    seat = {"student": "s1", "client": "c1", "slot": "ma-och", "role": "lead"}
    return {
        "schema": "wlb-plan/1",
        "id": "small",
        "meta": {},
        "slots": copy.deepcopy(SLOTS),
        "coordinators": [{"id": "k1", "slots": ["ma-och", "di-och", "di-mid"]}],
        "students": [student("s1"), student("s2")],
        "clients": [client("c1"), client("c2", refuses=["s2"])],
        "travel": {"s1": [5, 12], "s2": [None, 8]},
        "familiarity": [["s1", "c1", 3]],
        "previous_plan": [seat],
        "locked": [dict(seat)],
        "frozen_slots": ["di-mid"],
    }


def test_a_good_week_is_read_and_its_plan_written() -> None:
    week = small_week()
    instance = read_instance(week)
    written = plan_as_data(instance, solve(instance))
    plan = seats_of(written["assignments"])
    assert broken_rules(week, plan) == set()
    assert tuple(written["objective"]) == vector(week, plan)
    assert written["instance"] == "small"
    assert written["proven"] == [True] * 5
    assert {"student": "s1", "client": "c1", "slot": "ma-och", "role": "lead"} in written["assignments"]
    assert json.loads(json.dumps(written)) == written


def put(*path: str | int, value: object) -> Callable[[Row], None]:
    def change(week: Row) -> None:
        target: Any = week
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value

    return change


def take(*path: str | int) -> Callable[[Row], None]:
    def change(week: Row) -> None:
        target: Any = week
        for step in path[:-1]:
            target = target[step]
        del target[path[-1]]

    return change


def again(*path: str | int) -> Callable[[Row], None]:
    """The first of a list once more at its end."""

    def change(week: Row) -> None:
        target: Any = week
        for step in path:
            target = target[step]
        target.append(copy.deepcopy(target[0]))

    return change


SEAT = {"student": "s2", "client": "c1", "slot": "ma-och", "role": "lead"}

MALFORMED: list[tuple[Callable[[Row], None], str, str]] = [
    (put("schema", value="wlb-plan/2"), "schema", "wlb-plan/1"),
    (take("schema"), "schema", "missing"),
    (take("clients"), "clients", "missing"),
    (put("clients", value={}), "clients", "list"),
    (put("students", 0, value=3), "students[0]", "object"),
    (take("students", 1, "max_day"), "students[1].max_day", "missing"),
    (put("students", 1, "id", value="s1"), "students[1].id", "already"),
    (put("students", 0, "id", value=""), "students[0].id", "empty"),
    (put("students", 0, "id", value=7), "students[0].id", "text"),
    (put("students", 0, "starter", value=0), "students[0].starter", "true or false"),
    (put("students", 0, "level", value=True), "students[0].level", "whole number"),
    (put("students", 0, "level", value=4), "students[0].level", "1 to 3"),
    (put("students", 0, "target", value=-1), "students[0].target", "0 to"),
    (put("students", 0, "target", value=2.5), "students[0].target", "whole number"),
    (put("students", 0, "max_week", value=10**30), "students[0].max_week", "very large"),
    (put("students", 0, "gender", value="w"), "students[0].gender", "v, m, x"),
    (put("students", 0, "available", 1, value="zo-och"), "students[0].available[1]", "zo-och"),
    (put("students", 0, "unavailable", "zo-och", value="les"), "students[0].unavailable.zo-och", "zo-och"),
    (put("students", 0, "unavailable", "ma-mid", value=3), "students[0].unavailable.ma-mid", "text"),
    (put("students", 0, "unavailable", "ma-och", value=None), "students[0].unavailable.ma-och", "null"),
    (put("students", 0, "unavailable", value=["ma-mid"]), "students[0].unavailable", "object"),
    (again("students", 0, "skills"), "students[0].skills[1]", "already"),
    (put("students", 0, "prefers", 0, value="c9"), "students[0].prefers[0]", "c9"),
    (put("slots", 0, "day", value=5), "slots[0].day", "0 to 4"),
    (put("slots", 0, "half", value="avond"), "slots[0].half", "och, mid"),
    (again("slots"), "slots[4].id", "already"),
    (put("coordinators", 0, "slots", 0, value="x"), "coordinators[0].slots[0]", "x"),
    (again("coordinators"), "coordinators[1].id", "already"),
    (put("clients", 1, "visits", value=0), "clients[1].visits", "1 to 3"),
    (put("clients", 1, "seats", value=3), "clients[1].seats", "1 to 2"),
    (put("clients", 1, "visit_weights", value=[5, 8]), "clients[1].visit_weights[1]", "more than"),
    (put("clients", 1, "visit_weights", value=[5]), "clients[1].visit_weights", "2 numbers"),
    (put("clients", 1, "visit_weights", 1, value=-1), "clients[1].visit_weights[1]", "0 to"),
    (put("clients", 1, "visit_weights", 0, value="8"), "clients[1].visit_weights[0]", "whole number"),
    (put("clients", 0, "preferred_slots", 0, value="di-mid"), "clients[0].preferred_slots[0]", "not among"),
    (put("clients", 0, "gender_pref", value="x"), "clients[0].gender_pref", "v, m"),
    (put("clients", 0, "language", value=""), "clients[0].language", "empty"),
    (put("clients", 1, "refuses", 0, value="s7"), "clients[1].refuses[0]", "s7"),
    (put("clients", 0, "face", value="known"), "clients[0].face", "fixed, variation, none"),
    (take("travel", "s2"), "travel.s2", "missing"),
    (put("travel", "s1", value=[5]), "travel.s1", "2 numbers"),
    (put("travel", "s1", 0, value="5"), "travel.s1[0]", "whole number"),
    (put("travel", "s9", value=[5, 5]), "travel.s9", "s9"),
    (put("familiarity", 0, 2, value=4), "familiarity[0][2]", "1 to 3"),
    (put("familiarity", 0, value=["s1", "c1"]), "familiarity[0]", "2 parts"),
    (again("familiarity"), "familiarity[1]", "already"),
    (put("familiarity", 0, 0, value="c1"), "familiarity[0][0]", "student"),
    (again("previous_plan"), "previous_plan[1]", "already"),
    (put("previous_plan", 0, "role", value="both"), "previous_plan[0].role", "lead, buddy"),
    (put("previous_plan", 0, "client", value="c3"), "previous_plan[0].client", "c3"),
    (put("previous_plan", 0, "student", value=None), "previous_plan[0].student", "null"),
    (put("frozen_slots", 0, value=0), "frozen_slots[0]", "text"),
    (again("frozen_slots"), "frozen_slots[1]", "already"),
    (put("locked", 0, "slot", value="vr-och"), "locked[0].slot", "vr-och"),
    (put("locked", 0, "slot", value="di-mid"), "locked[0]", "frozen"),
    (put("locked", value=[{**SEAT, "client": "c2"}]), "locked[0]", "H8e"),
    (put("students", 0, "available", value=[]), "locked[0]", "H2"),
    (put("clients", 0, "waiting_weeks", value="2"), "clients[0].waiting_weeks", "whole number"),
    (put("clients", 0, "urgent", value="no"), "clients[0].urgent", "true or false"),
    (put("clients", 0, "waiting_weeks", value=-2), "clients[0].waiting_weeks", "0 to"),
    (put("id", value=None), "id", "null"),
]


@pytest.mark.parametrize(("change", "path", "hint"), MALFORMED, ids=[f"{path} {hint}" for _, path, hint in MALFORMED])
def test_the_place_of_the_fault_is_named(change: Callable[[Row], None], path: str, hint: str) -> None:
    week = small_week()
    change(week)
    with pytest.raises(SchemaError) as caught:
        read_instance(week)
    assert caught.value.path == path
    assert hint in caught.value.why
    assert str(caught.value) == f"{path}: {caught.value.why}"


def test_what_is_past_and_breaks_a_rule_is_named_too() -> None:
    week = small_week()
    week.update(locked=[], frozen_slots=["ma-och"])
    week["clients"][0]["refuses"] = ["s1"]
    with pytest.raises(SchemaError, match="H8e") as caught:
        read_instance(week)
    assert caught.value.path == "previous_plan[0]"


def test_what_a_rule_refuses_is_told_with_the_ids_of_the_file_and_no_date() -> None:
    week = small_week()
    week["students"][0]["available"] = []
    with pytest.raises(SchemaError) as caught:
        read_instance(week)
    assert str(caught.value) == "locked[0]: breaks H2: s1 is not available in ma-och."


def test_every_rule_of_the_specification_is_told_in_words_of_its_own() -> None:
    told = {rule: what_breaks(finding(rule, "", student="s1", client="c1")) for rule in Rule if rule.specification}
    only_people = {Rule.COVERED, Rule.FEAR}  # the format has neither
    assert {rule for rule, words in told.items() if "can't go to" in words} == only_people


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"id": 1, "id": 2}', "id"),
        ('{"students": [{"id": "s1"}, {"id": "s2", "id": "s3"}]}', "students[1].id"),
        ('{"a": {"b": [[{"c": 1, "d": 2, "d": {"e": 1, "e": 2}}]]}}', "a.b[0][0].d"),
        ('{"a": {"b": 1, "b": 2}, "a": 3}', "a"),
    ],
)
def test_of_a_key_that_stands_twice_the_whole_path_is_named(text: str, path: str) -> None:
    with pytest.raises(SchemaError, match="twice") as caught:
        parse(text)
    assert caught.value.path == path


@pytest.mark.parametrize("top", [None, [], "week", 3, True])
def test_something_else_than_an_object_is_refused(top: object) -> None:
    with pytest.raises(SchemaError, match="should be an object"):
        read_instance(top)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "-Infinity"),
        ('{"schema": 1, "schema": 2}', "twice"),
        ("[" * 100_000, "no JSON"),
        ("1" * 10_000, "no JSON"),
    ],
)
def test_what_is_no_json_is_refused(text: str, hint: str) -> None:
    with pytest.raises(SchemaError, match=hint):
        parse(text)


def test_a_reason_for_absence_only_explains_and_available_decides() -> None:
    week = small_week()
    week["students"][0]["unavailable"] = {"ma-och": "les"}
    assert read_instance(week).week.student_by_id["s1"].unavailable == {}


def test_two_dagdelen_in_the_same_half_of_a_day_do_not_overlap() -> None:
    week = small_week()
    week["slots"].append({"id": "ma-laat", "day": 0, "half": "mid"})
    slots = [slot for slot in read_instance(week).week.slots if slot.date == datetime.date(2001, 1, 1)]
    assert [slot.block for slot in slots] == ["ma-och", "ma-mid", "ma-laat"]
    assert not any(one.overlaps(other) for one in slots for other in slots if one is not other)


def test_a_week_without_students_or_clients_has_the_empty_plan() -> None:
    week = small_week()
    week.update(students=[], travel={}, familiarity=[], previous_plan=[], locked=[])
    for client in week["clients"]:
        client["refuses"] = []
    solution = solve(read_instance(week))
    assert solution.assignments == frozenset()
    assert solution.proven == (True,) * 5
    week.update(clients=[])
    assert solve(read_instance(week)).objective == (0, 0, 0, 0, 0)
