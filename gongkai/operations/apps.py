from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "gongkai.operations"
    label = "operations"
    verbose_name = "运维"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal.events import register

        from .events import EVENTS

        register(*EVENTS)
