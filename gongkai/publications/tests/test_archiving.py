"""Packages for archive and library."""

import csv
import io
import json
import zipfile
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.publications.models import ArchiveDelivery
from gongkai.publications.services import archiving, drafting, removing, reviewing
from gongkai.publications.services import releasing as releases
from gongkai.publications.services.content import public_record
from gongkai.uploads import services as uploads
from gongkai.vault.digests import commitment

from . import factories as make

MORNING = datetime(2026, 6, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
JUNE = {"from_day": date(2026, 6, 1), "to_day": date(2026, 6, 2)}

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    with clock.at(MORNING):
        yield make.Team()


def opened(delivery):
    return zipfile.ZipFile(archiving.path_of(delivery))


def test_a_package_holds_each_item_with_facts_text_files_and_an_index(team):
    version = make.draft(team, title="=公园开放通知")
    file = io.BytesIO("附件内容".encode())
    upload = uploads.take_in(file=file, name="说明.txt", actor=team.draft, purpose="publication")
    uploads.scan(upload=upload)
    drafting.attach(version=version, upload=upload, editor=team.draft, name="../开放/说明")
    version.refresh_from_db()
    version = make.pass_all(team, reviewing.submit(version=version, author=team.draft))
    publication = releases.release(version=version, actor=team.publicity)
    made = archiving.package(receiver="上海市档案馆", actor=team.publicity, **JUNE)
    with opened(made) as package:
        assert package.testzip() is None
        names = package.namelist()
        place = f"items/{publication.number.replace('/', '_')}"
        assert set(names) == {f"{place}/record.json", f"{place}/text.html", f"{place}/files/01-说明.txt", "index.csv"}
        record = json.loads(package.read(f"{place}/record.json"))
        index = list(csv.reader(io.StringIO(package.read("index.csv").decode("utf-8-sig"))))
        assert "附件内容" in package.read(f"{place}/files/01-说明.txt").decode()
    assert record["digest"] == publication.live_version.digest
    live = publication.live_version
    salt, content = bytes(live.salt), {k: record[k] for k in record if k in public_record(live)}
    assert commitment(salt, content) == record["digest"], "the receiver can check the record against the log"
    assert index[1][0] == publication.number and index[1][1] == "'=公园开放通知"
    assert made.count == 1 and Entry.objects.filter(event="publications.archive_packed").count() == 1


def test_only_what_is_public_now_and_was_published_in_the_period_goes_in(team):
    kept, _down, _withdrawn = make.live(team), make.taken_down(team), make.withdrawn(team)
    with clock.at(MORNING.replace(day=20)):
        make.live(team)
        made = archiving.package(receiver="图书馆", actor=team.catalogue, **JUNE)
    with opened(made) as package:
        assert [n for n in package.namelist() if n.endswith("record.json")] == [
            f"items/{kept.number.replace('/', '_')}/record.json"
        ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"receiver": " "}, "接收单位"),
        ({"from_day": date(2026, 6, 3)}, "起始日期晚于"),
        ({"to_day": date(2026, 7, 1)}, "晚于今天"),
        ({"from_day": date(2020, 1, 1), "to_day": date(2020, 1, 2)}, "没有公开的信息"),
    ],
)
def test_a_package_that_makes_no_sense_is_refused_and_leaves_nothing_behind(team, changes, sentence):
    make.live(team)
    with pytest.raises(Refused, match=sentence):
        archiving.package(**{"receiver": "档案馆", "actor": team.publicity, **JUNE, **changes})
    assert not ArchiveDelivery.objects.exists()
    assert not list(archiving.folder().glob("*.part"))


def test_packing_and_delivering_need_the_duty(team):
    make.live(team)
    stranger = bureau.official("draft")
    with pytest.raises(Refused, match="职责"):
        archiving.package(receiver="档案馆", actor=stranger, **JUNE)
    made = archiving.package(receiver="档案馆", actor=team.publicity, **JUNE)
    with pytest.raises(Refused, match="职责"):
        archiving.deliver(delivery=made, actor=stranger, delivered_on=date(2026, 6, 2), receipt="回执1号")


