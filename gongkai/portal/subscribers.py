"""What the portal does when it hears of changes: navigation, footer and kept pages go, the index is brought in step."""

from gongkai.journal.models import Entry
from gongkai.publications.subscribers import REMOVING

from . import services
from .kept import keys, purging
from .search import building, updating

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
# All that changes what is found, how it is weighed, or whether it may be found at all.
INDEXED = (*REMOVING, "publications.set_released", "publications.linked", "publications.unlinked")
REBUILDING = ("portal.index_wanted", "publications.erased")


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


def index(entry: Entry) -> None:
    """Bring the index in step with what the entry tells; harmless when repeated."""
    updating.bring(entry)


def rebuild_index(entry: Entry) -> None:
    """Start a build: on request, and after an erasure, since an index keeps what it has forgotten in its old files."""
    building.start_in_background()
