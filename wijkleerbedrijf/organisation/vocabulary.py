"""The words of a location: a document of one WijkLeerbedrijf says klant where another says gezin."""

from dataclasses import dataclass

from django.db import models


class ClientWord(models.TextChoices):
    KLANT = "klant", "klant"
    CLIENT = "client", "cliënt"
    GEZIN = "gezin", "gezin"
    BEWONER = "bewoner", "bewoner"
    WIJKBEWONER = "wijkbewoner", "wijkbewoner"
    INWONER = "inwoner", "inwoner"


class StudentWord(models.TextChoices):
    STUDENT = "student", "student"
    LEERLING = "leerling", "leerling"
    DEELNEMER = "deelnemer", "deelnemer"
    KANDIDAAT = "kandidaat", "kandidaat"


@dataclass(frozen=True, slots=True)
class Noun:
    """A Dutch noun: 'het', 'gezin', 'gezinnen'."""

    article: str
    singular: str
    plural: str

    def __str__(self) -> str:
        return self.singular

    @property
    def definite(self) -> str:
        return f"{self.article} {self.singular}"

    @property
    def capital_definite(self) -> str:
        return self.definite.capitalize()

    @property
    def capital(self) -> str:
        return self.singular.capitalize()

    @property
    def capital_plural(self) -> str:
        return self.plural.capitalize()


@dataclass(frozen=True, slots=True)
class Words:
    """The nouns that a page uses for the two people of a visit."""

    client: Noun
    student: Noun


_NOUNS: dict[str, Noun] = {
    ClientWord.KLANT: Noun("de", "klant", "klanten"),
    ClientWord.CLIENT: Noun("de", "cliënt", "cliënten"),
    ClientWord.GEZIN: Noun("het", "gezin", "gezinnen"),
    ClientWord.BEWONER: Noun("de", "bewoner", "bewoners"),
    ClientWord.WIJKBEWONER: Noun("de", "wijkbewoner", "wijkbewoners"),
    ClientWord.INWONER: Noun("de", "inwoner", "inwoners"),
    StudentWord.STUDENT: Noun("de", "student", "studenten"),
    StudentWord.LEERLING: Noun("de", "leerling", "leerlingen"),
    StudentWord.DEELNEMER: Noun("de", "deelnemer", "deelnemers"),
    StudentWord.KANDIDAAT: Noun("de", "kandidaat", "kandidaten"),
}


def words_for(client_word: str, student_word: str) -> Words:
    return Words(client=_NOUNS[client_word], student=_NOUNS[student_word])


DEFAULT_WORDS = words_for(ClientWord.KLANT, StudentWord.STUDENT)
