import subprocess

import pytest

from gongkai.journal.refusals import Refused
from gongkai.uploads import convert, services
from gongkai.uploads.inspection.dispatch import OLE

from .factories import take
from .honest import office

pytestmark = pytest.mark.django_db
needs_office = pytest.mark.skipif(not convert.program(), reason="LibreOffice is not installed here")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path / "var"
    settings.UPLOAD_OPTIONAL_TYPES = ["doc", "xls", "wps"]


@pytest.fixture
def old_document(tmp_path):
    """A .doc that LibreOffice wrote itself."""
    source = tmp_path / "old.docx"
    source.write_bytes(office("docx"))
    order = [convert.program(), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "doc"]
    subprocess.run([*order, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=120)  # noqa: S603  our own file
    return (tmp_path / "old.doc").read_bytes()


@needs_office
def test_an_old_document_is_stored_as_a_modern_one(old_document):
    upload = services.scan(upload=take(old_document, "旧通知.doc"))
    assert upload.name == "旧通知.docx" and upload.stored.code == "docx"
    assert upload.received_digest != upload.stored.digest


def test_without_libreoffice_the_word_is_clear(monkeypatch):
    monkeypatch.setattr(convert, "program", lambda: "")
    content = OLE + "WordDocument".encode("utf-16-le")
    with pytest.raises(Refused, match="没有安装 LibreOffice.*docx"):
        take(content, "旧通知.doc")


@needs_office
def test_what_cannot_be_converted_in_time_is_refused(settings, old_document):
    settings.UPLOAD_LIMITS = {"convert_seconds": 0}
    with pytest.raises(Refused, match="超过了 0 秒"):
        take(old_document, "旧通知.doc")


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("_VBA_PROJECT", "宏"),
        ("Macros", "宏"),
        ("EncryptedPackage", "密码"),
        ("\x01Ole10Native", "嵌有"),
        ("Nothing", "无法辨认"),
    ],
)
def test_an_old_document_that_acts_is_refused_before_anything_opens_it(monkeypatch, inside, words):
    monkeypatch.setattr(convert, "to_modern", lambda *args: pytest.fail("it was opened"))
    content = OLE + "WordDocument".encode("utf-16-le") * (inside != "Nothing") + inside.encode("utf-16-le")
    with pytest.raises(Refused, match=words):
        take(content, "旧通知.doc")
