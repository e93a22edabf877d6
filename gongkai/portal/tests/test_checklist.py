"""What every page of a government site must carry (WEB-04 to WEB-06, portal): one line of the table, one test."""

import json
import re

import pytest
from django.conf import settings
from lxml import html

from gongkai.journal import clock
from gongkai.portal.models import Column
from gongkai.portal.pages import errors
from gongkai.publications.models import Link
from gongkai.publications.tests import factories as make

from . import factories
from .conftest import MORNING

EVERY = ("home", "open", "list", "service", "document", "single", "catalogue", "search", "map", "about", "missing")
INNER = ("list", "service", "document", "single")
TIME = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$"

# Place and element, the pages that must have it, and where it is found; a text must match the pattern, if there is one.
CHECKS = (
    ("head: language", EVERY, "/html/@lang", r"^zh-CN$"),
    ("head: encoding", EVERY, "//meta/@charset", r"^utf-8$"),
    ("head: viewport", EVERY, "//meta[@name='viewport']/@content", r"width=device-width"),
    ("head: title ends with the site's name", EVERY, "//title", r".+-上海市绿化和市容管理局$"),
    ("head: title names the column", ("document",), "//title", r"^关于.+-其他文件-上海市绿化和市容管理局$"),
    ("head: canonical address", [p for p in EVERY if p != "missing"], "//link[@rel='canonical']/@href", r"^https?://127"),
    ("head: SiteName", EVERY, "//meta[@name='SiteName']/@content", r"^上海市绿化和市容管理局$"),
    ("head: SiteDomain", EVERY, "//meta[@name='SiteDomain']/@content", r"."),
    ("head: SiteIDCode of ten digits", EVERY, "//meta[@name='SiteIDCode']/@content", r"^\d{10}$"),
    ("head: ColumnName", ("home", "open", *INNER, "catalogue"), "//meta[@name='ColumnName']/@content", r"."),
    ("head: ColumnType", ("home", "open", *INNER, "catalogue"), "//meta[@name='ColumnType']/@content", r"."),
    ("head: ColumnDescription", ("home", "open", "list"), "//meta[@name='ColumnDescription']/@content", r"."),
    ("head: ColumnKeywords", ("home", "open", "list"), "//meta[@name='ColumnKeywords']/@content", r"."),
    ("head: description for search engines", ("home", "open", "list"), "//meta[@name='description']/@content", r"."),
    ("head: ArticleTitle", ("document",), "//meta[@name='ArticleTitle']/@content", r"关于"),
    ("head: PubDate", ("document",), "//meta[@name='PubDate']/@content", TIME),
    ("head: ContentSource", ("document",), "//meta[@name='ContentSource']/@content", r"."),
    ("head: Author", ("document",), "//meta[@name='Author']/@content", r"."),
    ("head: Keywords", ("document",), "//meta[@name='Keywords']/@content", r"公园"),
    ("head: Description", ("document",), "//meta[@name='Description']/@content", r"概述"),
    ("head: Url", ("document",), "//meta[@name='Url']/@content", r"/d/\d+/$"),
    ("head: Atom feed", EVERY, "//link[@type='application/atom+xml']/@href", r"feed.atom$"),
    ("head: JSON feed", EVERY, "//link[@type='application/feed+json']/@href", r"feed.json$"),
    ("head: OpenSearch", EVERY, "//link[@rel='search']/@href", r"opensearch.xml$"),
    ("head: structured data", ("home", "open", "list", "document"), "//script[@type='application/ld+json']", r"schema.org"),
    ("strip: the State Council's site", EVERY, "//a[@href='https://www.gov.cn/']", r"中国政府网"),
    ("strip: the superior's site", EVERY, "//a[@href='https://www.shanghai.gov.cn/']", r"上海市人民政府"),
    ("strip: accessibility", EVERY, "//*[@class='strip dark']//a[@href='/about/#accessibility']", r"无障碍"),
    ("strip: English", EVERY, "//*[@class='strip dark']//a[@href='/en/']", r"English"),
    ("header: full name", EVERY, "//header//strong", r"^上海市绿化和市容管理局$"),
    ("header: second name", EVERY, "//header//small", r"上海市林业局"),
    ("search box", EVERY, "//form[@role='search'][@action='/s']//input[@name='q']", None),
    ("main navigation", EVERY, "//nav[@aria-label='主导航']//a", r"."),
    ("skip link", EVERY, "//a[@class='skip'][@href='#main']", r"跳到主要内容"),
    ("one main region", EVERY, "//main[@id='main']", None),
    ("one first heading", EVERY, "//h1", r"."),
    ("breadcrumb", ("open", *INNER, "catalogue"), "//nav[@aria-label='当前位置']//a[@href='/']", r"首页"),
    ("document: source", ("document",), "//*[@class='byline']", r"来源：\S+"),
    ("document: time of publication", ("document",), "//*[@class='byline']//time", TIME),
    ("single page: time of publication", ("single",), "//*[@class='tools']", r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}"),
    ("document: print", ("document",), "//button[@data-print]", r"打印"),
    ("document: share", ("document",), "//button[@data-share]", r"分享"),
    ("document: reading aloud", ("document",), "//button[@data-speak]", r"朗读"),
    ("document: size of letters", ("document",), "//*[@aria-label='字号']/button", r"."),
    ("document: validity", ("document",), "//article//span[contains(@class,'chip')]", r"现行有效"),
    ("document: 文号", ("document",), "//*[@class='byline']/strong", r"〔2026〕"),
    ("document: history", ("document",), "//aside//ol[@class='line']/li/time", TIME),
    ("document: related interpretation", ("document",), "//aside//h2[text()='政策解读']", None),
    ("list: search in the column", ("list",), "//form[@role='search']/input[@name='column']/@value", r"^open.policy$"),
    ("list: pager", ("list",), "//nav[@aria-label='分页']/a[@rel='next']", r"下一页"),
    ("list: feed", ("list",), "//a[@class='feed']/@href", r"feed.atom$"),
    ("footer: responsible", EVERY, "//footer", r"主办单位：上海市绿化和市容管理局"),
    ("footer: operator", EVERY, "//footer", r"承办单位：\S+"),
    ("footer: address", EVERY, "//footer", r"地址：示例路100号"),
    ("footer: telephone", EVERY, "//footer", r"电话：021-00000100"),
    ("footer: 网站标识码", EVERY, "//footer", r"网站标识码：\d{10}"),
    ("footer: ICP备案", EVERY, "//footer//a[@href='https://beian.miit.gov.cn/']", r"沪ICP备"),
    ("footer: 公安备案", EVERY, "//footer//a[contains(@href,'beian.mps.gov.cn')]", r"沪公网安备"),
    ("footer: 党政机关网站标识", EVERY, "//footer//a[@href='https://bszs.conac.cn/']", r"党政机关网站标识"),
    ("footer: 我为政府网站找错", EVERY, "//footer//a", r"我为政府网站找错"),
    ("footer: map", EVERY, "//footer//a[@href='/map/']", r"网站地图"),
    ("footer: contact", EVERY, "//footer//a", r"联系我们"),
    ("footer: privacy", EVERY, "//footer//a[@href='/about/#privacy']", r"隐私"),
    ("footer: copyright", EVERY, "//footer//a[@href='/about/#copyright']", r"版权"),
    ("footer: IPv6", EVERY, "//footer", r"支持 IPv6"),
    ("missing page: search and map", ("missing",), "//main//a[@href='/map/']", r"网站地图"),
)  # fmt: skip
# The metadata table (DOC-01, DOC-03); 废止日期 stands where there is one.
FIELDS = (
    "信息名称", "索取号", "发布机构", "文件编号", "公开类别", "发布日期", "内容概述", "主题词", "载体类型", "记录形式", "生成日期", "附注",
    "废止日期", "有效性",
)  # fmt: skip


