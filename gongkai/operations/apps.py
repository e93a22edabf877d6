from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "gongkai.operations"
    label = "operations"
    verbose_name = "运维"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal import health, retention
        from gongkai.journal.events import register

        from . import checks, public_checks
        from .events import EVENTS
        from .keeping import RULES

        register(*EVENTS)
        health.register(*checks.CHECKS, *public_checks.CHECKS)
        retention.register(*RULES)
