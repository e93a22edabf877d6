from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "gongkai.publications"
    label = "publications"
    verbose_name = "公开信息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal import events as register

        from . import events, kinds

        register.register(*events.EVENTS)
        kinds.register(*kinds.OWN_KINDS)
