"""Archiving makes one complete file: in order, with a true index, with digests that prove it, gone with the case."""

from io import BytesIO

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from gongkai.bureau.tests import factories as bureau
from gongkai.foi import services
from gongkai.foi.models import CaseFile
from gongkai.foi.rules import archiving as rules
from gongkai.foi.rules.archiving import Part, State
from gongkai.foi.services import case_file_work, case_files
from gongkai.foi.services.intake import KIND, Wanted
from gongkai.foi.tests import factories as make
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.letters.models import LetterFile
from gongkai.letters.rules.blocks import blocks
from gongkai.mailbox.tests.factories import key
from gongkai.reception import services as reception
from gongkai.reception.services.erasing import erase
from gongkai.uploads import storage
from gongkai.uploads.models import Upload
from gongkai.uploads.tests import redaction_sources as sources


@pytest.fixture(autouse=True)
def without_scanner_files_are_read(settings):
    """What comes from outside is held while no scanner is set up: here one finds nothing."""
    settings.UPLOAD_VIRUS_SCANNER = "gongkai.foi.tests.test_case_file.finds_nothing"


def finds_nothing(path) -> str:
    return ""


def picture() -> BytesIO:
    made = BytesIO()
    Image.new("RGB", (320, 200), "#3a6").save(made, "PNG")
    made.seek(0)
    return made


def with_files(team):
    files = reception.take_in(
        [(BytesIO(sources.page()), "来信.pdf"), (picture(), "照片.png"), (BytesIO("说明".encode()), "说明.txt")]
    )
    facts = {"wanted": Wanted(identity=make.IDENTITY)}
    receipt = reception.submit(
        kind=KIND, key=key(), submission=make.submission(text="申请公开修剪计划𠀀😀。"), files=files, facts=facts
    )
    case = services.register(
        case=receipt.letter.application, actor=team.publicity, received_on=make.clock.today(), evidence="电话确认"
    )
    return services.withdrawn(case=case, actor=team.publicity, reason="申请人来电撤回")


def made(case) -> CaseFile:
    while case_file_work.work():
        pass
    row = CaseFile.objects.select_related("bundle__stored").get(application=case)
    row.application = make.fresh(case)
    return row


def archived(team, case=None) -> CaseFile:
    if case is None:
        return made(make.archived(team))
    return made(services.archive(case=case, actor=team.publicity))


def pages_of(row: CaseFile) -> list[str]:
    document = pypdfium2.PdfDocument(storage.path_of(row.bundle.stored.digest))
    return [page.get_textpage().get_text_range().replace("\r\n", "") for page in document]


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_letter_stands_in_the_bundle_in_order_and_the_index_names_its_page(team):
    row = archived(team)
    assert row.state == State.MADE and row.why == "" and row.left_out == 0
    pages = [squeezed(text) for text in pages_of(row)]
    assert len(pages) == row.pages == sum(part.pages for part in row.parts)
    letters = [part for part in row.parts if part.source == "letter"]
    assert len(letters) == row.application.papers.count() >= 3
    assert [part.page for part in letters] == sorted(part.page for part in letters)
    for part, paper in zip(letters, row.application.papers.order_by("letter__issued__pk"), strict=True):
        own = "".join(pages[part.page - 1 : part.page - 1 + part.pages])
        for block in blocks(paper.letter.issued.read()):
            for text in ["".join(cells) for cells in block.rows] or [block.text]:
                assert squeezed(text)[:12] in own
    index = pages[1]
    assert "卷内目录" in index
    for place, part in enumerate(row.parts, start=1):
        assert f"{squeezed(part.name)}" in index and pages[part.page - 1].endswith(str(part.page)), place


def test_the_cover_and_the_messages_say_what_the_case_says(team):
    row = archived(team)
    pages = pages_of(row)
    for said in (str(row.application), "2026年行道树修剪计划", "王晓明", "归档日期", "D02"):
        assert said in pages[0]
    said = next(part for part in row.parts if part.source == "messages")
    assert "申请公开2026年中心城区行道树修剪计划" in "".join(pages[said.page - 1 :])


