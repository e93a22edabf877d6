from django.apps import AppConfig


class FoiConfig(AppConfig):
    name = "gongkai.foi"
    label = "foi"
    verbose_name = "依申请公开"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal import events as journal_events
        from gongkai.letters import kinds as letter_register
        from gongkai.portal import entrances
        from gongkai.reception import kinds as letter_kinds

        from . import applying, doors, events
        from .letters import kinds as own_letters
        from .staff import entries

        journal_events.register(*events.EVENTS)
        letter_kinds.register(*applying.ALL)
        letter_register.register(*own_letters.ALL)
        for column, door in doors.COLUMNS:
            entrances.column(column, door)
        entries.register()
