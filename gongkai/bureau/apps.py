from django.apps import AppConfig


class BureauConfig(AppConfig):
    name = "gongkai.bureau"
    label = "bureau"
    verbose_name = "机构与人员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal import events as register

        from . import events

        register.register(*events.EVENTS)
