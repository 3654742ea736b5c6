"""A 'what if' in sentences: what is different, and what that does. Pure: no Django, no database.

The sentences name no people: they also stand in a report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .indicators import SMALLEST_GROUP, is_small
from .periods import MONTHS, dutch_date
from .what_if_figures import WhatIfFigures

Number = Callable[[float], str]


def _how_many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def question_lines(figures: WhatIfFigures) -> list[str]:
    """What is different from now, each in a few words."""
    student, students = figures.student, figures.students
    found = []
    if figures.without:
        verb = "stopt" if figures.without == 1 else "stoppen"
        found.append(f"{_how_many(figures.without, student, students)} {verb}")
    if figures.placement:
        verb = "gaat" if figures.placement == 1 else "gaan"
        since = f" vanaf {dutch_date(figures.placement_from)}" if figures.placement_from else ""
        found.append(f"{_how_many(figures.placement, student, students)} {verb} op zorgstage{since}")
    if figures.fewer_students:
        found.append(f"{_how_many(figures.fewer_students, student, students)} minder")
    if figures.more_students:
        found.append(f"{_how_many(figures.more_students, student, students)} erbij")
    if figures.new_clients:
        found.append(f"{_how_many(figures.new_clients, figures.client, figures.clients)} erbij")
    found += [f"een extra dagdeel: {name}" for name in figures.extra]
    return found


def title_of(figures: WhatIfFigures) -> str:
    """A name for the question, such as '2 studenten stoppen, 5 klanten erbij'; at most 120 characters."""
    said = ", ".join(question_lines(figures)) or "alles blijft zoals het is"
    said = said[:1].upper() + said[1:]
    return said if len(said) <= 120 else said[:119].rsplit(" ", 1)[0] + "…"


def headline(figures: WhatIfFigures) -> str:
    """The one thing to know."""
    more, base, after = figures.visits_more, figures.base.visits, figures.after.visits
    if more == 0:
        return f"Er passen dan evenveel bezoeken in een week: {after}."
    word = "meer" if more > 0 else "minder"
    return f"Er passen dan elke week {_how_many(abs(more), 'bezoek', 'bezoeken')} {word}: {after} in plaats van {base}."


def people_in_report(number: int) -> str:
    """In a report a group of people that is too small to show is not shown."""
    return f"minder dan {SMALLEST_GROUP}" if is_small(number) else str(number)


def effect_lines(figures: WhatIfFigures, number: Number, *, people: Callable[[int], str] = str) -> list[str]:
    """What it does beside that: clients, hours, the year and the seats. `people` writes a number of clients."""
    return [
        *_about_clients(figures, people),
        *_about_hours(figures, number),
        *_about_seats(figures),
    ]


def _about_clients(figures: WhatIfFigures, people: Callable[[int], str]) -> Iterable[str]:
    now, then = people(figures.base.unserved), people(figures.after.unserved)
    is_one = then == "1"
    who = f"{then.capitalize()} {figures.client if is_one else figures.clients} {'heeft' if is_one else 'hebben'}"
    if not figures.after.unserved and not figures.base.unserved:
        yield f"Alle {figures.clients} hebben minstens één bezoek per week, net als nu."
    elif figures.after.unserved == figures.base.unserved:
        yield f"{who} dan geen bezoek, net zoveel als nu."
    elif not figures.after.unserved:
        yield f"Alle {figures.clients} hebben dan minstens één bezoek. Nu hebben er {now} geen."
    else:
        yield f"{who} dan geen bezoek. Nu zijn dat er {now}."
    if figures.new_clients:
        new = _how_many(figures.new_clients, f"nieuwe {figures.client}", f"nieuwe {figures.clients}")
        if figures.new_served == figures.new_clients:
            verb = "krijgt" if figures.new_clients == 1 else "krijgen"
            yield f"De {new} {verb} een bezoek."
        else:
            served = f"er {figures.new_served}" if figures.new_served else "niemand"
            yield f"Van de {new} {'krijgen' if figures.new_served > 1 else 'krijgt'} {served} een bezoek."


def _about_hours(figures: WhatIfFigures, number: Number) -> Iterable[str]:
    week, year = round(figures.hours_more), round(figures.year_more)
    if week:
        yield f"Dat is {number(abs(week))} uur hulp per week {'meer' if week > 0 else 'minder'}."
    if figures.until is None:
        return
    until = f"{MONTHS[figures.until.month - 1]} {figures.until.year}"
    then = f"Het schooljaar kan tot en met {until} uitkomen op {number(figures.year_changed)} uur"
    if year:
        then += f", {number(abs(year))} {'meer' if year > 0 else 'minder'} dan zonder deze verandering"
    yield f"{then}."
    if figures.goal:
        short = round(figures.year_changed) - figures.goal
        if short >= 0:
            yield f"Dat is genoeg voor het doel van {number(figures.goal)} uur."
        else:
            yield f"Dat is {number(-short)} uur onder het doel van {number(figures.goal)}."


def _about_seats(figures: WhatIfFigures) -> Iterable[str]:
    if figures.seats_then == figures.seats_now:
        return
    noun = figures.student if figures.seats_then == 1 else figures.students
    said = f"Er {'is' if figures.seats_then == 1 else 'zijn'} dan {figures.seats_then} {noun} ingeschreven in plaats van {figures.seats_now}."
    if figures.break_even:
        enough = figures.seats_then >= figures.break_even
        said += f" Dat is {'' if enough else 'niet '}kostendekkend: daarvoor zijn er {figures.break_even} nodig."
    yield said
    if figures.seats and figures.seats_then > figures.seats:
        yield f"Er zijn {figures.seats} plaatsen."


def method_lines(figures: WhatIfFigures) -> list[str]:
    """How it was computed, for who wants to know."""
    found = [
        (
            f"Gerekend met de week van {dutch_date(figures.example_monday)} als voorbeeld: wie er dan is, wat "
            f"{figures.clients} willen en wat mag. Vastgezette bezoeken tellen niet mee."
        ),
        "Elke uitkomst is het beste wat de regels toelaten. Een week loopt in het echt vaak iets anders.",
    ]
    if figures.rate_percent is not None:
        found.append(
            f"Van de geplande bezoeken ging dit schooljaar {figures.rate_percent}% door. Zo zijn de uren geschat."
        )
    found.append(f"Een uur hulp is: {figures.hour_definition}.")
    if figures.new_clients:
        found.append(
            f"De nieuwe {figures.clients} willen hetzelfde als {figures.clients} die er nu zijn, om de beurt. "
            "Hoe echte nieuwe wensen uitpakken, weten we nog niet."
        )
    if figures.more_students or figures.fewer_students:
        found.append(
            f"De {figures.students} die erbij komen of afgaan, zijn zoals de {figures.students} die er nu zijn, gelijk verdeeld."
        )
    if figures.extra:
        found.append(
            f"In een extra dagdeel is er iemand bereikbaar en gaat wie dan vrij is op bezoek. Is het dagdeel nieuw, dan gaan we "
            f"ervan uit dat {figures.clients} die op die dag kunnen, dan ook kunnen."
        )
    return found
