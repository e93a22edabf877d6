"""What one may write for, and the receipt that one gets at once."""

from django.http import HttpRequest, HttpResponse

from gongkai.journal import clock
from gongkai.reception import kinds
from gongkai.reception import services as reception
from gongkai.reception.rules import in_groups
from gongkai.reception.services import Receipt

from ... import entrances
from .page import AskPage

GONE = 410


class Choose(AskPage):
    """Everything that people can write for."""

    title = "互动交流"

    def get(self, request: HttpRequest) -> HttpResponse:
        here = {kind.url for kind in kinds.all_kinds()} | {request.path, "/ask/follow/"}
        doors = [door for door in entrances.of_column("interact") if door.url not in here]
        return self.show("portal/ask/choose.html", kinds=kinds.all_kinds(), doors=doors)


class ReceiptPage(AskPage):
    """Number and code, for half an hour after the letter: the code is nowhere else, not even in the database."""

    title = "回执"

    def get(self, request: HttpRequest) -> HttpResponse:
        receipt = reception.receipt_of(request.GET.get("k", "")[:200])
        if receipt is None:
            response = self.show("portal/ask/no_receipt.html", status=GONE)
        elif request.GET.get("as") == "text":
            response = self._as_text(receipt)
        else:
            response = self.show(
                "portal/ask/receipt.html", letter=receipt.letter, code=in_groups(receipt.code), kind=receipt.letter.kind_info,
                status_now=receipt.letter.status, key=request.GET["k"][:200],
            )  # fmt: skip
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @staticmethod
    def _as_text(receipt: Receipt) -> HttpResponse:
        letter = receipt.letter
        lines = (
            f"{letter.kind_label} 回执",
            f"来信编号：{letter.number}",
            f"查询码：{in_groups(receipt.code)}",
            f"收到时间：{clock.local(letter.received_at):%Y-%m-%d %H:%M}",
            f"回执摘要：{letter.receipt_digest}",
            "查询地址：/ask/follow/",
            "查询码不能补发，请妥善保存。",
        )
        response = HttpResponse("\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{letter.number}.txt"'
        return response
