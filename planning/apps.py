from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"
    verbose_name = "Planning"

    def ready(self) -> None:
        from planning.calls import register_calls
        from planning.remedy_calls import register_remedy_calls

        register_calls()
        register_remedy_calls()
