"""Files of a version: private until it is live, cited by the digest of what readers get, gone with a removal."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.publications.models import Version
from gongkai.publications.services import changing, drafting, explaining, ordering, releasing, removing, reviewing
from gongkai.publications.services.content import attachments, public_record
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make.Team()


def workbook(*cells):
    book = Workbook()
    book.properties.creator = "某某人"
    book.active.append(list(cells))
    data = BytesIO()
    book.save(data)
    data.seek(0)
    return data


def draft_with_file(team, *cells, name="附表.xlsx"):
    version = make.draft(team)
    upload = uploads.take_in(file=workbook(*cells), name=name, actor=team.draft, purpose="publication")
    uploads.scan(upload=upload)
    drafting.attach(version=version, upload=upload, editor=team.draft)
    return Version.objects.get(pk=version.pk)


def released(team, *cells):
    version = make.pass_all(team, reviewing.submit(version=draft_with_file(team, *cells), author=team.draft))
    return releasing.release(version=version, actor=team.publicity)


def test_a_file_is_private_until_release_and_then_cited_by_the_digest_of_what_readers_get(team):
    version = draft_with_file(team, "公园", "面积")
    assert Upload.objects.get().state == "private"
    version = make.pass_all(team, reviewing.submit(version=version, author=team.draft))
    assert Upload.objects.get().state == "private"
    publication = releasing.release(version=version, actor=team.publicity)
    upload = Upload.objects.get()
    assert upload.state == "open"
    assert upload.public_copy.digest != upload.stored.digest, "metadata was stripped"
    cited = public_record(Version.objects.get(pk=publication.live_version_id))["attachments"]
    assert [row["sha256"] for row in cited] == [upload.public_copy.digest]


def test_a_number_in_a_workbook_stops_the_review(team):
    version = draft_with_file(team, "联系人", "13812345678")
    with pytest.raises(Refused, match="附表.xlsx"):
        reviewing.submit(version=version, author=team.draft)


def test_a_take_down_closes_the_files_and_a_restoration_opens_them(team):
    publication = released(team, "公园")
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="有误")
    assert Upload.objects.get().state == "private"
    removing.restore(publication=publication, actor=team.publicity, reason="核对无误")
    assert Upload.objects.get().state == "open"


def test_a_file_that_caused_a_take_down_does_not_come_back_with_the_amended_text(team):
    publication = released(team, "泄露的内容")
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="personal_data", reason="附件")
    fresh = changing.amend(publication=publication, author=team.draft)
    drafting.detach(attachment=fresh.attachments.get(), editor=team.draft)
    drafting.edit(version=Version.objects.get(pk=fresh.pk), editor=team.draft, change_note="删去附件")
    version = make.pass_all(team, reviewing.submit(version=Version.objects.get(pk=fresh.pk), author=team.draft))
    publication = releasing.release(version=version, actor=team.publicity)
    assert Upload.objects.get().state == "private"
    assert list(publication.versions.readable()) == [version]


def test_an_erasure_destroys_the_files(team):
    publication = released(team, "应清除")
    removing.propose_erasure(publication=publication, actor=team.publicity, reason_code="court", reason="裁定",
                             legal_ground="裁定书")  # fmt: skip
    removing.decide_erasure(publication=publication, actor=team.sign, agree=True, note="")
    assert Upload.objects.get().state == "removed"


def test_a_scan_that_could_not_read_asks_for_a_persons_eye(team):
    version = draft_with_file(team, "公园")
    upload = Upload.objects.get()
    upload.scan["unreadable"] = [{"where": "第1页", "why": "扫描图像"}]
    upload.save(update_fields=["scan"])
    with pytest.raises(Refused, match="目视"):
        reviewing.submit(version=version, author=team.draft)
    with pytest.raises(Refused, match="“起草”职责"):
        explaining.confirm_by_eye(attachment=version.attachments.get(), by=team.duty_officer, reason="看过了，没有问题")
    explaining.confirm_by_eye(attachment=version.attachments.get(), by=team.draft, reason="已逐页核对，无个人信息")
    assert reviewing.submit(version=Version.objects.get(pk=version.pk), author=team.draft).state == "review"


def draft_with_files(team, *names, inline=()):
    version = make.draft(team)
    for number, name in enumerate(names):
        upload = uploads.take_in(file=workbook("公园", number), name=name, actor=team.draft, purpose="publication")
        uploads.scan(upload=upload)
        drafting.attach(version=version, upload=upload, editor=team.draft, inline=name in inline)
    return Version.objects.get(pk=version.pk)


def names_of(version):
    return [row.name for row in attachments(Version.objects.get(pk=version.pk))]


def file_of(version, name):
    return version.attachments.get(name=name)


def test_files_stand_in_the_order_the_writer_gave_them_wherever_they_are_told(team):
    version = draft_with_files(team, "甲.xlsx", "乙.xlsx", "丙.xlsx")
    ordering.place(attachment=file_of(version, "丙.xlsx"), at=0, editor=team.draft)
    assert names_of(version) == ["丙.xlsx", "甲.xlsx", "乙.xlsx"]
    entry = Entry.objects.get(event="publications.files_ordered")
    assert entry.facts["name"] == "丙.xlsx" and entry.facts["place"] == 1
    version = make.pass_all(team, reviewing.submit(version=Version.objects.get(pk=version.pk), author=team.draft))
    publication = releasing.release(version=version, actor=team.publicity)
    cited = public_record(Version.objects.get(pk=publication.live_version_id))["attachments"]
    assert [row["name"] for row in cited] == ["丙.xlsx", "甲.xlsx", "乙.xlsx"]
    assert names_of(changing.amend(publication=publication, author=team.draft)) == ["丙.xlsx", "甲.xlsx", "乙.xlsx"]


def test_a_place_asked_twice_or_beyond_the_end_is_one_move_and_one_entry(team):
    version = draft_with_files(team, "甲.xlsx", "乙.xlsx")
    for _ in range(2):
        ordering.place(attachment=file_of(version, "甲.xlsx"), at=9, editor=team.draft)
    assert names_of(version) == ["乙.xlsx", "甲.xlsx"]
    assert Entry.objects.filter(event="publications.files_ordered").count() == 1


def test_a_picture_in_the_text_keeps_its_place_and_is_not_moved_itself(team):
    version = draft_with_files(team, "甲.xlsx", "图.xlsx", "乙.xlsx", inline=["图.xlsx"])
    ordering.place(attachment=file_of(version, "乙.xlsx"), at=0, editor=team.draft)
    assert names_of(version) == ["乙.xlsx", "图.xlsx", "甲.xlsx"]
    with pytest.raises(Refused, match="不在附件列表"):
        ordering.place(attachment=file_of(version, "图.xlsx"), at=0, editor=team.draft)


def test_a_file_added_after_others_were_taken_off_comes_last(team):
    version = draft_with_files(team, "甲.xlsx", "乙.xlsx", "丙.xlsx")
    for name in ("甲.xlsx", "乙.xlsx"):
        drafting.detach(attachment=file_of(version, name), editor=team.draft)
    upload = uploads.take_in(file=workbook("新"), name="丁.xlsx", actor=team.draft, purpose="publication")
    drafting.attach(version=version, upload=upload, editor=team.draft)
    assert names_of(version) == ["丙.xlsx", "丁.xlsx"]


def test_the_order_of_a_text_under_review_stays_as_it_was_examined(team):
    version = draft_with_files(team, "甲.xlsx", "乙.xlsx")
    reviewing.submit(version=version, author=team.draft)
    with pytest.raises(Refused):
        ordering.place(attachment=file_of(version, "乙.xlsx"), at=0, editor=team.draft)
    assert names_of(version) == ["甲.xlsx", "乙.xlsx"]
