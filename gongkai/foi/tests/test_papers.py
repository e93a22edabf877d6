"""Each act issues its letter in its own transaction: number, addressee, message, delivery record."""

from datetime import timedelta

import pytest

from gongkai.foi import services
from gongkai.foi.models import Application, CaseLetter, RemedyRuling
from gongkai.foi.rules.decisions import DECISIONS
from gongkai.foi.rules.letters import LETTERS
from gongkai.foi.rules.stages import Stage
from gongkai.foi.services import papers, redacting
from gongkai.foi.tests import factories as make
from gongkai.foi.tests.test_services import days_later, refused, told
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.letters.models import LetterSeries, OfficialLetter
from gongkai.letters.queries import altered
from gongkai.letters.rules.blocks import plain_text
from gongkai.letters.services.numbers import save_series


def numbers(case) -> list[int]:
    return list(CaseLetter.objects.filter(application=case).order_by("pk").values_list("number", flat=True))


def last(case, number) -> CaseLetter:
    return CaseLetter.objects.select_related("letter__issued").filter(application=case, number=number).latest("pk")


def text(case, number) -> str:
    return plain_text(last(case, number).letter.issued.read())


def test_registration_makes_the_sheet_for_the_file_and_the_receipt_for_the_applicant(team):
    case = make.registered(team)
    assert numbers(case) == [1, 2]
    assert "双方确认之日" in text(case, 1) and "王晓明" in text(case, 1) and "电话确认" in text(case, 1)
    receipt = last(case, 2)
    assert receipt.letter.number.startswith("沪绿容公开登〔") and receipt.letter.state == "sent"
    assert receipt.message.words == told(case)[-1] and "王晓明" not in receipt.message.words
    assert last(case, 1).message is None and altered(receipt.letter.issued) == []


def test_a_registration_whose_letter_fails_leaves_nothing_behind(team, monkeypatch):
    case = make.received(team)
    monkeypatch.setattr(papers, "case_facts", lambda case: {"编号": ""})
    before = Entry.objects.count()
    assert "请填写" in refused(
        services.register, case=case, actor=team.publicity, received_on=clock.today(), evidence="电话"
    )
    case = make.fresh(case)
    assert case.stage == Stage.RECEIVED and case.number is None and Entry.objects.count() == before
    assert not CaseLetter.objects.exists() and not OfficialLetter.objects.exists()


def test_what_asks_and_tells_the_applicant_is_a_letter_of_its_kind(team):
    until = clock.today() + timedelta(days=20)
    asked = services.ask_correction(
        case=make.assigned(team), actor=team.draft, text="请写明年度。\n请写明区域。", until=until
    )
    assert numbers(asked)[2:] == [3] and "请写明区域。" in told(asked)[-1]
    reasons = services.ask_reasons(case=make.assigned(team), actor=team.publicity, text="本月六十件。", until=until)
    assert numbers(reasons)[2:] == [4]
    longer = services.extend(case=make.assigned(team), actor=team.publicity, days=5, reason="需要协调")
    assert numbers(longer)[2:] == [5] and "公开员" in text(longer, 5) or team.publicity.name in text(longer, 5)
    charged = services.charge(case=make.assigned(team), actor=team.publicity, amount=300, standard="按件。", how="转账")
    assert numbers(charged)[2:] == [12] and "300元" in text(charged, 12) and "按件。缴费方式" not in text(charged, 12)
    gone = services.withdrawn(case=make.registered(team), actor=team.publicity, reason="申请人来电撤回")
    assert numbers(gone)[2:] == [26] and "撤回这件申请" in told(gone)[-1]


def test_an_empty_notice_is_no_notice(team):
    until = clock.today() + timedelta(days=20)
    for act in (services.ask_correction, services.ask_reasons):
        assert "请写明" in refused(act, case=make.assigned(team), actor=team.publicity, text=" ", until=until)


def test_a_third_party_gets_letter_and_form_and_never_the_applicants_name(team):
    case = make.assigned(team)
    row = services.consult(
        case=case, actor=team.draft, whom="third_party", name="示例园林公司", concerning="合同单价。"
    )
    assert numbers(case)[2:] == [6, 7, 8] and {paper.number for paper in row.papers.all()} == {6, 7, 8}
    assert last(case, 6).letter.addressee_name() == "示例园林公司" and "合同单价。" in text(case, 6)
    assert "王晓明" not in text(case, 6) + text(case, 7) and last(case, 6).message is None
    assert "不计算在答复期限内" in told(case)[-1] and "示例园林公司" not in told(case)[-1]


