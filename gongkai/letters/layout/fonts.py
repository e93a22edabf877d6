"""Which fonts letters are set in here: what GB/T 9704 names if the machine has it, else the free font nearest to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import typst


class Face(StrEnum):
    """The faces of an official letter."""

    FANGSONG = "fangsong"
    XIAOBIAOSONG = "xiaobiaosong"
    HEI = "hei"
    KAI = "kai"
    SONG = "song"


WORDS = {Face.FANGSONG: "仿宋", Face.XIAOBIAOSONG: "小标宋", Face.HEI: "黑体", Face.KAI: "楷体", Face.SONG: "宋体"}
SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
# Faces proper, best first. Debian has no free 仿宋 for simplified characters: cwTeXFangSong lacks 35 % of GB 2312.
PROPER = {
    Face.FANGSONG: ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02"),
    Face.XIAOBIAOSONG: ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05GB"),
    Face.HEI: ("SimHei", "黑体", "STHeiti", SANS, "WenQuanYi Zen Hei"),
    Face.KAI: ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", "AR PL UKai CN", "LXGW WenKai", "AR PL KaitiM GB"),
    Face.SONG: ("SimSun", "宋体", "STSong", SERIF, "AR PL UMing CN", "AR PL SungtiL GB"),
}
# What stands in for a face; a bold 宋体 is nearest to 小标宋.
STAND_INS = {
    Face.FANGSONG: (SERIF, "AR PL UMing CN", "AR PL SungtiL GB", SANS),
    Face.XIAOBIAOSONG: (SERIF, "AR PL UMing CN", "WenQuanYi Zen Hei", SANS),
    Face.HEI: (SERIF,),
    Face.KAI: (SERIF, "AR PL UMing CN", SANS),
    Face.SONG: ("AR PL UMing CN", SANS, "WenQuanYi Zen Hei"),
}
PACKAGES = {
    Face.HEI: "fonts-noto-cjk",
    Face.KAI: "fonts-arphic-ukai",
    Face.SONG: "fonts-noto-cjk",
    Face.FANGSONG: "",
    Face.XIAOBIAOSONG: "",
}


@dataclass(frozen=True)
class Choice:
    """The family for a face; `proper` where it is that face and no stand-in, '' where there is none at all."""

    face: Face
    family: str
    proper: bool

    @property
    def bold(self) -> bool:
        return self.face == Face.XIAOBIAOSONG and not self.proper


def choose(families: Collection[str]) -> dict[Face, Choice]:
    """A family for every face out of those that are there."""
    chosen = {}
    for face in Face:
        proper = next((name for name in PROPER[face] if name in families), "")
        stand_in = next((name for name in STAND_INS[face] if name in families), "")
        chosen[face] = Choice(face, proper or stand_in, bool(proper))
    return chosen


@dataclass(frozen=True)
class Fonts:
    """The fonts of this machine, searched once."""

    found: typst.Fonts
    choices: dict[Face, Choice]
    reserve: tuple[str, ...]  # families that are asked for characters that the chosen one lacks


@lru_cache(maxsize=4)
def fonts_in(folders: tuple[Path, ...]) -> Fonts:
    """The system's fonts and those in these folders. A font installed later is seen after a restart."""
    found = typst.Fonts(
        include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(path) for path in folders]
    )
    families = set(found.families())
    reserve = (SERIF, SANS, "AR PL UMing CN", "WenQuanYi Zen Hei", "DejaVu Serif", "DejaVu Sans")
    return Fonts(found, choose(families), tuple(name for name in reserve if name in families))


def remarks(choices: dict[Face, Choice]) -> list[str]:
    """What an administrator should know: which faces are not there, what stands in, what to install."""
    return [_remark(choice) for choice in choices.values() if not choice.proper]


def _remark(choice: Choice) -> str:
    word = WORDS[choice.face]
    if not choice.family:
        return f"没有可以用作{word}的中文字体，文书不能生成 PDF。请安装 fonts-noto-cjk。"
    package = PACKAGES[choice.face]
    way = f"安装 {package} 即可" if package else "可将本局有权使用的字体放入 GONGKAI_LETTER_FONTS 指定的文件夹"
    return f"没有{word}字体，以 {choice.family}{'（粗体）' if choice.bold else ''} 代替；{way}。"


def families_for(choice: Choice, reserve: Sequence[str]) -> list[str]:
    """The family, then who steps in for a character that it lacks."""
    return list(dict.fromkeys([choice.family, *reserve]))
