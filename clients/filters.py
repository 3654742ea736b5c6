"""Search and filters above the list of clients."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from wijkleerbedrijf.organisation.models.catalogue import Animal

from .listing import active, ended, paused, running, waiting
from .models import Client
from .querysets import ClientQuerySet

_STATUS = {"lopend": running, "actief": active, "wacht": waiting, "pauze": paused, "gestopt": ended}


def neighbourhoods(request: HttpRequest | None) -> list[tuple[str, str]]:
    """Where clients of this location live."""
    if request is None:
        return []
    access = request.access  # type: ignore[attr-defined]
    names = Client.objects.visible_to(access).exclude(neighbourhood="").order_by("neighbourhood")
    return [(name, name) for name in names.values_list("neighbourhood", flat=True).distinct()]


class ClientFilter(django_filters.FilterSet):
    """Without a choice it shows everybody who has not ended."""

    q = django_filters.CharFilter(
        method="search",
        label="Zoek op naam, straat, postcode of telefoon",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    status = django_filters.ChoiceFilter(
        method="by_status",
        label="Wie",
        empty_label=None,
        choices=[
            ("lopend", "iedereen die niet gestopt is"),
            ("actief", "krijgt bezoek"),
            ("wacht", "wacht op hulp"),
            ("pauze", "heeft pauze"),
            ("gestopt", "gestopt"),
            ("alle", "iedereen"),
        ],
    )
    neighbourhood = django_filters.ChoiceFilter(label="Wijk", empty_label="alle wijken")
    pets = django_filters.ChoiceFilter(
        method="by_pets",
        label="Huisdieren",
        empty_label="maakt niet uit",
        choices=[("geen", "geen huisdieren"), *((code, f"heeft: {label}") for code, label in Animal.choices)],
    )
    smoker = django_filters.ChoiceFilter(
        method="by_smoker",
        label="Roken",
        empty_label="maakt niet uit",
        choices=[("ja", "er wordt binnen gerookt"), ("nee", "er wordt niet gerookt")],
    )

    class Meta:
        model = Client
        fields: list[str] = []

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        given = data.copy() if data is not None else QueryDict(mutable=True)
        given.setdefault("status", "lopend")
        super().__init__(given, *args, **kwargs)
        self.filters["neighbourhood"].extra["choices"] = neighbourhoods(self.request)

    @property
    def is_narrowed(self) -> bool:
        """Something was searched or chosen."""
        given = {name: value for name, value in self.form.cleaned_data.items() if value} if self.is_valid() else {}
        return given not in ({}, {"status": "lopend"})

    def search(self, clients: ClientQuerySet, name: str, value: str) -> ClientQuerySet:
        return clients.search(value)

    def by_status(self, clients: ClientQuerySet, name: str, value: str) -> ClientQuerySet:
        """Who waits stands in the order of waiting."""
        rule = _STATUS.get(value)
        found = clients.filter(rule(timezone.localdate())) if rule else clients
        return found.order_by("waiting_since", *Client.NAME_ORDER) if value == "wacht" else found

    def by_pets(self, clients: ClientQuerySet, name: str, value: str) -> ClientQuerySet:
        return clients.filter(pets=[]) if value == "geen" else clients.filter(pets__contains=[value])

    def by_smoker(self, clients: ClientQuerySet, name: str, value: str) -> ClientQuerySet:
        return clients.filter(is_smoker=value == "ja")
