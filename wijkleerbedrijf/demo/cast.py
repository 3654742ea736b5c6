"""The students and staff of the two demo locations, written by hand so that every situation at the board occurs."""

from __future__ import annotations

from dataclasses import dataclass

from wijkleerbedrijf.organisation.models.catalogue import Gender

W, M = str(Gender.WOMAN), str(Gender.MAN)


@dataclass(frozen=True, slots=True)
class StudentPart:
    """One student. Lists are words with spaces between; `cohort` 0 began at the last start moment, 1 at the one before."""

    first_name: str
    surname: str
    gender: str
    level: int = 2
    cohort: int = 1
    prefix: str = ""
    languages: str = "nl"
    skills: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    allergies: str = ""
    fears: str = ""
    accepts_smoking: bool = True
    needs_bicycle: bool = False
    max_cycling: int | None = None
    starter: bool = False
    placement: bool = False
    target: int | None = None
    maximum: int | None = None
    wishes: str = ""
    login: bool = False


@dataclass(frozen=True, slots=True)
class StaffPart:
    """Somebody of the staff; `partner` is the key of the partner that he or she comes from."""

    code: str
    first_name: str
    surname: str
    prefix: str = ""
    partner: str = "care"


WHEELCHAIR, COOKING, BUDGET, CHILDREN, GARDEN = (
    "wandelen met een rolstoel",
    "veilig koken",
    "post ordenen",
    "spelen met kinderen",
    "tuin en balkon",
)
SKILLS = {
    WHEELCHAIR: "Veilig duwen, stoep op en af, in de bus.",
    COOKING: "Hygiëne en brandgevaar in een keuken thuis.",
    BUDGET: "Enveloppen openen en sorteren, nooit betalen.",
    CHILDREN: "Een activiteit kiezen die bij de leeftijd past.",
    GARDEN: "Klein snoeiwerk, onkruid en potgrond.",
}
DUTCH, ARITHMETIC, CYCLING, COMPUTER, PUBLIC_SPEAKING = (
    "Nederlands spreken",
    "rekenen",
    "fietsen",
    "werken met de computer",
    "durven bellen",
)
SUBJECTS = (DUTCH, ARITHMETIC, CYCLING, COMPUTER, PUBLIC_SPEAKING)

VENRAY_STUDENTS = (
    StudentPart(
        "Samira",
        "Amrani",
        W,
        2,
        1,
        "el",
        "nl ber ar",
        (WHEELCHAIR, COOKING),
        (ARITHMETIC,),
        login=True,
        target=4,
        maximum=5,
    ),
    StudentPart(
        "Daan", "Cremers", M, 2, 1, skills=(WHEELCHAIR, GARDEN), subjects=(PUBLIC_SPEAKING,), target=4, maximum=5
    ),
    StudentPart(
        "Elif", "Yılmaz", W, 2, 1, languages="nl tr", skills=(COOKING, BUDGET), subjects=(ARITHMETIC,), target=4
    ),
    StudentPart("Lotte", "Thijssen", W, 2, 1, skills=(WHEELCHAIR,), allergies="kat", accepts_smoking=False, target=4),
    StudentPart(
        "Yonas",
        "Tesfay",
        M,
        2,
        1,
        languages="nl ti en",
        skills=(GARDEN,),
        subjects=(DUTCH, COMPUTER),
        needs_bicycle=True,
        target=4,
    ),
    StudentPart(
        "Kim",
        "Gommans",
        W,
        2,
        1,
        skills=(COOKING, CHILDREN),
        max_cycling=35,
        target=4,
        wishes="Wil graag bij gezinnen met kinderen.",
    ),
    StudentPart(
        "Tomasz",
        "Nowak",
        M,
        2,
        1,
        languages="nl pl",
        skills=(GARDEN, WHEELCHAIR),
        subjects=(DUTCH,),
        max_cycling=35,
        target=4,
    ),
    StudentPart(
        "Rania",
        "Hassan",
        W,
        2,
        1,
        "al",
        "nl ar en",
        (COOKING, BUDGET),
        (DUTCH, CYCLING),
        fears="hond",
        max_cycling=12,
        target=4,
    ),
    StudentPart("Bram", "Verhoeven", M, 2, 2, skills=(WHEELCHAIR, BUDGET), accepts_smoking=False, target=4),
    StudentPart("Noa", "Jacobs", W, 2, 2, skills=(WHEELCHAIR, COOKING), placement=True, target=1, maximum=2),
    StudentPart("Mehmet", "Demir", M, 2, 2, languages="nl tr", skills=(BUDGET,), placement=True, target=1, maximum=2),
    StudentPart(
        "Iris", "Claessens", W, 2, 2, skills=(COOKING, WHEELCHAIR, CHILDREN), placement=True, target=1, maximum=2
    ),
    StudentPart("Ruendy", "Martina", M, 1, 1, languages="nl pap", skills=(GARDEN,), subjects=(ARITHMETIC,), target=4),
    StudentPart("Fatima", "Benali", W, 1, 1, languages="nl ar", skills=(COOKING,), subjects=(DUTCH,), fears="hond"),
    StudentPart(
        "Sven",
        "Rutten",
        M,
        1,
        0,
        skills=(GARDEN,),
        subjects=(DUTCH, ARITHMETIC),
        needs_bicycle=True,
        allergies="kat hond",
    ),
    StudentPart(
        "Oksana",
        "Melnyk",
        W,
        1,
        0,
        languages="nl uk ru",
        skills=(COOKING,),
        subjects=(DUTCH, PUBLIC_SPEAKING),
        wishes="Wil bij iemand die rustig praat.",
    ),
    StudentPart("Femke", "Lith", W, 1, 0, "van", subjects=(ARITHMETIC,), accepts_smoking=False),
    StudentPart("Jesse", "Timmermans", M, 1, 0, skills=(WHEELCHAIR,), subjects=(COMPUTER,), target=4, maximum=5),
    StudentPart(
        "Hodan",
        "Warsame",
        W,
        1,
        0,
        languages="nl so",
        subjects=(DUTCH, CYCLING),
        needs_bicycle=True,
        starter=True,
        target=2,
        maximum=3,
    ),
    StudentPart(
        "Filmon",
        "Haile",
        M,
        1,
        0,
        languages="nl ti",
        subjects=(DUTCH,),
        needs_bicycle=True,
        starter=True,
        target=2,
        maximum=3,
    ),
    StudentPart(
        "Britt",
        "Zandt",
        W,
        2,
        0,
        "in 't",
        subjects=(PUBLIC_SPEAKING,),
        allergies="hond",
        starter=True,
        target=2,
        maximum=3,
    ),
    StudentPart(
        "Anouar",
        "Bouzid",
        M,
        1,
        0,
        languages="nl ber",
        subjects=(ARITHMETIC,),
        fears="kat",
        starter=True,
        target=2,
        maximum=3,
    ),
)

