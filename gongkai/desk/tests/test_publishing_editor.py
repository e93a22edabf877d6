"""The rich text field in a real browser, under the site's own policy; and without script."""

import re
from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image

from gongkai.publications.models import Version
from gongkai.publications.tests import factories as make

from .at_desk import Desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_edit(live_server, team):
    """The writer at the draft's form."""

    def go(page, version):
        cookie = Desk(team.draft).client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(f"/desk/v/{version.pk}/edit/")
        return page.locator(".prose-editor").get_by_role("textbox", name="正文")

    return go


def picture(tmp_path, name="大门.png"):
    path = tmp_path / name
    Image.new("RGB", (40, 30), "green").save(path)
    return path


def png():
    file = BytesIO()
    Image.new("RGB", (4, 3), "green").save(file, "PNG")
    file.seek(0)
    file.name = "大门.png"
    return file


def saved(page, version):
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**/desk/p/{version.publication_id}/")
    return Version.objects.get(pk=version.pk).body


def test_words_written_with_the_buttons_arrive_as_clean_markup(page, team, at_edit):
    version = make.draft(team, body="")
    box = at_edit(page, version)
    box.press_sequentially("开放时间")
    page.get_by_role("button", name="大标题").click()
    assert page.get_by_role("button", name="大标题").get_attribute("aria-pressed") == "true"
    box.press("End")
    box.press("Enter")
    box.press_sequentially("自下月起")
    box.press("Control+b")
    box.press_sequentially("延长")
    assert saved(page, version) == "<h2>开放时间</h2><p>自下月起<strong>延长</strong></p>"


def test_what_is_pasted_from_a_word_processor_comes_out_clean_with_its_table(page, team, at_edit):
    version = make.draft(team, body="")
    box = at_edit(page, version)
    markup = (
        "<html xmlns:o='urn:x'><head><style>p.MsoNormal{mso-style:x}</style></head><body><p class=MsoNormal "
        "style='mso-x:1'><b>标题</b><o:p></o:p></p><table border=1 style='width:9pt'><tr><td class=x>甲</td><td>乙</td>"
        "</tr></table><script>alert(1)</script></body></html>"
    )
    box.focus()
    page.evaluate(
        """markup => {
            const data = new DataTransfer()
            data.setData("text/html", markup)
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
        }""",
        markup,
    )
    body = saved(page, version)
    assert re.sub(r"</?p>", "", body) == (
        "<strong>标题</strong><table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>"
    )


def test_a_table_is_inserted_and_grows(page, team, at_edit):
    version = make.draft(team, body="<p>前言</p>")
    box = at_edit(page, version)
    box.click()
    page.get_by_role("button", name="插入表格").click()
    page.get_by_role("button", name="加行").click()
    body = saved(page, version)
    assert body.count("<tr>") == 4 and body.count("<th") == 3 and "前言" in body


def test_a_picture_goes_in_with_its_words_is_seen_at_the_desk_and_public_after_release(
    page, team, at_edit, tmp_path, client
):
    version = make.draft(team, body="<p>大门已经修好。</p>")
    box = at_edit(page, version)
    box.click()
    page.get_by_role("button", name="图片").click()
    page.get_by_role("button", name="上传并插入").click()
    page.get_by_text("请选择图片，并写明图中有什么").wait_for()
    page.get_by_label("文件").set_input_files(picture(tmp_path))
    page.get_by_label("替代文字").fill("公园东门")
    page.get_by_role("button", name="上传并插入").click()
    shown = box.get_by_role("img", name="公园东门")
    shown.wait_for()
    page.wait_for_function("[...document.querySelectorAll('.ProseMirror img')].every(i => i.naturalWidth === 40)")
    body = saved(page, version)
    address = re.search(r'<img src="(/f/[0-9a-f]{64}\.png)" alt="公园东门">', body)[1]
    page.wait_for_function("document.querySelector('.prose img').naturalWidth === 40")
    page.goto(f"/desk/v/{version.pk}/preview/")
    page.wait_for_function("document.querySelector('img[alt=公园东门]').naturalWidth === 40")
    assert client.get(address).status_code == 404, "not before release"
    page.goto(f"/desk/v/{version.pk}/edit/")
    page.wait_for_function("document.querySelector('.ProseMirror img')?.naturalWidth === 40")


