from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "wijkleerbedrijf.demo"
    label = "demo"
    verbose_name = "Voorbeeldgegevens"
