from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "wijkleerbedrijf.organisation"
    label = "organisation"
    verbose_name = "Organisatie"
