"""Whole documents: HTML pages of an old site, DOCX, PDF with text, plain text; old office formats by conversion."""

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import mammoth
from lxml import html as lxml_html
from pypdf import PdfReader

from gongkai.journal.refusals import Refused
from gongkai.uploads import convert

from .rows import Fault, File, Unreadable
from .tables import encoding_of

SUFFIXES = {".html", ".htm", ".docx", ".pdf", ".txt", ".doc", ".wps"}
KNOWN = Path(__file__).resolve().parent.parent / "data" / "known_documents.json"
CONVERT_SECONDS = 60
TITLE_LENGTH = 80  # a first line longer than this is text, not a title
BODIES = ("//*[@id='zoom']", "//*[contains(@class,'TRS_Editor')]", "//article", "//*[contains(@class,'article')]",
          "//*[contains(@class,'content')]", "//main", "//body")  # fmt: skip


def read(path: Path, folder: Path, given: dict[str, Any]) -> dict[str, Any] | Fault:
    """What the document says of itself, with `given` (manifest or options) above it: values by our headings.

    `files` holds inline images and, for what is not HTML, the document itself.
    """
    name = str(path.relative_to(folder))
    try:
        found = _READERS[path.suffix.lower()](path)
    except Unreadable as fault:
        return Fault(name, str(fault))
    known = _known(path)
    values = {**found, **known, **{key: value for key, value in given.items() if value}}
    values.setdefault("key", f"file:{name}")
    if path.suffix.lower() in {".html", ".htm"} and not values.get("source_url"):
        values["source_url"] = "/" + name
    return values


