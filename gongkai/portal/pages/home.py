"""The home page, the landing page of 政务公开, the map of the site and what the site says of itself."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from gongkai.journal import clock
from gongkai.publications.models import Publication

from .. import kept, markup, navigation, structured
from ..kept import keys
from ..queries import lists
from ..search import querylog
from .answers import answer

# The six topics that plan 五(一) wants to be seen at once.
TOPICS = (
    ("open.statutory.powers", "权责清单"),
    ("open.statutory.finance", "财政预决算"),
    ("open.statutory.proposal", "建议提案办理"),
    ("five.decision", "决策草案意见征集反馈"),
    ("focus.double", "双公示"),
    ("five.meeting", "会议公开"),
)


# Entrances under the hero: column, icon, name, what one does there; only columns with content are offered.
DOORS = (
    ("open.policy", "policy", "政策文件", "查文件、看效力"),
    ("open.guide", "guide", "公开指南", "怎么查、找哪里"),
    ("open.apply", "apply", "依申请公开", "申请须知和收费"),
    ("open.catalogue", "catalogue", "公开目录", "事项、依据、时限"),
    ("service", "service", "办事指南", "条件、材料、流程"),
    ("interact.consult", "ask", "咨询问答", "大家常问的事"),
    ("open.annual", "annual", "公开年报", "历年工作报告"),
    ("open.system", "system", "公开制度", "国家、本市、本局"),
)
DOORS_SHOWN = 6
HOT_SHOWN = 6
# Figures under the first screen: column, what is counted, its measure, where the items stand.
FIGURES = (
    ("open", "主动公开信息", "件", "/catalogue/"),
    ("open.policy", "政策文件", "件", "/c/open.policy/"),
    ("service", "办事指南和便民查询", "项", "/c/service/"),
    ("interact", "答复和问答", "件", "/c/interact/"),
)


@dataclass(frozen=True)
class Topic:
    """One of the six topics with what is newest in it."""

    name: str
    node: navigation.Node
    newest: list[Publication]
    count: int


@dataclass(frozen=True)
class Figure:
    """A number with its measure, what was added this year, and the page where the counted items stand."""

    name: str
    number: int
    measure: str
    added: int
    year: int
    url: str


@kept.page()
def home(request: HttpRequest) -> HttpResponse:
    """The whole site at a glance; only what has content is shown."""
    nav = navigation.current()

    def newest(code: str, count: int) -> list[Publication]:
        return lists.newest(code, count) if nav.shown(code) else []

    policies = newest("open.policy", 6)
    context = {
        "policies": policies,
        "interpreted": lists.with_interpretation(policies),
        "notices": newest("news.notice", 5),
        "news": newest("news.work", 5),
        "responses": newest("focus.response", 3),
        "services": newest("service", 8),
        "consultations": newest("interact.solicit", 3),
        "questions": newest("interact.consult", 5),
        "interpretations": newest("focus.interpretation", 4),
        "works": newest("five.execution", 4),
        "doors": [(node.url, icon, name, text) for code, icon, name, text in DOORS if (node := nav.shown(code))][
            :DOORS_SHOWN
        ],
        "topics": _topics(nav),
        "five": nav.children("five"),
        "figures": _figures(nav),
        "hot": querylog.hot(nav, HOT_SHOWN) or settings.HOT_QUERIES,
        "structured_html": markup.structured_html(
            structured.written(structured.bureau(request, nav), structured.site(request))
        ),
    }
    return answer(request, "portal/home.html", nav, context, main="home")


def _topics(nav: navigation.Navigation) -> list[Topic]:
    shown = [(node, name) for code, name in TOPICS if (node := nav.shown(code))]
    counts = lists.totals([node.code for node, _ in shown])
    return [Topic(name, node, lists.newest(node.code, 1), counts.get(node.code, 0)) for node, name in shown]


def _figures(nav: navigation.Navigation) -> list[Figure]:
    counts, year = lists.figures([code for code, *_ in FIGURES]), clock.today().year
    kept.changes_on(date(year + 1, 1, 1))
    return [
        Figure(name, number, measure, counts.get((code, year), 0), year, url)
        for code, name, measure, url in FIGURES
        if nav.shown(code) and (number := counts.get((code, 0), 0))
    ]


@kept.page()
def disclosure(request: HttpRequest) -> HttpResponse:
    """政务公开: the statutory columns in their fixed order, the six topics, 五公开 and 专栏."""
    nav = navigation.current()
    statutory, groups = nav.children("open.statutory"), [nav.shown(code) for code in ("five", "focus")]
    totals = lists.totals(
        [node.code for node in statutory] + [child.code for node in groups if node for child in node.children]
    )
    policies = lists.newest("open.policy", 6) if nav.shown("open.policy") else []
    context = {
        "topics": _topics(nav),
        "policies": policies,
        "interpreted": lists.with_interpretation(policies),
        "latest": lists.newest("open.statutory", 6) if nav.shown("open.statutory") else [],
        "statutory": [(node, totals.get(node.code, 0)) for node in statutory],
        "groups": [
            (node, [(child, totals.get(child.code, 0)) for child in node.children])
            for node in groups
            if node is not None
        ],
        "rail_html": nav.rail_html("open"),
        "structured_html": markup.structured_html(
            structured.written(structured.breadcrumb(request, [("/", "首页"), ("/open/", "政务公开")]))
        ),
    }
    return answer(request, "portal/disclosure.html", nav, context, main="disclosure")


@kept.page()
def site_map(request: HttpRequest) -> HttpResponse:
    """Every column with content."""
    nav = navigation.current()
    roots = [node for node in nav.nodes.values() if node.shown and "." not in node.code]
    return answer(request, "portal/map.html", nav, {"roots": roots})


@kept.page()
def english(request: HttpRequest) -> HttpResponse:
    """What this site is, for those who do not read Chinese."""
    kept.shows(keys.BUREAU)
    nav = navigation.current()
    return answer(request, "portal/english.html", nav, {"bureau": nav.bureau})


@kept.page()
def about(request: HttpRequest) -> HttpResponse:
    """Accessibility, privacy, copyright: how this site itself behaves."""
    return answer(request, "portal/about.html", navigation.current())


@kept.page()
def developers(request: HttpRequest) -> HttpResponse:
    """The interface for programs, in words; its exact description is the OpenAPI file."""
    return answer(request, "portal/developers.html", navigation.current())
