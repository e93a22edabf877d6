"""Following a letter by number and code: where it stands, what was said, a message back, a rating, corrected data."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from gongkai.bureau import limits
from gongkai.bureau.limits import TooMany
from gongkai.journal.refusals import Refused
from gongkai.reception import queries
from gongkai.reception import rules as reception_rules
from gongkai.reception import services as reception
from gongkai.reception.forms import ActTextForm, ContactForm, FollowForm, RatingForm, SupplementForm, names_of
from gongkai.reception.kinds import WriterAct
from gongkai.reception.models import Letter
from gongkai.reception.rules import Act

from ..answers import text_of
from . import keys
from .page import AskPage, put_reasons, summary_of, too_many_said

NOT_FOUND = "没有找到。请核对编号和查询码；两项都以回执为准，查询码不能补发。"
PASSED = "为了您的信息安全，查看时间已过。请重新填写编号和查询码；您刚才填写的内容在下面，请先复制。"
TAKE = "paper"  # a file of an official letter to him
OWN = "own-"  # an act that the letter's kind adds, by its code
SEE = "see"  # from the citizen's own page, which has let him in
FORMS: dict[str, type[forms.Form]] = {"write": SupplementForm, "rate": RatingForm, "correct": ContactForm}
DONE = {"write": "已收到您的补充。", "rate": "已收到您的评价，谢谢。", "correct": "已更正您的联系方式。"}


class Follow(AskPage):
    title = "查询来信"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.door(FollowForm(initial={"number": text_of(request, "number", 30)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        act = request.POST.get("act", "open")
        if act not in {*FORMS, SEE, TAKE} and not act.startswith(OWN):
            return self._open()
        try:
            letter = keys.letter_of(request.POST.get("pass", ""))
        except keys.Expired:
            form = FollowForm()
            return self.door(form, status=422, notice=PASSED, typed=request.POST.get("text", "")[:20_000])
        if act == TAKE:
            return self._take(letter)
        if act.startswith(OWN):
            return self._own(letter, act.removeprefix(OWN))
        return self.thread(letter) if act == SEE else self._act(letter, act)

    def door(self, form: FollowForm, *, status: int = 200, notice: str = "", typed: str = "") -> HttpResponse:
        errors = summary_of(form) if form.is_bound else []
        return self.show("portal/ask/follow.html", status=status, form=form, errors=errors, notice=notice, typed=typed)

    def _open(self) -> HttpResponse:
        form = FollowForm(self.request.POST)
        if not form.is_valid():
            return self.door(form, status=422)
        number = reception_rules.plain_number(form.cleaned_data["number"])
        try:
            limits.take(form="inquire", account=number)
        except TooMany as fault:
            form.add_error(None, too_many_said(fault))
            response = self.door(form, status=429)
            response.headers["Retry-After"] = str(fault.retry_after)
            return response
        letter = queries.by_number_and_code(number, form.cleaned_data["code"])
        if letter is None:
            form.add_error(None, NOT_FOUND)
            return self.door(form, status=422)
        return self.thread(letter)

    # --- The thread ---

    def thread(
        self, letter: Letter, *, status: int = 200, act: str = "", bound: forms.Form | None = None, done: str = ""
    ) -> HttpResponse:
        """Everything the writer may see and do; `bound` is the form whose errors are to be shown."""
        messages = queries.thread(letter)
        files = queries.files_of(messages)
        made: dict[str, Any] = {code: self._form(code, letter) for code in FORMS}
        if bound is not None and act in FORMS:
            made[act] = bound
        may = {code: not reception_rules.refusals(verb, letter.standing) for code, verb in ACTS.items()}
        return self.show(
            "portal/ask/thread.html",
            status=status,
            letter=letter,
            kind=letter.kind_info,
            standing=letter.status,
            messages=[(message, files.get(str(message.public_id), [])) for message in messages],
            forms=made,
            papers=letter.kind_info.papers(letter) if letter.erased_at is None else (),
            own=self._own_forms(letter, act, bound),
            may=may,
            errors=summary_of(bound) if bound is not None else [],
            lost_files=names_of(self.request.FILES.getlist("files")) if bound is not None else [],
            pass_text=keys.new_pass(letter),
            key=self.request.POST.get("key", "") if bound is not None else keys.new_key(),
            done=done,
        )

    # --- What the letter's kind adds ---

    def _take(self, letter: Letter) -> HttpResponse:
        """A file of an official letter to the writer, as an attachment."""
        paper, form = (text[:40] for text in (self.request.POST.get("paper", ""), self.request.POST.get("form", "")))
        taken = letter.kind_info.take(letter, paper, form) if letter.erased_at is None else None
        if taken is None:
            return self.thread(letter, status=404, done="没有这份文书，可能已经作废。")
        response = HttpResponse(taken.data, content_type=taken.media_type)
        response.headers["Content-Disposition"] = content_disposition_header(True, taken.name) or "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _own_forms(self, letter: Letter, act: str, bound: forms.Form | None) -> list[tuple[WriterAct, forms.Form]]:
        if letter.erased_at is not None:
            return []
        possible = [own for own in letter.kind_info.acts if own.possible(letter)]
        return [(own, bound if bound and act == OWN + own.code else _own_form(own)) for own in possible]

    def _own(self, letter: Letter, code: str) -> HttpResponse:
        own = next((each for each in letter.kind_info.acts if each.code == code), None)
        if own is None:
            return self.thread(letter, status=404)
        form = _own_form(own, self.request.POST)
        if not form.is_valid():
            return self.thread(letter, status=422, act=OWN + code, bound=form)
        try:
            limits.take(form="follow_up", account=letter.number)
            own.perform(letter, form.cleaned_data["said"])
        except Refused as refused:
            put_reasons(form, refused)
            return self.thread(letter, status=422, act=OWN + code, bound=form)
        except TooMany as fault:
            form.add_error(None, too_many_said(fault))
            return self.thread(letter, status=429, act=OWN + code, bound=form)
        letter.refresh_from_db()
        return self.thread(letter, done=own.done)

    def _form(self, code: str, letter: Letter, data: Any = None, files: Any = None) -> forms.Form:
        initial = {}
        if code == "correct" and letter.erased_at is None:
            contact = queries.contact_of(letter)
            initial = {"name": contact.name, "phone": contact.phone, "email": contact.email, "notice": letter.notice,
                       "may_publish": letter.may_publish}  # fmt: skip
        return FORMS[code](data, files, initial=initial, prefix=None)

    def _act(self, letter: Letter, act: str) -> HttpResponse:
        form = self._form(act, letter, self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.thread(letter, status=422, act=act, bound=form)
        try:
            limits.take(form="follow_up", account=letter.number)
            PERFORM[act](letter, form, self.request.POST.get("key", ""))
        except Refused as refused:
            put_reasons(form, refused)
            return self.thread(letter, status=422, act=act, bound=form)
        except TooMany as fault:
            form.add_error(None, too_many_said(fault))
            return self.thread(letter, status=429, act=act, bound=form)
        letter.refresh_from_db()
        return self.thread(letter, done=DONE[act])


def _own_form(own: WriterAct, data: Any = None) -> forms.Form:
    return ActTextForm(data, label=own.asks, required=own.needs_text, auto_id=f"id_{own.code}_%s")


def _write(letter: Letter, form: Any, key: str) -> None:
    try:
        keys.check_key(key)
    except keys.Expired:
        raise Refused(["这个页面停留过久，请重新点“提交补充”。"]) from None
    given = form.cleaned_data["files"]
    files = []
    if given:
        limits.take(form="upload")
        files = reception.take_in((file, file.name) for file in given)
    kept = None
    try:
        kept = reception.write_back(letter=letter, key=key, text=form.cleaned_data["text"], files=files)
    finally:
        if files and (kept is None or not kept.file_count or _others(kept, files)):
            reception.discard(files)


def _others(message: Any, files: list[Any]) -> bool:
    """Whether the message that is there came with other files: this was the same form once more."""
    held = {upload.pk for uploads in queries.files_of([message]).values() for upload in uploads}
    return not held & {upload.pk for upload in files}


def _rate(letter: Letter, form: Any, key: str) -> None:
    if letter.rated_at is not None and letter.rating == form.cleaned_data["score"]:
        return  # the same once more, by going back or pressing twice
    reception.rate(letter=letter, score=form.cleaned_data["score"], words=form.cleaned_data["words"])


def _correct(letter: Letter, form: Any, key: str) -> None:
    reception.correct_contact(
        letter=letter, contact=form.contact(), notice=form.wanted_notice(), may_publish=form.cleaned_data["may_publish"]
    )


ACTS = {"write": Act.WRITE_BACK, "rate": Act.RATE, "correct": Act.CORRECT}
PERFORM: dict[str, Callable[[Letter, Any, str], None]] = {"write": _write, "rate": _rate, "correct": _correct}
