"""manage.py import_holidays --location venray --school-year 2026"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wijkleerbedrijf.organisation.calendar_days import school_year_of
from wijkleerbedrijf.organisation.holidays_import import import_holidays
from wijkleerbedrijf.organisation.models import Location
from wijkleerbedrijf.organisation.school_calendar import CalendarImportError


class Command(BaseCommand):
    help = "Takes over the school and public holidays of a school year. Doing it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--location", required=True, help="short name of the location")
        parser.add_argument("--school-year", type=int, help="year in which the school year begins; this one by default")

    def handle(self, *args: Any, **options: Any) -> None:
        location = Location.objects.filter(slug=options["location"]).first()
        if location is None:
            raise CommandError(f"There is no location {options['location']!r}.")
        school_year = options["school_year"] or school_year_of(timezone.localdate())
        try:
            self.stdout.write(f"{location}: {import_holidays(location, school_year)}")
        except CalendarImportError as error:
            raise CommandError(str(error)) from error
