"""Column pages: lists with facets, single pages, the guide, the register of institutions."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from gongkai.bureau.models import LeaderProfile, Unit
from gongkai.bureau.queries import unit_tree
from gongkai.journal import clock
from gongkai.publications.models import DisclosureGuide, Institution, Publication
from gongkai.publications.rules.states import PublicationState

from .. import entrances, kept, markup, navigation, structured
from ..kept import keys
from ..models import Column
from ..queries import lists, nothing
from .answers import answer, number_of, text_of

MAIN_OF = {root: code for code, _, _, roots in navigation.MAIN for root in roots}
# Which of the bureau's facts stand beside the text of which single page; only once that page's text is released.
FACTS = {
    "open.statutory.function.offices": Unit.Kind.OFFICE,
    "open.statutory.function.affiliated": Unit.Kind.AFFILIATED,
    "open.statutory.function.contact": Unit.Kind.BUREAU,
}
LEADERS = "open.statutory.function.leaders"


@kept.absent(nothing.no_column)
@kept.page(query={"page": kept.NUMBER, "year": r"[12][0-9]{3}", "kind": kept.WORD})
def column(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a column; a column without content, or one that does not exist, is not found."""
    if not code.isprintable():
        raise Http404
    number = number_of(request.GET.get("page", "1"), 1) or 1
    page = lists.list_page(code, number, number_of(text_of(request, "year")), text_of(request, "kind", 40))
    nav = navigation.current(page.token)
    node = nav.get(code)
    if node is None or not (node.shown or page.total):
        raise Http404(code)
    if node.template == Column.Template.CATALOGUE:
        return redirect(navigation.FIXED_PAGES[Column.Template.CATALOGUE])
    if number > page.pages or (page.narrowed and not page.total):
        raise Http404(code)
    context = {
        "node": node,
        "page": page,
        "crumbs_html": nav.crumbs_html(code),
        "rail_html": nav.rail_html(code),
        "children": node.children,
        "structured_html": markup.structured_html(structured.written(structured.breadcrumb(request, nav.steps(code)))),
        "doors": entrances.of_column(code),
    }
    template, extra = _by_template(node, page)
    main = MAIN_OF.get(node.root, "")
    return answer(request, template, nav, context | extra, main=main)


def _by_template(node: navigation.Node, page: lists.ListPage) -> tuple[str, dict[str, Any]]:
    if node.template == Column.Template.PAGE and page.rows and not page.narrowed:
        return "portal/single.html", _text(page.rows[0].pk, node) | _bureau_facts(node.code)
    if node.template == Column.Template.GUIDE:
        kept.shows(keys.GUIDE)
        text = _text(page.rows[0].pk, node) if page.rows else {}
        return "portal/guide.html", {"guide": DisclosureGuide.objects.order_by("-id").first(), **text}
    if node.template == Column.Template.INSTITUTIONS and not page.narrowed:
        return "portal/institutions.html", {"institutions": _institutions()}
    return "portal/list.html", {}


def _text(pk: int, node: navigation.Node) -> dict[str, Any]:
    publication = Publication.objects.public().select_related("unit", "live_version").filter(pk=pk).first()
    if publication is None or publication.live_version is None:
        return {}
    version = publication.live_version
    return {"publication": publication, "version": version, "body_html": markup.body_html(version.body, pk)}


def _bureau_facts(code: str) -> dict[str, Any]:
    """Units or leaders as they are today."""
    today = clock.today()
    if code in FACTS or code == LEADERS:
        kept.shows(keys.BUREAU)
        kept.changes_on(today + timedelta(days=1))
    if code in FACTS:
        return {"units": [unit for unit in unit_tree(today) if unit.kind == FACTS[code]]}
    if code == LEADERS:
        serving = LeaderProfile.objects.filter(valid_from__lte=today).exclude(valid_to__lt=today)
        return {"leaders": list(serving.order_by("order", "id"))}
    return {}


LEVELS = (("state", "国家制度"), ("city", "本市制度"), ("bureau", "本局制度"))


def _institutions() -> list[tuple[str, list[Institution]]]:
    """The register by level; what is not public yet stands with its reason."""
    kept.shows(keys.INSTITUTIONS)
    rows = list(Institution.objects.select_related("owner", "publication").order_by("id"))
    for row in rows:
        if row.publication_id is not None:
            kept.shows(keys.document(row.publication_id))
        if row.publication is not None and row.publication.state != PublicationState.LIVE:
            row.publication = None
    levels = [(label, [row for row in rows if row.level == level]) for level, label in LEVELS]
    return [(label, found) for label, found in levels if found]
