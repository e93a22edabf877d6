from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "gongkai.journal"
    label = "journal"
    verbose_name = "日志"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import events, retention

        events.register(*events.OWN)
        retention.register(*retention.OWN)
