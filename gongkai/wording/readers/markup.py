"""XML read without network, external entities or DTD, and the text of any element tree."""

import re

from lxml import etree

from gongkai.wording.readers.plain import decode
from gongkai.wording.readers.reading import Collector

PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": False,
    "remove_pis": False,
}
# Identifiers, measures and colours: a number among them is never a telephone.
MACHINE_NUMBER = re.compile(r"[-+]?[0-9.,:;% ]*|[0-9A-Fa-f\-{}]*")
SPEAKING_ATTRIBUTES = frozenset(
    [
        "v",
        "val",
        "descr",
        "title",
        "string",
        "name",
        "text",
        "alt",
        "content",
        "value",
        "author",
        "initials",
        "userId",
        "displayName",
        "instr",
        "alias",
        "tag",
        "prompt",
        "error",
    ]
)
SILENT_ATTRIBUTES = re.compile(r"(?:rsid|paraId|textId|uri$|schemaLocation|Ignorable|ContentType|PartName|Extension$)")
SPACE = "{http://www.w3.org/XML/1998/namespace}"


def parse(data: bytes, where: str, out: Collector) -> etree._Element | None:
    """The root element, or nothing: then the place is reported and its raw text is kept for the finder."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        out.cannot(where, f"结构已损坏，只按原始文字检查（{type(error).__name__}）")
        out.add(where, re.sub(r"<[^>]{0,4000}>", " ", decode(data)[0]))
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        out.cannot(where, "含有外部实体或文档类型定义，只按原始文字检查")
        out.add(where, decode(data)[0])
        return None
    return root


def local(node: etree._Element) -> str:
    """The element's name without its namespace; empty for comments, entities and instructions."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def all_text(root: etree._Element) -> str:
    """Every text in the tree: element texts joined as they follow within a block, comments and telling attributes."""
    pieces: list[str] = []
    for node in root.iter():
        name = local(node)
        if (
            name in {"p", "si", "tr", "row", "item", "r_break", "comment", "tc", "pt", "TextCode", "TextObject"}
            or not name
        ):
            pieces.append("\n")
        if node.text:
            pieces.append(node.text)
        if node.tail:
            pieces.append(node.tail)
    return "".join(pieces)


def attribute_texts(root: etree._Element) -> list[str]:
    """Attribute values in which a person could be named: alternative texts, authors, names, cached values."""
    found = []
    for node in root.iter(etree.Element):
        for name, value in node.attrib.items():
            plain = name.rpartition("}")[2]
            if len(value) < 5 or name.startswith(SPACE) or SILENT_ATTRIBUTES.match(plain):
                continue
            if plain not in SPEAKING_ATTRIBUTES and MACHINE_NUMBER.fullmatch(value):
                continue
            found.append(value)
    return found
