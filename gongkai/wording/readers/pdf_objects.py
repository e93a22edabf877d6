"""Every object of a PDF, reachable or not: texts that no page shows, metadata streams, attachments, removed pages."""

import re

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NullObject,
    StreamObject,
    TextStringObject,
)

from gongkai.wording.readers.plain import decode, readable_strings
from gongkai.wording.readers.reading import Collector, TooMuch

# Names of fonts and glyphs, identifiers, keys and dates: text that is no one's.
SILENT = frozenset(
    [
        "/ID",
        "/O",
        "/U",
        "/OE",
        "/UE",
        "/Perms",
        "/CharSet",
        "/FontName",
        "/FontFamily",
        "/Registry",
        "/Ordering",
        "/Panose",
        "/CreationDate",
        "/ModDate",
        "/M",
        "/DA",
        "/NM",
        "/LastModified",
        "/Indexed",
        "/ColorSpace",
        "/Lang",
        "/Widths",
        "/W",
        "/CA",
        "/Style",
    ]
)
MOST_OBJECTS = 200_000
MOST_DEPTH = 60


def value_of(value: object, key: str | None = None):  # type: ignore[no-untyped-def]
    """The object behind a reference, or its entry `key`; None for what is missing."""
    if isinstance(value, IndirectObject):
        value = value.get_object()
    if key is not None:
        value = value.get(key) if isinstance(value, DictionaryObject) else None
        return value_of(value)
    return None if isinstance(value, NullObject) else value


class AllObjects:
    """Walks the objects of one file and its former versions; a text already given is not given twice."""

    def __init__(self, out: Collector) -> None:
        self.out = out
        self.seen_texts: set[str] = set()
        self.seen_files: set[int] = set()

    def read(self, reader: PdfReader, known: set[int], label: str = "") -> None:
        """Give the texts of all objects; `known` are the numbers of the pages that have been read."""
        texts: list[str] = []
        loose: list[tuple[int, StreamObject]] = []
        named: set[int] = set()
        for number, entry in self.objects(reader):
            self.strings(entry, texts, 0)
            self.attached(entry, named, 0)
            if isinstance(entry, DictionaryObject) and entry.get("/Type") == "/Page" and number not in known:
                self.removed_page(reader, entry, label)
            if isinstance(entry, StreamObject):
                if entry.get("/Type") == "/EmbeddedFile":
                    loose.append((number, entry))
                else:
                    self.stream_text(entry, label)
        for number, stream in loose:
            if number not in named:
                self.file(stream, "（未命名）")
        fresh = [text for text in texts if text not in self.seen_texts]
        self.seen_texts.update(fresh)
        self.out.add(f"{label}文档内其他文字（书签、替代文字、字段等）", "\n\n".join(dict.fromkeys(fresh)), rest=True)

    def objects(self, reader: PdfReader):  # type: ignore[no-untyped-def]
        """Number and object of all entries of the cross-reference tables."""
        entries = {(number, generation) for generation, table in reader.xref.items() for number in table}
        entries |= {(number, 0) for number in reader.xref_objStm}
        if len(entries) > MOST_OBJECTS:
            raise TooMuch(f"对象超过 {MOST_OBJECTS} 个")
        failed = 0
        yield 0, reader.trailer
        for number, generation in sorted(entries):
            self.out.watch_clock()
            try:
                entry = IndirectObject(number, generation, reader).get_object()
            except Exception:  # damaged objects fail in many ways; they are counted and reported together
                failed += 1
                continue
            if entry is not None:
                yield number, entry
        if failed:
            self.out.cannot("文档内其他文字", f"有 {failed} 个对象已损坏，未读")

    def strings(self, value: object, found: list[str], depth: int) -> None:
        """Collect the text strings inside one object, without following references."""
        if isinstance(value, TextStringObject):
            if len(value) > 4:
                found.append(str(value))
        elif isinstance(value, ByteStringObject):
            if len(value) > 4:
                found.append(readable_strings(bytes(value)) if len(value) > 400 else decode(bytes(value))[0])
        elif depth < MOST_DEPTH and isinstance(value, DictionaryObject):
            for key in value:
                if key not in SILENT:
                    self.strings(value.raw_get(key), found, depth + 1)
        elif depth < MOST_DEPTH and isinstance(value, ArrayObject):
            for entry in list.__iter__(value):
                self.strings(entry, found, depth + 1)

    def attached(self, value: object, named: set[int], depth: int) -> None:
        """Read the files of file specifications, each under the name it was attached with."""
        if depth > MOST_DEPTH:
            return
        if isinstance(value, ArrayObject):
            for entry in list.__iter__(value):
                self.attached(entry, named, depth + 1)
        elif isinstance(value, DictionaryObject):
            files = value.get("/EF") if "/EF" in value else None
            if isinstance(files, DictionaryObject):
                name = str(value_of(value.get("/UF")) or value_of(value.get("/F")) or "（未命名）")
                for key in files:
                    raw = files.raw_get(key)
                    if isinstance(raw, IndirectObject) and raw.idnum not in named:
                        named.add(raw.idnum)
                        self.file(value_of(raw), name)
            for key in value:
                self.attached(value.raw_get(key), named, depth + 1)

    def file(self, stream: object, name: str) -> None:
        if not isinstance(stream, StreamObject):
            return
        try:
            data = stream.get_data()
        except Exception as error:  # filters fail on damaged data in many ways
            self.out.cannot(f"附件文件 {name}", f"附件已损坏，未读（{type(error).__name__}）")
            return
        self.out.unpack(len(data))
        digest = hash(data)
        if digest not in self.seen_files:
            self.seen_files.add(digest)
            self.out.nested(data, name, f"附件文件 {name}")

    def stream_text(self, stream: StreamObject, label: str) -> None:
        """Metadata and other streams that are themselves text (XMP, forms, scripts)."""
        kind, subtype = stream.get("/Type"), stream.get("/Subtype")
        telling = (
            kind == "/Metadata"
            or subtype in {"/XML", "/JavaScript"}
            or not ({"/Type", "/Subtype", "/Length1"} & set(stream))
        )
        if not telling or kind in {"/ObjStm", "/XRef"}:
            return
        try:
            data = stream.get_data()
        except Exception as error:  # as above
            self.out.cannot(f"{label}文档元数据", f"已损坏，未读（{type(error).__name__}）")
            return
        self.out.unpack(len(data))
        start = data[:200].lstrip()
        if kind == "/Metadata" or start.startswith((b"<", b"\xef\xbb\xbf<")):
            text = re.sub(r"<\?xpacket[^>]*>", "", decode(data)[0])
            plain = re.sub(r"</?[^>]*>", lambda tag: " " + " ".join(re.findall(r'="([^"]*)"', tag[0])) + " ", text)
            if plain not in self.seen_texts:
                self.seen_texts.add(plain)
                self.out.add(
                    f"{label}文档元数据（XMP）" if kind == "/Metadata" else f"{label}表单数据", plain, rest=True
                )
        elif b"app." in data or b"function" in data or b"this." in data:
            self.out.add(f"{label}脚本", decode(data)[0])

    def removed_page(self, reader: PdfReader, entry: DictionaryObject, label: str) -> None:
        """A page that is in the file but no longer in the document."""
        try:
            page = PageObject(reader)
            page.update(entry)
            text = page.extract_text() or ""
        except Exception as error:  # damaged pages fail in many ways
            self.out.cannot(f"{label}已移除的页面", f"文字未读（{type(error).__name__}）")
            return
        if text not in self.seen_texts:
            self.seen_texts.add(text)
            self.out.add(f"{label}已移除的页面", text)
