"""The answer to "wanneer kunnen we echt?" in sentences and as a picture. Pure: no Django, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planning.earliest import Answer, WeekAnswer
from planning.optimiser.earliest import Chance, Place, steady
from planning.rules import Rule

#: So many dagdelen are named in a sentence; more are seen in the picture.
_MOST_NAMED = 4
#: What keeps a student away from a client, by the rule that says so.
_KEEPS_AWAY: Mapping[Rule, str] = {
    Rule.ALLERGY: "allergisch voor een huisdier",
    Rule.FEAR: "bang voor een huisdier",
    Rule.SMOKE: "gaat niet naar een huis met rook",
    Rule.GENDER: "past niet bij de wens voor een man of vrouw",
    Rule.CYCLING_TIME: "moet te lang fietsen",
    Rule.REFUSED: "gaat niet samen met deze persoon",
    Rule.LEVEL: "werkt op een te laag niveau",
    Rule.SKILL: "mist een vaardigheid",
    Rule.LANGUAGE: "spreekt de taal niet",
    Rule.STARTER: "is starter en gaat niet alleen",
}


@dataclass(frozen=True, slots=True)
class Start:
    """From this week on (place in the list) the dagdeel is possible in every week that is looked at and open."""

    place: Place
    week: int
    always_free: bool


def steady_starts(weeks: Sequence[WeekAnswer], places: Iterable[Place]) -> list[Start]:
    """For each dagdeel from when it is possible each week, the earliest first; dagdelen without such a week are left out."""
    first = steady([week.chances for week in weeks])
    found = [
        Start(place, first[place], all(week.chances.get(place) is not Chance.MOVES for week in weeks[first[place] :]))
        for place in places
        if place in first
    ]
    return sorted(found, key=lambda start: start.week)


def dagdeel_name(weekday: str, block: str) -> str:
    """'donderdagochtend'; a block with another name stays apart: 'donderdag (blok 2)'."""
    return f"{weekday}{block}" if block in ("ochtend", "middag", "avond") else f"{weekday} ({block})"


def short_name(name: str) -> str:
    """'do och' for 'donderdagochtend', 'do (blok 2)' for 'donderdag (blok 2)'; for a narrow screen."""
    weekday, _, block = name.partition("dag")
    return f"{weekday[:2]} {block.strip() if block.startswith(' ') else block[:3]}"


def joined(words: Sequence[str], last: str = "of") -> str:
    """'a', 'a of b', 'a, b of c'."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def answer_lines(answer: Answer, names: Mapping[Place, str], *, students: str, visits: int) -> list[str]:
    """The answer, the most important sentence first.

    `names` has the wished dagdelen in order: 'donderdagochtend'. `visits` are those asked for beside what there is already.
    """
    if answer.nobody:
        return list(_nobody(answer, students))
    weeks = answer.weeks
    starts = steady_starts(weeks, names)
    if starts:
        return [*_steady(weeks, starts, names, visits), *_before(weeks, starts[0].week, names), *_proof(weeks)]
    loose = list(_loose(weeks, names))
    if loose:
        return [f"Elke week lukt het nog niet. Los kan het wel: {joined(loose, 'en')}.", *_proof(weeks)]
    if all(week.is_out(place) for week in weeks for place in names):
        return ["In deze dagdelen zijn er de komende weken geen bezoeken. Kies andere dagdelen."]
    return [
        f"In de komende {len(weeks)} weken kan het niet zonder dat een ander een bezoek verliest.",
        *_proof(weeks),
    ]


def _nobody(answer: Answer, students: str) -> Iterable[str]:
    if not answer.students:
        yield f"Er zijn in deze weken geen {students}."
        return
    yield f"Geen van de {answer.students} {students} kan naar deze persoon."
    said = [f"{_KEEPS_AWAY.get(one.rule, one.rule.label.lower())} ({one.students})" for one in answer.hindrances]
    yield f"Waarom: {', '.join(said)}. Bekijk welke wens anders kan."


