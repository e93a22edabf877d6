"""What all Office packages share: properties, relations, pictures, embedded files, and every part not read elsewhere."""

import re

from gongkai.wording.readers.archives import Package
from gongkai.wording.readers.markup import all_text, attribute_texts, local, parse
from gongkai.wording.readers.plain import readable_strings
from gongkai.wording.readers.reading import Collector

PROPERTY_LABELS = {
    "creator": "作者",
    "lastModifiedBy": "最后保存者",
    "title": "标题",
    "subject": "主题",
    "description": "备注",
    "keywords": "关键词",
    "category": "类别",
    "contentStatus": "状态",
    "Company": "单位",
    "Manager": "经理",
    "HyperlinkBase": "超链接基础",
    "Template": "模板",
    "TitlesOfParts": "各部分标题",
}
PLACES = (
    (r"^content\.xml", "正文"),
    (r"^Doc_\d+/Pages/", "页面"),
    (r"charts/", "图表"),
    (r"drawings/", "绘图与文本框"),
    (r"diagrams/", "智能图形"),
    (r"pivot(?:Cache|Tables)/", "数据透视表缓存"),
    (r"externalLinks/", "外部链接缓存"),
    (r"customXml/", "自定义数据"),
    (r"(?:people|persons?)\b", "批注人员表"),
    (r"settings\.xml", "文档设置"),
    (r"glossary/", "构建基块"),
    (r"connections\.xml|queryTables/", "数据连接"),
    (r"[cC]omment", "批注"),
    (r"notesSlide", "备注页"),
)
PICTURES = re.compile(r"\.(?:png|jpe?g|jfif|gif|bmp|tiff?|webp|ico)$", re.IGNORECASE)
VECTORS = re.compile(r"\.(?:emf|wmf|emz|wmz|eps)$", re.IGNORECASE)
MARKUP = re.compile(r"\.(?:xml|rels|vml|svg|xhtml|html?)$", re.IGNORECASE)
HARMLESS = re.compile(
    r"(?:printerSettings|\.odttf$|\.fntdata$|\.(?:ttf|otf)$|thumbnail\.(?:wmf|emf)$|layout-cache|vbaProjectSignature|_rels/\.rels$)"
)


def read_properties(package: Package, out: Collector, done: set[str]) -> None:
    """Core, application and custom properties, each under its Chinese name."""
    for member in ("docProps/core.xml", "docProps/app.xml"):
        if member in package.names:
            done.add(member)
            root = parse(package.read(member) or b"<none/>", "文档属性", out)
            for node in () if root is None else root:
                out.add(f"文档属性：{PROPERTY_LABELS.get(local(node), local(node))}", all_text(node))
    if "docProps/custom.xml" in package.names:
        done.add("docProps/custom.xml")
        root = parse(package.read("docProps/custom.xml") or b"<none/>", "文档属性：自定义", out)
        for node in () if root is None else root:
            out.add(f"文档属性：自定义「{node.get('name', '')}」", f"{node.get('name', '')}：{all_text(node)}")


def read_remaining(package: Package, out: Collector, done: set[str]) -> None:
    """Everything in the package that no special reader has taken: nothing of it is passed over."""
    out.add("压缩包注释", package.archive.comment.decode("utf-8", "replace"))
    for info in package.infos:
        if info.filename not in done:
            read_member(package, info.filename, out)
    if package.doubled:
        out.cannot("文档结构", "包内有同名部件，可能藏有未读内容")


def read_member(package: Package, member: str, out: Collector) -> None:
    data = package.read(member)
    if not data:
        return
    short = member.rpartition("/")[2]
    if MARKUP.search(member):
        read_markup(data, member, out)
    elif PICTURES.search(member):
        out.nested(data, short, f"插图 {short}")
    elif VECTORS.search(member) and not HARMLESS.search(member):
        out.cannot(f"插图 {short}", "矢量图，文字未读，请人工确认")
        out.add(f"插图 {short}", readable_strings(data))
    elif member.endswith("vbaProject.bin"):
        out.cannot("宏代码", "宏代码未读")
        out.add("宏代码", readable_strings(data))
    elif HARMLESS.search(member):
        out.add(place_of(member), readable_strings(data))
    elif member == "mimetype":
        return
    else:
        out.nested(data, short, f"嵌入文件 {short}")


def read_markup(data: bytes, member: str, out: Collector) -> None:
    """The texts, attributes and outside targets of an XML part."""
    where = place_of(member)
    root = parse(data, where, out)
    if root is None:
        return
    if member.endswith(".rels"):
        targets = [node.get("Target", "") for node in root if node.get("TargetMode") == "External"]
        out.add("超链接", "\n".join(targets))
        return
    out.add(where, all_text(root))
    out.add(f"{where}（属性）", "\n".join(attribute_texts(root)))


def place_of(member: str) -> str:
    """The Chinese name of a package part."""
    label = next((label for pattern, label in PLACES if re.search(pattern, member)), "其他部件")
    return f"{label} {member.rpartition('/')[2]}"


def read_open_document(data: bytes, name: str, out: Collector) -> None:
    """Read an ODF or OFD document: all of its XML, pictures and embedded files."""
    read_remaining(Package(data, out), out, set())
