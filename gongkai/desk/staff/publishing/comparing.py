"""Two versions of a text beside each other: what a reviewer must see before he speaks."""

from typing import Any

from django.utils.safestring import SafeString
from lxml import html as lxml_html

from gongkai.portal import markup
from gongkai.publications import text
from gongkai.publications.models import Version
from gongkai.publications.services.content import attachments

from .shared import column_name

Rows = list[tuple[str, SafeString]]


def difference_of(old: Version | None, new: Version) -> Rows | None:
    """Titles and texts line by line; [] when they read alike, None when they are too long to compare while one waits."""
    if old is None or old.pk == new.pk:
        return []
    before, after = ([version.title, *text.lines(version.body)] for version in (old, new))
    if before == after:
        return []
    rows = text.difference(before, after)
    return None if rows is None else [(kind, markup.line_html(line)) for kind, line in rows]


COMPARED = (
    ("doc_no", "发文字号"), ("summary", "内容概述"), ("keywords", "主题词"), ("column", "栏目"), ("topic", "主题分类"),
    ("catalogue_code", "目录事项"), ("openness", "公开属性"), ("withholding_code", "不主动公开的理由"),
    ("withholding_text", "具体理由"), ("formed_on", "生成日期"), ("effective_on", "施行日期"), ("expires_on", "有效期至"),
    ("source", "来源"),
)  # fmt: skip


def changed_facts(old: Version | None, new: Version) -> list[tuple[str, Any, Any]]:
    """What differs beside the text: label, before, now; files by their names."""
    if old is None or old.pk == new.pk:
        return []
    rows = [(label, _said(old, name), _said(new, name)) for name, label in COMPARED]
    labels = {fact.name: fact.label for fact in new.publication.kind_info.facts}
    rows += [(labels.get(name, name), old.facts.get(name), new.facts.get(name)) for name in {**old.facts, **new.facts}]
    rows += [("附件", _names(old), _names(new)), ("正文的链接和图片", *_targets(old, new))]
    if old.body != new.body and text.plain(old.body) == text.plain(new.body) and not any(rows[-1][1:]):
        rows.append(("正文的格式", "", "文字未变，格式有变化，请核对"))
    return [(label, before or "", now or "") for label, before, now in rows if (before or "") != (now or "")]


def _said(version: Version, name: str) -> Any:
    if name == "openness":
        return version.get_openness_display()
    return column_name(version.column) if name == "column" else getattr(version, name)


def _names(version: Version) -> str:
    return "、".join(row.name for row in attachments(version) if not row.inline)


def _targets(old: Version, new: Version) -> tuple[str, str]:
    """Where links lead and which pictures are shown, as far as they differ: in the text they are not seen."""
    before, after = _addresses(old.body), _addresses(new.body)
    return (
        " ".join(each for each in before if each not in after),
        " ".join(each for each in after if each not in before),
    )


def _addresses(body: str) -> list[str]:
    root = lxml_html.fragment_fromstring(body, create_parent="div")
    return list(dict.fromkeys(str(value) for value in root.xpath(".//a/@href | .//img/@src | .//img/@alt")))
