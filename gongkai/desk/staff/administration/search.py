"""The search as editors see it: what readers asked, synonyms, what stands on top, how the index stands."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode

from gongkai.bureau.models import DutyCode
from gongkai.journal import clock
from gongkai.journal.refusals import Reason
from gongkai.portal.models import Bet, QueryCount, Synonym
from gongkai.portal.search import folder, services

from ...access import Access
from ...forms import search as forms
from ...views import ActPage, Chip, Column, FormPage, ListPage, Page

EDITORS = Access(duties=frozenset({DutyCode.EDIT, DutyCode.PUBLICITY}))
KEEPERS = Access(duties=frozenset({DutyCode.PUBLICITY}), roles=frozenset({"system"}))
SPANS = {7: "近一周", 30: "近一月", 180: "近半年"}
SHOWN = 50


@dataclass(frozen=True)
class Asked:
    """A query with how often it was asked, and where one click leads."""

    query: str
    count: int
    nothing: int
    reported: int

    @property
    def synonym_url(self) -> str:
        return f"/desk/searches/synonyms/new/?{urlencode({'word': self.query[:30]})}"

    @property
    def bet_url(self) -> str:
        return f"/desk/searches/bets/new/?{urlencode({'query': self.query})}"

    @property
    def try_url(self) -> str:
        return f"/s?{urlencode({'q': self.query})}"


class Queries(Page):
    """What found nothing and what is asked most; who asked is known nowhere."""

    access, title, template_name = EDITORS, "搜索情况", "desk/administration/queries.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("days", "")
        days = int(asked) if asked.isdecimal() and len(asked) < 4 and int(asked) in SPANS else 7
        rows = QueryCount.objects.filter(day__gt=clock.today() - timedelta(days=days)).values("query")
        rows = rows.annotate(asked=Sum("count"), without=Sum("nothing"), told=Sum("reported"))
        nothing = rows.filter(without__gt=0).order_by("-told", "-without", "query")[:SHOWN]
        often = rows.order_by("-asked", "query")[:SHOWN]
        return self.show(
            days=days,
            spans=SPANS.items(),
            nothing=[_asked(row) for row in nothing],
            often=[_asked(row) for row in often],
        )


def _asked(row: dict[str, Any]) -> Asked:
    return Asked(row["query"], row["asked"], row["without"], row["told"])


class Synonyms(ListPage):
    access, title = EDITORS, "同义词"
    intro = "大家的说法和文件里的说法，互相都能搜到；增加和停用即时生效。"
    columns = (
        Column("word", "大家的说法", link=True, sort="word"),
        Column("meaning", "文件里的说法", sort="meaning"),
        Column("note", "说明", wide=True),
        Column("from", "启用", "valid_from"),
        Column("to", "停用", "valid_to"),
    )

    def queryset(self) -> QuerySet[Synonym]:
        return Synonym.objects.all()

    def row_url(self, row: Synonym) -> str:
        return f"/desk/searches/synonyms/{row.pk}/end/" if row.valid_to is None else ""

    def links(self) -> list[tuple[str, str]]:
        return [("增加同义词", "/desk/searches/synonyms/new/")]


class AddSynonym(FormPage):
    access, title, form_class = EDITORS, "增加同义词", forms.SynonymForm
    success = "已增加，即时生效。"

    def initial(self) -> dict[str, Any]:
        return {"word": self.request.GET.get("word", "")[:30]}

    def cancel_url(self) -> str:
        return "/desk/searches/synonyms/"

    def perform(self, form: Any) -> str:
        services.add_synonym(actor=self.official, **form.cleaned_data)
        return self.cancel_url()


class EndSynonym(ActPage):
    access, act_label, title, success = EDITORS, "停用", "停用同义词", "已停用。"

    @cached_property
    def synonym(self) -> Synonym:
        return get_object_or_404(Synonym, pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, Any]]:
        return [("大家的说法", self.synonym.word), ("文件里的说法", self.synonym.meaning)]

    def consequence(self) -> str:
        return "搜索其中一个词时，不再找另一个词。"

    def refusals(self) -> list[Reason]:
        return [Reason("这组同义词已经停用。")] if self.synonym.valid_to is not None else []

    def cancel_url(self) -> str:
        return "/desk/searches/synonyms/"

    def perform(self, form: Any) -> str:
        services.end_synonym(actor=self.official, synonym=self.synonym)
        return self.cancel_url()


class Bets(ListPage):
    access, title = EDITORS, "搜索推荐"
    intro = "某个查询词下置顶哪一件，或者不显示哪一件；增加和停用即时生效。"
    columns = (
        Column("query", "查询词", link=True, sort="query"),
        Column("kind", "方式", lambda row: Chip(row.get_kind_display(), "green" if row.kind == "best" else "grey")),
        Column("publication", "信息", "publication.title", wide=True),
        Column("reason", "理由"),
        Column("from", "启用", "valid_from"),
        Column("to", "停用", "valid_to"),
    )

    def queryset(self) -> QuerySet[Bet]:
        return Bet.objects.select_related("publication")

    def row_url(self, row: Bet) -> str:
        return f"/desk/searches/bets/{row.pk}/end/" if row.valid_to is None else ""

    def links(self) -> list[tuple[str, str]]:
        return [("增加推荐", "/desk/searches/bets/new/")]


class AddBet(FormPage):
    access, title, form_class = EDITORS, "增加搜索推荐", forms.BetForm
    success = "已增加，即时生效。"

    def initial(self) -> dict[str, Any]:
        return {"query": self.request.GET.get("query", "")[:80]}

    def cancel_url(self) -> str:
        return "/desk/searches/bets/"

    def perform(self, form: Any) -> str:
        services.add_bet(actor=self.official, **form.cleaned_data)
        return self.cancel_url()


class EndBet(ActPage):
    access, act_label, title, success = EDITORS, "停用", "停用搜索推荐", "已停用。"

    @cached_property
    def bet(self) -> Bet:
        return get_object_or_404(Bet.objects.select_related("publication"), pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, Any]]:
        return [("查询词", self.bet.query), ("方式", self.bet.get_kind_display()), ("信息", self.bet.publication.title)]

    def consequence(self) -> str:
        return "这件信息回到它自己的排位。"

    def refusals(self) -> list[Reason]:
        return [Reason("这条推荐已经停用。")] if self.bet.valid_to is not None else []

    def cancel_url(self) -> str:
        return "/desk/searches/bets/"

    def perform(self, form: Any) -> str:
        services.end_bet(actor=self.official, bet=self.bet)
        return self.cancel_url()


STATES = {"building": "正在重建", "ready": "可用"}


class Index(ActPage):
    """How the index of this node stands; a new one is built by a process of its own while the old one answers."""

    access, title, act_label, needs_reason = KEEPERS, "搜索索引", "重建索引", True
    reason_label, success = "为什么要重建", "已要求重建，几分钟后可在本页看到结果。"

    def facts(self) -> list[tuple[str, Any]]:
        state = folder.state()
        standing = STATES.get(state.get("state", ""), "") if folder.current() else "还没有索引，网站只按标题和文号查找"
        rows = [
            ("状态", standing or "可用"),
            ("进度", f"已读 {state.get('done', 0):,} / {state.get('total', 0):,} 件" if state.get("process") else ""),
            ("收入", f"{state['count']:,} 条" if "count" in state else ""),
            ("占用", f"{folder.bytes_used() / 1e6:.1f} MB"),
            ("建成", str(state.get("finished", ""))[:16].replace("T", " ")),
            ("最近核对", str(state.get("swept_at", ""))[:16].replace("T", " ")),
            ("上次核对补正", f"{state['strays']} 件" if "strays" in state else ""),
        ]
        return [(label, value) for label, value in rows if value]

    def consequence(self) -> str:
        return "重建在后台进行，期间搜索照常。平日不需要重建：每天自动核对一次，有出入的自动补正。"

    def cancel_url(self) -> str:
        return "/desk/searches/index/"

    def perform(self, form: Any) -> str:
        services.want_rebuild(actor=self.official, reason=form.cleaned_data["reason"])
        return self.cancel_url()
