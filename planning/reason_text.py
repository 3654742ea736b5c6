"""Why a visit is not placed, in one plain sentence or two. Pure: ids come from the reason, names from the week.

The sentences say what the numbers of the reason count and nothing more; who is gone from the week is not named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from planning.proposal_result import Reason
from planning.rules import ClientFacts, Id, Rule, SlotKey, WeekFacts
from planning.rules.match import LEVEL_TO_LEAD_A_PAIR
from planning.rules.wording import capital, day_text, times_text

#: More than this is counted, not listed.
MOST_SLOTS: Final = 4
MOST_NAMES: Final = 4

#: A group asks more than there is.
BOTTLENECKS: Final = ("full", "few_students")

#: What keeps somebody from the visit: rule -> (one, more), after a number.
_REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    "allergy": ("is allergisch voor een huisdier daar", "zijn allergisch voor een huisdier daar"),
    "fear": ("is bang voor een huisdier daar", "zijn bang voor een huisdier daar"),
    "smoke": ("gaat niet naar een huis met rook", "gaan niet naar een huis met rook"),
    "cycling_time": ("moet te lang fietsen", "moeten te lang fietsen"),
    "refused": ("gaat er volgens afspraak niet heen", "gaan er volgens afspraak niet heen"),
    "level": ("heeft niet het niveau dat daar nodig is", "hebben niet het niveau dat daar nodig is"),
    "skill": ("heeft niet geleerd wat daar nodig is", "hebben niet geleerd wat daar nodig is"),
    "starter": ("is starter en gaat nooit alleen", "zijn starter en gaan nooit alleen"),
}

#: Why students are not there: cause -> (one, more), after a number.
_ABSENCES: Final[Mapping[str, tuple[str, str]]] = {
    "lesson": ("heeft les", "hebben les"),
    "les": ("heeft les", "hebben les"),
    "placement": ("is op zorgstage", "zijn op zorgstage"),
    "ill": ("is ziek gemeld", "zijn ziek gemeld"),
    "leave": ("heeft verlof", "hebben verlof"),
    "catch_up": ("is aan het inhalen", "zijn aan het inhalen"),
    "absent": ("is afwezig gemeld", "zijn afwezig gemeld"),
    "taken": ("heeft al een bezoek dat vaststaat", "hebben al een bezoek dat vaststaat"),
    "bicycle": ("heeft geen fiets", "hebben geen fiets"),
}


def sentence(client: Id, reason: Reason, week: WeekFacts) -> str:
    """The reason in words, for the person who plans."""
    return _Teller(client, reason, week).text()


def same_bottleneck(reason: Reason, first: str) -> str:
    """The short form for a bottleneck that was told in full at the client `first`."""
    needed, places = reason.numbers.get("needed", 0), reason.numbers.get("places", 0)
    what = "plekken nodig" if reason.numbers.get("pairs") else "bezoeken gevraagd"
    return f"Zelfde reden als bij {first}: samen minstens {needed} {what}, en hoogstens {places} mogelijk."


def slot_text(slot: SlotKey, week: WeekFacts) -> str:
    """'dinsdag ochtend'."""
    known = week.slot_by_key.get(slot)
    day = day_text(slot[0]).split(" ", 1)[0]
    return f"{day} {known.name.lower()}" if known is not None and known.name else day


def slots_text(slots: Sequence[SlotKey], week: WeekFacts, *, last: str = "en") -> str:
    """'maandag ochtend, dinsdag middag en vrijdag ochtend', or their number when there are many."""
    if len(slots) > MOST_SLOTS:
        return f"{len(slots)} dagdelen"
    return listed([slot_text(slot, week) for slot in slots], last=last)


def listed(words: Sequence[str], *, last: str = "en") -> str:
    """'Noor, Sam en Ali'."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def client_text(client: Id, week: WeekFacts) -> str:
    known = week.client_by_id.get(client)
    return known.name if known is not None else f"een {week.vocabulary.client}"


