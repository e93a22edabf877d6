"""What the year begins with: people, the catalogue, the guide, and the real material of earlier years."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyotp
from django.conf import settings
from django.db import transaction

from gongkai.bureau.models import Official, RoleChange
from gongkai.bureau.services import auditing, changes, credentials
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.services import record
from gongkai.portal.services import seed_columns
from gongkai.publications.importing import intake, sources
from gongkai.publications.importing.rows import Fault, Row
from gongkai.publications.models import ImportRun, Publication, ReleaseSet
from gongkai.publications.rules.states import VersionState
from gongkai.publications.services import reference, seeding, sets

from .content import Content, load
from .people import AUDITOR, AUDITOR_NAME, People, password_of, totp_of
from .play import PREFIX, Step, at

REAL = Path(__file__).resolve().parent / "real"
YEAR = Party("sample", "year", "示例年")
# Each real source: its file, the name of its set, and how many working days after the first it is taken in. What was
# published after that day comes with the next round, as a source that is taken in again brings only what is new.
SOURCES = (
    ("policies.json", "历年政策文件", 1),
    ("workplan-2019.txt", "政务公开工作方案", 2),
    ("policies.json", "本年补录的政策文件", 190),
)


def steps(content: Content, people: People) -> list[Step]:
    """The acts of the first days, and the register of institutions as it stands on the last."""
    first = content.first
    found = [Step(at(first, 8, 30), 0, "people", lambda: begin(content, people)),
             Step(at(first, 8, 40), 1, "catalogue", lambda: _catalogue(content, people, first)),
             Step(at(first, 8, 50), 2, "guide", lambda: _guide(content, people))]  # fmt: skip
    for name, title, days in SOURCES:
        found += _taken_in(people, REAL / name, title, content.working_days_after(first, days))
    found.append(Step(at(content.last, 17, 30), 98, "auditor", lambda: _auditor(content, people)))
    found.append(Step(at(content.last, 17, 40), 99, "institutions", lambda: _institutions(content, people)))
    return found


def begin(content: Content, people: People) -> None:
    """Found the bureau, and write down which year this is: a later start goes on with the same one."""
    if began() is None:
        people.found(content.first)
        record("sample.began", YEAR, SYSTEM, as_of=content.as_of.isoformat())


def finish(content: Content) -> None:
    with clock.at(content.end), transaction.atomic():
        record("sample.finished", YEAR, SYSTEM, as_of=content.as_of.isoformat())


def began() -> date | None:
    """The as-of day of the year that this installation plays or has played."""
    entry = Entry.objects.filter(event="sample.began").first()
    return date.fromisoformat(entry.facts["as_of"]) if entry else None


def finished() -> bool:
    return Entry.objects.filter(event="sample.finished").exists()


def _catalogue(content: Content, people: People, since: date) -> None:
    seed_columns(owners={"": people.unit("OFFICE")})
    rows = [
        {"code": row["code"], "node": row["node"], "order": row["order"], "item1": row["item1"], "item2": row["item2"],
         "elements": "、".join(row["elements"]), "basis": row["basis"], "limit_text": row["limit"],
         "limit_days": row["interval_days"], "subject": people.unit_then(row["subject"]), "channels": row["channels"],
         "audience": row["audience"], "mode": row["mode"], "level": row["level"]}
        for row in content.catalogue
    ]  # fmt: skip
    seeding.load_catalogue(rows=rows, actor=people.holder("catalogue", "OFFICE", set()), since=since)


GUIDE_FIELDS = ("classification", "arrangement", "access", "office_name", "address", "hours", "phone", "fax", "online")


def _guide(content: Content, people: People) -> None:
    facts = load("guide.json")
    reference.save_guide(actor=people.holder("publicity", "OFFICE", set()), **{n: facts[n] for n in GUIDE_FIELDS})


def _institutions(content: Content, people: People) -> None:
    actor = people.holder("publicity", "OFFICE", set())
    for row in load("institutions.json")["institutions"]:
        publication = Publication.objects.filter(source_key=PREFIX + (row.get("publication") or "")).first()
        public = publication if publication is not None and publication.state == "live" else None
        due: Any = row.get("due")
        reference.save_institution(
            actor=actor, name=row["name"], level=row["level"], owner=people.unit(row["owner"]), publication=public,
            due_on=content.day(due) if due else None, reason="" if public else row.get("reason") or "正在审核，完成后公开。",
        )  # fmt: skip


@transaction.atomic
def _auditor(content: Content, people: People) -> None:
    """An outside auditor who has been reading for a week: asked for, confirmed, password and codes made his own."""
    if Official.objects.filter(username=AUDITOR).exists():
        return
    system, security = (Official.objects.select_related("unit").get(admin_role=role) for role in ("system", "security"))
    first = content.as_of - timedelta(days=7)
    commission = auditing.Commission(
        "市审计局", f"沪审政通〔{first.year}〕36号", first, first + timedelta(days=settings.AUDIT_DAYS - 1)
    )
    account, given = auditing.ask(
        username=AUDITOR,
        name=AUDITOR_NAME,
        post="主审",
        unit=people.unit("OFFICE"),
        commission=commission,
        actor=system,
    )
    changes.decide(change=RoleChange.objects.get(official=account), decider=security, agree=True)
    credentials.change_password(official=account, old=given, new=password_of(AUDITOR))
    secret = totp_of(AUDITOR)
    credentials.enrol(official=account, secret=secret, code=pyotp.TOTP(secret).at(clock.real_now()))


def _taken_in(people: People, path: Path, title: str, day: date) -> list[Step]:
    """One real source, up to a day, as one release set: taken in, examined step by step, published."""

    def found() -> ReleaseSet | None:
        return ReleaseSet.objects.filter(title=title).select_related("unit", "author").first()

    def take() -> None:
        if ImportRun.objects.filter(source=title, finished_at__isnull=False).exists():
            return
        by, bureau = people.author("OFFICE"), settings.BUREAU["name"]
        rows = (row for row in sources.rows(path, defaults={}, bureau=bureau) if _published_by(row, day))
        run = intake.begin(source=title, digest=title, by=by, unit=by.unit, title=title)
        intake.take(run, rows, bureau=bureau)

    def submit() -> None:
        made = found()
        if made is not None and made.state == VersionState.DRAFT:
            sets.submit(release_set=made, author=made.author, set_aside=True)

    def opinion(place: int) -> Callable[[], None]:
        def give() -> None:
            made = found()
            if made is None or made.state != VersionState.REVIEW or made.step != place:
                return
            barred = {made.author_id, *(review["by"] for review in made.reviews)}
            reviewer = people.holder(made.step_duty(), made.unit.code, barred)
            sets.decide(release_set=made, reviewer=reviewer, seen=made.fingerprint, agree=True, remarks="同意。")

        return give

    def release() -> None:
        made = found()
        if made is not None and made.state in {VersionState.APPROVED, VersionState.LIVE}:
            sets.release(release_set=made, actor=people.holder("publicity", made.unit.code, {made.author_id}))

    acts: list[tuple[str, Callable[[], None]]] = [("take in", take), ("submit", submit)]
    acts += [(f"opinion {place}", opinion(place)) for place in range(len(sets.SET_CHAIN))]
    acts.append(("release", release))
    return [Step(at(day, 9, 15) + timedelta(minutes=30 * place), place, f"{label} {title}", act)
            for place, (label, act) in enumerate(acts)]  # fmt: skip


def _published_by(row: Row | Fault, day: date) -> bool:
    return not isinstance(row, Row) or row.published is None or row.published <= day
