"""The sample year as steps in order of time: each looks at what is there, does one act through a service, or nothing.

A step that has been done is recognised by the state of the data, so that a play that was cut off goes on where it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.refusals import Refused
from gongkai.publications.models import CatalogueItem, Publication, Version
from gongkai.publications.rules.states import VersionState
from gongkai.publications.services import changing, checking, confirming, drafting, explaining, releasing, reviewing
from gongkai.uploads import services as uploads

from .content import Content
from .files import made
from .people import People

PREFIX = "sample:"


@dataclass(frozen=True)
class Step:
    """One thing that happens at a moment; `order` keeps steps of one moment apart."""

    at: datetime
    order: int
    name: str
    act: Callable[[], object]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=clock.BUREAU_ZONE)


class Play:
    """What the steps share: the content, the people, and the items by key."""

    def __init__(self, content: Content, people: People):
        self.content, self.people = content, people
        self._catalogue: dict[tuple[str, str], str] | None = None

    def publication(self, key: str) -> Publication | None:
        return Publication.objects.select_related("unit", "live_version").filter(source_key=PREFIX + key).first()

    def newest(self, key: str) -> Version | None:
        rows = Version.objects.filter(publication__source_key=PREFIX + key).select_related(
            "publication__unit", "author"
        )
        return rows.order_by("-serial").first()

    def catalogue_code(self, item: dict[str, Any]) -> str:
        """The row of the item's node and column, else the first of the node."""
        if self._catalogue is None:
            self._catalogue = {}
            columns = {row["code"]: row["column"] for row in self.content.catalogue}
            for code, node in CatalogueItem.objects.order_by("order").values_list("code", "node"):
                self._catalogue.setdefault((node, columns.get(code, "")), code)
                self._catalogue.setdefault((node, ""), code)
        node = item.get("catalogue") or ""
        return self._catalogue.get((node, item["column"]), self._catalogue.get((node, ""), ""))

    # --- One item from draft to release ---

    def draft(self, item: dict[str, Any]) -> None:
        if self.publication(item["key"]) is not None:
            return
        fill, formed = self.content.fill, self.content.formed(item)
        reason = item.get("openness_reason") or {}
        author = self.people.author(item["unit"])
        version = drafting.draft(
            kind=item["kind"], unit=self.people.unit(item["unit"]), author=author, title=fill(item["title"], item),
            source_key=PREFIX + item["key"], body=fill(item["body"], item), summary=fill(item["summary"], item)[:500],
            keywords=" ".join(item["keywords"]), column=item["column"], topic=item["topic"],
            catalogue_code=self.catalogue_code(item), doc_no=fill(item["doc_no"] or "", item), formed_on=formed,
            effective_on=self.content.effective(item), expires_on=self.content.expires(item),
            facts=item.get("facts", {}), openness=item["openness"], withholding_code=reason.get("code", ""),
            withholding_text=reason.get("text", ""), involves_other_organ=bool(item.get("involves_other_organ")),
        )  # fmt: skip
        for attachment in item["attachments"]:
            name, data = made(self._filled(attachment, item))
            upload = uploads.take_in(
                file=data, name=name, actor=author, purpose="publication", owner=version.publication
            )
            uploads.scan(upload=upload, actor=author)
            drafting.attach(version=version, upload=upload, editor=author)
        if item.get("records"):
            drafting.add_records(version=version, rows=list(self._records(item)), editor=author)

    def _filled(self, attachment: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
        rows = attachment.get("rows")
        return attachment | {
            "text": self.content.fill(attachment.get("text", ""), item),
            "rows": [[self.content.fill(cell, item) for cell in row] for row in rows] if rows else [],
        }

    def _records(self, item: dict[str, Any]) -> Iterator[dict[str, Any]]:
        labels, fill = item["record_fields"], self.content.fill
        for row in item["records"]:
            decided = self.content.day(row["decided_on"])

            def value(cell: Any, decided: date = decided) -> str:
                if isinstance(cell, dict):
                    return (decided + timedelta(days=cell["decided_plus_days"])).isoformat()
                return str(fill(cell, item))

            ends = row.get("ends_on")
            yield {
                "key": fill(row["key"], item),
                "title": fill(row["title"], item),
                "decided_on": decided,
                "ends_on": decided + timedelta(days=ends["decided_plus_days"]) if ends else None,
                "facts": {labels.get(name, name): value(cell) for name, cell in row["facts"].items()},
            }

    def submit(self, key: str, *, serial: int = 1) -> None:
        version = self.newest(key)
        if version is None or version.state != VersionState.DRAFT or version.serial != serial:
            return
        outcome = checking.run(version)
        for finding in outcome.findings:
            if finding["level"] == "block" and not finding["overridden"]:
                explaining.override(version=version, finding=finding["id"], by=version.author,
                                  reason=self._why_not(key))  # fmt: skip
        reviewing.submit(version=version, author=version.author)

    def _why_not(self, key: str) -> str:
        for act in self.content.acts["acts"]:
            if act["key"] == key and "override_before_release" in act:
                return str(act["override_before_release"]["reason"])
        return "系示范文本中的示例，非个人信息。"

    def opinion(self, key: str, step: int, *, serial: int = 1, remarks: str = "", agree: bool = True,
                by: str = "") -> None:  # fmt: skip
        """The opinion on one step of the chain, by somebody who may give it."""
        version = self.newest(key)
        if version is None or version.state != VersionState.REVIEW or (version.serial, version.step) != (serial, step):
            return
        duty = version.step_duty()
        barred = {version.author_id, *version.editors.values_list("pk", flat=True)}
        if duty in {"secrecy", "sign"}:
            other = "sign" if duty == "secrecy" else "secrecy"
            barred |= set(version.reviews.filter(duty=other, opinion="pass").values_list("reviewer", flat=True))
        unit = version.publication.unit.code
        reviewer = self.people.official(by) if by else self.people.holder(duty, unit, barred)
        if agree:
            reviewing.pass_step(version=version, reviewer=reviewer, seen=version.fingerprint, remarks=remarks)
        else:
            reviewing.return_(version=version, reviewer=reviewer, seen=version.fingerprint, remarks=remarks,
                              reasons=["text"])  # fmt: skip

    def release(self, key: str) -> None:
        version = self.newest(key)
        if version is None or version.state != VersionState.APPROVED:
            return
        officer = self.people.holder("publicity", version.publication.unit.code, {version.author_id})
        if version.openness != "public":
            changing.withhold(version=version, actor=officer)
        else:
            releasing.release(version=version, actor=officer)

    def confirm_organ(self, act: dict[str, Any]) -> None:
        version = self.newest(act["key"])
        if version is not None and not version.confirmations.exists():
            confirming.confirm_organ(
                version=version, organ=act["organ"], outcome="agreed", document="书面复函", answered_on=clock.today(),
                by=version.author, note=act.get("note", "")[:300],
            )  # fmt: skip


def run(steps: list[Step], until: datetime, tell: Callable[[Step], None]) -> list[str]:
    """Carry out all steps up to a moment, each at its own time and as a whole or not at all.

    Answers what was refused, which must be nothing.
    """
    due = sorted((step for step in steps if step.at <= until), key=lambda step: (step.at, step.order, step.name))
    refused = []
    for step in due:
        tell(step)
        try:
            with clock.at(step.at), transaction.atomic():
                step.act()
        except Refused as why:
            refused.append(f"{step.name}: {why}")
    return refused
