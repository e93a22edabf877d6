from urllib.parse import quote

import pytest
from django.http import Http404

from gongkai.uploads import services, storage
from gongkai.uploads.responses import respond, respond_to_official

from .factories import CLERK, opened, take, with_text
from .honest import AUTHOR_BYTES, HONEST, pdf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path


def body(response):
    return b"".join(response.streaming_content)


def test_a_public_file_is_an_attachment_with_its_chinese_name_and_nothing_that_runs():
    response = respond(opened(with_text("通知"), "行道树养护通知.docx"))
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('行道树养护通知.docx')}"
    assert response["X-Content-Type-Options"] == "nosniff" and not response.cookies
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-cache" in response["Cache-Control"]
    content = body(response)
    assert content.startswith(b"PK") and AUTHOR_BYTES not in content and int(response["Content-Length"]) == len(content)


@pytest.mark.parametrize("name", HONEST)
def test_no_type_is_ever_shown_in_place(name):
    response = respond_to_official(take(HONEST[name](), name))
    assert response["Content-Disposition"].startswith("attachment;") and response["X-Content-Type-Options"] == "nosniff"
    assert "html" not in response["Content-Type"] and "no-store" in response["Cache-Control"]
    response.close()


def test_a_private_file_is_not_there_for_the_public_and_whole_for_the_official():
    upload = take(pdf(), "通知.pdf")
    with pytest.raises(Http404):
        respond(upload)
    assert body(respond_to_official(upload)) == pdf()


def test_what_was_closed_or_destroyed_is_gone_at_once():
    upload = services.close(upload=opened(with_text("通知"), "通知.docx"), actor=CLERK)
    with pytest.raises(Http404):
        respond(upload)
    upload = services.destroy(upload=upload, actor=CLERK)
    with pytest.raises(Http404):
        respond_to_official(upload)


def test_bytes_missing_from_the_disk_are_a_404_and_a_line_in_the_log(caplog):
    upload = take(pdf(), "通知.pdf")
    storage.remove(upload.stored.digest)
    with pytest.raises(Http404):
        respond_to_official(upload)
    assert upload.stored.digest in caplog.text
