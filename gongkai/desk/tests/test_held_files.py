"""Files from outside that no scanner has seen: told at the desk, and let go or destroyed by the security administrator."""

import io

import pytest

from gongkai.bureau.tests import factories as bureau
from gongkai.desk.forms.publishing import UploadForm
from gongkai.journal.parties import Party
from gongkai.uploads import services as uploads
from gongkai.uploads.models import Upload

from .at_desk import Desk

pytestmark = pytest.mark.django_db


def from_outside():
    return uploads.take_in(
        file=io.BytesIO("情况说明".encode()), name="附件1.txt", actor=Party("writer", ""), purpose="letter"
    )


@pytest.fixture
def three():
    return {role: Desk(bureau.official(admin_role=role)) for role in ("system", "security", "audit")}


def test_a_held_file_is_listed_counted_and_let_go_with_code_and_reason(three):
    upload, security = from_outside(), three["security"]
    page = security.text("/desk/held/")
    assert "附件1.txt" in page and "没有接入病毒检查" in page
    address = f"/desk/held/{upload.pk}/release/"
    assert upload.stored.digest in security.text(address)
    assert security.post(address, reason="查过", code="000000", submission_key="a").status_code == 422
    assert security.post_with_code(address, reason=" ", submission_key="b").status_code == 422
    assert security.post_with_code(address, reason="隔离机查过", submission_key="c").status_code == 302
    assert Upload.objects.get().virus == "released"
    assert security.get(address).status_code == 404 and "没有待查文件" in security.text("/desk/held/")


def test_an_infected_file_can_only_be_destroyed(three):
    upload, security = from_outside(), three["security"]
    Upload.objects.update(virus="infected")
    assert "不能放行" in security.text(f"/desk/held/{upload.pk}/release/")
    assert f"/desk/held/{upload.pk}/destroy/" in security.text("/desk/held/")
    security.post_with_code(f"/desk/held/{upload.pk}/destroy/", reason="发现恶意代码", submission_key="d")
    assert Upload.objects.get().state == "removed"


def test_the_auditor_sees_and_changes_nothing(three):
    upload = from_outside()
    page = three["audit"].text("/desk/held/")
    assert "附件1.txt" in page and f"/desk/held/{upload.pk}/" not in page
    assert three["system"].get("/desk/held/").status_code == 403


@pytest.mark.parametrize(("address", "said"), [("", True), ("127.0.0.1:3310", False)])
def test_whoever_uploads_is_told_while_there_is_no_scanner(settings, address, said):
    settings.CLAMD = address
    assert ("请先在本机查杀病毒" in str(UploadForm()["file"].help_text)) is said
