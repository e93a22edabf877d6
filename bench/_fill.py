"""A large number of public notices, written straight into the tables: what the pages are measured on."""

from datetime import date, timedelta
from itertools import islice
from typing import Any

BODY = "".join(
    f"<p>{number}、为做好公园绿地的日常养护，各单位应按照职责分工落实巡查、修剪、灌溉和病虫害防治，并于每月五日前报送上月情况。</p>"
    for number in range(1, 13)
)
COLUMNS = ("news.notice", "news.work", "open.policy.other", "focus.work")
CHUNK = 2000


def people() -> Any:
    """One official a duty, as the tests make them."""
    from gongkai.publications.tests.factories import Team

    return Team()


def fill(unit: Any, author: Any, count: int) -> None:
    """Add public notices until there are `count`; dates spread over twenty years."""
    from gongkai.publications.models import Publication

    have = Publication.objects.count()
    numbers = iter(range(have, count))
    while chunk := list(islice(numbers, CHUNK)):
        _write(unit, author, chunk)


def _write(unit: Any, author: Any, chunk: list[int]) -> None:
    from django.db import transaction

    from gongkai.journal import clock
    from gongkai.publications.models import Publication, Version
    from gongkai.publications.services import listing

    moment = clock.now()
    with transaction.atomic():
        items = [
            Publication(
                kind="notice", unit=unit, title=f"关于做好第{number}号绿地养护工作的通知", column=COLUMNS[number % 4],
                doc_no=f"测绿〔{2006 + number % 20}〕{number}号", doc_no_key=f"测绿〔{2006 + number % 20}〕{number}号",
                number=f"BENCH/{number:07}", summary="日常养护要求。", released_at=moment, formed_on=date(2020, 1, 1),
                listed_on=date(2006, 1, 1) + timedelta(days=number * 37 % 7300), created_at=moment, changed_at=moment,
            )
            for number in chunk
        ]  # fmt: skip
        Publication.objects.bulk_create(items, batch_size=500)
        versions = [
            Version(
                publication=item, serial=1, state="live", author=author, title=item.title, body=BODY,
                summary=item.summary, column=item.column, doc_no=item.doc_no, formed_on=item.formed_on,
                openness="public", released_at=moment, digest="0" * 64, created_at=moment, saved_at=moment,
            )
            for item in items
        ]  # fmt: skip
        Version.objects.bulk_create(versions, batch_size=500)
        for item, version in zip(items, versions, strict=True):
            item.live_version, item.state = version, "live"
        Publication.objects.bulk_update(items, ["live_version", "state"], batch_size=500)
        listing.enter(items)
