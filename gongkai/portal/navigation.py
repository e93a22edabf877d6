"""The navigation: which columns there are and which of them have something to show, kept in process under a stamp.

Asking whether the kept one is still right costs one row; a page that has asked the database for something anyway takes
the stamp along (`STAMP`) and pays nothing.
"""

import hashlib
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.db.models import CharField
from django.db.models.expressions import RawSQL
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gongkai.bureau.models import Unit
from gongkai.journal import clock
from gongkai.publications.models import CatalogueItem, DisclosureGuide, Institution, ListingCount

from . import kept
from .kept import keys
from .models import Column

# Written out, because composing it for every page would cost as much as asking twice.
STAMP = RawSQL(  # noqa: S611  a constant, nothing of it comes from outside
    "(SELECT token FROM portal_navigationstamp WHERE id = 1)", [], output_field=CharField()
)

# The six entries of the main navigation, with the root columns each opens; shown when one of these has content.
MAIN: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("home", "首页", "/", ()),
    ("disclosure", "政务公开", "/open/", ("open", "five", "focus")),
    ("service", "政务服务", "/c/service/", ("service",)),
    ("interact", "互动交流", "/c/interact/", ("interact",)),
    ("data", "数据开放", "/c/data/", ("data",)),
    ("green", "", "/c/green/", ("green",)),
)
DISCLOSURE = ("open", "five", "focus")
# Columns with a page of their own that shows reference data, and where that page is.
FIXED_PAGES = {Column.Template.CATALOGUE: "/catalogue/"}


@dataclass(slots=True)
class Node:
    """A column as pages need it; `children` are the shown ones only."""

    code: str
    name: str
    url: str
    template: str
    description: str
    keywords: str
    column_type: str
    statutory: bool
    owner: str
    interval_days: int | None
    shown: bool = False
    children: "list[Node]" = field(default_factory=list)

    @property
    def root(self) -> str:
        return self.code.partition(".")[0]


class Navigation:
    """The tree with its rendered parts; immutable once built, shared by all threads of the process."""

    def __init__(self, nodes: dict[str, Node], bureau: Unit | None, token: str | None):
        self.nodes, self.bureau, self.token = nodes, bureau, token
        self._rendered: dict[tuple[str, str], SafeString] = {}

    def get(self, code: str) -> Node | None:
        return self.nodes.get(code)

    def shown(self, code: str) -> Node | None:
        node = self.nodes.get(code)
        return node if node is not None and node.shown else None

    def children(self, code: str) -> list[Node]:
        node = self.nodes.get(code)
        return node.children if node else []

    def path(self, code: str) -> list[Node]:
        """The column and those above it, widest first; unknown codes are skipped."""
        parts = code.split(".")
        codes = (".".join(parts[: depth + 1]) for depth in range(len(parts)))
        return [self.nodes[prefix] for prefix in codes if prefix in self.nodes]

    def name(self, code: str) -> str:
        node = self.nodes.get(code)
        return node.name if node else ""

    @property
    def footer_columns(self) -> list[Node]:
        """The statutory columns that the footer offers, in their fixed order."""
        return self.children("open")[:6]

    @property
    def contact(self) -> Node | None:
        return self.shown("open.statutory.function.contact")

    def main_entries(self) -> list[tuple[str, str, str]]:
        """Code, name and address of the entries of the main navigation that have content."""
        return [
            (code, name or self.name(roots[0]), url)
            for code, name, url, roots in MAIN
            if not roots or any(self.shown(root) for root in roots)
        ]

    def header_html(self, current: str, elder: str = "") -> SafeString:
        """The header with its current entry, for a reader with this elder mode."""
        context = {"entries": self.main_entries(), "current": current, "elder": elder}
        return self._part("header", f"{current} {elder}", "portal/_header.html", context)

    def footer_html(self) -> SafeString:
        return self._part("footer", "", "portal/_footer.html", {"bureau": self.bureau, "nav": self})

    def reader_html(self) -> SafeString:
        """The tools beside a text, the same on every page and therefore made once."""
        return self._part("reader", "", "portal/_reader.html", {})

    def rail_html(self, code: str) -> SafeString:
        """The left rail of a column: its section's columns in order, the branch of the current one unfolded."""
        key = ("rail", code)
        if key not in self._rendered:
            self._rendered[key] = self._rail(code)
        return self._rendered[key]

    def steps(self, code: str) -> list[tuple[str, str]]:
        """Address and name of each step from the home page down to the column."""
        path = self.path(code)
        above = [("/", "首页"), *([("/open/", "政务公开")] if path and path[0].code in DISCLOSURE else [])]
        return [*above, *((node.url, node.name) for node in path)]

    def crumbs_html(self, code: str) -> SafeString:
        """The breadcrumb down to the column, each step a link."""
        key = ("crumbs", code)
        if key not in self._rendered:
            self._rendered[key] = format_html_join("", '<li><a href="{}">{}</a></li>', self.steps(code))
        return self._rendered[key]

    def _part(self, name: str, key: str, template: str, context: dict[str, object]) -> SafeString:
        if (name, key) not in self._rendered:
            self._rendered[name, key] = render_to_string(template, {**context, "site": settings.BUREAU})
        return self._rendered[name, key]

    def _rail(self, code: str) -> SafeString:
        root = self.nodes.get(code.partition(".")[0])
        if root is None or not root.children:
            return SafeString("")
        others = (
            [node for other in DISCLOSURE if other != root.code and (node := self.shown(other))]
            if root.code in DISCLOSURE
            else []
        )
        rest = format_html_join("", '<li><a href="{}">{}</a></li>', ((node.url, node.name) for node in others))
        return format_html(
            '<p class="rail-title"><a href="{}">{}</a></p>{}{}',
            root.url,
            root.name,
            self._branch(root.children, code),
            format_html('<ul class="rail-rest">{}</ul>', rest) if others else "",
        )

    def _branch(self, nodes: list[Node], code: str) -> SafeString:
        lines = []
        for node in nodes:
            open_branch = node.children and (code == node.code or code.startswith(f"{node.code}."))
            lines.append(
                (
                    node.url,
                    SafeString(' aria-current="page"' if node.code == code else ""),
                    node.name,
                    self._branch(node.children, code) if open_branch else "",
                )
            )
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}"{}>{}</a>{}</li>', lines))