def test_a_co_maker_gets_another_letter(team):
    case = make.assigned(team)
    services.consult(case=case, actor=team.draft, whom="co_maker", name="示例委员会")
    assert numbers(case)[2:] == [10, 8] and "视为同意公开" in text(case, 10)


@pytest.mark.parametrize("code", [code for code in DECISIONS if code not in {"D21", "D22", "D23"}])
def test_every_decision_is_its_letter_from_draft_to_delivery(team, code):
    if code == "D03":
        make.settled(team)
    case = make.assigned(team)
    if code == "D03":
        redacting.state_apart(case=case, actor=team.draft, statement="第5页单独成件，没有随附。")
    if code == "D12":
        services.search(case=case, actor=team.draft, places="档案室", terms="修剪计划", found="没有")
    if code == "D15":
        until = clock.today() + timedelta(days=9)
        services.ask_correction(case=case, actor=team.draft, text="请写明年度。", until=until)
        case = services.corrected(case=make.fresh(case), actor=team.publicity)
    if code == "D07":
        row = services.consult(case=case, actor=team.draft, whom="third_party", name="示例园林公司")
        services.opinion(consultation=row, actor=team.draft, said="refused", reasons="商业秘密。")
    ticked = ["confidentiality"] if code == "D04" else []
    case = services.draft_decision(case=make.fresh(case), actor=team.draft, code=code, findings=ticked, text=make.TEXT,
                                   facts=make.WRITTEN.get(code))  # fmt: skip
    case = services.submit_decision(case=case, actor=team.draft)
    for who in (team.legal, team.secrecy):
        case = services.pass_step(case=case, actor=who)
    case = services.sign(case=case, actor=team.sign)
    number, written = DECISIONS[code].letter, text(case, DECISIONS[code].letter)
    assert last(case, number).letter == case.paper and make.TEXT in written
    assert make.TEXT not in "".join(told(case)), "before it is delivered nobody outside reads it"
    case = services.deliver(case=case, actor=team.publicity, proof="网上送达")
    assert "行政复议" in told(case)[-1] and last(case, number).letter.state == "sent"
    assert LETTERS[number].to == "applicant" and last(case, number).message.words == told(case)[-1]


def test_a_change_of_mind_is_another_letter_and_a_correction_the_next_version(team):
    case = make.drafted(team)
    first = case.paper
    case = services.draft_decision(case=case, actor=team.draft, code="D02", text="改过的答复。")
    assert case.paper == first and first.drafts.count() == 2
    case = services.draft_decision(case=case, actor=team.draft, code="D09", text="属于讨论记录。")
    first.refresh_from_db()
    assert case.paper != first and first.state == "void" and first.number is None


def test_what_is_missing_in_the_letter_is_named_before_it_is_submitted(team):
    case = services.draft_decision(case=make.assigned(team), actor=team.draft, code="D16", text="12345热线。")
    assert "还没有填写“事项的性质”" in refused(services.submit_decision, case=case, actor=team.draft)
    assert "请填写答复的内容" in refused(services.draft_decision, case=case, actor=team.draft, code="D16")
    assert "请选择办理结果" in refused(services.draft_decision, case=case, actor=team.draft, code="D99", text="x")


def test_a_search_that_was_registered_after_the_draft_stands_in_the_letter(team):
    case = services.draft_decision(
        case=make.assigned(team), actor=team.draft, code="D12", facts={"其他说明": "可以联系。"}
    )
    services.search(case=case, actor=team.draft, places="档案室", terms="修剪计划", found="没有")
    case = services.submit_decision(case=make.fresh(case), actor=team.draft)
    draft = case.paper.drafts.latest("serial").read()["facts"]
    assert "档案室" in draft["检索的情况"][0] and draft["其他说明"] == "可以联系。"


