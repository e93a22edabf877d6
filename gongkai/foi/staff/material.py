"""The desk's pages for material that is to be given: put in, one page after the other marked, looked at beside its result."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from gongkai.desk.views import ActPage, Chip, FormPage, Page
from gongkai.journal.refusals import Reason, Refused
from gongkai.uploads.services import redacting as engine
from gongkai.wording.readers import ocr

from .. import material as queries
from .. import material_forms as forms
from ..models import Redaction, RedactionMark
from ..rules import redacting as rules
from ..rules.redacting import STATE_LABELS, STEP_LABELS, State, Step
from ..services import redacting as services
from .shared import APPLICATIONS, OfOneApplication

TONES = {State.CLEAN: "amber", State.UNCLEAN: "red", State.STOPPED: "red", State.APPROVED: "green"}
ACTS = (Step.APPROVE, Step.MAKE, Step.SEND_BACK, Step.DROP)
NO_RECOGNITION = (
    "本机没有安装文字识别程序：扫描页没有文字可选，请直接画出区域；检查时不能识别图像中的文字，请审定人逐页目视核对。"
)


def state_chip(material: Redaction) -> Chip:
    state = State(material.state)
    return Chip(STATE_LABELS[state], TONES.get(state, "blue" if material.is_busy else "plain"))


class OfMaterial(OfOneApplication):
    """For pages about the material that their address names."""

    access = APPLICATIONS
    reads = False  # the source is shown as it is: nothing in a picture can be masked for an auditor

    @cached_property
    def material(self) -> Redaction:
        found = queries.of_case(self.application).filter(pk=self.kwargs["material"]).first()
        if found is None:
            raise Http404
        found.application = self.application
        return found

    @cached_property
    def standing(self) -> rules.Standing:
        return services.standing(self.material, self.official, self.may)

    @property
    def number(self) -> int:
        number = self.kwargs.get("number", 1)
        if not 1 <= number <= self.material.count:
            raise Http404
        return int(number)

    def cancel_url(self) -> str:
        return self.material.get_absolute_url()

    def page_url(self, number: int, tail: str = "") -> str:
        return f"{self.material.get_absolute_url()}pages/{number}/{tail}"


class PutIn(OfOneApplication, FormPage):
    access, title, form_class = APPLICATIONS, "放入拟提供的材料", forms.MaterialForm
    submit_label, success = "放入", "已放入，正在准备页面。"
    intro = "原件只在局内使用，不会提供给申请人。整份可以提供的，放入后不作标记，直接制作。"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reasons := services.may_add(self.application, self.official, self.may):
            return self.show(template="desk/act.html", refused=reasons, cancel=self.cancel_url())
        return super().get(request, *args, **kwargs)

    def cancel_url(self) -> str:
        return self.application.get_absolute_url()

    def perform(self, form: Any) -> Redaction:
        file = form.cleaned_data["file"]
        return services.put_in(
            case=self.application, actor=self.official, file=file, name=file.name, title=form.cleaned_data["title"]
        )


class Material(OfMaterial, Page):
    """State and progress, pages, marks, what the check found, what is possible now."""

    template_name = "foi/material.html"

    def heading(self) -> str:
        return self.material.name

    def context(self, **more: Any) -> dict[str, Any]:
        material, acts, refused = self.material, [], []
        for step in ACTS:
            if reasons := rules.refusals(step, self.standing):
                refused += [reason.sentence for reason in reasons] if step is Step.APPROVE else []
            else:
                acts.append((step.value, STEP_LABELS[step]))
        marks = list(material.marks.select_related("by").order_by("page", "pk"))
        marked: dict[int, int] = {}
        for mark in marks:
            marked[mark.page] = marked.get(mark.page, 0) + 1
        return super().context(
            material=material, case=self.application, chip=state_chip(material), acts=acts, marks=marks,
            why_not=refused if material.state == State.UNCLEAN else [],
            pages=[(number, marked.get(number, 0)) for number in range(1, material.count + 1)],
            editable=not rules.refusals(Step.MARK, self.standing), faults=material.faults_said,
            no_recognition="" if ocr.installed() else NO_RECOGNITION, **more,
        )  # fmt: skip


class MarkPage(OfMaterial, FormPage):
    """One page: its picture with the marks, its text line by line, and the form that withholds some of it."""

    template_name, form_class = "foi/material_page.html", forms.MarkForm
    submit_label = "遮盖"

    def heading(self) -> str:
        return f"{self.material.name}　第 {self.number} 页，共 {self.material.count} 页"

    @cached_property
    def lines(self) -> list[Any]:
        return queries.lines_of(queries.page_of(self.material, self.number))

    def context(self, **more: Any) -> dict[str, Any]:
        material, number = self.material, self.number
        row = queries.page_of(material, number)
        if row is None:
            raise Http404
        marks = list(material.marks.filter(page=number).select_related("by").order_by("pk"))
        post = self.request.POST
        return super().context(
            material=material, case=self.application, number=number, row=row, marks=marks, rectangles=rectangles(row, marks),
            lines=lines_shown(self.lines, set(post.getlist("line")), set(post.getlist("word"))),
            before=self.page_url(number - 1) if number > 1 else "", view_box=f"0 0 {row.width:.0f} {row.height:.0f}",
            after=self.page_url(number + 1) if number < material.count else "",
            reasons=rules.refusals(Step.MARK, self.standing), drawn=post.getlist("rectangle"),
            no_recognition="" if ocr.installed() else NO_RECOGNITION, **more,
        )  # fmt: skip

    def perform(self, form: Any) -> str:
        post, typed, areas = self.request.POST, form.cleaned_data, []
        for value in post.getlist("line"):
            areas.append(self._of_line(value, ""))
        for value in post.getlist("word"):
            line, _, word = value.partition(":")
            areas.append(self._of_line(line, word))
        areas += [[box] for box in forms.drawn(post.getlist("rectangle"))]
        areas += [[typed["area"]]] if typed.get("area") else []
        services.mark(
            material=self.material, actor=self.official, page=self.number, areas=areas, ground=typed["ground"],
            elsewhere=typed["elsewhere"],
        )  # fmt: skip
        self.say(f"第 {self.number} 页已标记 {len(areas)} 处。")
        return self.page_url(self.number)

    def _of_line(self, line: str, word: str) -> list[Any]:
        """The area of a line, or of some of its characters ("3-7"); raises Refused for what is not on the page."""
        try:
            start, end = (int(part) for part in word.split("-")) if word else (0, None)
            found = self.lines[int(line)].box(start, end) if int(line) >= 0 else None
        except (ValueError, IndexError):
            found = None
        if found is None:
            raise Refused(["选中的文字已经不在这一页上，请重新打开本页。"])
        return [found]


def rectangles(row: Any, marks: Sequence[RedactionMark]) -> list[dict[str, Any]]:
    """The marks' areas in points of the page, as they are drawn over its picture."""
    return [
        {
            "x": box[0] * row.width, "y": box[1] * row.height, "width": (box[2] - box[0]) * row.width,
            "height": (box[3] - box[1]) * row.height, "label": mark.label,
        }
        for mark in marks
        for box in mark.boxes
    ]  # fmt: skip


