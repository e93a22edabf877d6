"""What stands beside a number and shows that it is no telephone: a document number, an amount, a register number."""

import re

LETTERS_BEFORE = re.compile(r"(\d?)([A-Za-z]+)\Z")
CALLING_WORDS = frozenset(
    [
        "tel",
        "telephone",
        "mob",
        "mobile",
        "phone",
        "cell",
        "m",
        "t",
        "p",
        "wx",
        "vx",
        "v",
        "qq",
        "fax",
        "call",
        "wechat",
        "weixin",
    ]
)
LETTERS_AFTER = re.compile(r"([A-Za-z]+)(\d?)")
UNIT_AFTER = re.compile(
    r" ?(?:万|亿)?(?:元|平方米|平方公里|立方米|吨|公斤|千克|公里|公顷|亩|株|棵|[%％]|字节|千瓦时?|[KMG]B)(?![\u4e00-\u9fa5]{2}(?:[，,]|$))"
    r"|(?:万|亿|米|度|克)(?![\u4e00-\u9fa5])"
)
# Two more groups with hyphens on one side: a project code such as 2019-310104-78-01-…, not a telephone.
CODE_BEFORE, CODE_AFTER = re.compile(r"\d-\d{1,8}-\Z"), re.compile(r"-\d{1,8}-\d")
DAY_BEFORE = re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}-\Z")
DECIMAL_BEFORE = re.compile(r"\d\.\Z")
LIST_NUMBER = re.compile(r"(?:\A|\n)[ \t]*[1-9]\d?\.\Z")
REGISTER_LABEL = re.compile(
    r"(?:编号|单号|流水号?|序列号|序号|标识码?|代码|条码|批号|档号|索引号|编码|文号|案号|许可证|备案号?|学号|工号|ISBN|时间戳"
    r"|合同号|项目号|发票号?|票号|登记号|图号|宗地号|受理号|查询码)[码为是]?[:： \t（(#]*(?:[No.]{2,3} ?)?\Z"
)
NUMBER_OF_DOCUMENT = re.compile(r"[第字〕\]）)】初终执民行刑审监复甲乙] *\Z")
QUERY_KEY = re.compile(r"[?&]([A-Za-z_\-]+)=\Z")
CALLING_KEY = re.compile(r"tel|phone|mob|sj|dh|contact", re.IGNORECASE)
ADDRESS_BEFORE = re.compile(r"https?://[^\s\"'<>,|\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]*\Z")


def is_register_number(text: str, start: int) -> bool:
    """Whether a label directly before says that this is a number in some register (编号, 流水号, 索引号 …)."""
    return REGISTER_LABEL.search(text[max(0, start - 16) : start]) is not None


def belongs_to_longer_number(text: str, start: int, end: int) -> bool:
    """Whether letters, a decimal point or a unit beside it make it part of an identifier, a measure or an amount."""
    before, after = text[max(0, start - 16) : start], text[end : end + 16]
    if DECIMAL_BEFORE.search(before) and not LIST_NUMBER.search(before):
        return True
    if after[:1] == "." and after[1:2].isdigit():
        return True
    if (CODE_BEFORE.search(before) and not DAY_BEFORE.search(before)) or CODE_AFTER.match(after):
        return True
    left, right = LETTERS_BEFORE.search(before), LETTERS_AFTER.match(after)
    if left and left[2].lower() not in CALLING_WORDS and is_identifier(left[1], left[2]):
        return True
    if right and right[1].lower() not in CALLING_WORDS and (right[2] or len(right[1]) < 3):
        return True
    return UNIT_AFTER.match(after) is not None


def is_identifier(digit: str, letters: str) -> bool:
    """Whether letters directly before a number make it an identifier rather than a name with a telephone behind it."""
    return bool(digit) or len(letters) < 3 or letters.isupper()


def is_in_web_address(text: str, start: int) -> bool:
    """Whether it lies in a web address, unless as the value of a parameter named like a telephone."""
    before = text[max(0, start - 300) : start]
    key = QUERY_KEY.search(before)
    if key:
        return CALLING_KEY.search(key[1]) is None
    return ADDRESS_BEFORE.search(before) is not None


def is_no_telephone(text: str, start: int, end: int) -> bool:
    """All that speaks against a telephone number at this place."""
    if text[end : end + 1] == "号" and NUMBER_OF_DOCUMENT.search(text[max(0, start - 3) : start]):
        return True
    return (
        belongs_to_longer_number(text, start, end) or is_register_number(text, start) or is_in_web_address(text, start)
    )