def test_the_record_of_searches_stands_in_it(team):
    case = make.assigned(team)
    services.search(case=case, actor=team.draft, places="档案室", terms="修剪计划", found="没有查到")
    case = services.withdrawn(case=case, actor=team.publicity, reason="申请人来电撤回")
    row = archived(team, case)
    record = next(part for part in row.parts if part.source == "record")
    page = squeezed(pages_of(row)[record.page - 1])
    assert "档案室" in page and "没有查到" in page and case_files.altered(row) == []


def test_the_same_case_gives_the_same_bytes(team):
    row = archived(team)
    first = row.bundle.stored.digest
    case_files.make(case=row.application, actor=team.publicity)
    again = made(row.application)
    assert again.bundle.stored.digest == first and again.edition == row.edition + 1
    assert storage.held_digest(first) == first  # the earlier upload was destroyed, its bytes are still referred to


def test_files_are_joined_and_what_cannot_be_is_listed_with_its_digest(team):
    row = archived(team, with_files(team))
    files = {part.name.partition("（")[0]: part for part in row.parts if part.source == "upload"}
    assert files["附件1.pdf"].pages == 1 and files["附件2.png"].pages == 1
    assert files["附件3.txt"].pages == 0 and "不能并入" in files["附件3.txt"].why and row.left_out == 1
    pages = pages_of(row)
    assert sources.SECRET in pages[files["附件1.pdf"].page - 1]
    assert files["附件3.txt"].sha256 in squeezed(pages[1])
    assert "〓" in "".join(pages)  # a character that no font has


def test_a_broken_attachment_is_listed_and_breaks_nothing(team):
    case = with_files(team)
    upload = Upload.objects.kept().get(owner_kind="letter_message", name="附件1.pdf")
    storage.path_of(upload.stored.digest).write_bytes(b"%PDF-1.7 no pages")
    row = archived(team, case)
    part = next(part for part in row.parts if (part.source, part.key) == ("upload", str(upload.pk)))
    assert row.state == State.MADE and part.pages == 0 and "损坏" in part.why


def test_what_was_tampered_with_is_found(team):
    row = archived(team, with_files(team))
    assert case_files.altered(row) == []
    letter = next(part for part in row.parts if part.source == "letter")
    file = LetterFile.objects.get(pk=int(letter.key))
    file.body = "dGFtcGVyZWQ="
    file.save_base(force_update=True)  # past the model, which refuses every change
    assert case_files.altered(row) == [f"“{letter.name}”与制作案卷时不同。"]
    upload = next(part for part in row.parts if part.name.startswith("附件2"))
    storage.path_of(upload.sha256).write_bytes(b"other")
    storage.path_of(row.bundle.stored.digest).write_bytes(b"%PDF")
    said = case_files.altered(row)
    assert len(said) == 3 and "整卷" in said[0] and upload.name in said[2]


def test_the_list_of_digests_names_every_part_and_the_bundle(team):
    row = archived(team, with_files(team))
    text = case_files.written_list(row)
    assert all(f"{part.sha256}  {part.name}" in text for part in row.parts)
    assert text.endswith(f"{row.bundle.stored.digest}  整卷\n")


def test_it_is_erased_with_the_case(team):
    row = archived(team)
    path = storage.path_of(row.bundle.stored.digest)
    assert path.exists()
    erase(letter=row.application.letter)
    row.refresh_from_db()
    assert row.state == State.ERASED and not row.listing and row.bundle.state == Upload.State.REMOVED
    assert "清除" in "".join(
        reason.sentence for reason in case_files.may_make(make.fresh(row.application), team.publicity)
    )
    case_file_work.work()
    assert CaseFile.objects.get().state == State.ERASED


@pytest.mark.django_db(transaction=True)
def test_the_bytes_are_gone_after_the_erasure(team):
    row = archived(team)
    path = storage.path_of(row.bundle.stored.digest)
    erase(letter=row.application.letter)
    assert not path.exists()


