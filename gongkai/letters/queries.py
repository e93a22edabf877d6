"""Questions about letters: how one stands with its files, and whether what was issued is still what it was."""

import json
from datetime import timedelta

from gongkai.bureau.models import Official
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.vault.digests import content_digest, sha256

from .models import IssuedLetter, OfficialLetter

# For so long after giving his reason an official may look at the letter and take its files.
REVEALED_FOR = timedelta(minutes=30)


def altered(issued: IssuedLetter) -> list[str]:
    """What of an issued letter is no longer as it was issued, as sentences; none is how it should be."""
    if issued.letter.erased_at is not None:
        return []
    found = []
    if content_digest(json.loads(issued.content.reveal())).hex() != issued.digest:  # type: ignore[attr-defined]
        found.append(f"{issued.number} 的内容与签发时的摘要不符。")
    files = list(issued.files.all())
    if {file.form for file in files} != {"pdf", "docx"}:
        found.append(f"{issued.number} 缺少文件。")
    found += [f"{issued.number} 的 {file.get_form_display()} 文件与签发时的摘要不符。"
              for file in files if sha256(file.read()) != file.digest]  # fmt: skip
    return found


def revealed_to(letter: OfficialLetter, official: Official) -> bool:
    """Whether this official gave his reason a short while ago."""
    party = letter.as_party()
    entries = Entry.objects.about(party.kind, party.id)
    return entries.filter(
        event="letters.revealed", actor_kind="official", actor_id=str(official.pk), at__gt=clock.now() - REVEALED_FOR
    ).exists()
