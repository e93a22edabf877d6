from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "gongkai.uploads"
    label = "uploads"
    verbose_name = "附件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal import health as checks
        from gongkai.journal import retention

        from . import (
            events,  # noqa: F401  the journal knows our events once this app is ready
            health,
            keeping,
        )

        retention.register(*keeping.RULES)
        checks.register(*health.CHECKS)
