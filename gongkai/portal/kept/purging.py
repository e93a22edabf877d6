"""From what happened to the keys it concerns: what the removal hook and the subscribers call."""

from collections.abc import Iterable

from django.db.models import Q

from gongkai.publications.models import Link, Publication, Version
from gongkai.publications.rules.states import VersionState

from . import keys, site

EVER_RELEASED = (VersionState.LIVE, VersionState.SUPERSEDED, VersionState.ERASED)


def purge(names: Iterable[str]) -> int:
    """Delete the pages that show one of these keys, now; answers how many."""
    store = site.existing()
    return store.purge(set(names)) if store is not None else 0


def empty(stamp: str | None = None) -> None:
    """Delete every page, now; `stamp`: because the navigation has this one now."""
    if (store := site.existing()) is not None:
        store.empty(navigation=stamp)


def purge_documents(publication_ids: list[int]) -> None:
    """The purge of the kernel's removal hooks: every page that shows one of these publications, or would now."""
    if publication_ids and site.existing() is not None:
        purge(keys_of(publication_ids))


def keys_of(publication_ids: Iterable[int]) -> set[str]:
    """The keys of publications: themselves, what is linked with them, and where they are or were listed."""
    ids = list(publication_ids)
    found = {keys.LISTED, *(keys.document(pk) for pk in ids)}
    links = Link.objects.filter(Q(from_publication__in=ids) | Q(to_publication__in=ids))
    for pair in links.values_list("from_publication_id", "to_publication_id"):
        found |= {keys.document(pk) for pk in pair}
    places = set(Publication.objects.filter(pk__in=ids).values_list("column", "catalogue_code", "listed_on").order_by())
    released = Version.objects.filter(publication__in=ids, state__in=EVER_RELEASED)
    places |= {(column, code, None) for column, code in released.values_list("column", "catalogue_code").order_by()}
    for column, code, day in places:
        found |= set(keys.columns(column))
        if code:
            found |= {keys.CATALOGUE, keys.catalogue_item(code)}
        if day:
            found.add(keys.month(day.year, day.month))
    return found
