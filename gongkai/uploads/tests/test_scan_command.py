"""The `scan` command: one JSON object a line, exit status by what was found, no datum in clear, no database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from gongkai.wording.tests.builders import docx, identity_number, paragraph, pdf

ID, PHONE = identity_number(), "13812345678"


def scan(
    capsys: pytest.CaptureFixture[str], *files: object, **options: object
) -> tuple[list[dict[str, str]], str, int]:
    """The lines printed, what stands on stderr, and the exit status."""
    status: object = 0
    try:
        call_command("scan", *map(str, files), **options)
    except SystemExit as end:
        status = end.code
    printed = capsys.readouterr()
    return [json.loads(line) for line in printed.out.splitlines()], printed.err, int(str(status))


def test_each_datum_is_one_line_and_none_is_shown_in_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "通知.docx"
    file.write_bytes(docx(paragraph(f"身份证{ID}") + paragraph(f"电话{PHONE}")))
    lines, errors, status = scan(capsys, file)
    assert lines == [
        {"file": str(file), "where": "正文第1段", "kind": "id_card", "masked": f"310***********{ID[-4:]}"},
        {"file": str(file), "where": "正文第2段", "kind": "mobile", "masked": "138****5678"},
    ]
    assert status == 1 and errors == ""
    assert ID not in json.dumps(lines) and PHONE not in json.dumps(lines)


def test_a_clean_file_ends_with_nought(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text("沪绿容规〔2026〕1号，咨询电话021-52567788")
    assert scan(capsys, file, allow=["021-52567788"]) == ([], "", 0)


def test_what_cannot_be_opened_is_said_and_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    locked = tmp_path / "a.pdf"
    locked.write_bytes(pdf(["a"], change=lambda writer: writer.encrypt("口令", algorithm="AES-256")))
    lines, errors, status = scan(capsys, tmp_path / "none.txt", locked, tmp_path)
    assert lines == [] and status == 2
    assert "没有这个文件" in errors and "已加密" in errors and "这是文件夹" in errors


def test_a_datum_weighs_more_than_a_file_that_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text(PHONE)
    assert scan(capsys, tmp_path / "none.txt", file)[2] == 1


def test_it_needs_no_database(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(PHONE)
    root = Path(__file__).resolve().parents[3]
    variables = {
        "GONGKAI_VAR": str(tmp_path / "var"),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "PATH": "/usr/bin",
    }
    command = [sys.executable, "manage.py", "scan", str(file)]
    ended = subprocess.run(command, cwd=root, env=variables, capture_output=True, check=False)  # noqa: S603  (own command)
    assert ended.returncode == 1, ended.stderr.decode()
    assert json.loads(ended.stdout)["kind"] == "mobile"
