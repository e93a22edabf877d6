"""HTML and XML: the text by paragraphs, attributes, comments, scripts, and what is packed into data addresses."""

import re
from base64 import b64decode
from html import unescape
from urllib.parse import unquote, unquote_to_bytes

from lxml import etree, html

from gongkai.wording.readers.markup import all_text, attribute_texts, local, parse
from gongkai.wording.readers.plain import add_lines, decode
from gongkai.wording.readers.reading import Collector

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
        "textarea",
        "template",
        "noscript",
        "select",
    ]
)
CELLS = frozenset({"td", "th"})
CODE = frozenset({"script", "style"})
ATTRIBUTES = frozenset(
    [
        "alt",
        "title",
        "content",
        "value",
        "placeholder",
        "href",
        "src",
        "action",
        "summary",
        "label",
        "aria-label",
        "aria-description",
        "cite",
        "srcdoc",
        "poster",
        "download",
        "name",
        "id",
    ]
)
DATA_ADDRESS = re.compile(r"data:([\w/+.\-]*)(?:;[\w=\-]+)*?(;base64)?,([^\"'\s)]*)", re.IGNORECASE)
XML_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|svg)", re.IGNORECASE)
LONGEST_DATA_ADDRESS = 200


def read_html(data: bytes, name: str, out: Collector) -> None:
    """Read a page or an XML file."""
    if XML_START.match(data[:200]) or name.lower().endswith((".xml", ".svg")):
        read_xml(data, out)
        return
    text, certain = decode(data)
    if not certain:
        out.cannot("正文", "文字编码无法确定，可能有未识别的内容")
    read_markup_text(text, out)


def read_xml(data: bytes, out: Collector) -> None:
    root = parse(data, "正文", out)
    if root is not None:
        add_lines("正文", all_text(root), out)
        values = attribute_texts(root)
        out.add("属性", "\n".join(value for value in values if not value.startswith("data:")))
        for value in values:
            read_data_addresses(value, out)


def read_markup_text(markup: str, out: Collector) -> None:
    """Read the text of a page, or of a fragment such as an editor gives."""
    markup = re.sub(r"^\s*<\?xml[^>]*>", "", markup).replace("\x00", "")
    if not markup.strip():
        return
    root, complete = tree(markup)
    text, spots = paragraphs(root)
    out.add("正文", text, spots)
    if not complete:
        out.cannot("正文", "标签嵌套过深或结构异常，只按原始文字检查")
        out.add("正文（原始文字）", without_tags(markup), rest=True)
    for node in root.iter():
        if node.tag is etree.Comment:
            out.add("网页注释", node.text or "")
        elif local(node) in CODE:
            out.add("网页脚本或样式", node.text or "")
    values = telling_values(root)
    short = [unquote(value) for value in values if len(value) <= LONGEST_DATA_ADDRESS or not value.startswith("data:")]
    out.add("网页属性（链接、替代文字、隐藏字段等）", "\n".join(short))
    for value in values:
        read_data_addresses(value, out)
    for node in root.iter("style"):
        read_data_addresses(node.text or "", out)


def tree(markup: str) -> tuple[etree._Element, bool]:
    """The parsed page, and whether all of it was parsed: beyond a depth of some two thousand the parser drops text."""
    parser = html.HTMLParser(huge_tree=True, no_network=True)
    root = html.document_fromstring(markup, parser=parser)
    return root, all(entry.type_name != "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def without_tags(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", markup))


def paragraph_text(markup: str) -> tuple[str, list[tuple[int, str]]]:
    """The visible text of a page or fragment, and the offset at which each 正文第n段 begins."""
    markup = re.sub(r"^\s*<\?xml[^>]*>", "", markup).replace("\x00", "")
    if not markup.strip():
        return "", []
    root, complete = tree(f"<div>{markup}</div>")
    text, spots = paragraphs(root)
    return (text, spots) if complete else (without_tags(markup), [])


def paragraphs(root: etree._Element) -> tuple[str, list[tuple[int, str]]]:
    """The visible text, inline elements joined without a gap, with the offset of every paragraph that is not blank."""
    lines: list[str] = [""]
    stack: list[tuple[etree._Element, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        name = local(node)
        if not leaving:
            if name in BLOCKS:
                lines.append("")
            elif name in CELLS:
                lines[-1] += "\t"
            if name and name not in CODE and node.text:
                lines[-1] += node.text
            stack.append((node, True))
            stack += [(child, False) for child in reversed(node)]
            continue
        if name in BLOCKS:
            lines.append("")
        if node.tail and node is not root:
            lines[-1] += node.tail
    return numbered([" ".join(line.split(" ")) for line in lines])


def numbered(lines: list[str]) -> tuple[str, list[tuple[int, str]]]:
    spots: list[tuple[int, str]] = []
    kept, offset = [], 0
    for line in lines:
        if line.strip():
            spots.append((offset, f"正文第{len(spots) + 1}段"))
            kept.append(line.replace("\n", " "))
            offset += len(line) + 1
    return "\n".join(kept), spots


def telling_values(root: etree._Element) -> list[str]:
    return [
        value
        for node in root.iter(etree.Element)
        for name, value in node.attrib.items()
        if len(value) > 4
        and (name in ATTRIBUTES or name.startswith(("data-", "on")) or name == "style" and "data:" in value)
    ]


def read_data_addresses(value: str, out: Collector) -> None:
    """Files that a page carries in itself."""
    for match in DATA_ADDRESS.finditer(value):
        try:
            content = b64decode(unquote(match[3]) + "==") if match[2] else unquote_to_bytes(match[3])
        except ValueError:
            out.cannot("网页内嵌文件", "内嵌数据已损坏，未读")
            continue
        out.unpack(len(content))
        out.nested(content, "", f"网页内嵌文件 {match[1]}")
