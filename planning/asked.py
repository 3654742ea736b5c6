"""How many visits a client asked for and got, week by week. Pure.

Asked is what was agreed for that week, as far as it could be: not in a pause, not on a closed day, and not what the client
cancelled. Given is every visit that went on, also when nobody was at home.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planning.rules import Id, Span

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OpenWeek:
    """A week that was published, with the days on which the location was open."""

    monday: datetime.date
    days: tuple[datetime.date, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of an agreement: when it held, how many visits a week, and on which days of the week (1 is Monday)."""

    holds: Span
    version: int
    visits: int
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True)
class ClientPast:
    """What was agreed with a client over the weeks. `waiting_since`: asked for help, before there was an agreement."""

    client: Id
    terms: tuple[Terms, ...]
    pauses: tuple[Span, ...] = ()
    ended_on: datetime.date | None = None
    waiting_since: datetime.date | None = None

    def can_on(self, day: datetime.date) -> Terms | None:
        """The agreement under which a visit was possible on this open day."""
        if (self.ended_on is not None and day > self.ended_on) or any(day in pause for pause in self.pauses):
            return None
        weekday = day.isoweekday()
        return next((one for one in self.terms if day in one.holds and weekday in one.weekdays), None)


@dataclass(frozen=True, slots=True)
class Share:
    """One client in one week."""

    monday: datetime.date
    asked: int
    given: int

    @property
    def short(self) -> int:
        return self.asked - self.given


#: (client, monday) -> (visits that went on, visits that the client cancelled)
Tallies = Mapping[tuple[Id, datetime.date], tuple[int, int]]


def shares_of(past: ClientPast, weeks: Sequence[OpenWeek], tallies: Tallies) -> list[Share]:
    """Asked and given in each of these weeks, in the same order."""
    shares = []
    for week in weeks:
        given, cancelled = tallies.get((past.client, week.monday), (0, 0))
        possible = [terms for day in week.days if (terms := past.can_on(day)) is not None]
        agreed = max(possible, key=lambda one: one.version).visits if possible else 0
        asked = min(agreed, len(possible)) - cancelled
        shares.append(Share(week.monday, max(asked, given), given))
    return shares


def weeks_missed(shares: Sequence[Share], visits: int) -> int:
    """For how many weeks in a row, up to the last one, more than `visits` were asked and no more than `visits` given.

    A week in which no more was asked neither counts nor breaks the row.
    """
    row = 0
    for share in reversed(shares):
        if share.given > visits:
            break
        row += share.asked > visits
    return row


def weeks_waited(past: ClientPast, shares: Sequence[Share], weeks: Sequence[OpenWeek]) -> int:
    """For how many of these weeks the client was on the waiting list before there was an agreement; 0 after a visit."""
    if past.waiting_since is None or any(share.given for share in shares):
        return 0
    first = min((terms.holds.first for terms in past.terms), default=datetime.date.max)
    return sum(past.waiting_since <= week.monday + 6 * _DAY and week.monday + 6 * _DAY < first for week in weeks)
