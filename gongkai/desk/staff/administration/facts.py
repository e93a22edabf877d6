"""The facts of a journal entry, in words: what each is called, and values as people write them."""

from functools import cache
from typing import Any

from django.apps import apps

from gongkai.journal import retention
from gongkai.journal.models import Entry

# What facts are called; one that is not here keeps the name under which it was recorded.
NAMES = {
    "bytes": "字节数", "done": "已处理", "failed": "没有完成", "files": "文件数", "names": "名称", "sha256": "清单摘要",
    "steps": "步骤", "tables": "表数", "taken_at": "备份时间", "version": "版本",
    "organisation": "所属机关", "accounts": "账号数", "added": "新增", "address": "来源地址", "after": "变更后", "amends": "调整的通知",
    "approver": "批准人", "as_of": "截至", "basis": "依据", "before": "变更前", "behaviour": "公众看到", "change": "变更",
    "count": "件数", "deadline": "期限编号", "digest": "摘要", "doc_no": "文号", "document": "函件", "due": "届满日",
    "duty": "应办事项", "ended": "已停用", "entry": "日志编号", "fields": "改动的栏目", "file": "文件", "finding": "检查提示",
    "findings": "检查提示", "fingerprint": "文本指纹", "from_day": "自", "ground": "依据", "key": "密钥", "label": "名称",
    "legal_ground": "法律依据", "masked": "遮盖后", "name": "名称", "next_on": "下次审查", "note": "说明", "number": "编号",
    "on": "日期", "openness": "公开属性", "organ": "机关", "outcome": "结果", "owner": "责任单位", "place": "位次", "provisional": "暂按",
    "purpose": "用途", "reason_code": "理由代码", "reasons": "理由", "receipt": "回执", "receiver": "接收单位",
    "record": "记录", "refused": "未收", "release_at": "定时发布时间", "role": "角色", "row": "行号", "rewritten": "已重写",
    "rows": "行数",
    "serial": "版次", "size": "大小", "source": "来源", "step": "环节", "step_label": "环节名称", "subscriber": "接收方",
    "substitute": "代理人", "successors": "承接机构", "taken": "已收", "target": "关联对象", "target_id": "关联对象编号",
    "to_day": "至", "total": "总数", "unchanged": "未变", "unreadable": "无法解开", "units": "机构数", "way": "登录方式", "what": "内容", "why": "原因", "words": "期限", "year": "年度",
}  # fmt: skip


# Columns whose tables do not name them.
COLUMNS = {"publication": "公开信息", "parent": "上级机构"}
# Tables that the journal calls otherwise than the code does.
TABLES = {"guide": "disclosureguide"}


def facts_of(entry: Entry) -> list[tuple[str, str]]:
    """Name and value of every fact of the entry."""
    columns = _columns().get(TABLES.get(entry.subject_kind, entry.subject_kind.replace("_", "")), {})
    words = {"fields": columns, "done": _terms(), "failed": _terms()}
    return [(NAMES.get(name, name), _words(value, words.get(name, {}))) for name, value in sorted(entry.facts.items())]


def _words(value: Any, columns: dict[str, str]) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "、".join(f"{columns.get(each, each)} {count}" for each, count in value.items()) or "—"
    if isinstance(value, list):
        return "、".join(columns.get(str(each), str(each)) for each in value)
    return str(value)


def _terms() -> dict[str, str]:
    """What is kept for a time, by the codes of its rules."""
    return {rule.code: rule.label for rule in retention.all_rules()}


@cache
def _columns() -> dict[str, dict[str, str]]:
    """What the columns of each table are called."""
    return {
        str(model._meta.model_name): {
            field.name: COLUMNS.get(field.name) or str(field.verbose_name) for field in model._meta.fields
        }
        for model in apps.get_models()
    }
