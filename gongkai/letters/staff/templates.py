"""Templates of letters: what is in use, its versions, writing the next one with a preview, putting it into use."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from gongkai.desk.views import ActPage, FormPage, Page
from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.vault.digests import sha256

from .. import composing, conf, kinds
from ..forms import TemplateForm
from ..layout import pdf
from ..models import LetterTemplate
from ..rules.blocks import Block, blocks
from ..rules.templates import TYPE_WORDS
from ..services import templates
from .shared import WORDING, kind_or_404, sample_unit, template_chip

BASE = "/desk/letter-templates/"
State = LetterTemplate.State


class Kinds(Page):
    """Every kind that a room has registered, with the version in use and the one that is being worked on."""

    access, title, template_name = WORDING, "文书模板", "letters/kinds.html"

    def context(self, **more: Any) -> dict[str, Any]:
        rows = LetterTemplate.objects.exclude(state=State.RETIRED).defer("text")
        found: dict[str, dict[str, LetterTemplate]] = {}
        for row in rows:
            found.setdefault(row.kind, {})["active" if row.state == State.ACTIVE else "open"] = row
        lines = [(kind, found.get(kind.code, {})) for kind in kinds.all_kinds()]
        return super().context(lines=[(kind, has.get("active"), has.get("open")) for kind, has in lines], **more)


class OneKind(Page):
    """A kind: its fields, what must stand in it, and all versions of its wording."""

    access, template_name = WORDING, "letters/kind.html"

    @cached_property
    def kind(self) -> kinds.Kind:
        return kind_or_404(self.kwargs["kind"])

    def heading(self) -> str:
        return f"{self.kind.title}模板"

    def context(self, **more: Any) -> dict[str, Any]:
        versions = LetterTemplate.objects.filter(kind=self.kind.code).select_related("author", "decided_by")
        rows = list(versions.defer("text").order_by("-serial"))
        return super().context(
            kind=self.kind,
            versions=[(row, template_chip(row)) for row in rows],
            open=next((row for row in rows if row.state in templates.OPEN), None),
            fields=[(field, TYPE_WORDS[field.type]) for field in self.kind.fields],
            **more,
        )


class Begin(ActPage):
    """The next version begins with the wording in use."""

    access, act_label = WORDING, "开始修改"

    @cached_property
    def kind(self) -> kinds.Kind:
        return kind_or_404(self.kwargs["kind"])

    def heading(self) -> str:
        return f"修改{self.kind.title}模板"

    def consequence(self) -> str:
        return "以现在使用的文本为底稿开一个新版本；由另一位法制审核人员启用之前，仍使用原来的版本。"

    def cancel_url(self) -> str:
        return f"{BASE}{self.kind.code}/"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _ = self.kind
        return super().get(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        row = templates.open_next(kind=self.kind, author=self.official)
        return f"{BASE}version/{row.pk}/edit/"


class OfVersion(Page):
    """What the pages about one version share."""

    access = WORDING

    @cached_property
    def version(self) -> LetterTemplate:
        rows = LetterTemplate.objects.select_related("author", "decided_by")
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        if found.kind not in {kind.code for kind in kinds.all_kinds()}:
            raise Http404  # its room is not installed here any more
        return found

    @property
    def kind(self) -> kinds.Kind:
        return kinds.get(self.version.kind)

    def own(self, tail: str = "") -> str:
        return f"{BASE}version/{self.version.pk}/{tail}"

    def cancel_url(self) -> str:
        return self.own()


def previewed(view: OfVersion, title: str, text: str) -> tuple[list[Block], list[str]]:
    """The blocks of the sample letter, and every fault of the wording; no blocks while it cannot be filled."""
    found = composing.template_faults(view.kind, title, text)
    try:
        letter = composing.sample(view.kind, sample_unit(view.official), title=title, text=text, on=clock.today())
    except ValueError:
        return [], found
    return blocks(letter), found


class OneVersion(OfVersion):
    """A version as it will look, with its faults, and what can be done with it now."""

    template_name = "letters/version.html"

    def heading(self) -> str:
        return str(self.version)

    def context(self, **more: Any) -> dict[str, Any]:
        row = self.version
        paper, found = previewed(self, row.title, row.text)
        return super().context(
            version=row, kind=self.kind, chip=template_chip(row), paper=paper, faults=found,
            refused=templates.decide_refusals(row, self.official) if row.state == State.PROPOSED else [],
            **more,
        )  # fmt: skip


class Edit(OfVersion, FormPage):
    """Writing a version. 预览 shows below the form what was typed, without saving it."""

    template_name, form_class = "letters/edit.html", TemplateForm
    submit_label, success = "保存", "已保存。"

    def heading(self) -> str:
        return f"修改：{self.version}"

    def initial(self) -> dict[str, Any]:
        row = self.version
        return {"edition": row.edition, "title": row.title, "text": row.text, "note": row.note}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.version.state != State.DRAFT:
            return self.go(self.own())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("then") != "preview":
            return super().post(request, *args, **kwargs)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_form(form, status=422)
        paper, found = previewed(self, form.cleaned_data["title"], form.cleaned_data["text"])
        return self.show_form(form, paper=paper, faults=found, previewed=True)

    def context(self, **more: Any) -> dict[str, Any]:
        fields = [(field, TYPE_WORDS[field.type]) for field in self.kind.fields]
        return super().context(kind=self.kind, fields=fields, version=self.version, **more)

    def perform(self, form: TemplateForm) -> str:
        templates.save(template=self.version, editor=self.official, **form.cleaned_data)
        return self.own()


class Sample(OfVersion):
    """The sample letter as PDF, exactly as it is printed."""

    reads = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        row = self.version
        try:
            letter = composing.sample(
                self.kind, sample_unit(self.official), title=row.title, text=row.text, on=clock.today()
            )
            made = pdf.render(letter, conf.fonts())
        except pdf.Unprintable as unprintable:
            self.say_refused(Refused([unprintable.why]))
            return self.go(self.own())
        except ValueError:
            self.say_refused(Refused(["模板还不能填写，请先改正下面列出的问题。"]))
            return self.go(self.own())
        return file_answer(made, f"{self.kind.title}-样张.pdf", "application/pdf")


def file_answer(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to be saved, never kept by anybody on the way."""
    answer = HttpResponse(data, content_type=media_type, headers={"Cache-Control": "private, no-store"})
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["ETag"] = f'"{sha256(data)}"'
    return answer


