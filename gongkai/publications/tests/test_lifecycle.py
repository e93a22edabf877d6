"""The document about the lifecycle says what the tables say."""

from pathlib import Path

from gongkai.publications.lifecycle import document

ROOT = Path(__file__).resolve().parents[3]


def test_the_lifecycle_document_is_the_one_that_the_tables_give():
    written = (ROOT / "docs" / "lifecycle.md").read_text(encoding="utf-8")
    assert written == document(), "run: python manage.py lifecycle > docs/lifecycle.md"
