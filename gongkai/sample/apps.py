from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "gongkai.sample"
    label = "sample"
    verbose_name = "示例"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models of lower apps exist only now.
        from gongkai.journal.events import Event, register

        register(
            Event("sample.began", "开始放示例年（截至{as_of}）"),
            Event("sample.finished", "示例年放完（截至{as_of}）"),
        )
