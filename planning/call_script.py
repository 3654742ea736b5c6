"""What a coordinator can say on the phone about visits that changed: short, in plain Dutch, with `u`."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from planning.models import Visit
from planning.rules import Slot
from planning.rules.wording import day_text


@dataclass(frozen=True, slots=True)
class CallLine:
    """One visit in a call. `absent` are the students who can't come; `after` None is a visit that does not go on,
    `before` None one that the client does not know of yet.

    `newcomers` come now and did not come before; `comes` is everybody who comes.
    """

    before: Slot | None
    after: Slot | None
    cause: str
    absent: tuple[str, ...]
    comes: tuple[str, ...]
    newcomers: tuple[str, ...]


def opening(client: str, location: str) -> str:
    """'Dag mevrouw De Vries, u spreekt met … van WijkLeerbedrijf Venray.'"""
    name = client.replace("de heer ", "meneer ", 1) if client.startswith("de heer ") else client
    house = location if "wijkleerbedrijf" in location.lower() else f"WijkLeerbedrijf {location}"
    return f"Dag {name}, u spreekt met … van {house}."


def script(client: str, location: str, lines: Sequence[CallLine]) -> str:
    """The whole call; a blank line stands between its parts."""
    parts = [opening(client, location), *map(_line, lines)]
    if any(line.after is not None for line in lines):
        parts.append("Is het goed zo?" if len(lines) > 1 else "Vindt u dat goed?")
    return "\n\n".join(parts)


def _line(line: CallLine) -> str:
    if line.before is None:
        return _new(line)
    day = day_text(line.before.date)
    if line.after is None:
        return f"{_why(line, day)} Uw bezoek op {day} gaat daarom niet door. Dat spijt ons."
    if line.after.key != line.before.key:
        new = line.after
        who = f" {_and(line.comes)} {'komt' if len(line.comes) == 1 else 'komen'} dan." if line.comes else ""
        when = "diezelfde dag" if new.date == line.before.date else f"op {day_text(new.date)}"
        return f"{_why(line, day)} Mag het bezoek {when}, van {hours(new)}?{who}"
    students = line.newcomers or line.comes
    return f"{_why(line, day)} {'Mag' if len(students) == 1 else 'Mogen'} {_and(students)} komen? De dag en de tijd blijven hetzelfde: {hours(line.before)}."


def _new(line: CallLine) -> str:
    if line.after is None:
        return ""
    comes = f"{'Mag' if len(line.comes) == 1 else 'Mogen'} {_and(line.comes)}"
    return (
        f"Wij hebben plek voor een bezoek bij u. {comes} op {day_text(line.after.date)} komen, van {hours(line.after)}?"
    )


def _why(line: CallLine, day: str) -> str:
    match line.cause:
        case Visit.CancelReason.STUDENT_ABSENT if line.absent:
            return f"{_and(line.absent)} {'is' if len(line.absent) == 1 else 'zijn'} er {day} niet."
        case Visit.CancelReason.CLIENT_ASKED:
            return f"U kunt {day} niet."
        case Visit.CancelReason.CLIENT_PAUSED:
            return f"U heeft {day} geen bezoek nodig."
        case Visit.CancelReason.CLOSED:
            return f"Wij zijn {day} dicht."
    return f"Wij moeten {day} iets veranderen in onze planning."


def hours(slot: Slot) -> str:
    """'10.00 tot 12.00 uur'."""
    return f"{_clock(slot.starts)} tot {_clock(slot.ends)} uur"


def _clock(moment: datetime.time) -> str:
    return f"{moment.hour}.{moment.minute:02}"


def _and(names: Sequence[str]) -> str:
    return " en ".join(names)
