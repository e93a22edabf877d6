"""The files of a draft at the desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.publications.models import Version
from gongkai.publications.services import releasing, reviewing
from gongkai.publications.tests import factories as make

from .at_desk import Desk

pytestmark = pytest.mark.django_db


def test_files_are_moved_up_and_down_with_plain_buttons(team, client):
    version, clerk = make.draft(team), Desk(team.draft)
    for name in ("甲", "乙"):
        file = SimpleUploadedFile(f"{name}.txt", f"附件{name}".encode())
        clerk.post(f"/desk/v/{version.pk}/files/", file=file, name=name, submission_key=name)
    first, last = version.attachments.order_by("order")
    move, tab = f"/desk/v/{version.pk}/files/{last.pk}/move/", f"/desk/p/{version.publication_id}/"
    page = clerk.text(tab, tab="files")
    assert page.count("上移：") == page.count("下移：") == 1 and f'action="{move}"' in page
    for _ in range(2):
        assert clerk.post(move, to="0").url == f"{tab}?tab=files#file-{last.pk}"
    assert list(version.attachments.order_by("order")) == [last, first]
    for wrong in ("", "-1", "二", "9" * 400):
        assert clerk.post(move, to=wrong).status_code == 302
        assert "没有调整" in clerk.text(tab, tab="files")
    assert "移到第 1 位" in clerk.text(tab)
    assert Desk(team.sign).post(move, to="1").status_code == 302
    assert list(version.attachments.order_by("order")) == [last, first]
    ready = make.pass_all(team, reviewing.submit(version=Version.objects.get(pk=version.pk), author=team.draft))
    releasing.release(version=ready, actor=team.publicity)
    for address in (f"/d/{version.publication_id}/", f"/api/v1/publications/{version.publication_id}"):
        told = client.get(address).content.decode()
        assert told.index(f"/a/{last.pk}/") < told.index(f"/a/{first.pk}/"), address
