"""起草, 审核, 发布与目录: three lists, each only what this official may see."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter

from gongkai.bureau.models import Credentials, DutyCode, Official, Unit
from gongkai.journal.refusals import Reason
from gongkai.publications import kinds
from gongkai.publications.models import Publication, Version
from gongkai.publications.rules.refusals import DUTY_LABELS, refusals
from gongkai.publications.rules.states import OPEN, PublicationState, VersionState
from gongkai.publications.services import gathering, releasing
from gongkai.publications.services.situation import situation

from ... import signing
from ...access import PUBLICITY, PUBLISHING, WRITERS
from ...views import BulkAct, Chip, Column, ListPage
from ..home.search import visible_to
from .drafts import catalogue_choices
from .shared import publication_chip, version_chip

WORKING = (VersionState.DRAFT, VersionState.RETURNED, VersionState.RECALLED)
REVIEWING = ("office_review", "countersign", "edit", "legal", "publicity", "secrecy", "sign")


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.code, kind.label) for kind in kinds.all_kinds()]


class VersionFilters(FilterSet):
    title = CharFilter(label="标题", lookup_expr="icontains")
    kind = ChoiceFilter(label="体裁", field_name="publication__kind", choices=kind_choices)
    unit = ModelChoiceFilter(
        label="责任单位", field_name="publication__unit", queryset=lambda _: Unit.objects.order_by("order")
    )
    state = ChoiceFilter(label="状态", choices=Version._meta.get_field("state").choices)


def kind_of(row: Any) -> str:
    publication = row if isinstance(row, Publication) else row.publication
    return publication.kind_info.label


def newest_first() -> QuerySet[Version]:
    """Versions with what lists show, without their long texts."""
    return Version.objects.select_related("publication__unit", "author").defer("body", "facts", "checks")


def in_hand(official: Official) -> QuerySet[Version]:
    """Texts that wait for their writer: drafts, and what was returned or recalled and has no successor yet."""
    return unsent().filter(Q(author=official) | Q(editors=official)).distinct()


def unsent() -> QuerySet[Version]:
    later = Version.objects.filter(publication=OuterRef("publication"), serial__gt=OuterRef("serial"))
    return newest_first().filter(~Exists(later), state__in=WORKING, release_set=None)


def in_hand_of_units(may: Credentials) -> QuerySet[Version]:
    """The same of everybody in the units for which he writes."""
    units = may.units_for(DutyCode.DRAFT)
    return unsent() if units is None else unsent().filter(publication__unit_id__in=units)


class DraftFilters(VersionFilters):
    # Widens the list before anything is filtered; here only for the form and its sentence.
    scope = ChoiceFilter(label="范围", choices=[("unit", "本处室")], empty_label="我的", method="as_it_is")

    def as_it_is(self, rows: QuerySet[Version], name: str, value: str) -> QuerySet[Version]:
        return rows


def gather_check(rows: Sequence[Version], official: Official) -> Mapping[int, Sequence[Reason | str]]:
    return gathering.refusals_of([row.pk for row in rows], official)


def gather(rows: Sequence[Version], official: Official, title: str) -> str:
    made = gathering.send(versions=[row.pk for row in rows], title=title, author=official)
    return f"/desk/sets/{made.pk}/"


class Drafts(ListPage):
    access = WRITERS
    title = "起草"
    intro = "您起草或参与修改、还没有送审的文本；退回的排在最前面。"
    filterset_class = DraftFilters
    columns = (
        Column("title", "标题", link=True, wide=True),
        Column("kind", "体裁", kind_of),
        Column("unit", "责任单位", "publication.unit.short_name"),
        Column("author", "起草人", "author.name", shown=False),
        Column("state", "状态", version_chip),
        Column("serial", "版次", lambda row: f"第 {row.serial} 版", shown=False),
        Column("formed", "生成日期", "formed_on", sort="formed_on"),
        Column("saved", "最近保存", "saved_at", sort="saved_at"),
    )
    bulk_acts = (
        BulkAct("gather", "合为一批送审", "合为一个发布批次，一次送审；审核人对整批提出意见，发布后每一件仍各有索引号和页面。",
                gather_check, gather, needs_reason=True, reason_label="批次名称", together=True),
    )  # fmt: skip
    default_sort = "-returned"
    empty = "没有在起草的文本。"

    def queryset(self) -> QuerySet[Version]:
        rows = in_hand_of_units(self.may) if self._of_units or self.may.reads_all else in_hand(self.official)
        return rows.annotate(returned=Case(When(state=VersionState.RETURNED, then=1), default=0))

    @property
    def _of_units(self) -> bool:
        return self.request.GET.get("scope") == "unit"

    def row_url(self, row: Version) -> str:
        return f"/desk/p/{row.publication_id}/"

    def row_tone(self, row: Version) -> str:
        return "late" if row.state == VersionState.RETURNED else ""

    def links(self) -> list[tuple[str, str]]:
        other = ("只看我的", "/desk/drafts/") if self._of_units else ("看本处室的", "/desk/drafts/?scope=unit")
        return [other, ("起草", "/desk/new/")]


def waiting_for_me(may: Credentials) -> list[Version]:
    """Every version whose due step is mine to give an opinion on, longest waiting first: one query."""
    if not may.holds_any(*REVIEWING):
        return []
    me = may.official
    rows = newest_first().filter(state=VersionState.REVIEW, release_set=None).exclude(author=me).exclude(editors=me)
    return [row for row in rows.order_by("step_since", "pk")[: signing.MOST_IN_REVIEW] if _is_mine(row, may)]


def _is_mine(version: Version, may: Credentials) -> bool:
    """Whether the due step is within my duties, or those of a colleague I stand in for who did not write it himself."""
    barred = frozenset([version.author_id])
    return may.grounds(version.step_duty(), version.publication.unit_id, barred=barred) is not None


class Reviews(ListPage):
    access = PUBLISHING
    title = "审核"
    intro = "轮到您提出意见的文本，等得最久的在前。自己起草的文本不会出现在这里。"
    filterset_class = VersionFilters
    columns = (
        Column("title", "标题", link=True, wide=True),
        Column("kind", "体裁", kind_of),
        Column("unit", "责任单位", "publication.unit.short_name"),
        Column("step", "环节", lambda row: Chip(DUTY_LABELS.get(row.step_duty(), ""), "blue")),
        Column("author", "起草人", "author.name"),
        Column("serial", "版次", lambda row: f"第 {row.serial} 版"),
        Column("since", "到达时间", "step_since", sort="step_since"),
    )
    default_sort = "since"
    empty = "没有等您审核的文本。"

    def queryset(self) -> QuerySet[Version]:
        if self.may.reads_all:
            return newest_first().filter(state=VersionState.REVIEW, release_set=None)
        return newest_first().filter(pk__in=[version.pk for version in waiting_for_me(self.may)])

    def row_url(self, row: Version) -> str:
        return f"/desk/v/{row.pk}/"


class PublicationFilters(FilterSet):
    title = CharFilter(label="标题", lookup_expr="icontains")
    state = ChoiceFilter(label="公开状态", choices=Publication._meta.get_field("state").choices)
    ready = ChoiceFilter(label="办理状态", choices=[("approved", "待发布"), ("scheduled", "定时发布"), ("review", "审核中")],
                         method="with_open_version")  # fmt: skip
    kind = ChoiceFilter(label="体裁", choices=kind_choices)
    unit = ModelChoiceFilter(label="责任单位", queryset=lambda _: Unit.objects.order_by("order"))
    catalogue = ChoiceFilter(label="目录事项", field_name="catalogue_code", choices=catalogue_choices)
    since = DateFilter(label="发布日期不早于", field_name="listed_on", lookup_expr="gte")
    until = DateFilter(label="发布日期不晚于", field_name="listed_on", lookup_expr="lte")

    def with_open_version(self, rows: QuerySet[Publication], name: str, value: str) -> QuerySet[Publication]:
        return rows.filter(Exists(Version.objects.filter(publication=OuterRef("pk"), state=value)))


def release_check(rows: Sequence[Publication], official: Official) -> Mapping[int, Sequence[Reason | str]]:
    """Reasons against releasing each; the rules are asked once a row, for at most fifty rows."""
    found: dict[int, Sequence[Reason | str]] = {}
    for row in rows:
        version = _approved(row)
        if version is None:
            found[row.pk] = ["没有待发布的版本。"]
        elif reasons := refusals("release", situation(row, version, official)):
            found[row.pk] = reasons
    return found


def _approved(row: Publication) -> Version | None:
    version = row.versions.filter(state=VersionState.APPROVED).first()
    if version is not None:
        version.publication = row
    return version


def release_one(row: Publication, official: Official, reason: str) -> Any:
    version = _approved(row)
    return releasing.release(version=version, actor=official) if version is not None else None


class Publications(ListPage):
    access = PUBLISHING
    title = "发布与目录"
    filterset_class = PublicationFilters
    columns = (
        Column("title", "标题", link=True, wide=True),
        Column("numbered", "文号或索引号", lambda row: row.doc_no or row.number, whole=True),
        Column("number", "索引号", whole=True, shown=False),
        Column("doc_no", "发文字号", whole=True, shown=False),
        Column("kind", "体裁", kind_of),
        Column("unit", "责任单位", "unit.short_name"),
        Column("state", "公开状态", publication_chip),
        Column("work", "办理中", lambda row: row.open_state and Chip(*_open_chip(row.open_state))),
        Column("column", "栏目", shown=False),
        Column("listed", "发布日期", "listed_on", sort="listed_on"),
        Column("validity", "有效性", "validity_label", shown=False),
        Column("reassess", "下次审查", "reassess_on", shown=False, sort="reassess_on"),
    )
    bulk_acts = (BulkAct("release", "发布", "发布后公众马上可以看到。", release_check, release_one, access=PUBLICITY),)

    def queryset(self) -> QuerySet[Publication]:
        working = Version.objects.filter(publication=OuterRef("pk"), state__in=OPEN).values("state")[:1]
        return visible_to(self.official, self.may).select_related("unit").annotate(open_state=Subquery(working))

    def row_url(self, row: Publication) -> str:
        return f"/desk/p/{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        return [("目录落实情况", "/desk/publications/catalogue/"), ("发布统计", "/desk/publications/figures/")]

    def row_tone(self, row: Publication) -> str:
        return "late" if row.state == PublicationState.TAKEN_DOWN else ""


def _open_chip(state: str) -> tuple[str, str]:
    version = Version(state=state)
    chip = version_chip(version)
    return chip.word, chip.tone


def ready_to_release(may: Credentials) -> QuerySet[Version]:
    """Approved texts whose release is mine."""
    rows = newest_first().filter(state=VersionState.APPROVED, release_set=None)
    units = may.units_for(DutyCode.PUBLICITY)
    if not may.holds_any(DutyCode.PUBLICITY):
        return rows.none()
    return rows if units is None else rows.filter(publication__unit_id__in=units)
