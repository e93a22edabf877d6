"""Reference data: catalogue, guide, institutions, norms, words."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django_filters import CharFilter, ChoiceFilter, FilterSet

from gongkai.bureau.models import DutyCode
from gongkai.journal import clock
from gongkai.journal.refusals import Reason
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
from gongkai.wording.checks import CLASSES, LEVELS

from ...access import CATALOGUE, PUBLICITY, Access
from ...forms import administration as forms
from ...views import ActPage, Chip, Column, EditPage, ListPage

LAWYERS = Access(duties=frozenset({DutyCode.LEGAL, DutyCode.PUBLICITY}))
WORDSMITHS = Access(duties=frozenset({DutyCode.EDIT, DutyCode.PUBLICITY}))
SAVED = "已保存。"


class Save(EditPage):
    """A form over one row of reference data; its service is called with the cleaned fields."""

    model: ClassVar[Any]
    back: ClassVar[str]

    def row(self) -> Any:
        return get_object_or_404(self.model, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def cancel_url(self) -> str:
        return self.back


class CatalogueFilters(FilterSet):
    node = ChoiceFilter(label="法定节点", choices=[(code, f"{code} {node.text[:24]}") for code, node in NODES.items()])
    item1 = CharFilter(label="一级事项", lookup_expr="icontains")
    duty = ChoiceFilter(label="状态", choices=[("empty", "没有内容"), ("overdue", "逾期未更新")], method="in_state")

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "empty":
            return rows.filter(last__isnull=True)
        # The intervals in use are few: one condition each, so that the database compares plain dates.
        late = Q(pk__in=())
        for days in rows.exclude(limit_days=None).order_by().values_list("limit_days", flat=True).distinct():
            late |= Q(limit_days=days, last__lt=clock.today() - timedelta(days=days))
        return rows.filter(late)


class Catalogue(ListPage):
    """Each row with what stands under it; overdue and empty rows say so."""

    access = CATALOGUE
    title = "主动公开目录"
    filterset_class = CatalogueFilters
    default_sort = "order"
    columns = (
        Column("order", "序号", sort="order", number=True),
        Column("node", "法定节点", lambda row: f"{row.node} {NODES[row.node].text}" if row.node in NODES else row.node,
               shown=False),
        Column("item1", "一级事项", link=True),
        Column("item2", "二级事项", wide=True),
        Column("subject", "公开主体", "subject.short_name"),
        Column("limit", "公开时限", "limit_text", shown=False),
        Column("duty", "状态", lambda row: _duty(row.last, row.limit_days)),
        Column("last", "最近公开"),
    )  # fmt: skip

    def queryset(self) -> QuerySet[CatalogueItem]:
        newest = Publication.objects.public().filter(catalogue_code=OuterRef("code")).order_by("-listed_on", "-id")
        rows = CatalogueItem.objects.filter(valid_to__isnull=True).select_related("subject")
        return rows.annotate(last=Subquery(newest.values("listed_on")[:1]))

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
    template_name, success = "desk/administration/catalogue_item.html", SAVED
    back = "/desk/catalogue/"

    def context(self, **more: Any) -> dict[str, Any]:
        item = self.row()
        return super().context(item=item if item is not None and item.valid_to is None else None, **more)

    def perform(self, form: Any) -> str:
        reference.save_catalogue_item(actor=self.official, item=self.row(), **form.cleaned_data)
        return self.back


class EndCatalogueItem(ActPage):
    access, act_label, needs_reason, success = CATALOGUE, "移出目录", True, "已移出目录。"

    @cached_property
    def item(self) -> CatalogueItem:
        return get_object_or_404(CatalogueItem.objects.select_related("subject"), pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, Any]]:
        return [("事项", str(self.item)), ("事项编码", self.item.code), ("公开主体", self.item.subject.name)]

    def consequence(self) -> str:
        return "从明天起不再列入公开目录；已公开的信息不受影响。"

    def refusals(self) -> list[Reason]:
        return [Reason("这个事项已经移出目录。")] if self.item.valid_to is not None else []

    def cancel_url(self) -> str:
        return "/desk/catalogue/"

    def perform(self, form: Any) -> str:
        reference.end_catalogue_item(actor=self.official, item=self.item, reason=form.cleaned_data["reason"])
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
    back, success = "/desk/institutions/", SAVED

    def perform(self, form: Any) -> str:
        reference.save_institution(actor=self.official, institution=self.row(), **form.cleaned_data)
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
    success = SAVED

    def perform(self, form: Any) -> str:
        reference.save_norm(actor=self.official, norm=self.row(), **form.cleaned_data)
        return self.back


class Words(ListPage):
    access, title = WORDSMITHS, "词库"
    intro = "本局自己的词；平台自带的基础词表另行生效。"
    columns = (
        Column("word", "词", link=True),
        Column("class", "类别", lambda row: CLASSES.get(row.word_class, row.word_class)),
        Column("level", "级别", lambda row: LEVELS.get(row.level, row.level)),
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
    success = "已加入词库，即日起生效。"

    def perform(self, form: Any) -> str:
        reference.add_word(actor=self.official, **form.cleaned_data)
        return self.back


class EndWord(ActPage):
    access, act_label, title, success = WORDSMITHS, "停用", "停用词", "已停用。"

    @cached_property
    def word(self) -> Word:
        return get_object_or_404(Word, pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, Any]]:
        word = self.word
        return [("词", word.word), ("类别", CLASSES.get(word.word_class, word.word_class)),
                ("级别", LEVELS.get(word.level, word.level))]  # fmt: skip

    def consequence(self) -> str:
        return "从明天起不再提示。"

    def refusals(self) -> list[Reason]:
        return [Reason("这个词已经停用。")] if self.word.valid_to is not None else []

    def cancel_url(self) -> str:
        return "/desk/words/"

    def perform(self, form: Any) -> str:
        reference.end_word(actor=self.official, word=self.word)
        return self.cancel_url()
