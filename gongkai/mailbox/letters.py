"""The kinds of letter with their texts, as `reception` and the public pages know them."""

from django.conf import settings

from gongkai.reception.kinds import LetterKind

from . import services
from .kinds import POLICY_QUESTION, SITE_FAULT
from .queries import status_of


def promise() -> str:
    """How soon an answer comes, as the settings say."""
    return (
        f"我们在 {settings.LETTER_DAYS} 个工作日内答复；情况复杂的，最长 {settings.LETTER_DAYS_AT_MOST} 个工作日，"
        "并会告知延期的原因。"
    )


ALL = (
    LetterKind(
        SITE_FAULT, "我为政府网站找错", "JC", "/ask/correction/",
        "页面有错别字、打不开的链接、过时的内容或者不好用的地方，请告诉我们。",
        services.open_matter, status_of, promise, services.forget, order=10,
    ),
    LetterKind(
        POLICY_QUESTION, "政策性文件留言咨询", "ZX", "/ask/policy/",
        "对本局的政策文件有疑问，可以在文件页面上留言，由起草文件的处室答复。",
        services.open_matter, status_of, promise, services.forget, order=20,
    ),
)  # fmt: skip
