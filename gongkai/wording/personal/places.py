"""Addresses to the door: road or compound, then house, building, unit, room. A house number alone is a public place."""

import re
from collections.abc import Iterator

from gongkai.wording.personal.hits import Hit

ROAD, COMPOUND = "路街道巷段线弄里胡同", "村园苑城庭庄屯镇乡厦寓区邸墅湾府坊居舍楼场地墩浜宅湖山岛港花轩"
NUMBER = r"(?:[0-9]{1,5}[A-Za-z]?|[A-Za-z]|[一二三四五六七八九十百零〇]{1,5}|[甲乙丙丁])"
UNIT = r"(?:支弄|弄|号楼|号院|号|幢|栋|座|单元|组|队|层|楼|室|户|房)"
STEP = rf"{NUMBER}(?: ?[-~至、之] ?[0-9]{{1,5}})?(?: ?号?[甲乙丙丁])? ?{UNIT}"
ASIDE = r"(?:[(（][^()（）\n]{1,14}[)）])?"
# After the last named step a bare room number may follow: 12号502, 3栋2-501.
DOOR = re.compile(
    rf"(?<=[{ROAD}{COMPOUND}]) ?((?:第? ?{STEP}[ ,，]?{ASIDE}){{1,6}})((?:[0-9]{{1,2}}-)?[0-9]{{3,4}}(?=[^0-9.A-Za-z\u4e00-\u9fa5-]|$))?"
)
DASHED_DOOR = re.compile(r"(?<=[村园苑城庭庄区邸墅湾府坊居花轩]) ?([0-9]{1,3}[-#][0-9]{1,2}[-#][0-9]{3,4})(?![0-9-])")
UNIT_NAME = re.compile(UNIT)
HOME_LABEL = re.compile(
    r"(?:住址|家住|住在|现住|居住地?址?[于在]?|家庭地址|户籍地?址?|户籍所在地|收货地址|送达地址|租住|暂住地?)[:：为是于在 \t]*\Z"
)
OFFICE_LABEL = re.compile(
    r"(?:办公地[址点]|办公场所|受理地[址点]|受理窗口|窗口地址|咨询地[址点]|办事地[址点]|接待地[址点]|办理地[址点]|会议地[址点]|地点)[:：为是于在 \t]*\Z"
)
LEFT = re.compile(r"[\u4e00-\u9fa50-9A-Za-z·（）()\-]*\Z")
LABEL_ENDS = re.compile(
    r".*(?:住址|地址|地点|家住|居住|现住|租住|暂住|户籍地?|所在地|住所|场所|位于|坐落|收件|[住在于为是至到系])"
)
FAR_LEFT = 44


def find_addresses(text: str) -> Iterator[Hit]:
    for match in DOOR.finditer(text):
        start, label = beginning(text, match.start())
        if not OFFICE_LABEL.search(label) and is_a_door(
            text[match.start() - 1], UNIT_NAME.findall(match[1]), bool(match[2]), bool(HOME_LABEL.search(label))
        ):
            yield hit(text, start, match.end())
    for match in DASHED_DOOR.finditer(text):
        start, _ = beginning(text, match.start())
        yield hit(text, start, match.end())


def is_a_door(anchor: str, units: list[str], bare_room: bool, home: bool) -> bool:
    """Whether the steps after a road or a compound lead to one dwelling."""
    named = set(units)
    building = bool(named & {"幢", "栋", "单元", "号楼", "座"})
    if named & {"室", "户", "房"}:
        return anchor in ROAD or len(units) > 1 or home
    if bare_room:
        return bool(named & {"号", "幢", "栋", "单元", "号楼", "座"})
    if anchor in ROAD:
        return ("弄" in named and ("号" in named or building)) or ("号" in named and building) or home
    return (building and len(units) > 1) or (bool(named & {"组", "队"}) and "号" in named) or home


def beginning(text: str, door: int) -> tuple[int, str]:
    """Where the address that has its door at `door` begins, and what stands before it in the same clause."""
    floor = max(0, door - FAR_LEFT)
    run = LEFT.search(text[floor:door])
    first = floor + (run.start() if run else 0)
    label = LABEL_ENDS.match(text[first : door - 1])
    if label:
        first += label.end()
    return first, text[max(0, first - 12) : first]


def hit(text: str, start: int, end: int) -> Hit:
    written = text[start:end].rstrip(" ,，")
    return Hit("address", start, start + len(written), written)
