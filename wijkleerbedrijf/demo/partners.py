"""The made-up organisations that carry the two demo locations, and what each of them contributes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from wijkleerbedrijf.organisation.models import ContactPerson, Location, Partner, PartnerAgreement

Kind, Gives = Partner.Kind, PartnerAgreement.Contribution


@dataclass(frozen=True, slots=True)
class PartnerPart:
    """A partner with one agreement."""

    key: str
    name: str
    kind: str
    gives: str
    contact: tuple[str, str, str, str]
    amount: int | None = None
    hours: str | None = None
    description: str = ""
    job_guarantee: bool = False


VENRAY_PARTNERS = (
    PartnerPart(
        "school",
        "ROC Peelrand (voorbeeld)",
        Kind.SCHOOL,
        Gives.EDUCATION,
        ("Els", "van der", "Meer", "teammanager"),
        hours="44",
        description="Twee vaste docenten op locatie",
    ),
    PartnerPart(
        "municipality",
        "Gemeente Venray (voorbeeld)",
        Kind.MUNICIPALITY,
        Gives.MONEY,
        ("Saskia", "", "Kuipers", "klantmanager werk"),
        amount=60000,
        description="Subsidie per studentplaats",
    ),
    PartnerPart(
        "care",
        "Zorggroep Maasduin (voorbeeld)",
        Kind.CARE,
        Gives.STAFF,
        ("Ria", "", "Kessels", "manager leren"),
        hours="32",
        description="Coördinator en stageplekken",
        job_guarantee=True,
    ),
    PartnerPart(
        "welfare",
        "Welzijn Peelbuurt (voorbeeld)",
        Kind.WELFARE,
        Gives.STAFF,
        ("Tom", "", "Arts", "teamleider"),
        hours="28",
        description="Coördinator en ruimte in het wijkcentrum",
    ),
    PartnerPart(
        "lead",
        "Wijkwerk Advies (voorbeeld)",
        Kind.LEAD,
        Gives.STAFF,
        ("Annelies", "", "Peeters", "projectleider"),
        hours="12",
        description="Projectleiding en administratie",
    ),
    PartnerPart(
        "uwv",
        "UWV Werkplein Noord-Limburg (voorbeeld)",
        Kind.UWV,
        Gives.MONEY,
        ("Ad", "", "Martens", "adviseur"),
        amount=15000,
        description="Scholing voor mensen met WW",
    ),
    PartnerPart(
        "care2",
        "Thuiszorg De Beuk (voorbeeld)",
        Kind.CARE,
        Gives.PLACES,
        ("Joke", "", "Wijnen", "praktijkopleider"),
        description="Vier plekken voor de zorgstage",
        job_guarantee=True,
    ),
)
WINSUM_PARTNERS = (
    PartnerPart(
        "school",
        "ROC Waddenrand (voorbeeld)",
        Kind.SCHOOL,
        Gives.EDUCATION,
        ("Henk", "", "Kremer", "teamleider entree"),
        hours="36",
        description="Docenten voor het leerhome",
    ),
    PartnerPart(
        "municipality",
        "Gemeente Winsum (voorbeeld)",
        Kind.MUNICIPALITY,
        Gives.MONEY,
        ("Mark", "", "Visser", "klantmanager"),
        amount=48000,
        description="Coördinator, 24 uur per week",
    ),
    PartnerPart(
        "care",
        "Zorgboog Hoogeland (voorbeeld)",
        Kind.CARE,
        Gives.HOUSING,
        ("Grietje", "", "Prins", "directeur"),
        description="Leerhome in het dorpshuis",
    ),
    PartnerPart(
        "welfare",
        "Welzijn Wierde (voorbeeld)",
        Kind.WELFARE,
        Gives.STAFF,
        ("Anja", "", "Mulder", "opbouwwerker"),
        hours="16",
    ),
    PartnerPart(
        "lead",
        "Stichting Leren in het Dorp (voorbeeld)",
        Kind.LEAD,
        Gives.STAFF,
        ("Ineke", "", "Bakker", "secretaris"),
        hours="8",
    ),
)


def make_partners(
    location: Location, parts: tuple[PartnerPart, ...], since: datetime.date, slug: str
) -> dict[str, Partner]:
    """Partners with a contact person and an agreement, by key."""
    made: dict[str, Partner] = {}
    for number, part in enumerate(parts, 1):
        partner = Partner.objects.create(
            name=part.name,
            kind=part.kind,
            phone=f"+3185000{number:02}{len(slug):02}",
            email=f"post@{part.key}.{slug}.example",
            website=f"https://{part.key}.{slug}.example",
        )
        first_name, prefix, surname, function = part.contact
        ContactPerson.objects.create(
            partner=partner,
            first_name=first_name,
            prefix=prefix,
            surname=surname,
            function=function,
            email=f"{first_name.lower()}@{part.key}.{slug}.example",
        )
        PartnerAgreement.objects.create(
            location=location,
            partner=partner,
            contribution=part.gives,
            amount_per_year=None if part.amount is None else Decimal(part.amount),
            hours_per_week=None if part.hours is None else Decimal(part.hours),
            description=part.description,
            job_guarantee=part.job_guarantee,
            valid_from=since,
        )
        made[part.key] = partner
    return made
