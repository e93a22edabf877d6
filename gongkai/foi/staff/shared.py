"""What the pages about applications share: who may open one, its chips."""

from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from gongkai.bureau.models import Credentials, DutyCode, Official
from gongkai.desk.access import Access
from gongkai.desk.views import Chip

from ..models import Application
from ..rules.stages import STAGE_LABELS, Stage

APPLICATIONS = Access(
    duties=frozenset(
        {DutyCode.DRAFT, DutyCode.PUBLICITY, DutyCode.LEGAL, DutyCode.SECRECY, DutyCode.SIGN, DutyCode.SUPERVISE}
    ),
    leaders=True,
)
INTAKE = Access(duties=frozenset({DutyCode.PUBLICITY}))
TONES = {Stage.RECEIVED: "amber", Stage.DECIDED: "amber", Stage.ANSWERED: "green"}
QUIET = {Stage.CORRECTION, Stage.REASONS, Stage.PAYMENT, Stage.ARCHIVED}


def stage_chip(case: Application) -> Chip:
    stage = Stage(case.stage)
    return Chip(STAGE_LABELS[stage], TONES.get(stage, "plain" if stage in QUIET else "blue"))


def outcome_chip(case: Application) -> Chip | None:
    """The decision, once it is made; stage and outcome are two things."""
    if not case.decision or not case.decided_on:
        return None
    return Chip(case.get_decision_display())


# What an application may have many of; most have few of these.
PARTS = ("papers", "consultations", "cooperations", "searches", "redactions", "disputes", "parts")


def application_or_404(pk: int, official: Official, may: Credentials) -> Application:
    """The application, if the official may know of it at all; `has_disputes` and so on say what else to ask for."""
    rows = Application.objects.visible_to(official, may)
    has = {f"has_{name}": Exists(_part(name, OuterRef("pk"))) for name in PARTS}
    with_people = rows.select_related(
        "letter",
        "unit",
        "handler",
        "draft_by",
        "register__unit",
        "paper",
        "withheld_apart",
        "parent__letter",
        "case_file",
        "open_wish",
    )
    found = with_people.annotate(**has).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _part(name: str, case: OuterRef) -> QuerySet[Any]:
    field: Any = Application._meta.get_field(name)
    return field.related_model.objects.filter(**{field.field.name: case})


class OfOneApplication:
    """For pages about the application that their address names."""

    kwargs: dict[str, Any]
    official: Official
    may: Credentials

    @cached_property
    def application(self) -> Application:
        return application_or_404(self.kwargs["pk"], self.official, self.may)
