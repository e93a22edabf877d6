"""From a source's headings and words to ours: kinds, columns, dates, validity. A table, so that it can be read and added to."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from gongkai.wording.numbers import normalise_doc_no

from .. import kinds
from .rows import Fault, Row

# our field ← the headings under which sources give it
HEADINGS: dict[str, tuple[str, ...]] = {
    "title": ("title", "标题", "信息名称", "名称"),
    "doc_no": ("doc_no", "发文字号", "文号", "文件编号"),
    "published": ("published", "原发布日期", "发布日期", "发布时间"),
    "formed_on": ("formed_on", "signed", "成文日期", "生成日期", "落款日期"),
    "effective_on": ("effective_on", "effective", "施行日期", "实施日期", "生效日期"),
    "expires_on": ("expires_on", "expires", "有效期至", "失效日期"),
    "kind": ("kind", "体裁", "类型", "文种"),
    "column": ("column", "栏目", "栏目代码"),
    "body": ("body_html", "html", "content", "正文", "内容"),
    "summary": ("summary", "内容概述", "摘要"),
    "keywords": ("keywords", "主题词", "关键词"),
    "topic": ("topic", "主题分类"),
    "catalogue_code": ("catalogue", "catalogue_code", "目录事项"),
    "maker": ("maker", "body", "发文机关", "发布机构"),
    "source": ("source", "来源"),
    "source_url": ("url", "source_url", "链接", "原地址"),
    "validity": ("validity_label", "validity", "有效性", "效力状态"),
    "key": ("id", "key", "标识"),
}
DATES = ("published", "formed_on", "effective_on", "expires_on")
DATE_WORDS = {"published": "原发布日期", "formed_on": "成文日期", "effective_on": "施行日期", "expires_on": "有效期至"}
# a source's word for the type → our kind; what is no word of the table is looked for among our own codes and labels
POLICY_WORDS = {"通知", "办法", "意见", "规定", "规范", "导则", "方案", "公告", "措施", "指引", "细则", "标准", "决定"}
PLAN_WORDS = {"规划", "计划"}
KIND_WORDS = {"政府规章": "policy_rule", "规章": "policy_rule", "预案": "emergency", "规范性文件": "policy_normative",
              "动态": "news", "新闻": "news", "制度": "institution", "指南": "guide", "解读": "interpretation"}  # fmt: skip
# A number of this form is that of a normative document: …规〔年〕号
NORMATIVE_NO = re.compile(r"规〔\d{4}〕\d+号$")
VALIDITY_WORDS = {"失效": "expired", "已失效": "expired", "废止": "repealed", "已废止": "repealed"}
TITLE_LENGTH = 300
_DATE = re.compile(r"^\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def row_of(line: str, values: Mapping[str, Any], *, defaults: Mapping[str, str], bureau: str) -> Row | Fault:
    """The row, or the one fault that keeps it out."""
    given = {field: _first(values, headings) for field, headings in HEADINGS.items()}
    title = str(given["title"] or "").strip()
    if not title:
        return Fault(line, "没有标题。", str(given["doc_no"] or ""))
    if len(title) > TITLE_LENGTH:
        return Fault(line, f"标题超过 {TITLE_LENGTH} 字。", title[:80])
    dates: dict[str, date | None] = {}
    for name in DATES:
        try:
            dates[name] = date_of(given[name])
        except ValueError:
            return Fault(line, f"“{DATE_WORDS[name]}”不是日期：{given[name]}。", title)
    doc_no = normalise_doc_no(str(given["doc_no"])) if given["doc_no"] else ""
    kind = _kind(str(given["kind"] or defaults.get("kind", "")), doc_no)
    if not kind:
        return Fault(line, f"体裁“{given['kind'] or '（空）'}”没有对应的类型，请用 --kind 指定。", title)
    url = str(given["source_url"] or "")
    body = str(given["body"] or "")
    words = {name: str(given[name] or "") for name in ("summary", "keywords", "topic", "catalogue_code", "source")}
    return Row(
        line=line,
        key=str(given["key"] or url or doc_no or title),
        title=title,
        kind=kind,
        column=str(given["column"] or defaults.get("column", "")),
        body=body,
        full_text_held=bool(body.strip()),
        doc_no=doc_no,
        summary=words["summary"],
        keywords=words["keywords"],
        topic=words["topic"],
        catalogue_code=words["catalogue_code"],
        maker=str(given["maker"] or bureau),
        source=words["source"],
        source_url=url if url.startswith(("http://", "https://")) else "",
        old_path=old_path(url),
        published=dates["published"],
        formed_on=dates["formed_on"],
        effective_on=dates["effective_on"],
        expires_on=dates["expires_on"],
        claimed_validity=VALIDITY_WORDS.get(str(given["validity"] or ""), ""),
        remarks=tuple(str(values[name]) for name in ("defect",) if values.get(name)),
    )


def _first(values: Mapping[str, Any], headings: tuple[str, ...]) -> Any:
    for heading in headings:
        if values.get(heading) not in (None, ""):
            return values[heading]
    return None


def date_of(value: Any) -> date | None:
    """A date in any usual writing; raises ValueError for what is none."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DATE.match(str(value))
    if not found:
        raise ValueError(value)
    return date(*(int(part) for part in found.groups()))


def _kind(word: str, doc_no: str) -> str:
    if NORMATIVE_NO.search(doc_no) and word in POLICY_WORDS:
        return "policy_normative"
    if word in POLICY_WORDS:
        return "policy_document"
    if word in PLAN_WORDS:
        return "policy_plan"
    if word in KIND_WORDS:
        return KIND_WORDS[word]
    return next((kind.code for kind in kinds.all_kinds() if word in (kind.code, kind.label)), "")


def old_path(url: str) -> str:
    """The path and query under which the earlier site served it; '' for its front page or no address."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path if path.startswith("/") and len(path) > 1 and len(path) <= 500 else ""
