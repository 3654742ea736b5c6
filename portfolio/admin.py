"""The checklists that the beheerder of the whole installation keeps; signatures are only to be looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portfolio.models import ChecklistItem, CoreTask, SignOff, WorkProcess
from wijkleerbedrijf.organisation.admin_scope import ReadOnlyAdmin, ScopedAdmin, ScopedTabular, is_everywhere


class _SharedTabular(ScopedTabular):
    """Rows of a list that all locations share: only who keeps the whole installation changes them."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and is_everywhere(request)


class WorkProcessInline(_SharedTabular):
    model = WorkProcess
    fields = ["position", "code", "name", "in_neighbourhood"]


class ChecklistItemInline(_SharedTabular):
    model = ChecklistItem
    fields = ["position", "code", "text", "is_active"]


@admin.register(CoreTask)
class CoreTaskAdmin(ScopedAdmin):
    rank = 10
    location_path = None
    list_display = ["code", "name", "programme"]
    list_filter = ["programme"]
    list_select_related = ["programme"]
    search_fields = ["code", "name"]
    search_help_text = "Zoek op code of naam, zoals in het kwalificatiedossier."
    autocomplete_fields = ["programme"]
    fields = ["programme", "position", "code", "name"]
    inlines = [WorkProcessInline]


@admin.register(WorkProcess)
class WorkProcessAdmin(ScopedAdmin):
    rank = 20
    location_path = None
    list_display = ["code", "name", "programme", "in_neighbourhood"]
    list_filter = ["core_task__programme", "in_neighbourhood"]
    list_select_related = ["core_task__programme"]
    search_fields = ["code", "name", "items__text"]
    search_help_text = "Zoek op code, naam of een woord uit de aftekenlijst."
    autocomplete_fields = ["core_task"]
    inlines = [ChecklistItemInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["core_task", "position", "code", "name", "in_neighbourhood"],
                "description": "Hieronder staat wat een student laat zien. De meegeleverde zinnen zijn een kort voorbeeld: zet er "
                "die van uw school voor in de plaats. Betekent een zin iets anders dan eerst? Zet de oude dan uit en maak een "
                "nieuwe. Wat is afgetekend, blijft staan zoals het was.",
            },
        )
    ]

    @admin.display(description="opleiding")
    def programme(self, work_process: WorkProcess) -> str:
        return str(work_process.core_task.programme)


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    rank = 30
    list_display = ["signed_at", "item_code", "student", "signed_by_name", "location"]
    list_filter = ["location"]
    list_select_related = ["enrolment__student", "location"]
    search_fields = ["enrolment__student__surname", "enrolment__student__first_name", "signed_by_name", "item_code"]
    search_help_text = "Zoek op student, docent of code."
    date_hierarchy = "signed_at"

    @admin.display(description="student", ordering="enrolment__student__surname")
    def student(self, signature: SignOff) -> str:
        return str(signature.enrolment.student)
