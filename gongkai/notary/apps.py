from django.apps import AppConfig


class NotaryConfig(AppConfig):
    name = "gongkai.notary"
    label = "notary"
    verbose_name = "存证"
    default_auto_field = "django.db.models.BigAutoField"
