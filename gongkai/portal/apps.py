from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "gongkai.portal"
    label = "portal"
    verbose_name = "门户"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal import derived, retention
        from gongkai.journal import events as journal_events
        from gongkai.publications import removal_hooks

        from . import events, keeping, services
        from .kept import purging
        from .search import building, updating

        journal_events.register(*events.EVENTS)
        removal_hooks.register("portal.navigation", services.refresh_navigation)
        removal_hooks.register("portal.pages", purging.purge_documents)
        derived.register(derived.Derived("pages", "留存页面", purging.empty))
        derived.register(derived.Derived("search", "搜索索引", building.build))
        retention.register(*keeping.RULES)
        removal_hooks.register("portal.search", updating.remove_at_once)
