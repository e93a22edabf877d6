"""Which texts name a person, which only look as if they did."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.wording.masking import DESK, PUBLIC, mask, mask_name, mask_text
from gongkai.wording.personal import KINDS, find_personal_data
from gongkai.wording.personal.identity import is_identity_number
from gongkai.wording.tests.builders import bank_card, credit_code, identity_number

ID = identity_number()
ID_X = next(n for n in (identity_number(serial=f"{s:03}") for s in range(100, 200)) if n.endswith("X"))
CARD, VISA, CODE = bank_card(), bank_card("4567", 16), credit_code()
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def kinds(text: str, **options) -> list[str]:  # type: ignore[no-untyped-def]
    return [finding.kind for finding in find_personal_data(text, **options)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("id_card", f"身份证号：{ID}。"),
        ("id_card", f"({ID_X})"),
        ("id_card", f"身份证{ID_X.lower()}号"),
        ("id_card", f"{ID[:6]} {ID[6:14]} {ID[14:]}"),
        ("id_card", "-".join(ID)),
        ("id_card", " ".join(ID)),
        ("id_card", ID.translate(FULL_WIDTH)),
        ("id_card", "\u200b".join(ID)),
        ("id_card", f"{ID[:10]}\u00ad{ID[10:]}"),
        ("id_card", f"{ID[:9]}\n{ID[9:]}"),
        ("id_card", f"张三{ID}李四"),
        ("id_card", f"序号12 {ID}"),
        ("id_card", identity_number("810000")),
        ("id_card", identity_number("931156", "19850412")),
        ("id_card", "身份证号 310101900307511"),
        ("id_card", "𝟑𝟏𝟎𝟏𝟎𝟏" + ID[6:]),
        ("mobile", "电话13812345678"),
        ("mobile", "138 1234 5678"),
        ("mobile", "138-1234-5678"),
        ("mobile", "138.1234.5678"),
        ("mobile", "138·1234·5678"),
        ("mobile", "1 3 8 1 2 3 4 5 6 7 8"),
        ("mobile", "１３８１２３４５６７８"),
        ("mobile", "+86 13812345678"),
        ("mobile", "(+86)138-1234-5678"),
        ("mobile", "008613812345678"),
        ("mobile", "8613812345678"),
        ("mobile", "tel:13812345678"),
        ("mobile", "Tel13812345678"),
        ("mobile", "138\u200b1234\u200b5678"),
        ("mobile", "zhangsan13812345678"),
        ("mobile", "手机一三八一二三四五六七八"),
        ("mobile", "幺三八一二三四五六七八"),
        ("mobile", "13812345678（微信同号）"),
        ("mobile", "2024-01-05 13812345678 已回访"),
        ("mobile", "https://example.cn/a?mobile=13812345678"),
        ("mobile", "12,13812345678,35"),
        ("mobile", "1.13812345678"),
        ("mobile", "甲\n13812345678\n元某"),
        ("mobile", "单号\n13812345678"),
        ("mobile", "abc\n13812345678"),
        ("mobile", "13812345678QQ同号"),
        ("mobile", "网址https://example.cn/，13812345678"),
        ("mobile", "2026-01-05-13812345678"),
        ("landline", "+86 (0)21 6208 1234"),
        ("landline", "021-62081234"),
        ("landline", "(021)62081234"),
        ("landline", "（021）6208 1234"),
        ("landline", "02162081234"),
        ("landline", "0512-6208123"),
        ("landline", "+86 21 6208 1234"),
        ("landline", "0086-21-62081234"),
        ("landline", "010-62081234转801"),
        ("landline", "021-62081234-12"),
        ("landline", "联系电话：62081234"),
        ("landline", "电话：5208 1234 转 12"),
        ("bank_card", f"卡号{CARD}"),
        ("bank_card", CARD),
        ("bank_card", " ".join(CARD[i : i + 4] for i in range(0, 19, 4))),
        ("bank_card", f"{CARD[:6]} {CARD[6:]}"),
        ("bank_card", CARD.translate(FULL_WIDTH)),
        ("bank_card", bank_card("62170012", 16)),
        ("bank_card", VISA),
        ("bank_card", f"开户行某支行，账号 {bank_card('9043', 17)}"),
        ("credit_code", f"统一社会信用代码：{CODE}"),
        ("credit_code", CODE.lower()),
        ("credit_code", f"{CODE[:8]} {CODE[8:]}"),
        ("credit_code", credit_code("92310115MA1K2ABC3")),
        ("plate", "车牌沪A12345"),
        ("plate", "沪A·D1234学"),
        ("plate", "沪AD12345"),
        ("plate", "苏E 12345D"),
        ("plate", "粤b·9k8j7"),
        ("plate", "沪Ａ１２３４５"),
        ("email", "zhang.san@qq.com"),
        ("email", "邮箱zhang＠163．com。"),
        ("email", "zhang(at)qq.com"),
        ("email", "mailto:zhang@mail.example.com.cn?subject=x"),
        ("address", "住上海市长宁区某某路123弄45号601室"),
        ("address", "某某路123弄45号"),
        ("address", "长宁区某某路88号3幢502室"),
        ("address", "幸福小区3栋2单元501室"),
        ("address", "和平新村12号301室"),
        ("address", "某某路12弄3号4楼B座"),
        ("address", "家住某某路66号"),
        ("address", "某某镇幸福村5组12号"),
        ("address", "某某路一百二十弄三号五〇一室"),
        ("address", "阳光花园3-2-501"),
        ("address", "某某路１２３弄４５号６０１室"),
        ("minor", "王某（13岁）"),
        ("minor", "李小明，男，12岁，"),
        ("minor", "小明今年9岁"),
        ("minor", "未成年人张某某擅自攀折"),
        ("minor", "陈某（系未成年人）"),
        ("minor", "就读于某某区第一小学三年级2班"),
        ("minor", "某某中学八年级（3）班学生赵强"),
    ],
)
def test_a_datum_is_found_with_its_kind(kind: str, text: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "沪绿容规〔2026〕1号",
        "沪府办发〔2019〕7号、国办发〔2018〕123号",
        "(2024)沪01行初123号",
        "（2024）沪0101民初13812号",
        "第13812345678号",
        "益执许字〔2024〕90014号 川J00字2025甲14号",
        "1,234.50万元",
        "13812345678元",
        "13812345678.50元",
        "共计 13,812,345,678 元",
        "面积13812345678平方米",
        "统一编号：13812345678",
        "工单编号 201903070407235356，信件编号 14242511873297",
        "流水号：13812345678",
        "QE3903000-2019-015 MB2F300040/2021-00219 SY0024361740202100238 000014349/2018-00221",
        "121.473812345678, 31.230412345678",
        "东经121.4737，北纬31.2304",
        "订单SF13812345678",
        "项目代码 2019-310104-78-01-13812345678",
        "13812345678-01-02",
        "9f13812345678ab3",
        "https://example.gov.cn/zwgk/t20190307_13812345678.html",
        "https://example.gov.cn/detail?id=13812345678",
        "20240101 至 20241231",
        "电话通知时间为20240101",
        "请拨打12345热线或110、400-820-8820",
        "12812345678",
        "138123456789",
        "38123456789",
        "1381234567",
        "身份证号" + ID[:-1] + ("0" if ID[-1] != "0" else "1"),
        "310101199002307519",
        "990101199003075114",
        ID + "7",
        "1" + ID,
        "4567 8901 2345 6789 0",
        CARD[:-1] + str((int(CARD[-1]) + 1) % 10),
        "编号" + VISA,
        "0." + VISA,
        CODE[:-1] + ("A" if CODE[-1] != "A" else "B"),
        "沪ICP备12345678号 沪B2-20050023",
        "京C20 新版 沪01行初",
        "GB/T 9704-2012 ISBN 978-7-100-12345-6",
        "@所有人 a@b logo@2x.png",
        "胶州路768号",
        "办公地址：某某路768号1205室",
        "对某某路123弄绿化进行调整",
        "南京西路100号300株行道树",
        "植物园3号门、公园2号楼",
        "未成年人保护法 未成年人免票 未成年人安全",
        "树龄10岁以上的古树 王某（45岁）",
        "就读于本市中小学的学生",
        "第十二条第一款第（三）项",
        "2018年12月7日",
        "",
        "\u200b\u200b",
    ],
)
def test_what_only_looks_like_a_datum_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_the_real_work_plan_style_holds_nothing() -> None:
    text = "根据《关于印发<2019年上海市政务公开工作要点>的通知》（沪府办发[2019]7号）要求，公开率100%，3月底前完成。"
    assert find_personal_data(text * 50) == []


def test_positions_are_those_of_the_original_text() -> None:
    text = f"前\u200b文 {chr(0x200B).join(ID)} 后"
    (finding,) = find_personal_data(text)
    assert text[finding.start : finding.end] == finding.text == "\u200b".join(ID)
    assert finding.value == ID


def test_the_bureaus_own_lines_and_mailboxes_are_allowed() -> None:
    text = "咨询电话：021-52567788，或52567788转12；邮箱 gk@example.sh.cn、office@bureau.example.cn；某某路768号1205室"
    assert kinds(text) == ["landline", "landline", "email", "email", "address"]
    allow = ["021-5256 7788", "gk@example.sh.cn", "@bureau.example.cn", "某某路768号1205室"]
    assert kinds(text, allow=allow) == []
    assert kinds("电话：021-52567789", allow=allow) == ["landline"]
    assert kinds("某某路768号1205室2户", allow=allow) == ["address"]


def test_an_allowed_entry_frees_only_what_it_names() -> None:
    assert kinds("13812345678 13812345679", allow=["138-1234-5678"]) == ["mobile"]
    assert kinds("13812345678", allow=["", " ", "8"]) == ["mobile"]


def test_birth_dates_tell_a_minor_only_on_a_given_day() -> None:
    text = "出生日期：2015年3月1日"
    assert kinds(text) == []
    assert kinds(text, on=date(2026, 1, 1)) == ["minor"]
    assert kinds(text, on=date(2033, 3, 1)) == []


def test_neighbours_are_all_found_in_order_without_overlap() -> None:
    text = f"张三，{ID}，13812345678 13912345678，{CARD}，zs@qq.com，沪A12345"
    findings = find_personal_data(text)
    assert [f.kind for f in findings] == ["id_card", "mobile", "mobile", "bank_card", "email", "plate"]
    assert all(a.end <= b.start for a, b in zip(findings, findings[1:], strict=False))


def test_context_masks_neighbours_too() -> None:
    for finding in find_personal_data(f"甲{ID}乙13812345678丙{CARD}"):
        assert ID not in finding.context and "13812345678" not in finding.context and CARD not in finding.context
        assert ID not in repr(finding)


def test_masks_in_use() -> None:
    assert mask("id_card", ID, PUBLIC) == "*" * 18
    assert mask("id_card", ID, DESK) == f"310***********{ID[-4:]}"
    assert mask("mobile", "13812345678") == "138****5678"
    assert mask("landline", "021-62081234-12") == "021-****1234"
    assert mask("bank_card", CARD) == "*" * 15 + CARD[-4:]
    assert mask("plate", "沪AD12345") == "沪A****45"
    assert mask("email", "zhang@qq.com") == "z***@qq.com"
    assert mask("address", "上海市长宁区某某路123弄45号601室") == "上海市长宁区某某路***"
    assert mask("address", "上海市静安区幸福小区3栋201室") == "上海市静安区***"
    assert mask("address", "幸福小区3栋201室") == "***"
    assert mask("minor", "王某（13岁", PUBLIC) == "***"
    assert [mask_name(name) for name in ("张三丰", "李四", "欧阳修", "")] == ["张**", "李**", "欧阳**", ""]


def test_a_masked_text_holds_no_datum() -> None:
    text = f"张三，{ID}，13812345678，{CARD}，zs@qq.com，沪A12345，住某某路1弄2号301室"
    masked = mask_text(text, find_personal_data(text), PUBLIC)
    assert find_personal_data(masked) == []


DATA = st.sampled_from(["id_card", "mobile", "landline", "bank_card", "credit_code", "plate", "email"])
JOINTS = st.text(st.sampled_from(list("，。：；（）、 \n中文字")), min_size=1, max_size=8)


@st.composite
def data(draw: st.DrawFn) -> tuple[str, str]:
    kind = draw(DATA)
    rng = random.Random(draw(st.integers(0, 10**9)))  # noqa: S311  (invented numbers, no secrets)
    digits = "".join(str(rng.randrange(10)) for _ in range(20))
    made = {
        "id_card": identity_number(
            "310101", f"19{rng.randrange(50, 99)}0{rng.randrange(1, 9)}1{rng.randrange(9)}", digits[:3]
        ),
        "mobile": "13" + digits[:9],
        "landline": "021-6" + digits[:7],
        "bank_card": bank_card("62" + digits[:12]),
        "credit_code": credit_code("91310000" + digits[:9]),
        "plate": "沪A" + digits[:5],
        "email": f"user{digits[:4]}@example.com",
    }
    return kind, made[kind]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(data(), JOINTS), min_size=1, max_size=5))
def test_masking_never_leaks(planted: list[tuple[tuple[str, str], str]]) -> None:
    text = "文".join(f"，{value}；{joint}。" for (_, value), joint in planted)
    findings = find_personal_data(text)
    masked = mask_text(text, findings, PUBLIC)
    for (_, value), _ in planted:
        assert value not in masked
        assert all(value not in finding.context and value not in finding.masked for finding in findings)


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("0123456789Xx-+@.()（）路弄号室岁 \n\u200b沪A未成年")), max_size=200
    )
)
def test_the_finder_is_total(text: str) -> None:
    findings = find_personal_data(text)
    assert all(
        f.kind in KINDS and 0 <= f.start < f.end <= len(text) and f.text == text[f.start : f.end] for f in findings
    )
    assert all(a.end <= b.start for a, b in zip(findings, findings[1:], strict=False))


def test_one_wrong_digit_breaks_every_identity_number() -> None:
    for place in range(17):
        for digit in "0123456789":
            if digit != ID[place]:
                assert not is_identity_number(ID[:place] + digit + ID[place + 1 :])
