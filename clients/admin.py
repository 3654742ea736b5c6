from __future__ import annotations

from django.contrib import admin

from clients.models import Activity
from wijkleerbedrijf.organisation.admin_scope import ScopedAdmin


@admin.register(Activity)
class ActivityAdmin(ScopedAdmin):
    """The catalogue of a location: what students do together with a client, and what they don't."""

    list_display = ["name", "group", "is_allowed", "is_active", "position", "location"]
    list_filter = ["is_allowed", "is_active", "group", "location"]
    list_select_related = ["location"]
    search_fields = ["name", "explanation"]
    ordering = ["position", "name"]
    fieldsets = [
        (
            None,
            {
                "fields": ["location", "name", "group", "is_allowed", "explanation", "is_active", "position", "icon"],
                "description": "Wat ‘we doen’, kan een coördinator afspreken met een klant. Wat ‘we niet doen’, staat in het "
                "rood bij de student. Een activiteit verwijderen kan niet: zet haar ‘in gebruik’ uit. "
                "Het pictogram is een naam zoals coffee, walk of dog.",
            },
        )
    ]
