"""A leader's page, made for a phone: what is late and whose, what waits for my signature, five figures with their trend."""

from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.http import Http404

from gongkai.bureau.models import DutyCode
from gongkai.journal import clock
from gongkai.portal.charts import Chart, spark
from gongkai.publications.models import Version
from gongkai.publications.services import reviewing
from gongkai.workdays.models import Deadline

from ... import registry, signing
from ...access import LEADERS
from ...forms.home import SignForm
from ...views import FormPage, Page

WEEKS = 8
MOST_LATE = 50
MOST_FIGURES = 5


def weeks_until_now(count: int = WEEKS) -> list[tuple[datetime, datetime]]:
    """The last weeks from Monday to Monday, the running one last."""
    today = clock.today()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time.min, tzinfo=clock.BUREAU_ZONE)
    starts = [monday - timedelta(weeks=back) for back in range(count - 1, -1, -1)]
    return [(start, start + timedelta(weeks=1)) for start in starts]


class Figure:
    """This week's number, last week's, and the line of eight weeks."""

    def __init__(self, trend: registry.Trend, numbers: list[int]):
        self.trend, self.numbers = trend, numbers
        self.now, self.before = numbers[-1], numbers[-2]

    @property
    def chart(self) -> Chart:
        return spark(self.numbers)

    @property
    def change(self) -> str:
        """In words beside the arrow, so that the line is not needed to know it."""
        step = self.now - self.before
        return "与上周持平" if not step else f"比上周{'多' if step > 0 else '少'} {abs(step)}"

    @property
    def tone(self) -> str:
        if self.trend.more_is_good is None or self.now == self.before:
            return ""
        return "good" if (self.now > self.before) == self.trend.more_is_good else "bad"


class LeaderPage(Page):
    access = LEADERS
    title = "批阅"
    template_name = "desk/home/leader.html"

    def context(self, **more: Any) -> dict[str, Any]:
        today = clock.today()
        late = Deadline.objects.visible_to(self.official).overdue(today)
        rows = late.select_related("unit", "official").order_by("due_on", "id")[: MOST_LATE + 1]
        weeks = weeks_until_now()
        return super().context(
            late=list(rows[:MOST_LATE]),
            more_late=len(rows) > MOST_LATE,
            waiting=signing.for_signature(self.may),
            figures=[Figure(trend, list(trend.count(weeks))) for trend in registry.all_trends()[:MOST_FIGURES]],
            **more,
        )


class Sign(FormPage):
    """One text, the advice of those before, 同意 or 退回."""

    access = LEADERS
    template_name = "desk/home/sign.html"
    form_class = SignForm

    @cached_property
    def version(self) -> Version:
        version = signing.with_advice().filter(pk=self.kwargs["pk"]).first()
        if version is None or version.pk not in self._waiting:
            raise Http404
        return version

    @cached_property
    def _waiting(self) -> list[int]:
        return [version.pk for version in signing.waiting_for(DutyCode.SIGN, self.may)]

    def heading(self) -> str:
        return self.version.title

    def initial(self) -> dict[str, Any]:
        return {"seen": self.version.fingerprint}

    def cancel_url(self) -> str:
        return "/desk/leader/"

    def context(self, **more: Any) -> dict[str, Any]:
        later = [pk for pk in self._waiting if pk != self.version.pk]
        return super().context(
            version=self.version,
            body_html=self.version.body,
            attachments=list(
                self.version.attachments.filter(inline=False).select_related("upload").order_by("order", "pk")
            ),
            left=len(later),
            **more,
        )

    def perform(self, form: SignForm) -> str:
        seen, remarks = form.cleaned_data["seen"], form.cleaned_data["remarks"]
        if form.cleaned_data["decision"] == "agree":
            reviewing.pass_step(version=self.version, reviewer=self.official, seen=seen, remarks=remarks)
            self.say(f"已签发《{self.version.title}》。")
        else:
            reviewing.return_(version=self.version, reviewer=self.official, seen=seen, remarks=remarks)
            self.say(f"已退回《{self.version.title}》，起草人会收到您的意见。")
        rest = [pk for pk in self._waiting if pk != self.version.pk]
        return f"/desk/leader/sign/{rest[0]}/" if rest else "/desk/leader/"