def test_disclosure_in_spite_of_a_refusal_needs_its_weight_and_tells_the_third_party(team):
    case = make.assigned(team)
    row = services.consult(case=case, actor=team.draft, whom="third_party", name="示例园林公司")
    services.opinion(consultation=row, actor=team.draft, said="refused", reasons="商业秘密。")
    case = services.draft_decision(case=make.fresh(case), actor=team.draft, code="D02", text=make.TEXT)
    assert "公共利益" in refused(services.submit_decision, case=case, actor=team.draft)
    case = services.draft_decision(case=case, actor=team.draft, code="D02", text=make.TEXT, override="涉及财政资金。")
    case = services.submit_decision(case=case, actor=team.draft)
    for who in (team.legal, team.secrecy):
        case = services.pass_step(case=case, actor=who)
    case = services.sign(case=case, actor=team.sign)
    assert numbers(case)[-2:] == [14, 9] and last(case, 9).letter.addressee_name() == "示例园林公司"
    assert all(words in text(case, 9) for words in ("涉及财政资金。", make.TEXT, "行政复议", "6个月"))
    assert "王晓明" not in text(case, 9)


def test_another_unit_is_asked_to_help_and_replies(team):
    case = make.assigned(team)
    until = clock.today() + timedelta(days=5)
    ask = {"case": case, "actor": team.draft, "what": "请查找合同。", "until": until}
    assert "承办单位自己不需要" in refused(services.cooperate, **ask, unit=case.unit)
    assert not Application.objects.visible_to(team.other_drafter, _may(team.other_drafter)).exists()
    row = services.cooperate(**ask, unit=team.other)
    assert numbers(case)[2:] == [11] and last(case, 11).letter.addressee_name() == "绿化处"
    assert "尚未答复" in refused(services.cooperate, **ask, unit=team.other)
    assert list(Application.objects.visible_to(team.other_drafter, _may(team.other_drafter))) == [case]
    assert "请填写答复" in refused(services.reply, cooperation=row, actor=team.other_drafter, text=" ")
    row = services.reply(cooperation=row, actor=team.other_drafter, text="合同在档案室。")
    assert row.reply.reveal() == "合同在档案室。" and row.replied_on == clock.today()
    assert "已经答复" in refused(services.reply, cooperation=row, actor=team.other_drafter, text="再次")


def _may(official):
    from gongkai.bureau.queries import credentials  # noqa: PLC0415  read anew: duties are kept by the request

    return credentials(official)


def test_a_register_keeps_the_series_that_officials_have_set(team):
    case = make.received(team)
    save_series(actor=team.publicity, unit=case.register.unit, name="全部", word="示信", pattern="{word}〔{year}〕{serial}号",
                is_general=True)  # fmt: skip
    case = services.register(case=case, actor=team.publicity, received_on=clock.today(), evidence="电话确认")
    assert last(case, 2).letter.number.startswith("示信〔") and LetterSeries.objects.count() == 1


def test_an_unpaid_fee_leaves_what_a_legal_officer_has_said(team):
    def unpaid():
        case = services.charge(case=make.assigned(team), actor=team.publicity, amount=100, standard="按件", how="转账")
        with days_later(60):
            return services.lapse(case=case, actor=team.publicity)

    case = unpaid()
    with days_later(60):
        for who in (team.legal, team.secrecy):
            case = services.pass_step(case=case, actor=who)
        assert "法制审核人员" in refused(services.sign, case=case, actor=team.sign)
        make.settled(team, "D22", "2")
        case = services.sign(case=case, actor=team.sign)
        assert "6个月" in text(case, 26) and "收费通知（文号：" in text(case, 26)


def test_a_ruling_holds_from_its_day_on_is_kept_and_needs_a_legal_officer(team):
    today = clock.today()
    asked = {"code": "D03", "remedy": "1", "reasons": "会同法制处研究。", "valid_from": today + timedelta(days=10)}
    assert "法制审核人员" in refused(services.settle, actor=team.publicity, **asked)
    assert "请写明理由" in refused(services.settle, actor=team.legal, **asked | {"reasons": " "})
    assert "由法律写明" in refused(services.settle, actor=team.legal, **asked | {"code": "D02"})
    assert "请选择救济途径" in refused(services.settle, actor=team.legal, **asked | {"remedy": "open"})
    services.settle(actor=team.legal, **asked)
    case = make.drafted(team, code="D03")
    assert "法制审核人员" in refused(services.submit_decision, case=case, actor=team.draft)
    with days_later(12):
        case = services.submit_decision(case=case, actor=team.draft)
    make.settled(team, "D03", "2")
    assert RemedyRuling.objects.count() == 2 and Entry.objects.filter(event="foi.remedy_settled").count() == 2
