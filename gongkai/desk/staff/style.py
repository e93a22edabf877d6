"""The style guide: every component of the public site and of the desk in every state, from the partials that pages use."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from gongkai.bureau.models import Unit
from gongkai.journal import clock
from gongkai.portal import charts, navigation, parts
from gongkai.portal.pages.answers import answer
from gongkai.publications import kinds
from gongkai.publications.models import Publication

from ..access import EVERYONE
from ..views import Page


class PublicStyle(Page):
    """Components of the public site, within its frame."""

    access, reads = EVERYONE, False
    title = "组件"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return answer(request, "desk/style/public.html", navigation.current(), public_examples(clock.today()))


class DeskStyle(Page):
    """Components of the desk."""

    access, reads = EVERYONE, False
    title = "组件"
    template_name = "desk/style/desk.html"

    def context(self, **more: Any) -> dict[str, Any]:
        return super().context(**desk_examples(), **more)


def public_examples(today: date) -> dict[str, Any]:
    """Made-up content for each component and each of its states."""
    rows = [_row(today, **values) for values in ROWS]
    return {
        "colours": COLOURS,
        "chips": CHIPS,
        "example_rows": rows,
        "interpreted": {rows[1].pk: 1},
        "topics": [_Topic(name, rows[place : place + 1], place + 2, _Place("#s-topic")) for place, name in enumerate(("权责清单", "双公示"))],
        "figures": [
            parts.DataCard("公园", "1,070", "座", "#s-figures", "比上年增加 60", "2026年10月", "公园管理处"),
            parts.DataCard("绿化覆盖率", "40.1", "%", "#s-figures", "", "2025年", "统计信息"),
            parts.DataCard("今日无更新的数据", "0", "项", "#s-figures"),
        ],
        "consultations": consultations(today),
        "stages": stages(today),
        "pairs": [
            parts.Answered("家门口的梧桐树太密，什么时候修枝？", "行道树冬季修剪从十二月开始，影响采光的可以提前申请。",
                           "绿化管理处", today - timedelta(days=9), today - timedelta(days=2), 5, "满意"),
            parts.Answered("公园的直饮水点坏了，找谁修？", "", "公园管理处", today - timedelta(days=1)),
        ],
        "steps": [("准备材料", "申请表、权属证明、现场照片。"), ("提交申请", "网上提交或者到窗口提交。"), ("现场核查", ""),
                  ("领取决定", "自受理之日起二十日内作出。")],
        "bar": {"label": "台风红色预警", "text": "全市公园自 18 时起闭园，请勿在树下、广告牌下停留。", "url": "#s-bar"},
        "drawn": [_bars(), _line()],
        "metadata": [("信息名称", "关于加强行道树养护管理的通知", True), ("索取号", "SY0024361/2026-00136", False),
                     ("公开类别", "主动公开", False)],
        "files": [_File("申请表.docx", "Word 文档", "24 KB", "#s-files"), _File("查看不了的附件.zip", "压缩包", "2.1 MB", "")],
        "page": _Pages(),
        "faults": [("内容", "请写明您的意见，至少十个字。"), ("联系电话", "电话号码应为 11 位数字。")],
    }  # fmt: skip


def desk_examples() -> dict[str, Any]:
    """The desk's chips, messages, buttons, errors and charts."""
    return {
        "tones": (
            ("green", "现行有效"),
            ("amber", "今天到期"),
            ("red", "逾期 3 天"),
            ("blue", "待签发"),
            ("", "已归档"),
        ),
        "errors": [
            {"href": "#example", "text": "标题不能为空。"},
            {"href": "", "text": "这份文件正由别人审核，请稍后再试。"},
        ],
        "reasons": [{"sentence": "保密审查人不能是签发人（岗位分离），请由另一位有保密职责的同事办理。"}],
        "bar_chart": _bars().chart,
        "line_chart": _line().chart,
    }


COLOURS = (
    ("pine-900", "首屏、页脚"), ("pine-700", "链接、主按钮"), ("pine-600", "条、标记"), ("leaf-200", "浅色线"), ("leaf-100", "浅色底"),
    ("sun", "每屏一处重点"), ("amber-bg", "即将截止"), ("red-bg", "逾期、错误"), ("blue-bg", "已反馈、有解读"), ("grey-bg", "已截止、已废止"),
)  # fmt: skip
CHIPS = (
    parts.Chip("征集中"), parts.Chip("现行有效"), parts.Chip("即将截止", parts.SOON), parts.Chip("尚未施行", parts.SOON),
    parts.Chip("已截止", parts.CLOSED), parts.Chip("已废止", parts.CLOSED), parts.Chip("已反馈", parts.DONE),
    parts.Chip("有解读", parts.DONE), parts.Chip("逾期", parts.OVER),
)  # fmt: skip
ROWS: tuple[dict[str, Any], ...] = (
    {"pk": 1, "title": "关于进一步加强行道树养护管理的通知", "doc_no": "沪绿容〔2026〕601号"},
    {"pk": 2, "title": "关于印发《古树名木日常巡护管理办法》的通知", "doc_no": "沪绿容规〔2026〕609号", "starts": 20},
    {"pk": 3, "title": "绿化工程质量监督管理规定", "doc_no": "沪绿容〔2018〕12号", "repealed": -40},
    {"pk": 4, "title": "这是一个很长很长的标题，用来看看列表在标题超过一行、甚至超过两行的时候怎样换行，日期和标签会不会被挤走", "doc_no": ""},
)  # fmt: skip