@pytest.fixture
def addresses(team):
    with clock.at(MORNING):
        policy = factories.policy(team, summary="概述。", keywords="公园 管理")
        reading = make.live(team, kind="interpretation", column="focus.interpretation", title="通知的解读")
        Link.objects.create(from_publication=reading, to_publication=policy, role="interprets")
        factories.many(team, 25)
        make.live(team, kind="page", column="open.statutory.function.contact", title="联系方式")
        make.live(team, kind="service_guide", column="service.industry", title="迁移树木")
        yield {
            "home": "/", "open": "/open/", "list": "/c/open.policy/", "service": "/c/service/", "document": f"/d/{policy.pk}/",
            "single": "/c/open.statutory.function.contact/", "catalogue": "/catalogue/", "search": "/s?q=公园", "map": "/map/",
            "about": "/about/", "missing": "/nowhere/",
        }  # fmt: skip


@pytest.fixture
def pages(addresses, client):
    """Every kind of page, parsed."""
    return {name: html.fromstring(client.get(address).content.decode()) for name, address in addresses.items()}


def said(found):
    return found if isinstance(found, str) else found.text_content().strip()


def lacking(pages, names, path, pattern):
    return [
        name
        for name in names
        if not any(pattern is None or re.search(pattern, said(found)) for found in pages[name].xpath(path))
    ]


def test_every_element_of_the_checklist_is_where_it_must_be(pages):
    missing = {check: found for check, names, *where in CHECKS if (found := lacking(pages, names, *where))}
    assert not missing