EMPTY = Navigation({}, None, None)
_kept: Navigation = EMPTY


def current(token: str | None = None) -> Navigation:
    """The navigation as it is now; `token` is the stamp a page has already read, without it one query asks."""
    global _kept
    kept.shows(keys.NAVIGATION)
    if token is None:
        token = _stamp()
    if token is None or _kept.token != token:
        _kept = _build(token)
    return _kept


def _stamp() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM portal_navigationstamp WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else None


def cached() -> Navigation:
    """The last navigation this process has built, without asking anybody: for error pages."""
    return _kept


def _filled() -> set[str]:
    """Codes of columns that show something: listed items, or reference data on a page of their own."""
    counts = ListingCount.objects.filter(year=0, kind="", count__gt=0)
    codes = set(counts.values_list("column", flat=True))
    fixed = (
        (Column.Template.CATALOGUE, CatalogueItem),
        (Column.Template.GUIDE, DisclosureGuide),
        (Column.Template.INSTITUTIONS, Institution),
    )
    held = [template for template, model in fixed if model._default_manager.exists()]
    return codes | set(Column.objects.filter(template__in=held).values_list("code", flat=True))


def shown_digest() -> str:
    """What the stamp remembers of the columns with content."""
    return hashlib.sha256("\n".join(sorted(_filled())).encode()).hexdigest()


def _build(token: str | None) -> Navigation:
    columns = list(Column.objects.select_related("owner").order_by("order", "code"))
    filled, nodes = _filled(), {}
    for column in columns:
        nodes[column.code] = Node(
            code=column.code,
            name=column.name,
            url=FIXED_PAGES.get(column.template, column.get_absolute_url()),  # type: ignore[call-overload]
            template=column.template,
            description=column.description,
            keywords=column.keywords,
            column_type=column.column_type,
            statutory=column.statutory,
            owner=column.owner.name if column.owner else "",
            interval_days=column.interval_days,
        )
    for code in filled & nodes.keys():
        for depth in range(code.count(".") + 1):
            above = nodes.get(".".join(code.split(".")[: depth + 1]))
            if above is not None:
                above.shown = True
    for code, node in nodes.items():
        parent = nodes.get(code.rpartition(".")[0])
        if parent is not None and node.shown:
            parent.children.append(node)
    bureau = Unit.objects.valid_on(clock.today()).filter(kind=Unit.Kind.BUREAU).order_by("order", "id").first()
    return Navigation(nodes, bureau, token)
