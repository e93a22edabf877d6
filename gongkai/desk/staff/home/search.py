"""One search over everything the official may see."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max, Q, QuerySet

from gongkai.bureau.models import Credentials, Official
from gongkai.publications import kinds
from gongkai.publications.models import Publication
from gongkai.publications.rules.states import EVER_PUBLIC
from gongkai.wording.numbers import normalise_doc_no

from ... import registry
from ...access import EVERYONE
from ...registry import Hit
from ...views import Page
from .own import printable

MOST_HITS = 20
# Titles are compared one by one, in the newest so many records only; numbers are looked up over all.
TITLE_WINDOW = 50_000


def visible_to(official: Official, may: Credentials) -> QuerySet[Publication]:
    """What was ever public, and what is in preparation in units where he has something to do."""
    scopes = [may.units_for(duty) for duty in may.duties()]
    if None in scopes:
        return Publication.objects.all()
    units = {official.unit_id}.union(*[scope for scope in scopes if scope is not None])
    return Publication.objects.filter(Q(state__in=EVER_PUBLIC) | Q(unit_id__in=units))


def publications(official: Official, may: Credentials, words: str, limit: int) -> Sequence[Hit]:
    """By 索引号 and 文号 over all, by title in the newest records: two queries and a bound."""
    rows = visible_to(official, may).order_by("-pk")
    by_number = Q(number=words) | Q(doc_no_key=normalise_doc_no(words))
    found = list(rows.filter(by_number)[:limit])
    if not found:
        newest = Publication.objects.aggregate(newest=Max("pk"))["newest"] or 0
        titles = Q(pk__gt=newest - TITLE_WINDOW)
        for word in words.split()[:5]:
            titles &= Q(title__icontains=word)
        found = list(rows.filter(titles)[:limit])
    return [
        Hit(
            title=row.title,
            kind=kinds.get(row.kind).label,
            url=f"/desk/p/{row.pk}/",
            number=row.doc_no or row.number or "",
            state=row.get_state_display(),
            on=row.listed_on or row.formed_on,
        )
        for row in found
    ]


class SearchPage(Page):
    access = EVERYONE
    title = "查找"
    template_name = "desk/home/search.html"

    def context(self, **more: Any) -> dict[str, Any]:
        words = " ".join(printable(self.request.GET.get("q", "")[:100]).split())
        found = []
        for source in registry.all_search() if words else ():
            hits = list(source.find(self.official, self.may, words, MOST_HITS))
            if hits:
                found.append((source, hits))
        return super().context(search_words=words, found=found, most=MOST_HITS, **more)