WINSUM_STUDENTS = (
    StudentPart("Naomi", "Wiersma", W, 1, 0, login=True, skills=(COOKING, CHILDREN), subjects=(ARITHMETIC,)),
    StudentPart("Jelle", "Postma", M, 1, 0, skills=(GARDEN, WHEELCHAIR), subjects=(DUTCH,)),
    StudentPart(
        "Zahra", "Rahimi", W, 1, 0, languages="nl fa", skills=(COOKING,), subjects=(DUTCH, CYCLING), needs_bicycle=True
    ),
    StudentPart("Koen", "Huisman", M, 1, 0, skills=(GARDEN,), allergies="kat"),
    StudentPart("Selam", "Mehari", W, 1, 0, languages="nl ti en", subjects=(DUTCH,), needs_bicycle=True),
    StudentPart("Rick", "Veen", M, 1, 0, "van der", skills=(WHEELCHAIR,), accepts_smoking=False),
    StudentPart("Anna", "Hoekstra", W, 1, 0, skills=(COOKING, BUDGET), max_cycling=30),
    StudentPart("Omar", "Darwish", M, 1, 0, languages="nl ar en", skills=(GARDEN,), subjects=(DUTCH, COMPUTER)),
    StudentPart("Sietske", "Bos", W, 1, 0, skills=(CHILDREN, COOKING), max_cycling=30),
    StudentPart("Dmytro", "Bondar", M, 1, 0, languages="nl uk", subjects=(DUTCH,)),
    StudentPart("Lieke", "Schouten", W, 1, 0, skills=(WHEELCHAIR,), fears="hond"),
    StudentPart("Said", "Chakir", M, 1, 0, languages="nl ber ar", skills=(BUDGET,), subjects=(ARITHMETIC,)),
    StudentPart("Marloes", "Haar", W, 1, 0, "ter", skills=(WHEELCHAIR, COOKING), subjects=(PUBLIC_SPEAKING,)),
    StudentPart("Kacper", "Mazur", M, 1, 0, languages="nl pl", skills=(GARDEN,), subjects=(DUTCH,)),
    StudentPart("Eline", "Koster", W, 1, 0, accepts_smoking=False, skills=(COOKING,), target=7),
    StudentPart("Gijs", "Meijer", M, 1, 0, skills=(GARDEN, WHEELCHAIR), subjects=(ARITHMETIC,)),
    StudentPart("Ayaan", "Farah", W, 1, 0, languages="nl so", subjects=(DUTCH,), starter=True, target=4, maximum=5),
    StudentPart("Joris", "Kok", M, 1, 0, subjects=(DUTCH,), starter=True, target=4, maximum=5),
)

VENRAY_STAFF = (
    StaffPart("coordinator", "Marieke", "Janssen"),
    StaffPart("coordinator2", "Hatice", "Kaya", partner="welfare"),
    StaffPart("teacher", "Joost", "Berg", "van den", partner="school"),
    StaffPart("teacher2", "Naima", "Ouali", partner="school"),
    StaffPart("project_lead", "Annelies", "Peeters", partner="lead"),
    StaffPart("steering_member", "Wim", "Hendriks", partner="municipality"),
    StaffPart("referrer", "Saskia", "Kuipers", partner="municipality"),
    StaffPart("administrator", "Bea", "Heijden", "van der", partner="lead"),
)
WINSUM_STAFF = (
    StaffPart("coordinator", "Trijntje", "Dijkstra", partner="municipality"),
    StaffPart("coordinator2", "Khaled", "Haddad", partner="welfare"),
    StaffPart("teacher", "Hilde", "Wiersema", partner="school"),
    StaffPart("teacher2", "Bert", "Hof", "van 't", partner="school"),
    StaffPart("project_lead", "Roelof", "Boer", "de", partner="municipality"),
    StaffPart("steering_member", "Grietje", "Prins", partner="care"),
    StaffPart("referrer", "Mark", "Visser", partner="municipality"),
    StaffPart("administrator", "Ineke", "Bakker", partner="municipality"),
)
