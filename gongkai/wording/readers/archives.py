"""ZIP containers, opened with caps that are checked before anything is unpacked."""

import zipfile
from io import BytesIO

from gongkai.wording.readers.reading import MEBIBYTE, Collector, TooMuch

SUSPICIOUS_RATIO, SUSPICIOUS_SIZE = 400, 20 * MEBIBYTE


class Package:
    """A ZIP file whose members are read one by one under the limits of the collector."""

    def __init__(self, data: bytes, out: Collector) -> None:
        """Open it; raises zipfile.BadZipFile, or TooMuch when it has more members than may be read."""
        self.archive = zipfile.ZipFile(BytesIO(data))
        self.out = out
        infos = [info for info in self.archive.infolist() if not info.is_dir()]
        if len(infos) > out.limits.members:
            raise TooMuch(f"内含文件超过 {out.limits.members} 个")
        self.infos = infos
        self.names = [info.filename for info in infos]
        self.doubled = len(set(self.names)) < len(self.names)

    def read(self, member: str | zipfile.ZipInfo) -> bytes | None:
        """The bytes of a member, or nothing (said to the collector) when it is locked, damaged or absurdly packed."""
        info = self.archive.getinfo(member) if isinstance(member, str) else member
        name = info.filename
        if info.flag_bits & 0x1:
            self.out.cannot(f"附件文件 {name}", "已加密，未读")
            return None
        if info.file_size > SUSPICIOUS_SIZE and info.file_size > SUSPICIOUS_RATIO * max(1, info.compress_size):
            self.out.cannot(f"附件文件 {name}", "压缩比异常，疑似解压炸弹，未读")
            return None
        self.out.unpack(info.file_size)
        try:
            with self.archive.open(info) as stream:
                return stream.read(info.file_size)
        except Exception as error:  # every compressor has its own way to fail on damaged data
            self.out.cannot(f"附件文件 {name}", f"已损坏，未读（{type(error).__name__}）")
            return None


def read_zip(data: bytes, name: str, out: Collector) -> None:
    """Read every member of an ordinary archive as a file of its own."""
    package = Package(data, out)
    out.add("压缩包注释", package.archive.comment.decode("utf-8", "replace"))
    for info in package.infos:
        out.add("压缩包内文件名", file_name(info))
        out.add(f"附件文件 {file_name(info)}的注释", info.comment.decode("utf-8", "replace"))
        content = package.read(info)
        if content is not None:
            out.nested(content, file_name(info), f"附件文件 {file_name(info)}")


def file_name(info: zipfile.ZipInfo) -> str:
    """The member's name; archives made on Chinese Windows carry GBK names without saying so."""
    if not info.flag_bits & 0x800:
        try:
            return info.filename.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    return info.filename