def _known(path: Path) -> dict[str, Any]:
    """Facts recorded beside the code for a document that does not carry its own title, by its digest."""
    entries = json.loads(KNOWN.read_text(encoding="utf-8"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return dict(entries.get(digest, {}))


def _html(path: Path) -> dict[str, Any]:
    text = path.read_bytes()
    charset = re.search(rb"charset=[\"']?([\w-]+)", text[:2048], re.I)
    encoding = charset[1].decode() if charset else encoding_of(path)
    try:
        page = lxml_html.fromstring(text.decode(encoding, errors="replace"))
    except (LookupError, ValueError, lxml_html.etree.ParserError) as fault:
        raise Unreadable(f"网页无法读取：{type(fault).__name__}。") from None
    body, images = _body_of(page, path)
    return {
        "title": _meta(page, "ArticleTitle") or _text(page, "//h1") or _text(page, "//title"),
        "published": _meta(page, "PubDate"),
        "source": _meta(page, "ContentSource"),
        "keywords": _meta(page, "Keywords"),
        "summary": _meta(page, "Description")[:500],
        "source_url": _meta(page, "Url") if _meta(page, "Url").startswith("http") else "",
        "html": body,
        "files": images,
    }


def _meta(page: Any, name: str) -> str:
    found = page.xpath("//meta[translate(@name,'ABCDEFGHIJKLMNOPQRSTUVWXYZ','abcdefghijklmnopqrstuvwxyz')=$name]/@content",
                       name=name.lower())  # fmt: skip
    return str(found[0]).strip() if found else ""


def _text(page: Any, xpath: str) -> str:
    found = page.xpath(xpath)
    return " ".join(found[0].text_content().split()) if found else ""


def _body_of(page: Any, path: Path) -> tuple[str, tuple[File, ...]]:
    """The richest likely container, and its images that lie beside the page."""
    chosen = next(
        (found[0] for xpath in BODIES if (found := page.xpath(xpath)) and found[0].text_content().strip()), page
    )
    for unwanted in chosen.xpath(".//script|.//style|.//nav|.//header|.//footer|.//form|.//h1"):
        unwanted.drop_tree()
    images: list[File] = []
    for image in chosen.xpath(".//img[@src]"):
        source = (path.parent / image.get("src").split("?")[0]).resolve()
        if source.is_file() and source.is_relative_to(path.parent.resolve()):
            images.append(File(source.name, source.read_bytes(), inline=True, marker=f"attachment:{len(images)}"))
            image.set("src", images[-1].marker)
        else:
            image.drop_tree()
    inner = "".join(lxml_html.tostring(child, encoding="unicode") for child in chosen)
    return (escape(chosen.text) if chosen.text and chosen.text.strip() else "") + inner, tuple(images)


def _docx(path: Path) -> dict[str, Any]:
    images: list[File] = []

    def keep(image: Any) -> dict[str, str]:
        with image.open() as stream:
            data = stream.read()
        extension = image.content_type.rpartition("/")[2].replace("jpeg", "jpg")
        images.append(File(f"图{len(images) + 1}.{extension}", data, inline=True, marker=f"attachment:{len(images)}"))
        return {"src": images[-1].marker, "alt": image.alt_text or ""}

    try:
        with path.open("rb") as file:
            result = mammoth.convert_to_html(file, convert_image=mammoth.images.img_element(keep))
    except Exception as fault:  # noqa: BLE001  a broken package fails in many ways, all of which mean the same
        raise Unreadable(f"Word 文档无法读取：{type(fault).__name__}。") from None
    title, body = _split_title(result.value)
    return {"title": title or path.stem, "html": body, "files": (*images, File(path.name, path.read_bytes()))}


def _split_title(html: str) -> tuple[str, str]:
    """A short first block is the title, as in an official document."""
    found = re.match(r"\s*<(h[1-6]|p)>(.*?)</\1>", html, re.S)
    if not found:
        return "", html
    title = " ".join(lxml_html.fromstring(f"<p>{found[2]}</p>").text_content().split()) if found[2].strip() else ""
    if not title or len(title) > TITLE_LENGTH or title.endswith(("。", "；", "，")):
        return "", html
    return title, html[found.end() :]


def _pdf(path: Path) -> dict[str, Any]:
    try:
        reader = PdfReader(BytesIO(path.read_bytes()))
        pages = [page.extract_text() or "" for page in reader.pages]
    except Exception as fault:  # noqa: BLE001  as above
        raise Unreadable(f"PDF 无法读取：{type(fault).__name__}。") from None
    lines = [line.strip() for page in pages for line in page.splitlines() if line.strip()]
    if not lines:
        raise Unreadable("PDF 里没有文字（可能是扫描件），无法导入正文；请先识别文字，或作为附件上传并目视检查。")
    title = lines[0] if len(lines[0]) <= TITLE_LENGTH else ""
    body = "".join(f"<p>{escape(text)}</p>" for text in _paragraphs(lines[1:] if title else lines))
    return {"title": title or path.stem, "html": body, "files": (File(path.name, path.read_bytes()),)}


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines of a page joined into paragraphs: one ends where a line ends its sentence or stays short."""
    longest = max((len(line) for line in lines), default=0)
    current = ""
    for line in lines:
        current += line
        if line.endswith(("。", "：", "；", "！", "？")) or len(line) < longest * 0.7:
            yield current
            current = ""
    if current:
        yield current


def _plain(path: Path) -> dict[str, Any]:
    text = path.read_bytes().decode(encoding_of(path), errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise Unreadable("文件是空的。")
    title = lines[0] if len(lines[0]) <= TITLE_LENGTH and not lines[0].endswith("。") else ""
    blocks = [_block(line) for line in (lines[1:] if title else lines)]
    return {"title": title, "html": "".join(blocks)}


def _block(line: str) -> str:
    """A line as heading or paragraph: “一、…” without a full stop heads a part."""
    if re.match(r"^[一二三四五六七八九十]+、", line) and not line.endswith("。") and len(line) <= 40:
        return f"<h2>{escape(line)}</h2>"
    return f"<p>{escape(line)}</p>"


def _legacy(path: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            modern = convert.to_modern(path, path.suffix.lower().lstrip("."), Path(folder), CONVERT_SECONDS)
        except Refused as refused:
            raise Unreadable(str(refused)) from None
        values = _docx(modern)
    if not values["title"] or values["title"] == modern.stem:
        values["title"] = path.stem
    return values


_READERS = {
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
    ".pdf": _pdf,
    ".txt": _plain,
    ".doc": _legacy,
    ".wps": _legacy,
}
