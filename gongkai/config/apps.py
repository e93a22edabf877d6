from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "gongkai.config"
    label = "config"
    verbose_name = "配置"

    def ready(self) -> None:
        from . import wiring

        wiring.connect()