class Decision(OfVersion, ActPage):
    """What the acts on a proposed version share."""

    def facts(self) -> list[tuple[str, Any]]:
        row = self.version
        return [
            ("模板", str(row)),
            ("修改说明", row.note or "（无）"),
            ("修改人", row.author.name if row.author else "系统"),
        ]


class Propose(Decision):
    act_label, success = "提请启用", "已提请，等待另一位法制审核人员启用。"

    def consequence(self) -> str:
        return "提请后文本不能再改；由没有参与修改的法制审核人员核对后启用，或者退回。"

    def refusals(self) -> Sequence[Reason]:
        found = composing.template_faults(self.kind, self.version.title, self.version.text)
        edit = self.own("edit/")
        found += [] if self.version.note else ["请先写明修改说明，供启用人核对。"]
        return [Reason(sentence, link=edit) for sentence in found]

    def perform(self, form: Any) -> str:
        templates.propose(template=self.version, editor=self.official)
        return self.own()


class Activate(Decision):
    act_label, success = "启用", "已启用，此后拟写的文书使用这一版。"

    def consequence(self) -> str:
        return "启用后，新拟写的文书使用这一版；已经签发的文书不变。"

    def refusals(self) -> Sequence[Reason]:
        return templates.decide_refusals(self.version, self.official)

    def perform(self, form: Any) -> str:
        templates.activate(template=self.version, decider=self.official)
        return f"{BASE}{self.version.kind}/"


class Return(Decision):
    act_label, needs_reason, reason_label, success = "退回", True, "需要修改什么", "已退回修改人。"

    def refusals(self) -> Sequence[Reason]:
        return templates.decide_refusals(self.version, self.official)

    def perform(self, form: Any) -> str:
        templates.return_(template=self.version, decider=self.official, remarks=form.cleaned_data["reason"])
        return self.own()
