"""Acts on the official's own things. Conveniences leave no journal entry: they change no record of the bureau."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.parties import Party
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from . import queries
from .models import FormDraft, Notification, Preference, SavedFilter, Submission

# Engineering values, no law: what was typed is kept a month, what was carried out a week, what was read half a year.
DRAFT_DAYS, SUBMISSION_DAYS, NOTIFICATION_DAYS = 30, 7, 180
LONGEST_DRAFT = 500_000
MOST_FILTERS = 50


def save_filter(*, official: Official, page: str, name: str, query: str, shared: bool = False) -> SavedFilter:
    """Keep a list's address under a name; the same name again replaces it. Raises Refused."""
    name = name.strip()
    if not name:
        raise Refused([Reason("请给这组筛选条件起一个名称。", field="name")])
    if len(name) > 40 or len(query) > 1000:
        raise Refused([Reason("名称不超过 40 字；条件过长时请先减少几项。", field="name")])
    own = SavedFilter.objects.filter(official=official, page=page)
    if own.exclude(name=name).count() >= MOST_FILTERS:
        raise Refused([Reason(f"每个列表最多保存 {MOST_FILTERS} 组条件，请先删除不用的。", field="name")])
    with transaction.atomic():
        kept, _ = SavedFilter.objects.update_or_create(
            official=official, page=page, name=name,
            defaults={"query": query, "shared": shared, "unit_id": official.unit_id},
        )  # fmt: skip
    return kept


def drop_filter(*, official: Official, pk: int) -> None:
    """Remove one's own saved filter; somebody else's stays."""
    SavedFilter.objects.filter(official=official, pk=pk).delete()


def prefer(*, official: Official, **values: Any) -> Preference:
    """Change how one likes the desk."""
    with transaction.atomic():
        kept, _ = Preference.objects.update_or_create(official=official, defaults=values)
    return kept


def prefer_columns(*, official: Official, page: str, columns: Iterable[str]) -> None:
    """Remember the columns of one list; none forgets them."""
    with transaction.atomic():
        kept, _ = Preference.objects.select_for_update().get_or_create(official=official)
        chosen = list(columns)
        if chosen:
            kept.columns[page] = chosen
        else:
            kept.columns.pop(page, None)
        kept.save(update_fields=["columns"])


def keep_typed(*, official: Official, page: str, typed: str) -> FormDraft:
    """Keep what an official is typing into a form. Raises Refused when it is too long to keep."""
    if len(typed) > LONGEST_DRAFT:
        raise Refused(["内容过长，未能自动保存，请及时保存草稿。"])
    with transaction.atomic():
        kept, _ = FormDraft.objects.update_or_create(
            official=official, page=page[:200], defaults={"typed": typed, "saved_at": clock.now()}
        )
    return kept


def forget_typed(*, official: Official, page: str) -> None:
    FormDraft.objects.filter(official=official, page=page[:200]).delete()


def note_reading(*, official: Official, address: str) -> None:
    """An auditor has opened a page: who, where, when, and nothing of what was asked or shown."""
    with transaction.atomic():
        record("desk.read", official, official, address=address[:200])


def once(*, official: Official, key: str, page: str, act: Callable[[], str]) -> tuple[str, bool]:
    """Carry out `act` (returns an address) and remember it; the same key again returns that address.

    Returns the address and whether the act was carried out now. Everything is one transaction: what is refused leaves
    the key free, and so does an act that returns '' (held back, its traces kept). A second press that arrives meanwhile
    waits for the first one's end.
    """
    if not key:
        return act(), True
    try:
        with transaction.atomic():
            taken = Submission.objects.create(key=key[:40], official=official, page=page[:200], at=clock.now())
            taken.answer = act()[:500]
            if not taken.answer:
                taken.delete()
                return "", True
            taken.save(update_fields=["answer"])
    except IntegrityError:
        done = Submission.objects.filter(official=official, key=key[:40]).first()
        if done is None:  # the clash was the act's own
            raise
        return done.answer, False
    return taken.answer, True


def notify(
    *, officials: Iterable[int], source: str, sentence: str, url: str = "", reason: str = "", urgent: bool = False
) -> int:
    """Tell these officials (by id) something once; repeating it with the same source changes nothing.

    Who wants urgent notices only is told nothing else. Returns how many were meant.
    """
    told = set(officials) - queries.auditors()
    if not urgent:
        told -= queries.content_with_urgent_only(told)
    return notify_many([Told(pk, source, sentence, url, reason, urgent) for pk in sorted(told)])


@dataclass(frozen=True)
class Told:
    """One sentence to one official (by id)."""

    official: int
    source: str
    sentence: str
    url: str = ""
    reason: str = ""
    urgent: bool = False


def notify_many(told: Iterable[Told]) -> int:
    """Write many notices in batches; those that were given before stay as they are. Returns how many were meant."""
    moment = clock.now()
    rows = [
        Notification(
            official_id=each.official,
            source=each.source[:80],
            sentence=each.sentence[:400],
            reason=each.reason[:300],
            url=each.url[:200],
            urgent=each.urgent,
            at=moment,
        )
        for each in told
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def mark_read(*, official: Official, pks: Iterable[int] | None = None) -> int:
    """Mark one's own notices as read: these, or all."""
    rows = Notification.objects.filter(official=official, read_at__isnull=True)
    if pks is not None:
        rows = rows.filter(pk__in=list(pks))
    return rows.update(read_at=clock.now())


def note_export(*, official: Official, page: str, title: str, form: str, sentence: str) -> None:
    """Write down who took which list out of the house."""
    with transaction.atomic():
        record(
            "desk.exported",
            Party("list", page, title),
            official,
            list=title,
            format=form.upper(),
            filter=sentence or "全部",
        )


def note_bulk(*, official: Official, page: str, title: str, act: str, done: int, refused: Mapping[str, str]) -> None:
    """Write down that one decision was carried out on many records; each record has its own entry as well."""
    with transaction.atomic():
        record("desk.bulk_done", Party("list", page, title), official, act=act, done=done, refused=len(refused))


def forget_drafts() -> int:
    """Remove what was typed and never sent; returns how many."""
    return FormDraft.objects.filter(saved_at__lt=clock.now() - timedelta(days=DRAFT_DAYS)).delete()[0]


def forget_submissions() -> int:
    """Remove the answers by which a second press is known; returns how many."""
    return Submission.objects.filter(at__lt=clock.now() - timedelta(days=SUBMISSION_DAYS)).delete()[0]


def forget_notifications() -> int:
    """Remove notices that were read long ago; returns how many."""
    old = clock.now() - timedelta(days=NOTIFICATION_DAYS)
    return Notification.objects.filter(at__lt=old, read_at__isnull=False).delete()[0]


def tidy() -> int:
    """Remove what has outlived its use; returns how many rows. Run once a day."""
    return forget_drafts() + forget_submissions() + forget_notifications()
