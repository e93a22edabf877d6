"""Many public items at once, for pages whose cost must not grow with the table."""

from datetime import date, timedelta
from itertools import count

from gongkai.journal import clock
from gongkai.publications.models import Publication, Record, Version
from gongkai.publications.services import changing, drafting, listing, releasing, reviewing
from gongkai.publications.tests import factories as make

_serial = count(1)


def policy(team, **fields):
    """A live policy document."""
    number = next(_serial)
    values = {
        "kind": "policy_document", "column": "open.policy.other", "title": f"关于加强公园管理的通知{number}",
        "doc_no": f"沪绿容〔2026〕{number}号", "facts": {"maker": "示例局"}, "keywords": "公园 管理", "catalogue_code": "",
    }  # fmt: skip
    return make.live(team, **{**values, **fields})


def amended(team, publication, *, note="调整闭园时间", **fields):
    """The publication with its next version released."""
    fresh = changing.amend(publication=publication, author=team.draft)
    drafting.edit(version=fresh, editor=team.draft, change_note=note, **fields)
    version = reviewing.submit(version=Version.objects.get(pk=fresh.pk), author=team.draft)
    return releasing.release(version=make.pass_all(team, version), actor=team.publicity)


def corrected(team, publication, old, new, note="用语统一"):
    """The publication with a 勘误 released."""
    version = changing.correct(publication=publication, author=team.draft, old=old, new=new, note=note)
    version = reviewing.submit(version=version, author=team.draft)
    return releasing.release(version=make.pass_all(team, version), actor=team.publicity)


def many(team, number, *, column="open.policy.other", kind="policy_document", **fields):
    """`number` live items written directly: they stand for years of releases."""
    today, moment = clock.today(), clock.now()
    rows = []
    for place in range(number):
        day = fields.get("day") or today - timedelta(days=place * 20)
        serial = next(_serial)
        rows.append(
            Publication(
                kind=kind, unit=team.unit, title=f"第{serial}件", column=column, listed_on=day, number=f"X/{serial:06}",
                doc_no=f"沪绿容〔2020〕{serial}号", doc_no_key=f"沪绿容〔2020〕{serial}号", released_at=moment,
                catalogue_code=fields.get("catalogue_code", ""),
            )
        )  # fmt: skip
    rows = Publication.objects.bulk_create(rows)
    versions = Version.objects.bulk_create(
        Version(
            publication=row, serial=1, author=team.draft, title=row.title, column=column, state="live", openness="public",
            body="<p>正文。</p>", released_at=moment, digest="0" * 64, doc_no=row.doc_no,
        )
        for row in rows
    )  # fmt: skip
    for row, version in zip(rows, versions, strict=True):
        row.live_version, row.state = version, "live"
    Publication.objects.bulk_update(rows, ["live_version", "state"])
    listing.enter(rows)
    return rows


def batch(team, number, **fields):
    """A live batch publication with records."""
    values = {"kind": "record_list", "column": "focus.double", "title": "行政许可公示"}
    publication = make.live(team, **{**values, **fields})
    Record.objects.bulk_create(
        Record(
            publication=publication, version=publication.live_version, key=f"许可{place:03}", title=f"迁移树木许可{place}",
            facts={"许可类别": "普通", "备注": "=1+1"}, decided_on=date(2026, 6, 1), state="live",
        )
        for place in range(1, number + 1)
    )  # fmt: skip
    return publication
