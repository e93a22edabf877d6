"""PowerPoint presentations (.pptx): slides, notes and comments by number; all other parts as they come."""

import re

from gongkai.wording.readers.archives import Package
from gongkai.wording.readers.markup import attribute_texts, parse
from gongkai.wording.readers.office import read_properties, read_remaining
from gongkai.wording.readers.reading import Collector

NUMBERED = (
    (re.compile(r"ppt/slides/slide(\d+)\.xml$"), "幻灯片第{}页"),
    (re.compile(r"ppt/notesSlides/notesSlide(\d+)\.xml$"), "幻灯片备注{}"),
    (re.compile(r"ppt/slideLayouts/slideLayout(\d+)\.xml$"), "版式{}"),
    (re.compile(r"ppt/slideMasters/slideMaster(\d+)\.xml$"), "母版{}"),
)


def read_slides(data: bytes, name: str, out: Collector) -> None:
    """Read every part of the presentation."""
    package = Package(data, out)
    done: set[str] = set()
    for pattern, label in NUMBERED:
        for member in package.names:
            match = pattern.match(member)
            if match and member not in done:
                done.add(member)
                where = label.format(match[1])
                root = parse(package.read(member) or b"<none/>", where, out)
                if root is None:
                    continue
                lines = ["".join(run.text or "" for run in paragraph.iter("{*}t")) for paragraph in root.iter("{*}p")]
                out.add(where, "\n".join(lines))
                out.add(f"{where}（图形名称、替代文字等属性）", "\n".join(attribute_texts(root)))
    read_properties(package, out, done)
    read_remaining(package, out, done)
