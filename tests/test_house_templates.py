"""House rules about templates: what the content security policy forbids, and what every reader needs."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.walk import named, text, tracked

TEMPLATES = [path for path in tracked() if path.suffix == ".html" and "templates" in path.parts]

INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)[^>]*>", re.I),
    "inline style element": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "handler attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "javascript address": re.compile(r"(href|src|action)\s*=\s*[\"']?\s*javascript:", re.I),
    "address of another host": re.compile(
        r"<(script|link|img|iframe)\b[^>]*\b(src|href)\s*=\s*[\"'](https?:)?//", re.I
    ),
}


def without_tags(source: str) -> str:
    """The template with Django's own marks blanked, so that `{% if a > b %}` does not end an HTML tag."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", lambda match: " " * len(match.group()), source, flags=re.S)


def test_every_template_compiles():
    """A filter or a tag that nobody registers is found here, not by the first reader of a page that few open."""
    for path in TEMPLATES:
        get_template(named(path).split("/templates/", 1)[1])


@pytest.mark.parametrize("kind", INLINE)
def test_no_template_holds(kind):
    found = [
        f"{named(path)}:{source.count(chr(10), 0, match.start()) + 1}"
        for path in TEMPLATES
        for source in [without_tags(text(path))]
        for match in INLINE[kind].finditer(source)
    ]
    assert not found


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<script>x()</script>", "inline script"),
        ("<p style='color:red'>", "style attribute"),
        ("<a {% if a > b %}x{% endif %} onclick='x()'>", "handler attribute"),
        ("<img src='https://example.org/x.png'>", "address of another host"),
    ],
)
def test_what_is_forbidden_is_recognised(markup, kind):
    assert INLINE[kind].search(without_tags(markup))


def test_every_image_has_a_text_in_its_place():
    assert [named(p) for p in TEMPLATES for tag in re.findall(r"<img\b[^>]*>", text(p)) if "alt=" not in tag] == []


def test_text_is_escaped_unless_the_variable_says_it_is_html():
    """`|safe` is for what the sanitiser has made, and its name says so."""
    unsafe = [
        f"{named(path)} {match}"
        for path in TEMPLATES
        for match in re.findall(r"\{\{[^}]*\|\s*safe[^}]*\}\}", text(path))
        if not re.search(r"html|svg|markup", match)
    ]
    unescaped = [named(path) for path in TEMPLATES if re.search(r"\{%\s*autoescape\s+off", text(path))]
    assert not unsafe
    assert not unescaped


# Public pages without a cookie: their views check the origin and the form's own key (docs/adr/0011).
WITHOUT_COOKIE = "templates/portal/ask/"


def test_every_form_that_writes_carries_its_token():
    forms = re.compile(r"<form\b[^>]*method\s*=\s*[\"']?post.*?</form>", re.I | re.S)
    assert [
        f"{named(path)}"
        for path in TEMPLATES
        for form in forms.findall(text(path))
        if "csrf_token" not in form and WITHOUT_COOKIE not in named(path)
    ] == []


def test_partials_and_pages_are_told_apart_by_name():
    """A file that extends nothing and is no document of its own is a partial, named with an underscore."""

    def is_page(path: Path) -> bool:
        return bool(re.search(r"\{%\s*extends|<html|<\?xml", text(path)))

    widgets = [p for p in TEMPLATES if "widgets" in p.parts or "forms" in p.parts]
    assert [named(p) for p in TEMPLATES if not is_page(p) and not p.name.startswith("_") and p not in widgets] == []
