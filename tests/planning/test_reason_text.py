"""The sentences of the reasons: each says what its numbers count, with the words of the location."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planning.proposal_result import Reason
from planning.reason_text import same_bottleneck, sentence
from planning.rules import ClientFacts, SlotKey, StudentFacts, Vocabulary, WeekFacts

from .rules_world import AFTERNOON, DE_VRIES, KIM, OMAR, SANNE, SLOTS, slot

MANY = tuple(one.key for one in SLOTS)
MONDAY_MORNING, TUESDAY_AFTERNOON = slot(0).key, slot(1, AFTERNOON).key
CLIENT = replace(
    DE_VRIES, name="mevrouw De Vries", visits=2, language="pl", gender_pref="v", min_level=2, waiting_since=None
)
JANSEN = replace(CLIENT, id="jansen", name="de heer Jansen")
WEEK = WeekFacts(
    students=(SANNE, OMAR, KIM),
    clients=(CLIENT, JANSEN),
    slots=SLOTS,
    vocabulary=Vocabulary(languages={"pl": "Pools"}),
)


def said(code: str, *, slots: tuple[SlotKey, ...] = (MONDAY_MORNING,), week: WeekFacts = WEEK, **reason: object) -> str:
    return sentence(CLIENT.id, Reason(code, slots=slots, **reason), week)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (
            Reason("own_days", rules=("on_duty",), slots=(MONDAY_MORNING,), numbers={"days": 0, "wanted": 2}),
            "Mevrouw De Vries kan alleen op maandag ochtend. Dan is er nog niemand bereikbaar.",
        ),
        (
            Reason("own_days", rules=("open_calendar",), slots=(MONDAY_MORNING,), numbers={"days": 1, "wanted": 2}),
            (
                "Mevrouw De Vries vraagt 2 bezoeken, maar kan deze week maar op 1 dag. Eén bezoek per dag mag. "
                "Op maandag ochtend is de locatie dicht."
            ),
        ),
        (
            Reason("own_days", rules=("pause",), slots=(MONDAY_MORNING,), numbers={"days": 0, "wanted": 1}),
            "Mevrouw De Vries heeft deze week pauze.",
        ),
        (
            Reason("own_days", numbers={"days": 0, "wanted": 1}),
            "Voor mevrouw De Vries is geen dagdeel afgesproken dat er deze week is.",
        ),
        (
            Reason(
                "nobody_there", slots=(MONDAY_MORNING,), numbers={"students": 3, "lesson": 2, "ill": 1, "placed": 0}
            ),
            "Op maandag ochtend kan geen enkele student op bezoek: 2 hebben les en 1 is ziek gemeld.",
        ),
        (
            Reason("nobody_there", slots=(MONDAY_MORNING, TUESDAY_AFTERNOON), numbers={"students": 3, "placed": 1}),
            "Voor nog een bezoek blijft alleen maandag ochtend of dinsdag middag over. Dan kan geen enkele student op bezoek.",
        ),
        (
            Reason("nobody_may", ("language",), (MONDAY_MORNING,), numbers={"there": 4, "language": 4, "able": 1}),
            "Mevrouw De Vries vraagt iemand die Pools spreekt. Op maandag ochtend is niemand vrij die dat spreekt.",
        ),
        (
            Reason("nobody_may", ("language",), (MONDAY_MORNING,), numbers={"there": 4, "language": 4, "able": 0}),
            "Mevrouw De Vries vraagt iemand die Pools spreekt. Geen enkele student spreekt dat.",
        ),
        (
            Reason("nobody_may", ("level",), (MONDAY_MORNING,), numbers={"there": 4, "level": 4, "able": 2}),
            "Bij mevrouw De Vries is niveau 2 nodig. Op maandag ochtend is niemand vrij die dat heeft.",
        ),
        (
            Reason(
                "nobody_may",
                ("language", "gender", "starter"),
                (MONDAY_MORNING,),
                numbers={"there": 9, "language": 6, "gender": 2, "starter": 1},
            ),
            (
                "Op maandag ochtend zijn 9 studenten vrij, maar niemand kan het bezoek doen: 6 spreken geen Pools, "
                "2 van de anderen zijn geen vrouw en de laatste is starter en gaat nooit alleen."
            ),
        ),
        (
            Reason(
                "full",
                slots=(MONDAY_MORNING, TUESDAY_AFTERNOON),
                clients=("de_vries", "jansen"),
                numbers={"clients": 45, "needed": 46, "places": 44},
            ),
            (
                "45 klanten, onder wie mevrouw De Vries, moeten op maandag ochtend en dinsdag middag samen minstens 46 bezoeken "
                "krijgen. Alle studenten samen kunnen er dan hoogstens 44 doen."
            ),
        ),
        (
            Reason(
                "few_students",
                slots=MANY,
                clients=("de_vries", "jansen"),
                students=("sanne", "omar"),
                numbers={"clients": 2, "needed": 3, "places": 2, "whole_week": 1},
            ),
            (
                "2 klanten, onder wie mevrouw De Vries, vragen deze week samen minstens 3 bezoeken. "
                "Alleen Sanne en Omar kunnen dat doen, samen hoogstens 2 keer."
            ),
        ),
        (
            Reason("others_first", ("first_visit",), clients=("jansen",), numbers={"placed": 1, "lost": 1}),
            (
                "Dit bezoek kan alleen als een ander een bezoek verliest, bijvoorbeeld de heer Jansen. "
                "Dat bezoek gaat voor: daar is dat het enige bezoek van de week."
            ),
        ),
    ],
)
def test_the_sentence_says_what_was_counted(reason: Reason, expected: str) -> None:
    assert sentence(CLIENT.id, reason, WEEK) == expected


def test_a_location_has_its_own_words() -> None:
    week = replace(
        WEEK, vocabulary=Vocabulary(client="gezin", clients="gezinnen", student="leerling", students="leerlingen")
    )
    numbers = {"clients": 3, "needed": 4, "places": 3, "whole_week": 1}
    told = said("full", week=week, slots=MANY, clients=("de_vries",), numbers=numbers)
    assert told.startswith("3 gezinnen, onder wie mevrouw De Vries, vragen")
    assert "Alle leerlingen samen" in told


def test_a_bottleneck_that_was_told_is_told_in_short() -> None:
    reason = Reason("full", numbers={"needed": 61, "places": 58})
    told = same_bottleneck(reason, "mevrouw Geurts")
    assert told == "Zelfde reden als bij mevrouw Geurts: samen minstens 61 bezoeken gevraagd, en hoogstens 58 mogelijk."


def test_who_left_the_week_is_not_named_and_breaks_nothing() -> None:
    gone = replace(WEEK, students=(SANNE,), clients=(CLIENT,))
    numbers = {"clients": 2, "needed": 3, "places": 2}
    told = said("few_students", week=gone, clients=("de_vries", "jansen"), students=("sanne", "omar"), numbers=numbers)
    assert "Omar" not in told
    assert (
        sentence("jansen", Reason("no_weight"), gone)
        == "Dit bezoek telt niet mee in de voorrang. Daarom is het niet geplaatst."
    )


def test_many_dagdelen_are_counted_and_not_listed() -> None:
    slots = tuple(one.key for one in SLOTS[:6])
    assert "6 dagdelen" in said("nobody_there", slots=slots, numbers={"students": 3})


def test_an_unknown_code_of_a_later_release_has_a_sentence() -> None:
    assert said("something_new").startswith("Voor dit bezoek is geen plek gevonden.")


def test_a_single_student_and_a_single_client_are_spoken_of_as_one() -> None:
    student: StudentFacts = SANNE
    client: ClientFacts = CLIENT
    numbers = {"clients": 1, "needed": 2, "places": 1, "pairs": 1, "whole_week": 1}
    told = said("few_students", slots=MANY, clients=(client.id,), students=(student.id,), numbers=numbers)
    assert told == (
        "Mevrouw De Vries heeft deze week minstens 2 plekken nodig: één voor elke student in een bezoek. "
        "Alleen Sanne kan daarheen en heeft hoogstens 1 plek."
    )
