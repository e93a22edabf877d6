"""How the log is written: plain or one JSON object a line, never with personal data, bodies, codes or query strings.

Read by the settings before any app is ready: imports no model.
"""

import logging
import re
from contextvars import ContextVar
from copy import copy
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from gongkai.wording.personal import find_personal_data

# The request that this process is answering, or the worker's duty; '' outside both.
request_id: ContextVar[str] = ContextVar("request_id", default="")

# What follows a question mark in an address, and cookies, are nobody's business.
_QUERY = re.compile(r"(?<=[\w/)])\?[^\s\"'>]*=[^\s\"'>]*")
# Blunt on purpose: a log has no need of a long number, whatever it may be.
_NUMBER = re.compile(r"\d{11,}[Xx]?")
_SECRET = re.compile(
    r"(?i)\b(password|passwd|token|secret|cookie|authorization|code|密码|口令|查询码)(\s*[=:：]\s*)(\S+)"
)


def masked(text: str) -> str:
    """`text` without query strings, secrets, long numbers and what is recognised as personal data."""
    text = _SECRET.sub(r"\1\2***", _QUERY.sub("?…", text))
    text = _NUMBER.sub(lambda match: match.group()[:2] + "*" * (len(match.group()) - 2), text)
    for found in sorted(find_personal_data(text), key=lambda finding: finding.start, reverse=True):
        text = text[: found.start] + "*" * (found.end - found.start) + text[found.end :]
    return text


class Plain(logging.Formatter):
    """One line for people; tracebacks follow, masked like the rest."""

    def format(self, record: logging.LogRecord) -> str:
        record.request = request_id.get() or "-"
        return masked(super().format(record))


class Json(JsonFormatter):
    """One object a line: time in UTC, level, logger, message, request, and what the record brings along."""

    def __init__(self, **options: Any):
        super().__init__("%(levelname)s %(name)s %(message)s", json_ensure_ascii=False,
                         rename_fields={"levelname": "level", "name": "logger"}, **options)  # fmt: skip

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        if request_id.get():
            log_data["request"] = request_id.get()
        record = copy(record)  # other handlers want what is taken away here
        for name in ("request", "exc_text"):  # what the framework hangs on a record
            record.__dict__.pop(name, None)
        super().add_fields(log_data, record, message_dict)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Every text of the record, the traceback included, is masked before it is written."""
        return {name: masked(value) if isinstance(value, str) else value for name, value in log_data.items()}
