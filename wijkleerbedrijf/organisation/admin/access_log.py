from __future__ import annotations

from django.contrib import admin

from wijkleerbedrijf.organisation.admin_scope import ReadOnlyAdmin
from wijkleerbedrijf.organisation.models import AccessLog


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    """Who opened whose file: to answer the question of a client or a student."""

    rank = 90
    list_display = ["at", "user", "action", "subject_type", "subject_id", "location"]
    list_filter = ["action", "subject_type", "location"]
    search_fields = ["user__surname", "user__first_name", "user__email", "=subject_id"]
    search_help_text = "Zoek op de naam van de medewerker of op het nummer van het dossier."
    list_select_related = ["user", "location"]
    date_hierarchy = "at"
