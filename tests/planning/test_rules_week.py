"""Steps of several visits at once, a whole week, and what stands between a week and its publication."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planning.rules import (
    OPTIMISER,
    Proposal,
    Rule,
    Seat,
    Slot,
    Vocabulary,
    WeekFacts,
    apply,
    check,
    check_together,
    check_week,
    hard_findings,
    once_each,
    publish_blockers,
    visits_of,
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
    TUESDAY,
    YILMAZ,
    rules_of,
    seat,
    slot,
    visit,
    visit_id,
    week,
)

WEDNESDAY = slot(2)


def moved(present: Seat, to: Slot, student: str | None = None) -> Proposal:
    """The visit of this seat, at another moment or by another student."""
    proposal = visit(DE_VRIES, to, SANNE)
    members = (replace(proposal.members[0], student=student or present.student),)
    return replace(proposal, client=present.client, members=members, visit=present.visit)


# One visit that changes


def test_a_visit_that_moves_is_not_in_its_own_way() -> None:
    client, student = replace(DE_VRIES, visits=1), replace(SANNE, max_week=1, max_day=1, target=1)
    present = seat(student, client)
    facts = week([student], [client], [present])
    assert check(moved(present, TUESDAY), facts) == []
    assert check(moved(present, slot(1, AFTERNOON)), facts) == []
    assert check(moved(present, WEDNESDAY), facts) == []
    second = hard_findings(replace(moved(present, WEDNESDAY), visit=None), facts)
    assert rules_of(second) == [Rule.AGREED_VISITS, Rule.MAX_WEEK]


def test_another_student_may_take_over_a_visit() -> None:
    present = seat(OMAR, DE_VRIES)
    assert check(moved(present, TUESDAY, "sanne"), week(seats=[present])) == []


def test_only_the_visits_that_make_way_do_not_count() -> None:
    seats = [seat(SANNE, BAKKER), seat(OMAR, YILMAZ)]
    away, other = (frozenset({one.visit}) for one in seats)
    assert hard_findings(visit(DE_VRIES, TUESDAY, SANNE, making_way=away), week(seats=seats)) == []
    assert hard_findings(visit(DE_VRIES, TUESDAY, SANNE, making_way=other), week(seats=seats)) != []


def test_hard_findings_are_those_that_refuse() -> None:
    student = replace(SANNE, target=0, max_cycling_minutes=5)
    assert rules_of(hard_findings(visit(DE_VRIES, TUESDAY, student), week([student]))) == [Rule.CYCLING_TIME]


def test_a_proposal_about_somebody_unknown_is_an_error() -> None:
    with pytest.raises(KeyError):
        check(visit(DE_VRIES, TUESDAY, replace(SANNE, id="onbekend")), week())
    with pytest.raises(KeyError):
        check(visit(replace(DE_VRIES, id="onbekend"), TUESDAY, SANNE), week())


# Several visits in one step


def test_two_visits_swap_their_students() -> None:
    first, second = seat(SANNE, DE_VRIES), seat(OMAR, BAKKER)
    facts = week(seats=[first, second])
    swap = [moved(first, TUESDAY, "omar"), moved(second, TUESDAY, "sanne")]
    assert check_together(swap, facts) == []
    assert rules_of(check(swap[0], facts)) == [Rule.ONE_CLIENT]


def test_two_visits_swap_their_dagdeel() -> None:
    client, other = replace(DE_VRIES, visits=1), replace(BAKKER, visits=1)
    first, second = seat(SANNE, client), seat(SANNE, other, WEDNESDAY)
    facts = week(clients=[client, other], seats=[first, second])
    assert check_together([moved(first, WEDNESDAY), moved(second, TUESDAY)], facts) == []


def test_a_step_that_puts_one_student_at_two_clients_is_refused() -> None:
    found = check_together([visit(DE_VRIES, TUESDAY, SANNE), visit(BAKKER, TUESDAY, SANNE)], week())
    assert [one.sentence for one in found if one.hard] == [
        "Sanne gaat op dinsdag 3 maart (ochtend) al naar de heer Bakker. Eén klant per dagdeel.",
        "Sanne gaat op dinsdag 3 maart (ochtend) al naar mevrouw De Vries. Eén klant per dagdeel.",
    ]


def test_a_step_of_one_visit_is_judged_like_that_visit() -> None:
    facts = week(seats=[seat(SANNE, BAKKER)])
    proposal = visit(DE_VRIES, TUESDAY, SANNE)
    assert check_together([proposal], facts) == check(proposal, facts)
    assert check_together([], facts) == []


def test_a_swap_keeps_the_policy_of_the_optimiser() -> None:
    proposals = [visit(DE_VRIES, TUESDAY, SANNE, OMAR), visit(BAKKER, WEDNESDAY, KIM)]
    assert check_together(proposals, week()) == []
    assert rules_of(check_together(proposals, week(), policy=OPTIMISER)) == [Rule.SECOND_SEAT]


# The week as it becomes


def test_a_planned_visit_has_a_seat_for_each_student() -> None:
    after = apply(visit(DE_VRIES, TUESDAY, SANNE, OMAR, accompanied=True), week())
    assert [(one.student, one.role, one.key, one.starts, one.ends, one.accompanied) for one in after.seats] == [
        ("sanne", "lead", TUESDAY.key, TUESDAY.starts, TUESDAY.ends, True),
        ("omar", "buddy", TUESDAY.key, TUESDAY.starts, TUESDAY.ends, True),
    ]
    assert len({one.visit for one in after.seats}) == 1


def test_a_moved_visit_keeps_its_id_and_leaves_its_old_place() -> None:
    first, second = seat(SANNE, DE_VRIES), seat(OMAR, BAKKER)
    after = apply(moved(first, WEDNESDAY), week(seats=[first, second]))
    assert {(one.visit, one.key) for one in after.seats} == {
        (first.visit, WEDNESDAY.key),
        (second.visit, TUESDAY.key),
    }


def test_who_joins_gets_a_seat_in_the_present_visit() -> None:
    present = seat(SANNE, DE_VRIES)
    proposal = visit(DE_VRIES, TUESDAY, OMAR)
    joining = replace(proposal, members=(replace(proposal.members[0], role=BUDDY),))
    after = apply(joining, week(seats=[present]))
    assert [(one.visit, one.student) for one in after.seats] == [(present.visit, "sanne"), (present.visit, "omar")]


def test_visits_that_make_way_are_gone() -> None:
    present = seat(OMAR, BAKKER)
    after = apply(visit(DE_VRIES, TUESDAY, SANNE, making_way=frozenset({present.visit})), week(seats=[present]))
    assert [one.client for one in after.seats] == ["de_vries"]


# A whole week


def test_the_visits_of_a_week_are_proposals_that_change_nothing() -> None:
    client = replace(DE_VRIES, seats=2)
    seats = [seat(SANNE, client), seat(OMAR, BAKKER, accompanied=True), seat(KIM, client, TUESDAY, BUDDY)]
    facts = week(clients=[client, BAKKER], seats=seats)
    assert list(visits_of(facts)) == [
        visit(client, TUESDAY, SANNE, KIM, visit=visit_id(client, TUESDAY)),
        visit(BAKKER, TUESDAY, OMAR, visit=visit_id(BAKKER, TUESDAY), accompanied=True),
    ]
    for proposal in visits_of(facts):
        assert set(apply(proposal, facts).seats) == set(facts.seats)


def test_a_visit_keeps_its_own_hours() -> None:
    early = replace(TUESDAY, starts=TUESDAY.starts.replace(hour=9))
    assert next(visits_of(week(seats=[seat(SANNE, DE_VRIES, early)]))).slot == early


def test_a_good_week_has_no_findings_and_may_be_published() -> None:
    client = replace(DE_VRIES, seats=2)
    seats = [seat(SANNE, client), seat(OMAR, client, TUESDAY, BUDDY), seat(KIM, BAKKER), seat(KIM, YILMAZ, WEDNESDAY)]
    facts = week(clients=[client, BAKKER, YILMAZ], seats=seats)
    assert check_week(facts) == []
    assert publish_blockers(facts) == []
    assert check_week(week()) == []


def test_both_visits_of_a_double_booking_are_named() -> None:
    found = check_week(week(seats=[seat(SANNE, DE_VRIES), seat(SANNE, BAKKER)]))
    assert [(one.rule, one.client) for one in found] == [(Rule.ONE_CLIENT, "de_vries"), (Rule.ONE_CLIENT, "bakker")]


def test_a_week_with_more_visits_than_agreed_says_so() -> None:
    client = replace(DE_VRIES, visits=1)
    found = check_week(week(clients=[client], seats=[seat(SANNE, client), seat(OMAR, client, WEDNESDAY)]))
    assert rules_of(found) == [Rule.AGREED_VISITS, Rule.AGREED_VISITS]


def test_two_visits_of_one_client_in_one_dagdeel_are_one_too_many() -> None:
    seats = [seat(SANNE, DE_VRIES, visit="een"), seat(OMAR, DE_VRIES, visit="twee")]
    assert Rule.ONE_OF_EACH in rules_of(check_week(week(seats=seats)))


def test_a_pair_with_one_student_can_not_be_published() -> None:
    client = replace(DE_VRIES, seats=2)
    blockers = publish_blockers(week(clients=[client], seats=[seat(SANNE, client)]))
    assert rules_of(blockers) == [Rule.PAIR]


def test_a_dagdeel_without_duty_is_named_once_however_many_visits_it_has() -> None:
    facts = week(seats=[seat(SANNE, DE_VRIES), seat(OMAR, BAKKER)], duty=KEYS - {TUESDAY.key, WEDNESDAY.key})
    assert rules_of(publish_blockers(facts)) == [Rule.ON_DUTY]
    assert len(check_week(facts)) == 1


def test_warnings_do_not_stop_publishing() -> None:
    student = replace(SANNE, target=0)
    facts = week([student], seats=[seat(student, DE_VRIES)])
    assert rules_of(check_week(facts)) == [Rule.TARGET]
    assert publish_blockers(facts) == []


def test_a_list_above_the_page_says_each_sentence_once_in_the_same_order() -> None:
    student = replace(SANNE, target=0)
    facts = week(
        [student], seats=[seat(student, DE_VRIES), seat(student, BAKKER, WEDNESDAY)], duty=KEYS - {WEDNESDAY.key}
    )
    found = check_week(facts)
    assert rules_of(found) == [Rule.TARGET, Rule.TARGET, Rule.ON_DUTY]
    assert once_each(found) == [found[0], found[2]]


def test_the_optimiser_judges_a_week_by_its_own_policy() -> None:
    facts = week(seats=[seat(SANNE, DE_VRIES), seat(OMAR, DE_VRIES, TUESDAY, BUDDY)])
    assert check_week(facts) == []
    assert rules_of(check_week(facts, policy=OPTIMISER)) == [Rule.SECOND_SEAT]
    assert rules_of(publish_blockers(facts, policy=OPTIMISER)) == [Rule.SECOND_SEAT]


# Facts that can't be


def test_a_week_refuses_people_who_occur_twice_and_seats_of_strangers() -> None:
    with pytest.raises(ValueError, match="twice"):
        week([SANNE, SANNE])
    with pytest.raises(ValueError, match="twice"):
        week(clients=[BAKKER, BAKKER])
    with pytest.raises(ValueError, match="does not know"):
        week([OMAR], seats=[seat(SANNE, BAKKER)])
    with pytest.raises(ValueError, match="does not know"):
        week(clients=[DE_VRIES], seats=[seat(SANNE, BAKKER)])


def test_a_location_uses_its_own_words() -> None:
    words = Vocabulary(client="gezin", student="leerling", students="leerlingen")
    facts: WeekFacts = week([replace(SANNE, starter=True)], seats=[seat(SANNE, BAKKER)], vocabulary=words)
    sentences = [one.sentence for one in check(visit(DE_VRIES, TUESDAY, SANNE), facts)]
    assert "Sanne gaat op dinsdag 3 maart (ochtend) al naar de heer Bakker. Eén gezin per dagdeel." in sentences
    assert "Sanne is starter en gaat nooit alleen. Laat Sanne meegaan met een andere leerling." in sentences
    pair = replace(DE_VRIES, seats=2)
    found = check(visit(pair, TUESDAY, SANNE), week(clients=[pair], vocabulary=words))
    assert found[0].sentence.startswith("Bij mevrouw De Vries gaan altijd twee leerlingen samen.")
