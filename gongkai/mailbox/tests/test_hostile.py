"""Whatever somebody types into a field, the answer is a page: never a fault, never somebody else's markup."""

import pytest
from django.test import Client

from gongkai.desk.tests.at_desk import Desk
from gongkai.mailbox.models import Matter
from gongkai.mailbox.tests import factories as letters
from gongkai.mailbox.tests.hostile import STRINGS
from gongkai.mailbox.tests.public import CORRECTION, Citizen
from gongkai.portal.pages.asking import keys
from gongkai.portal.tests.factories import policy
from gongkai.reception.models import Letter

pytestmark = pytest.mark.django_db
FIELDS = ("page", "fault", "text", "name", "phone", "email", "notice", "may_publish", "key", "homepage", "files")


@pytest.fixture(autouse=True)
def without_limits(settings):
    settings.LIMITS = "submit=off,inquire=off,follow_up=off,upload=off"


@pytest.fixture
def citizen(team):
    made = Citizen()
    made.client.raise_request_exception = False
    return made


def harmless(answer):
    assert answer.status_code < 500
    body = answer.content
    assert b"<script>alert" not in body and b"<img src=x" not in body and b"<svg/onload" not in body
    assert b"Traceback" not in body
    return answer


def test_there_are_hundreds_of_them():
    assert len(STRINGS) > 450


def test_no_string_in_any_field_of_the_form_is_a_fault(citizen):
    for place in range(len(STRINGS)):
        odd = {field: STRINGS[(place + 37 * shift) % len(STRINGS)] for shift, field in enumerate(FIELDS)}
        harmless(citizen.post("/ask/correction/", **{**CORRECTION, **odd}))


@pytest.mark.parametrize("field", ["page", "text", "name", "email"])
def test_no_string_that_reaches_the_letter_is_a_fault(citizen, field):
    for text in STRINGS[::4]:
        harmless(citizen.post("/ask/correction/", **{**CORRECTION, "key": keys.new_key(), field: text}))


def test_what_was_taken_in_is_shown_as_text_to_its_writer_and_at_the_desk(citizen, team):
    desk = Desk(team.publicity)
    for text in [one for one in STRINGS if "<" in one and len(one) < 200][::2]:
        number, code = citizen.written(text=f"内容{text}", page=text, name=text[:30])
        harmless(citizen.opened(number, code))
        harmless(desk.get(f"/desk/letters/{Matter.objects.get(number=number).pk}/"))
    harmless(desk.get("/desk/letters/"))


@pytest.mark.parametrize(
    "field", ["number", "code", "act", "pass", "text", "score", "words", "name", "phone", "email", "key"]
)
def test_no_string_in_the_follow_up_is_a_fault(citizen, team, field):
    receipt = letters.receipt()
    given = {"number": receipt.number, "code": receipt.code, "text": "补充", "score": "5", "key": keys.new_key()}
    acts = {
        "text": "write",
        "score": "rate",
        "words": "rate",
        "name": "correct",
        "phone": "correct",
        "email": "correct",
        "key": "write",
    }
    for text in STRINGS[:: 3 if field in {"number", "code", "pass"} else 9]:
        letter = Letter.objects.get(pk=receipt.letter.pk)
        harmless(
            citizen.post(
                "/ask/follow/", **{**given, "act": acts.get(field, "open"), "pass": keys.new_pass(letter), field: text}
            )
        )


@pytest.mark.parametrize(
    "address", ["/ask/correction/", "/ask/policy/", "/ask/receipt/", "/ask/follow/", "/ask/figures/"]
)
@pytest.mark.parametrize("name", ["page", "d", "k", "as", "number"])
def test_no_string_in_an_address_is_a_fault(citizen, address, name):
    for text in STRINGS[::25]:
        harmless(citizen.client.get(address, {name: text}))
    harmless(citizen.client.get(address, headers={"Referer": "http://[bad"}))
    harmless(Client(headers={"Origin": "http://[bad"}).post(address))


def test_no_document_that_is_none_is_a_fault(citizen, team):
    policy(team)
    for text in STRINGS[::3]:
        harmless(citizen.send("/ask/policy/", document=text, subject=text))


@pytest.mark.parametrize(("act", "field", "stage"), [("draft", "text", "assigned"), ("return", "remarks", "review"), ("ask", "text", "assigned"),
                                                     ("transfer", "reason", "assigned"), ("merge", "into", "new"), ("invalidate", "why", "new"),
                                                     ("assign", "unit", "new"), ("contact", "reason", "new"), ("extend", "reason", "assigned")])  # fmt: skip
def test_no_string_at_the_desk_is_a_fault(team, act, field, stage):
    desk = Desk({"draft": team.draft, "ask": team.draft, "transfer": team.draft, "return": team.office_review,
                 "extend": team.office_review}.get(act, team.publicity))  # fmt: skip
    desk.client.raise_request_exception = False
    matter = letters.AT[stage](team)
    for text in STRINGS[::12]:
        harmless(desk.post(f"/desk/letters/{matter.pk}/{act}/", **{"unit": team.other.pk, field: text}))


def test_no_filter_of_the_list_is_a_fault(team):
    desk = Desk(team.publicity)
    desk.client.raise_request_exception = False
    letters.new(team)
    for name in ("number", "kind", "stage", "unit", "since", "open", "late", "contact", "page", "sort"):
        for text in STRINGS[::30]:
            harmless(desk.get("/desk/letters/", **{name: text}))
