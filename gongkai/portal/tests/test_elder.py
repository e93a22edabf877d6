"""Elder mode, measured (互联网网站适老化通用设计规范, grade B): letters, lines, paragraphs, targets, one column, signals."""

import pytest

from gongkai.journal import clock

from . import world
from .conftest import MORNING

pytestmark = pytest.mark.django_db(transaction=True)

SMALLEST_TARGET = 48  # px
SMALLEST_RATIO = 1.3

# Boxes of what one aims at; a link inside a sentence is as high as its line and may be.
TARGETS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, textarea")]
  .filter((one) => one.checkVisibility() && !one.closest(".body, .skip, .notice, .title p, .note, .empty, .diff, .message p, td, dd"))
  .map((one) => [Math.round(one.getBoundingClientRect().height), one.outerHTML.slice(0, 120)])
  .filter(([height]) => height > 1 && height < %d)"""
LINES = """() => [...document.querySelectorAll("p, li, dd, dt, td, th, summary, h1, h2, h3")]
  .filter((one) => one.checkVisibility() && one.textContent.trim())
  .map((one) => { const style = getComputedStyle(one);
    return [parseFloat(style.lineHeight) / parseFloat(style.fontSize), one.outerHTML.slice(0, 120)]; })
  .filter(([ratio]) => ratio < %s - 0.001)"""
PARAGRAPHS = """() => [...document.querySelectorAll(".body > p + p")].map((one) => {
    const style = getComputedStyle(one);
    return parseFloat(style.marginTop) / parseFloat(style.lineHeight); })"""
UNMARKED_LINKS = """() => [...document.querySelectorAll("main a[href], footer a[href]")]
  .filter((one) => one.checkVisibility() && one.textContent.trim() && !one.matches(".button, .skip")
     && ![one, ...one.querySelectorAll("b, span")].some((part) => getComputedStyle(part).textDecorationLine.includes("underline")))
  .map((one) => one.outerHTML.slice(0, 120))"""
WORDLESS_CHIPS = """() => [...document.querySelectorAll(".chip")].filter((one) => !one.textContent.trim()).length"""


@pytest.fixture
def site(team):
    with clock.at(MORNING):
        return world.addresses(team)


@pytest.fixture
def elder(open_page, live_server):
    """Opens a page in elder mode as a visitor of this width sees it."""
    visitors = {}

    def at(width, address):
        if width not in visitors:
            visitors[width] = open_page(viewport={"width": width, "height": 844})
            visitors[width].context.add_cookies([{"name": "elder", "value": "125", "url": live_server.url}])
        visitors[width].goto(address)
        return visitors[width]

    return at


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_large_airy_easy_to_hit_and_never_wider_than_the_window(site, elder, assert_accessible, width):
    faults = {}
    for name, address in site.items():
        visitor = elder(width, address)
        assert visitor.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
        found = [
            *visitor.evaluate(TARGETS % SMALLEST_TARGET),
            *visitor.evaluate(LINES % SMALLEST_RATIO),
            *visitor.evaluate(UNMARKED_LINKS),
        ]
        if visitor.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
            found.append("wider than the window")
        assert visitor.evaluate(WORDLESS_CHIPS) == 0
        assert_accessible(visitor)
        if found:
            faults[name] = found[:6]
    assert not faults, "\n".join(f"{name}: {one}" for name, found in faults.items() for one in found)


def test_paragraphs_stand_further_apart_than_lines(site, elder, open_page):
    gaps = elder(390, site["about"]).evaluate(PARAGRAPHS)
    assert gaps and min(gaps) >= SMALLEST_RATIO - 0.001
    plain = open_page()
    plain.goto(site["about"])
    assert min(plain.evaluate(PARAGRAPHS)) < SMALLEST_RATIO, "the measure would pass everywhere"


def test_everything_stands_in_one_column(site, elder):
    for name in ("home", "open", "list", "document", "catalogue"):
        visitor = elder(1280, site[name])
        columns = visitor.evaluate("""() => [...document.querySelectorAll(".cols, .halves, .railed, .doc, .topics, .metadata, .shelf")]
            .map((one) => getComputedStyle(one).gridTemplateColumns.split(" ").length)""")
        assert set(columns) <= {1}, name


def test_the_measures_see_a_small_target_and_a_bare_link(site, open_page):
    plain = open_page()
    plain.goto(site["home"])
    assert plain.evaluate(TARGETS % SMALLEST_TARGET) and plain.evaluate(UNMARKED_LINKS)
