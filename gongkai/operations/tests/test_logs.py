"""The log says what was done, and nothing about anybody."""

import json
import logging
from io import StringIO

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from gongkai.operations import logs, middleware

IDENTITY, MOBILE, MAIL = "11010119900307003X", "13812345678", "zhang.san@example.com"


def written(formatter, write):
    stream, logger = StringIO(), logging.getLogger("gongkai.test.logs")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger.propagate, logger.handlers = False, [handler]
    logger.setLevel(logging.INFO)
    write(logger)
    return stream.getvalue()


def plain():
    return logs.Plain("{levelname} {name} {request} {message}", style="{")


def with_traceback(logger):
    try:
        raise ValueError(f"身份证号 {IDENTITY} 重复")
    except ValueError:
        logger.exception("申请人电话 %s，邮箱 %s", MOBILE, MAIL)


@pytest.mark.parametrize("formatter", [plain, logs.Json], ids=["plain", "json"])
def test_neither_message_nor_arguments_nor_traceback_hold_personal_data(formatter):
    text = written(formatter(), with_traceback)
    assert "Traceback" in text and "申请人电话" in text
    assert [each for each in (IDENTITY, MOBILE, MAIL) if each in text] == []


def test_five_hundred_planted_identities_are_nowhere_in_the_log():
    planted = [f"31010119{number % 90 + 10}0{number % 9 + 1}15{number:04}" for number in range(500)]

    def write(logger):
        for number in planted:
            logger.info("拒绝：%s", number, extra={"applicant": number, "facts": f"编号{number}"})

    text = written(logs.Json(), write) + written(plain(), write)
    assert text.count("拒绝") == 1000
    assert [each for each in planted if each in text] == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("GET /s?q=张三的补偿款&page=2 200", "GET /s?… 200"),
        ("password=Gk3-abc-DEF 错误", "password=*** 错误"),
        ("查询码：K7QM2 不存在", "查询码：*** 不存在"),
        ("第 1200 条，用时 12.5 ms，2026-11-24", "第 1200 条，用时 12.5 ms，2026-11-24"),
    ],
)
def test_query_strings_and_secrets_are_left_out_and_figures_are_kept(said, kept):
    assert logs.masked(said) == kept


def test_a_line_of_json_says_when_where_and_in_which_request():
    token = logs.request_id.set("abc123")
    try:
        line = json.loads(written(logs.Json(), lambda logger: logger.info("done", extra={"status": 200, "ms": 3.5})))
    finally:
        logs.request_id.reset(token)
    assert line["request"] == "abc123" and line["level"] == "INFO" and line["status"] == 200 and line["ms"] == 3.5
    assert line["time"].endswith("+00:00") and line["logger"] == "gongkai.test.logs"


def asked(path, caplog, status=200):
    request = RequestFactory().post(path, {"body": IDENTITY})
    request.resolver_match = resolve(request.path_info)
    with caplog.at_level(logging.INFO, "gongkai.request"):
        middleware.RequestLogMiddleware(lambda request: HttpResponse(status=status))(request)
    return caplog.records[-1]


def test_a_request_is_one_line_with_its_route_and_without_what_was_typed(caplog):
    record = asked(f"/d/12/?name={MOBILE}", caplog)
    assert (record.path, record.work, record.status, record.method) == ("/d/12/", "portal:document", 200, "POST")
    assert MOBILE not in str(record.__dict__) and IDENTITY not in record.getMessage()


def test_words_in_an_address_are_left_as_their_name(caplog):
    assert asked("/n/SY-ABCD-1234/", caplog).path.startswith("/n/<")


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_cut_short(caplog):
    with caplog.at_level(logging.INFO, "gongkai.request"):
        Client().get(f"/letters-x/{IDENTITY}/")
    record = next(record for record in caplog.records if record.name == "gongkai.request")
    assert record.path == "/letters-x/…" and record.status == 404
