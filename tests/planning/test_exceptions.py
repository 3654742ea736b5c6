"""What was agreed for one day: who can after all, and which rule may be set aside."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone

from clients.models import AgreementSlot
from planning.facts import load_week_of
from planning.models import AgreedPair, ExtraDagdeel, WeekPlan
from planning.optimiser import Instance, solve
from planning.rules import Member, Proposal, Rule, Severity, check, is_allowed, publish_blockers, slots_for_client
from planning.services import PlanningRefused, note_agreed_pair, note_extra_dagdeel, withdraw
from students.models import Unavailability, WeekPattern
from tests.factories import MONDAY, ClientFactory, StudentFactory, block_of, member
from tests.factories import week_of as planned_week
from tests.people import signed_in
from tests.planning.rules_world import DE_VRIES, OMAR, SANNE, TUESDAY, visit, week
from wijkleerbedrijf.organisation.models import Location, User
from wijkleerbedrijf.roles import Role

_DAY = datetime.timedelta(days=1)


# The rules

PICKY = replace(DE_VRIES, gender_pref="v")
AGREED = (OMAR.id, PICKY.id, TUESDAY.date, Rule.GENDER.code)


def test_a_rule_that_both_set_aside_for_a_day_is_only_a_remark() -> None:
    facts = week((OMAR,), (PICKY,), agreed=frozenset({AGREED}))
    found = [one for one in check(visit(PICKY, TUESDAY, OMAR), facts) if one.rule is Rule.GENDER]
    assert [one.severity for one in found] == [Severity.REMARK]
    assert not found[0].blocks_publishing
    assert found[0].sentence.endswith("Voor deze dag is afgesproken dat het mag.")


@pytest.mark.parametrize(
    "other",
    [
        (OMAR.id, PICKY.id, TUESDAY.date + _DAY, Rule.GENDER.code),
        (SANNE.id, PICKY.id, TUESDAY.date, Rule.GENDER.code),
        (OMAR.id, "iemand anders", TUESDAY.date, Rule.GENDER.code),
        (OMAR.id, PICKY.id, TUESDAY.date, Rule.LANGUAGE.code),
    ],
)
def test_an_agreement_about_something_else_changes_nothing(other: tuple[str, str, datetime.date, str]) -> None:
    assert not is_allowed(visit(PICKY, TUESDAY, OMAR), week((OMAR,), (PICKY,), agreed=frozenset({other})))


def test_the_optimiser_uses_the_agreement_on_that_day_only() -> None:
    plan = solve(Instance(week=week((OMAR,), (PICKY,), agreed=frozenset({AGREED})))).assignments
    assert {(one.student, one.slot[0]) for one in plan} == {(OMAR.id, TUESDAY.date)}


# The facts


def test_a_client_can_in_an_extra_dagdeel_also_where_others_usually_help(location: Location, coordinator: User) -> None:
    client = ClientFactory.create(location=location)
    client.agreements.get().slots.all().delete()
    block = block_of(location)
    AgreementSlot.objects.create(
        location=location, agreement=client.agreements.get(), weekday=2, block=block, kind=AgreementSlot.Kind.COVERED
    )
    extra = {(MONDAY, block.pk), (MONDAY + _DAY, block.pk)}
    for date, block_id in extra:
        note_extra_dagdeel(location_id=location.pk, date=date, block_id=block_id, client_id=client.pk, by=coordinator)
    facts = load_week_of(location.pk, MONDAY).facts
    assert facts.client_by_id[client.pk].slots == extra
    assert {choice.slot.key for choice in slots_for_client(client.pk, facts) if choice.allowed} == extra
    later = load_week_of(location.pk, MONDAY + 7 * _DAY).facts
    assert later.client_by_id[client.pk].slots == frozenset()


@pytest.mark.parametrize("kind", [WeekPattern.Kind.LESSON, WeekPattern.Kind.PLACEMENT, WeekPattern.Kind.FREE])
def test_a_student_can_in_an_extra_dagdeel_instead_of_the_pattern(
    location: Location, coordinator: User, kind: WeekPattern.Kind
) -> None:
    student = StudentFactory.create(location=location, pattern=kind)
    block = block_of(location)
    note_extra_dagdeel(location_id=location.pk, date=MONDAY, block_id=block.pk, student_id=student.pk, by=coordinator)
    facts = load_week_of(location.pk, MONDAY).facts.student_by_id[student.pk]
    assert facts.available == {(MONDAY, block.pk)}
    assert (MONDAY, block.pk) not in facts.unavailable
    assert facts.unavailable[MONDAY, block_of(location, "mid").pk] == kind


def test_who_is_ill_is_not_there_in_an_extra_dagdeel_either(location: Location, coordinator: User) -> None:
    student = StudentFactory.create(location=location, pattern=WeekPattern.Kind.LESSON)
    block = block_of(location)
    note_extra_dagdeel(location_id=location.pk, date=MONDAY, block_id=block.pk, student_id=student.pk, by=coordinator)
    Unavailability.objects.create(
        location=location, student=student, kind=Unavailability.Kind.ILL, starts_on=MONDAY, ends_on=MONDAY
    )
    facts = load_week_of(location.pk, MONDAY).facts.student_by_id[student.pk]
    assert facts.available == frozenset()
    assert facts.unavailable[MONDAY, block.pk] == "ill"


def test_an_agreed_pair_reaches_the_rules_and_no_longer_holds_up_the_week(
    location: Location, coordinator: User
) -> None:
    client = ClientFactory.create(location=location, gender_preference="v")
    student = StudentFactory.create(location=location, gender="m")
    slot = load_week_of(location.pk, MONDAY).facts.slots[0]
    together = Proposal(client.pk, slot, (Member(student.pk),))
    assert not is_allowed(together, load_week_of(location.pk, MONDAY).facts)
    note_agreed_pair(
        location_id=location.pk, date=MONDAY, client_id=client.pk, student_id=student.pk, rule="gender", by=coordinator
    )
    facts = load_week_of(location.pk, MONDAY).facts
    assert is_allowed(together, facts)
    assert not any(one.rule is Rule.GENDER for one in publish_blockers(facts))


# The services


def test_the_same_agreement_twice_is_noted_once(location: Location, coordinator: User) -> None:
    client, student = ClientFactory.create(location=location), StudentFactory.create(location=location)
    block = block_of(location)
    for _ in range(2):
        note_extra_dagdeel(location_id=location.pk, date=MONDAY, block_id=block.pk, client_id=client.pk, by=coordinator)
        note_agreed_pair(
            location_id=location.pk,
            date=MONDAY,
            client_id=client.pk,
            student_id=student.pk,
            rule="language",
            by=coordinator,
        )
    assert ExtraDagdeel.objects.get().agreed_with == coordinator
    assert AgreedPair.objects.get().agreed_with == coordinator


def test_nobody_sets_an_allergy_aside(location: Location, coordinator: User) -> None:
    client, student = ClientFactory.create(location=location), StudentFactory.create(location=location)
    with pytest.raises(ValueError, match="allergy"):
        note_agreed_pair(
            location_id=location.pk,
            date=MONDAY,
            client_id=client.pk,
            student_id=student.pk,
            rule="allergy",
            by=coordinator,
        )


def test_an_extra_dagdeel_is_of_one_person(location: Location, coordinator: User) -> None:
    with pytest.raises(ValueError, match="client or of a student"):
        note_extra_dagdeel(location_id=location.pk, date=MONDAY, block_id=block_of(location).pk, by=coordinator)


@pytest.mark.django_db(transaction=True)
def test_a_client_of_another_location_is_refused(location: Location, coordinator: User) -> None:
    elsewhere = ClientFactory.create()
    with pytest.raises(PlanningRefused):
        note_extra_dagdeel(
            location_id=location.pk,
            date=MONDAY,
            block_id=block_of(location).pk,
            client_id=elsewhere.pk,
            by=coordinator,
        )
    assert not ExtraDagdeel.objects.exists()


# At the board

COMING = timezone.localdate() + 14 * _DAY
COMING_MONDAY = COMING - COMING.weekday() * _DAY
BOARD = "/planning/week/{}/{}/".format(*COMING_MONDAY.isocalendar()[:2])


@pytest.fixture
def extra(location: Location, coordinator: User) -> ExtraDagdeel:
    client = ClientFactory.create(location=location, first_name="Anna", surname="Jansen")
    return note_extra_dagdeel(
        location_id=location.pk,
        date=COMING_MONDAY + _DAY,
        block_id=block_of(location).pk,
        client_id=client.pk,
        by=coordinator,
    )


@pytest.fixture
def pair(location: Location, coordinator: User) -> AgreedPair:
    return note_agreed_pair(
        location_id=location.pk,
        date=COMING_MONDAY,
        client_id=ClientFactory.create(location=location, first_name="Bep", surname="Smit").pk,
        student_id=StudentFactory.create(location=location, first_name="Omar").pk,
        rule="gender",
        by=coordinator,
    )


def test_the_board_lists_what_was_agreed_for_once(
    coordinator: User, extra: ExtraDagdeel, pair: AgreedPair, teacher: User
) -> None:
    page = signed_in(coordinator).get(BOARD).content.decode()
    assert "Anna J. kan ook op dinsdag ochtend." in page
    assert "Omar mag op maandag naar Bep S., ook al vroeg de klant om een man of een vrouw." in page
    assert page.count("/intrekken/") == 2
    assert "/intrekken/" not in signed_in(teacher).get(BOARD).content.decode()


def test_what_was_agreed_can_be_taken_back(coordinator: User, extra: ExtraDagdeel, pair: AgreedPair) -> None:
    browser = signed_in(coordinator)
    for address in (f"/planning/extra-dagdeel/{extra.pk}/intrekken/", f"/planning/samen/{pair.pk}/intrekken/"):
        answer = browser.post(address, follow=True)
        assert "De afspraak is ingetrokken" in answer.content.decode()
        assert browser.post(address).status_code == 404
    assert not ExtraDagdeel.objects.exists()
    assert not AgreedPair.objects.exists()


def test_taking_back_counts_as_a_change_of_the_week(coordinator: User, extra: ExtraDagdeel) -> None:
    week = planned_week(extra.location, COMING_MONDAY)
    withdraw(extra, today=timezone.localdate())
    assert WeekPlan.objects.get(pk=week.pk).changed_at > week.changed_at


def test_what_was_agreed_for_a_day_that_is_over_stays(coordinator: User, extra: ExtraDagdeel) -> None:
    with pytest.raises(PlanningRefused, match="al voorbij"):
        withdraw(extra, today=extra.date + _DAY)
    assert ExtraDagdeel.objects.exists()


def test_another_location_can_not_take_it_back(extra: ExtraDagdeel, pair: AgreedPair, other_location: Location) -> None:
    browser = signed_in(member(Role.COORDINATOR, other_location))
    assert browser.post(f"/planning/extra-dagdeel/{extra.pk}/intrekken/").status_code == 404
    assert browser.post(f"/planning/samen/{pair.pk}/intrekken/").status_code == 404
