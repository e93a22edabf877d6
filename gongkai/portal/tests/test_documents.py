"""The document page and what hangs on it."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from gongkai.portal.pages.documents import preview
from gongkai.publications.models import Attachment, Link, Publication, Version
from gongkai.publications.services import changing, drafting, removing
from gongkai.publications.tests import factories as make
from gongkai.uploads import services as uploads

from . import factories


@pytest.mark.parametrize("links", [0, 30])
def test_a_document_costs_at_most_four_queries_however_much_hangs_on_it(
    team, client, django_assert_max_num_queries, links
):
    publication = factories.policy(team)
    for other in factories.many(team, links):
        Link.objects.create(from_publication=publication, to_publication=other, role="related")
    client.get(f"/d/{publication.pk}/")
    with django_assert_max_num_queries(4):
        assert client.get(f"/d/{publication.pk}/").status_code == 200


@pytest.mark.parametrize("number", [3, 60])
def test_a_batch_costs_at_most_four_queries_at_any_size(team, client, django_assert_max_num_queries, number):
    publication = factories.batch(team, number)
    client.get(f"/d/{publication.pk}/")
    with django_assert_max_num_queries(4):
        assert client.get(f"/d/{publication.pk}/").status_code == 200


def test_the_metadata_table_holds_the_standard_fields(team, page_of):
    publication = factories.policy(team, effective_on=date(2026, 7, 1), topic="城乡建设、环境保护\\园林绿化")
    text = page_of(f"/d/{publication.pk}/")
    for label, value in (
        ("信息名称", publication.title), ("索取号", publication.number), ("发布机构", "上海市绿化和市容管理局"), ("责任单位", publication.unit.name),
        ("文件编号", publication.doc_no), ("发文机关", "示例局"), ("公开类别", "主动公开"), ("发布日期", "2026-06-02 09:30"),
        ("主题词", "公园 管理"), ("载体类型", "电子"), ("记录形式", "文本"), ("生成日期", "2026-06-01"),
        ("施行日期", "2026-07-01"), ("有效性", "尚未施行"), ("内容概述", "市属公园延长开放时间。"),
    ):  # fmt: skip
        assert f"<dt>{label}</dt><dd>{value}</dd>" in text, label
    assert publication.live_version.digest in text


def test_head_carries_title_pattern_meta_tags_and_the_permanent_address(team, page_of):
    publication = factories.policy(team)
    text = page_of(f"/d/{publication.pk}/")
    assert '<html lang="zh-CN">' in text
    assert f"<title>{publication.title}-其他文件-上海市绿化和市容管理局</title>" in text
    for name, content in (
        ("SiteName", "上海市绿化和市容管理局"), ("SiteIDCode", "3100000000"), ("ColumnName", "其他文件"),
        ("ArticleTitle", publication.title), ("PubDate", "2026-06-02 09:30"), ("ContentSource", "上海市绿化和市容管理局"),
    ):  # fmt: skip
        assert f'<meta name="{name}" content="{content}">' in text, name
    assert f'/d/{publication.pk}/">' in text.split('rel="canonical"')[1][:120]


def test_no_cookie_and_no_vary_on_cookie_is_set_by_a_public_page(team, client):
    response = client.get(f"/d/{factories.policy(team).pk}/")
    assert not response.cookies and "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"effective_on": date(2026, 7, 1)}, "本文件尚未施行"),
        ({"expires_on": date(2026, 5, 31)}, "本文件已失效"),
        ({"repealed_on": date(2026, 6, 1)}, "本文件已废止"),
    ],
)
def test_what_is_not_in_force_says_so_above_its_text(team, page_of, fields, said):
    fields = dict(fields)
    repealed = {"repealed_on": fields.pop("repealed_on", None)}
    publication = factories.policy(team, **fields)
    Publication.objects.filter(pk=publication.pk).update(**repealed)
    assert said in page_of(f"/d/{publication.pk}/")


def test_an_amended_document_shows_its_history_its_old_text_and_the_difference(team, page_of, client):
    publication = factories.policy(team, body="<p>公园开放至二十二时。</p>")
    publication = factories.amended(team, publication, body="<p>公园开放至二十一时。</p>", note="调整闭园时间")
    address = f"/d/{publication.pk}/"
    text = page_of(address)
    assert "调整闭园时间" in text and f"{address}v/1/" in text and "二十一时" in text and "二十二时" not in text
    old = page_of(f"{address}v/1/")
    assert "二十二时" in old and "这是较早的文本" in old and 'content="noindex"' in old
    compared = page_of(f"{address}diff/1/2/")
    assert "<del>二</del><ins>一</ins>" in compared and "调整闭园时间" in compared
    assert client.get(f"{address}v/2/").headers["Location"] == address
    for missing in ("v/3/", "diff/2/1/", "diff/1/1/", "diff/1/9/"):
        assert client.get(address + missing).status_code == 404


def test_a_text_under_review_is_nowhere_while_the_old_one_stays(team, page_of, client):
    publication = factories.policy(team)
    fresh = changing.amend(publication=publication, author=team.draft)
    drafting.edit(version=fresh, editor=team.draft, body="<p>还没有审核的文字。</p>", title="还没有审核的标题")
    assert "还没有审核" not in page_of(f"/d/{publication.pk}/")
    assert client.get(f"/d/{publication.pk}/v/2/").status_code == 404
    assert client.get(f"/d/{publication.pk}/diff/1/2/").status_code == 404


def test_a_correction_is_told_with_its_words(team, page_of):
    publication = factories.policy(team, body="<p>公园开放至二十二时，请知悉。</p>")
    factories.corrected(team, publication, "请知悉", "请周知")
    text = page_of(f"/d/{publication.pk}/")
    assert "勘误（2026-06-02）" in text and "原文“请知悉”更正为“请周知”" in text


def test_interpretation_policy_and_service_link_to_each_other(team, page_of):
    policy = factories.policy(team)
    reading = make.live(team, kind="interpretation", column="focus.interpretation", title="通知的解读")
    guide = make.live(team, kind="service_guide", column="service.industry", title="办事指南甲")
    drafting.link(publication=reading, target=policy, role=Link.Role.INTERPRETS, editor=team.draft)
    drafting.link(publication=guide, target=policy, role=Link.Role.BASIS, editor=team.draft)
    text = page_of(f"/d/{policy.pk}/")
    assert "政策解读" in text and "通知的解读" in text and "相关办事" in text and "办事指南甲" in text
    assert policy.title in page_of(f"/d/{reading.pk}/") and policy.title in page_of(f"/d/{guide.pk}/")
    removing.take_down(publication=reading, officer=team.duty_officer, reason_code="error", reason="有误")
    assert "通知的解读" not in page_of(f"/d/{policy.pk}/")


def test_metadata_only_material_says_that_the_text_is_not_held(team, page_of):
    publication = factories.policy(team)
    Version.objects.filter(pk=publication.live_version_id).update(full_text_held=False, body="")
    Publication.objects.filter(pk=publication.pk).update(source_url="https://example.gov.cn/a")
    text = page_of(f"/d/{publication.pk}/")
    assert "本站仅存目录信息，未存全文" in text and "https://example.gov.cn/a" in text


def test_legacy_material_shows_both_dates(team, page_of):
    publication = factories.policy(team)
    Version.objects.filter(pk=publication.live_version_id).update(claimed_published_on=date(2019, 5, 6))
    text = page_of(f"/d/{publication.pk}/")
    assert "<dt>原发布日期</dt><dd>2019-05-06</dd>" in text and "<dt>发布日期</dt><dd>2026-06-02 09:30</dd>" in text


@pytest.mark.parametrize("state", ["draft", "in_review", "approved", "withheld"])
def test_what_was_never_released_is_not_found(team, client, state):
    made = getattr(make, state)(team)
    pk = made.pk if isinstance(made, Publication) else made.publication_id
    for address in (f"/d/{pk}/", f"/d/{pk}/v/1/", f"/api/v1/publications/{pk}"):
        assert client.get(address).status_code == 404


def test_files_are_served_only_while_their_version_is_public(team, page_of, client, upload):
    version = make.draft(team, kind="policy_document", column="open.policy.other", facts={"maker": "示例局"})
    drafting.attach(version=version, upload=upload, editor=team.draft, name="附件一.txt")
    attachment = Attachment.objects.get()
    address = f"/d/{version.publication_id}/a/{attachment.pk}/x.txt"
    assert client.get(address).status_code == 404
    publication = make.releasing.release(
        version=make.pass_all(team, make.reviewing.submit(version=version, author=team.draft)), actor=team.publicity
    )
    assert "附件一.txt" in page_of(f"/d/{publication.pk}/")
    response = client.get(address)
    assert response.status_code == 200 and response.headers["Content-Disposition"].startswith("attachment")
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="有误")
    assert client.get(address).status_code == 404


def test_a_preview_shows_the_text_files_and_rows_of_a_version_that_is_not_public(team, rf, upload):
    version = make.draft(team, kind="record_list", column="focus.double", title="许可公示", body="<p>还没有公开。</p>")
    drafting.attach(version=version, upload=upload, editor=team.draft, name="附件一.txt")
    drafting.add_records(version=version, rows=[{"key": "甲1", "title": "迁移树木许可"}], editor=team.draft)
    version = Version.objects.select_related("publication__unit").get(pk=version.pk)
    text = preview(rf.get("/desk/x/"), version.publication, version).content.decode()
    for said in ("预览：尚未公开", "还没有公开。", "附件一.txt", "迁移树木许可", "许可公示"):
        assert said in text
    assert f"/d/{version.publication_id}/r/" not in text and f"/d/{version.publication_id}/a/" not in text


def test_a_picture_in_the_text_is_served_by_its_digest_while_the_text_is_public(team, client):
    file = BytesIO()
    Image.new("RGB", (8, 8), "green").save(file, "PNG")
    file.seek(0)
    picture = uploads.take_in(file=file, name="图.png", actor=team.draft, purpose="publication")
    uploads.scan(upload=picture)
    if picture.unreadable:  # where no program for reading pictures is installed
        uploads.confirm_by_eye(upload=picture, actor=team.draft, reason="没有文字")
    version = make.draft(team, body=f'<p><img src="/f/{picture.stored.digest}" alt="图"></p>')
    drafting.attach(version=version, upload=picture, editor=team.draft, inline=True)
    address = f"/f/{picture.stored.digest}.png"
    assert client.get(address).status_code == 404
    version = make.pass_all(team, make.reviewing.submit(version=Version.objects.get(pk=version.pk), author=team.draft))
    publication = make.releasing.release(version=version, actor=team.publicity)
    assert client.get(address).headers["Content-Type"] == "image/png"
    assert "图.png" not in client.get(f"/d/{publication.pk}/").content.decode(), "a picture is no attachment"
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="有误")
    assert client.get(address).status_code == 404


@pytest.fixture
def upload(team):
    taken = uploads.take_in(
        file=BytesIO("公示牌式样。".encode()), name="式样.txt", actor=team.draft, purpose="publication"
    )
    uploads.scan(upload=taken)
    return taken
