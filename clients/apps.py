from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"
    verbose_name = "Klanten"

    def ready(self) -> None:
        from clients.catalogue import load_catalogue
        from wijkleerbedrijf.organisation.new_location import at_new_location

        at_new_location(load_catalogue)
