from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "gongkai.channels"
    label = "channels"
    verbose_name = "通知发送"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.desk import registry
        from gongkai.journal import events as register

        from . import events
        from .staff import SENDERS

        register.register(*events.EVENTS)
        registry.navigation(registry.NavEntry("shipments", "通知发送", "channels:shipments", SENDERS, order=48))
