"""The admin: the pages on which an administrator keeps people, roles, locations, partners and lists."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator

from wijkleerbedrijf.roles import Permission

#: Signing out and passwords have pages of their own; the page of a row is reached from the product itself.
LEFT_OUT = {"logout", "password_change", "password_change_done", "view_on_site"}

#: The order of the groups on the first page.
GROUPS = ("organisation", "students", "clients", "portfolio", "planning", "reporting")

#: Whose pages stay out of the admin.
LIBRARIES = ("allauth.", "django.contrib.auth.", "procrastinate.")


class AdminSite(admin.AdminSite):
    """Opens for whoever may manage the location at which he or she is at work."""

    site_title = "WijkLeerbedrijf"
    site_header = "WijkLeerbedrijf"
    index_title = "Beheer"
    site_url = "/"
    enable_nav_sidebar = True
    #: What the URL-walk test reads: the permission of every page of the admin.
    permission = Permission.MANAGE

    def register(self, model_or_iterable: Any, admin_class: type[Any] | None = None, **options: Any) -> None:
        """Pages of libraries stay out: they know nothing of locations, and with an address of allauth one takes an account."""
        if admin_class is None or not admin_class.__module__.startswith(LIBRARIES):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.access.may(Permission.MANAGE)  # type: ignore[attr-defined]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Somebody who has signed in but may not manage gets a refusal, and no second page to sign in."""
        inner = super().admin_view(view, cacheable)

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            response: HttpResponse = inner(request, *args, **kwargs)
            return response

        checked.permission = self.permission  # type: ignore[attr-defined]
        return checked

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One page to sign in for everybody."""
        target = reverse("admin:index")
        if request.user.is_authenticated:
            return redirect(target)
        return HttpResponseRedirect(
            f"{reverse('account_login')}?{urlencode({'next': request.GET.get('next', target)})}"
        )

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """In the order of the work, not of the alphabet."""
        groups: list[Any] = super().get_app_list(request, app_label)
        groups.sort(key=lambda group: GROUPS.index(group["app_label"]))
        for group in groups:
            group["models"].sort(key=lambda entry: getattr(self.get_model_admin(entry["model"]), "rank", 50))
        return groups

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [url for url in super().get_urls() if getattr(url, "name", None) not in LEFT_OUT]


class AdminConfig(DjangoAdminConfig):
    default_site = "wijkleerbedrijf.admin_site.AdminSite"
