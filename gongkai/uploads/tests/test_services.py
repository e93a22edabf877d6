import hashlib
import io
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from gongkai.journal.models import Entry
from gongkai.journal.parties import Party
from gongkai.journal.refusals import Refused
from gongkai.journal.tests.together import at_once
from gongkai.uploads import queries, sandbox, services, storage
from gongkai.uploads.models import StoredFile, Upload
from gongkai.uploads.sweeping import sweep

from .factories import CLERK, ID_CARD, MOBILE, REVIEWER, opened, scanned, take, with_comments, with_text
from .honest import AUTHOR, HONEST, office, office_parts, packed, pdf, photograph, picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path


def events():
    return list(Entry.objects.order_by("id").values_list("event", flat=True))


def test_what_is_taken_in_lies_under_its_digest_and_is_private():
    content = pdf()
    upload = take(content, "通知.pdf", owner=Party("version", "12", "通知"))
    digest = hashlib.sha256(content).hexdigest()
    assert upload.stored.digest == upload.received_digest == digest
    assert storage.path_of(digest).read_bytes() == content
    assert storage.path_of(digest).relative_to(storage.path_of(digest).parents[2]).parts == (
        digest[:2],
        digest[2:4],
        digest,
    )
    assert upload.state == "private" and not Upload.objects.public().exists()
    assert (upload.uploader_id, upload.uploader_name, upload.owner_id) == ("7", "李树", "12")
    assert list(Upload.objects.of(Party("version", "12"))) == [upload]
    assert events() == ["uploads.taken_in"]


def test_a_django_upload_is_taken_in_as_well():
    upload = services.take_in(file=SimpleUploadedFile("x", pdf()), name="通知.PDF", actor=CLERK, purpose="test")
    assert upload.name == "通知.pdf" and upload.stored.media_type == "application/pdf"


def test_the_same_file_twice_is_stored_once_and_uploaded_twice():
    one, two = take(pdf(), "甲.pdf"), take(pdf(), "乙.pdf")
    assert one.stored == two.stored and one.public_id != two.public_id
    assert StoredFile.objects.count() == 1


def test_a_picture_is_stored_without_what_its_metadata_told():
    content = photograph()
    upload = take(content, "照片.jpg")
    kept = storage.path_of(upload.stored.digest).read_bytes()
    assert AUTHOR.encode() in content and AUTHOR.encode() not in kept and b"13800000000" not in kept
    assert upload.received_digest == hashlib.sha256(content).hexdigest() != upload.stored.digest


def test_a_file_above_its_cap_is_refused_while_it_arrives():
    class Endless(io.RawIOBase):
        read_bytes = 0

        def read(self, size=-1):
            self.read_bytes += size
            return b"x" * size

    file = Endless()
    with pytest.raises(Refused, match="5 MB"):
        take(b"", "说明.txt", file=file)
    assert file.read_bytes < 7 * 1024 * 1024


def test_a_child_that_runs_out_of_memory_or_time_is_a_refusal(settings):
    for limit in ({"memory": 30 * 1024 * 1024}, {"cpu_milliseconds": 20}, {"wall_seconds": 0}):
        settings.UPLOAD_LIMITS = limit
        with pytest.raises(Refused, match="超过上限"):
            take(picture(size=(4000, 4000)), "照片.jpg")
    assert not Upload.objects.exists()


def test_an_unknown_limit_is_an_error_of_the_settings(settings):
    settings.UPLOAD_LIMITS = {"pixel": 1}
    with pytest.raises(ValueError, match="pixel"):
        take(pdf(), "通知.pdf")


def found_something(path):
    return "Test.Virus"


def broken_scanner(path):
    raise ConnectionRefusedError


def test_the_virus_scanner_is_asked_before_anything_is_stored_and_its_silence_is_a_refusal(settings):
    for scanner, words in (("found_something", "Test.Virus"), ("broken_scanner", "暂时不可用")):
        settings.UPLOAD_VIRUS_SCANNER = f"{__name__}.{scanner}"
        with pytest.raises(Refused, match=words):
            take(pdf(), "通知.pdf")
    assert not StoredFile.objects.exists()


def test_an_upload_belongs_to_one_record_only():
    upload = services.assign(upload=take(pdf(), "通知.pdf"), owner=Party("version", "1", "通知"), actor=CLERK)
    services.assign(upload=upload, owner=Party("version", "1", "通知"), actor=CLERK)
    with pytest.raises(Refused, match="另一件"):
        services.assign(upload=upload, owner=Party("version", "2"), actor=CLERK)


def test_what_was_not_scanned_is_not_opened():
    with pytest.raises(Refused, match="还没有做个人信息检查"):
        services.open_to_public(upload=take(pdf(), "通知.pdf"), actor=REVIEWER)


