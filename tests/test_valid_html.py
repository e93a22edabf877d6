"""Every page is HTML that a strict parser reads without a complaint, and its parts refer to each other correctly."""

import re
from collections import Counter

import html5lib
import pytest
from django.test import Client
from html5lib.html5parser import ParseError

from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.portal.tests import world as public_world
from gongkai.portal.tests.conftest import MORNING, team  # noqa: F401  the fixture
from gongkai.publications.services import sets
from gongkai.publications.tests import factories as make

from .routes import EVERYONE, PUBLIC, ROUTES, STAFF
from .test_access import filled, world  # noqa: F401  the fixture

pytestmark = pytest.mark.django_db

REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?([+-]\d{2}:?\d{2})?)?")
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
TABS = ("", "?tab=checks", "?tab=files", "?tab=opinions", "?tab=links", "?tab=versions")


def faults(text):
    """What is wrong with a page, in words; an empty list for a good one."""
    try:
        page = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False, strict=True)
        tree = page.parse(text).getroot()
    except ParseError as fault:
        return [f"{fault} before: {_where(text)}"]
    return [
        *_double_ids(tree),
        *_loose_references(tree),
        *_unlabelled(tree),
        *_skipped_headings(tree),
        *_misplaced(tree),
    ]


def _where(text):
    """Where the first complaint of the tolerant parser is."""
    parser = html5lib.HTMLParser()
    parser.parse(text)
    (line, column), code, _ = parser.errors[0]
    if line > len(text.splitlines()):
        return f"{code}: at the end of {text[:80]!r}"
    return f"{code}: …{text.splitlines()[line - 1][max(0, column - 120) : column]}"


def _double_ids(tree):
    return [f"id {name} twice" for name, count in Counter(tree.xpath("//@id")).items() if count > 1]


def _loose_references(tree):
    known = set(tree.xpath("//@id"))
    found = [
        f"{name}={target} leads nowhere"
        for name in REFERENCES
        for value in tree.xpath(f"//@{name}")
        for target in value.split()
        if target not in known
    ]
    return found + [
        f"{link} leads nowhere" for link in tree.xpath("//a/@href") if link[:1] == "#" and link[1:] not in known
    ]


def _unlabelled(tree):
    labelled = set(tree.xpath("//label/@for"))
    return [
        f"{field.tag} {field.get('name')} has no label"
        for field in tree.xpath("//input|//select|//textarea")
        if field.get("type") not in UNLABELLED
        and field.get("id") not in labelled
        and not field.get("aria-label")
        and not field.get("aria-labelledby")
        and not field.xpath("ancestor::label")
        and not field.xpath("ancestor::*[@aria-hidden='true']")
    ]


def _skipped_headings(tree):
    levels = [
        int(heading.tag[1]) for heading in tree.xpath("//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]")
    ]
    found = [
        f"h{after} after h{before}" for before, after in zip(levels, levels[1:], strict=False) if after > before + 1
    ]
    return found if levels.count(1) == 1 else [*found, f"{levels.count(1)} first headings"]


def _misplaced(tree):
    """What a parser forgives and the standard does not: controls within controls, boxes within text, lists of anything."""
    found = [
        f"{one.tag} within a control" for one in tree.xpath("//a//a|//a//button|//button//a|//label//label|//a//input")
    ]
    found += [
        f"{one.tag} within p or a heading"
        for one in tree.xpath("//p//div|//p//ul|//h1//div|//h2//div|//h2//p|//span//div|//span//p")
    ]
    found += [
        f"{one.tag} in a list"
        for one in tree.xpath("//ul/*[not(self::li or self::script or self::template)]|//ol/*[not(self::li)]")
    ]
    found += [f"{one.tag} in dl" for one in tree.xpath("//dl/*[not(self::dt or self::dd or self::div)]")]
    found += [f"time {time}" for time in tree.xpath("//time/@datetime") if not TIME.fullmatch(time)]
    found += ["picture without alt" for _ in tree.xpath("//img[not(@alt)]")]
    return found


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<p><ul><li>甲</li></ul></p>", "unexpected-end-tag"),
        ('<h1 id="a">甲</h1><p id="a">乙</p>', "id a twice"),
        ('<h1>甲</h1><label for="b">乙</label>', "for=b leads nowhere"),
        ('<h1>甲</h1><input name="c">', "input c has no label"),
        ("<h1>甲</h1><h3>乙</h3>", "h3 after h1"),
        ("<p>甲</p>", "0 first headings"),
        ("<h1>甲</h1><ul><p>乙</p></ul>", "p in a list"),
        ('<h1>甲</h1><time datetime="2026-11-24T21:18:20.395122+08:00">乙</time>', "time 2026"),
        ('<h1>甲</h1><a href="#nowhere">乙</a>', "#nowhere leads nowhere"),
    ],
)
def test_a_fault_is_recognised(markup, said):
    page = f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>甲</title></head><body>{markup}</body></html>'
    assert any(said in fault for fault in faults(page)), faults(page)


def checked(client, addresses):
    """The faults of each page that is HTML, by address."""
    found = {}
    for address in addresses:
        answer = client.get(address)
        kind = answer.get("Content-Type", "")
        if answer.streaming or not answer.content or not kind.startswith("text/html"):
            continue
        if wrong := faults(answer.content.decode()):
            found[address] = wrong[:4]
    return found


def test_every_public_page_is_valid(team, client):  # noqa: F811
    with clock.at(MORNING):
        addresses = [*public_world.addresses(team).values()]
    elder = Client()
    elder.cookies["elder"] = "125"
    assert checked(client, addresses) == {}
    assert checked(elder, addresses[:6]) == {}


def test_every_page_that_a_route_shows_is_valid(world):  # noqa: F811
    """The public ones for anybody, the desk's for somebody who may see them."""
    team, people, version, publication = world  # noqa: F811  the people of this test
    made = sets.make(title="历史资料", unit=team.unit, author=team.draft, versions=[make.draft(team).pk])
    own = {"officials": str(team.draft.pk), "units": str(team.unit.pk), "leaders": str(people["leader"].pk),
           "sets": str(made.pk), "journal": str(Entry.objects.latest("pk").pk)}  # fmt: skip
    found = {}
    for route, audience in sorted(ROUTES.items()):
        client = Client()
        if audience != PUBLIC and route.startswith(STAFF):
            who = "draft" if audience == EVERYONE else next(who for who in people if who in audience.split("|"))
            client.force_login(people[who])
        for case in (version, publication.live_version):
            address = filled(route, case, case.publication).replace(
                "999999", own.get(route.split("/")[1] if "/" in route else "", "0")
            )
            found |= checked(client, [address + tab for tab in (TABS if route == "desk/p/<int:pk>/" else ("",))])
    assert not found, "\n".join(f"{address}: {wrong}" for address, wrong in found.items())