def test_a_delivery_is_recorded_once_with_its_receipt(team):
    make.live(team)
    made = archiving.package(receiver="档案馆", actor=team.publicity, **JUNE)
    with pytest.raises(Refused, match="回执"):
        archiving.deliver(delivery=made, actor=team.publicity, delivered_on=date(2026, 6, 2), receipt="")
    with pytest.raises(Refused, match="移交日期"):
        archiving.deliver(delivery=made, actor=team.publicity, delivered_on=date(2026, 6, 9), receipt="回执1号")
    archiving.deliver(delivery=made, actor=team.publicity, delivered_on=date(2026, 6, 2), receipt="回执1号")
    with pytest.raises(Refused, match="已于"):
        archiving.deliver(delivery=made, actor=team.publicity, delivered_on=date(2026, 6, 2), receipt="回执2号")
    assert Entry.objects.filter(event="publications.archive_delivered").count() == 1


def test_what_is_erased_goes_from_the_packages_too(team):
    publication = make.live(team)
    made = archiving.package(receiver="档案馆", actor=team.publicity, **JUNE)
    archiving.forget_erased([publication.pk])
    assert archiving.path_of(made).exists(), "a live item is no reason to destroy a package"
    removing.propose_erasure(publication=publication, actor=team.publicity, reason_code="court", reason="裁定",
                             legal_ground="民事裁定书")  # fmt: skip
    removing.decide_erasure(publication=publication, actor=team.sign, agree=True, note="")
    archiving.forget_erased([publication.pk])
    assert not archiving.path_of(made).exists()


def test_the_questions_do_not_grow_with_the_number_of_items(team):
    def questions():
        with CaptureQueriesContext(connection) as caught:
            archiving.package(receiver="档案馆", actor=team.publicity, **JUNE)
        return len(caught)

    make.live(team), make.live(team)
    few = questions()
    for _ in range(6):
        make.live(team)
    assert questions() == few


def test_a_list_goes_in_with_all_its_columns_and_of_a_withdrawn_row_only_the_reason(team):
    version = make.draft(team, kind="record_list", column="focus.double", body="")
    rows = [{"key": "罚1", "title": "占绿处罚", "facts": {"相对人": "某公司"}, "decided_on": date(2026, 6, 1)},
            {"key": "罚2", "title": "毁绿处罚", "facts": {"相对人": "某人", "罚款": "=5000"}}]  # fmt: skip
    drafting.add_records(version=version, editor=team.draft, rows=rows)
    version.refresh_from_db()
    version = make.pass_all(team, reviewing.submit(version=version, author=team.draft))
    publication = releases.release(version=version, actor=team.publicity)
    removing.withdraw_record(row=publication.records.get(key="罚2"), actor=team.publicity, reason="处罚决定已撤销")
    with opened(archiving.package(receiver="档案馆", actor=team.publicity, **JUNE)) as package:
        name = next(name for name in package.namelist() if name.endswith("records.csv"))
        lines = list(csv.reader(io.StringIO(package.read(name).decode("utf-8-sig"))))
    assert lines == [
        ["编号", "名称", "相对人", "决定日期", "公示截止日期", "状态", "撤回理由"],
        ["罚1", "占绿处罚", "某公司", "2026-06-01", "", "公开", ""],
        ["罚2", "", "", "", "", "已撤回", "处罚决定已撤销"],
    ]


def test_a_package_that_an_erasure_overtook_is_destroyed(team):
    publication = make.live(team)
    packed = archiving.pack(receiver="档案馆", actor=team.publicity, **JUNE)
    removing.propose_erasure(publication=publication, actor=team.publicity, reason_code="court", reason="裁定",
                             legal_ground="民事裁定书")  # fmt: skip
    removing.decide_erasure(publication=publication, actor=team.sign, agree=True, note="")
    with pytest.raises(Refused, match="重新生成"):
        archiving.register(packed=packed, actor=team.publicity)
    assert not ArchiveDelivery.objects.exists() and not list(archiving.folder().glob("*" + packed.digest[:12] + "*"))
