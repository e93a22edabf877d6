from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "gongkai.workdays"
    label = "workdays"
    verbose_name = "工作日与期限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal.queries import protect

        # Registers what the clock announces.
        from . import events  # noqa: F401
        from .queries import APPEND_ONLY

        protect(APPEND_ONLY)
