"""What the clients of the demo ask for: the special ones by hand, so that every situation occurs, the others by chance."""

from __future__ import annotations

from dataclasses import dataclass

from clients.models import ClientAgreement
from wijkleerbedrijf.organisation.models.catalogue import Gender, Language

from .cast import BUDGET, CHILDREN, COOKING, GARDEN, WHEELCHAIR

_Face = ClientAgreement.Face
_WOMAN, _MAN = str(Gender.WOMAN), str(Gender.MAN)


@dataclass(frozen=True, slots=True)
class Wish:
    """What makes a client special. `covered` is (weekday, number of the dagdeel, who)."""

    pets: str = ""
    smoker: bool = False
    gender: str = ""
    min_level: int = 1
    skills: tuple[str, ...] = ()
    language: str = ""
    heavy: bool = False
    visits: int = 1
    seats: int = 1
    face: str = str(_Face.NONE)
    covered: tuple[tuple[int, int, str], ...] = ()
    alert: str = ""
    return_service: str = ""
    note: str = ""
    salutation: str = ""
    travel_minutes: int | None = None
    unknown_address: bool = False
    activities: str = ""


SPECIAL_WISHES = (
    Wish(
        language=Language.TURKISH,
        face=_Face.FIXED,
        return_service="leert graag hoe je baklava maakt",
        activities="koffie taal",
    ),
    Wish(
        skills=(WHEELCHAIR,),
        visits=2,
        covered=((2, 0, "vrijwilliger van de zonnebloemgroep"),),
        alert="Rolstoel staat in de hal, banden even oppompen.",
    ),
    Wish(
        pets="hond",
        covered=((2, 0, "buurman, laat de hond uit"),),
        alert="De hond blaft, maar doet niets.",
        activities="hond",
    ),
    Wish(pets="hond", smoker=True, return_service="helpt met fietsen repareren"),
    Wish(
        seats=2, visits=1, heavy=True, min_level=1, alert="Met zijn tweeën gaan.", note="Altijd twee studenten samen."
    ),
    Wish(
        seats=2,
        visits=2,
        skills=(GARDEN,),
        note="Grote tuin, met twee studenten.",
        return_service="geeft groente uit de tuin mee",
    ),
    Wish(gender=_WOMAN, language=Language.ARABIC, face=_Face.FIXED),
    Wish(gender=_WOMAN, visits=2, covered=((1, 0, "dochter"), (4, 0, "dochter"))),
    Wish(gender=_MAN, return_service="legt uit hoe je een kast timmert"),
    Wish(smoker=True, pets="vogel"),
    Wish(skills=(COOKING,), visits=3, face=_Face.FIXED, return_service="praat graag Nederlands met studenten"),
    Wish(
        skills=(CHILDREN,),
        salutation="familie",
        visits=2,
        pets="kat",
        note="Gezin met drie kinderen; een ouder is altijd thuis.",
    ),
    Wish(seats=2, salutation="familie", pets="knaagdier", note="Gezin met een tweeling."),
    Wish(pets="kat hond", visits=1, alert="Deur goed dicht, de kat mag niet naar buiten."),
    Wish(min_level=2, skills=(BUDGET,), heavy=True),
    Wish(min_level=2, heavy=True, face=_Face.FIXED),
    Wish(pets="kat", face=_Face.VARIATION, visits=2, return_service="overhoort rekensommen"),
    Wish(travel_minutes=18, pets="kat", alert="Bel achterom aan."),
    Wish(unknown_address=True),
    Wish(language=Language.POLISH, smoker=True),
    Wish(skills=(WHEELCHAIR,), gender=_MAN),
    Wish(covered=((3, 0, "thuiszorg"), (3, 1, "buurvrouw")), pets="vogel"),
    Wish(seats=2, skills=(WHEELCHAIR,), note="Samen naar de markt.", covered=((5, 0, "zoon"),)),
    Wish(pets="reptiel", alert="De hagedis zit in een terrarium."),
    Wish(visits=2, smoker=True, return_service="leert studenten klaverjassen"),
)

RETURN_SERVICES = (
    "praat graag Nederlands met studenten",
    "helpt met rekenen",
    "leert studenten breien",
    "vertelt over vroeger in de buurt",
    "helpt met oefenen voor de telefoon",
    "geeft kookles uit eigen keuken",
    "helpt met een sollicitatiebrief",
    "leent boeken uit",
    "",
    "",
    "",
)
ALERTS = (
    "Twee keer bellen, hoort niet goed.",
    "Sleutel bij de buren op nummer 4.",
    "Schoenen uit in de gang.",
    "Drinkt graag eerst samen koffie.",
    "",
    "",
    "",
    "",
    "",
)
END_REASONS = ("verhuisd", "heeft zelf hulp gevonden", "gaat wonen bij familie", "wil even niet meer", "overleden")
PAUSE_REASONS = ("logeert bij familie", "op vakantie", "de badkamer wordt verbouwd")
HELPERS = ("dochter", "zoon", "buurvrouw", "vrijwilliger", "thuiszorg", "kleinzoon")
