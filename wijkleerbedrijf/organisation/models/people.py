from __future__ import annotations

import datetime
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from wijkleerbedrijf.organisation.constraints import no_overlap
from wijkleerbedrijf.organisation.querysets import MembershipsQuerySet
from wijkleerbedrijf.roles import PARTNER_ROLES, Role

from .base import PersonName, ValidPeriod, period_in_order
from .location import Location
from .partner import Partner


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A first administrator of the whole installation."""
        user = self.create_user(email, password, **fields)
        Membership.objects.create(user=user, role=Role.ADMINISTRATOR, valid_from=datetime.date(2000, 1, 1))
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


@pghistory.track(exclude=["password", "last_login"])
class User(PersonName, AbstractBaseUser):
    """A person who signs in with an e-mail address. What he or she may do follows from the memberships."""

    email = models.EmailField("e-mail", unique=True)
    phone = models.CharField("telefoon", max_length=20, blank=True)
    home_organisation = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name="in dienst bij",
        help_text="De organisatie die deze medewerker uitleent, bijvoorbeeld een zorginstelling.",
    )
    is_active = models.BooleanField("mag inloggen", default=True)
    joined_at = models.DateTimeField("aangemaakt", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "surname"]

    class Meta:
        verbose_name = "persoon"
        verbose_name_plural = "personen"
        ordering = ["surname", "prefix", "first_name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message="Er is al iemand met dit e-mailadres.",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name


@pghistory.track()
class Membership(ValidPeriod):
    """A role of a person at a location, from one day to another. Without a location: the whole installation."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name="persoon")
    role = models.CharField("rol", max_length=20, choices=Role)
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="locatie",
        help_text="Leeg: de rol geldt op alle locaties.",
    )
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="namens partner",
        help_text="Verplicht voor een verwijzer en een lid van de stuurgroep.",
    )

    objects = MembershipsQuerySet.as_manager()

    class Meta:
        verbose_name = "rol van een persoon"
        verbose_name_plural = "rollen van personen"
        ordering = ["user", "location", "role"]
        constraints = [
            period_in_order("membership"),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(PARTNER_ROLES)) | Q(partner__isnull=False),
                name="membership_partner_for_partner_role",
                violation_error_message="Kies namens welke partner deze persoon verwijst of in de stuurgroep zit.",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.STUDENT) | Q(location__isnull=False),
                name="membership_student_at_a_location",
                violation_error_message="Kies bij een student op welke locatie.",
            ),
            no_overlap(
                name="membership_once_at_a_time",
                keys=["user_id", "location_id"],
                texts=["role"],
                message="Deze persoon heeft deze rol in deze periode al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.location or 'alle locaties'}"
