"""Word documents (.docx): paragraphs, tables, text boxes, headers, notes, comments, revisions and hidden text."""

import re
from dataclasses import dataclass, field

from lxml import etree

from gongkai.wording.readers.archives import Package
from gongkai.wording.readers.markup import attribute_texts, local, parse
from gongkai.wording.readers.office import read_properties, read_remaining
from gongkai.wording.readers.reading import Collector

STORIES = (
    (re.compile(r"word/document\d*\.xml$"), "正文"),
    (re.compile(r"word/header\d*\.xml$"), "页眉"),
    (re.compile(r"word/footer\d*\.xml$"), "页脚"),
    (re.compile(r"word/footnotes\.xml$"), "脚注"),
    (re.compile(r"word/endnotes\.xml$"), "尾注"),
    (re.compile(r"word/comments\.xml$"), "批注"),
    (re.compile(r"word/glossary/document\.xml$"), "构建基块"),
)
NUMBERED = {"footnote", "endnote", "comment"}
ADDED, DELETED = {"ins", "moveTo"}, {"del", "moveFrom"}
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad", "ptab": "\t"}


@dataclass(slots=True)
class Paragraph:
    """The runs of one paragraph: (text, added, deleted, hidden), and whether it stands in a table or a text box."""

    runs: list[tuple[str, bool, bool, bool]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


def read_word(data: bytes, name: str, out: Collector) -> None:
    """Read every part of the package."""
    package = Package(data, out)
    done: set[str] = set()
    for pattern, label in STORIES:
        for number, member in enumerate(sorted(filter(pattern.search, package.names)), 1):
            done.add(member)
            content = package.read(member)
            root = parse(content, label, out) if content else None
            if root is not None:
                read_story(root, label if number == 1 or label == "正文" else f"{label}{number}", out)
    read_properties(package, out, done)
    read_remaining(package, out, done)


def read_story(root: etree._Element, label: str, out: Collector) -> None:
    """The paragraphs of one story with their numbers, then what its attributes say (alternative texts, authors)."""
    numbers: dict[str, int] = {}
    for paragraph in root.iter("{*}p"):
        if "wordprocessingml" in paragraph.tag:
            where = place(paragraph, label, numbers)
            found = gather(paragraph)
            keep(found, where, out)
    out.add(f"{label}（图形名称、替代文字、作者等属性）", "\n".join(attribute_texts(root)))
    stray = [node.text for node in root.iter("{*}t", "{*}delText") if node.text and not inside_paragraph(node)]
    out.add(f"{label}（段落以外的文字）", "".join(stray))
    # Shapes and charts written straight into the story carry their text in DrawingML paragraphs.
    drawn = [
        "".join(text.text or "" for text in node.iter("{*}t")) for node in root.iter("{*}p") if "drawingml" in node.tag
    ]
    out.add(f"{label}（图形中的文字）", "\n".join(drawn))


def inside_paragraph(node: etree._Element) -> bool:
    return any(local(ancestor) == "p" for ancestor in node.iterancestors())


def place(paragraph: etree._Element, label: str, numbers: dict[str, int]) -> str:
    """第n段, with table, text box or the number of the note or comment it stands in."""
    box = table = False
    for ancestor in paragraph.iterancestors():
        name = local(ancestor)
        box |= name in {"txbxContent", "textbox"}
        table |= name == "tc"
        if name in NUMBERED:
            key = f"{name} {next((v for k, v in ancestor.attrib.items() if k.endswith('}id')), '')}"
            numbers.setdefault(key, len(numbers) + 1)
            return f"{label}{numbers[key]}"
    if box:
        numbers["box"] = numbers.get("box", 0) + 1
        return f"{label}文本框第{numbers['box']}段"
    numbers["p"] = numbers.get("p", 0) + 1
    return f"{label}第{numbers['p']}段" + ("（表格）" if table else "")


def gather(paragraph: etree._Element) -> Paragraph:
    """The runs of the paragraph itself, without those of paragraphs inside its text boxes."""
    found = Paragraph()
    stack: list[tuple[etree._Element, bool, bool, bool]] = [
        (child, False, False, False) for child in reversed(paragraph)
    ]
    while stack:
        node, added, deleted, hidden = stack.pop()
        name = local(node)
        if name == "p" or not name:
            continue
        if name in {"t", "delText"}:
            found.runs.append((node.text or "", added, deleted or name == "delText", hidden))
        elif name in BREAKS:
            found.runs.append((BREAKS[name], added, deleted, hidden))
        elif name == "sym":
            found.runs.append((symbol(node), added, deleted, hidden))
        elif name in {"instrText", "delInstrText"}:
            found.codes.append(node.text or "")
        else:
            if name == "fldSimple":
                found.codes += [value for key, value in node.attrib.items() if key.endswith("}instr")]
            if name == "r":
                hidden = hidden or any(local(mark) in {"vanish", "webHidden"} for mark in node.iterfind("{*}rPr/*"))
            stack += [
                (child, added or name in ADDED, deleted or name in DELETED, hidden)
                for child in reversed(node)
                if name not in {"rPr", "pPr"} or local(child) in {"pPrChange", "rPrChange"}
            ]
    return found


def alone(found: Paragraph, *, deleted: bool) -> str:
    """The deleted (or added) text by itself, since what now stands beside it did not always."""
    return "".join(
        written if (gone if deleted else added and not gone) else "\n\n" for written, added, gone, _ in found.runs
    )


def symbol(node: etree._Element) -> str:
    """A character given by number; private-use copies of ASCII (F020…F07E) are turned back."""
    code = next((value for key, value in node.attrib.items() if key.endswith("}char")), "")
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return (
        chr(number - 0xF000 if 0xF020 <= number <= 0xF07E else number)
        if number < 0xD800 or 0xE000 <= number < 0x10000
        else ""
    )


def keep(found: Paragraph, where: str, out: Collector) -> None:
    """Give the text as it stands and, where there are deletions, the text as it stood; field codes by themselves."""
    text, spots = "", []
    for written, added, deleted, hidden in found.runs:
        if deleted:
            continue
        note = "，修订（新增文字）" * added + "（隐藏文字）" * hidden
        spots.append((len(text), where + note))
        text += written
    out.add(where, text, spots)
    if any(deleted for _, _, deleted, _ in found.runs):
        before, spots = "", []
        for written, added, deleted, _ in found.runs:
            if added and not deleted:
                continue
            spots.append((len(before), f"{where}，修订（已删除文字）" if deleted else f"{where}，修订前"))
            before += written
        out.add(f"{where}，修订前", before, spots, rest=True)
        out.add(f"{where}，修订（已删除文字）", alone(found, deleted=True))
    if any(added for _, added, _, _ in found.runs):
        out.add(f"{where}，修订（新增文字）", alone(found, deleted=False))
    out.add(f"{where}域代码", "".join(found.codes))
