"""What the figures of the reports mean, to look at: another meaning is a new version."""

from __future__ import annotations

from django.contrib import admin

from reporting.models import Indicator
from wijkleerbedrijf.organisation.admin_scope import ReadOnlyAdmin


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    rank = 10
    location_path = None
    list_display = ["title", "version", "owner", "valid_from"]
    search_fields = ["title", "definition"]
    search_help_text = "Zoek op een woord uit de naam of de uitleg."