def test_personal_data_stop_the_opening_with_count_kind_and_place():
    upload = scanned(with_text(f"联系人身份证号码{ID_CARD}，手机{MOBILE}"), "名单.docx")
    said = queries.refusals(upload)
    assert len(said) == 2 and all("请遮盖后重新上传，或逐处说明不是个人信息。" in sentence for sentence in said)
    assert any("1 处疑似身份证" in sentence for sentence in said) and any(
        "1 处疑似手机" in sentence for sentence in said
    )
    with pytest.raises(Refused, match="身份证"):
        services.open_to_public(upload=upload, actor=REVIEWER)
    assert ID_CARD not in str(upload.scan) and MOBILE not in str(upload.scan)
    assert all(ID_CARD not in str(entry) and MOBILE not in str(entry) for entry in Entry.objects.values())


def test_each_finding_is_declared_by_itself_and_the_declaration_outlives_another_scan():
    upload = scanned(with_text(f"身份证号码{ID_CARD}，手机{MOBILE}"), "名单.docx")
    one, two = (finding["id"] for finding in upload.findings)
    upload = services.declare_not_personal(upload=upload, finding=one, actor=REVIEWER, reason="示例号码")
    assert len(queries.refusals(upload)) == 1
    with pytest.raises(Refused, match="已经说明过"):
        services.declare_not_personal(upload=upload, finding=one, actor=REVIEWER, reason="示例号码")
    with pytest.raises(Refused, match="为什么"):
        services.declare_not_personal(upload=upload, finding=two, actor=REVIEWER, reason=" ")
    with pytest.raises(Refused, match="找不到"):
        services.declare_not_personal(upload=upload, finding="x", actor=REVIEWER, reason="示例号码")
    upload = services.declare_not_personal(upload=upload, finding=two, actor=REVIEWER, reason="示例号码")
    upload = services.scan(upload=upload, actor=CLERK)
    assert not queries.refusals(upload)
    assert upload.findings[0]["declared"]["name"] == "王林"
    assert services.open_to_public(upload=upload, actor=REVIEWER).state == "open"


def test_more_findings_than_can_be_listed_block_even_when_every_listed_one_is_declared(monkeypatch):
    upload = take(pdf(), "名单.pdf")
    found = {"kind": "mobile", "label": "手机号码", "masked": "138****5678"}
    answer = {"findings": [found | {"where": f"第{n}行"} for n in range(510)], "unreadable": []}
    monkeypatch.setattr(sandbox, "run", lambda order, allowance: answer)
    upload = services.scan(upload=upload)
    for finding in upload.findings:
        finding["declared"] = {"name": "王林"}
    assert len(upload.findings) == 500
    assert queries.refusals(upload) == ["这个附件还有 10 处疑似个人信息没有逐一列出，不能逐处说明。请遮盖后重新上传。"]


def test_what_does_not_block_is_remarked():
    upload = scanned(with_text("咨询电话：021-62081234，邮箱 lvhua@example.org"), "通知.docx")
    assert not queries.refusals(upload) and len(queries.remarks(upload)) == 2


def test_what_no_machine_can_read_needs_a_person_who_says_what_he_saw(monkeypatch):
    upload = take(pdf(), "扫描件.pdf")
    answer = {"findings": [], "unreadable": [{"where": "第1页", "why": "扫描页"}]}
    monkeypatch.setattr(sandbox, "run", lambda order, allowance: answer)
    upload = services.scan(upload=upload)
    monkeypatch.undo()
    assert "第1页" in queries.refusals(upload)[0] and "逐页核对" in queries.refusals(upload)[0]
    with pytest.raises(Refused, match="写明"):
        services.confirm_by_eye(upload=upload, actor=REVIEWER, reason="")
    upload = services.confirm_by_eye(upload=upload, actor=REVIEWER, reason="逐页看过，只有树种名录")
    assert not queries.refusals(upload) and upload.confirmed_by_eye["id"] == "8"
    assert events()[-1] == "uploads.confirmed_by_eye"


def test_a_scan_that_dies_is_an_unreadable_file_and_never_a_clean_one(settings):
    upload = take(pdf(), "通知.pdf")
    settings.UPLOAD_LIMITS = {"scan_memory": 20 * 1024 * 1024}
    upload = services.scan(upload=upload)
    assert upload.unreadable[0]["where"] == "整个文件" and queries.refusals(upload)


def test_a_clean_readable_file_needs_no_confirmation():
    upload = scanned(with_text("关于做好行道树养护的通知"), "通知.docx")
    with pytest.raises(Refused, match="不需要"):
        services.confirm_by_eye(upload=upload, actor=REVIEWER, reason="看过")


def test_comments_and_tracked_changes_are_never_published_silently():
    assert "3 处批注" in "".join(queries.refusals(scanned(with_comments(3), "通知.docx")))
    body = '<w:p><w:ins w:author="x"><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>'
    tracked = scanned(office("docx", body=body), "修订.docx")
    assert "2 处未接受的修订" in "".join(queries.refusals(tracked))
    with pytest.raises(Refused, match="修订"):
        services.open_to_public(upload=tracked, actor=REVIEWER)


def test_hidden_sheets_stop_the_opening():
    parts = office_parts("xlsx")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('sheetId="1"', 'sheetId="1" state="veryHidden"')
    assert "1 个隐藏的工作表" in "".join(queries.refusals(take(packed(parts), "表.xlsx")))


