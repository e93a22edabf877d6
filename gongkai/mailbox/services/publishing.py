"""An answered letter becomes a draft of a publication; everything after that is the kernel's: review, signature, release."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.html import format_html, format_html_join

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record
from gongkai.publications.models import Version
from gongkai.publications.services import drafting
from gongkai.reception import queries as reception_queries
from gongkai.reception.models import Message
from gongkai.wording.masking import PUBLIC, mask_name, mask_text
from gongkai.wording.personal import find_personal_data

from ..kinds import COLUMNS, PUBLISHED
from ..models import Matter
from ..rules import Act
from .situation import locked

HIDDEN = "***"
SHORTEST_NAME = 2
# A long run of digits is somebody's number, even one with a slip of the pen that no check digit lets through.
LONG_NUMBER = re.compile(r"\d{11,}[\dXx]?")
TITLE_LENGTH, SUMMARY_LENGTH = 80, 120


@transaction.atomic
def publish(*, matter: Matter, actor: Official) -> Version:
    """Begin the publication of letter and answer, with every personal datum that can be found masked. Raises Refused.

    What a machine cannot find is for the reviewers: nothing goes out without the whole chain of reviews.
    """
    fresh = locked(matter, Act.PUBLISH, actor)
    thread = reception_queries.thread(fresh.letter)
    answer = next((message for message in reversed(thread) if message.purpose == Message.Purpose.ANSWER), None)
    if answer is None:
        raise Refused(["这封来信没有答复，不能选登。"])
    contact = reception_queries.contact_of(fresh.letter)
    own = [contact.name, contact.phone, contact.email]
    title, hidden_title = masked(fresh.letter.subject_text, own)
    asked, hidden_asked = masked(thread[0].words, own)
    said, hidden_said = masked(answer.words, own)
    answered_on = clock.local(answer.at).date()
    version = drafting.draft(
        kind=PUBLISHED.code, unit=fresh.unit, author=actor, title=title[:TITLE_LENGTH], openness="public",
        column=COLUMNS.get(fresh.kind, PUBLISHED.column), formed_on=answered_on, source="网民留言",
        body=_body(asked, said, fresh.unit.name), summary=said.replace("\n", "")[:SUMMARY_LENGTH],
    )  # fmt: skip
    if fresh.document is not None:
        drafting.link(publication=version.publication, target=fresh.document, role="related", editor=actor)
    fresh.published_as = version.publication
    fresh.save(update_fields=["published_as"])
    hidden = hidden_title + hidden_asked + hidden_said
    record("mailbox.publication_begun", fresh, actor, masked=hidden, publication=version.publication_id)
    return version


def masked(text: str, own: Iterable[str] = ()) -> tuple[str, int]:
    """The text without personal data, and how many places were masked; `own` is what the writer said of himself."""
    count = 0
    for word in own:
        if len(word) >= SHORTEST_NAME:
            text, times = re.subn(re.escape(word), mask_name(word) if len(word) <= 4 else HIDDEN, text)
            count += times
    found = find_personal_data(text, allow=settings.PUBLIC_CONTACTS, on=clock.today())
    text, more = LONG_NUMBER.subn(HIDDEN, mask_text(text, found, PUBLIC))
    return text, count + len(found) + more


def _body(asked: str, said: str, unit: str) -> str:
    return format_html(
        "<h2>来信内容</h2>{}<h2>答复</h2>{}<p>答复单位：{}</p>", _paragraphs(asked), _paragraphs(said), unit
    )


def _paragraphs(text: str) -> str:
    return format_html_join("", "<p>{}</p>", ((line.strip(),) for line in text.split("\n") if line.strip()))
