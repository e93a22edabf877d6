"""The case of a letter: what was written, the thread, the answer on its way, what is possible now."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from gongkai.desk.views import Act, CasePage, Chip, Page
from gongkai.journal.refusals import Reason
from gongkai.reception import queries as reception_queries
from gongkai.reception.models import Message
from gongkai.reception.rules import Contact
from gongkai.uploads import responses
from gongkai.uploads.models import Upload
from gongkai.wording.masking import mask, mask_name

from .. import rules
from ..models import Matter
from ..rules import ACT_LABELS, Stage
from ..rules import Act as Verb
from ..services.situation import situation
from .shared import LETTERS, OfOneLetter, matter_or_404, stage_chip

MOBILE_DIGITS = 11
# What one does next, in this order.
NEXT = (Verb.ASSIGN, Verb.APPROVE, Verb.SUBMIT, Verb.DRAFT, Verb.PUBLISH, Verb.RETURN, Verb.ASK, Verb.TRANSFER,
        Verb.EXTEND, Verb.MERGE, Verb.RESTORE, Verb.REOPEN, Verb.CLOSE, Verb.INVALIDATE)  # fmt: skip
QUIET = frozenset({Verb.CLOSE, Verb.INVALIDATE, Verb.REOPEN, Verb.RESTORE})
# Refused acts worth reading at a stage; others belong to other stages altogether.
SAID = {
    Stage.NEW: {Verb.ASSIGN, Verb.MERGE, Verb.INVALIDATE},
    Stage.ASSIGNED: {Verb.DRAFT, Verb.SUBMIT, Verb.ASK, Verb.TRANSFER, Verb.EXTEND},
    Stage.ASKED: {Verb.DRAFT},
    Stage.REVIEW: {Verb.APPROVE, Verb.RETURN, Verb.EXTEND},
    Stage.ANSWERED: {Verb.PUBLISH, Verb.CLOSE},
    Stage.CLOSED: {Verb.PUBLISH},
    Stage.INVALID: {Verb.RESTORE},
    Stage.MERGED: {Verb.RESTORE},
}


def masked(contact: Contact) -> dict[str, str]:
    """The writer's contact as a case shows it; in full it is an act of its own."""
    kind = "mobile" if len(contact.phone) == MOBILE_DIGITS else "landline"
    return {
        "name": mask_name(contact.name),
        "phone": mask(kind, contact.phone) if contact.phone else "",
        "email": mask("email", contact.email) if contact.email else "",
        "any": "1" if contact != Contact() else "",
    }


class LetterCase(CasePage):
    access = LETTERS
    template_name = "mailbox/case.html"
    body_template = "mailbox/_letter.html"

    def record(self) -> Matter:
        return matter_or_404(self.kwargs["pk"], self.official, self.may)

    def heading(self) -> str:
        return str(self.case.letter.subject_text)

    def number(self) -> str:
        return str(self.case.number)

    def chips(self) -> list[Chip]:
        found = [Chip(self.case.letter.kind_label), stage_chip(self.case)]
        if self.case.wrote_again:
            found.append(Chip("答复后又来信", "amber"))
        if self.case.letter.rating:
            found.append(Chip(f"评价 {self.case.letter.rating} 分", "green" if self.case.letter.rating >= 3 else "red"))
        return found

    def acts(self) -> Sequence[Act]:
        now = situation(self.case, self.official, self.may)
        found, refused = [], []
        for verb in NEXT:
            reasons = rules.refusals(verb, now)
            url = f"/desk/letters/{self.case.pk}/{verb.value}/"
            if not reasons:
                found.append(Act(verb.value, ACT_LABELS[verb], url, dangerous=verb in QUIET))
            elif verb in SAID[now.stage]:
                refused.append(Act(verb.value, ACT_LABELS[verb], reasons=tuple(reasons)))
        # 送审 comes before 拟答复 once there is something to send; before that one begins by writing.
        return [*found, *refused]

    def people(self) -> list[tuple[str, str]]:
        case = self.case
        rows = [("承办单位", case.unit.name), ("承办人", case.handler.name if case.handler else "由承办单位安排")]
        if case.draft_by:
            rows.append(("拟稿", case.draft_by.name))
        return rows

    def blocks(self) -> Sequence[Reason]:
        if self.case.remarks and self.case.stage == Stage.ASSIGNED:
            return [Reason(f"答复被退回：{self.case.remarks.reveal()}", link=f"/desk/letters/{self.case.pk}/draft/")]
        return ()

    def context(self, **more: Any) -> dict[str, Any]:
        messages = reception_queries.thread(self.case.letter)
        files = reception_queries.files_of(messages)
        return super().context(
            messages_said=[(message, files.get(str(message.public_id), [])) for message in messages],
            masked=masked(reception_queries.contact_of(self.case.letter)),
            invalid_said=rules.INVALID_REASONS.get(self.case.invalid_reason, ("",))[0],
            merged=list(self.case.merged.filter(stage=Stage.MERGED).order_by("pk")),
            letter=self.case.letter,
            **more,
        )


class LetterFile(OfOneLetter, Page):
    """A file that came with the letter, for those who handle it; as an attachment, never shown in place."""

    access, reads = LETTERS, False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        upload = Upload.objects.kept().filter(pk=self.kwargs["file"], owner_kind="letter_message").first()
        owner = Message.objects.filter(public_id=upload.owner_id, letter=self.matter.letter) if upload else None
        if upload is None or owner is None or not owner.exists():
            raise Http404
        return responses.respond_to_official(upload)
