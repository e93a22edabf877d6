"""Finding by number and by title; permanent addresses."""

import pytest

from gongkai.publications.services import removing

from . import factories


@pytest.mark.parametrize(
    "written", ["沪绿容规〔2026〕77号", "沪绿容规[2026]77号", "沪绿容规（2026）第077号", "沪绿容规 2026 77"]
)
def test_a_document_number_is_found_in_any_writing(team, page_of, client, written):
    publication = factories.policy(team, doc_no="沪绿容规〔2026〕77号")
    assert f"/d/{publication.pk}/" in page_of(f"/s?q={written}")
    assert client.get(f"/doc/{written}").headers["Location"] == f"/d/{publication.pk}/"


def test_two_documents_with_one_number_are_both_offered(team, client):
    for _ in range(2):
        factories.policy(team, doc_no="沪绿容〔2026〕5号")
    assert client.get("/doc/沪绿容〔2026〕5号").headers["Location"].startswith("/s?q=")


def test_the_index_number_is_a_permanent_address(team, client):
    publication = factories.policy(team)
    response = client.get(f"/n/{publication.number}")
    assert (response.status_code, response.headers["Location"]) == (301, f"/d/{publication.pk}/")
    assert client.get("/n/SY0000000/1999-00001").status_code == 404
    removing.take_down(publication=publication, officer=team.duty_officer, reason_code="error", reason="有误")
    assert client.get(f"/n/{publication.number}", follow=True).status_code == 410


def test_titles_are_found_with_the_words_marked_and_nothing_is_said_plainly(team, page_of):
    publication = factories.policy(team, title="关于公共厕所<服务>的通知")
    text = page_of("/s?q=公共厕所")
    assert "<mark>公共厕所</mark>&lt;服务&gt;" in text and f"/d/{publication.pk}/" in text
    assert "没有找到“独角兽”" in page_of("/s?q=独角兽")
    assert f"/d/{publication.pk}/" in page_of("/s?q=厕")
