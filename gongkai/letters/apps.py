from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "gongkai.letters"
    label = "letters"
    verbose_name = "文书"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal import events as register
        from gongkai.journal import health as checks
        from gongkai.journal import retention

        from .events import EVENTS
        from .health import CHECKS
        from .keeping import RULES
        from .staff import entries

        register.register(*EVENTS)
        checks.register(*CHECKS)
        retention.register(*RULES)
        entries.register()
