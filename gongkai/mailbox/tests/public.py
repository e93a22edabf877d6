"""A citizen's browser without one: opens a form, sends it, follows the letter."""

import re
from urllib.parse import parse_qs, urlsplit

from django.test import Client

CORRECTION = {"page": "/c/service/", "fault": "dead_link", "text": "“下载表格”的链接打不开。", "notice": "none"}
KEY = re.compile(r'name="key" value="([^"]+)"')
PASS = re.compile(r'name="pass" value="([^"]+)"')
CODE = re.compile(r"[2-9A-Z]{5}-[2-9A-Z]{5}-[2-9A-Z]{5}")


class Citizen:
    """Has no cookies and no script."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def key(self, address="/ask/correction/") -> str:
        return KEY.search(self.client.get(address).content.decode())[1]

    def post(self, address, **data):
        return self.client.post(address, data)

    def send(self, address="/ask/correction/", **data):
        """Sends a form that was just opened; the answer."""
        return self.post(address, **{**CORRECTION, "key": self.key(address), **data})

    def written(self, **data) -> tuple[str, str]:
        """Number and code of a letter just written."""
        return self.read_receipt(self.send(**data))

    def read_receipt(self, answer) -> tuple[str, str]:
        assert answer.status_code == 303, answer.content.decode()[:3000]
        page = self.client.get(answer["Location"]).content.decode()
        return re.search(r"[A-Z]{2}\d{6}-[2-9A-Z]{6}", page)[0], CODE.search(page)[0]

    def opened(self, number, code):
        return self.post("/ask/follow/", number=number, code=code)

    def act(self, number, code, act, **data):
        """Opens the letter and does one thing with it."""
        page = self.opened(number, code).content.decode()
        key = KEY.search(page)
        more = {"key": key[1]} if key else {}
        return self.post("/ask/follow/", **{"act": act, "pass": PASS.search(page)[1], **more, **data})


def key_of(location: str) -> str:
    return parse_qs(urlsplit(location).query)["k"][0]