def _steady(
    weeks: Sequence[WeekAnswer], starts: Sequence[Start], names: Mapping[Place, str], visits: int
) -> Iterable[str]:
    first = starts[0].week
    together = [start for start in starts if start.week == first]
    most = min(week.visits for week in weeks[first:] if any(week.may(start.place) for start in together))
    often = "1 keer per week" if most <= 1 else f"{most} keer per week"
    many = len(together) > _MOST_NAMED
    when = (
        f"{len(together)} van de {len(names)} gekozen dagdelen"
        if many
        else joined([names[start.place] for start in together])
    )
    at_once = first == _first_open(weeks, names)
    begin = "Het kan meteen" if at_once else f"Het kan vanaf week {weeks[first].number}"
    yield f"{begin} op {when}, {often}."
    if visits > most:
        yield f"{visits} keer per week lukt niet elke week zonder dat een ander een bezoek verliest."
    moved = [names[start.place] for start in together if not start.always_free]
    if moved and many:
        yield (
            "Bij anderen komt dan soms een andere student, of iemand komt op een ander moment. Niemand verliest een bezoek."
        )
    elif moved:
        yield (
            f"Op {joined(moved, 'en')} komt bij anderen soms een andere student, of op een ander moment. "
            "Niemand verliest een bezoek."
        )
    by_week: dict[int, list[str]] = {}
    for start in starts:
        if start.week > first:
            by_week.setdefault(start.week, []).append(names[start.place])
    for number, later in by_week.items():
        if len(later) > _MOST_NAMED:
            continue
        yield f"Vanaf week {weeks[number].number} kan het ook op {joined(later)}."


def _first_open(weeks: Sequence[WeekAnswer], names: Mapping[Place, str]) -> int:
    """The first week in which any wished dagdeel is still to come."""
    return next(
        (number for number, week in enumerate(weeks) if any(not week.is_out(place) for place in names)), len(weeks)
    )


def _before(weeks: Sequence[WeekAnswer], first: int, names: Mapping[Place, str]) -> Iterable[str]:
    loose = list(_loose(weeks[:first], names))
    if loose:
        yield f"Eerder kan het al een keer {joined(loose, 'en')}."


def _loose(weeks: Sequence[WeekAnswer], names: Mapping[Place, str]) -> Iterable[str]:
    """'in week 49 op donderdag ochtend of vrijdag middag' for each week with something."""
    for week in weeks:
        possible = [name for place, name in names.items() if week.may(place)]
        if possible:
            yield f"in week {week.number} op {joined(possible)}"


def _proof(weeks: Sequence[WeekAnswer]) -> Iterable[str]:
    if not all(week.proven for week in weeks):
        yield "Voor een week was de tijd te kort om alles te proberen: daar kan misschien meer."


@dataclass(frozen=True, slots=True)
class Cell:
    """A dagdeel in a week; `kind` is a chance, with a word for who can't see the picture."""

    kind: str
    word: str
    icon: str


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    short: str
    cells: tuple[Cell, ...]


_CELLS: Mapping[Chance, Cell] = {
    Chance.FREE: Cell("free", "plek", "check"),
    Chance.MOVES: Cell("moves", "kan als anderen schuiven", "swap"),
    Chance.NO: Cell("no", "kan niet", "minus"),
    Chance.OUT: Cell("out", "geen bezoeken", ""),
}
_OWN: Final = Cell("own", "heeft die dag al bezoek", "home")


def picture(weeks: Sequence[WeekAnswer], names: Mapping[Place, str]) -> list[Line]:
    """A line for each wished dagdeel with a cell for each week."""
    return [
        Line(
            name,
            short_name(name),
            tuple(_OWN if place[0] in week.own else _CELLS[week.chances.get(place, Chance.OUT)] for week in weeks),
        )
        for place, name in names.items()
    ]
