"""What the publishing area adds to the desk: its lists with their figures, tasks, and the 新建 menu."""

from collections.abc import Iterable

from django.db.models import Q

from gongkai.bureau.models import Credentials, DutyCode, Official
from gongkai.journal import clock
from gongkai.publications import removal_hooks
from gongkai.publications.models import Publication, ReleaseSet, Removal
from gongkai.publications.rules.refusals import DUTY_LABELS
from gongkai.publications.rules.states import PublicationState, VersionState
from gongkai.publications.services import archiving

from ... import registry
from ...access import CATALOGUE, PUBLISHING, WRITERS
from ...registry import Task
from . import lists
from .release_sets import visible_sets

MOST_TASKS = 200
REMIND_DAYS = 30  # before what is withheld is due to be looked at again


def drafts(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    """Texts that wait for their writer; what was returned says so."""
    for version in lists.in_hand(official).order_by("-saved_at")[:MOST_TASKS]:
        returned = version.state == VersionState.RETURNED
        yield Task(
            key=f"publication:{version.publication_id}",
            what=version.title,
            stage="已退回，待修改" if returned else version.get_state_display(),
            unit=version.publication.unit.short_name,
            url=f"/desk/p/{version.publication_id}/",
            act_label="修改" if returned else "继续起草",
            since=version.saved_at,
            owner=version.author.name,
        )


def reviews(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    for version in lists.waiting_for_me(may)[:MOST_TASKS]:
        yield Task(
            key=f"publication:{version.publication_id}",
            what=version.title,
            stage=f"待{DUTY_LABELS[version.step_duty()]}",
            unit=version.publication.unit.short_name,
            url=f"/desk/v/{version.pk}/",
            act_label="审核",
            since=version.step_since,
            owner=version.author.name,
        )


def sent(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    """What I have sent and others now have: who, since when."""
    rows = lists.newest_first().filter(author=official, state=VersionState.REVIEW, release_set=None)
    for version in rows.order_by("step_since")[:MOST_TASKS]:
        label = DUTY_LABELS.get(version.step_duty(), "审核")
        yield Task(
            key=f"publication:{version.publication_id}",
            what=version.title,
            stage=f"待{label}",
            unit=version.publication.unit.short_name,
            url=f"/desk/p/{version.publication_id}/",
            act_label="查看",
            since=version.step_since,
            waiting_for=label,
            owner=version.author.name,
        )


def releases(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    for version in lists.ready_to_release(may).order_by("step_since")[:MOST_TASKS]:
        yield Task(
            key=f"publication:{version.publication_id}",
            what=version.title,
            stage="待发布",
            unit=version.publication.unit.short_name,
            url=f"/desk/v/{version.pk}/release/"
            if version.openness == "public"
            else f"/desk/p/{version.publication_id}/",
            act_label="发布" if version.openness == "public" else "登记",
            since=version.step_since,
            owner=version.author.name,
        )


REMOVALS = {
    Removal.Kind.TAKE_DOWN: (
        frozenset({DutyCode.DUTY_OFFICER, DutyCode.PUBLICITY, DutyCode.SIGN}),
        "待确认或恢复",
        "处理",
    ),
    Removal.Kind.WITHDRAWAL: (frozenset({DutyCode.SIGN}), "待审定撤回", "审定"),
    Removal.Kind.ERASURE: (frozenset({DutyCode.SIGN, DutyCode.SECRECY}), "待审定清除", "审定"),
}


def removals(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    """Take-downs to confirm, withdrawals and erasures to decide, unless I began them."""
    down = Q(kind=Removal.Kind.TAKE_DOWN, state=Removal.State.DONE, publication__state=PublicationState.TAKEN_DOWN)
    rows = Removal.objects.filter(down | Q(state=Removal.State.PROPOSED)).exclude(by=official)
    for removal in rows.select_related("publication__unit", "by").order_by("at")[:MOST_TASKS]:
        duties, stage, act = REMOVALS[Removal.Kind(removal.kind)]
        publication = removal.publication
        if any(may.holds(duty, publication.unit_id) for duty in duties):
            yield Task(
                key=f"publication:{publication.pk}",
                what=publication.title,
                stage=stage,
                unit=publication.unit.short_name,
                url=f"/desk/p/{publication.pk}/",
                act_label=act,
                since=removal.at,
                for_signature=removal.kind != Removal.Kind.TAKE_DOWN and may.holds(DutyCode.SIGN, publication.unit_id),
                owner=removal.by.name,
            )


def withheld(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    """What stays closed and is due to be looked at again (《条例》 art. 18)."""
    if not may.holds_any(DutyCode.PUBLICITY):
        return
    until = clock.today().toordinal() + REMIND_DAYS
    rows = Publication.objects.filter(
        state=PublicationState.WITHHELD, reassess_on__lte=clock.today().fromordinal(until)
    ).select_related("unit")
    for publication in rows.order_by("reassess_on")[:MOST_TASKS]:
        if may.holds(DutyCode.PUBLICITY, publication.unit_id):
            yield Task(
                key=f"publication:{publication.pk}",
                what=publication.title,
                stage="待重新审查",
                unit=publication.unit.short_name,
                url=f"/desk/p/{publication.pk}/",
                act_label="审查",
                due_on=publication.reassess_on,
            )


def sets_for_me(official: Official, may: Credentials) -> list[ReleaseSet]:
    """Release sets whose step is mine, that wait for my release, or that came back to me."""
    turn = Q(state__in=[VersionState.REVIEW, VersionState.APPROVED]) & ~Q(author=official)
    returned = Q(state=VersionState.DRAFT, author=official) & ~Q(reviews=[])
    rows = visible_sets(official, may).filter(turn | returned).order_by("step_since", "pk")[:MOST_TASKS]
    return [row for row in rows if row.state == VersionState.DRAFT or may.holds(_step_of(row), row.unit_id)]


def _step_of(row: ReleaseSet) -> str:
    return row.step_duty() or DutyCode.PUBLICITY


SET_STAGES = {VersionState.DRAFT: ("已退回，待修改", "修改"), VersionState.APPROVED: ("待发布", "发布")}


def sets(official: Official, may: Credentials, scope: registry.Scope) -> Iterable[Task]:
    for row in sets_for_me(official, may):
        step = _step_of(row)
        stage, act = SET_STAGES.get(VersionState(row.state), (f"待{DUTY_LABELS[step]}", "审核"))
        yield Task(
            key=f"release_set:{row.pk}",
            what=f"{row.title}（{row.count} 件）",
            stage=stage,
            unit=row.unit.short_name,
            url=f"/desk/sets/{row.pk}/",
            act_label=act,
            since=row.step_since,
            for_signature=step == DutyCode.SIGN,
            owner=row.author.name,
        )


registry.navigation(
    registry.NavEntry("drafts", "起草", "desk:drafts", WRITERS, order=20,
                      count=lambda official, may: lists.in_hand(official)[:100].count(), prefixes=("/desk/new/", "/desk/v/*/edit/")),
    registry.NavEntry("reviews", "审核", "desk:reviews", PUBLISHING, order=30,
                      count=lambda official, may: len(lists.waiting_for_me(may)), prefixes=("/desk/v/",)),
    registry.NavEntry("publications", "发布与目录", "desk:publications", PUBLISHING, order=40, prefixes=("/desk/p/",),
                      count=lambda official, may: lists.ready_to_release(may)[:100].count()),
    registry.NavEntry("sets", "发布批次", "desk:sets", PUBLISHING, order=45, count=lambda official, may: len(sets_for_me(official, may))),
    registry.NavEntry("archive", "档案移交", "desk:archive", CATALOGUE, order=48),
)  # fmt: skip
registry.tasks(
    registry.TaskSource("publications.removals", removals, order=20),
    registry.TaskSource("publications.reviews", reviews, order=30),
    registry.TaskSource("publications.releases", releases, order=40),
    registry.TaskSource("publications.sets", sets, order=50),
    registry.TaskSource("publications.drafts", drafts, order=60),
    registry.TaskSource("publications.withheld", withheld, order=70),
    registry.TaskSource("publications.sent", sent, order=80),
)
registry.new(registry.NewEntry("draft", "公开信息", "desk:new", WRITERS, order=10))
# A package waiting for its delivery is a copy like any other: what is erased goes from it before the act answers.
removal_hooks.register("publications.archive", archiving.forget_erased)
