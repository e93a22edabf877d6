"""What the portal does when it hears of changes that the navigation and footer show."""

from gongkai.journal.models import Entry

from . import services

SHOWN_IN_NAVIGATION = (
    "publications.catalogue_changed",
    "publications.guide_changed",
    "publications.institution_changed",
)


def refresh_navigation(entry: Entry) -> None:
    """Let every process build its navigation anew; harmless when repeated."""
    services.refresh_navigation([])
