"""Before a letter goes: the act is carried out, its letters are read, and everything is undone again."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from gongkai.journal.refusals import Refused
from gongkai.letters.rules.blocks import Block, Style, blocks
from gongkai.letters.rules.structure import Letter
from gongkai.wording.masking import mask_name

from ..models import Application, CaseLetter
from ..services.papers import applicant_of

NO_NUMBER = "（文号，发出时编定）"


def paper(letter: Letter, case: Application) -> list[Block]:
    """The letter as the page shows it, before it has a number, the applicant's name masked as everywhere at the desk."""
    name = applicant_of(case) if case.letter.name else ""
    hidden = [_masked(block, name, mask_name(name)) if name else block for block in blocks(letter)]
    shown = [Block(b.style, NO_NUMBER) if b.style is Style.NUMBER else b for b in hidden]
    if any(b.style is Style.NUMBER for b in shown):
        return shown
    place = next((at for at, b in enumerate(shown, 1) if b.style is Style.TITLE), 0)
    return [*shown[:place], Block(Style.NUMBER, NO_NUMBER), *shown[place:]]


def _masked(block: Block, name: str, mask: str) -> Block:
    rows = tuple(tuple(cell.replace(name, mask) for cell in row) for row in block.rows)
    return Block(block.style, block.text.replace(name, mask), rows)


def rehearsed(case: Application, act: Callable[[], Any]) -> list[list[Block]]:
    """The letters that an act on the case would issue now; nothing of it is kept. Raises Refused as the act would."""
    with transaction.atomic():
        known = set(CaseLetter.objects.filter(application=case).values_list("pk", flat=True))
        act()
        made = CaseLetter.objects.filter(application=case).exclude(pk__in=known)
        read = [row.letter.issued.read() for row in made.select_related("letter__issued").order_by("pk")]
        transaction.set_rollback(True)
    return [paper(letter, case) for letter in read]


class WithLetters:
    """For an act that issues letters: “预览文书” shows them whole, or every reason why they cannot go yet."""

    issues_letters = True
    template_name = "foi/act.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("then") != "preview":
            return super().post(request, *args, **kwargs)  # type: ignore[misc]  # a FormPage
        form = self.make_form(request.POST, request.FILES)  # type: ignore[attr-defined]
        if not form.is_valid():
            return self.show_form(form, status=422)  # type: ignore[attr-defined,no-any-return]
        try:
            if reasons := list(self.refusals()):  # type: ignore[attr-defined]
                raise Refused(reasons)
            papers = rehearsed(self.application, lambda: self.perform(form))  # type: ignore[attr-defined]
        except Refused as refused:
            return self.show_again(form, refused)  # type: ignore[attr-defined,no-any-return]
        return self.show_form(form, papers=papers)  # type: ignore[attr-defined,no-any-return]