def test_what_the_editor_cannot_keep_is_left_to_the_plain_field(page, team, at_edit):
    version = make.draft(team, body="<table><caption>各区绿地面积</caption><tbody><tr><td>1</td></tr></tbody></table>")
    at_edit(page, version)
    field = page.get_by_label("正文")
    if page.get_by_text("编辑器不能保留的格式").count():
        assert "<caption>各区绿地面积</caption>" in field.input_value()
    assert "各区绿地面积" in saved(page, version)


def test_the_editor_is_accessible(page, team, at_edit, assert_accessible):
    version = make.draft(team)
    at_edit(page, version)
    assert_accessible(page)


def test_without_script_the_plain_field_takes_lines_as_paragraphs(open_page, team, at_edit):
    version = make.draft(team, body="")
    page = open_page(java_script_enabled=False)
    at_edit(page, version)
    page.get_by_label("正文").fill("第一段\n第二段")
    assert saved(page, version) == "<p>第一段</p><p>第二段</p>"


def test_without_script_a_picture_goes_to_the_end_of_the_text(team):
    version, clerk = make.draft(team, body="<p>甲</p>"), Desk(team.draft)
    address = f"/desk/v/{version.pk}/files/"
    bare = clerk.post(address, file=png(), in_text="on", submission_key="a")
    assert bare.status_code == 422 and "图中有什么" in bare.content.decode()
    assert clerk.post(address, file=png(), in_text="on", name='东门"<', submission_key="b").status_code == 302
    version.refresh_from_db()
    assert re.fullmatch(r'<p>甲</p><p><img src="/f/[0-9a-f]{64}\.png" alt="东门&quot;(&lt;|<)"></p>', version.body)
    assert version.attachments.get().inline


def test_odd_signs_in_a_pictures_name_are_dropped(team):
    version = make.draft(team)
    data = {"edition": version.edition, "file": png(), "name": "东\x00门\u202e"}
    answer = Desk(team.draft).post(f"/desk/v/{version.pk}/pictures/", **data)
    assert answer.status_code == 200 and version.attachments.get().name == "东门"


def test_a_picture_is_refused_with_its_reason(team):
    version = make.draft(team)
    address = f"/desk/v/{version.pk}/pictures/"
    text = BytesIO("一段文字".encode())
    text.name = "说明.txt"
    for person, data, sentence in (
        (team.draft, {"edition": version.edition}, "请选择一张图片"),
        (team.draft, {"edition": version.edition, "file": text}, "只能插入"),
        (team.draft, {"edition": version.edition + 5, "file": png()}, "刚由同事保存过"),
    ):
        answer = Desk(person).post(address, **data)
        assert answer.status_code == 422 and sentence in answer.json()["sentence"]
    assert Desk(team.publicity).post(address, file=png()).status_code == 403
    assert not version.attachments.exists()


def test_a_preview_opens_beside_the_form_and_writing_goes_on(page, team, at_edit):
    version = make.draft(team, body="<p>甲</p>")
    box = at_edit(page, version)
    box.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("还没有保存的话。")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="预览").click()
    opened.value.get_by_text("还没有保存的话。").first.wait_for()
    opened.value.close()
    assert Version.objects.get(pk=version.pk).body == "<p>甲</p>"
    page.keyboard.type("又一句。")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(f"**/desk/p/{version.publication_id}/")
    assert Version.objects.get(pk=version.pk).body == "<p>甲还没有保存的话。又一句。</p>"
