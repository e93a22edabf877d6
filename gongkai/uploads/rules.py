"""What may be taken in: the closed list of file types, their caps, and how a file may be called."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace

KB = 1024
MB = 1024 * KB


@dataclass(frozen=True)
class FileType:
    """One type on the list. `cap` is in bytes; an `optional` type is taken only where a setting names it."""

    code: str
    label: str
    extensions: tuple[str, ...]
    media_type: str
    cap: int
    optional: bool = False

    @property
    def extension(self) -> str:
        return self.extensions[0]


_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES: Mapping[str, FileType] = {
    kind.code: kind
    for kind in (
        FileType("pdf", "PDF 文档", ("pdf",), "application/pdf", 50 * MB),
        FileType("ofd", "OFD 版式文档", ("ofd",), "application/ofd", 50 * MB),
        FileType("docx", "Word 文档", ("docx",), f"{_OFFICE}.wordprocessingml.document", 50 * MB),
        FileType("xlsx", "Excel 工作簿", ("xlsx",), f"{_OFFICE}.spreadsheetml.sheet", 50 * MB),
        FileType("pptx", "演示文稿", ("pptx",), f"{_OFFICE}.presentationml.presentation", 100 * MB),
        FileType("txt", "纯文本", ("txt",), "text/plain", 5 * MB),
        FileType("csv", "CSV 表格", ("csv",), "text/csv", 20 * MB),
        FileType("jpg", "JPEG 图片", ("jpg", "jpeg"), "image/jpeg", 20 * MB),
        FileType("png", "PNG 图片", ("png",), "image/png", 20 * MB),
        FileType("gif", "GIF 图片", ("gif",), "image/gif", 10 * MB),
        FileType("webp", "WebP 图片", ("webp",), "image/webp", 20 * MB),
        FileType("mp3", "MP3 音频", ("mp3",), "audio/mpeg", 50 * MB),
        FileType("mp4", "MP4 视频", ("mp4",), "video/mp4", 200 * MB),
        FileType("zip", "ZIP 压缩包", ("zip",), "application/zip", 100 * MB, optional=True),
        FileType("doc", "旧版 Word 文档", ("doc",), "application/msword", 20 * MB, optional=True),
        FileType("xls", "旧版 Excel 工作簿", ("xls",), "application/vnd.ms-excel", 20 * MB, optional=True),
        FileType("wps", "WPS 文档", ("wps",), "application/vnd.ms-works", 20 * MB, optional=True),
    )
}
IMAGES = frozenset({"jpg", "png", "gif", "webp"})
# Taken only by way of conversion: what is stored is the modern document, never the old one.
LEGACY: Mapping[str, str] = {"doc": "docx", "wps": "docx", "xls": "xlsx"}


@dataclass(frozen=True)
class Limits:
    """Caps of one inspection; sizes in bytes, times as named. Engineering values, set by UPLOAD_LIMITS."""

    members: int = 5_000  # files in one archive
    unpacked: int = 150 * MB  # sum of an archive's files, declared and real
    ratio: int = 200  # unpacked to packed, of one member above `ratio_from`
    ratio_from: int = 5 * MB
    xml_part: int = 60 * MB  # one XML part of an office document
    pixels: int = 25_000_000  # one picture
    webp_pixels: int = 5_000_000  # its coder needs five times the memory
    frames: int = 200  # an animation
    animation_pixels: int = 20_000_000  # all frames of an animation together
    pdf_unpacked: int = 60 * MB  # object streams of a PDF
    cpu_milliseconds: int = 1_800
    wall_seconds: int = 8  # a busy machine gives less than one second of work a second
    memory: int = 190 * MB
    copy_seconds: int = 30
    copy_memory: int = 600 * MB
    scan_seconds: int = 120
    scan_memory: int = 1024 * MB
    convert_seconds: int = 60

    @classmethod
    def of(cls, changes: Mapping[str, int]) -> "Limits":
        """The defaults with some changed; raises ValueError for a name that is no limit."""
        unknown = set(changes) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"UPLOAD_LIMITS names no such limit: {', '.join(sorted(unknown))}")
        return replace(cls(), **changes)


def allowed(optional: Collection[str] = ()) -> list[FileType]:
    """The types taken here: the fixed ones and those optional ones that the setting UPLOAD_OPTIONAL_TYPES names."""
    return [kind for kind in TYPES.values() if not kind.optional or kind.code in optional]


def type_of_name(name: str, optional: Collection[str] = ()) -> FileType | None:
    """The allowed type that the name's extension stands for, if any."""
    extension = extension_of(name)
    return next((kind for kind in allowed(optional) if extension in kind.extensions), None)


