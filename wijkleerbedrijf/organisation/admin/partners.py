from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from wijkleerbedrijf.organisation.admin_scope import ScopedAdmin, ScopedStacked, access_of_request, is_everywhere
from wijkleerbedrijf.organisation.models import ContactPerson, Partner, PartnerAgreement


class ContactInline(ScopedStacked):
    model = ContactPerson
    fields = [("first_name", "prefix", "surname"), "function", ("phone", "email"), "ended_on"]
    verbose_name = "contactpersoon"
    verbose_name_plural = "contactpersonen"


@admin.register(Partner)
class PartnerAdmin(ScopedAdmin):
    """Every administrator sees the names, so that a partner of two locations stands in the list once."""

    rank = 30
    location_path = None
    list_display = ["name", "kind", "phone_display", "email", "ended_on"]
    list_filter = ["kind", ("ended_on", admin.EmptyFieldListFilter)]
    search_fields = ["name"]
    search_help_text = "Zoek op de naam van de partner."
    inlines = [ContactInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "kind", "phone", "email", "website", "ended_on"],
                "description": "Een partner verwijderen kan niet: oude verslagen noemen hem. "
                "Vul in sinds wanneer hij niet meer meedoet. Wat een partner bijdraagt, staat bij ‘afspraken met partners’.",
            },
        )
    ]

    @admin.display(description="telefoon")
    def phone_display(self, partner: Partner) -> str:
        return partner.phone_display

    def has_change_permission(self, request: HttpRequest, obj: Partner | None = None) -> bool:
        """Not when another location works with this partner too: then it is up to the whole installation."""
        if obj is None or is_everywhere(request):
            return self.has_view_permission(request)
        return self.has_view_permission(request) and not self._is_of_others(request, obj)

    def get_inlines(self, request: HttpRequest, obj: Partner | None) -> list[Any]:
        """The people at a partner are for the locations that work with it."""
        is_hidden = obj is not None and not is_everywhere(request) and self._is_only_of_others(request, obj)
        return [] if is_hidden else list(self.inlines)

    def _is_of_others(self, request: HttpRequest, partner: Partner) -> bool:
        mine = access_of_request(request).managed_locations_q("location")
        return (
            partner.agreements.exclude(mine).exists()
            or partner.memberships.exclude(mine).exists()
            or partner.hosted_locations.exclude(access_of_request(request).managed_locations_q("pk")).exists()
        )

    def _is_only_of_others(self, request: HttpRequest, partner: Partner) -> bool:
        mine = access_of_request(request).managed_locations_q("location")
        return self._is_of_others(request, partner) and not partner.agreements.filter(mine).exists()


@admin.register(PartnerAgreement)
class PartnerAgreementAdmin(ScopedAdmin):
    rank = 31
    list_display = [
        "partner",
        "location",
        "contribution",
        "amount_per_year",
        "hours_per_week",
        "valid_from",
        "valid_until",
    ]
    list_filter = ["contribution", "job_guarantee", "location"]
    search_fields = ["partner__name", "description"]
    autocomplete_fields = ["partner"]
    list_select_related = ["partner", "location"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "location",
                    "partner",
                    "contribution",
                    "description",
                    "amount_per_year",
                    "hours_per_week",
                    "job_guarantee",
                    "valid_from",
                    "valid_until",
                ],
                "description": "Eén regel voor elke bijdrage. Verandert een afspraak? Sluit de oude af met een einddatum "
                "en maak een nieuwe. Zo blijven oude verslagen kloppen.",
            },
        )
    ]
