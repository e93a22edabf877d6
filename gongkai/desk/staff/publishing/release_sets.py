"""Release sets: one review over a list of many texts."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from gongkai.bureau.models import Credentials, DutyCode, Official
from gongkai.journal.refusals import Reason, Refused
from gongkai.publications.models import ReleaseSet, Version
from gongkai.publications.rules.refusals import DUTY_LABELS
from gongkai.publications.rules.states import VERSION_LABELS, VersionState
from gongkai.publications.services import gathering, sets

from ...access import PUBLISHING
from ...forms.publishing import OpinionForm
from ...views import ActPage, BulkAct, Chip, Column, FormPage, ListPage
from ...views.act import ActForm
from .lists import VersionFilters, kind_of
from .shared import VERSION_TONES, version_chip

SAMPLE = 20
EXCEPTIONS = 50


def set_chip(row: ReleaseSet) -> Chip:
    state = VersionState(row.state)
    return Chip("已发布" if state == VersionState.LIVE else VERSION_LABELS[state], VERSION_TONES.get(state, "plain"))


def visible_sets(official: Official, may: Credentials) -> QuerySet[ReleaseSet]:
    scopes = [may.units_for(duty) for duty in may.duties()]
    rows = ReleaseSet.objects.select_related("unit", "author")
    if None in scopes:
        return rows
    return rows.filter(unit_id__in={official.unit_id}.union(*[scope for scope in scopes if scope is not None]))


def set_or_404(pk: int, official: Official, may: Credentials) -> ReleaseSet:
    found = visible_sets(official, may).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class Sets(ListPage):
    access = PUBLISHING
    title = "发布批次"
    intro = "一次审核一批文本：导入的历史资料，或在起草列表中合为一批送审的草稿；每一件仍各有索引号和页面。"
    columns = (
        Column("title", "名称", link=True, wide=True),
        Column("unit", "责任单位", "unit.short_name"),
        Column("author", "建立人", "author.name"),
        Column("count", "件数", number=True),
        Column("state", "状态", set_chip),
        Column("created", "建立时间", "created_at", sort="created_at"),
    )
    default_sort = "-created"
    empty = "没有发布批次。"

    def queryset(self) -> QuerySet[ReleaseSet]:
        return visible_sets(self.official, self.may)

    def row_url(self, row: ReleaseSet) -> str:
        return f"/desk/sets/{row.pk}/"


class OfOneSet:
    """For pages about the set that their address names."""

    kwargs: dict[str, Any]
    official: Official
    may: Credentials

    @cached_property
    def release_set(self) -> ReleaseSet:
        return set_or_404(self.kwargs["pk"], self.official, self.may)


class OfSet(OfOneSet, FormPage):
    access = PUBLISHING

    def heading(self) -> str:
        return self.release_set.title

    def cancel_url(self) -> str:
        return f"/desk/sets/{self.release_set.pk}/"


def leave_check(rows: Sequence[Version], official: Official) -> Mapping[int, Sequence[Reason | str]]:
    row = rows[0].release_set
    if row is None or row.state != VersionState.DRAFT:
        return {each.pk: ["这个批次已经送审，不能移出。"] for each in rows}
    return {} if row.author_id == official.pk else {each.pk: ["只有建立批次的人可以移出草稿。"] for each in rows}


def leave(row: Version, official: Official, reason: str) -> Any:
    return gathering.leave(version=row, actor=official)


class SetItems(OfOneSet, ListPage):
    """Every text of a set, with filters and export."""

    access = PUBLISHING
    filterset_class = VersionFilters
    columns = (
        Column("title", "标题", link=True, wide=True),
        Column("doc_no", "发文字号"),
        Column("kind", "体裁", kind_of),
        Column("published", "原发布日期", "claimed_published_on"),
        Column("state", "状态", version_chip),
        Column("findings", "提示", lambda row: len(row.checks.get("findings", ())), number=True),
        Column("fingerprint", "指纹", shown=False),
    )
    bulk_acts = (BulkAct("leave", "移出批次", "移出后各自留作草稿，可以单独送审。", leave_check, leave),)
    default_sort = "pk"

    def heading(self) -> str:
        return f"清单：{self.release_set.title}"

    def queryset(self) -> QuerySet[Version]:
        return (
            Version.objects.filter(release_set=self.release_set)
            .select_related("publication", "release_set")
            .defer("body", "facts")
        )

    def row_url(self, row: Version) -> str:
        return f"/desk/v/{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        return [("回到批次", f"/desk/sets/{self.release_set.pk}/")]


class SetOpinionForm(OpinionForm):
    """The same opinion, without reason chips: a list is returned as a whole, with words."""

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, reasons=(), **more)
        del self.fields["reasons"]


class SetPage(OfSet):
    """List, sample and exceptions instead of five hundred pages; below, the opinion that is due."""

    reads = True
    template_name = "desk/publishing/set.html"
    form_class = SetOpinionForm
    submit_label = "提交意见"

    def initial(self) -> dict[str, Any]:
        return {"seen": self.release_set.fingerprint}

    def context(self, **more: Any) -> dict[str, Any]:
        row, step = self.release_set, self.release_set.step_duty()
        versions = row.versions.select_related("publication").defer("body", "facts")
        reasons = sets.set_refusals(row, self.official) if step else []
        warned = [
            (version, list(version.checks.get("findings", ()))[:5])
            for version in versions.exclude(checks={}).order_by("pk")[: EXCEPTIONS * 4]
            if version.checks.get("findings")
        ][:EXCEPTIONS]
        stride = max(1, row.count // SAMPLE)
        return super().context(
            release_set=row,
            chip=set_chip(row),
            step=DUTY_LABELS.get(step, ""),
            refused=reasons,
            asked=bool(step) and not reasons,
            sample=list(versions.order_by("pk")[: SAMPLE * stride : stride]),
            warned=warned,
            reviews=[dict(review, label=DUTY_LABELS.get(review["duty"], "")) for review in row.reviews],
            may_submit=row.state == VersionState.DRAFT and row.author_id == self.official.pk,
            may_release=row.state == VersionState.APPROVED and self.may.holds(DutyCode.PUBLICITY, row.unit_id),
            **more,
        )

    def perform(self, form: SetOpinionForm) -> str:
        values = form.cleaned_data
        sets.decide(
            release_set=self.release_set, reviewer=self.official, seen=values["seen"],
            agree=values["decision"] == "pass", remarks=values["remarks"],
        )  # fmt: skip
        return f"/desk/sets/{self.release_set.pk}/"


class SetAct(ActPage, OfSet):
    form_class = ActForm

    def heading(self) -> str:
        return f"{self.act_label}：{self.release_set.title}"


class SubmitForm(ActForm):
    set_aside = forms.BooleanField(label="检查未通过的留作草稿，其余先送审", required=False)


class SubmitSet(SetAct):
    act_label, form_class = "送审", SubmitForm

    def consequence(self) -> str:
        return f"将检查并送审 {self.release_set.versions.count()} 件。"

    def refusals(self) -> Sequence[Reason]:
        row = self.release_set
        if row.state != VersionState.DRAFT:
            return [Reason(f"这个批次现为“{set_chip(row)}”，不能送审。")]
        return [] if row.author_id == self.official.pk else [Reason("只有建立批次的人可以送审。")]

    def perform(self, form: Any) -> str:
        sets.submit(release_set=self.release_set, author=self.official, set_aside=form.cleaned_data["set_aside"])
        return self.cancel_url()


class ReleaseSetPage(SetAct):
    act_label = "发布"

    def consequence(self) -> str:
        return f"将发布 {self.release_set.count} 件，公众马上可以看到。"

    def refusals(self) -> Sequence[Reason]:
        row, found = self.release_set, []
        if not self.may.holds(DutyCode.PUBLICITY, row.unit_id):
            found.append(Reason("您没有“政务公开”职责，不能发布这个批次。"))
        if row.state not in {VersionState.APPROVED, VersionState.LIVE}:
            found.append(Reason("这个批次还没有审签完毕，不能发布。"))
        return found

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Batch by batch, each with its own commit: the set's page shows how far it is, and a second press goes on."""
        try:
            done = sets.release(release_set=self.release_set, actor=self.official)
        except Refused as refused:
            return self.show(status=422, refused=refused.reasons, cancel=self.cancel_url())
        self.say(f"已发布 {done} 件。" if done else "这个批次已全部发布。")
        return self.go(self.cancel_url())
