"""Each act on its page: refused with a sentence to everybody who lacks the duty, done once by who has it."""

from datetime import date

import pyotp
import pytest

from gongkai.bureau.models import DutyCode
from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock
from gongkai.publications.models import Publication, Removal, Version
from gongkai.publications.services import changing, drafting, removing, reviewing
from gongkai.publications.tests import factories as make
from tests import routes

from .at_desk import Desk

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def recalled(team):
    return reviewing.recall(version=make.in_review(team), author=team.draft, reason="再改")


def proposed(kind):
    def prepare(team):
        publication = make.live(team)
        if kind == "withdrawal":
            removing.propose_withdrawal(publication=publication, actor=team.publicity, reason_code="other",
                                        reason="重复", public_explanation="重复发布，已撤回。")  # fmt: skip
        else:
            removing.propose_erasure(publication=publication, actor=team.publicity, reason_code="court", reason="裁定",
                                     legal_ground="民事裁定书")  # fmt: skip
        return publication

    return prepare


def policy(team):
    return make.live(team, kind="institution", column="open.system.bureau")


TOMORROW = f"{date.fromordinal(date.today().toordinal() + 2)}T09:00"
WITHDRAWAL = {"reason_code": "other", "reason": "重复", "public_explanation": "已撤回。", "behaviour": "notice"}
# address of the act, what it is done to, who may, what is filled in, what has become of it
ACTS = [
    ("submit", make.draft, {"draft"}, {}, "review"),
    ("abandon", make.draft, {"draft"}, {"reason": "不再需要"}, "abandoned"),
    ("recall", make.in_review, {"draft"}, {"reason": "再改"}, "recalled"),
    ("revise", recalled, {"draft"}, {}, "recalled"),
    ("release", make.approved, {"publicity"}, {}, "live"),
    ("schedule", make.approved, {"publicity"}, {"at": TOMORROW}, "scheduled"),
    ("amend", make.live, {"draft"}, {}, "live"),
    ("correct", make.live, {"draft"}, {"old": "延长开放时间至", "new": "延长开放到", "note": "用语"}, "live"),
    ("repeal", policy, {"publicity"}, {"on": "2026-06-01", "reason": "已被替代"}, "live"),
    ("take_down", make.live, {"duty_officer"}, {"reason_code": "error", "reason": "有误"}, "taken_down"),
    ("confirm_take_down", make.taken_down, {"publicity", "sign"}, {"reason": "确有问题"}, "taken_down"),
    ("restore", make.taken_down, {"publicity", "sign"}, {"reason": "没有问题"}, "live"),
    ("propose_withdrawal", make.live, {"draft", "publicity"}, WITHDRAWAL, "live"),
    ("decide_withdrawal", proposed("withdrawal"), {"sign"}, {"agree": "yes"}, "withdrawn"),
    ("propose_erasure", make.live, {"publicity"}, {"reason_code": "court", "reason": "裁定", "legal_ground": "文书"}, "live"),
    ("decide_erasure", proposed("erasure"), {"secrecy", "sign"}, {"agree": "yes"}, "erased"),
    ("reassess", make.withheld, {"publicity"}, {"reason": "仍属内部流程"}, "withheld"),
    ("open_up", make.withheld, {"publicity", "draft"}, {"reason": "流程已公开"}, "withheld"),
]  # fmt: skip
DANGEROUS = {route.split("/")[-2] for route in routes.DANGEROUS}


def state_of(record):
    return type(record).objects.get(pk=record.pk).state


def with_code(person, data):
    """His one-time code, new for each attempt: one that was used is not taken again."""
    person.totp_secret, person.totp_last_step = SECRET, 0
    person.save()
    return {**data, "code": pyotp.TOTP(SECRET).now()}