def test_a_missing_element_is_noticed(pages):
    """The table itself: an element that no page has is found missing on each."""
    assert lacking(pages, EVERY, "//footer//a[@href='/nowhere/']", None) == list(EVERY)
    assert lacking(pages, ("list",), "//h1", "没有这个标题") == ["list"]


def test_one_main_region_and_one_first_heading_on_every_page(pages):
    for name, page in pages.items():
        assert (len(page.xpath("//main")), len(page.xpath("//h1"))) == (1, 1), name


def test_every_item_of_a_list_has_its_date(pages):
    """An item without a date counts as not updated (检查指标, note)."""
    for name in ("list", "search", "home", "open"):
        rows = pages[name].xpath("//*[contains(@class,'rows') or contains(@class,'hits')]/li")
        assert rows, name
        for row in rows:
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row.xpath("string(.//time)")), name


def test_the_metadata_table_of_a_policy_holds_every_field(team, client):
    with clock.at(MORNING):
        policy = factories.policy(team, summary="概述。", keywords="公园")
        type(policy).objects.filter(pk=policy.pk).update(repealed_on="2026-06-01")
        page = html.fromstring(client.get(f"/d/{policy.pk}/").content.decode())
    labels = [label.text for label in page.xpath("//dl[@class='metadata']//dt")]
    assert [field for field in FIELDS if field not in labels] == []


def test_the_last_page_offers_search_and_map_as_well(rf):
    page = html.fromstring(errors.server_error(rf.get("/")).content.decode())
    assert page.xpath("//form[@action='/s']") and page.xpath("//main//a[@href='/map/']") and page.xpath("//h1")


@pytest.mark.parametrize(
    ("address", "kind", "holds"),
    [
        ("/robots.txt", "text/plain", "Sitemap: http://127.0.0.1:8000/sitemap.xml"),
        ("/sitemap.xml", "application/xml", "sitemap-columns.xml"),
        ("/sitemap-columns.xml", "application/xml", "<lastmod>2026-06-02T01:30:00Z</lastmod>"),
        ("/.well-known/security.txt", "text/plain", "Expires: 2026-12-01T00:00:00+08:00"),
    ],
)
def test_what_programs_look_for_is_there(addresses, client, address, kind, holds):
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith(kind)
    assert holds in answer.content.decode()


def test_the_report_address_can_be_set(db, client, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.gov.cn"
    assert "Contact: mailto:security@example.gov.cn\n" in client.get("/.well-known/security.txt").content.decode()


def test_a_statutory_column_is_at_most_three_clicks_away(team, client):
    """From the home page, over links alone."""
    with clock.at(MORNING):
        columns = Column.objects.filter(statutory=True).exclude(template="catalogue")
        for column in columns:
            make.live(team, kind="page", column=column.code, title=f"{column.name}的内容")
        reached, edge = {"/"}, {"/"}
        for _click in range(3):
            found = {link for address in edge for link in links_of(client, address)} - reached
            reached |= found
            edge = {address for address in found if re.fullmatch(r"/open/|/c/.+/|/catalogue/", address)}
    assert {column.get_absolute_url() for column in columns} - reached == set()
    assert "/catalogue/" in reached


def links_of(client, address):
    text = client.get(address).content.decode()
    return set(re.findall(r'<a [^>]*href="(/[^"?#]*)"', text))


def test_structured_data_is_json_that_no_title_can_leave(team, client):
    with clock.at(MORNING):
        policy = factories.policy(team, title="通知</script><script>x()</script>")
        page = html.fromstring(client.get(f"/d/{policy.pk}/").content.decode())
    blocks = page.xpath("//script[@type='application/ld+json']")
    graph = json.loads(blocks[0].text)["@graph"]
    assert len(blocks) == 1 and graph[0]["@type"] == "Legislation" and graph[0]["name"] == policy.title
    assert graph[0]["legislationIdentifier"] == policy.doc_no
    assert [step["name"] for step in graph[1]["itemListElement"]][:2] == ["首页", "政务公开"]
    assert page.xpath("//script[not(@src) and not(@type='application/ld+json')]") == []


def test_the_home_page_tells_search_engines_who_the_bureau_is_and_how_to_search(pages):
    text = pages["home"].xpath("string(//script[@type='application/ld+json'])")
    assert '"GovernmentOrganization"' in text and '"SearchAction"' in text and "/s?q={words}" in text
    assert settings.BUREAU["second_name"] in text


def test_hot_queries_and_figures_are_on_the_home_page_when_there_are_any(pages):
    home = pages["home"]
    assert [link.get("href") for link in home.xpath("//p[@class='hot']/a")][0].startswith("/s?q=%")
    assert "26" in home.xpath("string(//ul[@class='figures'])")
