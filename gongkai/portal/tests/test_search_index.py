"""The index follows the database: what is released is found, what is removed is not, whatever happened in between."""

import shutil
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from gongkai.journal import delivery
from gongkai.journal.models import Delivery, Entry
from gongkai.portal.models import Synonym
from gongkai.portal.search import building, folder, texts, updating
from gongkai.portal.search.port import Unavailable
from gongkai.publications.models import Record, Version
from gongkai.publications.services import drafting, releasing, removing, reviewing
from gongkai.publications.tests import factories as make
from gongkai.uploads import services as uploads

from . import factories, searching
from .searching import found, titles


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    searching.use_own_folder(settings, tmp_path)


def deliver():
    while delivery.deliver_due():
        pass


def test_what_is_released_is_found_after_its_delivery_and_in_its_newest_words(team):
    searching.build()
    publication = factories.policy(team, title="关于栽种银杏的通知")
    assert titles("银杏") == []
    deliver()
    assert titles("银杏") == ["关于栽种银杏的通知"]
    factories.amended(team, publication, title="关于栽种水杉的通知")
    deliver()
    assert titles("银杏") == [] and titles("水杉") == ["关于栽种水杉的通知"]


def test_many_deliveries_are_one_commit(team, monkeypatch):
    searching.build()
    for number in range(6):
        factories.policy(team, title=f"关于养护的通知第{number}件")
    commits = []
    monkeypatch.setattr(
        updating, "apply", lambda ids, real=updating.apply, **more: commits.append(ids) or real(ids, **more)
    )
    deliver()
    assert len(commits) == 1 and len(commits[0]) == 6
    assert not Delivery.objects.filter(subscriber=updating.SUBSCRIBER).exclude(state="done").exists()
    assert found("养护").total == 6


def test_a_delivery_may_be_repeated(team):
    searching.build()
    factories.policy(team, title="关于栽种银杏的通知")
    deliver()
    updating._done.clear()
    for entry in Entry.objects.filter(event="publications.released"):
        updating.bring(entry)
    assert found("银杏").total == 1 and updating.strays() == set()


@pytest.mark.parametrize("act", ["take_down", "withdraw"])
def test_what_is_removed_is_out_of_the_index_when_the_act_has_answered(team, act, django_capture_on_commit_callbacks):
    publication = factories.policy(team, title="关于栽种银杏的通知")
    searching.build()
    with django_capture_on_commit_callbacks(execute=True):
        if act == "take_down":
            removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="有误")
        else:
            removing.propose_withdrawal(publication=publication, actor=team.publicity, reason_code="other", reason="x",
                                        public_explanation="撤回", behaviour="notice")  # fmt: skip
            removing.decide_withdrawal(publication=publication, actor=team.sign, agree=True, note="")
    assert folder.reader().stamps() == {}


def test_what_the_index_still_holds_is_shown_nowhere_once_it_is_removed(team, client, monkeypatch):
    publication = factories.policy(team, title="关于栽种银杏的通知", doc_no="沪绿容〔2026〕99号")
    record = factories.batch(team, 1).records.get()
    searching.build()
    Record.objects.filter(pk=record.pk).update(state="withdrawn", withdrawal_reason="撤销")
    type(publication).objects.filter(pk=publication.pk).update(state="taken_down")
    assert len(folder.reader().stamps()) == 3
    for typed in ("银杏", "沪绿容〔2026〕99号", "yinxing", "银", "许可001", "迁移树木许可"):
        page = client.get("/s", {"q": typed}).content.decode()
        assert "栽种银杏" not in page and "迁移树木许可1" not in page, typed
        assert client.get("/api/v1/search", {"q": typed}).json()["total"] <= 1
        assert "栽种银杏" not in client.get("/s/suggest", {"q": typed}).content.decode()


def test_the_sweep_finds_what_is_missing_what_is_old_and_what_is_a_ghost(team):
    ghost = factories.policy(team, title="幽灵")
    old = factories.policy(team, title="旧题")
    searching.build()
    missing = factories.policy(team, title="遗漏")
    factories.amended(team, old, title="新题")
    type(ghost).objects.filter(pk=ghost.pk).update(state="taken_down")
    assert updating.strays() == {ghost.pk, old.pk, missing.pk}
    assert updating.sweep() == 3 and updating.strays() == set()
    assert titles("遗漏") == ["遗漏"] and titles("新题") == ["新题"] and folder.state()["strays"] == 3


def test_what_changes_while_a_build_reads_is_in_it(team, monkeypatch):
    gone, stays = factories.policy(team, title="将撤下"), factories.policy(team, title="照旧")
    real = building._batches

    def interrupted():
        yield from real()
        type(gone).objects.filter(pk=gone.pk).update(state="taken_down")
        factories.policy(team, title="刚发布")

    monkeypatch.setattr(building, "_batches", interrupted)
    searching.build()
    assert updating.strays() == set() and titles("刚发布") == ["刚发布"] and titles("照旧") == [stays.title]


def test_a_build_does_not_disturb_readers_nor_another_build(team):
    factories.policy(team, title="关于栽种银杏的通知")
    searching.build()
    first = folder.current()
    with folder.lock(".building", seconds=0), pytest.raises(building.AlreadyBuilding):
        building.build()
    assert titles("银杏") and folder.current() == first
    searching.build()
    assert titles("银杏") and folder.current() != first and not first.exists()


