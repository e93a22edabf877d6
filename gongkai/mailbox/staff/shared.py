"""What the pages about letters share: who may open one, its chip."""

from functools import cached_property
from typing import Any

from django.http import Http404

from gongkai.bureau.models import Credentials, DutyCode, Official
from gongkai.desk.access import Access
from gongkai.desk.views import Chip

from ..models import Matter
from ..rules import STAGE_LABELS, Stage

LETTERS = Access(
    duties=frozenset({DutyCode.DRAFT, DutyCode.OFFICE_REVIEW, DutyCode.PUBLICITY, DutyCode.SUPERVISE}), leaders=True
)
TONES = {
    Stage.NEW: "amber", Stage.ASSIGNED: "blue", Stage.ASKED: "plain", Stage.REVIEW: "blue", Stage.ANSWERED: "green",
    Stage.CLOSED: "plain", Stage.INVALID: "plain", Stage.MERGED: "plain",
}  # fmt: skip


def stage_chip(matter: Matter) -> Chip:
    stage = Stage(matter.stage)
    return Chip(STAGE_LABELS[stage], TONES[stage])


def matter_or_404(pk: int, official: Official, may: Credentials) -> Matter:
    """The letter, if the official may know of it at all."""
    rows = Matter.objects.visible_to(official, may)
    found = rows.select_related("letter", "unit", "handler", "draft_by", "document", "published_as", "merged_into")
    matter = found.filter(pk=pk).first()
    if matter is None:
        raise Http404
    return matter


class OfOneLetter:
    """For pages about the letter that their address names."""

    kwargs: dict[str, Any]
    official: Official
    may: Credentials

    @cached_property
    def matter(self) -> Matter:
        return matter_or_404(self.kwargs["pk"], self.official, self.may)
