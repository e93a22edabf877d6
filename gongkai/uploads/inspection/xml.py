"""XML parts of office documents, read without entities, DTD or network, in one encoding and one spelling."""

import re
from collections.abc import Iterator

from lxml import etree

from . import zips
from .findings import Unsafe

ENTITY = "文件内部含有实体定义，不予接收。"
PROLOG = 64 * 1024
DECLARED = re.compile(rb"^\s*<\?xml[^>]*\bencoding\s*=\s*[\"']([^\"']+)")
# All of these write the signs of ASCII as ASCII does; UTF-16 is turned into UTF-8 first.
KNOWN_ENCODINGS = re.compile(
    rb"(?:utf-?8|utf-?16(?:[lb]e)?|us-ascii|ascii|gb2312|gbk|gb18030|iso-8859-\d+|windows-125\d)", re.I
)
REFERENCE = re.compile(rb"&#(?:x0*([0-9a-fA-F]{2})|0*([0-9]{2,3}));")
MARKUP_SIGNS = b"<>&\"'"


def plain(content: bytes) -> bytes:
    """The part in an ASCII-compatible encoding, with ASCII signs as such and not as references.

    Raises Unsafe for document types, and for encodings in which a filter would read something else than Office does.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:4]:
        content = _from_utf16(content)
    content = content.removeprefix(b"\xef\xbb\xbf")
    head = content[:PROLOG]
    declared = DECLARED.match(head)
    if not head.lstrip().startswith(b"<") or (declared and not KNOWN_ENCODINGS.fullmatch(declared[1])):
        raise Unsafe(zips.BROKEN)
    if b"<!DOCTYPE" in head.upper() or b"<!ENTITY" in head:
        raise Unsafe(ENTITY)
    return REFERENCE.sub(_spelt, content) if b"&#" in content else content


def _from_utf16(content: bytes) -> bytes:
    little = content.startswith(b"\xff\xfe") or content[1:2] == b"\x00"
    try:
        text = content.decode("utf-16-le" if little else "utf-16-be").removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise Unsafe(zips.BROKEN) from None
    return re.sub(r"(<\?xml[^>]*encoding\s*=\s*[\"'])[^\"']+", r"\1utf-8", text, count=1).encode()


def _spelt(found: re.Match[bytes]) -> bytes:
    code = int(found[1], 16) if found[1] else int(found[2])
    sign = bytes([code]) if 32 <= code < 127 else b""
    return sign if sign and sign not in MARKUP_SIGNS else found[0]


def tree(content: bytes) -> etree._Element:
    """A small part as a tree; raises Unsafe when it is no XML."""
    try:
        return etree.fromstring(
            plain(content), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        )
    except (etree.XMLSyntaxError, ValueError):
        raise Unsafe(zips.BROKEN) from None


def elements(content: bytes) -> Iterator[etree._Element]:
    """Each element of a large part as it ends; memory stays flat. Raises Unsafe when it is no XML."""
    machine = etree.XMLPullParser(("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        for start in range(0, len(content), zips.CHUNK):
            machine.feed(content[start : start + zips.CHUNK])
            yield from _ended(machine)
        machine.close()
        yield from _ended(machine)
    except etree.XMLSyntaxError:
        raise Unsafe(zips.BROKEN) from None


def _ended(machine: etree.XMLPullParser) -> Iterator[etree._Element]:
    for _, node in machine.read_events():
        yield node
        node.clear(keep_tail=True)
        while node.getprevious() is not None:
            del node.getparent()[0]


def local(node: etree._Element) -> str:
    """The element's name without its namespace: the strict and the transitional format differ in nothing else."""
    return str(node.tag).rpartition("}")[2]
