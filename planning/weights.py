"""What the visits of a client are worth: coarse steps, so that a small difference doesn't turn the week over.

Pure. The first level of the optimiser adds these numbers up. They never rise within a client, and they only order what must
be chosen between: a first visit always goes before the second visit of somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence

#: The first, second ... visit of a week, before anything is added.
FIRST_TO_FIFTH = (6, 3, 2, 1, 1)
#: A client with haste, on the first visit.
URGENT = 4
#: A visit that the client already has in the plan that the week starts from.
RUNNING = 2
#: Each week in which a client asked for a visit and got none adds one to the first visit, up to this many.
MOST_WAITING = 30
#: After this many weeks with fewer visits than asked a second or later visit gets one more, and twice as long: two.
WEEKS_SHORT = 3
#: Whatever is added, a second visit stays below the first visit of anybody.
LATER_AT_MOST = FIRST_TO_FIFTH[0] - 1


def visit_weights(
    visits: int, *, running: int = 0, urgent: bool = False, missed: Sequence[int] = ()
) -> tuple[int, ...]:
    """One weight for each of the `visits` that a client wants in the week, never rising.

    `running` is how many visits the client has in the plan that the week starts from. `missed[k]` is for how many weeks in a
    row the client asked for more than k visits and got k or fewer.
    """
    weights: list[int] = []
    for number in range(visits):
        weeks = missed[number] if number < len(missed) else 0
        weight = FIRST_TO_FIFTH[min(number, len(FIRST_TO_FIFTH) - 1)] + RUNNING * (number < running)
        if number == 0:
            weight += URGENT * urgent + min(weeks, MOST_WAITING)
        else:
            weight = min(weight + min(weeks // WEEKS_SHORT, 2), LATER_AT_MOST, weights[-1])
        weights.append(weight)
    return tuple(weights)
