"""Uploads in the states that tests need, made through the services."""

import io

from gongkai.journal.parties import Party
from gongkai.uploads import services

from .honest import WORD, office, office_parts, packed

CLERK = Party("official", "7", "李树", "绿化处")
REVIEWER = Party("official", "8", "王林", "办公室")
ID_CARD = "110101199003070038"
MOBILE = "13812345678"


def take(content, name, **changes):
    return services.take_in(
        **{"file": io.BytesIO(content), "name": name, "actor": CLERK, "purpose": "publication"} | changes
    )


def scanned(content, name):
    return services.scan(upload=take(content, name), actor=CLERK)


def opened(content, name):
    return services.open_to_public(upload=scanned(content, name), actor=REVIEWER)


def with_text(text):
    return office("docx", body=f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")


def with_comments(count):
    comments = "".join(f'<w:comment w:id="{n}"><w:p><w:r><w:t>再改</w:t></w:r></w:p></w:comment>' for n in range(count))
    return packed(office_parts("docx") | {"word/comments.xml": f'<w:comments xmlns:w="{WORD}">{comments}</w:comments>'})
