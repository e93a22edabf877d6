from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "gongkai.reception"
    label = "reception"
    verbose_name = "来信接收"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal import events as journal_events
        from gongkai.journal import retention

        from . import events, keeping

        journal_events.register(*events.EVENTS)
        retention.register(*keeping.RULES)
