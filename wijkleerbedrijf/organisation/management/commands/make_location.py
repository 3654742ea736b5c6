"""manage.py make_location venray --name "WijkLeerbedrijf Venray" --slug venray"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import slugify

from wijkleerbedrijf.organisation.models.location import Region
from wijkleerbedrijf.organisation.new_location import make_location, presets


class Command(BaseCommand):
    help = "Makes a location with the parameters of an example, its blocks of the day and its catalogue of activities."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("preset", choices=list(presets()))
        parser.add_argument("--name", required=True)
        parser.add_argument("--slug", help="short name in addresses; made from the name by default")
        parser.add_argument("--region", choices=Region.values, default="", help="school holiday region")
        parser.add_argument("--school-year", type=int, help="first year of the parameters; this school year by default")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            location = make_location(
                presets()[options["preset"]],
                name=options["name"],
                slug=options["slug"] or slugify(options["name"]),
                region=options["region"],
                school_year=options["school_year"],
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(
            f"Made {location} ({location.slug}). Import its holidays: import_holidays --location {location.slug}"
        )
