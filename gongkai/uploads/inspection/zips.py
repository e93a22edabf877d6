"""Archives: caps on declared and real unpacked size, members, ratio; no traversal, encryption, overlap or passengers."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ..rules import Limits, size_said
from .findings import Unsafe

LOCAL = b"PK\x03\x04"
END = b"PK\x05\x06"
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
CHUNK = 256 * 1024
PACKED_CHUNK = 16 * 1024
# A data descriptor (24 bytes at most) may follow a member; more than that between two members is a hiding place.
LARGEST_GAP = 64
ENCRYPTED_FLAG = 0x1
BROKEN = "压缩结构已损坏或者经过改造，请重新生成文件后上传。"
# First bytes of what would be an archive or a program inside an archive.
NESTED = {
    b"PK\x03\x04": "压缩包",
    b"PK\x05\x06": "压缩包",
    b"Rar!\x1a\x07": "压缩包",
    b"7z\xbc\xaf\x27\x1c": "压缩包",
    b"\x1f\x8b\x08": "压缩包",
    b"BZh": "压缩包",
    b"\xfd7zXZ\x00": "压缩包",
    b"MSCF": "压缩包",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "嵌入对象",
    b"MZ": "可执行程序",
    b"\x7fELF": "可执行程序",
    b"\xca\xfe\xba\xbe": "可执行程序",
    b"\xcf\xfa\xed\xfe": "可执行程序",
    b"%PDF-": "PDF 文档",
}


def opened(path: Path, limits: Limits) -> zipfile.ZipFile:
    """The archive, once its table of contents is found harmless; raises Unsafe. No member has been unpacked yet."""
    with path.open("rb") as file:
        if file.read(4) != LOCAL:
            raise Unsafe(BROKEN)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise Unsafe(BROKEN) from None
    try:
        _check_table(archive, limits)
        _check_layout(archive, path)
    except BaseException:
        archive.close()
        raise
    return archive


def _check_table(archive: zipfile.ZipFile, limits: Limits) -> None:
    members = archive.infolist()
    if not members:
        raise Unsafe("文件中没有内容。")
    if len(members) > limits.members:
        raise Unsafe(f"文件内部有 {len(members)} 个组成部分，超过 {limits.members} 个的上限。")
    declared = sum(member.file_size for member in members)
    if declared > limits.unpacked:
        raise Unsafe(f"文件解压后有 {size_said(declared)}，超过 {size_said(limits.unpacked)} 的上限。")
    names = [member.filename.casefold() for member in members]
    if len(set(names)) != len(names):
        raise Unsafe("文件内部有重名的组成部分，请重新生成文件后上传。")
    for member in members:
        _check_member(member, limits)


def _check_member(member: zipfile.ZipInfo, limits: Limits) -> None:
    if member.flag_bits & ENCRYPTED_FLAG:
        raise Unsafe("文件设有密码，无法检查。请取消密码后重新上传。")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unsafe("文件使用了不常见的压缩方法，请用常规方法重新生成后上传。")
    raw = member.orig_filename
    parts = PurePosixPath(raw).parts
    if raw.startswith(("/", "\\")) or "\\" in raw or "\x00" in raw or ".." in parts or ":" in raw or len(raw) > 300:
        raise Unsafe("文件内部有指向其他位置的路径，不予接收。")
    if member.external_attr >> 28 == 0xA:  # a symbolic link in the Unix mode bits
        raise Unsafe("文件内部有符号链接，不予接收。")
    if member.file_size > limits.ratio_from and member.file_size > limits.ratio * max(member.compress_size, 1):
        raise Unsafe("文件的压缩比异常，疑似压缩炸弹，不予接收。")


def _check_layout(archive: zipfile.ZipFile, path: Path) -> None:
    """Members follow one another from the first byte to the table, and nothing stands before or behind."""
    size = path.stat().st_size
    position = 0
    with path.open("rb") as file:
        for member in sorted(archive.infolist(), key=lambda one: one.header_offset):
            if not 0 <= member.header_offset - position <= LARGEST_GAP:
                raise Unsafe(BROKEN)
            file.seek(member.header_offset)
            header = file.read(LOCAL_HEADER.size)
            if len(header) < LOCAL_HEADER.size or header[:4] != LOCAL:
                raise Unsafe(BROKEN)
            fields = LOCAL_HEADER.unpack(header)
            name_length, extra_length = fields[9], fields[10]
            if file.read(name_length) != _raw_name(member):
                raise Unsafe(BROKEN)
            position = member.header_offset + LOCAL_HEADER.size + name_length + extra_length + member.compress_size
        if not 0 <= archive.start_dir - position <= LARGEST_GAP or archive.comment:
            raise Unsafe(BROKEN)
        file.seek(max(0, size - 22))
        if file.read(4) != END:  # the end record is the last thing in the file
            raise Unsafe(BROKEN)


def _raw_name(member: zipfile.ZipInfo) -> bytes:
    return member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437")


def read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, cap: int) -> bytes:
    """One member in memory; raises Unsafe when it is larger than it says or than `cap` (bytes)."""
    if member.file_size > cap:
        said, most = size_said(member.file_size), size_said(cap)
        raise Unsafe(f"文件的一个部分过大（解压后 {said}，上限 {most}）。请拆分成几个文件后上传。")
    return b"".join(chunks(archive, member))


def chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member piece by piece; raises Unsafe when its real size or checksum is not what the table says."""
    seen = 0
    try:
        with archive.open(member) as file:
            while piece := file.read(CHUNK):
                seen += len(piece)
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, struct.error):
        raise Unsafe(BROKEN) from None
    if seen != member.file_size:
        raise Unsafe(BROKEN)


def sizes_are_real(archive: zipfile.ZipFile, path: Path, limits: Limits) -> None:
    """Unpacks every member to nowhere, ignoring what the table says about its size; raises Unsafe past the cap.

    zipfile stops reading at the declared size, so a bomb that lies about it is only seen by inflating the raw bytes.
    """
    total = 0
    with path.open("rb") as file:
        for member in archive.infolist():
            if member.compress_type == zipfile.ZIP_STORED:
                if member.compress_size != member.file_size:
                    raise Unsafe(BROKEN)
                total += member.file_size
                continue
            file.seek(member.header_offset + 26)
            name_length, extra_length = struct.unpack("<2H", file.read(4))
            file.seek(name_length + extra_length, 1)
            real = _inflated(file, member.compress_size, limits.unpacked - total)
            if real != member.file_size:
                raise Unsafe("文件声明的大小与实际不符，疑似压缩炸弹，不予接收。")
            total += real


def _inflated(file: BinaryIO, packed_size: int, room: int) -> int:
    machine = zlib.decompressobj(-15)
    size = 0
    try:
        while packed_size and not machine.eof:
            piece = file.read(min(packed_size, PACKED_CHUNK))
            if not piece:
                raise Unsafe(BROKEN)
            packed_size -= len(piece)
            while piece and not machine.eof:
                size += len(machine.decompress(piece, CHUNK))
                piece = machine.unconsumed_tail
                if size > room:
                    raise Unsafe("文件实际解压后超过上限，疑似压缩炸弹，不予接收。")
    except zlib.error:
        raise Unsafe(BROKEN) from None
    if not machine.eof or machine.unused_data or packed_size:
        raise Unsafe(BROKEN)
    return size


def nested(first_bytes: bytes) -> str:
    """What a member is if it is one of the things that may not stand inside an archive, else empty."""
    return next((said for magic, said in NESTED.items() if first_bytes.startswith(magic)), "")
