"""Redaction as its callers use it: each step runs in a child process with limits, since the document came from outside.

A document of many pages is worked through a few pages at a time, so that whoever calls can say how far it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .. import sandbox
from ..rules import Limits
from . import caps
from .caps import Unfit

OVERRUN = "处理这份文件所用的时间或者内存超过上限。请拆分、简化后重新上传，或者先打印为 PDF。"
PAGES_AT_ONCE = 4


def open_document(*, path: Path, code: str, made: Path, most: int, limits: Limits) -> dict[str, Any]:
    """{count, left_out, made}: how many pages. Where `made`, the pages were set into that file, and are PDF from now on.

    Raises Unfit.
    """
    order = {"task": "redact-open", "path": str(path), "code": code, "output": str(made), "most": most}
    return _run(order, limits, caps.CPU_OPEN)


def read_pages(*, path: Path, code: str, pages: Sequence[int], limits: Limits) -> list[dict[str, Any]]:
    """Size and text of some pages (numbers from 1), as plain data; see `lines.Line.of`. Raises Unfit."""
    order = {"task": "redact-read", "path": str(path), "code": code, "pages": list(pages)}
    return list(_run(order, limits, (caps.CPU_PAGE + caps.CPU_RECOGNITION) * len(pages))["pages"])


def show_page(*, path: Path, code: str, number: int, resolution: int, output: Path, limits: Limits) -> None:
    """The picture (PNG) of a page for the screen; raises Unfit."""
    order = {"task": "redact-show", "path": str(path), "code": code, "number": number, "resolution": resolution}
    _run(order | {"output": str(output)}, limits, caps.CPU_OPEN)


def draw_pages(*, path: Path, code: str, pages: Sequence[Mapping[str, Any]], folder: Path, limits: Limits) -> None:
    """Rebuild some pages into files of `folder`; each page is {number, lines, marks: [{boxes, label}]}. Raises Unfit."""
    order = {"task": "redact-draw", "path": str(path), "code": code, "pages": list(pages), "output": str(folder)}
    _run(order, limits, caps.CPU_PAGE * len(pages) + caps.CPU_OPEN)


def bind(*, folder: Path, count: int, output: Path, limits: Limits) -> None:
    """The new PDF from the rebuilt pages in `folder`; raises Unfit."""
    order = {"task": "redact-bind", "path": str(folder), "count": count, "output": str(output)}
    _run(order, limits, caps.CPU_OPEN)


def check(
    *, path: Path, terms: Sequence[str], limits: Limits, pages: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """{faults: [{where, term, why}], recognised}: what stands against the result as a whole, or some of its pages.

    `recognised` says whether pictures were read too. Raises Unfit.
    """
    order = {"task": "redact-check", "path": str(path), "terms": list(terms), "pages": list(pages)}
    return _run(order, limits, caps.CPU_OPEN + (caps.CPU_PAGE + caps.CPU_RECOGNITION) * max(len(pages), 1))


def _run(order: dict[str, Any], limits: Limits, seconds: float) -> dict[str, Any]:
    allowance = sandbox.Allowance(seconds, caps.WALL * seconds, caps.MEMORY)
    try:
        answer = sandbox.run(order | {"limits": asdict(limits)}, allowance)
    except sandbox.Overrun:
        raise Unfit(OVERRUN) from None
    if "refused" in answer:
        raise Unfit(answer["refused"])
    return answer


__all__ = ["PAGES_AT_ONCE", "Unfit", "bind", "check", "draw_pages", "open_document", "read_pages", "show_page"]
