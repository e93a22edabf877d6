from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "gongkai.sample"
    label = "sample"
    verbose_name = "示例"
    default_auto_field = "django.db.models.BigAutoField"
