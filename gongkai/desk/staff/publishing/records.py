"""The rows of a batch publication at the desk: looked up, exported, withdrawn one by one."""

from functools import cached_property

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from gongkai.publications.models import Publication, Record

from ...access import PUBLISHING
from ...views import Chip, Column, ListPage
from .shared import publication_or_404

TONES = {Record.State.LIVE: "green", Record.State.WITHDRAWN: "amber", Record.State.DRAFT: "plain"}


def record_chip(row: Record) -> Chip:
    state = Record.State(row.state)
    return Chip(str(state.label), TONES[state])


class RecordFilters(FilterSet):
    key = CharFilter(label="编号", lookup_expr="startswith")
    title = CharFilter(label="名称", lookup_expr="icontains")
    state = ChoiceFilter(label="状态", choices=Record.State.choices)
    until = DateFilter(label="公示截止不晚于", field_name="ends_on", lookup_expr="lte")


class Records(ListPage):
    access = PUBLISHING
    filterset_class = RecordFilters
    intro = "公开的记录可以单独撤回：原地址只显示撤回理由，整个清单不必重新审核。"
    columns = (
        Column("key", "编号", link=True),
        Column("name", "名称", "title", wide=True),
        Column("decided", "决定日期", "decided_on"),
        Column("ends", "公示截止", "ends_on"),
        Column("state", "状态", record_chip),
        Column("reason", "撤回理由", "withdrawal_reason", shown=False),
    )
    empty = "没有记录。"

    @cached_property
    def publication(self) -> Publication:
        return publication_or_404(self.kwargs["pk"], self.official, self.may)

    def heading(self) -> str:
        return f"记录：{self.publication.title}"

    def queryset(self) -> QuerySet[Record]:
        return self.publication.records.all()

    def row_url(self, row: Record) -> str:
        return f"/desk/p/{row.publication_id}/record/{row.pk}/withdraw/"

    def links(self) -> list[tuple[str, str]]:
        return [("回到案卷", f"/desk/p/{self.publication.pk}/?tab=files")]
