"""One decision on many rows of a list: what it would do stands before the button, and what cannot be done with its reasons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from gongkai.bureau.models import Official
from gongkai.journal.refusals import Reason, Refused

from .. import services
from ..access import Access
from .page import Page

PAGE_SIZE = 50  # rows of a page, and the most that one decision takes


@dataclass(frozen=True)
class BulkAct:
    """One decision on many rows. `check(rows, official)` gives the reasons against each row by its pk, in a fixed number
    of queries; `run(row, official, reason)` is one service call and may raise Refused.

    `consequence` is the sentence before the button. Dangerous acts are not done in bulk.
    """

    code: str
    label: str
    consequence: str
    check: Callable[[Sequence[Any], Official], Mapping[int, Sequence[Reason | str]]]
    run: Callable[[Any, Official, str], Any]
    access: Access | None = None
    needs_reason: bool = False
    reason_label: str = "理由"
    # `run(rows, official, reason)` takes them all in one service call and answers where to go; refused, nothing is done.
    together: bool = False


class BulkPage(Page):
    """Declare `bulk_acts`; the page brings `queryset()` with what the official may see, and the `code` of its list."""

    bulk_acts: ClassVar[tuple[BulkAct, ...]] = ()
    code: str

    def queryset(self) -> QuerySet[Any]:
        raise NotImplementedError

    def permitted_acts(self) -> list[BulkAct]:
        if self.may.reads_all:
            return []
        return [act for act in self.bulk_acts if act.access is None or act.access.admits(self.official, self.may)]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.bulk_acts:
            return self.http_method_not_allowed(request, *args, **kwargs)
        asked = request.POST.get("act")
        if asked not in {act.code for act in self.bulk_acts}:
            raise BadRequest
        act = next((act for act in self.permitted_acts() if act.code == asked), None)
        if act is None:
            raise PermissionDenied
        pks = [value for value in request.POST.getlist("row") if value.isdecimal() and len(value) < 19][:PAGE_SIZE]
        if not pks:
            self.say_refused(Refused(["请先选择要办理的记录。"]))
            return self.go(request.get_full_path())
        rows = list(self.queryset().filter(pk__in=pks).order_by("pk"))
        if not rows:
            raise BadRequest
        reasons = {pk: [str(r) for r in found] for pk, found in act.check(rows, self.official).items() if found}
        if "confirm" not in request.POST:
            return self._dry_run(act, rows, reasons)
        reason = request.POST.get("reason", "").strip()
        if act.needs_reason and not reason:
            return self._dry_run(act, rows, reasons, fault=f"请写明{act.reason_label}。")
        affected = [row for row in rows if row.pk not in reasons]
        if act.together:
            return self._carry_out_together(act, rows, affected, reasons, reason)
        return self._carry_out(act, affected, reasons, reason)

    def _dry_run(
        self, act: BulkAct, rows: list[Any], reasons: Mapping[int, list[str]], fault: str = ""
    ) -> HttpResponse:
        return self.show(
            template="desk/bulk.html",
            status=422 if fault else 200,
            act=act,
            affected=[row for row in rows if row.pk not in reasons],
            excluded=[(row, reasons[row.pk]) for row in rows if row.pk in reasons],
            key=get_random_string(32),
            fault=fault,
            typed=self.request.POST.get("reason", ""),
            back=self.request.get_full_path(),
        )

    def _carry_out_together(
        self, act: BulkAct, rows: list[Any], affected: list[Any], reasons: Mapping[int, list[str]], reason: str
    ) -> HttpResponse:
        def run() -> str:
            where = str(act.run(affected, self.official, reason))
            services.note_bulk(official=self.official, page=self.code, title=self.heading(), act=act.label,
                               done=len(affected), refused={str(pk): " ".join(why) for pk, why in reasons.items()})  # fmt: skip
            return where

        try:
            address, now = services.once(
                official=self.official, key=self.request.POST.get("key", ""), page=self.request.path, act=run
            )
        except Refused as refused:
            return self._dry_run(act, rows, reasons, fault=" ".join(map(str, refused.reasons)))
        self.say(f"{act.label}：已办理 {len(affected)} 件。" if now else "已经办理过，没有重复办理。")
        return self.go(address)

    def _carry_out(self, act: BulkAct, rows: list[Any], reasons: Mapping[int, list[str]], reason: str) -> HttpResponse:
        refused = {str(pk): " ".join(found) for pk, found in reasons.items()}
        done: list[Any] = []

        def run_all() -> str:
            for row in rows:
                try:
                    act.run(row, self.official, reason)
                    done.append(row)
                except Refused as why:
                    refused[str(row.pk)] = str(why)
            services.note_bulk(official=self.official, page=self.code, title=self.heading(), act=act.label,
                               done=len(done), refused=refused)  # fmt: skip
            return self.request.get_full_path()

        address, now = services.once(
            official=self.official, key=self.request.POST.get("key", ""), page=self.request.path, act=run_all
        )
        if now:
            self.say(f"{act.label}：已办理 {len(done)} 件。")
            if refused:
                self.say_refused(Refused([f"{len(refused)} 件未办理：{'；'.join(dict.fromkeys(refused.values()))}"]))
        else:
            self.say("已经办理过，没有重复办理。")
        return self.go(address)
