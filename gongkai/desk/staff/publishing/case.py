"""The case of a publication: what it says, what is being done to it, what is possible now and what is not, and why."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gongkai.journal.parties import HasParty
from gongkai.journal.refusals import Reason
from gongkai.portal import markup
from gongkai.publications import text
from gongkai.publications.models import Publication, Removal, Version
from gongkai.publications.rules.acts import ACTS
from gongkai.publications.rules.openness import OPENNESS_LABELS, WITHHOLDING_REASONS, Openness
from gongkai.publications.rules.refusals import DUTY_LABELS
from gongkai.publications.rules.refusals import refusals as rule_refusals
from gongkai.publications.rules.states import PublicationState, VersionState
from gongkai.publications.services import checking, explaining, sets
from gongkai.publications.services.situation import buttons
from gongkai.wording.readability import Readability, readability

from ... import queries
from ...access import PUBLISHING
from ...views import Act, CasePage, Chip, Tab
from ..home.search import visible_to
from .markup import anchored, desk_images, linked
from .shared import (
    address_of,
    catalogue_name,
    column_name,
    publication_chip,
    publication_or_404,
    version_chip,
    working_version,
)

# What one does next, in this order; the rest follows in the order of the table.
NEXT = ("pass", "submit", "release", "revise", "confirm_take_down", "decide_withdrawal", "decide_erasure", "edit")
# Grave enough never to be the first button.
QUIET = frozenset({"abandon", "propose_withdrawal", "propose_erasure", "recall", "withhold"})
# Refused acts that a reader of the case need not see: they belong to other stages altogether.
SAID_ONLY_NEAR = {
    VersionState.DRAFT: {"submit", "edit", "abandon"},
    VersionState.REVIEW: {"pass", "return", "recall"},
    VersionState.RETURNED: {"revise"},
    VersionState.RECALLED: {"revise"},
    VersionState.APPROVED: {"release", "schedule", "withhold", "revise"},
    VersionState.SCHEDULED: {"unschedule"},
}
SAID_PUBLICATION = {
    PublicationState.LIVE: {
        "amend",
        "correct",
        "take_down",
        "propose_withdrawal",
        "decide_withdrawal",
        "decide_erasure",
    },
    PublicationState.TAKEN_DOWN: {"confirm_take_down", "restore", "amend", "propose_withdrawal", "decide_withdrawal"},
    PublicationState.WITHDRAWN: {"propose_erasure", "decide_erasure"},
    PublicationState.WITHHELD: {"reassess", "open_up"},
}


class PublicationCase(CasePage):
    access = PUBLISHING
    template_name = "desk/publishing/case.html"

    def record(self) -> Publication:
        found = publication_or_404(self.kwargs["pk"], self.official, self.may)
        self.version = working_version(found)
        self.now = self._with_submit(buttons(found, self.version, self.official))
        return found

    @staticmethod
    def _with_submit(now: dict[str, Any]) -> dict[str, Any]:
        """送审 stands open before the checks have run: its page runs them, and says there what they found."""
        situation = now["situation"]
        if situation.version != VersionState.DRAFT or situation.content.checked:
            return now
        situation = replace(situation, content=replace(situation.content, checked=True))
        reasons = rule_refusals("submit", situation)
        others = [(act, why) for act, why in now["refused"] if act.code != "submit"]
        if reasons:
            return now | {"situation": situation, "refused": [*others, (ACTS["submit"], reasons)]}
        return now | {"situation": situation, "refused": others, "permitted": [*now["permitted"], ACTS["submit"]]}

    def heading(self) -> str:
        return self.version.title if self.version else self.case.title

    def number(self) -> str:
        return " ".join(part for part in (self.case.number or "", self.case.doc_no) if part)

    def chips(self) -> list[Chip]:
        found = [Chip(self.case.kind_info.label), publication_chip(self.case)]
        if self.version and self.version.pk != self.case.live_version_id:
            found.append(version_chip(self.version))
        return found

    def acts(self) -> Sequence[Act]:
        permitted = {act.code: act for act in self.now["permitted"]}
        permitted.pop("return", None)  # stands beside 通过 on the review page
        first = [code for code in NEXT if code in permitted]
        rest = [code for code in permitted if code not in NEXT]
        quiet = QUIET | {code for code in rest if permitted[code].dangerous}
        order = sorted([*first, *rest], key=lambda code: code in quiet)
        found = [
            Act(code, "审核" if code == "pass" else permitted[code].label,
                address_of(permitted[code], self.case, self.version), code in quiet)
            for code in order
        ]  # fmt: skip
        found += self._further()
        near = SAID_PUBLICATION.get(PublicationState(self.case.state), set()) | (
            SAID_ONLY_NEAR.get(VersionState(self.version.state), set()) if self.version else set()
        )
        if not self.now["situation"].removal_open:
            near = near - {"decide_withdrawal", "decide_erasure"}  # nobody has proposed anything
        return found + [
            Act(act.code, act.label, reasons=tuple(reasons)) for act, reasons in self.now["refused"] if act.code in near
        ]

    def _further(self) -> list[Act]:
        """What is no act of the lifecycle: links, repeal, other organs' answers."""
        duties = self.now["situation"].person.duties
        found = []
        if "draft" in duties and self.case.state != PublicationState.ERASED:
            found.append(Act("link", "关联其他信息", f"/desk/p/{self.case.pk}/link/"))
        if self.version and self.version.involves_other_organ and {"draft", "publicity"} & duties:
            found.append(Act("confirm_organ", "登记其他机关确认结果", f"/desk/v/{self.version.pk}/organ/"))
        if "publicity" in duties and self.case.kind_info.has_validity and self.case.state == PublicationState.LIVE:
            found.append(Act("repeal", "标明废止", f"/desk/p/{self.case.pk}/repeal/"))
        return found

    def shared(self) -> Sequence[HasParty]:
        return sets.sets_of(self.case)

    def blocks(self) -> Sequence[Reason]:
        """What keeps the text from its next step, whoever looks."""
        version = self.version
        if version is None or version.state not in {VersionState.DRAFT, VersionState.APPROVED}:
            return ()
        code = "submit" if version.state == VersionState.DRAFT else self._release_act(version)
        duty = "“"  # refusals for want of a duty say nothing about the text
        return [
            reason
            for reason in rule_refusals(code, self.now["situation"])
            if not reason.sentence.startswith(f"您没有{duty}")
        ]

    @staticmethod
    def _release_act(version: Version) -> str:
        return "release" if version.openness == Openness.PUBLIC else "withhold"

    def people(self) -> list[tuple[str, str]]:
        rows = [("责任单位", self.case.unit.name)]
        if self.version is None:
            return rows
        rows.append(("起草人", self.version.author.name))
        step = self.version.step_duty()
        if step:
            holders = queries.holders(step, self.case.unit, self.may.on) - {self.version.author_id}
            names = queries.names_of(holders)
            rows.append(
                (f"待{DUTY_LABELS[step]}", "、".join(names[:6]) + ("等" if len(names) > 6 else "") or "无人有此职责")
            )
        return rows

    def tabs(self) -> Sequence[Tab]:
        version = self.version
        if version is None:
            return ()
        outcome = linked(checking.outcome(version), "?tab=text")
        every = checking.attachments(version)
        files = [row for row in every if not row.inline]
        editable = "edit" in {act.code for act in self.now["permitted"]}
        may_speak = not explaining.refusals(version, self.official, may=self.may)
        reviews = list(
            self.case.versions.order_by("-serial").values(
                "serial", "reviews__duty", "reviews__opinion", "reviews__remarks", "reviews__at",
                "reviews__reviewer__name", "reviews__on_behalf_of", "reviews__reasons",
            ).exclude(reviews=None).order_by("-serial", "reviews__id")
        )  # fmt: skip
        for review in reviews:
            review["duty"] = DUTY_LABELS.get(review["reviews__duty"], "")
        folder, known = "desk/publishing", visible_to(self.official, self.may)
        return (
            Tab("text", "内容", f"{folder}/_text.html", more={"version": version, "rows": self._facts(version),
                "body": anchored(desk_images(markup.body_html(version.body, self.case.pk), version.pk, every)),
                "editable": editable}),
            Tab("checks", "检查", f"{folder}/_checks.html", count=len(outcome.blocking) + len(outcome.unread) or None,
                more={"outcome": outcome, "version": version, "editable": may_speak, "reading": self._reading(version)}),
            Tab("files", "材料", f"{folder}/_files.html", count=len(files),
                more={"files": files, "version": version, "editable": editable, "may_speak": may_speak, "batch": self.case.kind_info.batch,
                      "records": version.records.count() if self.case.kind_info.batch else 0}),
            Tab("opinions", "意见", f"{folder}/_opinions.html", count=len(reviews), more={
                "reviews": reviews, "confirmations": version.confirmations.select_related("by").order_by("pk")}),
            Tab("links", "关联", f"{folder}/_links.html", more={
                "out": self.case.links_out.filter(to_publication__in=known).select_related("to_publication"),
                "back": self.case.links_in.filter(from_publication__in=known).select_related("from_publication"),
                "editable": "draft" in self.now["situation"].person.duties}),
            Tab("versions", "版本", f"{folder}/_versions.html", more={
                "versions": self.case.versions.select_related("author").order_by("-serial"),
                "removals": self.case.removals.select_related("by", "decided_by").order_by("-id")}),
        )  # fmt: skip

    def _reading(self, version: Version) -> Readability | None:
        """How easily it is read: judged only where it is shown."""
        asked = self.request.GET.get("tab") == "checks" and version.body
        return readability(text.plain(version.body)) if asked else None

    def _facts(self, version: Version) -> list[tuple[str, Any]]:
        labels = {fact.name: fact.label for fact in self.case.kind_info.facts}
        ground = WITHHOLDING_REASONS.get(version.withholding_code)
        rows: list[tuple[str, Any]] = [
            ("发文字号", version.doc_no),
            *((labels.get(name, name), value) for name, value in version.facts.items()),
            ("公开属性", OPENNESS_LABELS.get(Openness(version.openness), "") if version.openness else ""),
            ("不主动公开的理由", f"{ground[0]}（{ground[1]}）" if ground else ""),
            ("具体理由", version.withholding_text),
            ("栏目", column_name(version.column)),
            ("目录事项", catalogue_name(version.catalogue_code)),
            ("主题分类", version.topic),
            ("主题词", version.keywords),
            ("生成日期", version.formed_on),
            ("施行日期", version.effective_on),
            ("有效期至", version.expires_on),
            ("原发布日期", version.claimed_published_on),
            ("来源", version.source),
            ("定时发布", version.release_at),
            ("内容概述", version.summary),
            ("变更说明", version.change_note),
            ("勘误", f"“{version.correction_old}”改为“{version.correction_new}”" if version.correction_old else ""),
        ]
        return [(label, value) for label, value in rows if value]

    def context(self, **more: Any) -> dict[str, Any]:
        proposal = self.case.removals.filter(state=Removal.State.PROPOSED).select_related("by").first()
        returned = None
        if self.version and self.version.state == VersionState.RETURNED:
            returned = self.version.reviews.filter(opinion="return").select_related("reviewer").order_by("-id").first()
        return super().context(version=self.version, proposal=proposal, returned=returned, **more)
