from django.apps import AppConfig


class BureauConfig(AppConfig):
    name = "gongkai.bureau"
    label = "bureau"
    verbose_name = "机构与人员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from gongkai.journal import events as register
        from gongkai.journal import retention

        from . import events, keeping, sessions

        register.register(*events.EVENTS)
        retention.register(*keeping.RULES)
        user_logged_in.connect(sessions.on_login, dispatch_uid="bureau.sessions")
