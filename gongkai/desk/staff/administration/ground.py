"""What the ground stands on: that secret matters exist, which keys are in use."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from gongkai.bureau.models import DutyCode, KeyAct, Reencryption
from gongkai.bureau.services import keys
from gongkai.journal.refusals import Reason
from gongkai.publications.models import SecretMatter
from gongkai.publications.services import reference
from gongkai.vault.ring import default_ring

from ...access import ADMINISTRATORS, Access
from ...forms import administration as forms
from ...views import ActPage, Column, FormPage, ListPage

SECRECY = Access(duties=frozenset({DutyCode.SECRECY}))
KEYS = ADMINISTRATORS
SUITES = {"intl": "国际算法", "gm": "国密算法"}


class SecretMatters(ListPage):
    access, title = SECRECY, "涉密事项登记"
    intro = "只登记编号、依据、审查人和日期。涉密内容不得以任何形式进入本平台。"
    columns = (
        Column("number", "登记号"),
        Column("ground", "依据", lambda row: reference.SECRET_GROUNDS.get(row.ground, row.ground), wide=True),
        Column("reviewer", "审查人", "reviewer.name"),
        Column("on", "审查日期", "reviewed_on"),
    )

    def queryset(self) -> QuerySet[SecretMatter]:
        return SecretMatter.objects.select_related("reviewer")

    def row_url(self, row: SecretMatter) -> str:
        return ""

    def links(self) -> list[tuple[str, str]]:
        return [("登记", "/desk/secrets/new/")]


class RegisterSecret(FormPage):
    access, title, form_class, submit_label = SECRECY, "登记涉密事项", forms.SecretForm, "登记"
    success = "已登记。"
    intro = "本表没有标题、正文和附件：涉密内容不得进入本平台。"

    def cancel_url(self) -> str:
        return "/desk/secrets/"

    def perform(self, form: Any) -> str:
        reference.register_secret_matter(actor=self.official, **form.cleaned_data)
        return self.cancel_url()


class Keys(ListPage):
    access, title = KEYS, "密钥"
    empty = "还没有轮换过。"
    columns = (
        Column("key", "密钥", "get_key_display", link=True),
        Column("reason", "理由", wide=True),
        Column("by", "提请人", "proposed_by.name"),
        Column("at", "提请时间", "proposed_at"),
        Column("state", "状态", "get_state_display"),
        Column("number", "新编号", number=True),
    )

    @property
    def intro(self) -> str:  # type: ignore[override]  # says which key is in use
        suite = SUITES[default_ring().profile.name]
        return (f"现用第 {default_ring().key_in_use()} 号数据密钥（{suite}）。"
                "轮换由一位管理员提请，另一类管理员确认；旧密钥仍能解开旧密文。" + rewriting_said())  # fmt: skip

    def queryset(self) -> QuerySet[KeyAct]:
        return KeyAct.objects.select_related("proposed_by", "decided_by")

    def row_url(self, row: KeyAct) -> str:
        return f"/desk/keys/{row.pk}/" if row.state == KeyAct.State.PROPOSED else ""

    def links(self) -> list[tuple[str, str]]:
        return [] if self.official.admin_role == "audit" else [("提请轮换", "/desk/keys/new/")]


def rewriting_said() -> str:
    """How far the last pass over what is encrypted has come; empty before the first rotation."""
    run = Reencryption.objects.order_by("-pk").first()
    if run is None:
        return ""
    if run.finished_at is None:
        far = f"，已检查 {run.seen} / {run.total} 项" if run.total is not None else ""
        return f"正在用第 {run.number} 号密钥重写已加密的内容{far}。"
    lost = f"，其中 {run.unreadable} 项没有能解开的密钥，请按运行手册核对" if run.unreadable else ""
    return f"已加密的内容已用第 {run.number} 号密钥重写完毕{lost}。"


class ProposeRotation(ActPage):
    access = Access(roles=frozenset({"system", "security"}))
    act_label, form_class, dangerous, needs_reason = "提请轮换", forms.KeyForm, True, True
    success = "已提请，等待另一类管理员确认。"

    def consequence(self) -> str:
        return "确认后立即轮换；旧密钥仍能解开旧密文，已加密的内容在后台逐批改用新密钥。"

    def cancel_url(self) -> str:
        return "/desk/keys/"

    def perform(self, form: Any) -> str:
        keys.propose(key=form.cleaned_data["key"], reason=form.cleaned_data["reason"], proposer=self.official)
        return self.cancel_url()


class DecideRotation(ActPage):
    access, act_label, form_class, dangerous, success = KEYS, "确认轮换", forms.DecideForm, True, "已办理。"

    @cached_property
    def act(self) -> KeyAct:
        return get_object_or_404(KeyAct.objects.select_related("proposed_by"), pk=self.kwargs["pk"])

    def facts(self) -> list[tuple[str, Any]]:
        return [("密钥", self.act.get_key_display()), ("理由", self.act.reason), ("提请人", self.act.proposed_by.name)]

    def refusals(self) -> list[Reason]:
        return [Reason(sentence) for sentence in keys.refusals(act=self.act, decider=self.official)]

    def cancel_url(self) -> str:
        return "/desk/keys/"

    def perform(self, form: Any) -> str:
        keys.decide(act=self.act, decider=self.official, agree=form.cleaned_data["agree"] == "yes")
        return self.cancel_url()