def lines_shown(lines: Sequence[Any], chosen: set[str], words: set[str]) -> list[dict[str, Any]]:
    """Each line with its number and its words, as the form offers them."""
    shown = []
    for number, line in enumerate(lines):
        parts = [
            {"text": text, "value": f"{number}:{start}-{end}", "on": f"{number}:{start}-{end}" in words}
            for text, start, end in line.words()
        ]
        shown.append({
            "value": number, "text": line.text, "words": parts, "on": str(number) in chosen,
            "open": any(part["on"] for part in parts),
        })  # fmt: skip
    return shown


class Picture(OfMaterial, Page):
    """A page as a picture: of the source, or of the result; never kept by the browser."""

    of_result: ClassVar[bool] = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        upload = self.material.result if self.of_result else self.material.pages_upload
        if upload is None:
            raise Http404
        try:
            data = engine.picture(upload=upload, number=self.number)
        except Refused as refused:
            return HttpResponse(refused.reasons[0].sentence, status=409, content_type="text/plain; charset=utf-8")
        return HttpResponse(data, content_type="image/png", headers={
            "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox", "Cross-Origin-Resource-Policy": "same-origin",
        })  # fmt: skip


class ResultPicture(Picture):
    of_result = True


class Compare(OfMaterial, Page):
    """Source and result of a page side by side, for the second person."""

    template_name = "foi/material_compare.html"

    def heading(self) -> str:
        return f"核对：{self.material.name}　第 {self.number} 页，共 {self.material.count} 页"

    def context(self, **more: Any) -> dict[str, Any]:
        if self.material.result is None:
            raise Http404
        number = self.number
        return super().context(
            material=self.material, number=number, case=self.application,
            marks=list(self.material.marks.filter(page=number).order_by("pk")),
            before=self.page_url(number - 1, "compare/") if number > 1 else "",
            after=self.page_url(number + 1, "compare/") if number < self.material.count else "", **more,
        )  # fmt: skip


