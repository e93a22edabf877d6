"""PDF: the text of every page, drawn pages by recognition, annotations, form fields, metadata, attachments, old versions."""

import logging
import re
from hashlib import sha256
from io import BytesIO

from pypdf import PageObject, PdfReader

from gongkai.wording.readers import ocr
from gongkai.wording.readers.pdf_objects import AllObjects, value_of
from gongkai.wording.readers.plain import add_page
from gongkai.wording.readers.reading import Collector, TooMuch

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on damaged files are of no use to an official

PROPERTY_LABELS = {
    "/Author": "作者",
    "/Title": "标题",
    "/Subject": "主题",
    "/Keywords": "关键词",
    "/Creator": "创建程序",
    "/Producer": "制作程序",
    "/Company": "单位",
    "/Manager": "经理",
}
PAINTS = re.compile(rb"(?:^|\s)(?:Do|Tj|TJ|'|\"|f\*?|F|B\*?|b\*?|S|s|sh|EI)(?=\s|$)")
READABLE_ENCODINGS = re.compile(r"/(?:GB(?:-|pc-|K-)EUC|GBK2K|Uni(?:GB|CNS|JIS|KS)-(?:UTF16|UCS2)|ETen|90ms)")
END_OF_FILE = b"%%EOF"
MOST_REVISIONS = 8
MOST_PAGES = 5000


def read_pdf(data: bytes, name: str, out: Collector) -> None:
    """Read the document, its former versions and everything attached to it."""
    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        out.refuse("文件已加密，需要口令才能打开")
        return
    texts = read_pages(reader, data, out)
    for key, value in (reader.metadata or {}).items():
        out.add(f"文档属性：{PROPERTY_LABELS.get(key, key.lstrip('/'))}", str(value))
    objects = AllObjects(out)
    objects.read(reader, known=page_ids(reader))
    read_old_versions(data, texts, objects, out)


def page_ids(reader: PdfReader) -> set[int]:
    return {page.indirect_reference.idnum for page in reader.pages if page.indirect_reference is not None}


def read_pages(reader: PdfReader, data: bytes, out: Collector) -> list[str]:
    """Read page by page; a page that fails is reported and the next one is read."""
    texts, seen_images = [], set[bytes]()
    for number, page in enumerate(reader.pages, 1):
        if number > MOST_PAGES:
            out.cannot(f"第{number}页以后", f"超过 {MOST_PAGES} 页，未读")
            break
        out.watch_clock()
        where = f"第{number}页"
        try:
            text = page.extract_text() or ""
        except Exception as error:  # damaged pages fail in many ways
            out.cannot(where, f"页面已损坏，文字未读（{type(error).__name__}）")
            text = ""
        texts.append(text)
        add_page(where, text, out)
        attempt(read_annotations, page, where, out)
        if text.strip() and not has_unknown_letters(page, text):
            attempt(read_pictures, page, where, out, seen_images)
        else:
            read_drawn_page(page, number, data, bool(text.strip()), out)
    return texts


def attempt(step, page: PageObject, where: str, out: Collector, *more: object) -> None:  # type: ignore[no-untyped-def]
    """Take one step of reading a page; its failure is reported, not raised."""
    try:
        step(page, where, out, *more)
    except TooMuch:
        raise
    except Exception as error:  # as above
        out.cannot(where, f"批注或图片已损坏，未能全部读取（{type(error).__name__}）")


def has_unknown_letters(page: PageObject, text: str) -> bool:
    """Whether the text may be wrong, because a font does not say which characters its glyphs stand for."""
    odd = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" or character < "\t" for character in text)
    if odd * 20 > len(text):
        return True
    fonts = value_of(value_of(page.get("/Resources"), "/Font"))
    for font in (value_of(entry) for entry in (fonts.values() if hasattr(fonts, "values") else ())):
        if "/ToUnicode" in font:
            continue
        encoding = str(value_of(font.get("/Encoding"), None) or "")
        if font.get("/Subtype") == "/Type3" or (
            font.get("/Subtype") == "/Type0" and not READABLE_ENCODINGS.match(encoding)
        ):
            return True
    return False


