"""What addresses answer once something is no longer public; and that its words are nowhere."""

import pytest

from gongkai.publications.models import OldAddress
from gongkai.publications.services import removing
from gongkai.publications.tests import factories as make

from . import factories

SECRET = "甲乙丙丁的联系方式"


def addresses(publication):
    pk = publication.pk
    return [
        f"/d/{pk}/", f"/d/{pk}/v/1/", f"/d/{pk}/diff/1/2/", "/", "/open/", "/c/open/", "/map/", "/sitemap-0.xml",
        "/catalogue/", "/catalogue/monthly/2026-6/", f"/s?q={SECRET}", f"/api/v1/publications/{pk}", "/api/v1/publications",
        "/api/v1/publications?updated_since=2020-01-01T00:00:00Z", f"/n/{publication.number}",
    ]  # fmt: skip


def fully(team):
    publication = factories.policy(team, title=f"关于{SECRET}的通知", body=f"<p>{SECRET}</p>", summary=SECRET)
    return factories.amended(team, publication, body="<p>改过的正文。</p>")


def test_taken_down_answers_410_without_a_word_of_the_content_anywhere(team, client):
    publication = fully(team)
    factories.policy(team)
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="personal_data", reason="电话")
    response = client.get(f"/d/{publication.pk}/")
    assert response.status_code == 410 and "本信息正在核查，暂不提供" in response.content.decode()
    for address in addresses(publication):
        if SECRET not in address:
            assert SECRET not in b"".join(client.get(address, follow=True)).decode(), address
    assert f"/d/{publication.pk}/" not in client.get(f"/s?q={SECRET}").content.decode()


def test_after_restoration_everything_is_back(team, client):
    publication = fully(team)
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="误报")
    removing.restore(publication=publication, actor=team.publicity, reason="没有问题")
    assert client.get(f"/d/{publication.pk}/").status_code == 200
    assert client.get(f"/d/{publication.pk}/v/1/").status_code == 200


def test_a_version_that_a_take_down_removed_does_not_come_back_with_the_amended_text(team, client, page_of):
    publication = factories.policy(team, body=f"<p>{SECRET}</p>", title="关于公园的通知")
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="personal_data", reason="电话")
    publication.refresh_from_db()
    publication = factories.amended(team, publication, body="<p>已删去。</p>")
    text = page_of(f"/d/{publication.pk}/")
    assert SECRET not in text and "v/1/" not in text
    assert client.get(f"/d/{publication.pk}/v/1/").status_code == 404
    assert client.get(f"/d/{publication.pk}/diff/1/2/").status_code == 404
    assert SECRET not in client.get(f"/api/v1/publications/{publication.pk}").content.decode()


def test_a_withdrawal_leaves_its_notice_with_reason_and_explanation(team, page_of):
    publication = make.withdrawn(team, title=SECRET)
    text = page_of(f"/d/{publication.pk}/")
    assert "本信息已撤回" in text and "本通知已由新的通知替代。" in text and "内容已被替代，不再适用" in text
    assert publication.number in text and SECRET not in text


def test_a_withdrawal_can_answer_gone_or_lead_to_its_successor(team, client):
    successor = make.live(team)
    assert client.get(f"/d/{make.withdrawn(team, behaviour='gone').pk}/").status_code == 410
    moved = make.withdrawn(team, behaviour="redirect", redirect_to=successor)
    response = client.get(f"/d/{moved.pk}/")
    assert (response.status_code, response.headers["Location"]) == (301, f"/d/{successor.pk}/")


def test_an_erased_item_keeps_number_and_dates_only(team, client):
    publication = make.erased(team, title=SECRET, body=f"<p>{SECRET}</p>", summary=SECRET)
    response = client.get(f"/d/{publication.pk}/")
    text = response.content.decode()
    assert response.status_code == 410 and publication.number in text and "2026-06-02 09:30" in text
    for address in addresses(publication):
        if SECRET not in address:
            assert SECRET not in b"".join(client.get(address, follow=True)).decode(), address


def test_an_address_of_the_earlier_site_leads_to_the_item_for_good(team, client):
    publication = make.live(team)
    OldAddress.objects.create(path="/gggs/t1.htm", publication=publication)
    response = client.get("/gggs/t1.htm")
    assert (response.status_code, response.headers["Location"]) == (301, f"/d/{publication.pk}/")


def test_an_old_address_of_something_never_released_says_nothing(team, client):
    version = make.draft(team)
    OldAddress.objects.create(path="/gggs/t2.htm", publication=version.publication)
    assert client.get("/gggs/t2.htm").status_code == 404


@pytest.mark.parametrize("way", ["taken_down", "withdrawn", "erased"])
def test_rows_of_a_removed_batch_are_gone_with_it(team, client, way):
    publication = factories.batch(team, 2)
    row = publication.records.order_by("id").first()
    if way == "taken_down":
        removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="有误")
    else:
        propose = removing.propose_withdrawal if way == "withdrawn" else removing.propose_erasure
        extra = {"public_explanation": "重复"} if way == "withdrawn" else {"legal_ground": "裁定"}
        code = "duplicate" if way == "withdrawn" else "court"
        propose(publication=publication, actor=team.publicity, reason_code=code, reason="重复", **extra)
        decide = removing.decide_withdrawal if way == "withdrawn" else removing.decide_erasure
        decide(publication=publication, actor=team.sign, agree=True, note="")
    for address in (row.get_absolute_url(), f"/d/{publication.pk}/r/", f"/d/{publication.pk}/records.csv"):
        body = b"".join(client.get(address)).decode()
        assert "迁移树木许可" not in body, address