class Find(OfMaterial, Page):
    """A word's places in the whole document, each with a box to tick. What is looked for is never in an address."""

    template_name, title = "foi/material_find.html", "查找并遮盖"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(form=forms.TermForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        marking = "mark" in request.POST
        form = (forms.TermMarkForm if marking else forms.TermForm)(request.POST)
        if "term" not in request.POST or not form.is_valid() and "term" in form.errors:
            return self.show(form=form, status=422)
        term = str(form.data["term"]).strip()
        places = queries.places_of(self.material, term)
        chosen = set(request.POST.getlist("place")) if marking else {str(at) for at in range(len(places))}
        if marking and form.is_valid():
            try:
                return self._mark(form, places, chosen)
            except Refused as refused:
                FormPage.put_reasons(form, refused.reasons)
        marking_form = form if marking else forms.TermMarkForm(initial={"term": term})
        rows = [
            {"at": at, "page": page, "place": place, "on": str(at) in chosen} for at, (page, place) in enumerate(places)
        ]
        return self.show(form=marking_form, term=term, rows=rows, status=422 if marking else 200)

    def _mark(self, form: Any, places: list[Any], chosen: set[str]) -> HttpResponse:
        typed = form.cleaned_data
        by_page: dict[int, list[Any]] = {}
        for at, (page, place) in enumerate(places):
            if str(at) in chosen:
                by_page.setdefault(page, []).append(place.boxes)
        services.mark_term(
            material=self.material, actor=self.official, areas=by_page, ground=typed["ground"], term=typed["term"],
            elsewhere=typed["elsewhere"],
        )  # fmt: skip
        self.say(f"已标记 {sum(map(len, by_page.values()))} 处。")
        return self.go(self.material.get_absolute_url())

    def context(self, **more: Any) -> dict[str, Any]:
        reasons = rules.refusals(Step.MARK, self.standing)
        return super().context(material=self.material, case=self.application, reasons=reasons, **more)


class Undo(OfMaterial, Page):
    http_method_names: ClassVar[list[str]] = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.material.marks.filter(pk=kwargs["mark"]).first()
        try:
            if row is None:
                raise Refused(["这处标记已经撤销。"])
            row.redaction = self.material
            services.undo(row=row, actor=self.official)
            self.say(f"已撤销第 {row.page} 页的一处标记。")
        except Refused as refused:
            self.say_refused(refused)
        back = request.POST.get("page", "")
        return self.go(self.page_url(int(back)) if back.isascii() and back.isdigit() else self.cancel_url())


class OfStep(OfMaterial, ActPage):
    """One step of the table; its reasons stand in place of the form."""

    step: ClassVar[Step]

    def heading(self) -> str:
        return f"{STEP_LABELS[self.step]}：{self.material.name}"

    def refusals(self) -> Sequence[Reason]:
        return rules.refusals(self.step, self.standing)

    def facts(self) -> list[tuple[str, Any]]:
        material = self.material
        return [("页数", material.count), ("遮盖", f"{material.marks.count()} 处")]


class Make(OfStep):
    step, act_label, success = Step.MAKE, "开始制作", "正在制作，完成后自动检查。"

    def consequence(self) -> str:
        none = "" if self.material.marks.exists() else "没有任何标记，整份提供。"
        return f"{none}各页转为图片，遮盖处涂黑，重新生成 PDF，再逐页检查。原件不变。"

    def perform(self, form: Any) -> Redaction:
        return services.make(material=self.material, actor=self.official)


class Approve(OfStep):
    step, act_label, success, form_class = Step.APPROVE, "审定", "已审定，随答复一并提供。", forms.VersionForm
    template_name = "foi/material_approve.html"

    def initial(self) -> dict[str, Any]:
        return {"edition": self.material.edition}

    def consequence(self) -> str:
        unread = "" if self.material.recognised else NO_RECOGNITION
        return f"请先逐页核对原件和结果。审定后，答复送达时申请人可以下载结果。{unread}"

    def perform(self, form: Any) -> Redaction:
        return services.approve(material=self.material, actor=self.official, edition=form.cleaned_data["edition"])


class SendBack(OfStep):
    step, act_label, success, form_class = Step.SEND_BACK, "退回", "已退回，请补充标记后重新制作。", forms.SendBackForm

    def perform(self, form: Any) -> Redaction:
        return services.send_back(material=self.material, actor=self.official, remarks=form.cleaned_data["remarks"])


class Drop(OfStep):
    step, act_label, success, irreversible = Step.DROP, "移除", "已移除。", True

    def consequence(self) -> str:
        return "原件、标记和结果一并销毁，这份材料不再提供。"

    def perform(self, form: Any) -> str:
        services.drop(material=self.material, actor=self.official)
        return self.application.get_absolute_url()


class Apart(OfOneApplication, ActPage):
    """The statement that what is withheld is a document of its own."""

    access, title, act_label, success = APPLICATIONS, "不予公开部分另行成件", "写明", "已写明。"
    form_class = forms.ApartForm

    def cancel_url(self) -> str:
        return self.application.get_absolute_url()

    def consequence(self) -> str:
        return f"部分公开而没有随附遮盖材料的，需要写明情况才能送审（{rules.BASIS}）。"

    def perform(self, form: Any) -> Any:
        services.state_apart(case=self.application, actor=self.official, statement=form.cleaned_data["statement"])
        return self.application
