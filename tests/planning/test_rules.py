"""Each rule by itself: what exactly makes it speak, in which words, and how heavy it weighs."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from planning.rules import (
    ClientFacts,
    Face,
    Rule,
    Severity,
    Span,
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
    MONDAY,
    OMAR,
    SANNE,
    TUESDAY,
    rules_of,
    seat,
    slot,
    visit,
    week,
)

THE_DAY = TUESDAY.date
REFUSE, WARN, REMARK = Severity.REFUSE, Severity.WARN, Severity.REMARK


@dataclass(frozen=True)
class Case:
    """What is different from a visit without remarks, and the one finding that this gives."""

    rule: Rule
    sentence: str
    severity: Severity = REFUSE
    student: Mapping[str, Any] = field(default_factory=dict)
    client: Mapping[str, Any] = field(default_factory=dict)
    week: Mapping[str, Any] = field(default_factory=dict)
    proposal: Mapping[str, Any] = field(default_factory=dict)

    def facts(self) -> tuple[StudentFacts, ClientFacts]:
        return replace(SANNE, **self.student), replace(DE_VRIES, **self.client)


def elsewhere(*days: int, heavy: bool = False) -> dict[str, Any]:
    """Sanne already has visits on these days, in the afternoon."""
    busy = replace(BAKKER, visits=5, heavy=heavy)
    return {"clients": (busy,), "seats": tuple(seat(SANNE, busy, slot(day, AFTERNOON)) for day in days)}


def already(*days: int) -> dict[str, Any]:
    """Mevrouw De Vries already has visits of Omar on these days, in the afternoon."""
    return {"seats": tuple(seat(OMAR, DE_VRIES, slot(day, AFTERNOON)) for day in days)}


LONG_AGO = THE_DAY - datetime.timedelta(weeks=12, days=1)

CASES = [
    Case(
        Rule.OPEN_CALENDAR,
        "Op dinsdag 3 maart (ochtend) is de locatie dicht: studiedag. Kies een andere dag.",
        week={"closed": {TUESDAY.key: "studiedag"}},
    ),
    Case(
        Rule.ON_DUTY,
        "Op dinsdag 3 maart (ochtend) is nog niemand bereikbaar. Zet eerst iemand op dienst.",
        REMARK,
        week={"duty": KEYS - {TUESDAY.key}},
    ),
    Case(
        Rule.AGREEMENT,
        "Op dinsdag 3 maart geldt er geen overeenkomst met mevrouw De Vries. Maak die eerst in orde.",
        client={"agreements": (Span(MONDAY, MONDAY),)},
    ),
    Case(
        Rule.PAUSE,
        "Mevrouw De Vries heeft pauze tot en met vrijdag 6 maart.",
        client={"pauses": (Span(THE_DAY, datetime.date(2026, 3, 6)),)},
    ),
    Case(
        Rule.CLIENT_SLOT,
        "Mevrouw De Vries kan niet op dinsdag 3 maart (ochtend). Kies een dagdeel dat past.",
        client={"slots": KEYS - {TUESDAY.key}},
    ),
    Case(
        Rule.COVERED,
        "Op dinsdag 3 maart (ochtend) helpt al iemand bij mevrouw De Vries (dochter). Wij vullen alleen aan.",
        client={"covered": {TUESDAY.key: "dochter"}},
    ),
    Case(
        Rule.ONE_VISIT_A_DAY,
        "Mevrouw De Vries heeft op dinsdag 3 maart al een bezoek. Eén bezoek per dag mag.",
        week=already(1),
    ),
    Case(
        Rule.AGREED_VISITS,
        "Mevrouw De Vries heeft deze week al 2 bezoeken. Afgesproken is 2.",
        week=already(2, 3),
    ),
    Case(
        Rule.LEAD,
        "Bij mevrouw De Vries is nog geen student die het bezoek doet. Kies er een.",
        proposal={"roles": (BUDDY,)},
    ),
    Case(
        Rule.PAIR,
        "Bij mevrouw De Vries gaan altijd twee studenten samen. Kies nog iemand die meegaat.",
        client={"seats": 2},
    ),
    Case(
        Rule.ONE_OF_EACH,
        "Bij mevrouw De Vries is al een student die het bezoek doet. Eén is genoeg.",
        week={"seats": (seat(OMAR, DE_VRIES),)},
    ),
    Case(
        Rule.PREFERRED,
        "Mevrouw De Vries kan op dinsdag 3 maart (ochtend), maar heeft liever een ander dagdeel.",
        REMARK,
        client={"preferred": KEYS - {TUESDAY.key}},
    ),
    Case(
        Rule.ALLERGY,
        "Sanne is allergisch voor honden en bij mevrouw De Vries is een hond.",
        student={"allergies": frozenset({"hond", "vogel"})},
        client={"pets": frozenset({"hond", "kat"})},
    ),
    Case(
        Rule.FEAR,
        "Sanne is bang voor katten en bij mevrouw De Vries is een kat.",
        student={"fears": frozenset({"kat"})},
        client={"pets": frozenset({"kat"})},
    ),
    Case(
        Rule.SMOKE,
        "Bij mevrouw De Vries wordt binnen gerookt en Sanne gaat niet naar een huis met rook.",
        student={"smoke_ok": False},
        client={"smoker": True},
    ),
    Case(
        Rule.GENDER,
        "Mevrouw De Vries vraagt om een man. Sanne past daar niet bij.",
        client={"gender_pref": "m"},
    ),
    Case(
        Rule.CYCLING_TIME,
        "Sanne moet 21 minuten fietsen naar mevrouw De Vries. Hoogstens 20 minuten mag.",
        client={"travel": 21},
    ),
    Case(
        Rule.REFUSED,
        "Sanne en mevrouw De Vries gaan niet samen. Dat is zo afgesproken.",
        client={"refuses": frozenset({"sanne"})},
    ),
    Case(
        Rule.UNKNOWN_TRAVEL,
        "De fietstijd van Sanne naar mevrouw De Vries is niet bekend.",
        REMARK,
        client={"travel": None},
    ),
    Case(
        Rule.SHORT_VISIT,
        "Na het fietsen heeft Sanne nog maar 28 minuten bij mevrouw De Vries.",
        REMARK,
        student={"max_cycling_minutes": 60},
        client={"travel": 46},
    ),
    Case(
        Rule.NEW_FACE,
        "Mevrouw De Vries ziet liefst een bekend gezicht. Sanne is daar nog niet bekend.",
        REMARK,
        client={"face": Face.FIXED},
        week={"familiarity": {("omar", "de_vries"): 1}},
    ),
    Case(
        Rule.LEVEL,
        "Bij mevrouw De Vries is niveau 3 nodig. Sanne werkt op niveau 2.",
        client={"min_level": 3},
    ),
    Case(
        Rule.SKILL,
        "Bij mevrouw De Vries is nodig: rijden met een rolstoel. Sanne heeft dat nog niet geleerd.",
        student={"skills": frozenset({"koken"})},
        client={"skills": frozenset({"rolstoel", "koken"})},
    ),
    Case(
        Rule.LANGUAGE,
        "Mevrouw De Vries vraagt iemand die Arabisch spreekt. Sanne spreekt dat niet.",
        client={"language": "ar"},
    ),
    Case(
        Rule.STARTER,
        "Sanne is starter en gaat nooit alleen. Laat Sanne meegaan met een andere student.",
        student={"starter": True},
    ),
    Case(
        Rule.AVAILABLE,
        "Sanne heeft les op dinsdag 3 maart (ochtend).",
        student={"available": KEYS - {TUESDAY.key}, "unavailable": {TUESDAY.key: "lesson"}},
    ),
    Case(
        Rule.ONE_CLIENT,
        "Sanne gaat op dinsdag 3 maart (ochtend) al naar de heer Bakker. Eén klant per dagdeel.",
        week={"clients": (BAKKER,), "seats": (seat(SANNE, BAKKER),)},
    ),
    Case(
        Rule.MAX_WEEK,
        "Sanne heeft deze week al 2 bezoeken. Meer dan 2 mag niet.",
        student={"max_week": 2},
        week=elsewhere(2, 3),
    ),
    Case(
        Rule.MAX_DAY,
        "Sanne heeft op dinsdag 3 maart al 1 bezoek. Meer dan 1 op een dag mag niet.",
        student={"max_day": 1},
        week=elsewhere(1),
    ),
    Case(
        Rule.BICYCLE,
        "Sanne heeft een fiets nodig. Op dinsdag 3 maart (ochtend) is er geen fiets te leen.",
        student={"needs_bicycle": True},
        week={"bicycles": {TUESDAY.key: 0}},
    ),
    Case(
        Rule.TARGET,
        "Sanne komt deze week op 3 bezoeken. Het streven is 2.",
        WARN,
        student={"target": 2},
        week=elsewhere(2, 3),
    ),
    Case(
        Rule.AVERAGE,
        "Sanne komt over de hele opleiding op gemiddeld 3,4 bezoeken per week. Het streven is 3.",
        REMARK,
        student={"average": 4.0, "average_weeks": 4},
    ),
    Case(
        Rule.HEAVY_WEEK,
        "Sanne krijgt deze week 3 zware bezoeken. Liever niet meer dan 2.",
        WARN,
        client={"heavy": True},
        week=elsewhere(2, 3, heavy=True),
    ),
    Case(
        Rule.HEAVY_DAY,
        "Sanne krijgt op dinsdag 3 maart 2 zware bezoeken. Liever niet meer dan 1 op een dag.",
        WARN,
        client={"heavy": True},
        week=elsewhere(1, heavy=True),
    ),
    Case(
        Rule.ACCOMPANIED,
        "Er is langer dan 12 weken geen begeleider met Sanne mee geweest.",
        WARN,
        student={"last_accompanied": LONG_AGO},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule.code)
def test_one_thing_in_the_way_gives_one_sentence_and_its_own_weight(case: Case) -> None:
    student, client = case.facts()
    given = dict(case.week)
    facts = week([student, OMAR], [client, *given.pop("clients", ())], **given)
    proposal = visit(client, TUESDAY, student)
    if "roles" in case.proposal:
        members = tuple(replace(proposal.members[0], role=role) for role in case.proposal["roles"])
        proposal = replace(proposal, members=members)
    found = check(proposal, facts)
    assert [(one.rule, one.sentence, one.severity) for one in found] == [(case.rule, case.sentence, case.severity)]
    assert found[0].slot == TUESDAY.key
    assert is_allowed(proposal, facts) is (case.severity is not REFUSE)


def test_every_rule_has_a_case_here_or_a_test_below() -> None:
    below = {Rule.SECOND_SEAT, Rule.TWO_STUDENTS}
    assert {case.rule for case in CASES} | below == set(Rule)


def test_a_visit_with_nothing_in_the_way_gives_no_finding() -> None:
    assert check(visit(DE_VRIES, TUESDAY, SANNE), week()) == []


def test_the_rules_import_no_django() -> None:
    import subprocess

    program = (
        "import sys, planning.rules, planning.travel; sys.exit(any(name.startswith('django') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# The rule as a catalogue


def test_codes_and_names_of_rules_are_unique() -> None:
    assert len({rule.code for rule in Rule}) == len({rule.label for rule in Rule}) == len(Rule)


def test_what_refuses_also_blocks_publishing() -> None:
    assert all(rule.blocks_publishing for rule in Rule if rule.severity is REFUSE)


def test_every_rule_names_its_requirement_and_the_hard_rules_of_the_specification_are_all_here() -> None:
    assert all(rule.requirements for rule in Rule)
    expected = {"H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8a", "H8b", "H8c", "H8d", "H8e"}
    expected |= {"H9a", "H9b", "H9c", "H9d", "H10a", "H10b"}
    assert {rule.specification for rule in Rule if rule.specification} == expected


def test_a_warning_asks_a_reason_and_a_remark_or_a_refusal_does_not() -> None:
    warning = check(visit(DE_VRIES, TUESDAY, SANNE), week([replace(SANNE, target=0)]))[0]
    remark = check(visit(DE_VRIES, TUESDAY, SANNE), week(duty=frozenset()))[0]
    refusal = check(visit(DE_VRIES, TUESDAY, SANNE), week([replace(SANNE, max_week=0)]))[0]
    assert [one.needs_reason for one in (warning, remark, refusal)] == [True, False, False]
    assert [one.hard for one in (warning, remark, refusal)] == [False, False, True]
    assert [one.blocks_publishing for one in (warning, remark, refusal)] == [False, True, True]


def test_what_refuses_comes_first_and_then_what_warns() -> None:
    student = replace(SANNE, target=0, max_cycling_minutes=5)
    found = check(visit(DE_VRIES, TUESDAY, student), week([student], duty=frozenset()))
    assert rules_of(found) == [Rule.CYCLING_TIME, Rule.TARGET, Rule.ON_DUTY]
