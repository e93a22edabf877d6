"""What the portal does when it hears of changes that the navigation, the footer or kept pages show."""

from gongkai.journal.models import Entry

from . import services
from .kept import keys, purging

SHOWN_IN_NAVIGATION = (
    "publications.catalogue_changed",
    "publications.guide_changed",
    "publications.institution_changed",
)
NAMED_EVERYWHERE = ("bureau.unit_created", "bureau.unit_changed", "bureau.unit_ended")
KEYS_OF_EVENTS = {
    "publications.catalogue_changed": (keys.CATALOGUE, keys.CATALOGUE_ITEMS),
    "publications.guide_changed": (keys.GUIDE,),
    "publications.institution_changed": (keys.INSTITUTIONS,),
    "bureau.leader_changed": (keys.BUREAU,),
}
OF_DOCUMENTS = ("publications.linked", "publications.unlinked", "publications.set_released")


def refresh_navigation(entry: Entry) -> None:
    """Let every process build its navigation anew; harmless when repeated."""
    services.refresh_navigation([])


def renew_navigation(entry: Entry) -> None:
    """Names and addresses of units stand in footers, rows and tables: everything is rendered anew."""
    services.renew_navigation()


def purge_pages(entry: Entry) -> None:
    """Delete the kept pages that show what this entry is about; harmless when repeated."""
    if entry.event in KEYS_OF_EVENTS:
        purging.purge(KEYS_OF_EVENTS[entry.event])
    elif entry.event == "publications.set_released":
        purging.purge_documents(entry.facts["publications"])
    else:
        purging.purge_documents([int(entry.subject_id), int(entry.facts["target_id"])])
