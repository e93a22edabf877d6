"""The style guide: for officials only, kept by nobody, and complete: every partial of the public site has its example."""

from pathlib import Path

import pytest
from django.test.signals import template_rendered

from gongkai.bureau.tests import factories as bureau

pytestmark = pytest.mark.django_db
PARTIALS = Path(__file__).resolve().parents[2] / "portal" / "templates" / "portal"
# Frame and parts of single pages, which are seen there.
NOT_COMPONENTS = {
    "_header.html", "_footer.html", "_within.html", "_records.html", "_editions.html", "_hit.html", "_nothing_found.html",
}  # fmt: skip


@pytest.fixture
def official(client):
    who = bureau.official("draft")
    client.force_login(who)
    return who


@pytest.mark.parametrize("address", ["/style/", "/style/desk/"])
def test_only_officials_see_the_style_guide_and_nothing_keeps_it(client, address):
    assert client.get(address).url.startswith("/desk/login/?next=/style/")
    client.force_login(bureau.official("draft"))
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"


def test_every_component_has_its_example(client, official):
    shown = set()

    def note(signal, sender, template, **more):
        shown.add(Path(template.origin.name))

    template_rendered.connect(note)
    try:
        client.get("/style/")
    finally:
        template_rendered.disconnect(note)
    components = {path for path in PARTIALS.glob("_*.html") if path.name not in NOT_COMPONENTS}
    assert {path.name for path in components - shown} == set()


def test_examples_of_every_state_are_there(client, official):
    text = client.get("/style/").content.decode()
    for word in (
        "征集中",
        "即将截止",
        "已截止",
        "已反馈",
        "逾期",
        "现行有效",
        "废止",
        "有解读",
        "采纳 <b>21</b>",
        "正在办理",
        "数据见下表",
    ):
        assert word in text, word
    desk = client.get("/style/desk/").content.decode()
    for word in ("送审", "未能办理，请核对以下内容", "现在不能办理", "办理后不能撤销"):
        assert word in desk, word
