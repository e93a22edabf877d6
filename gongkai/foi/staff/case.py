"""The case of an application: what is wanted, what was said, who was asked, what is possible now."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase

from gongkai.bureau.models import Credentials
from gongkai.desk.views import Act, CasePage, Chip, Page
from gongkai.desk.views.case import ClockBox
from gongkai.journal.refusals import Reason
from gongkai.letters.models import OfficialLetter
from gongkai.letters.staff.shared import letter_chip
from gongkai.mailbox.staff.case import masked
from gongkai.reception import queries as reception_queries
from gongkai.reception.models import Message
from gongkai.uploads import responses
from gongkai.uploads.models import Upload

from .. import material, queries
from ..models import Application, CaseLetter, Consultation
from ..rules import stages
from ..rules.limits import ANSWER
from ..rules.stages import ACT_LABELS, WHOSE_TURN, Stage
from ..rules.stages import Act as Verb
from ..services import disputes, redacting
from ..services.situation import Known, situation
from . import case_file
from .material import state_chip
from .shared import APPLICATIONS, OfOneApplication, application_or_404, outcome_chip, stage_chip

EARLIER_SHOWN = 5
# What one does next, in this order.
NEXT = (Verb.REGISTER, Verb.SIGN, Verb.PASS_SECRECY, Verb.PASS_LEGAL, Verb.DELIVER, Verb.CORRECTED, Verb.REASONS_GIVEN,
        Verb.PAID, Verb.ASSIGN, Verb.SUBMIT, Verb.DRAFT, Verb.SEARCH, Verb.CONSULT, Verb.COOPERATE, Verb.SPLIT, Verb.ASK_CORRECTION, Verb.EXTEND,
        Verb.CHARGE, Verb.ASK_REASONS, Verb.DELAY, Verb.RETURN, Verb.ARCHIVE, Verb.LAPSE, Verb.WITHDRAWN)  # fmt: skip
QUIET = frozenset({Verb.LAPSE, Verb.WITHDRAWN})
PAGE_OF = {Verb.PASS_LEGAL: "pass", Verb.PASS_SECRECY: "pass"}


class ApplicationCase(CasePage):
    access = APPLICATIONS
    template_name = "foi/case.html"
    body_template = "foi/_application.html"

    def record(self) -> Application:
        return application_or_404(self.kwargs["pk"], self.official, self.may)

    def heading(self) -> str:
        return str(self.case.letter.subject_text)

    def number(self) -> str:
        return str(self.case)

    def chips(self) -> list[Chip]:
        found = [stage_chip(self.case)]
        outcome = outcome_chip(self.case)
        if outcome is not None:
            found.append(outcome)
        if self.case.needs_help:
            found.append(Chip("需要协助", "amber"))
        return found

    def acts(self) -> Sequence[Act]:
        now = situation(self.case, self.official, self.may, self.known())
        found, refused = [], []
        for verb in NEXT:
            if now.stage not in stages.TABLE[verb].stages:
                continue
            reasons = stages.refusals(verb, now)
            url = f"/desk/foi/{self.case.pk}/{PAGE_OF.get(verb, verb.value)}/"
            if not reasons:
                found.append(Act(verb.value, ACT_LABELS[verb], url, dangerous=verb in QUIET))
            else:
                refused.append(Act(verb.value, ACT_LABELS[verb], reasons=tuple(reasons)))
        return [*found, *refused]

    def people(self) -> list[tuple[str, str]]:
        case = self.case
        rows = [("等谁办理", WHOSE_TURN[Stage(case.stage)] or "已经办结"), ("承办单位", case.unit.name)]
        if case.handler:
            rows.append(("承办人", case.handler.name))
        if case.draft_by:
            rows.append(("拟稿", case.draft_by.name))
        return rows

    def blocks(self) -> Sequence[Reason]:
        if self.case.remarks and self.case.stage == Stage.IN_HAND:
            return [Reason(f"决定被退回：{self.case.remarks.reveal()}", link=f"/desk/foi/{self.case.pk}/draft/")]
        return ()

    @cached_property
    def consultations(self) -> list[Consultation]:
        return self.parts("consultations", self.case.consultations.order_by("pk"))

    def parts(self, name: str, rows: QuerySet[Any]) -> list[Any]:
        """The rows, asked for only where the application has any."""
        return list(rows) if getattr(self.case, f"has_{name}") else []

    @cached_property
    def clock_boxes(self) -> list[ClockBox]:
        return super().clocks()

    def clocks(self) -> list[ClockBox]:
        return self.clock_boxes

    def known(self) -> Known:
        """The running deadline and the open consultations, from what the page shows of them anyway."""
        if not self.case.is_open:
            return Known(None, 0)
        owed = [box.deadline for box in self.clock_boxes if box.deadline.duty == ANSWER[0].duty]
        running = next((deadline for deadline in owed if deadline.is_open), None)
        return Known(running, sum(1 for asked in self.consultations if not asked.opinion))

    def context(self, **more: Any) -> dict[str, Any]:
        case = self.case
        messages = reception_queries.thread(case.letter)
        files = reception_queries.files_of(messages)
        brought = self.parts("disputes", case.disputes.order_by("pk"))
        return super().context(
            messages_said=[(message, files.get(str(message.public_id), [])) for message in messages],
            masked=masked(reception_queries.contact_of(case.letter)),
            consultations=self.consultations,
            papers=papers_of(case, self.may) if case.has_papers else [],
            cooperations=self.parts("cooperations", case.cooperations.select_related("unit").order_by("pk")),
            searches=self.parts("searches", case.searches.select_related("by").order_by("pk")),
            earlier=list(queries.earlier_ones(case)[:EARLIER_SHOWN]),
            parts=self.parts("parts", case.parts.select_related("letter").order_by("pk")),
            letter=case.letter,
            materials=[(row, state_chip(row)) for row in self.parts("redactions", material.of_case(case))],
            apart=getattr(case, "withheld_apart", None),
            file_row=case_file.row_of(case),
            may_add=not redacting.may_add(case, self.official, self.may),
            disputes=brought,
            set_aside=list(case.earlier_answers.select_related("dispute").order_by("pk")) if brought else [],
            may_dispute=not disputes.may_enter(case, self.official, self.may),
            **more,
        )


def papers_of(case: Application, may: Credentials) -> list[tuple[CaseLetter, Any, bool]]:
    """The letters of the case: each with its chip, and whether this official may open it. Two queries."""
    his = OfficialLetter.objects.visible_to(may).filter(pk=OuterRef("letter_id"))
    rows = case.papers.select_related("letter__issued").prefetch_related("letter__deliveries").annotate(his=Exists(his))
    return [(row, letter_chip(row.letter), row.his) for row in rows.order_by("letter_id")]


class ApplicationFile(OfOneApplication, Page):
    """A file that came with the application, for those who handle it; as an attachment, never shown in place."""

    access, reads = APPLICATIONS, False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        upload = Upload.objects.kept().filter(pk=self.kwargs["file"], owner_kind="letter_message").first()
        owner = Message.objects.filter(public_id=upload.owner_id, letter=self.application.letter) if upload else None
        if upload is None or owner is None or not owner.exists():
            raise Http404
        return responses.respond_to_official(upload)
