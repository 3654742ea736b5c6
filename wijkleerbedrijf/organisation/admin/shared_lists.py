from __future__ import annotations

from django.contrib import admin

from wijkleerbedrijf.organisation.admin_scope import ScopedAdmin
from wijkleerbedrijf.organisation.models import Skill, Subject


@admin.register(Skill)
class SkillAdmin(ScopedAdmin):
    rank = 70
    location_path = None
    list_display = ["name", "description", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "description"]


@admin.register(Subject)
class SubjectAdmin(ScopedAdmin):
    rank = 71
    location_path = None
    list_display = ["name", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