@pytest.mark.parametrize("damage", ["none", "pointer", "meta", "segment", "folder"])
def test_without_a_sound_index_the_database_answers_and_the_page_says_so(team, client, damage):
    publication = factories.policy(team, title="关于栽种银杏的通知", doc_no="沪绿容〔2026〕99号")
    if damage != "none":
        searching.build()
        _damage(damage)
        folder._opened = folder.Opened()
    page = client.get("/s", {"q": "银杏"}).content.decode()
    assert "全文搜索暂时不可用" in page and f"/d/{publication.pk}/" in page
    assert f"/d/{publication.pk}/" in client.get("/s", {"q": "沪绿容(2026)99号"}).content.decode()
    answer = client.get("/api/v1/search", {"q": "银杏"}).json()
    assert answer["total"] == 1 and answer["complete"] is False
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="有误")
    assert f"/d/{publication.pk}/" not in client.get("/s", {"q": "银杏"}).content.decode()


def _damage(kind):
    place = folder.current()
    if kind == "pointer":
        (folder.root() / "current").write_text("v0-old")
    elif kind == "meta":
        (place / "meta.json").write_text("{")
    elif kind == "segment":
        for path in place.glob("*.term"):
            path.write_bytes(b"\0" * 10)
    else:
        shutil.rmtree(place)


def test_the_search_page_asks_the_database_as_often_for_many_results_as_for_few(team, client):
    factories.policy(team, title="银杏一")
    factories.many(team, 60)
    searching.build()
    counts = set()
    for typed in ("银杏", "第", "正文"):
        client.get("/s", {"q": typed})
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/s", {"q": typed}).status_code == 200
        counts.add(len(caught))
    assert counts == {4}, "navigation, words, items, interpretations"


HOSTILE = (
    "", "\"", "'", "\\", "AND OR NOT", "+银杏 -公园", "title:银杏", "银杏~2", "(银杏", "[* TO *]", "银杏^9", "*", "?", "银" * 10_000,
    "银杏\x00\x07", "\u202e银杏", "😀", "👨‍👩‍👧银杏", "𠮷", "a" * 10_000, "/../", "%00", "{{7*7}}", "<script>", "〔〕", "号",
    "ljfl" * 200, "xian" * 30, "0" * 100, "零" * 100, "\u200b", "银杏 " * 500,
)  # fmt: skip


def test_no_query_is_a_fault_with_an_index_or_without(team, client):
    factories.policy(team, title="关于栽种银杏的通知")
    client.raise_request_exception = False
    for _ in range(2):
        for typed in HOSTILE:
            for address in ("/s", "/s/suggest", "/api/v1/search"):
                assert client.get(address, {"q": typed}).status_code < 500, (address, typed[:20])
        searching.build()
    for name in ("page=99999", "page=-1", "year=٣", "year=999999", "group=x", "validity=x", "sort=x", "column=nowhere"):
        assert client.get(f"/s?q=银杏&{name}").status_code < 500


def with_a_file(team, text):
    """A public document with a spreadsheet that holds `text`."""
    book, data = Workbook(), BytesIO()
    book.active.append([text])
    book.save(data)
    data.seek(0)
    upload = uploads.take_in(file=data, name="附表.xlsx", actor=team.draft, purpose="publication")
    uploads.scan(upload=upload)
    version = make.draft(team, title="关于附件的通知")
    drafting.attach(version=version, upload=upload, editor=team.draft)
    version = reviewing.submit(version=Version.objects.get(pk=version.pk), author=team.draft)
    return releasing.release(version=make.pass_all(team, version), actor=team.publicity)


def test_attachments_are_found_by_what_stands_in_them_once_they_have_been_read(team):
    searching.build()
    publication = with_a_file(team, "鹅掌楸名录")
    deliver()
    assert titles("附表") == ["关于附件的通知"], "its name at once"
    assert titles("鹅掌楸") == [] and texts.waiting() == [publication.pk]
    assert updating.read_waiting_files() == 1 and texts.waiting() == []
    assert titles("鹅掌楸") == ["关于附件的通知"]
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="有误")
    updating.remove_at_once([publication.pk])
    assert not list((folder.root() / "texts").rglob("*.txt"))


def test_records_are_found_by_name_and_number_until_their_publicity_ends(team):
    publication = factories.batch(team, 5)
    ended = publication.records.order_by("pk")[0]
    Record.objects.filter(pk=ended.pk).update(ends_on="2026-06-01")
    searching.build()
    assert sorted(titles("迁移树木许可")) == [f"迁移树木许可{number}" for number in (2, 3, 4, 5)]


def test_the_writer_is_waited_for_briefly_only(team):
    searching.build()
    with folder.lock(), pytest.raises(Unavailable), folder.writer(seconds=0.05):
        pass


def test_words_of_the_desk_hold_at_once(team):
    factories.policy(team, title="砍伐树木须知", body="<p>正文。</p>")
    searching.build()
    assert titles("锯木头") == []
    searching.same("锯木头", "砍伐树木")
    assert titles("锯木头") == ["砍伐树木须知"] and Synonym.objects.count() == 1


def test_in_a_column_only_its_own_are_found(team):
    factories.policy(team, title="银杏办法")
    make.live(team, kind="news", title="银杏黄了")
    searching.build()
    assert set(titles("银杏")) == {"银杏办法", "银杏黄了"}
    assert titles("银杏", column="open.policy") == ["银杏办法"]