def stages(today: date) -> list[parts.Stage]:
    return [
        parts.Stage("选址公示", today - timedelta(days=200), "done", "收到意见 147 条，调整 4 处。"),
        parts.Stage("开工 60 座", today - timedelta(days=90), "done", url="#s-line"),
        parts.Stage("排水设施验收", today - timedelta(days=10), "late", "因汛期顺延，责任单位：公园管理处。"),
        parts.Stage("建成开放", today + timedelta(days=30), "next"),
    ]


def consultations(today: date) -> list[parts.Consultation]:
    """Open, nearly over, over, answered."""

    def until(days: int) -> datetime:
        return datetime.combine(
            today + timedelta(days=days), datetime.max.time().replace(microsecond=0), clock.BUREAU_ZONE
        )

    links = (("草案", "#s-solicit"), ("依据", "#s-solicit"), ("说明", "#s-solicit"), ("提交意见", "#s-solicit"))
    common: dict[str, Any] = {"url": "#s-solicit", "today": today, "reference": "重大行政决策 · 2026 年目录第 3 项"}
    title = "《户外招牌设置管理规定（草案）》公开征求意见"
    return [
        parts.Consultation(title, opens_on=today - timedelta(days=8), closes_at=until(22), received=12, links=links, **common),
        parts.Consultation(title, opens_on=today - timedelta(days=27), closes_at=until(3), received=128, links=links, **common),
        parts.Consultation(title, opens_on=today - timedelta(days=40), closes_at=until(-10), received=128, **common),
        parts.Consultation(title, opens_on=today - timedelta(days=60), closes_at=until(-30), received=128,
                           outcome=parts.Outcome(21, 9, 8, "#s-solicit"), **common),
    ]  # fmt: skip


def _row(today: date, *, pk: int, title: str, doc_no: str, starts: int = -100, repealed: int = 0) -> Publication:
    """A row that is in no table."""
    policy = next(kind for kind in kinds.all_kinds() if kind.is_policy)
    return Publication(
        pk=pk, title=title, doc_no=doc_no, kind=policy.code, listed_on=today - timedelta(days=pk), unit=Unit(short_name="办公室"),
        effective_on=today + timedelta(days=starts), summary="一句话的概述。",
        repealed_on=today + timedelta(days=repealed) if repealed else None,
    )  # fmt: skip


@dataclass(frozen=True)
class _Place:
    url: str


@dataclass(frozen=True)
class _Topic:
    name: str
    newest: list[Publication]
    count: int
    node: _Place


@dataclass(frozen=True)
class _File:
    name: str
    label: str
    size: str
    url: str


@dataclass(frozen=True)
class _Facet:
    value: str
    label: str
    count: int
    current: bool = False


class _Pages:
    """What a list page says of itself."""

    total, pages, number, before, after, narrowing, narrowed = 88, 9, 4, 3, 5, "", False
    numbers = (1, 0, 3, 4, 5, 0, 9)
    years = (_Facet("2026", "2026年", 28), _Facet("2025", "2025年", 18, True))
    kinds = (_Facet("a", "行政规范性文件", 22), _Facet("b", "其他政策文件", 64))


MONTHS = tuple(
    (f"{month}月", float(value)) for month, value in enumerate((12, 18, 9, 22, 31, 27, 24, 19, 28, 35), start=1)
)


def _bars() -> parts.Drawn:
    points = [("迁移砍伐树木", 412.0), ("占用绿地", 138.0), ("建筑垃圾处置", 967.0), ("户外招牌", 251.0)]
    rows = [(name, charts.number(value)) for name, value in points]
    return parts.Drawn("各类许可办理件数", charts.bars(points), ("事项", "件数"), rows, "来源：行政审批处")


def _line() -> parts.Drawn:
    rows = [(name, charts.number(value)) for name, value in MONTHS]
    return parts.Drawn("每月主动公开件数", charts.line(MONTHS), ("月份", "件数"), rows, "来源：主动公开目录")
