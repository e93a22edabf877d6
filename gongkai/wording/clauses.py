"""A legal text cut into 编章节条款项目, each with its number and an anchor that stays the same as long as the number does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.wording.chinese_numerals import NUMERAL, to_chinese, to_number
from gongkai.wording.folding import fold

PART, CHAPTER, SECTION, ARTICLE, PARAGRAPH, ITEM, SUBITEM = "编", "章", "节", "条", "款", "项", "目"
ORDER = {kind: place for place, kind in enumerate((PART, CHAPTER, SECTION, ARTICLE, PARAGRAPH, ITEM, SUBITEM))}
SLUGS = {
    PART: "bian",
    CHAPTER: "zhang",
    SECTION: "jie",
    ARTICLE: "tiao",
    PARAGRAPH: "kuan",
    ITEM: "xiang",
    SUBITEM: "mu",
}

BLANK = r"[ \t]*"
HEADING = re.compile(rf"{BLANK}第{BLANK}(?P<number>{NUMERAL}{{1,8}}){BLANK}(?P<kind>[编章节])(?P<rest>[ \t].*|)$")
ARTICLE_LINE = re.compile(
    rf"{BLANK}第{BLANK}(?P<number>{NUMERAL}{{1,8}}){BLANK}条(?:之(?P<sub>{NUMERAL}{{1,3}}))?(?![款项第和及、至规所的])(?P<rest>.*)$"
)
ITEM_LINE = re.compile(rf"{BLANK}[（(]{BLANK}(?P<number>[零〇一二三四五六七八九十百]{{1,4}}){BLANK}[）)](?P<rest>.*)$")
SUBITEM_LINE = re.compile(
    rf"{BLANK}(?:(?P<number>\d{{1,2}})[.．、](?!\d)|[（(]{BLANK}(?P<bracketed>\d{{1,2}}){BLANK}[）)])(?P<rest>.*)$"
)
REFERENCE = re.compile(
    rf"第(?P<article>{NUMERAL}{{1,8}})条(?:之(?P<sub>{NUMERAL}{{1,3}}))?(?:第(?P<paragraph>{NUMERAL}{{1,3}})款)?"
    rf"(?:第?[（(]?(?P<item>{NUMERAL}{{1,3}})[）)]?项)?"
)


@dataclass(slots=True)
class Clause:
    """One unit of the text: `label` as it is cited, `text` without its number, `start` and `end` in the whole text."""

    kind: str
    number: tuple[int, ...]
    label: str
    anchor: str
    text: str
    start: int
    end: int
    children: list["Clause"] = field(default_factory=list)

    def walk(self) -> Iterator["Clause"]:
        """This clause and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation such as 第十二条第一款第（三）项 and the anchor it leads to in the cited text."""

    label: str
    anchor: str
    start: int
    end: int


def split_clauses(text: str) -> list[Clause]:
    """The top-level units of the text in order; what stands before the first 章 or 条 is no clause."""
    return Splitter().split(text)


def articles(text: str) -> list[Clause]:
    """All articles in order, whatever chapter they stand in."""
    return [clause for top in split_clauses(text) for clause in top.walk() if clause.kind == ARTICLE]


class Splitter:
    """Reads line by line and keeps the units that are open."""

    def __init__(self) -> None:
        self.tops: list[Clause] = []
        self.open: list[Clause] = []
        self.anchors: dict[str, int] = {}

    def split(self, text: str) -> list[Clause]:
        offset = 0
        for line in fold(text).split("\n"):
            if line.strip():
                self.line(line.rstrip(), text[offset : offset + len(line)], offset)
            offset += len(line) + 1
        return self.tops

    def line(self, folded: str, written: str, offset: int) -> None:
        end = offset + len(folded)
        heading = HEADING.match(folded)
        article = None if heading else ARTICLE_LINE.match(folded)
        if heading:
            self.start(heading["kind"], (to_number(heading["number"]),), written[heading.start("rest") :], offset, end)
        elif article:
            number = (to_number(article["number"]), *((to_number(article["sub"]),) if article["sub"] else ()))
            self.start(ARTICLE, number, "", offset, end)
            self.body(
                folded[article.start("rest") :], written[article.start("rest") :], offset + article.start("rest"), end
            )
        elif self.innermost(ARTICLE):
            self.body(folded, written, offset, end)

    def body(self, folded: str, written: str, offset: int, end: int) -> None:
        """A line inside an article: an item, a sub-item, or the next paragraph."""
        item, subitem = ITEM_LINE.match(folded), SUBITEM_LINE.match(folded)
        if item:
            self.start(ITEM, (to_number(item["number"]),), written[item.start("rest") :], offset, end)
        elif subitem and self.innermost(ITEM):
            number = int(subitem["number"] or subitem["bracketed"])
            self.start(SUBITEM, (number,), written[subitem.start("rest") :], offset, end)
        elif folded.strip():
            article = self.innermost(ARTICLE)
            following = sum(child.kind == PARAGRAPH for child in article.children) + 1 if article else 1
            self.start(PARAGRAPH, (following,), written, offset, end)

    def innermost(self, kind: str) -> Clause | None:
        return next((clause for clause in reversed(self.open) if clause.kind == kind), None)

    def start(self, kind: str, number: tuple[int, ...], text: str, start: int, end: int) -> None:
        """Close what the new unit does not belong to, and put it in its place."""
        while self.open and ORDER[self.open[-1].kind] >= ORDER[kind]:
            self.open.pop()
        parent = self.open[-1] if self.open else None
        clause = Clause(kind, number, label(kind, number), self.anchor(kind, number, parent), text.strip(), start, end)
        (parent.children if parent else self.tops).append(clause)
        self.open.append(clause)
        for outer in self.open:
            outer.end = end

    def anchor(self, kind: str, number: tuple[int, ...], parent: Clause | None) -> str:
        """tiao-12-1, tiao-12-kuan-2-xiang-3: articles run through all chapters, so no chapter stands in their anchor."""
        own = f"{SLUGS[kind]}-{'-'.join(map(str, number))}"
        if parent is not None and kind not in {CHAPTER, ARTICLE}:
            own = f"{parent.anchor}-{own}"
        self.anchors[own] = self.anchors.get(own, 0) + 1
        # A document that annexes another has two first articles; the second is told apart by its place.
        return own if self.anchors[own] == 1 else f"{own}-bis-{self.anchors[own]}"


def label(kind: str, number: tuple[int, ...]) -> str:
    """第十二条之一, 第二款, 第（三）项."""
    written = to_chinese(number[0])
    if kind == ITEM:
        return f"第（{written}）项"
    if kind == SUBITEM:
        return f"第{number[0]}目"
    return f"第{written}{kind}" + (f"之{to_chinese(number[1])}" if len(number) > 1 else "")


def find_references(text: str) -> list[Reference]:
    """Citations of articles in a text, with the anchors that `split_clauses` gives to what they cite."""
    found = []
    for match in REFERENCE.finditer(fold(text)):
        try:
            article = f"tiao-{to_number(match['article'])}" + (f"-{to_number(match['sub'])}" if match["sub"] else "")
            paragraph = f"-kuan-{to_number(match['paragraph'])}" if match["paragraph"] else ""
            item = f"-xiang-{to_number(match['item'])}" if match["item"] else ""
        except ValueError:
            continue
        # An item without a paragraph belongs to the first: 第十二条第（三）项.
        anchor = article + (paragraph or ("-kuan-1" if item else "")) + item
        found.append(Reference(text[match.start() : match.end()], anchor, match.start(), match.end()))
    return found
