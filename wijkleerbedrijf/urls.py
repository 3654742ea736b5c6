"""Every address of the product: one line an app."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("wijkleerbedrijf.organisation.urls")),
    # A person has one address, which the administrator keeps: the page of the library for more of them stays shut.
    path("account/email/", RedirectView.as_view(pattern_name="organisation:home"), name="account_email"),
    path("account/", include("allauth.account.urls")),
    path("studenten/", include("students.urls")),
    path("klanten/", include("clients.urls")),
    path("planning/", include("planning.urls")),
    path("portfolio/", include("portfolio.urls")),
    path("rapporten/", include("reporting.urls")),
    path("beheer/", admin.site.urls),
]
