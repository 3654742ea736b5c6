from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from wijkleerbedrijf.organisation.admin_scope import (
    PeriodFormSet,
    ScopedAdmin,
    ScopedTabular,
    is_everywhere,
)
from wijkleerbedrijf.organisation.calendar_overview import MONTHS
from wijkleerbedrijf.organisation.forms import NewLocationForm
from wijkleerbedrijf.organisation.models import Bicycle, Block, BlockHours, Location, LocationYear, Room
from wijkleerbedrijf.organisation.models.catalogue import Weekday


class RoomInline(ScopedTabular):
    model = Room


class BicycleInline(ScopedTabular):
    model = Bicycle


@admin.register(Location)
class LocationAdmin(ScopedAdmin):
    rank = 10
    location_path = "pk"
    list_display = ["name", "status", "city", "region", "host"]
    list_filter = ["status", "region"]
    search_fields = ["name", "city"]
    autocomplete_fields = ["host"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [RoomInline, BicycleInline]
    change_list_template = "admin/organisation/location/change_list.html"
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "slug", "status", "status_since", "target_groups"],
                "description": "Een locatie verwijderen kan niet. Stopt zij? Kies de stand ‘gestopt’. "
                "Plaatsen, doelen en woorden staan bij ‘instellingen per schooljaar’, tijden bij ‘blokken van de dag’.",
            },
        ),
        (
            "Waar",
            {
                "fields": [
                    "host",
                    ("street", "house_number", "house_number_suffix"),
                    ("postcode", "city"),
                    ("latitude", "longitude"),
                    ("phone", "email"),
                    "region",
                ],
                "description": "Met breedtegraad en lengtegraad schatten wij hoe lang een student fietst. "
                "De vakantieregio bepaalt de schoolvakanties.",
            },
        ),
    ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A new location is up to the whole installation."""
        return is_everywhere(request)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Location | None = None) -> dict[str, Any]:
        """The short name of a location stays what it is."""
        return {} if obj else dict(self.prepopulated_fields)

    def get_urls(self) -> list[URLPattern]:
        new = path(
            "uit-voorbeeld/", self.admin_site.admin_view(self.new_from_preset), name="organisation_location_from_preset"
        )
        return [new, *super().get_urls()]

    def new_from_preset(self, request: HttpRequest) -> HttpResponse:
        """A new location with the parameters of one of the examples."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewLocationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            location = form.save()
            messages.success(request, f"{location} is gemaakt. Controleer nu de instellingen en de blokken van de dag.")
            return redirect("admin:organisation_location_change", location.pk)
        context = self.admin_site.each_context(request) | {
            "title": "Nieuwe locatie uit een voorbeeld",
            "form": form,
            "opts": self.opts,
        }
        return render(request, "admin/organisation/location/new_from_preset.html", context)


@admin.register(LocationYear)
class LocationYearAdmin(ScopedAdmin):
    rank = 11
    list_display = ["location", "label", "seats", "client_capacity", "target_visits_per_week", "goal_hours"]
    list_filter = ["school_year", "location"]
    list_select_related = ["location"]
    search_fields = ["location__name"]
    save_as = True
    array_choices = {
        "start_months": list(enumerate(MONTHS, 1)),
        "levels": [(1, "niveau 1"), (2, "niveau 2"), (3, "niveau 3")],
    }
    fieldsets = [
        (
            None,
            {
                "fields": ["location", "school_year"],
                "description": "Deze instellingen gelden vanaf dit schooljaar, tot een later jaar eigen instellingen heeft. "
                "Voor een nieuw schooljaar: verander het jaar en kies ‘Opslaan als nieuw’.",
            },
        ),
        ("Plaatsen", {"fields": ["seats", "client_capacity", "break_even", "coordinator_hours"]}),
        (
            "Bezoeken",
            {
                "fields": [
                    "target_visits_per_week",
                    "max_visits_per_week",
                    "max_visits_per_day",
                    "max_cycling_minutes",
                    "travel_inside_block",
                    "calm",
                ],
                "description": "Het streven is wat een student gemiddeld haalt. Het hoogste aantal gaat nooit over de grens.",
            },
        ),
        (
            "Opleiding",
            {
                "fields": [
                    "levels",
                    "start_months",
                    "route_months",
                    "estimate_after_weeks",
                    "has_placement",
                    ("placement_min_months", "placement_max_months"),
                    "job_guarantee",
                ]
            },
        ),
        (
            "Doelen en verslag",
            {"fields": ["goal_hours", "goal_households", "goal_diploma_percent", "hour_definition", "report_rhythm"]},
        ),
        (
            "Vrije dagen",
            {
                "fields": ["closed_on_good_friday", "closed_on_liberation_day"],
                "description": "Iets veranderd? Haal dan op de pagina van de kalender de vakanties opnieuw op.",
            },
        ),
        ("Woorden", {"fields": ["client_word", "student_word"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: LocationYear | None = None) -> list[str]:
        """The location can be read from the form when it is saved as a new year."""
        return [field for field in super().get_readonly_fields(request, obj) if field != "location"]


class BlockHoursFormSet(PeriodFormSet):
    constraint_name = "block_hours_once_at_a_time"

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """The hours lie in the location of the block."""
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.instance.location_id = self.instance.location_id
        return form


class BlockHoursInline(ScopedTabular):
    model = BlockHours
    formset = BlockHoursFormSet
    fields = ["weekdays", "starts_at", "ends_at", "valid_from", "valid_until"]
    array_choices = {"weekdays": Weekday.choices[:5]}


@admin.register(Block)
class BlockAdmin(ScopedAdmin):
    rank = 12
    list_display = ["name", "short_name", "kind", "is_dagdeel", "location"]
    list_filter = ["kind", "is_dagdeel", "location"]
    list_select_related = ["location"]
    search_fields = ["name"]
    inlines = [BlockHoursInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["location", "name", "short_name", "kind", "is_dagdeel"],
                "description": "Veranderen de tijden? Geef de oude tijden een einddatum en voeg nieuwe toe. "
                "Bezoeken die al gepland zijn, houden hun eigen tijd.",
            },
        )
    ]