@pytest.mark.parametrize(("act", "prepare", "who", "data", "outcome"), ACTS, ids=[act[0] for act in ACTS])
def test_only_who_has_the_duty_carries_it_out_and_pressing_twice_does_it_once(team, act, prepare, who, data, outcome):
    record = prepare(team)
    address = f"/desk/{'v' if isinstance(record, Version) else 'p'}/{record.pk}/{act}/"
    before, others = state_of(record), sorted(set(DutyCode.values) - who - {"supervise"})
    for duty in others:
        person = getattr(team, duty)
        sent = with_code(person, data) if act in DANGEROUS else data
        page = Desk(person).get(address)
        assert page.status_code == 200 and ("现在不能办理" in page.content.decode() or act == "submit"), duty
        answer = Desk(person).post(address, **sent, submission_key=f"wrong-{duty}")
        assert answer.status_code == 422 and "不能" in answer.content.decode(), duty
        assert state_of(record) == before
    person = getattr(team, sorted(who)[0])
    sent = {**(with_code(person, data) if act in DANGEROUS else data), "submission_key": "right"}
    first = Desk(person).post(address, **sent)
    assert first.status_code == 302, first.content.decode()
    assert state_of(record) == outcome
    again = Desk(person).post(address, **sent)
    assert (again.status_code, again.url) == (302, first.url), "a second press leads to the same place"
    assert Removal.objects.count() <= 1 and Version.objects.count() <= 2 and Publication.objects.count() == 1


