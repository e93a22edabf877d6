from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "gongkai.policy"
    label = "policy"
    verbose_name = "政策"

    def ready(self) -> None:
        from gongkai.publications import kinds

        from .kinds import ALL

        kinds.register(*ALL)