def extension_of(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def not_on_the_list(name: str, optional: Collection[str] = ()) -> str:
    extension = extension_of(name)
    said = f"不接收“.{extension}”文件" if extension else "文件名没有扩展名，无法接收"
    listed = "、".join(kind.extension for kind in allowed(optional))
    return f"{said}。可以上传的类型：{listed}。"


def size_said(size: int) -> str:
    """A size as people read it: 12.5 MB."""
    for unit, divisor in (("MB", MB), ("KB", KB)):
        if size >= divisor:
            return f"{size / divisor:.1f}".rstrip("0").rstrip(".") + f" {unit}"
    return f"{size} 字节"


NAME_LENGTH = 120
NAMELESS = "附件"
# Windows and shells give these a meaning.
_RESERVED = re.compile(r'[<>:"/\\|?*`$;&]')
# An extension in the middle of a name is there to be mistaken for the real one.
_INNER = re.compile(
    r"\.(?=(?:exe|com|bat|cmd|scr|pif|msi|dll|js|jse|vbs|vbe|wsf|hta|ps1|sh|jar|lnk|reg|php\d?|phtml|jsp|aspx?|cgi|py"
    r"|html?|xhtml|shtml|svgz?|xml|swf|docm|xlsm|pptm|dotm|docx?|xlsx?|pptx?|wps|pdf|ofd|txt|csv|jpe?g|png|gif|webp"
    r"|mp[34]|zip|rar|7z|gz|tar|iso)\.)",
    re.IGNORECASE,
)
_DEVICE = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def clean_name(name: str) -> str:
    """The name without folders, control, invisible and direction characters, reserved signs and false extensions.

    Numbers that look like an identity card or a mobile phone are masked: names are stored and printed in many places.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFC", name) if _is_visible(sign))
    plain = re.split(r"[/\\]", plain)[-1]
    plain = _RESERVED.sub("_", plain)
    plain = re.sub(r"\s+", " ", plain).strip().rstrip(" .")
    plain = mask_numbers(_INNER.sub("_", plain))
    stem, dot, extension = plain.rpartition(".")
    if not dot:
        stem, extension = plain, ""
    stem = stem.strip(" .") or NAMELESS
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    ending = f".{extension.strip().lower()}" if extension.strip() else ""
    return stem[: NAME_LENGTH - len(ending)].rstrip(" .") + ending[:NAME_LENGTH]


def _is_visible(sign: str) -> bool:
    # Cc control, Cf format (direction marks, zero width), Cs lone surrogates, Co private, Cn unassigned, Zl/Zp line ends.
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


_ID_CARD = re.compile(
    r"(?<!\d)([1-9]\d{2})\d{3}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{2}(\d[\dXx])(?!\d)"
)
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def mask_numbers(text: str) -> str:
    """`text` with identity-card numbers (18 digits) and mobile numbers (11 digits) masked."""
    text = _ID_CARD.sub(lambda found: f"{found[1]}_____________{found[2]}", text)
    return _MOBILE.sub(lambda found: f"{found[1]}____{found[2]}", text)


def disagreement(named: FileType, found: str) -> str:
    """Why a file whose content is of type `found` may not be called as it is."""
    label = TYPES[found].label if found in TYPES else found
    return f"文件的扩展名是“.{named.extension}”，内容却是{label}。请改用正确的扩展名后重新上传。"


# PRI-05: what must not be published unseen (条例 Art. 15). Office telephones, e-mail and credit codes are commonly public.
BLOCKING_KINDS = frozenset({"id_card", "mobile", "bank_card", "address", "minor", "plate"})
PLACES_NAMED = 5
FACT_SENTENCES: Mapping[str, str] = {
    "comments": "有 {} 处批注，请删除全部批注后重新上传。",
    "tracked_changes": "有 {} 处未接受的修订，请接受或者拒绝全部修订后重新上传。",
    "notes": "有 {} 页演讲者备注，请删除备注后重新上传。",
    "hidden_sheets": "有 {} 个隐藏的工作表，请删除或者取消隐藏后重新上传。",
}


@dataclass(frozen=True)
class Finding:
    """A suspected personal datum as the rules see it."""

    label: str
    where: str


def blocking_sentences(findings: Sequence[Finding]) -> list[str]:
    """One sentence for each kind of datum: how many, where, and what to do."""
    by_label: dict[str, list[str]] = {}
    for finding in findings:
        by_label.setdefault(finding.label, []).append(finding.where)
    return [
        f"这个附件有 {len(places)} 处疑似{label}（{_places_said(places)}）。请遮盖后重新上传，或逐处说明不是个人信息。"
        for label, places in by_label.items()
    ]


def unlisted_sentence(number: int) -> str:
    return f"这个附件还有 {number} 处疑似个人信息没有逐一列出，不能逐处说明。请遮盖后重新上传。"


def _places_said(places: Sequence[str]) -> str:
    different = list(dict.fromkeys(places))
    said = "、".join(different[:PLACES_NAMED])
    return said if len(different) <= PLACES_NAMED else f"{said}等"


def fact_sentences(facts: Mapping[str, object]) -> list[str]:
    """What an office document or PDF carries that must not be published unseen."""
    said = []
    for fact, sentence in FACT_SENTENCES.items():
        value = facts.get(fact)
        if value:
            said.append("这个附件" + sentence.format(len(value) if isinstance(value, list) else value))
    return said


def unreadable_sentence(parts: Sequence[Mapping[str, str]]) -> str:
    """What to do about parts that no machine could read."""
    places = _places_said([part["where"] for part in parts])
    return f"这个附件有 {len(parts)} 处无法自动读取（{places}）。请打开逐页核对，确认没有个人信息后签字确认。"
