"""Checks every chain of signatures: has anything been changed, added or removed behind the application's back?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from portfolio.services import verify_chain
from students.models import Enrolment


class Command(BaseCommand):
    help = "Checks all signatures; prints what is wrong and then ends with an error."

    def handle(self, *args: Any, **options: Any) -> None:
        enrolments = (
            Enrolment.objects.filter(Q(sign_offs__isnull=False) | Q(items__status="signed")).distinct().order_by("pk")
        )
        checked = broken = 0
        for enrolment in enrolments.iterator():
            checked += 1
            found = verify_chain(enrolment)
            broken += bool(found)
            for fault in found:
                self.stderr.write(f"Inschrijving {enrolment.pk}: {fault}")
        if broken:
            raise CommandError(
                f"{broken} van {checked} inschrijvingen kloppen niet. Bewaar een kopie en zoek uit wie dit deed."
            )
        self.stdout.write(f"{checked} inschrijvingen gecontroleerd, alle aftekeningen kloppen.")
