from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from wijkleerbedrijf.organisation.admin_scope import ReadOnlyAdmin
from wijkleerbedrijf.organisation.messages import try_again
from wijkleerbedrijf.organisation.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What was mailed to whom, and what the mail server refused."""

    rank = 80
    list_display = ["created_at", "to", "subject", "state", "attempts", "error"]
    list_filter = ["state", "location"]
    search_fields = ["to", "subject"]
    search_help_text = "Zoek op e-mailadres of onderwerp."
    date_hierarchy = "created_at"
    actions = ["send_again"]

    @admin.action(description="Nog eens proberen te versturen")
    def send_again(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        again = sum(try_again(message) for message in rows.filter(state=Message.State.FAILED))
        if again:
            told = "1 bericht wordt" if again == 1 else f"{again} berichten worden"
            messages.success(request, f"{told} nog eens verstuurd. Kijk over een minuut of het is gelukt.")
        else:
            messages.warning(request, "U koos geen bericht dat niet gelukt was. Er is niets verstuurd.")
