"""Rows of a batch publication."""

import pytest

from gongkai.publications.services import removing

from . import factories


def test_rows_are_paged_by_key_and_each_has_its_page(team, page_of):
    publication = factories.batch(team, 25)
    first = page_of(f"/d/{publication.pk}/")
    rows = list(publication.records.order_by("id"))
    assert rows[19].title in first and rows[20].key not in first
    assert rows[20].key in page_of(f"/d/{publication.pk}/r/?after={rows[19].pk}")
    text = page_of(rows[0].get_absolute_url())
    assert "<dt>许可类别</dt><dd>普通</dd>" in text and rows[0].title in text


def test_a_withdrawn_row_leaves_a_tombstone_with_its_reason_and_leaves_the_download(team, page_of, client):
    publication = factories.batch(team, 3)
    row = publication.records.order_by("id").first()
    removing.withdraw_record(row=row, actor=team.publicity, reason="决定已被撤销")
    text = page_of(row.get_absolute_url(), status=410)
    assert "决定已被撤销" in text and row.title not in text and "普通" not in text
    assert row.title not in page_of(f"/d/{publication.pk}/")
    assert row.key not in b"".join(client.get(f"/d/{publication.pk}/records.csv")).decode()


def test_the_download_holds_every_row_and_no_formula(team, client):
    publication = factories.batch(team, 3)
    text = b"".join(client.get(f"/d/{publication.pk}/records.csv")).decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "编号,名称,备注,许可类别,决定日期,公示截止日期" and len(lines) == 4
    assert ",'=1+1," in lines[1]


@pytest.mark.parametrize("address", ["r/", "r/1/", "records.csv"])
def test_what_is_no_batch_has_no_rows(team, client, address):
    assert client.get(f"/d/{factories.policy(team).pk}/{address}").status_code == 404
