"""分析研判: each figure as table and chart, each row a door to its applications; clusters that propose publication."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from gongkai.bureau.models import Unit
from gongkai.desk import services as desk
from gongkai.desk.views import ActPage, Page, export
from gongkai.journal import clock
from gongkai.portal.charts import bars

from .. import analysing, review_forms
from ..analysing import Line
from ..models import Application
from ..services import review as acts
from .report import FIRST_YEAR
from .shared import APPLICATIONS, OfOneApplication

MOST_CLUSTERS, MOST_SHOWN = 20, 8


class Analysis(Page):
    access, title = APPLICATIONS, "分析研判"
    template_name = "foi/analysis.html"

    @cached_property
    def year(self) -> int:
        year = int(self.kwargs.get("year", clock.today().year))
        if not FIRST_YEAR <= year <= clock.today().year:
            raise Http404
        return year

    @property
    def period(self) -> tuple[date, date]:
        return date(self.year, 1, 1), date(self.year, 12, 31)

    def heading(self) -> str:
        return f"{self.year}年分析研判"

    def tables(self, rows: Any) -> list[tuple[str, str, str, Sequence[Line], str]]:
        """Code, title, head of the first column, lines, note."""
        days, answered = analysing.days_used(rows)
        used = [Line(f"{share}（工作日）", day) for share, day in days if day is not None]
        note = f"这么多个工作日以内办结的占半数、四分之三、十分之九。共 {answered} 件已答复，含补正、征求意见等不计入期限的时间。"
        risk = "按答复结果、是否逾期、延期、同一申请人的件数和以往案件提示，只供参考；已有复议、诉讼的不列。"
        return [
            ("class", "内容类别", "类别", analysing.by_class(rows), ""),
            ("unit", "承办单位", "单位", analysing.by_unit(rows), ""),
            ("channel", "渠道", "渠道", analysing.by_channel(rows), ""),
            ("outcome", "办理结果", "结果", analysing.by_outcome(rows), ""),
            ("days", "办理用时", "分位", used, note),
            (
                "repeats",
                "同一申请人的件数",
                "每人件数",
                analysing.repeated(rows),
                "人数，不显示是谁；没有证件号码的不计。",
            ),
            ("risk", "争议风险", "风险", analysing.by_risk(rows, clock.today()), risk),
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        rows = analysing.of_period(*self.period, Application.objects.visible_to(self.official, self.may))
        tables = self.tables(rows)
        form, wanted = request.GET.get("export", ""), request.GET.get("figure", "")
        chosen = next((table for table in tables if table[0] == wanted), None)
        if form in export.FORMS and chosen is not None:
            title = f"{self.heading()}：{chosen[1]}"
            desk.note_export(official=self.official, page=request.path, title=title, form=form, sentence=title)
            return export.answer(form, title, (chosen[2], "数量"), [(line.label, line.count) for line in chosen[3]])
        return self.show(
            figures=[(*table, bars([(line.label, line.count) for line in table[3]]) if table[3] else None) for table in tables],
            years=range(clock.today().year, FIRST_YEAR - 1, -1), year=self.year, forms=export.FORMS.items(),
            wishes=analysing.wishes(rows), clusters=self._clusters(rows), period=self.period,
        )  # fmt: skip

    def _clusters(self, rows: Any) -> list[dict[str, Any]]:
        found = analysing.clusters(rows)[:MOST_CLUSTERS]
        ids = {pk for one in found for pk in one.ids[:MOST_SHOWN]}
        known = Application.objects.filter(pk__in=ids).select_related("letter").in_bulk()
        wished = analysing.wished(pk for one in found for pk in one.ids)
        return [
            {"words": "、".join(one.words), "applicants": one.applicants, "wishes": sum(pk in wished for pk in one.ids),
             "count": len(one.ids),
             "cases": [known[pk] for pk in one.ids[:MOST_SHOWN]], "query": "-".join(map(str, one.ids[:acts.MOST_APPLICATIONS]))}
            for one in found
        ]  # fmt: skip


def units() -> Any:
    return Unit.objects.valid_on(clock.today()).order_by("order", "pk")


class Convert(ActPage):
    """One publication for several applications; their numbers stand in the address, nothing else of them."""

    access, title, act_label, form_class = APPLICATIONS, "转为主动公开", "开始起草", review_forms.ConvertForm
    success = "已开始起草，经审核、签发后公开。"

    def ids(self) -> list[int]:
        asked = self.request.GET.get("of", "").split("-")
        return [int(pk) for pk in asked if pk.isdecimal() and len(pk) < 16][: acts.MOST_APPLICATIONS]

    def cancel_url(self) -> str:
        return "/desk/foi/analysis/"

    def facts(self) -> list[tuple[str, Any]]:
        rows = Application.objects.visible_to(self.official, self.may).filter(pk__in=self.ids())
        return [("涉及的申请", f"{rows.count()} 件")]

    def form_arguments(self) -> dict[str, Any]:
        return super().form_arguments() | {"units": units()}

    def initial(self) -> dict[str, Any]:
        return {"unit": self.official.unit_id}

    def consequence(self) -> str:
        return "多人申请同一信息、可以公开的，可以纳入主动公开（《政府信息公开条例》第四十四条）。草稿只记录申请编号，不含申请人和申请内容。"

    def perform(self, form: Any) -> str:
        typed = form.cleaned_data
        version = acts.convert(
            applications=self.ids(), actor=self.official, unit=typed["unit"], kind=typed["kind"], title=typed["title"]
        )
        return f"/desk/p/{version.publication_id}/"


class Classify(OfOneApplication, ActPage):
    access, act_label, form_class, success = APPLICATIONS, "标注", review_forms.ClassForm, "已标注。"

    def heading(self) -> str:
        return f"内容类别：{self.application}"

    def cancel_url(self) -> str:
        return self.application.get_absolute_url()

    def initial(self) -> dict[str, Any]:
        return {"content_class": self.application.content_class}

    def facts(self) -> list[tuple[str, Any]]:
        return [("所需信息", self.application.letter.subject_text)]

    def perform(self, form: Any) -> Application:
        return acts.classify(
            case=self.application, actor=self.official, content_class=form.cleaned_data["content_class"]
        )


class WishOpen(OfOneApplication, ActPage):
    access, act_label, success = APPLICATIONS, "登记", "已登记。"

    def heading(self) -> str:
        return f"申请人建议主动公开：{self.application}"

    def cancel_url(self) -> str:
        return self.application.get_absolute_url()

    def consequence(self) -> str:
        return "申请人可以建议将信息纳入主动公开，属于主动公开范围的应当及时公开（《政府信息公开条例》第四十四条）。"

    def perform(self, form: Any) -> str:
        acts.wish_open(case=self.application, actor=self.official)
        return self.application.get_absolute_url()
