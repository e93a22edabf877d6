"""Accounts and what each may do."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from gongkai.bureau.models import NO_AUDITOR, Absence, LoginAttempt, Official, RoleChange, Unit, absent_on
from gongkai.bureau.queries import role_changes
from gongkai.bureau.rules import ALL_CHANGES
from gongkai.bureau.services import changes, credentials, login, officials
from gongkai.journal import clock
from gongkai.journal.refusals import Reason

from ...access import ADMINISTRATORS, SECURITY, SYSTEM, Access
from ...forms.administration import ChangeForm, DecideForm, OfficialForm
from ...views import ActPage, Chip, Column, EditPage, FormPage, ListPage, Page

CODE_KEEPERS = Access(roles=frozenset({Official.AdminRole.SECURITY, Official.AdminRole.AUDIT}))
PROPOSERS = Access(roles=frozenset({Official.AdminRole.SYSTEM, Official.AdminRole.SECURITY}))


class OfficialFilters(FilterSet):
    name = CharFilter(label="姓名", lookup_expr="icontains")
    username = CharFilter(label="账号", lookup_expr="icontains")
    unit = ModelChoiceFilter(label="单位", queryset=lambda _: Unit.objects.order_by("order"))
    admin_role = ChoiceFilter(label="管理角色", choices=Official.AdminRole.choices[1:])


class Officials(ListPage):
    access = ADMINISTRATORS
    title = "人员与职责"
    filterset_class = OfficialFilters
    columns = (
        Column("name", "姓名", link=True),
        Column("username", "账号"),
        Column("unit", "单位", "unit.short_name"),
        Column("post", "职务", wide=True),
        Column("role", "管理角色", lambda row: row.admin_role and Chip(row.get_admin_role_display(), "amber")),
        Column("active", "在用", lambda row: Chip("在用", "green") if row.is_active else Chip("停用", "red")),
        Column("totp", "动态口令", lambda row: "已启用" if row.totp_secret else "未启用"),
    )
    default_sort = "pk"

    def queryset(self) -> QuerySet[Official]:
        return Official.objects.select_related("unit").filter(NO_AUDITOR)  # auditors have a list of their own

    def row_url(self, row: Official) -> str:
        return f"/desk/officials/{row.pk}/"

    def links(self) -> list[tuple[str, str]]:
        return [("建立账号", "/desk/officials/new/")] if self.official.admin_role == "system" else []


class OneOfficial(Page):
    access = ADMINISTRATORS
    template_name = "desk/administration/official.html"

    def context(self, **more: Any) -> dict[str, Any]:
        person = get_object_or_404(Official.objects.select_related("unit"), pk=self.kwargs["pk"])
        history = role_changes().filter(official=person).select_related("proposed_by", "decided_by").order_by("-pk")
        return super().context(
            person=person,
            duties=person.duties.select_related("unit").order_by("duty", "unit__order"),
            history=[(row, sentence_of(row)) for row in history[:50]],
            last_in=LoginAttempt.objects.filter(username=person.username, succeeded=True).exclude(address="").last(),
            away=Absence.objects.filter(absent_on(clock.today()), official=person).select_related("substitute").first(),
            resets_password=not credentials.password_reset_refusals(official=person, actor=self.official),
            resets_totp=not credentials.totp_reset_refusals(official=person, actor=self.official),
            **more,
        ) | {"page_title": person.name}


class TellsOnce(FormPage):
    """The answer itself shows a one-time password: it goes through no notice, no cookie and no second page."""

    told = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        if not self.told or not isinstance(answer, HttpResponseRedirect):
            return answer
        return self.show(template="desk/administration/one_time_password.html", password=self.told, after=answer.url)


class NewOfficial(TellsOnce):
    access, title, form_class, submit_label = SYSTEM, "建立账号", OfficialForm, "建立"

    def cancel_url(self) -> str:
        return "/desk/officials/"

    def perform(self, form: OfficialForm) -> str:
        person, self.told = officials.create(actor=self.official, **form.cleaned_data)
        self.say(f"已建立账号 {person.username}。职责须另行提出变更。")
        return f"/desk/officials/{person.pk}/"


class EditOfficial(EditPage):
    access, title, form_class = SYSTEM, "修改人员信息", OfficialForm

    def row(self) -> Official:
        return get_object_or_404(Official, pk=self.kwargs["pk"])

    def cancel_url(self) -> str:
        return f"/desk/officials/{self.kwargs['pk']}/"

    def perform(self, form: OfficialForm) -> str:
        officials.change(official=self.row(), actor=self.official, **form.cleaned_data)
        return self.cancel_url()


class AboutOfficial(ActPage):
    """One decision about one account."""

    @cached_property
    def person(self) -> Official:
        return get_object_or_404(Official.objects.select_related("unit"), pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, Any]]:
        return [("人员", self.person.name), ("账号", self.person.username), ("单位", self.person.unit.name)]

    def cancel_url(self) -> str:
        return f"/desk/officials/{self.person.pk}/"


class ProposeChange(AboutOfficial):
    access, act_label, form_class, needs_reason = PROPOSERS, "提出变更", ChangeForm, True
    dangerous = True

    def consequence(self) -> str:
        return "须由另一类管理员确认后生效；生效时，该人员的登录会话全部失效。"

    def perform(self, form: ChangeForm) -> str:
        changes.propose(
            official=self.person, change=form.change(), reason=form.cleaned_data["reason"], proposer=self.official
        )
        return self.cancel_url()


class ResetPassword(TellsOnce, AboutOfficial):
    access, act_label, dangerous = PROPOSERS, "重置密码", True

    def refusals(self) -> list[Reason]:
        return [Reason(text) for text in credentials.password_reset_refusals(official=self.person, actor=self.official)]

    def consequence(self) -> str:
        return "原密码失效，登录会话全部结束；首次登录须修改密码，动态口令不变。"

    def perform(self, form: Any) -> str:
        self.told = credentials.reset_password(official=self.person, actor=self.official)
        return self.cancel_url()


class ResetTotp(AboutOfficial):
    access, act_label, dangerous, needs_reason = CODE_KEEPERS, "重置动态口令", True, True

    def refusals(self) -> list[Reason]:
        return [Reason(text) for text in credentials.totp_reset_refusals(official=self.person, actor=self.official)]

    def consequence(self) -> str:
        return "原动态口令失效，登录会话全部结束；下次登录时重新启用。"

    def perform(self, form: Any) -> str:
        credentials.reset_totp(official=self.person, actor=self.official, reason=form.cleaned_data["reason"])
        return self.cancel_url()


class Unlock(AboutOfficial):
    access, act_label, dangerous = SECURITY, "解除锁定", True

    def consequence(self) -> str:
        return "此前的登录失败不再计数，该人员可以马上登录。"

    def perform(self, form: Any) -> str:
        login.unlock(username=self.person.username, actor=self.official)
        return self.cancel_url()


def sentence_of(row: RoleChange) -> str:
    """What is to change, with its verb: 授予职责：起草（办公室）."""
    verb, what = ALL_CHANGES[row.change["do"]], changes.words_of(row)
    return verb if verb == what else f"{verb}：{what}"


class ChangeFilters(FilterSet):
    state = ChoiceFilter(label="状态", choices=RoleChange.State.choices)
    official = CharFilter(label="人员", field_name="official__name", lookup_expr="icontains")


class Changes(ListPage):
    access = ADMINISTRATORS
    filterset_class = ChangeFilters
    title = "职责变更"
    intro = "由一位管理员提出，另一类管理员确认（三员分立）。"
    columns = (
        Column("official", "人员", "official.name", link=True),
        Column("what", "变更", sentence_of, wide=True),
        Column("reason", "理由"),
        Column("by", "提出人", "proposed_by.name"),
        Column("at", "提出时间", "proposed_at"),
        Column(
            "state", "状态", lambda row: Chip(row.get_state_display(), "amber" if row.state == "proposed" else "plain")
        ),
        Column("decided", "确认人", "decided_by.name"),
    )
    default_sort = "-pk"
    empty = "没有职责变更。"

    def queryset(self) -> QuerySet[RoleChange]:
        return role_changes().select_related("official", "proposed_by", "decided_by")

    def row_url(self, row: RoleChange) -> str:
        return (
            f"/desk/changes/{row.pk}/"
            if row.state == RoleChange.State.PROPOSED
            else f"/desk/officials/{row.official_id}/"
        )


class DecideChange(ActPage):
    access, act_label, form_class, dangerous = ADMINISTRATORS, "确认变更", DecideForm, True

    @cached_property
    def change(self) -> RoleChange:
        rows = RoleChange.objects.select_related("official__unit", "proposed_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def refusals(self) -> list[Reason]:
        return [Reason(text) for text in changes.refusals(change=self.change, decider=self.official)]

    def facts(self) -> list[tuple[str, Any]]:
        row = self.change
        return [("人员", row.official.name), ("变更", sentence_of(row)),
                ("理由", row.reason), ("提出人", row.proposed_by.name)]  # fmt: skip

    def cancel_url(self) -> str:
        return "/desk/changes/"

    def perform(self, form: Any) -> str:
        changes.decide(change=self.change, decider=self.official, agree=form.cleaned_data["agree"] == "yes")
        return self.cancel_url()
