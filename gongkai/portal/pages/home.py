"""The home page, the landing page of 政务公开, the map of the site and what the site says of itself."""

from django.http import HttpRequest, HttpResponse

from .. import kept, navigation
from ..queries import lists
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


@kept.page()
def home(request: HttpRequest) -> HttpResponse:
    nav = navigation.current()

    def newest(code: str, count: int) -> list[object]:
        return list(lists.newest(code, count)) if nav.shown(code) else []

    policies = lists.newest("open.policy", 6) if nav.shown("open.policy") else []
    context = {
        "policies": policies,
        "interpreted": lists.with_interpretation(policies),
        "notices": newest("news.notice", 6),
        "news": newest("news.work", 5),
        "responses": newest("focus.response", 3),
        "services": newest("service", 8),
        "questions": newest("interact.consult", 5),
        "interpretations": newest("focus.interpretation", 4),
        "doors": [(node.url, icon, name, text) for code, icon, name, text in DOORS if (node := nav.shown(code))][
            :DOORS_SHOWN
        ],
        "topics": _topics(nav),
        "five": nav.children("five"),
    }
    return answer(request, "portal/home.html", nav, context, main="home")


def _topics(nav: navigation.Navigation) -> list[tuple[navigation.Node, str]]:
    return [(node, name) for code, name in TOPICS if (node := nav.shown(code))]


@kept.page()
def disclosure(request: HttpRequest) -> HttpResponse:
    """政务公开: the statutory columns in their fixed order, the six topics, 五公开 and 专栏."""
    nav = navigation.current()
    codes = [
        child.code for root in navigation.DISCLOSURE for node in nav.children(root) for child in (node, *node.children)
    ]
    policies = lists.newest("open.policy", 8) if nav.shown("open.policy") else []
    context = {
        "topics": _topics(nav),
        "policies": policies,
        "interpreted": lists.with_interpretation(policies),
        "latest": lists.newest("open.statutory", 6) if nav.shown("open.statutory") else [],
        "statutory": nav.shown("open.statutory"),
        "five": nav.shown("five"),
        "focus": nav.shown("focus"),
        "totals": lists.totals(codes),
        "rail_html": nav.rail_html("open"),
    }
    return answer(request, "portal/disclosure.html", nav, context, main="disclosure")


@kept.page()
def site_map(request: HttpRequest) -> HttpResponse:
    """Every column with content."""
    nav = navigation.current()
    roots = [node for node in nav.nodes.values() if node.shown and "." not in node.code]
    return answer(request, "portal/map.html", nav, {"roots": roots})


@kept.page()
def about(request: HttpRequest) -> HttpResponse:
    """Accessibility, privacy, copyright: how this site itself behaves."""
    return answer(request, "portal/about.html", navigation.current())


@kept.page()
def developers(request: HttpRequest) -> HttpResponse:
    """The interface for programs, in words; its exact description is the OpenAPI file."""
    return answer(request, "portal/developers.html", navigation.current())
