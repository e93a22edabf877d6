"""Reference data: catalogue, guide, institutions, norms, words."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import Max, QuerySet
from django.shortcuts import get_object_or_404
from django_filters import CharFilter, ChoiceFilter, FilterSet

from gongkai.bureau.models import DutyCode
from gongkai.journal import clock
from gongkai.publications.models import (
    CatalogueItem,
    DisclosureGuide,
    Institution,
    Norm,
    Publication,
    Word,
)
from gongkai.publications.rules.catalogue import NODES
from gongkai.publications.services import reference

from ...access import CATALOGUE, PUBLICITY, Access
from ...forms import administration as forms
from ...views import ActPage, Chip, Column, FormPage, ListPage

LAWYERS = Access(duties=frozenset({DutyCode.LEGAL, DutyCode.PUBLICITY}))
WORDSMITHS = Access(duties=frozenset({DutyCode.EDIT, DutyCode.PUBLICITY}))


class Save(FormPage):
    """A form over one row of reference data; its service is called with the cleaned fields."""

    model: ClassVar[Any]
    back: ClassVar[str]

    def row(self) -> Any:
        return get_object_or_404(self.model, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def make_form(self, data: Any = None, files: Any = None) -> Any:
        return self.form_class(data, instance=self.row())  # type: ignore[call-arg]

    def cancel_url(self) -> str:
        return self.back


class CatalogueFilters(FilterSet):
    node = ChoiceFilter(label="法定节点", choices=[(code, f"{code} {node.text[:24]}") for code, node in NODES.items()])
    item1 = CharFilter(label="一级事项", lookup_expr="icontains")
    duty = ChoiceFilter(label="状态", choices=[("empty", "没有内容"), ("overdue", "逾期未更新")], method="in_state")

    def in_state(self, rows: QuerySet[CatalogueItem], name: str, value: str) -> QuerySet[CatalogueItem]:
        published, last = _published()
        if value == "empty":
            return rows.exclude(code__in=published)
        late = [code for code, days in rows.values_list("code", "limit_days")
                if days and code in last and last[code] < clock.today() - timedelta(days=days)]  # fmt: skip
        return rows.filter(code__in=late)


def _published() -> tuple[set[str], dict[str, date]]:
    """Codes with something public, and the newest day of each: one query over the index."""
    rows = Publication.objects.public().exclude(catalogue_code="").values("catalogue_code")
    last = {row["catalogue_code"]: row["last"] for row in rows.annotate(last=Max("listed_on")).order_by()}
    return set(last), last


class Catalogue(ListPage):
    """Each row with what stands under it; overdue and empty rows say so."""

    access = CATALOGUE
    title = "主动公开目录"
    filterset_class = CatalogueFilters
    default_sort = "order"
    columns = (
        Column("order", "序号", sort="order", number=True),
        Column("node", "节点"),
        Column("item1", "一级事项", link=True),
        Column("item2", "二级事项", wide=True),
        Column("subject", "公开主体", "subject.short_name"),
        Column("limit", "公开时限", "limit_text", shown=False),
        Column("duty", "状态"),
        Column("last", "最近公开"),
    )

    def queryset(self) -> QuerySet[CatalogueItem]:
        return CatalogueItem.objects.filter(valid_to__isnull=True).select_related("subject")

    def _line(self, row: CatalogueItem) -> dict[str, Any]:
        if not hasattr(self, "_last"):
            self._last = _published()[1]
        last = self._last.get(row.code)
        row.last = last  # type: ignore[attr-defined]  # shown in the list
        row.duty = _duty(last, row.limit_days)  # type: ignore[attr-defined]
        return super()._line(row)

    def row_url(self, row: CatalogueItem) -> str:
        return f"/desk/catalogue/{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        return [("增加事项", "/desk/catalogue/new/"), ("对外页面", "/catalogue/")]


def _duty(last: date | None, days: int | None) -> Chip:
    if last is None:
        return Chip("没有内容", "red")
    late = days is not None and last < clock.today() - timedelta(days=days)
    return Chip("逾期未更新", "amber") if late else Chip("正常", "green")


class SaveCatalogueItem(Save):
    access, title, form_class, model = CATALOGUE, "目录事项", forms.CatalogueForm, CatalogueItem
    back = "/desk/catalogue/"

    def perform(self, form: Any) -> str:
        reference.save_catalogue_item(actor=self.official, item=self.row(), **form.cleaned_data)
        return self.back


class EndCatalogueItem(ActPage):
    access, act_label, needs_reason = CATALOGUE, "移出目录", True

    def cancel_url(self) -> str:
        return "/desk/catalogue/"

    def perform(self, form: Any) -> str:
        item = get_object_or_404(CatalogueItem, pk=self.kwargs["pk"])
        reference.end_catalogue_item(actor=self.official, item=item, reason=form.cleaned_data["reason"])
        return self.cancel_url()


class Guide(Save):
    access, title, form_class, model = PUBLICITY, "公开指南", forms.GuideForm, DisclosureGuide
    intro, back, success = "《政府信息公开条例》第十二条规定的九项内容。", "/desk/guide/", "已更新。"

    def row(self) -> Any:
        return DisclosureGuide.objects.first()

    def perform(self, form: Any) -> str:
        reference.save_guide(actor=self.official, **form.cleaned_data)
        return self.back


class Institutions(ListPage):
    access, title = PUBLICITY, "公开制度"
    intro = "应上网、尽上网：每项制度或已公开，或写明原因。"
    columns = (
        Column("name", "名称", link=True, wide=True),
        Column("owner", "责任单位", "owner.short_name"),
        Column("state", "状态", lambda row: Chip("已公开", "green") if row.publication_id else Chip("未公开", "amber")),
        Column("due", "应公开日期", "due_on"),
        Column("reason", "原因"),
    )
    default_sort = "pk"

    def queryset(self) -> QuerySet[Institution]:
        return Institution.objects.select_related("owner")

    def row_url(self, row: Institution) -> str:
        return f"/desk/institutions/{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        return [("登记制度", "/desk/institutions/new/")]


class SaveInstitution(Save):
    access, title, form_class, model = PUBLICITY, "公开制度", forms.InstitutionForm, Institution
    back = "/desk/institutions/"

    def perform(self, form: Any) -> str:
        reference.save_institution(actor=self.official, **form.cleaned_data)
        return self.back


class Norms(ListPage):
    access, title = LAWYERS, "法律法规登记"
    columns = (
        Column("title", "名称", link=True, wide=True),
        Column("number", "文号"),
        Column("from", "施行日期", "in_force_from"),
        Column("to", "废止日期", "in_force_to"),
        Column("grade", "核对等级"),
    )
    default_sort = "pk"

    def queryset(self) -> QuerySet[Norm]:
        return Norm.objects.all()

    def row_url(self, row: Norm) -> str:
        return f"/desk/norms/{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        return [("登记", "/desk/norms/new/")]


class SaveNorm(Save):
    access, title, form_class, model, back = LAWYERS, "法律法规", forms.NormForm, Norm, "/desk/norms/"

    def perform(self, form: Any) -> str:
        reference.save_norm(actor=self.official, norm=self.row(), **form.cleaned_data)
        return self.back


class Words(ListPage):
    access, title = WORDSMITHS, "词库"
    intro = "本局自己的词；平台自带的基础词表另行生效。"
    columns = (
        Column("word", "词", link=True),
        Column("class", "类别", "word_class"),
        Column("level", "级别"),
        Column("replacement", "建议改为"),
        Column("note", "说明", wide=True),
        Column("from", "启用", "valid_from"),
        Column("to", "停用", "valid_to"),
    )

    def queryset(self) -> QuerySet[Word]:
        return Word.objects.all()

    def row_url(self, row: Word) -> str:
        return f"/desk/words/{row.pk}/end/" if row.valid_to is None else ""

    def links(self) -> list[tuple[str, str]]:
        return [("增加词", "/desk/words/new/")]


class AddWord(Save):
    access, title, form_class, model, back = WORDSMITHS, "增加词", forms.WordForm, Word, "/desk/words/"

    def perform(self, form: Any) -> str:
        reference.add_word(actor=self.official, **form.cleaned_data)
        return self.back


class EndWord(ActPage):
    access, act_label = WORDSMITHS, "停用"

    def consequence(self) -> str:
        return "从明天起不再提示。"

    def cancel_url(self) -> str:
        return "/desk/words/"

    def perform(self, form: Any) -> str:
        reference.end_word(actor=self.official, word=get_object_or_404(Word, pk=self.kwargs["pk"]))
        return self.cancel_url()
