"""Accounts of outside auditors: who reads, until when, and which pages they have opened."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django_filters import CharFilter, ChoiceFilter, FilterSet

from gongkai.bureau.models import AUDIT_LABELS, AuditState, Official
from gongkai.bureau.services import auditing
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Reason

from ...access import ADMINISTRATORS, SYSTEM, Access
from ...forms.administration import AuditorForm
from ...views import ActPage, Chip, Column, ListPage
from .journal import MomentFilters
from .people import TellsOnce

WATCHERS = Access(roles=frozenset({Official.AdminRole.AUDIT}))
TONES = {AuditState.OPEN: "green", AuditState.NOT_YET: "amber", AuditState.OVER: "plain", AuditState.STOPPED: "red"}


def state_chip(row: Official) -> Chip:
    state = row.audit_state(clock.today(), in_use=row.is_active)
    return Chip(AUDIT_LABELS[state], TONES[state])


def _in_state(state: str, today: date) -> Q:
    over = Q(audit_to__lt=today)
    return {
        AuditState.OVER.value: over,
        AuditState.STOPPED.value: ~over & Q(is_active=False),
        AuditState.NOT_YET.value: Q(is_active=True, audit_from__gt=today),
        AuditState.OPEN.value: Q(is_active=True, audit_from__lte=today, audit_to__gte=today),
    }[state]


class AuditorFilters(FilterSet):
    state = ChoiceFilter(
        label="状态", choices=[(each.value, label) for each, label in AUDIT_LABELS.items()], method="in_state"
    )
    organisation = CharFilter(label="所属机关", lookup_expr="icontains")

    def in_state(self, rows: QuerySet[Official], name: str, value: str) -> QuerySet[Official]:
        return rows.filter(_in_state(value, clock.today()))


class Auditors(ListPage):
    access, title, filterset_class = ADMINISTRATORS, "审计查阅账号", AuditorFilters
    intro = "供审计机关、上级检查组查阅：只读，个人信息遮盖，到期自动失效。由系统管理员提出，安全管理员确认后开通。"
    columns = (
        Column("name", "查阅人", link=True),
        Column("organisation", "所属机关", wide=True),
        Column("ground", "审计通知书号", "audit_ground"),
        Column("username", "账号"),
        Column("unit", "接待单位", "unit.short_name"),
        Column("from", "首日", "audit_from"),
        Column("to", "末日", "audit_to"),
        Column("state", "状态", state_chip),
    )
    empty = "没有审计查阅账号。"

    def queryset(self) -> QuerySet[Official]:
        return Official.objects.auditors().select_related("unit")

    def row_url(self, row: Official) -> str:
        return f"/desk/officials/{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        found = [("开通账号", "/desk/auditors/new/")] if SYSTEM.admits(self.official, self.may) else []
        watches = WATCHERS.admits(self.official, self.may)
        return found + ([("审计账号的查阅", "/desk/auditors/readings/")] if watches else [])


class NewAuditor(TellsOnce):
    access, title, form_class, submit_label = SYSTEM, "开通审计查阅账号", AuditorForm, "提出开通"
    intro = "安全管理员确认后账号方可登录。密码在提出时显示一次，请当面交给查阅人；首次登录须修改密码并启用动态口令。"

    def cancel_url(self) -> str:
        return "/desk/auditors/"

    def initial(self) -> dict[str, Any]:
        return {"first_day": clock.today()}

    def perform(self, form: AuditorForm) -> str:
        values = form.cleaned_data
        commission = auditing.Commission(
            values["organisation"], values["ground"], values["first_day"], values["last_day"]
        )
        account, self.told = auditing.ask(
            username=values["username"], name=values["name"], unit=values["unit"], post=values["post"],
            commission=commission, actor=self.official,
        )  # fmt: skip
        self.say(f"已为{account.organisation}建立账号 {account.username}，待安全管理员确认后开通。")
        return f"/desk/officials/{account.pk}/"


class EndAuditor(ActPage):
    access, act_label, needs_reason, dangerous = ADMINISTRATORS, "提前停用", True, True
    success = "账号已停用。"

    @cached_property
    def account(self) -> Official:
        return get_object_or_404(Official.objects.auditors().select_related("unit"), pk=self.kwargs["pk"])

    def refusals(self) -> list[Reason]:
        return [Reason(text) for text in auditing.end_refusals(account=self.account, actor=self.official)]

    def facts(self) -> list[tuple[str, Any]]:
        row = self.account
        return [("查阅人", row.name), ("所属机关", row.organisation), ("审计通知书号", row.audit_ground),
                ("期限", f"{row.audit_from} 至 {row.audit_to}")]  # fmt: skip

    def consequence(self) -> str:
        return "该账号马上不能登录，正在进行的查阅在下一次打开页面时结束。需要重新启用的，须两位管理员办理。"

    def cancel_url(self) -> str:
        return "/desk/auditors/"

    def perform(self, form: Any) -> str:
        auditing.end(account=self.account, actor=self.official, reason=form.cleaned_data["reason"])
        return self.cancel_url()


class ReadingFilters(MomentFilters):
    who = CharFilter(label="查阅人", method="by_name")

    def by_name(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        known = Official.objects.auditors().filter(Q(name=value) | Q(username=value)).values_list("pk", flat=True)
        return rows.filter(actor_id__in=[str(pk) for pk in known])


class Readings(ListPage):
    """Which pages auditors have opened: one line a page, from the journal."""

    access, title, filterset_class = WATCHERS, "审计账号的查阅", ReadingFilters
    intro = "审计查阅账号每打开一个页面记一条：谁、什么时候、哪个地址。不记查询条件和看到的内容。"
    columns = (
        Column("at", "时间"),
        Column("who", "查阅人", "actor_name"),
        Column("organisation", "所属机关", "actor_unit"),
        Column("address", "地址", "facts.address", wide=True),
        Column("source", "来源地址"),
    )
    empty = "没有查阅记录。"

    def queryset(self) -> QuerySet[Entry]:
        return Entry.objects.filter(event="desk.read")

    def row_url(self, row: Entry) -> str:
        return f"/desk/journal/{row.pk}/"
