"""Why a proposal changes a visit: facts that hold, and no more than that."""

from __future__ import annotations

from dataclasses import replace

from planning.change_reasons import USUAL, Since, Story
from planning.optimiser.instance import Assignment
from planning.proposal_changes import Planned, changes_between
from planning.rules import Id, Member, Slot, WeekFacts

from .rules_world import BAKKER, DE_VRIES, KEYS, KIM, LEAD, OMAR, SANNE, YILMAZ, slot, week


def planned(client: str, when: Slot, student: str, row: str | None = None) -> Planned:
    return Planned(client, when, (Member(student, LEAD),), row)


def reason_of(
    client: str,
    present: list[Planned],
    wanted: list[Planned],
    facts: WeekFacts | None = None,
    *,
    usual: tuple[Assignment, ...] = (),
    waiting: dict[Id, Since] | None = None,
) -> str:
    story = Story(facts or week(), present, wanted, frozenset(usual), waiting or {})
    (change,) = (one for one in changes_between(present, wanted) if one.client == client)
    return story.reason(change)


def test_a_student_who_is_ill_is_the_reason_for_another() -> None:
    ill = replace(SANNE, available=KEYS - {slot(0).key}, unavailable={slot(0).key: "ill"})
    facts = week(students=(ill, OMAR, KIM))
    reason = reason_of(
        "bakker", [planned("bakker", slot(0), "sanne", "1")], [planned("bakker", slot(0), "omar")], facts
    )
    assert reason == "Sanne is ziek gemeld op maandag 2 maart (ochtend)."


def test_a_closed_day_is_the_reason_for_moving() -> None:
    facts = week(closed={slot(0).key: "studiedag"})
    reason = reason_of(
        "bakker", [planned("bakker", slot(0), "sanne", "1")], [planned("bakker", slot(1), "sanne")], facts
    )
    assert "is de locatie dicht: studiedag" in reason


def test_a_problem_that_the_change_does_not_solve_is_no_reason() -> None:
    """Nobody is on duty before and after: that can't be why Omar comes."""
    facts = week(duty=frozenset())
    reason = reason_of(
        "bakker", [planned("bakker", slot(0), "sanne", "1")], [planned("bakker", slot(0), "omar")], facts
    )
    assert reason == "Dit hoort bij het geheel van dit plan."


def test_a_student_who_goes_elsewhere_then_is_said_with_who_waits() -> None:
    present = [planned("bakker", slot(0), "sanne", "1")]
    wanted = [planned("bakker", slot(0), "omar"), planned("yilmaz", slot(0), "sanne")]
    assert reason_of("bakker", present, wanted) == "Sanne gaat dan naar familie Yılmaz, die nu geen bezoek heeft."
    told = reason_of("bakker", present, wanted, waiting={"yilmaz": Since(3)})
    assert told == "Sanne gaat dan naar familie Yılmaz. Daar was het laatste bezoek 3 weken geleden."
    told = reason_of("bakker", present, wanted, waiting={"yilmaz": Since(3, was_visited=False)})
    assert told == "Sanne gaat dan naar familie Yılmaz, die al 3 weken op een eerste bezoek wacht."
    there = [*present, planned("yilmaz", slot(3), "kim", "2")]
    more = [*wanted, planned("yilmaz", slot(3), "kim")]
    assert reason_of("bakker", there, more) == "Sanne gaat dan naar familie Yılmaz."


def test_a_known_face_is_said_when_the_other_was_none() -> None:
    facts = week(familiarity={("omar", "bakker"): 2})
    present, wanted = [planned("bakker", slot(0), "sanne", "1")], [planned("bakker", slot(0), "omar")]
    assert reason_of("bakker", present, wanted, facts) == "Omar is er al eerder geweest en is een bekend gezicht."
    both = week(familiarity={("omar", "bakker"): 2, ("sanne", "bakker"): 1})
    assert reason_of("bakker", present, wanted, both) == "Dit hoort bij het geheel van dit plan."


def test_a_student_at_the_maximum_can_not_keep_the_visit() -> None:
    facts = week(students=(replace(SANNE, max_week=1), OMAR, KIM))
    present = [planned("bakker", slot(0), "sanne", "1")]
    wanted = [planned("bakker", slot(0), "omar"), planned("yilmaz", slot(3), "sanne")]
    reason = reason_of("bakker", present, wanted, facts)
    assert reason == "Sanne heeft in dit plan al 1 bezoek en zit daarmee aan het maximum."


def test_a_dagdeel_that_the_client_likes_better_is_said() -> None:
    facts = week(clients=(DE_VRIES, replace(BAKKER, preferred=frozenset({slot(2).key})), YILMAZ))
    reason = reason_of(
        "bakker", [planned("bakker", slot(0), "sanne", "1")], [planned("bakker", slot(2), "sanne")], facts
    )
    assert reason == "De heer Bakker heeft dit dagdeel liever."


def test_a_new_visit_says_how_the_client_stands_now() -> None:
    other = [planned("yilmaz", slot(3), "kim", "1")]
    new = [*other, planned("bakker", slot(0), "sanne")]
    assert reason_of("bakker", other, new) == "Heeft deze week nog geen bezoek."
    visited, never = Since(4), Since(4, was_visited=False)
    assert reason_of("bakker", other, new, waiting={"bakker": visited}) == "Het laatste bezoek was 4 weken geleden."
    assert reason_of("bakker", other, new, waiting={"bakker": never}) == "Wacht al 4 weken op een eerste bezoek."
    urgent = week(clients=(DE_VRIES, replace(BAKKER, urgent=True), YILMAZ))
    assert reason_of("bakker", other, new, urgent) == "Heeft spoed."
    second = [planned("bakker", slot(0), "sanne", "1")]
    reason = reason_of("bakker", second, [*second, planned("bakker", slot(2), "omar")])
    assert reason == "Heeft deze week 1 bezoek. Afgesproken is 2."


def test_in_an_empty_week_the_plan_is_compared_with_the_usual_week() -> None:
    usual = (Assignment("sanne", "bakker", slot(0).key), Assignment("omar", "yilmaz", slot(1).key))
    same = planned("bakker", slot(0), "sanne")
    assert reason_of("bakker", [], [same], usual=usual) == USUAL
    later = planned("yilmaz", slot(2), "omar")
    told = reason_of("yilmaz", [], [same, later], usual=usual)
    assert told == "In de gewone week is dit dinsdag 3 maart (ochtend), Omar."
    ill = replace(OMAR, available=KEYS - {slot(1).key}, unavailable={slot(1).key: "leave"})
    facts = week(students=(SANNE, ill, KIM))
    told = reason_of("yilmaz", [], [same, later], facts, usual=usual)
    assert told == "Omar heeft verlof op dinsdag 3 maart (ochtend)."
    extra = planned("de_vries", slot(3), "kim")
    assert reason_of("de_vries", [], [same, extra], usual=usual) == "Heeft in de gewone week geen bezoek."


def test_what_became_impossible_since_is_told() -> None:
    ill = replace(SANNE, available=frozenset(), unavailable={slot(0).key: "ill"})
    story = Story(week(students=(ill, OMAR, KIM)), [], [planned("bakker", slot(0), "sanne")])
    assert [one.sentence for one in story.new_problems] == ["Sanne is ziek gemeld op maandag 2 maart (ochtend)."]