def read_drawn_page(page: PageObject, number: int, data: bytes, has_text: bool, out: Collector) -> None:
    """A page without (reliable) text: recognise its picture, or say that a person must look."""
    where = f"第{number}页"
    if not has_text and is_blank(page):
        return
    if not ocr.installed():
        out.cannot(where, "没有可读的文字（扫描件或图形），本机未安装文字识别程序，请人工确认")
        return
    picture = ocr.draw_page(data, number) if ocr.can_draw_pages() else None
    if picture is None:
        before = len(out.reading.parts)
        attempt(read_pictures, page, where, out, set[bytes]())
        if has_text:
            out.cannot(where, "字体没有说明所用的字符，文字可能不对，请人工确认")
        elif len(out.reading.parts) == before:
            out.cannot(where, "没有可读的文字（扫描件或图形），请人工确认")
        return
    low, high = picture.convert("L").getextrema()
    text = ocr.recognise(picture, f"{where}（文字识别）", out)
    add_page(f"{where}（文字识别）", text or "", out)
    if text is not None and not text.strip() and low != high:
        out.cannot(where, "没有可读的文字，识别也没有结果，请人工确认")


def is_blank(page: PageObject) -> bool:
    """Whether nothing is painted on the page."""
    try:
        contents = page.get_contents()
        return contents is None or PAINTS.search(contents.get_data()) is None
    except Exception:  # a page whose contents cannot be read is not known to be blank
        return False


def read_pictures(page: PageObject, where: str, out: Collector, seen: set[bytes]) -> None:
    """Recognise each picture on the page once in the document (a letterhead stands on every page).

    Whoever allows none to be recognised is told so, and none is decoded: that would take most of the time.
    """
    if not out.limits.recognised_images:
        if len(page.images):
            out.cannot(where, "图片未作文字识别，请人工确认")
        return
    for number, entry in enumerate(page.images, 1):
        digest = sha256(entry.data).digest()
        if digest in seen:
            continue
        seen.add(digest)
        out.spent.images += 1
        if out.spent.images > out.limits.images:
            out.cannot(where, f"图片超过 {out.limits.images} 张，其余未识别，请人工确认")
            return
        place = f"{where}图片{number}（文字识别）"
        if entry.image is None:
            out.cannot(place, "图片不能打开，请人工确认")
        else:
            add_page(place, ocr.recognise(entry.image, place, out) or "", out)


def read_annotations(page: PageObject, where: str, out: Collector) -> None:
    """Notes, their authors, links and form fields of the page."""
    for entry in value_of(page.get("/Annots")) or ():
        note = value_of(entry)
        if not hasattr(note, "get"):
            continue
        if note.get("/Subtype") == "/Widget":
            title = value_of(note.get("/T")) or value_of(value_of(note.get("/Parent")), "/T") or ""
            values = (
                value_of(note.get(key)) or value_of(value_of(note.get("/Parent")), key) for key in ("/V", "/DV", "/TU")
            )
            out.add(f"{where}表单字段「{title}」", "\n".join(str(value) for value in values if value))
            continue
        for key in ("/Contents", "/RC", "/T", "/Subj"):
            out.add(f"{where}批注", str(value_of(note.get(key)) or ""))
        out.add(f"{where}链接", str(value_of(value_of(note.get("/A")), "/URI") or ""))


def read_old_versions(data: bytes, texts: list[str], objects: AllObjects, out: Collector) -> None:
    """What stood in the file before it was last saved: an incremental save leaves it all in place."""
    ends = [match.end() for match in re.finditer(END_OF_FILE, data)][:-1]
    if b"/Linearized" in data[:1024]:
        ends = ends[1:]  # the first mark of a linearized file ends no version
    if len(ends) > MOST_REVISIONS:
        out.cannot("历史版本", f"历史版本超过 {MOST_REVISIONS} 个，较早的未读")
    for number, end in list(enumerate(ends, 1))[-MOST_REVISIONS:]:
        where = f"历史版本{number}"
        try:
            reader = PdfReader(BytesIO(data[:end]), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                out.cannot(where, "已加密，未读")
                continue
            for place, page in enumerate(reader.pages):
                text = page.extract_text() or ""
                if place >= len(texts) or text != texts[place]:
                    out.add(f"{where}第{place + 1}页", text)
            objects.read(reader, known=page_ids(reader), label=f"{where}：")
        except TooMuch:
            raise
        except Exception as error:  # as above
            out.cannot(where, f"不能打开，请用另存方式去除历史版本（{type(error).__name__}）")
