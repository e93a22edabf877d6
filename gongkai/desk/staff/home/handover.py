"""离岗交接: when I am away and who stands in, for whom I stand in, and coming back early."""

from functools import cached_property
from typing import Any

from django.http import Http404

from gongkai.bureau.models import Absence, Official
from gongkai.bureau.services import absences
from gongkai.journal import clock

from ...access import EVERYONE
from ...forms.home import AbsenceForm
from ...templatetags.desk import long_day
from ...views import ActPage, FormPage

MOST_SHOWN = 20


class Handover(FormPage):
    access = EVERYONE
    title = "离岗交接"
    template_name = "desk/home/handover.html"
    form_class = AbsenceForm
    submit_label = "登记离岗"
    success = "已登记。离岗期间由代理人办理，办理记录写明代您办理。"

    def form_arguments(self) -> dict[str, Any]:
        colleagues = Official.objects.colleagues().filter(admin_role="").exclude(pk=self.official.pk)
        return {"colleagues": colleagues.select_related("unit").order_by("unit__order", "unit_id", "name")}

    def initial(self) -> dict[str, Any]:
        return {"from_day": clock.today()}

    def perform(self, form: AbsenceForm) -> str:
        absences.record_absence(official=self.official, actor=self.official, **form.cleaned_data)
        return self.request.path

    def context(self, **more: Any) -> dict[str, Any]:
        today = clock.today()
        mine = Absence.objects.filter(official=self.official).select_related("substitute__unit")
        others = Absence.objects.filter(substitute=self.official, to_day__gte=today, ended_early_on__isnull=True)
        return super().context(
            mine=[(absence, _standing(absence)) for absence in mine.order_by("-from_day", "-pk")[:MOST_SHOWN]],
            others=list(others.select_related("official__unit").order_by("from_day")[:MOST_SHOWN]),
            **more,
        )


def _standing(absence: Absence) -> str:
    """ended, running or coming."""
    today = clock.today()
    if absence.ended_early_on is not None or absence.to_day < today:
        return "ended"
    return "running" if absence.from_day <= today else "coming"


class EndAbsence(ActPage):
    access = EVERYONE
    title = "提前返岗"
    act_label = "返岗"
    success = "已登记返岗，您的职责由您本人办理。"

    @cached_property
    def absence(self) -> Absence:
        found = (
            Absence.objects.filter(pk=self.kwargs["pk"], official=self.official).select_related("substitute").first()
        )
        if found is None:
            raise Http404
        return found

    def consequence(self) -> str:
        absence = self.absence
        return f"自今天起不再由 {absence.substitute.name} 代理（原定至 {long_day(absence.to_day)}）。"

    def cancel_url(self) -> str:
        return "/desk/handover/"

    def perform(self, form: Any) -> str:
        absences.end_early(absence=self.absence, actor=self.official, on=clock.today())
        return "/desk/handover/"