class _Teller:
    def __init__(self, client: Id, reason: Reason, week: WeekFacts) -> None:
        self.reason, self.week = reason, week
        self.facts = week.client_by_id.get(client) or ClientFacts(client, f"deze {week.vocabulary.client}")
        self.name = self.facts.name
        self.numbers = reason.numbers
        self.words = week.vocabulary

    def text(self) -> str:
        return self._told().get(self.reason.code, self._unproven)()

    def _told(self) -> Mapping[str, Callable[[], str]]:
        return {
            "own_days": self._own_days,
            "nobody_there": self._nobody_there,
            "nobody_may": self._nobody_may,
            "no_two": self._no_two,
            "full": self._full,
            "few_students": self._few_students,
            "others_first": self._others_first,
            "others_equal": self._others_equal,
            "rest": self._rest,
            "nowhere": self._nowhere,
            "no_weight": self._no_weight,
        }

    def _number(self, key: str) -> int:
        return self.numbers.get(key, 0)

    def _at(self, *, last: str = "en") -> str:
        return slots_text(self.reason.slots, self.week, last=last)

    # The client's own days

    def _own_days(self) -> str:
        days, wanted = self._number("days"), self._number("wanted")
        causes: dict[str, list[SlotKey]] = {}
        for cause, slot in zip(self.reason.rules, self.reason.slots, strict=False):
            causes.setdefault(cause, []).append(slot)
        if days:
            on = "1 dag" if days == 1 else f"{days} dagen"
            first = f"{capital(self.name)} vraagt {times_text(wanted)}, maar kan deze week maar op {on}. Eén bezoek per dag mag."
        elif not causes:
            return f"Voor {self.name} is geen dagdeel afgesproken dat er deze week is."
        elif len(causes) == 1 and (only := next(iter(causes))) in ("pause", "past", "on_duty", "open_calendar"):
            where = slots_text(causes[only], self.week, last="of")
            return {
                "pause": f"{capital(self.name)} heeft deze week pauze.",
                "past": f"{capital(self.name)} kon alleen op {where}. Dat is voorbij.",
                "on_duty": f"{capital(self.name)} kan alleen op {where}. Dan is er nog niemand bereikbaar.",
                "open_calendar": f"{capital(self.name)} kan alleen op {where}. Dan is de locatie dicht.",
            }[only]
        else:
            first = f"{capital(self.name)} kan deze week geen bezoek krijgen."
        return " ".join([first, *(self._cause(cause, slots) for cause, slots in causes.items())])

    def _cause(self, cause: str, slots: Sequence[SlotKey]) -> str:
        where = f"Op {slots_text(slots, self.week)}"
        return {
            "pause": f"{where} is er pauze.",
            "past": f"{where} kan niet meer: dat is voorbij.",
            "on_duty": f"{where} is er nog niemand bereikbaar.",
            "open_calendar": f"{where} is de locatie dicht.",
            "agreement": f"{where} geldt er geen overeenkomst.",
            "covered": f"{where} helpt al iemand anders.",
        }.get(cause, f"{where} kan het niet.")

    # Nobody who can and may

    def _left(self) -> str:
        """Where a visit could still be; the client may have other visits already."""
        return f"Voor nog een bezoek blijft alleen {self._at(last='of')} over. " if self._number("placed") else ""

    def _nobody_there(self) -> str:
        counted = [
            f"{number} {self._form(_ABSENCES, cause, number)}"
            for cause, number in sorted(self.numbers.items(), key=lambda pair: -pair[1])
            if cause in _ABSENCES and number
        ]
        rest = self._number("students") - sum(number for cause, number in self.numbers.items() if cause in _ABSENCES)
        if counted and rest:
            counted.append(f"{rest} {'is' if rest == 1 else 'zijn'} er dan niet")
        why = f": {listed(counted)}." if counted else "."
        if self._number("placed"):
            return f"{self._left()}Dan kan geen enkele {self.words.student} op bezoek{why}"
        return f"Op {self._at(last='of')} kan geen enkele {self.words.student} op bezoek{why}"

    def _nobody_may(self) -> str:
        rules, there = self.reason.rules, self._number("there")
        when = "Dan" if self._number("placed") else f"Op {self._at(last='of')}"
        if len(rules) == 1:
            return self._left() + self._one_rule(rules[0], when, there)
        parts = []
        for place, rule in enumerate(rules):
            number = self._number(rule)
            phrase = self._phrase(rule, number)
            if place == 0:
                parts.append(f"{number} {phrase}")
            elif place == len(rules) - 1:
                parts.append(f"de laatste {phrase}" if number == 1 else f"de laatste {number} {phrase}")
            else:
                parts.append(f"{number} van de anderen {phrase}")
        role = ", maar niemand kan meegaan" if self._number("as_buddy") else ", maar niemand kan het bezoek doen"
        is_are = "is 1" if there == 1 else f"zijn {there}"
        who = self.words.student if there == 1 else self.words.students
        return f"{self._left()}{when} {is_are} {who} vrij{role}: {listed(parts)}."

    def _one_rule(self, rule: str, when: str, there: int) -> str:
        nobody = self._number("able") == 0
        student = self.words.student
        if rule == Rule.LANGUAGE.code and self.facts.language is not None:
            language = self.words.language(self.facts.language)
            asks = f"{capital(self.name)} vraagt iemand die {language} spreekt."
            return (
                f"{asks} Geen enkele {student} spreekt dat."
                if nobody
                else f"{asks} {when} is niemand vrij die dat spreekt."
            )
        if rule == Rule.GENDER.code and self.facts.gender_pref in ("v", "m"):
            who = "vrouw" if self.facts.gender_pref == "v" else "man"
            asks = f"{capital(self.name)} vraagt om een {who}."
            return f"{asks} {when} is geen enkele {who} vrij."
        if rule == Rule.LEVEL.code:
            level = max(self.facts.min_level, LEVEL_TO_LEAD_A_PAIR if self.facts.seats > 1 else 0)
            asks = f"Bij {self.name} is niveau {level} nodig."
            return (
                f"{asks} Geen enkele {student} heeft dat."
                if nobody
                else f"{asks} {when} is niemand vrij die dat heeft."
            )
        if rule == Rule.SKILL.code:
            return f"{when} is niemand vrij die heeft geleerd wat bij {self.name} nodig is."
        who = f"is 1 {student} vrij" if there == 1 else f"zijn {there} {self.words.students} vrij"
        if rule == Rule.CYCLING_TIME.code:
            whom = f"deze {student}" if there == 1 else "hen"
            return f"{when} {who}, maar voor {whom} is het te ver fietsen naar {self.name}."
        if rule in _REFUSALS:
            return f"{when} {who}, maar die {self._phrase(rule, there)}."
        return f"{when} mag niemand die vrij is naar {self.name}."

    def _phrase(self, rule: str, number: int) -> str:
        """What keeps this number of people from the visit: 'spreekt geen Pools' or 'spreken geen Pools'."""
        one = number == 1
        if rule == Rule.LANGUAGE.code:
            code = self.facts.language
            language = f"geen {self.words.language(code)}" if code is not None else "de taal niet"
            return f"{'spreekt' if one else 'spreken'} {language}"
        if rule == Rule.GENDER.code:
            who = {"v": "vrouw", "m": "man"}.get(self.facts.gender_pref or "", "wie is gevraagd")
            return (
                f"{'is' if one else 'zijn'} geen {who}"
                if self.facts.gender_pref in ("v", "m")
                else f"{'is' if one else 'zijn'} niet {who}"
            )
        return self._form(_REFUSALS, rule, number, ("mag er niet heen", "mogen er niet heen"))

    def _form(
        self, words: Mapping[str, tuple[str, str]], code: str, number: int, other: tuple[str, str] = ("", "")
    ) -> str:
        one, more = words.get(code, other)
        return one if number == 1 else more

    def _no_two(self) -> str:
        return (
            f"{self._left()}Bij {self.name} gaan twee {self.words.students} samen. Op {self._at(last='of')} is er niet tegelijk "
            "iemand die het bezoek kan doen en een ander die mee kan."
        )

    # More asked than there is

    def _asks(self) -> str:
        """How much the group asks, as counted: visits, or places when those who come along count too."""
        clients, needed = self._number("clients"), self._number("needed")
        whole = bool(self._number("whole_week")) and len(self.reason.slots) > MOST_SLOTS
        when = "deze week" if whole else f"op {self._at()}"
        group = f"{clients} {self.words.clients}, onder wie {self.name}," if clients > 1 else capital(self.name)
        together = " samen" if clients > 1 else ""
        least = f"minstens {needed}" if clients > 1 or needed > 1 else "1"
        kept = ", naast wat al vaststaat" if self._number("kept") else ""
        if self._number("pairs"):
            have = "hebben" if clients > 1 else "heeft"
            places = "plek" if needed == 1 else "plekken"
            return f"{group} {have} {when}{together} {least} {places} nodig{kept}: één voor elke {self.words.student} in een bezoek."
        visits = "bezoek" if needed == 1 else "bezoeken"
        if whole:
            return f"{group} {'vragen' if clients > 1 else 'vraagt'} deze week{together} {least} {visits}{kept}."
        return f"{group} {'moeten' if clients > 1 else 'moet'} {when}{together} {least} {visits} krijgen{kept}."

    def _at_most(self, noun: str = "") -> str:
        return f"{self._number('places')}{f' {noun}' if noun else ''}"

    def _full(self) -> str:
        if self._number("pairs"):
            return f"{self._asks()} Alle {self.words.students} samen hebben er dan hoogstens {self._at_most()}."
        return f"{self._asks()} Alle {self.words.students} samen kunnen er dan hoogstens {self._at_most()} doen."

    def _few_students(self) -> str:
        names = [self.week.student_by_id[one].name for one in self.reason.students if one in self.week.student_by_id]
        number = len(self.reason.students)
        pairs = self._number("pairs")
        if number == 1:
            who, together, can, have = names[0] if names else f"1 {self.words.student}", "", "kan", "heeft"
        else:
            few = number <= MOST_NAMES and len(names) == number
            who = listed(names) if few else f"{number} {self.words.students}"
            together, can, have = " samen", "kunnen", "hebben"
        if pairs:
            places = "plek" if self._number("places") == 1 else "plekken"
            return f"{self._asks()} Alleen {who} {can} daarheen en {have}{together} hoogstens {self._at_most(places)}."
        if number > MOST_NAMES:
            who = f"De {number} {self.words.students} die dan zo'n bezoek mogen doen,"
            return f"{self._asks()} {who} kunnen er samen hoogstens {self._at_most()} doen."
        return f"{self._asks()} Alleen {who} {can} dat doen,{together} hoogstens {self._at_most('keer')}."

    # What it would cost the others

    def _others(self) -> str:
        return listed([client_text(one, self.week) for one in self.reason.clients[:MOST_NAMES]])

    def _only_if(self) -> str:
        more = len(self.reason.clients) > 1
        such = "anderen een bezoek verliezen" if more else "een ander een bezoek verliest"
        return f"Dit bezoek kan alleen als {such}, bijvoorbeeld {self._others()}."

    def _others_first(self) -> str:
        more = len(self.reason.clients) > 1
        because = {
            "urgent": "daar is spoed",
            "first_visit": "daar is dat het enige bezoek van de week",
            "longer": f"{'zij wachten' if more else 'die wacht'} al langer",
        }
        why = [because[rule] for rule in self.reason.rules if rule in because]
        go = "Die bezoeken gaan voor" if more else "Dat bezoek gaat voor"
        return f"{self._only_if()} {go}{f': {listed(why)}' if why else ''}."

    def _others_equal(self) -> str:
        which = "Die bezoeken tellen samen even zwaar" if len(self.reason.clients) > 1 else "Dat bezoek telt even zwaar"
        return f"{self._only_if()} {which}."

    def _rest(self) -> str:
        return "Dit bezoek past wel, maar dan verandert er meer aan de bezoeken van anderen. Bij deze keuze telt rust zwaarder."

    def _nowhere(self) -> str:
        return "Binnen de regels past dit bezoek deze week nergens, ook niet als anderen een bezoek verliezen."

    def _no_weight(self) -> str:
        return "Dit bezoek telt niet mee in de voorrang. Daarom is het niet geplaatst."

    def _unproven(self) -> str:
        return "Voor dit bezoek is geen plek gevonden. De tijd was te kort om te bewijzen waarom."