@pytest.mark.parametrize(
    ("act", "field"),
    [
        ("recall", "reason"), ("abandon", "reason"), ("take_down", "reason"), ("take_down", "reason_code"), ("take_down", "code"),
        ("restore", "reason"), ("confirm_take_down", "reason"), ("propose_withdrawal", "public_explanation"),
        ("propose_withdrawal", "behaviour"), ("propose_erasure", "legal_ground"), ("schedule", "at"), ("correct", "old"),
        ("correct", "note"), ("repeal", "on"), ("open_up", "reason"), ("reassess", "reason"), ("decide_erasure", "agree"),
    ],
)  # fmt: skip
def test_a_missing_answer_is_asked_for_at_its_field_and_the_rest_is_kept(team, act, field):
    _, prepare, who, data, _ = next(row for row in ACTS if row[0] == act)
    record, person = prepare(team), getattr(team, sorted(who)[0])
    sent = {name: value for name, value in data.items() if name != field}
    answer = Desk(person).post(
        f"/desk/{'v' if isinstance(record, Version) else 'p'}/{record.pk}/{act}/", **sent, submission_key="k"
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and f'id="id_{field}_error"' in page
    for name, value in sent.items():
        assert value in page or name == "code", name


def test_a_withdrawal_that_leads_elsewhere_wants_to_know_where(team, client):
    old, new = make.live(team), make.live(team, doc_no="沪绿容〔2026〕9号", kind="notice")
    data = {**WITHDRAWAL, "behaviour": "redirect", "submission_key": "a"}
    address = f"/desk/p/{old.pk}/propose_withdrawal/"
    bare = Desk(team.publicity).post(address, **data)
    assert bare.status_code == 422 and "请选定要转到的另一件已公开信息" in bare.content.decode()
    unknown = Desk(team.publicity).post(address, **data, redirect_to="沪绿容〔2026〕404号")
    assert unknown.status_code == 422 and "没有找到这件信息" in unknown.content.decode()
    assert Desk(team.publicity).post(address, **data, redirect_to="沪绿容[2026]9号").status_code == 302
    removing.decide_withdrawal(publication=old, actor=team.sign, agree=True, note="")
    assert client.get(f"/d/{old.pk}/").url.endswith(f"/d/{new.pk}/")


def test_a_scheduled_release_is_cancelled_on_its_page(team):
    version, releaser = make.approved(team), Desk(team.publicity)
    past = releaser.post(f"/desk/v/{version.pk}/schedule/", at="2020-01-01T09:00", submission_key="a")
    assert (
        past.status_code == 422
        and "须晚于现在" in past.content.decode()
        and "2020-01-01T09:00" in past.content.decode()
    )
    releaser.post(f"/desk/v/{version.pk}/schedule/", at=TOMORROW, submission_key="b")
    releaser.post(f"/desk/v/{version.pk}/unschedule/", submission_key="c")
    assert state_of(version) == "approved"


def test_what_is_not_to_be_public_is_registered_with_its_next_look(team):
    version = make.approved(team, openness="not_public", withholding_code="workflow", withholding_text="内部流程")
    assert "现在不能办理" in Desk(team.publicity).get(f"/desk/v/{version.pk}/release/").content.decode()
    Desk(team.publicity).post(f"/desk/v/{version.pk}/withhold/", submission_key="a")
    assert "下次审查" in Desk(team.publicity).text(f"/desk/p/{version.publication_id}/")
    publication = Publication.objects.get()
    assert publication.state == "withheld" and publication.reassess_on > clock.today()


def test_links_are_made_by_number_and_taken_off_again(team):
    one, other = make.live(team), make.live(team, doc_no="沪绿容〔2026〕7号")
    clerk = Desk(team.draft)
    wrong = clerk.post(f"/desk/p/{one.pk}/link/", role="interprets", target="沪绿容〔2026〕8号", submission_key="a")
    assert wrong.status_code == 422 and "没有找到" in wrong.content.decode()
    clerk.post(f"/desk/p/{one.pk}/link/", role="interprets", target=other.number, submission_key="b")
    link = one.links_out.get()
    assert other.title in clerk.text(f"/desk/p/{one.pk}/", tab="links")
    assert one.title in clerk.text(f"/desk/p/{other.pk}/", tab="links")
    Desk(team.sign).post(f"/desk/p/{one.pk}/link/{link.pk}/remove/", submission_key="c")
    assert one.links_out.exists(), "not by somebody without the duty"
    clerk.post(f"/desk/p/{one.pk}/link/{link.pk}/remove/", submission_key="d")
    assert not one.links_out.exists()


def test_a_link_is_found_by_words_of_the_title_and_several_are_named(team):
    one, clerk = make.live(team, title="起点"), Desk(team.draft)
    parks = [make.live(team, title=f"公园{n}开放办法", doc_no=f"沪绿容〔2026〕{n}号") for n in (1, 2)]
    address, data = f"/desk/p/{one.pk}/link/", {"role": "basis"}
    page = clerk.post(address, **data, target="开放办法", submission_key="a").content.decode()
    assert "不止一件" in page and all(park.doc_no in page for park in parks)
    assert clerk.post(address, **data, target="公园2开放", submission_key="b").status_code == 302
    assert one.links_out.get().to_publication == parks[1]


def test_what_another_division_prepares_is_neither_found_nor_shown(team):
    own = bureau.unit("own")
    clerk = bureau.official("draft", of=own, scope=own)
    mine, theirs = make.live(team), make.draft(team, title="别处的草稿")
    Publication.objects.filter(pk=mine.pk).update(unit=own)
    address = f"/desk/p/{mine.pk}/link/"
    for words in ("别处的草稿", f"/desk/p/{theirs.publication_id}/"):
        answer = Desk(clerk).post(address, role="basis", target=words, submission_key=words)
        assert answer.status_code == 422 and "没有找到" in answer.content.decode()
    drafting.link(publication=mine, target=theirs.publication, role="basis", editor=team.draft)
    links, way = f"/desk/p/{mine.pk}/?tab=links", f'href="/desk/p/{theirs.publication_id}/"'
    assert way not in Desk(clerk).text(links) and way in Desk(team.draft).text(links)


def test_an_amendment_of_what_was_taken_down_brings_it_back(team):
    publication = make.taken_down(team)
    version = changing.amend(publication=publication, author=team.draft)
    assert "修改" in Desk(team.draft).text(f"/desk/p/{publication.pk}/")
    assert version.state == "draft"
