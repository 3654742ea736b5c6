"""manage.py import_calendar schoolvakanties.json --location venray"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wijkleerbedrijf.organisation.calendar_days import school_year_label
from wijkleerbedrijf.organisation.models import Location
from wijkleerbedrijf.organisation.open_data_calendar import import_open_data
from wijkleerbedrijf.organisation.school_calendar import CalendarImportError


class Command(BaseCommand):
    help = "Takes over school holidays from the open-data file of the national government, or nothing when it is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--location", required=True, help="short name of the location")

    def handle(self, *args: Any, **options: Any) -> None:
        location = Location.objects.filter(slug=options["location"]).first()
        if location is None:
            raise CommandError(f"There is no location {options['location']!r}.")
        try:
            text = options["file"].read_text(encoding="utf-8")
            results = import_open_data(location, text)
        except (OSError, UnicodeDecodeError, CalendarImportError) as error:
            raise CommandError(str(error)) from error
        for school_year, result in results.items():
            self.stdout.write(f"{location} {school_year_label(school_year)}: {result}")
