"""Where a person begins, and how he or she goes to another location."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wijkleerbedrijf.organisation.access import SESSION_KEY
from wijkleerbedrijf.organisation.permission import AppRequest


@require_safe
def home(request: AppRequest) -> HttpResponse:
    """To the page of the person's role. Open to everybody who has signed in."""
    return redirect(request.access.home)


@require_POST
def switch(request: AppRequest) -> HttpResponse:
    """Work at another of the person's own locations. Open to everybody who has signed in."""
    chosen = request.POST.get("location", "")
    location = next((choice for choice in request.access.choices if str(choice.pk) == chosen), None)
    if location is None:
        raise Http404
    request.session[SESSION_KEY] = location.pk
    return redirect("organisation:home")


@require_safe
def no_role(request: AppRequest) -> HttpResponse:
    """What happened and whom to ask, for somebody without a role that holds today. Open to everybody who has signed in."""
    if request.access.roles:
        return redirect(request.access.home)
    return render(request, "organisation/no_role.html", status=403)
