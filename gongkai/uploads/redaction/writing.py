"""A new PDF written from nothing but pictures and runs of text: no metadata, no identifier, no history, no actions."""

import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from .encoding import FULL, Encoded
from .lines import Run

FONT, DESCENT, TALLEST = "F", 0.12, 0xFFFF
CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{}
endcmap
end
end
"""
BLOCK = 100  # entries that one section of a CMap may hold


class NewPage(NamedTuple):
    """One page of the new document; size in points."""

    width: float
    height: float
    picture: Encoded
    runs: Sequence[Run]


class Writer:
    """Writes page by page, so that memory holds one page; `end` gives the file its table of contents."""

    CATALOGUE, PAGES, TYPE0, CID, DESCRIPTOR, UNICODE = range(1, 7)

    def __init__(self, path: Path) -> None:
        self.file: BinaryIO = path.open("wb")
        self.offsets: dict[int, int] = {}
        self.pages: list[int] = []
        self.signs: set[str] = set()
        self.next = 7
        self.file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, page: NewPage) -> None:
        leaf, contents, picture = self.next, self.next + 1, self.next + 2
        self.next += 3
        self.pages.append(leaf)
        self._stream(picture, page.picture.data, _picture(page.picture))
        drawn = "\n".join([f"q {page.width:.5f} 0 0 {page.height:.5f} 0 0 cm /I Do Q", *self._text(page)])
        self._stream(contents, zlib.compress(drawn.encode("ascii")), "/Filter /FlateDecode")
        resources = f"<< /XObject << /I {picture} 0 R >> /Font << /{FONT} {self.TYPE0} 0 R >> >>"
        box = f"[0 0 {page.width:.5f} {page.height:.5f}]"
        self._object(
            leaf,
            f"<< /Type /Page /Parent {self.PAGES} 0 R /MediaBox {box} /Contents {contents} 0 R /Resources {resources} >>",
        )

    def _text(self, page: NewPage) -> Iterator[str]:
        """Invisible text (rendering mode 3) where the words are seen."""
        for run in page.runs:
            text = "".join(sign for sign in run.text if ord(sign) <= TALLEST)
            if not text:
                continue
            self.signs.update(text)
            high = (run.box.bottom - run.box.top) * page.height
            across = (run.box.right - run.box.left) * page.width
            stretch = 100 * across / (len(text) * high)
            left, base = run.box.left * page.width, page.height * (1 - run.box.bottom) + DESCENT * high
            shown = text.encode("utf-16-be").hex().upper()
            yield f"BT 3 Tr /{FONT} {high:.2f} Tf {stretch:.1f} Tz {left:.2f} {base:.2f} Td <{shown}> Tj ET"

    def end(self) -> None:
        kids = " ".join(f"{number} 0 R" for number in self.pages)
        self._object(self.CATALOGUE, f"<< /Type /Catalog /Pages {self.PAGES} 0 R /Lang (zh-CN) >>")
        self._object(self.PAGES, f"<< /Type /Pages /Count {len(self.pages)} /Kids [{kids}] >>")
        self._font()
        start, count = self.file.tell(), self.next
        rows = "".join(f"{self.offsets[number]:010d} 00000 n \n" for number in range(1, count))
        self._write(f"xref\n0 {count}\n0000000000 65535 f \n{rows}trailer\n")
        self._write(f"<< /Size {count} /Root {self.CATALOGUE} 0 R >>\nstartxref\n{start}\n%%EOF\n")
        self.file.close()

    def _font(self) -> None:
        """A font that draws nothing and says which character each code stands for."""
        name = "/BaseFont /Withheld"
        self._object(
            self.TYPE0,
            f"<< /Type /Font /Subtype /Type0 {name} /Encoding /Identity-H /DescendantFonts [{self.CID} 0 R]"
            f" /ToUnicode {self.UNICODE} 0 R >>",
        )
        system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        self._object(
            self.CID,
            f"<< /Type /Font /Subtype /CIDFontType2 {name} {system} /DW 1000 /FontDescriptor {self.DESCRIPTOR} 0 R >>",
        )
        self._object(
            self.DESCRIPTOR,
            "<< /Type /FontDescriptor /FontName /Withheld /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0"
            " /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>",
        )
        codes = [f"<{ord(sign):04X}> <{ord(sign):04X}>" for sign in sorted(self.signs)]
        blocks = [codes[start : start + BLOCK] for start in range(0, len(codes), BLOCK)]
        sections = "\n".join(f"{len(rows)} beginbfchar\n" + "\n".join(rows) + "\nendbfchar" for rows in blocks)
        self._stream(self.UNICODE, zlib.compress(CMAP.format(sections).encode("ascii")), "/Filter /FlateDecode")

    def _object(self, number: int, body: str) -> None:
        self.offsets[number] = self.file.tell()
        self._write(f"{number} 0 obj\n{body}\nendobj\n")

    def _stream(self, number: int, data: bytes, entries: str) -> None:
        self.offsets[number] = self.file.tell()
        self._write(f"{number} 0 obj\n<< {entries} /Length {len(data)} >>\nstream\n")
        self.file.write(data)
        self._write("\nendstream\nendobj\n")

    def _write(self, text: str) -> None:
        self.file.write(text.encode("ascii"))


def _picture(encoded: Encoded) -> str:
    space = "/DeviceGray" if encoded.colours == 1 else "/DeviceRGB"
    entries = (
        f"/Type /XObject /Subtype /Image /Width {encoded.width} /Height {encoded.height} /ColorSpace {space}"
        f" /BitsPerComponent {encoded.bits}"
    )
    if not encoded.lossless:
        return f"{entries} /Filter /DCTDecode"
    if encoded.bits < FULL:
        return f"{entries} /Filter /FlateDecode"
    rows = f"<< /Predictor 15 /Colors {encoded.colours} /BitsPerComponent 8 /Columns {encoded.width} >>"
    return f"{entries} /Filter /FlateDecode /DecodeParms {rows}"
