"""Made-up people: names as one meets them in a Dutch neighbourhood, picked by chance without repeating a full name."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from wijkleerbedrijf.organisation.models.catalogue import Gender, Language


@dataclass(frozen=True, slots=True)
class Name:
    first_name: str
    prefix: str
    surname: str
    gender: str

    @property
    def initials(self) -> str:
        return ".".join(part[0].upper() for part in self.first_name.replace("-", " ").split()) + "."


@dataclass(frozen=True, slots=True)
class Background:
    """First names and surnames that go together, with the languages that such a person may speak beside Dutch."""

    women: str
    men: str
    surnames: str
    languages: tuple[str, ...] = ()
    weight: int = 1

    def first_names(self, gender: str) -> list[str]:
        return (self.women if gender == Gender.WOMAN else self.men).split()

    def surname(self, chance: random.Random) -> tuple[str, str]:
        """('van der', 'Meer'): the last word is the surname, what stands before it the prefix."""
        *prefix, surname = chance.choice(self.surnames.split(", ")).split()
        return " ".join(prefix), surname


_DUTCH_SURNAMES = (
    "Janssen, Peeters, Hendriks, Jacobs, van den Berg, de Vries, Bakker, Visser, Smits, Meijer, de Boer, Mulder, "
    "van Dijk, Verhoeven, van der Meer, Kuipers, Vermeulen, van den Heuvel, Claessens, Geurts, Thijssen, van Lith, "
    "Cremers, Wijnen, Kessels, van Rijn, Hoekstra, Postma, Dijkstra, Wiersma, van der Veen, Bos, Kok, Schouten, "
    "van Leeuwen, de Graaf, Willems, Koster, Prins, Huisman, Peters, Rutten, Martens, van der Heijden, Gommans, "
    "Arts, Timmermans, Holtackers, in 't Zandt, ter Haar, op den Kamp, van 't Hof"
)

YOUNG_DUTCH = Background(
    "Sanne Lotte Iris Fleur Femke Noa Anouk Roos Maud Britt Kim Demi Eva Lieke Julia Romy Isa Nina",
    "Daan Sem Bram Thijs Luuk Jesse Niek Stijn Ruben Tim Sven Koen Mees Rik Jelle Lars Joris Gijs",
    _DUTCH_SURNAMES,
    weight=14,
)
OLD_DUTCH = Background(
    "Truus Annie Riet Mientje Nel Toos Greet Corrie Wilhelmina Johanna Petronella Mia Lies Bep Fien Jo Tonny Gerda Ans "
    "Maria Leny Thea Dini Hennie Sjaan Tiny Door Lena",
    "Piet Jan Harrie Sjaak Gerrit Theo Wim Toon Frans Koos Herman Bert Martien Jac Leo Ben Cor Henk Sjef Bertus Mathieu",
    _DUTCH_SURNAMES,
    weight=40,
)
TURKISH = Background(
    "Elif Zeynep Ayşe Fatma Emine Esra Merve Hatice",
    "Emre Mehmet Yusuf Mustafa Burak Hasan Can Ali",
    "Yılmaz, Demir, Çelik, Kaya, Şahin, Öztürk, Aydın, Arslan",
    (Language.TURKISH,),
    2,
)
MOROCCAN = Background(
    "Samira Fatima Naima Salma Hanane Khadija Yasmina Loubna",
    "Mohamed Bilal Youssef Rachid Anouar Hamza Driss Said",
    "el Amrani, Benali, Ouali, el Idrissi, Bouzid, Amezian, Chakir, el Khattabi",
    (Language.BERBER, Language.ARABIC),
    2,
)
SYRIAN = Background(
    "Rania Nour Hiba Lina Rasha Maya Sawsan",
    "Omar Khaled Firas Bashar Tarek Nabil Samer",
    "al Hassan, Haddad, Khoury, al Masri, Darwish, Issa, al Najjar",
    (Language.ARABIC, Language.ENGLISH),
    2,
)
ERITREAN = Background(
    "Selam Winta Feven Rahwa Yordanos Miriam",
    "Filmon Dawit Yonas Abel Merhawi Samuel",
    "Tesfay, Ghebremedhin, Haile, Mehari, Kidane, Habtom",
    (Language.TIGRINYA, Language.ENGLISH),
)
POLISH = Background(
    "Agnieszka Katarzyna Ola Zuzanna Magda Beata",
    "Tomasz Piotr Kacper Marek Jakub Pawel",
    "Nowak, Kowalczyk, Wójcik, Lewandowska, Mazur, Zielińska",
    (Language.POLISH,),
)
UKRAINIAN = Background(
    "Oksana Iryna Olena Daryna Halyna Sofiya",
    "Andriy Dmytro Bohdan Taras Mykola Ivan",
    "Shevchenko, Kovalenko, Bondar, Melnyk, Tkachuk, Lysenko",
    (Language.UKRAINIAN, Language.RUSSIAN),
)
AFGHAN = Background(
    "Parwana Shirin Laila Zahra",
    "Farid Nasim Hamid Jawad",
    "Ahmadi, Rahimi, Karimi, Noori",
    (Language.FARSI,),
)
SOMALI = Background("Hodan Ayaan Ifrah", "Abdi Hassan Liban", "Warsame, Farah, Jama, Osman", (Language.SOMALI,))
ANTILLEAN = Background(
    "Shurendy Jo-Ann Rigmar", "Ruendy Gilmar Elton", "Martina, Rosaria, Felicia, Maduro", (Language.PAPIAMENTO,)
)

YOUNG: tuple[Background, ...] = (
    YOUNG_DUTCH,
    TURKISH,
    MOROCCAN,
    SYRIAN,
    ERITREAN,
    POLISH,
    UKRAINIAN,
    AFGHAN,
    SOMALI,
    ANTILLEAN,
)
OLD: tuple[Background, ...] = (OLD_DUTCH, TURKISH, MOROCCAN, SYRIAN, POLISH, ANTILLEAN)


@dataclass(slots=True)
class Namer:
    """Gives names from one source of chance; no two people it names are called exactly the same while names last."""

    chance: random.Random
    _given: set[tuple[str, str]] = field(default_factory=set)

    def pick(self, backgrounds: tuple[Background, ...], gender: str) -> tuple[Name, Background]:
        for _ in range(50):
            background = self.chance.choices(backgrounds, [one.weight for one in backgrounds])[0]
            first_name = self.chance.choice(background.first_names(gender))
            prefix, surname = background.surname(self.chance)
            if (first_name, surname) not in self._given:
                break
        self._given.add((first_name, surname))
        return Name(first_name, prefix, surname, gender), background

    def reserve(self, first_name: str, surname: str) -> None:
        """Somebody is called this already."""
        self._given.add((first_name, surname))
