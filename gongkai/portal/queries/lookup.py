"""Finding a document by its number or by the address it had on an earlier site."""

from gongkai.publications.models import OldAddress, Publication
from gongkai.publications.rules.states import PublicationState
from gongkai.wording.numbers import normalise_doc_no

SHOWN = 50
LONGEST = 80


def by_doc_no(written: str) -> list[Publication]:
    """Public documents with this 文号, in whatever way it is written."""
    key = normalise_doc_no(written[:LONGEST])
    if not key:
        return []
    # Few bear one number: the state is looked at here, since the database would rather begin with all that is live.
    found = Publication.objects.filter(doc_no_key=key).select_related("unit").order_by("-listed_on", "-id")[:SHOWN]
    return [row for row in found if row.state == PublicationState.LIVE]


def by_number(number: str) -> int | None:
    """The publication of a 索引号: a permanent address, whatever has become of it since."""
    return Publication.objects.with_public_page().filter(number=number).values_list("pk", flat=True).first()


def by_old_address(path: str) -> int | None:
    """Which publication stood at this address of an earlier site."""
    places = OldAddress.objects.filter(path=path).exclude(
        publication__state__in=[PublicationState.UNRELEASED, PublicationState.WITHHELD]
    )
    return places.values_list("publication_id", flat=True).first()
