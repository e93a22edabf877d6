"""Messages and web archives (.eml, .mht): headers, bodies and everything attached."""

import re
from email import message_from_bytes, policy

from gongkai.wording.readers.reading import Collector

# The line that mail programs draw by lot to part the pieces: its digits can look like anybody's card number.
DRAWN_LINE = re.compile(r'boundary="?={10,}\d{15,25}=="?')


def read_mail(data: bytes, name: str, out: Collector) -> None:
    """Read a MIME message: its headers, and each part as a file of its own."""
    message = message_from_bytes(data, policy=policy.compat32)
    heads = "\n".join(f"{key}: {value}" for key, value in message.items())
    out.add("邮件头", DRAWN_LINE.sub("boundary", heads))
    for number, part in enumerate((part for part in message.walk() if not part.is_multipart()), 1):
        content = part.get_payload(decode=True)
        label = part.get_filename() or f"第{number}部分"
        if isinstance(content, bytes) and content:
            suffix = ".html" if part.get_content_type() == "text/html" else ""
            # A part that is itself text with MIME headers in it must not be taken for a message for ever: depth is capped.
            out.nested(content, part.get_filename() or suffix, f"邮件内容 {label}")
    if message.get_payload() == "":
        out.add("邮件正文", data.decode("utf-8", "replace"))
