from django.apps import AppConfig


class MailboxConfig(AppConfig):
    name = "gongkai.mailbox"
    label = "mailbox"
    verbose_name = "来信办理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gongkai.journal import events as journal_events
        from gongkai.portal import entrances
        from gongkai.publications import kinds as publication_kinds
        from gongkai.reception import kinds as letter_kinds

        from . import doors, events, kinds, letters
        from .staff import entries

        journal_events.register(*events.EVENTS)
        publication_kinds.register(kinds.PUBLISHED)
        letter_kinds.register(*letters.ALL)
        entrances.documents(doors.DOCUMENT)
        for column, door in doors.COLUMNS:
            entrances.column(column, door)
        entries.register()
