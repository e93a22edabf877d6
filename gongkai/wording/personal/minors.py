"""Statements that make a minor recognisable: name with age, 未成年人 with a name, school attended (未成年人保护法 Art. 103)."""

import re
from collections.abc import Iterator
from datetime import date

from gongkai.wording.personal.hits import Hit

ADULT = 18  # 民法典 Art. 17; below 14 the data is sensitive besides (个保法 Art. 28, 31)

# Common surnames, without those that more often begin an ordinary word after 未成年人 (安 和 方 文 应 权 成 时 …).
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙朱胡郭何林罗郑梁谢宋唐许邓韩冯曹彭曾肖董袁潘蒋蔡余杜叶魏吕丁沈姚卢姜崔钟谭陆汪范"
    "廖石韦贾夏邹熊孟秦阎薛侯雷龙段郝孔邵毛覃顾赖武康贺严尹钱施洪龚汤陶黎温莫易樊乔殷庄章鲁倪庞邢俞翟蓝聂齐葛柴"
)
NAME = rf"(?:欧阳|司马|上官|诸葛)?[{SURNAMES}](?:某{{1,2}}|[×xX*＊]{{1,3}}|[\u4e00-\u9fa5]{{1,2}}|小[\u4e00-\u9fa5])"
NICKNAME = r"小[\u4e00-\u9fa5](?:同学)?"
SEX = r"(?:[（(,，、 ]{0,2}(?:男|女|系|是|现年|年仅|今年|时年|年龄)[:：,，、 ]{0,2}){0,3}"
AGE = r"(?P<age>\d{1,2}|十[一二三四五六七]?|[一二三四五六七八九])[ ]?(?:周|足)?岁(?!以上|以下|以内|及)"
NAME_AND_AGE = re.compile(rf"(?:{NAME}|{NICKNAME})(?:同学|之[子女])?[（(,，、 ]{{0,2}}{SEX}[（(,， ]{{0,2}}{AGE}")
NAME_ENDS = r"(?=[,，。；;：:、（(\s）)\d]|某|系|等|的|在|与|同|之|就读|$)"
MINOR_WORD = r"未成年(?:人|子女|儿子|女儿|学生|女|男)?"
WORD_THEN_NAME = re.compile(
    rf"{MINOR_WORD}(?:申请人|当事人|原告|被害人|受害人|违法行为人)?[:：、（( ]{{0,2}}(?:{NAME}{NAME_ENDS}|[{SURNAMES}](?:某|[×*＊])+)"
)
NAME_THEN_WORD = re.compile(rf"{NAME}[（(,，]{{1,2}}(?:系|为|是)?{MINOR_WORD}(?=[）),，。；;]|$)")
SCHOOL = r"(?:小学|中学|初中|高中|幼儿园|附小|附中|实验学校|学校|职校|技校|中专)"
ATTENDS = re.compile(
    rf"(?:就读(?:于|学校|在)?|在读学校|所在学校|现读|学籍在)[:：为是 ]{{0,2}}(?P<school>[\u4e00-\u9fa5\d（）()第]{{2,24}}?{SCHOOL})"
    r"(?:[\d一二三四五六七八九高初]{1,2}年级)?(?:[（(]?[\d一二三四五六七八九十]{1,2}[）)]?班)?"
)
NAMED_CLASS = re.compile(
    rf"[\u4e00-\u9fa5\d]{{2,16}}?{SCHOOL}[\u4e00-\u9fa5]{{0,4}}?[\d一二三四五六七八九高初]{{1,2}}年级?"
    rf"[（(]?[\d一二三四五六七八九十]{{1,2}}[）)]?班(?:的|学生|同学|[:：])*{NAME}"
)
NO_SCHOOL_NAME = re.compile(
    r"^(?:本[市区县地]|全[市区]|当地|各|公办|民办|义务|普通|相应|对口|该|中|小|其他|外地|我[市区])"
)
BIRTH = re.compile(
    r"(?:出生(?:日期|年月日?|时间)|生日|生于)[:：为 ]{0,2}(?P<year>(?:19|20)\d\d)[年\-/.](?P<month>\d{1,2})(?:[月\-/.](?P<day>\d{1,2})日?)?"
)
NUMERALS = {"十": 10, **{numeral: place for place, numeral in enumerate("一二三四五六七八九", 1)}}


def age_of(written: str) -> int:
    return int(written) if written.isdigit() else sum(NUMERALS[character] for character in written)


def find_minors(text: str, on: date | None = None) -> Iterator[Hit]:
    """Hits of kind `minor`; birth dates count only when `on`, the day of looking, is given."""
    if "岁" in text:
        for match in NAME_AND_AGE.finditer(text):
            if age_of(match["age"]) < ADULT:
                yield Hit("minor", match.start(), match.end(), match[0])
    if "未成年" in text:
        for pattern in (WORD_THEN_NAME, NAME_THEN_WORD):
            for match in pattern.finditer(text):
                yield Hit("minor", match.start(), match.end(), match[0])
    for match in ATTENDS.finditer(text):
        if not NO_SCHOOL_NAME.match(match["school"]):
            yield Hit("minor", match.start(), match.end(), match[0])
    if "班" in text:
        for match in NAMED_CLASS.finditer(text):
            yield Hit("minor", match.start(), match.end(), match[0])
    if on is not None:
        yield from born_lately(text, on)


def born_lately(text: str, on: date) -> Iterator[Hit]:
    """Labelled birth dates of persons under eighteen on that day."""
    for match in BIRTH.finditer(text):
        try:
            born = date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
        except ValueError:
            continue
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        if 0 <= age < ADULT:
            yield Hit("minor", match.start(), match.end(), match[0])
