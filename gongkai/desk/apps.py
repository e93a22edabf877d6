from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import module_has_submodule

AREAS = ("home", "publishing", "administration", "account")


class DeskConfig(AppConfig):
    name = "gongkai.desk"
    label = "desk"
    verbose_name = "工作台"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal import retention
        from gongkai.journal.events import register

        from .events import EVENTS
        from .keeping import RULES

        register(*EVENTS)
        retention.register(*RULES)
        for area in AREAS:
            package = import_module(f"gongkai.desk.staff.{area}")
            if module_has_submodule(package, "entries"):
                import_module(f"gongkai.desk.staff.{area}.entries")
