from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from wijkleerbedrijf.organisation.admin_scope import (
    PeriodFormSet,
    ScopedAdmin,
    ScopedTabular,
    WholeRowForm,
    access_of_request,
    is_everywhere,
)
from wijkleerbedrijf.organisation.invitation import send_invitation
from wijkleerbedrijf.organisation.models import Membership, User

#: What only somebody may change who may take over the account: with these one signs in.
ACCOUNT_FIELDS = ["email", "is_active"]
NAME_FIELDS = ["initials", "first_name", "prefix", "surname", "phone", "home_organisation"]


def may_change_account(request: HttpRequest, user: User) -> bool:
    """Not when the person has, now or later, a role outside the locations of this administrator.

    Whoever changes the e-mail of an account can take it over, and would get all of its roles.
    """
    if is_everywhere(request):
        return True
    lasting = user.memberships.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate()))
    return not lasting.exclude(access_of_request(request).managed_locations_q("location")).exists()


class MembershipForm(forms.ModelForm):
    """A role at a location; without a location only by an administrator of the whole installation."""

    location_required = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "location" in self.fields and self.location_required:
            field: Any = self.fields["location"]
            field.required = True
            if len(field.queryset) == 1:
                field.initial = field.queryset[0]


class InstallationMembershipForm(MembershipForm):
    location_required = False


class MembershipFormSet(PeriodFormSet):
    same = ("role", "location")
    constraint_name = "membership_once_at_a_time"


class MembershipInline(ScopedTabular):
    model = Membership
    formset = MembershipFormSet
    fk_name = "user"
    location_path = "location"
    fields = ["role", "location", "partner", "valid_from", "valid_until"]
    verbose_name = "rol"
    verbose_name_plural = "rollen"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        kwargs["form"] = InstallationMembershipForm if is_everywhere(request) else MembershipForm
        if obj is None:
            kwargs |= {"min_num": 1, "validate_min": True}
        return super().get_formset(request, obj, **kwargs)


class UserForm(WholeRowForm):
    send_invitation = forms.BooleanField(
        label="Stuur een mail waarmee deze persoon een wachtwoord kiest", required=False, initial=True
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """People and their roles."""

    rank = 20
    form = UserForm
    change_form_template = "admin/organisation/user/change_form.html"
    list_display = ["list_name", "email", "roles", "home_organisation", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role", "memberships__location"]
    search_fields = ["first_name", "surname", "email"]
    search_help_text = "Zoek op naam of e-mailadres."
    ordering = ["surname", "prefix", "first_name"]
    autocomplete_fields = ["home_organisation"]
    inlines = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """People who have or had a role at a location of this administrator."""
        people: QuerySet[User] = admin.ModelAdmin.get_queryset(self, request)
        if not is_everywhere(request):
            mine = Membership.objects.managed_by(access_of_request(request))
            people = people.filter(pk__in=mine.values("user"))
        today = timezone.localdate()
        held = Membership.objects.valid_on(today).managed_by(access_of_request(request)).select_related("location")
        return people.select_related("home_organisation").prefetch_related(
            Prefetch("memberships", queryset=held, to_attr="held_roles")
        )

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        account = [*ACCOUNT_FIELDS, "last_login"] if obj else ["email", "send_invitation"]
        words = "Vul de naam, het e-mailadres en minstens één rol in. De persoon kiest zelf een wachtwoord."
        if obj:
            words = (
                "Iemand verwijderen kan niet: oude bezoeken en verslagen noemen hem of haar. "
                "Gaat iemand weg? Geef de rol een einddatum. Dan kan hij of zij er niet meer bij."
            )
        if obj and not may_change_account(request, obj):
            words = (
                "Deze persoon heeft ook een rol buiten uw locatie. Naam en account verandert de beheerder van de hele "
                "installatie. De rollen op uw locatie kunt u wel veranderen."
            )
        return [
            (
                None,
                {
                    "fields": [("initials", "first_name", "prefix", "surname"), "phone", "home_organisation"],
                    "description": words,
                },
            ),
            ("Account", {"fields": account}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        if obj is None:
            return []
        fixed = [] if may_change_account(request, obj) else [*ACCOUNT_FIELDS, *NAME_FIELDS]
        return ["last_login", *fixed]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """A password is not found out letter by letter from the address of a list."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def get_exclude(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return ["password"]

    @admin.display(description="naam", ordering="surname")
    def list_name(self, user: User) -> str:
        return user.list_name

    @admin.display(description="rollen nu")
    def roles(self, user: User) -> str:
        held: list[Membership] = user.held_roles  # type: ignore[attr-defined]
        return ", ".join(str(membership) for membership in held) or "geen"

    def save_model(self, request: HttpRequest, obj: User, form: UserForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            # Signing in with an older address ends with the change.
            EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()

    def save_related(self, request: HttpRequest, form: UserForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change and form.cleaned_data.get("send_invitation"):
            self._invite(request, form.instance)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        user = kwargs.get("obj")
        context["may_invite"] = user is not None and user.is_active and may_change_account(request, user)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        invite = path(
            "<int:pk>/uitnodigen/",
            self.admin_site.admin_view(require_POST(self.invite)),
            name="organisation_user_invite",
        )
        return [invite, *super().get_urls()]

    def invite(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the mail with which somebody chooses a new password."""
        user = self.get_queryset(request).filter(pk=pk).first()
        if user is None:
            raise Http404
        if not may_change_account(request, user) or not user.is_active:
            raise PermissionDenied
        self._invite(request, user)
        return redirect("admin:organisation_user_change", pk)

    def _invite(self, request: HttpRequest, user: User) -> None:
        send_invitation(request, user)
        messages.success(
            request, f"Er is een mail gestuurd naar {user.email}. Daarmee kiest {user.first_name} een wachtwoord."
        )
