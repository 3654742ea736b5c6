"""The page of a proposal: asked, awaited, looked at, applied in part, refused, out of date."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from planning import services
from planning.models import PlanStep, Visit, WeekPlan, WeekProposal
from planning.optimiser import Objective
from planning.proposal_result import PinPrice, Reason, Remedy, Unplaced
from planning.services.remedies import carry_out_remedy
from students.models import Student, Unavailability
from tests.factories import ClientFactory, StudentFactory, block_of, duty_all_week, visit_of, week_of
from tests.people import signed_in
from wijkleerbedrijf.organisation.models import Location, User

from .proposal_rows import AHEAD, TUESDAY, calm_of, done_proposal, goes, result_of, stood

ISO = AHEAD.isocalendar()
HERE = reverse("planning:week_proposal", args=[ISO.year, ISO.week])
ASK = reverse("planning:proposal_ask", args=[ISO.year, ISO.week])
BOARD = reverse("planning:week_board", args=[ISO.year, ISO.week])


@pytest.fixture
def week(location: Location, coordinator: User) -> WeekPlan:
    duty_all_week(location, coordinator, AHEAD)
    return week_of(location, AHEAD)


@pytest.fixture
def noor(location: Location) -> Student:
    return StudentFactory.create(location=location, first_name="Noor")


@pytest.fixture
def sam(location: Location) -> Student:
    return StudentFactory.create(location=location, first_name="Sam")


@pytest.fixture
def carla(coordinator: User) -> Browser:
    return signed_in(coordinator)


def page(carla: Browser, address: str = HERE, **query: Any) -> str:
    return " ".join(carla.get(address, query).content.decode().split())


def send(carla: Browser, proposal: WeekProposal, **values: Any) -> Any:
    return carla.post(reverse("planning:proposal_apply", args=[proposal.pk]), values)


def boxes(text: str) -> list[str]:
    return [part.split('"')[0] for part in text.split('name="groep" value="')[1:]]


def test_without_a_proposal_the_page_says_what_it_is_and_offers_one(carla: Browser, week: WeekPlan) -> None:
    text = page(carla)
    assert "Nog geen voorstel voor deze week" in text
    assert "Maak voorstel" in text


def test_asking_makes_one_proposal_that_the_page_waits_for(carla: Browser, week: WeekPlan) -> None:
    assert carla.post(ASK)["Location"] == HERE
    carla.post(ASK)
    assert WeekProposal.objects.get().state == "waiting"
    text = page(carla)
    assert "Het voorstel wacht op de planner" in text
    assert 'hx-trigger="every 1s"' in text
    assert "De planner antwoordt niet" not in text


def test_a_week_that_is_over_gets_no_proposal(carla: Browser, location: Location) -> None:
    text = page(carla, reverse("planning:week_proposal", args=[2024, 10]))
    assert "Deze week is voorbij" in text
    assert "Maak voorstel" not in text
    carla.post(reverse("planning:proposal_ask", args=[2024, 10]))
    assert not WeekProposal.objects.exists()


@pytest.mark.parametrize("bad", ["-1", "9" * 40, "²", "2.5", "'"])
def test_a_wish_for_rest_that_is_no_number_shows_the_usual_plan(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User, bad: str
) -> None:
    proposal = done_proposal(week, [goes(noor, ClientFactory.create(location=week.location))], coordinator)
    text = page(carla, rust=bad)
    assert "1 van 1 bezoeken geplaatst" in text
    answer = send(carla, proposal, rust=bad, groep=[*boxes(text), bad], token=bad)
    assert answer["Location"] == HERE
    assert not Visit.objects.exists()


def test_a_proposal_that_is_still_made_can_not_be_applied(carla: Browser, week: WeekPlan) -> None:
    carla.post(ASK)
    answer = send(carla, WeekProposal.objects.get(), rust=0, groep=["abc"])
    assert answer["Location"] == HERE
    assert PlanStep.objects.count() == 0


def test_a_planner_that_does_not_begin_is_noticed_after_ten_seconds(carla: Browser, week: WeekPlan) -> None:
    carla.post(ASK)
    WeekProposal.objects.update(asked_at=timezone.now() - datetime.timedelta(seconds=11))
    assert "De planner antwoordt niet. Aan de week is niets veranderd." in page(carla)


def test_progress_is_said_in_words_and_with_a_number(carla: Browser, week: WeekPlan) -> None:
    carla.post(ASK)
    WeekProposal.objects.update(
        state="running",
        started_at=timezone.now(),
        progress={"text": "De beste week zoeken: 2 van 4…", "percent": 16, "placed": 3, "wanted": 5},
    )
    text = page(carla)
    assert "De beste week zoeken: 2 van 4…" in text
    assert 'value="16"' in text
    assert "3 van 5 bezoeken geplaatst." in text


def test_a_proposal_is_stopped(carla: Browser, week: WeekPlan) -> None:
    carla.post(ASK)
    carla.post(reverse("planning:proposal_cancel", args=[WeekProposal.objects.get().pk]))
    assert WeekProposal.objects.get().state == "cancelled"
    assert "is gestopt. Aan de week is niets veranderd." in page(carla)


def test_a_failure_says_what_is_safe(carla: Browser, week: WeekPlan, coordinator: User) -> None:
    WeekProposal.objects.create(
        location=week.location, week=week, asked_by=coordinator, state="failed", failure="Te lang."
    )
    assert "Te lang." in page(carla)


def test_the_part_for_htmx_stops_asking_when_it_is_ready(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    done_proposal(week, [goes(noor, ClientFactory.create(location=week.location))], coordinator)
    text = carla.get(HERE, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in text
    assert "Het voorstel is klaar." in text
    assert "<html" not in text


# What it says


def test_proven_is_only_said_of_what_is_proven(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    client = ClientFactory.create(location=week.location)
    plan = [goes(noor, client)]
    done_proposal(week, result_of(calm_of(plan), wanted=3, most_visits=1), coordinator)
    assert "1 van 3 bezoeken geplaatst" in page(carla)
    assert "Meer kan niet (bewezen)." in page(carla)
    done_proposal(week, result_of(calm_of(plan), wanted=3, most_visits=1, most_proven=False), coordinator)
    assert "Meer kan niet" not in page(carla)
    assert "Het is niet bewezen dat er niet meer bij kan." in page(carla)
    done_proposal(week, result_of(calm_of(plan), wanted=3, most_visits=2), coordinator)
    assert "Er passen er 2, maar alleen als een ander punt slechter wordt" in page(carla)
    done_proposal(week, result_of(calm_of(plan), wanted=1), coordinator)
    assert "Iedereen krijgt alle bezoeken" in page(carla)


def test_more_rest_can_be_chosen_and_says_what_it_costs(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    first, second = (ClientFactory.create(location=week.location) for _ in range(2))
    changed = Objective(priority=10, changes=3, continuity=0, match=0, unfairness=0)
    busy = calm_of([goes(noor, first), goes(noor, second, TUESDAY)], calm=0, objective=changed)
    calm = calm_of([goes(noor, first)], calm=2, without=1)
    done_proposal(week, result_of(calm, busy, wanted=2), coordinator)
    text = page(carla)
    assert "1 van 2 bezoeken geplaatst" in text
    assert "Met meer wijzigingen kunnen er 2." in text
    assert "2 van 2 bezoeken geplaatst" in page(carla, rust=0)
    assert "1 van 2 bezoeken geplaatst" in page(carla, rust="onzin")


def test_plans_that_are_the_same_are_one_choice(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    plan = [goes(noor, ClientFactory.create(location=week.location))]
    done_proposal(week, result_of(calm_of(plan, calm=2), calm_of(plan, calm=0), calm_of(plan, calm=4)), coordinator)
    text = page(carla)
    assert "maakt deze week geen verschil" in text
    assert "Meer bezoeken of meer rust?" not in text


def test_each_change_has_a_reason_that_is_true(
    carla: Browser, week: WeekPlan, noor: Student, sam: Student, coordinator: User
) -> None:
    ill, waits, other = (
        ClientFactory.create(location=week.location, surname=name) for name in ("Ziekboom", "Wachtman", "Anders")
    )
    visit_of(ill, noor, date=AHEAD)
    visit_of(other, sam, date=TUESDAY)
    visit_of(waits, noor, date=AHEAD - datetime.timedelta(weeks=4))
    Unavailability.objects.create(location=week.location, student=noor, kind="ill", starts_on=AHEAD, ends_on=AHEAD)
    done_proposal(week, [goes(sam, ill), goes(noor, other, TUESDAY), goes(sam, waits, TUESDAY)], coordinator)
    text = page(carla)
    assert "Noor is ziek gemeld op" in text
    assert "Het laatste bezoek was 4 weken geleden." in text
    assert "Sam gaat dan naar mevrouw Wachtman. Daar was het laatste bezoek 4 weken geleden." in text


def test_a_visit_that_goes_off_says_what_is_left_for_the_client(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    visit_of(ClientFactory.create(location=week.location), noor, date=AHEAD)
    done_proposal(week, result_of(calm_of([]), wanted=1), coordinator)
    assert "Er is dan deze week geen bezoek." in page(carla)


def test_a_week_that_is_as_proposed_has_nothing_to_change(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    client = ClientFactory.create(location=week.location)
    visit_of(client, noor, date=AHEAD)
    done_proposal(week, [goes(noor, client)], coordinator)
    assert "De week is al zoals in dit voorstel." in page(carla)


def test_the_visits_of_the_normal_week_are_one_tick(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    first, second, third = (ClientFactory.create(location=week.location) for _ in range(3))
    usual = [goes(noor, first), goes(noor, second, TUESDAY)]
    plan = [*usual, goes(noor, third, TUESDAY, "mid")]
    proposal = done_proposal(week, result_of(calm_of(plan), previous=frozenset(usual)), coordinator)
    text = page(carla)
    assert "2 bezoeken zoals in de gewone week" in text
    assert len(boxes(text)) == 1
    keys = text.split('name="gewoon" value="')[1].split('"')[0]
    send(carla, proposal, rust=0, gewoon=keys)
    assert set(Visit.objects.values_list("client", flat=True)) == {first.pk, second.pk}


def test_what_a_pin_costs_is_said_and_it_can_be_let_go(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    dear, free = (ClientFactory.create(location=week.location, surname=name) for name in ("Duur", "Vrij"))
    visit = visit_of(dear, noor, date=AHEAD, pinned=True)
    visit_of(free, noor, date=TUESDAY, pinned=True)
    block = block_of(week.location).pk
    prices = (PinPrice(dear.pk, (AHEAD, block), 1, 6), PinPrice(free.pk, (TUESDAY, block), 0, 0))
    plan = [goes(noor, dear), goes(noor, free, TUESDAY)]
    done_proposal(week, result_of(calm_of(plan), pins=prices), coordinator)
    text = page(carla)
    assert "dit kost 1 ander bezoek" in text
    assert "1 vastgezet bezoek kost niets" in text
    detail = reverse("planning:visit_detail", args=[visit.pk])
    assert "volgens het laatste voorstel: dit kost 1 ander bezoek" in page(carla, detail)
    answer = carla.post(reverse("planning:visit_pin", args=[visit.pk]), {"terug": "voorstel"}, follow=True)
    visit.refresh_from_db()
    assert not visit.pinned
    assert "Een nieuw voorstel mag het verplaatsen." in answer.content.decode()
    services.pin_visit(visit=visit, pinned=True, by=coordinator)
    assert "volgens het laatste voorstel" not in page(carla, detail)


def test_a_week_in_which_nobody_asks_for_a_visit_is_no_triumph(
    carla: Browser, week: WeekPlan, coordinator: User
) -> None:
    done_proposal(week, result_of(calm_of([]), wanted=0), coordinator)
    assert "Er worden deze week geen bezoeken gevraagd." in page(carla)
    assert "Meer kan niet" not in page(carla)


# Applying


def test_some_changes_are_applied_and_the_board_shows_which(
    carla: Browser, week: WeekPlan, noor: Student, sam: Student, coordinator: User
) -> None:
    first, second, there = (ClientFactory.create(location=week.location) for _ in range(3))
    visit_of(there, sam, date=AHEAD)
    plan = [goes(noor, first), goes(sam, second, TUESDAY), goes(sam, there)]
    proposal = done_proposal(week, plan, coordinator)
    key = boxes(page(carla))[0]
    answer = send(carla, proposal, rust=0, groep=[key])
    assert answer["Location"] == BOARD
    board = carla.get(BOARD).content.decode()
    assert "Het voorstel is toegepast: 1 bezoek erbij." in board
    assert board.count("nieuw door het voorstel") == 1
    assert set(Visit.objects.values_list("client", flat=True)) == {first.pk, there.pk}


def test_a_week_that_was_filled_at_once_has_nothing_that_stands_out(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    proposal = done_proposal(week, [goes(noor, ClientFactory.create(location=week.location))], coordinator)
    send(carla, proposal, rust=0, groep=boxes(page(carla)))
    assert "nieuw door het voorstel" not in page(carla, BOARD)


def test_what_the_rules_refuse_comes_back_with_the_same_ticks(
    carla: Browser, week: WeekPlan, noor: Student, sam: Student, coordinator: User
) -> None:
    first, second, third = (ClientFactory.create(location=week.location) for _ in range(3))
    plan = [goes(noor, first), goes(sam, second), goes(sam, third, TUESDAY)]
    proposal = done_proposal(week, plan, coordinator)
    keys = boxes(page(carla))
    Unavailability.objects.create(location=week.location, student=noor, kind="ill", starts_on=AHEAD, ends_on=AHEAD)
    assert "Een deel van dit voorstel kan niet meer:" in page(carla)
    answer = send(carla, proposal, rust=0, groep=keys[:2])
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Er is niets toegepast" in text
    assert "Noor is ziek gemeld" in text
    assert text.count("checked") == 2
    assert not Visit.objects.exists()


def test_a_week_that_changed_shows_no_list_of_changes_and_applies_nothing(
    carla: Browser, week: WeekPlan, noor: Student, sam: Student, coordinator: User
) -> None:
    first, second = (ClientFactory.create(location=week.location) for _ in range(2))
    visit = visit_of(first, noor, date=AHEAD)
    proposal = done_proposal(week, [goes(noor, first), goes(sam, second)], coordinator)
    keys = boxes(page(carla))
    services.cancel_visit(visit=visit, cancel_reason="client_asked", by=coordinator)
    text = page(carla)
    assert "De week is veranderd nadat dit voorstel werd gemaakt." in text
    assert "Maak opnieuw" in text
    assert "Wat verandert er?" not in text
    assert "Pas toe" not in text
    answer = carla.post(reverse("planning:proposal_apply", args=[proposal.pk]), {"rust": 0, "groep": keys}, follow=True)
    assert "Er is niets toegepast. Maak een nieuw voorstel." in answer.content.decode()
    assert not Visit.objects.filter(client=second).exists()


def test_a_published_week_asks_the_reason_on_the_page(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    client = ClientFactory.create(location=week.location)
    visit = visit_of(client, noor, date=AHEAD)
    services.publish_week(week=week, by=coordinator, reason="Spoed.")
    proposal = done_proposal(week, [goes(noor, client, TUESDAY)], coordinator)
    text = page(carla)
    assert "Waarom verandert de week?" in text
    answer = send(carla, proposal, rust=0, groep=boxes(text))
    assert answer.status_code == 422
    assert "Schrijf op waarom u iets verandert." in answer.content.decode()
    send(carla, proposal, rust=0, groep=boxes(text), reason="Noor is er niet.")
    text = page(carla, BOARD)
    assert "Er staat 1 telefoontje klaar" in text
    assert "Publiceer de week opnieuw" in text
    assert stood(visit)[0] == TUESDAY
    assert PlanStep.objects.get(kind="proposal").reason == "Noor is er niet."


def test_a_result_of_another_release_is_no_error(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    proposal = done_proposal(week, [goes(noor, ClientFactory.create(location=week.location))], coordinator)
    WeekProposal.objects.update(result={"format": 0})
    assert "Dit voorstel past niet meer bij de week" in page(carla)
    answer = carla.post(reverse("planning:proposal_apply", args=[proposal.pk]), {"groep": "abc"}, follow=True)
    assert "Maak een nieuw voorstel" in answer.content.decode()


def test_a_student_who_left_makes_a_proposal_old(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    done_proposal(week, [goes(noor, ClientFactory.create(location=week.location))], coordinator)
    noor.enrolments.all().delete()
    assert "Dit voorstel past niet meer bij de week" in page(carla)


# The board


def test_the_board_offers_a_proposal_and_shows_the_one_that_is_there(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    assert "Maak voorstel" in page(carla, BOARD)
    carla.post(ASK)
    assert "Voorstel wordt gemaakt" in page(carla, BOARD)
    WeekProposal.objects.all().delete()
    done_proposal(week, [goes(noor, ClientFactory.create(location=week.location))], coordinator)
    assert "Bekijk voorstel" in page(carla, BOARD)


def test_a_proposal_that_was_applied_says_so_and_is_no_longer_the_next_step(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User
) -> None:
    served, _ = (ClientFactory.create(location=week.location) for _ in range(2))
    proposal = done_proposal(week, result_of(calm_of([goes(noor, served)]), wanted=2), coordinator)
    send(carla, proposal, rust=0, groep=boxes(page(carla)))
    text = page(carla)
    assert "Dit voorstel is toegepast." in text
    assert "De week is veranderd nadat" not in text
    board = page(carla, BOARD)
    assert '<button type="submit" class="btn btn-primary">Leg voor aan docent</button>' in board
    assert "Bekijk voorstel" in board
    services.undo_last_step(week=week, by=coordinator)
    assert "De week is veranderd nadat" in page(carla)
    assert "Maak voorstel" in page(carla, BOARD)


def test_a_visit_that_came_after_the_proposal_is_not_shown_as_one_to_take_off(
    carla: Browser, week: WeekPlan, noor: Student, sam: Student, coordinator: User
) -> None:
    served, helped = (ClientFactory.create(location=week.location) for _ in range(2))
    proposal = done_proposal(week, [goes(noor, served)], coordinator)
    send(carla, proposal, rust=0, groep=boxes(page(carla)))
    remedy = Remedy("moves", helped.pk, plan=frozenset([goes(noor, served), goes(sam, helped, TUESDAY)]))
    assert carry_out_remedy(week=week, remedy=remedy, before=frozenset([goes(noor, served)]), by=coordinator).applied
    text = page(carla)
    assert "De week is veranderd nadat dit voorstel werd gemaakt." in text
    assert "Maak opnieuw" in text
    assert ("eraf" in text, "Meer kan niet" in text) == (False, False)


def test_another_plan_than_the_one_that_was_applied_can_still_be_looked_at(
    carla: Browser, week: WeekPlan, noor: Student, sam: Student, coordinator: User
) -> None:
    served, other = (ClientFactory.create(location=week.location) for _ in range(2))
    calms = (calm_of([goes(noor, served)]), calm_of([goes(sam, other)], calm=4))
    proposal = done_proposal(week, result_of(*calms), coordinator)
    send(carla, proposal, rust=0, groep=boxes(page(carla)))
    text = page(carla, f"{HERE}?rust=4")
    assert "Er is een ander plan van dit voorstel toegepast." in text
    assert "Wat verandert er?" in text


def test_the_tray_says_why_a_client_has_no_visit_in_the_plan_that_was_applied(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User, teacher: User
) -> None:
    served, left = (ClientFactory.create(location=week.location) for _ in range(2))
    unplaced = Unplaced(left.pk, 1, Reason("unproven"))
    proposal = done_proposal(
        week, result_of(calm_of([goes(noor, served)], calm=2, unplaced=(unplaced,)), wanted=2), coordinator
    )
    assert 'class="tray-why"' not in page(carla, BOARD)
    keys = boxes(page(carla))
    send(carla, proposal, rust=2, groep=keys)
    assert 'class="tray-why"' in page(carla, BOARD)
    assert 'class="tray-why"' not in page(signed_in(teacher), BOARD)
    services.undo_last_step(week=week, by=coordinator)
    assert 'class="tray-why"' not in page(carla, BOARD)


def test_a_visit_is_pinned_from_the_board(carla: Browser, week: WeekPlan, noor: Student) -> None:
    visit = visit_of(ClientFactory.create(location=week.location), noor, date=AHEAD)
    assert "Zet vast" in page(carla, reverse("planning:visit_detail", args=[visit.pk]))
    carla.post(reverse("planning:visit_pin", args=[visit.pk]), {"vast": "ja"})
    assert ", vastgezet," in page(carla, BOARD)
    assert "Maak los voor het voorstel" in page(carla, reverse("planning:visit_detail", args=[visit.pk]))


# Least and fast


def test_a_proposal_of_another_location_does_not_exist(
    week: WeekPlan, noor: Student, coordinator: User, outsider: User
) -> None:
    proposal = done_proposal(week, [goes(noor, ClientFactory.create(location=week.location))], coordinator)
    other = signed_in(outsider)
    for name in ("proposal_apply", "proposal_cancel"):
        assert other.post(reverse(f"planning:{name}", args=[proposal.pk])).status_code == 404
    assert "Nog geen voorstel" in page(other)


def test_the_page_asks_the_same_few_queries_however_many_changes(
    carla: Browser, week: WeekPlan, noor: Student, coordinator: User, django_assert_max_num_queries: Any
) -> None:
    def propose(number: int) -> int:
        plan = []
        for index in range(number):
            student = StudentFactory.create(location=week.location)
            client = ClientFactory.create(location=week.location)
            if index % 2:
                visit_of(client, student, date=AHEAD, block="mid")
            plan.append(goes(student, client))
        done_proposal(week, plan, coordinator)
        with django_assert_max_num_queries(12) as seen:
            carla.get(HERE)
        return len(seen.captured_queries)

    propose(1)
    few = propose(2)
    assert propose(8) == few
