"""Who reacts to what: the one list. `manage.py subscriptions` prints it."""

from gongkai.channels import subscribers as channels
from gongkai.desk import subscribers as desk
from gongkai.foi import subscribers as foi
from gongkai.journal.subscriptions import subscribe
from gongkai.mailbox import subscribers as mailbox
from gongkai.portal import subscribers as portal
from gongkai.publications import subscribers as publications


def connect() -> None:
    """Called once at start."""
    subscribe("publications.purge_again", publications.purge_again, publications.REMOVING)
    subscribe("portal.refresh_navigation", portal.refresh_navigation, portal.SHOWN_IN_NAVIGATION)
    subscribe("portal.renew_navigation", portal.renew_navigation, portal.NAMED_EVERYWHERE)
    subscribe("portal.purge_pages", portal.purge_pages, (*portal.KEYS_OF_EVENTS, *portal.OF_DOCUMENTS))
    subscribe("portal.index", portal.index, portal.INDEXED)
    subscribe("portal.rebuild_index", portal.rebuild_index, portal.REBUILDING)
    subscribe("desk.tell", desk.tell, desk.TOLD)
    subscribe("mailbox.supplied", mailbox.supplied, mailbox.WRITTEN)
    subscribe("channels.tell_writer", channels.tell_writer, channels.TOLD)
    subscribe("mailbox.tell", mailbox.tell, mailbox.TOLD)
    subscribe("foi.warn_of_earlier", foi.warn_of_earlier, foi.RECOMPUTED)
