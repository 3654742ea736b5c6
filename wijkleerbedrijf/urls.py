"""Every address of the product: one line an app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("wijkleerbedrijf.organisation.urls")),
    path("account/", include("allauth.account.urls")),
    path("studenten/", include("students.urls")),
    path("klanten/", include("clients.urls")),
    path("planning/", include("planning.urls")),
    path("portfolio/", include("portfolio.urls")),
    path("rapporten/", include("reporting.urls")),
    path("beheer/", admin.site.urls),
]
