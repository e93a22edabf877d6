"""What every page passes on its way to an auditor: nothing that acts, no personal data, one entry in the journal.

One place for all pages, those of rooms to come among them: whoever adds a button need not think of auditors.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from lxml import html

from gongkai.bureau.models import Official
from gongkai.wording.masking import HIDDEN
from gongkai.wording.personal import Finding, find_personal_data

from . import services

PAGES = "text/html"
OFFICIAL_PREFIXES = ("/desk/", "/style/")
# A company's number in its register is no person's; digests and times are set in elements of their own.
NOT_PERSONAL = frozenset({"credit_code"})
LEFT_ALONE = frozenset({"code", "time", "script", "style"})
SPOKEN = ("value", "title", "aria-label", "placeholder", "alt")
BETWEEN = "\n\n"  # no number runs from one place into the next
NETWORK_ADDRESS = re.compile(r"\b(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}\b")


def view_of(address: str) -> object:
    """The page class behind an address of the desk, None for what is not there."""
    try:
        return getattr(resolve(urlsplit(address).path).func, "view_class", None)
    except Resolver404:
        return None


def opens(address: str) -> bool:
    """Whether an auditor may open this address; what is public or elsewhere he may anyway."""
    path = urlsplit(address).path
    if not path.startswith(OFFICIAL_PREFIXES):
        return True
    if "export" in urlsplit(address).query.partition("=")[0]:
        return bool(getattr(view_of(path), "reads_files", False))
    page = view_of(path)
    return bool(getattr(page, "reads", False)) and "get" in getattr(page, "http_method_names", ())


def shown(request: HttpRequest, auditor: Official, answer: HttpResponseBase) -> HttpResponseBase:
    """The answer as the auditor gets it. Raises PermissionDenied for a file that is not meant for him."""
    if answer.status_code != 200:
        return answer
    if not answer.headers.get("Content-Type", "").startswith(PAGES):
        if not getattr(view_of(request.path), "reads_files", False):
            raise PermissionDenied
    elif isinstance(answer, HttpResponse):
        answer.content = without_acts_and_persons(answer.content.decode(), request.path)
    if request.method == "GET":
        services.note_reading(official=auditor, address=request.path)
    return answer


def without_acts_and_persons(page: str, path: str) -> str:
    """The page without forms that act, without ways to pages that are closed, and with personal data masked."""
    root = html.document_fromstring(page)
    _drop_forms(root, path)
    _drop_ways(root)
    _mask(root)
    return "<!doctype html>\n" + html.tostring(root, encoding="unicode")


def _drop_forms(root: html.HtmlElement, path: str) -> None:
    for form in list(root.iter("form")):
        if (form.get("method") or "get").lower() != "post":
            continue
        if getattr(view_of(form.get("action") or path), "auditor_posts", False):
            continue
        if form.find(".//table") is None:
            form.drop_tree()
        else:  # a list stands in a form only so that rows can be picked
            for field in form.xpath(".//input | .//button | .//select | .//textarea"):
                field.drop_tree()
            form.tag = "div"  # its class stays: it makes cards of the rows on a phone
            for name in ("method", "action", "data-rows"):
                form.attrib.pop(name, None)
    for button in root.xpath("//button[@formaction or @formmethod] | //form[not(@method)]//input[@name='csrfmiddlewaretoken']"
                             " | //form[@method='get']//input[@name='csrfmiddlewaretoken']"):  # fmt: skip
        button.drop_tree()


def _drop_ways(root: html.HtmlElement) -> None:
    for element in root.xpath("//*[@data-href]"):
        if not opens(element.get("data-href")):
            del element.attrib["data-href"]
    for link in list(root.iter("a")):
        address = link.get("href") or ""
        if not address.startswith(OFFICIAL_PREFIXES) or opens(address):
            continue
        alone = link.getparent()
        if "button" in (link.get("class") or "").split():
            link.drop_tree()
        elif alone.tag in {"li", "p"} and (alone.text_content().strip() == link.text_content().strip()):
            alone.drop_tree()
        else:
            link.drop_tag()
    for menu in root.xpath("//details[contains(concat(' ', @class, ' '), ' menu ')][not(.//li)]"):
        menu.drop_tree()


def _mask(root: html.HtmlElement) -> None:
    """All texts are looked at in one go; each finding is put back where it stood."""
    places = list(_places(root))
    texts = [element.get(name) if name in SPOKEN else getattr(element, name) for element, name in places]
    joined = BETWEEN.join(texts)
    found = [each for each in find_personal_data(joined, allow=settings.PUBLIC_CONTACTS)
             if each.kind not in NOT_PERSONAL]  # fmt: skip
    pieces = _pieces(joined, [len(text) for text in texts], found)
    for (element, name), before, after in zip(places, texts, pieces, strict=True):
        masked = NETWORK_ADDRESS.sub(r"\1.*.*", after)
        if masked == before:
            continue
        if name in SPOKEN:
            element.set(name, masked)
        else:
            setattr(element, name, masked)


def _places(root: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            if element.tail and element.tail.strip():
                yield element, "tail"
            continue
        if element.text and element.text.strip() and element.tag not in LEFT_ALONE:
            yield element, "text"
        if element.tail and element.tail.strip():
            yield element, "tail"
        hidden = element.tag == "input" and element.get("type") == "hidden"
        yield from ((element, name) for name in SPOKEN if element.get(name) and not hidden)


def _pieces(joined: str, lengths: list[int], found: list[Finding]) -> Iterator[str]:
    """The texts again, each with its findings masked; what runs from one into the next is masked in both."""
    start, number = 0, 0
    for length in lengths:
        end, last, piece = start + length, start, ""
        while number < len(found) and found[number].start < end:
            each = found[number]
            piece += joined[last : max(each.start, start)] + (each.masked if each.start >= start else HIDDEN)
            last = min(each.end, end)
            if each.end > end:
                break
            number += 1
        yield piece + joined[last:end]
        start = end + len(BETWEEN)