def test_a_fault_is_tried_again_and_then_said(team, monkeypatch):
    case = make.archived(team)

    def fails(*args):
        raise OSError("no space")

    monkeypatch.setattr(case_file_work, "_made", fails)
    for _ in range(rules.MOST_ATTEMPTS):
        with pytest.raises(OSError, match="no space"):
            case_file_work.work()
        assert case_file_work.work() == 0  # leased: nobody else takes it up meanwhile
        CaseFile.objects.update(leased_until=None)
    assert case_file_work.work() == 1 and CaseFile.objects.get().state == State.FAILED
    monkeypatch.undo()
    assert case_files.make(case=case, actor=team.publicity).state == State.MAKING
    assert made(case).state == State.MADE


def test_work_on_an_older_edition_is_thrown_away(team, monkeypatch):
    case = make.archived(team)
    whole = case_file_work._made

    def interrupted(*args):
        made = whole(*args)
        CaseFile.objects.update(edition=9)
        return made

    monkeypatch.setattr(case_file_work, "_made", interrupted)
    assert case_file_work.work() == 1
    assert CaseFile.objects.get().state == State.MAKING and CaseFile.objects.get().bundle is None
    assert case.pk


@pytest.fixture
def desk(team):
    def _as(official) -> Client:
        client = Client()
        client.force_login(official)
        return client

    return _as


def test_it_is_taken_at_the_desk_with_a_reason_that_the_journal_keeps(team, desk):
    case = make.archived(team)
    here, client = f"{case.get_absolute_url()}case_file/", desk(team.publicity)
    assert "正在制作" in client.get(here).content.decode()
    assert "正在制作" in client.get(case.get_absolute_url()).content.decode()
    assert client.post(f"{here}bundle/", {"reason": "复议"}).status_code == 422
    row = made(case)
    assert "已制作" in client.get(case.get_absolute_url()).content.decode()
    assert client.post(f"{here}bundle/", {"reason": " "}).status_code == 422
    answer = client.post(f"{here}bundle/", {"reason": "复议机关调卷"})
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert row.bundle.stored.digest in client.post(f"{here}list/", {"reason": "核对"}).content.decode()
    entries = Entry.objects.filter(event="foi.case_file_taken")
    assert [entry.reason for entry in entries.order_by("pk")] == ["复议机关调卷", "核对"]
    assert "与制作时一致" in client.get(f"{here}?compare=1").content.decode()
    assert client.get(f"{here}make/").status_code == 200
    assert client.post(f"{here}make/").status_code == 302 and "正在制作" in client.get(here).content.decode()


def test_others_do_not_come_near_it(team, desk):
    row = archived(team)
    here = row.get_absolute_url()
    elsewhere = bureau.unit("elsewhere")
    stranger = bureau.official("draft", of=elsewhere, scope=elsewhere)
    assert {desk(stranger).get(f"{here}{tail}").status_code for tail in ("", "make/", "bundle/", "list/")} == {404}
    nobody = bureau.official(of=elsewhere)
    assert {desk(nobody).post(f"{here}{tail}", {"reason": "看看"}).status_code for tail in ("bundle/", "list/")} <= {
        403,
        404,
    }
    auditor = bureau.auditor()
    assert desk(auditor).get(here).status_code == 403
    assert not Entry.objects.filter(event="foi.case_file_taken").exists()
    with pytest.raises(Refused, match="政务公开职责"):
        case_files.make(case=row.application, actor=team.sign)


def test_an_application_that_is_not_archived_has_no_file(team, desk):
    case = make.answered(team)
    assert desk(team.publicity).get(f"{case.get_absolute_url()}case_file/").status_code == 404
    with pytest.raises(Refused, match="归档以后"):
        case_files.make(case=case, actor=team.publicity)


def test_the_case_page_asks_no_more_for_it(team, desk):
    row, client = archived(team), desk(team.publicity)
    client.get(row.application.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        client.get(row.application.get_absolute_url())
    assert not [query for query in asked.captured_queries if 'FROM "foi_casefile"' in query["sql"]]


def test_parts_follow_each_other_without_a_gap():
    parts = rules.paged(
        [
            Part("a", "", "一", 1, "x", pages=2),
            Part("b", "", "二", 1, "y", why="不能"),
            Part("c", "", "三", 1, "z", pages=3),
        ]
    )
    assert [(part.page, part.pages) for part in parts] == [(1, 2), (0, 0), (3, 3)]
    assert rules.part_from(parts[0].as_record()) == parts[0]
