"""The residents of a demo location: who they are, what their home is like and what was agreed with them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from clients.models import AgreementSlot, Client, ClientAgreement, ClientPause
from planning.models import Refusal
from students.models import Student
from wijkleerbedrijf.organisation.models.catalogue import Gender, Language

from .names import OLD, YOUNG, Name
from .scene import DAY, WEEK, Scene
from .wishes import ALERTS, END_REASONS, HELPERS, PAUSE_REASONS, RETURN_SERVICES, SPECIAL_WISHES, Wish

_Kind = AgreementSlot.Kind
_SALUTATIONS = {str(Gender.WOMAN): Client.Salutation.MRS, str(Gender.MAN): Client.Salutation.MR}

_LEAST_DAGDELEN, _MORE_DAGDELEN = 1, 4
#: How much more often than another a dagdeel (weekday, number of that day) is welcome.
_POPULAR = {(2, 0): 4, (2, 1): 3, (4, 1): 3, (1, 0): 2, (3, 0): 2}


@dataclass(frozen=True, slots=True)
class Ask:
    """How much the clients of a location ask for: of each hundred, how many want 1, 2, 3 ... visits a week.

    `special`: begin with the clients whose wishes were written by hand. `max_level` is the highest level of the students:
    nobody asks for more, and for a visit by two students one of level 2 is needed. `pilot_light` of them need nothing for now.
    """

    clients: int
    former: int
    visits_per_hundred: tuple[int, ...]
    pair_per_hundred: int = 3
    special: bool = True
    max_level: int = 2
    pilot_light: int = 0


def make_clients(scene: Scene, ask: Ask) -> list[Client]:
    """The clients of now, the special ones first, and after them those who have stopped."""
    made = []
    for number in range(ask.clients):
        by_hand = ask.special and number < len(SPECIAL_WISHES)
        wish = SPECIAL_WISHES[number] if by_hand else _ordinary_wish(scene, ask)
        if ask.max_level == 1:
            wish = replace(wish, min_level=1, seats=1)
        client = _make_client(scene, wish)
        since = scene.this_monday - WEEK * scene.chance.choice((24, 27, 33, 40, 52, 66))
        agreement = _agree(scene, client, wish, since)
        if number % 9 == 4:
            _agree_again(scene, client, agreement, wish)
        made.append(client)
    for number in range(ask.former):
        _make_former_client(scene, _ordinary_wish(scene, ask), number)
    return made


def _ordinary_wish(scene: Scene, ask: Ask) -> Wish:
    chance = scene.chance
    numbers = range(1, len(ask.visits_per_hundred) + 1)
    return Wish(
        pets=chance.choices(("", "kat", "hond", "vogel", "kat hond"), (64, 17, 12, 5, 2))[0],
        smoker=chance.random() < 0.1,
        gender=chance.choices(("", str(Gender.WOMAN), str(Gender.MAN)), (88, 9, 3))[0],
        min_level=chance.choices((1, 2), (90, 10))[0],
        heavy=chance.random() < 0.05,
        visits=chance.choices(numbers, ask.visits_per_hundred)[0],
        seats=2 if chance.random() < ask.pair_per_hundred / 100 else 1,
        face=chance.choices(ClientAgreement.Face.values, (35, 10, 55))[0],
        alert=chance.choice(ALERTS),
        return_service=chance.choice(RETURN_SERVICES),
        unknown_address=chance.random() < 0.02,
    )


def _name(scene: Scene, wish: Wish) -> tuple[Name, str]:
    """A name that goes with the wish, and the way to address this client."""
    gender = Gender.WOMAN if scene.chance.random() < 0.68 else Gender.MAN
    young = bool(wish.salutation) or scene.chance.random() < 0.12
    backgrounds = YOUNG if young else OLD
    if wish.language and wish.language != Language.DIALECT:
        backgrounds = tuple(one for one in YOUNG if wish.language in one.languages) or backgrounds
    name, _ = scene.namer.pick(backgrounds, gender)
    return name, wish.salutation or str(_SALUTATIONS[gender])


def _make_client(scene: Scene, wish: Wish) -> Client:
    name, salutation = _name(scene, wish)
    address = scene.addresses.address()
    if wish.unknown_address or wish.travel_minutes is not None:
        address |= {"latitude": None, "longitude": None}
    client = Client.objects.create(
        location=scene.location,
        salutation=salutation,
        first_name=name.first_name,
        initials=name.initials,
        prefix=name.prefix,
        surname=name.surname,
        phone=scene.addresses.landline(),
        pets=wish.pets.split(),
        is_smoker=wish.smoker,
        gender_preference=wish.gender,
        min_level=wish.min_level,
        language=wish.language,
        is_heavy=wish.heavy,
        travel_minutes=wish.travel_minutes,
        alert=wish.alert,
        **address,
    )
    if wish.skills:
        client.skills.set([scene.skills[name] for name in wish.skills])
    return client


def _agree(scene: Scene, client: Client, wish: Wish, since: datetime.date, version: int = 1) -> ClientAgreement:
    agreement = ClientAgreement.objects.create(
        location=scene.location,
        client=client,
        version=version,
        visits_per_week=wish.visits,
        seats=wish.seats,
        face=wish.face,
        return_service=wish.return_service,
        note=wish.note,
        valid_from=since,
    )
    agreement.activities.set(
        scene.chance.sample(scene.activities, min(len(scene.activities), scene.chance.randint(2, 4)))
    )
    if wish.return_service and scene.chance.random() < 0.7:
        agreement.return_subjects.set([scene.chance.choice(list(scene.subjects.values()))])
    _give_slots(scene, agreement, wish)
    return agreement


def _give_slots(scene: Scene, agreement: ClientAgreement, wish: Wish) -> None:
    """In which dagdelen help is welcome: most of them for somebody who asks much, and one or two the nicest."""
    every = [(weekday, number) for number, dagdeel in enumerate(scene.dagdelen) for weekday in sorted(dagdeel.weekdays)]
    least = min(len(every), _LEAST_DAGDELEN + wish.visits)
    number = scene.chance.randint(least, min(len(every), least + _MORE_DAGDELEN))
    # By chance, and those that many people like come up more often.
    order = {where: scene.chance.random() ** (1 / _POPULAR.get(where, 1)) for where in every}
    welcome = sorted(every, key=lambda where: -order[where])[:number]
    kinds: dict[tuple[int, int], tuple[str, str]] = dict.fromkeys(welcome, (_Kind.POSSIBLE, ""))
    for where in scene.chance.sample(welcome, min(len(welcome), scene.chance.randint(0, 2))):
        kinds[where] = (_Kind.PREFERRED, "")
    if not wish.covered and scene.chance.random() < 0.12:
        kinds[scene.chance.choice(every)] = (_Kind.COVERED, scene.chance.choice(HELPERS))
    for weekday, number, who in wish.covered:
        kinds[weekday, number] = (_Kind.COVERED, who)
    AgreementSlot.objects.bulk_create(
        AgreementSlot(
            location=scene.location,
            agreement=agreement,
            weekday=weekday,
            block=scene.dagdelen[number].block,
            kind=kind,
            covered_by=who,
        )
        for (weekday, number), (kind, who) in sorted(kinds.items())
    )


def _agree_again(scene: Scene, client: Client, first: ClientAgreement, wish: Wish) -> None:
    """Other wishes since some weeks: a second version, with other dagdelen and another kind of contact."""
    since = scene.this_monday - WEEK * scene.chance.randint(20, 22)
    if since <= first.valid_from:
        return
    first.valid_until = since - DAY
    first.save(update_fields=["valid_until"])
    _agree(scene, client, replace(wish, note="Bij de evaluatie zijn de dagen veranderd."), since, version=2)


def _make_former_client(scene: Scene, wish: Wish, number: int) -> None:
    """Somebody who got help and has stopped."""
    client = _make_client(scene, wish)
    ended = scene.this_monday - WEEK * (24 + 3 * number)
    agreement = _agree(scene, client, wish, ended - WEEK * scene.chance.randint(10, 60))
    agreement.valid_until = ended - DAY
    agreement.save(update_fields=["valid_until"])
    client.ended_on = ended
    client.end_reason = END_REASONS[number % len(END_REASONS)]
    client.save(update_fields=["ended_on", "end_reason"])


def pause(scene: Scene, clients: list[Client]) -> None:
    """Three clients have a pause now, one had one before and one gets one soon."""
    spans = [(-2, 3), (-1, 2), (0, 5), (-7, -5), (3, 5)]
    ClientPause.objects.bulk_create(
        ClientPause(
            location=scene.location,
            client=client,
            valid_from=scene.this_monday + WEEK * first,
            valid_until=scene.this_monday + WEEK * last - DAY,
            reason=PAUSE_REASONS[number % len(PAUSE_REASONS)],
        )
        for number, (client, (first, last)) in enumerate(zip(clients, spans, strict=False))
    )


def pilot_light(scene: Scene, clients: list[Client]) -> None:
    """Clients who need nothing for now: a pause without an end, since some weeks."""
    ClientPause.objects.bulk_create(
        ClientPause(
            location=scene.location,
            client=client,
            valid_from=scene.this_monday - WEEK * (15 + number % 5),
            reason="waakvlam, belt als het nodig is",
        )
        for number, client in enumerate(clients)
    )


def stop(client: Client, day: datetime.date) -> None:
    """The client stops: the last agreement ends the day before."""
    ClientAgreement.objects.filter(client=client, valid_until=None).update(valid_until=day - DAY)
    client.ended_on, client.end_reason = day, END_REASONS[1]
    client.save(update_fields=["ended_on", "end_reason"])


def put_on_waiting_list(scene: Scene, clients: list[Client]) -> None:
    """Clients without a visit in the normal week wait since the day on which they asked; a few of them urgently.

    The agreement follows a week later, after the home visit.
    """
    for number, client in enumerate(clients):
        client.waiting_since = scene.today - DAY * (3 + 3 * number + scene.chance.randint(0, 2))
        client.is_urgent = number % 9 == 1
        client.save(update_fields=["waiting_since", "is_urgent"])
        agreed = min(client.waiting_since + WEEK, scene.today)
        ClientAgreement.objects.filter(client=client, valid_until=None).update(valid_from=agreed)


def refuse(scene: Scene, pairs: list[tuple[Client, Student]]) -> None:
    """Who don't go together, and who said so."""
    voices = [Refusal.By.CLIENT, Refusal.By.STUDENT, Refusal.By.COORDINATOR]
    Refusal.objects.bulk_create(
        Refusal(
            location=scene.location,
            client=client,
            student=student,
            by=voices[number % len(voices)],
            since=scene.this_monday - WEEK * (20 + number),
        )
        for number, (client, student) in enumerate(pairs)
    )
