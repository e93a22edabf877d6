"""From a finding to its place in the text."""

import re

import pytest
from django.utils.safestring import SafeString

from gongkai.desk.staff.publishing.markup import anchored, linked
from gongkai.publications import text
from gongkai.publications.services import checking
from gongkai.publications.tests import factories as make

from .at_desk import Desk

BODIES = [
    "<p>一</p><p> </p><p>二<strong>粗</strong>尾</p>",
    "<h2>题</h2><ul><li>甲</li><li><p>乙</p></li></ul><p>末</p>",
    "<p>前</p><table><caption>表</caption><tbody><tr><td>子</td><td>丑</td></tr><tr><td>寅</td></tr></tbody></table><p>后</p>",
    "<blockquote><p>引</p></blockquote><p>尾</p>",
    "没有标签的开头<p>段</p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;<p>&lt;b&gt;字面&lt;/b&gt;</p>",
]


@pytest.mark.parametrize("body", BODIES)
def test_anchors_count_as_the_checks_do(body):
    body = text.clean(body)
    page = anchored(SafeString(body))
    assert text.plain(page) == text.plain(body), "nothing but anchors was added"
    for number, line in enumerate(text.plain(body).splitlines(), 1):
        found = re.search(rf'id="line-{number}"[^>]*>(.*)', page, re.S)
        if found:
            plain = text.plain(f"<div>{found[1]}").splitlines()
            assert plain[0] == line
    assert len(re.findall(r'id="line-\d+"', page)) >= len(text.plain(body).splitlines()) - 1


def test_an_empty_text_stays_empty():
    assert anchored(SafeString("")) == ""


@pytest.mark.django_db
def test_the_finding_on_the_review_page_leads_to_its_paragraph():
    team = make.Team()
    version = make.draft(team, body="<h2>联系</h2><p>第一段</p><p>打电话到021-55667788找王某某。</p>")
    checking.run(version)
    hrefs = {row["where"]: row["href"] for row in linked(checking.outcome(version)).findings}
    assert hrefs.get("正文第3段") == "#line-3"
    page = Desk(team.draft).text(f"/desk/v/{version.pk}/")
    assert 'href="#line-3"' in page and '<p id="line-3">打电话' in page
    page = Desk(team.draft).text(f"/desk/p/{version.publication_id}/", tab="checks")
    assert 'href="?tab=text#line-3"' in page
    assert '<p id="line-3">打电话' in Desk(team.draft).text(f"/desk/p/{version.publication_id}/", tab="text")


def test_words_that_look_like_markup_stay_words():
    body = text.clean("&lt;script&gt;alert(1)&lt;/script&gt;<p>&lt;b&gt;字面&lt;/b&gt;</p>")
    page = anchored(SafeString(body))
    assert "<script" not in page
    assert "<b>" not in page
