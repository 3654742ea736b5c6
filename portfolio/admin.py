from __future__ import annotations

from django.contrib import admin

from portfolio.models import ChecklistItem, CoreTask, WorkProcess
from wijkleerbedrijf.organisation.admin_scope import ScopedAdmin, ScopedTabular


class WorkProcessInline(ScopedTabular):
    model = WorkProcess
    fields = ["code", "name", "in_neighbourhood", "position"]


@admin.register(CoreTask)
class CoreTaskAdmin(ScopedAdmin):
    """The core tasks of a programme; shared by all locations."""

    rank = 10
    location_path = None
    list_display = ["code", "name", "programme", "position"]
    list_filter = ["programme"]
    list_select_related = ["programme"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["programme"]
    inlines = [WorkProcessInline]


class ChecklistItemInline(ScopedTabular):
    model = ChecklistItem
    fields = ["code", "text", "is_active", "position"]


@admin.register(WorkProcess)
class WorkProcessAdmin(ScopedAdmin):
    rank = 20
    location_path = None
    list_display = ["code", "name", "core_task", "in_neighbourhood"]
    list_filter = ["core_task__programme", "in_neighbourhood"]
    list_select_related = ["core_task"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["core_task"]
    inlines = [ChecklistItemInline]


@admin.register(ChecklistItem)
class ChecklistItemAdmin(ScopedAdmin):
    """What a teacher signs off. An item that a student once got stays; it can be taken out of use."""

    rank = 30
    location_path = None
    list_display = ["code", "text", "work_process", "is_active"]
    list_filter = ["work_process__core_task__programme", "is_active"]
    list_select_related = ["work_process"]
    search_fields = ["code", "text"]
    search_help_text = "Zoek op code of op een woord uit de zin."
    autocomplete_fields = ["work_process"]