def test_opening_and_closing_are_journalled_once_and_repeating_is_harmless():
    upload = opened(with_text("通知"), "通知.docx")
    services.open_to_public(upload=upload, actor=REVIEWER)
    assert list(Upload.objects.public()) == [upload]
    upload = services.close(upload=upload, actor=REVIEWER, reason="内容有误")
    services.close(upload=upload, actor=REVIEWER)
    assert upload.state == "private" and not Upload.objects.public().exists()
    assert [event for event in events() if event in {"uploads.opened", "uploads.closed"}] == [
        "uploads.opened",
        "uploads.closed",
    ]


def test_destroying_removes_file_and_copy_and_keeps_digest_and_dates():
    upload = opened(with_text("通知"), "通知.docx")
    paths = [storage.path_of(stored.digest) for stored in (upload.stored, upload.public_copy)]
    assert all(path.exists() for path in paths) and paths[0] != paths[1] and upload.cited == upload.public_copy
    upload = services.destroy(upload=upload, actor=REVIEWER, reason="依法删除")
    assert not any(path.exists() for path in paths)
    assert upload.state == "removed" and upload.name == "附件.docx" and upload.scan is None
    assert StoredFile.objects.get(pk=upload.stored_id).erased_at == upload.removed_at
    assert upload.received_digest and upload.opened_at and services.destroy(upload=upload).state == "removed"
    for act in (services.scan, services.prepare_public_copy, services.open_to_public):
        with pytest.raises(Refused, match="已经销毁"):
            act(upload=upload)


def test_bytes_that_another_upload_needs_survive_a_destruction():
    one, two = take(pdf(), "甲.pdf"), take(pdf(), "乙.pdf")
    services.destroy(upload=one, actor=REVIEWER)
    assert storage.path_of(two.stored.digest).exists()
    services.destroy(upload=two, actor=REVIEWER)
    assert not storage.path_of(two.stored.digest).exists()


def test_a_destroyed_file_that_is_uploaded_again_is_there_again():
    services.destroy(upload=take(pdf(), "甲.pdf"), actor=REVIEWER)
    upload = take(pdf(), "甲.pdf")
    assert storage.path_of(upload.stored.digest).exists() and upload.stored.erased_at is None


def test_a_destruction_that_is_rolled_back_destroys_nothing():
    upload = take(pdf(), "甲.pdf")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.destroy(upload=upload, actor=REVIEWER)
        raise ZeroDivisionError
    upload.refresh_from_db()
    assert upload.state == "private" and storage.path_of(upload.stored.digest).exists()


def test_the_public_copy_can_be_made_before_the_release():
    upload = scanned(with_text("通知"), "通知.docx")
    upload = services.prepare_public_copy(upload=upload)
    copy = upload.public_copy
    assert upload.state == "private" and services.open_to_public(upload=upload).public_copy == copy


def test_the_sweeper_takes_leftovers_and_spares_what_is_referred_to(tmp_path):
    upload, gone = take(pdf(), "甲.pdf"), take(b"text", "乙.txt")
    content = storage.path_of(gone.stored.digest).read_bytes()
    services.destroy(upload=gone, actor=REVIEWER)
    left = [
        tmp_path / "files" / "incoming" / "half",
        tmp_path / "files" / "aa" / "bb" / ("a" * 64),
        storage.path_of(gone.stored.digest),
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert sweep() == 0 and sweep(older_than=-5) == 3
    assert storage.path_of(upload.stored.digest).exists() and not any(path.exists() for path in left)


@pytest.mark.concurrency
def test_the_same_file_from_several_people_at_once_is_stored_once():
    content, uploads = pdf(), []
    ends = at_once(*[lambda number=number: uploads.append(take(content, f"通知{number}.pdf")) for number in range(6)])
    assert ends == ["done"] * 6
    assert len({one.stored_id for one in uploads}) == 1 == StoredFile.objects.count()
    assert storage.path_of(uploads[0].stored.digest).read_bytes() == content
    assert Entry.objects.filter(event="uploads.taken_in").count() == 6


@pytest.mark.concurrency
def test_destroying_and_uploading_the_same_at_once_never_leaves_a_row_without_bytes():
    for _ in range(5):
        first, faults = take(pdf(), "甲.pdf"), []

        def destroy(first=first, faults=faults):
            try:
                services.destroy(upload=first, actor=REVIEWER)
            except Exception as fault:  # noqa: BLE001  as above
                faults.append(fault)
            finally:
                connection.close()

        thread = threading.Thread(target=destroy)
        thread.start()
        second = take(pdf(), "乙.pdf")
        thread.join()
        assert not faults and storage.path_of(second.stored.digest).exists()
        assert StoredFile.objects.get(pk=second.stored_id).erased_at is None
        services.destroy(upload=second, actor=REVIEWER)


def test_every_honest_type_can_be_scanned_confirmed_and_opened():
    for name, make in HONEST.items():
        if name.endswith((".mp4", ".gif", ".webp", ".png")):
            continue
        upload = scanned(make(), name)
        if upload.unreadable:
            upload = services.confirm_by_eye(upload=upload, actor=REVIEWER, reason="看过")
        assert services.open_to_public(upload=upload, actor=REVIEWER).state == "open", name
