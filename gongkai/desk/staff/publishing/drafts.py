"""Beginning and writing a draft."""

import json
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from gongkai.bureau.models import DutyCode, Unit
from gongkai.journal import clock
from gongkai.portal.models import Column
from gongkai.publications import kinds, text
from gongkai.publications.models import CatalogueItem, Version
from gongkai.publications.rules.acts import ACTS
from gongkai.publications.rules.states import VersionAct, VersionState
from gongkai.publications.services import drafting
from gongkai.publications.services.content import attachments

from ...access import WRITERS
from ...forms.publishing import DraftForm, KindForm
from ...views import FormPage
from .pictures import picture_addresses
from .shared import OfOneVersion, previewed

SPECIAL = ("involves_other_organ", "made_elsewhere", "third_party_consent", "public_interest")


def column_choices() -> list[tuple[str, str]]:
    """Every column with the names of those above it, in the tree's order: one query."""
    rows = list(Column.objects.order_by("order", "code").values_list("code", "name"))
    names = dict(rows)

    def path(code: str) -> str:
        parts = code.split(".")
        above = (".".join(parts[: depth + 1]) for depth in range(len(parts)))
        return " › ".join(names[each] for each in above if each in names)

    return sorted(((code, path(code)) for code, _ in rows), key=lambda pair: pair[1])


def catalogue_choices() -> list[tuple[str, str]]:
    rows = CatalogueItem.objects.filter(valid_to__isnull=True).order_by("order").values_list("code", "item1", "item2")
    return [(code, f"{first} {second}".strip()) for code, first, second in rows]


class NewDraft(FormPage):
    """First what it is and whose; the form of that kind follows."""

    access = WRITERS
    title = "起草"
    form_class = KindForm
    submit_label = "下一步"

    def form_arguments(self) -> dict[str, Any]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for kind in kinds.all_kinds():
            group = "政策文件" if kind.is_policy else "其他信息"
            groups.setdefault(group, []).append((kind.code, kind.label))
        return {"kinds": groups.items(), "units": self._units()}

    def _units(self) -> QuerySet[Unit]:
        mine = self.may.units_for(DutyCode.DRAFT)
        rows = Unit.objects.valid_on(clock.today()).order_by("order", "pk")
        return rows if mine is None else rows.filter(pk__in=mine)

    def initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get("kind", ""), "unit": self.official.unit_id}

    def cancel_url(self) -> str:
        return "/desk/drafts/"

    def perform(self, form: KindForm) -> str:
        return f"/desk/new/{form.cleaned_data['kind']}/{form.cleaned_data['unit'].pk}/"


class Writing(FormPage):
    """What the two pages of the draft form share."""

    access = WRITERS
    template_name = "desk/publishing/draft.html"
    form_class = DraftForm
    autosave = True

    def kind(self) -> kinds.Kind:
        raise NotImplementedError

    def context(self, **more: Any) -> dict[str, Any]:
        """What concerns other organs and third parties is seldom needed: it stands together, folded unless filled."""
        fields = [field for field in more["form"] if field.name not in SPECIAL]
        special = [field for field in more["form"] if field.name in SPECIAL]
        unfolded = any(field.errors or field.value() for field in special)
        return super().context(fields=fields, special=special, unfolded=unfolded, **more)

    def after(self, version: Version) -> str:
        """Where to go once the draft is saved: on to 送审 where that was pressed."""
        asked = self.request.POST.get("then") == "submit"
        return f"/desk/v/{version.pk}/submit/" if asked else f"/desk/p/{version.publication_id}/"

    def form_arguments(self) -> dict[str, Any]:
        return {"kind": self.kind(), "columns": column_choices(), "catalogue": catalogue_choices()}


class FirstDraft(Writing):
    """The form of a new draft of a kind for a unit."""

    success = "已保存为草稿。核对后可以送审。"
    submit_label = "保存草稿"

    def kind(self) -> kinds.Kind:
        try:
            return kinds.get(self.kwargs["kind"])
        except kinds.UnknownKind:
            raise Http404 from None

    def unit(self) -> Unit:
        found = Unit.objects.valid_on(clock.today()).filter(pk=self.kwargs["unit"]).first()
        if found is None or not self.may.holds(DutyCode.DRAFT, found.pk):
            raise Http404
        return found

    def heading(self) -> str:
        return f"起草{self.kind().label}"

    def initial(self) -> dict[str, Any]:
        return {"openness": "public", "column": self.kind().column, "fact_maker": self.unit().name}

    def cancel_url(self) -> str:
        return "/desk/drafts/"

    def perform(self, form: DraftForm) -> str:
        version = drafting.draft(kind=self.kind().code, unit=self.unit(), author=self.official, **form.values())
        return self.after(version)


class EditDraft(OfOneVersion, Writing):
    """Changing a draft; a colleague's save in between is said, and nothing typed is lost."""

    success = "已保存。"
    submit_label = "保存"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.version.state != VersionState.DRAFT:
            self.say(f"第 {self.version.serial} 版已{self.version.get_state_display()}，不能再修改。")
            return self.go(f"/desk/p/{self.version.publication_id}/")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("then") != "preview":
            return super().post(request, *args, **kwargs)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_form(form, status=422)
        for name, value in form.values().items():  # type: ignore[attr-defined]  # a DraftForm
            setattr(self.version, name, text.clean(value) if name == "body" else value)
        return previewed(request, self.version)

    def kind(self) -> kinds.Kind:
        return self.version.publication.kind_info

    def heading(self) -> str:
        return f"{ACTS['edit'].label}：{self.version.title}"

    def form_arguments(self) -> dict[str, Any]:
        return super().form_arguments() | {"amending": self.version.act != VersionAct.NEW}

    def initial(self) -> dict[str, Any]:
        version = self.version
        names = [name for name in DraftForm.base_fields if name != "edition"]
        values = {name: getattr(version, name) for name in names}
        facts = {f"fact_{name}": value for name, value in version.facts.items()}
        return values | facts | {"edition": version.edition}

    def make_form(self, data: Any = None, files: Any = None) -> forms.Form:
        """The editor learns where pictures go, and where those of this draft can be seen."""
        form = super().make_form(data, files)
        pictures = [row for row in attachments(self.version) if row.inline]
        form.fields["body"].widget.attrs |= {
            "data-pictures": f"/desk/v/{self.version.pk}/pictures/",
            "data-shown": json.dumps(dict(picture_addresses(row) for row in pictures)),
        }
        return form

    def cancel_url(self) -> str:
        return f"/desk/p/{self.version.publication_id}/"

    def perform(self, form: DraftForm) -> str:
        drafting.edit(version=self.version, editor=self.official, edition=form.cleaned_data["edition"], **form.values())
        return self.after(self.version)
