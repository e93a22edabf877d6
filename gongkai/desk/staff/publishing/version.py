"""One version: as the public will see it, with what the checks found, and the place for a reviewer's opinion."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from gongkai.portal import markup
from gongkai.publications import text
from gongkai.publications.models import Version
from gongkai.publications.rules.acts import ACTS
from gongkai.publications.rules.refusals import DUTY_LABELS, refusals
from gongkai.publications.rules.states import VersionState
from gongkai.publications.services import checking, reviewing
from gongkai.publications.services.situation import situation
from gongkai.uploads import services as uploads
from gongkai.wording.readability import readability

from ...access import PUBLISHING
from ...forms.publishing import OpinionForm
from ...views import FormPage, Page
from .beforehand import Beforehand
from .comparing import changed_facts, difference_of
from .markup import anchored, desk_images, linked
from .shared import OfOneVersion, column_name, previewed, version_chip, version_or_404


class ReviewPage(OfOneVersion, FormPage):
    """Left the text, right what was found; the opinion goes on exactly this text."""

    access, reads = PUBLISHING, True
    template_name = "desk/publishing/version.html"
    form_class = OpinionForm
    submit_label = "提交意见"

    def heading(self) -> str:
        return self.version.title

    def form_arguments(self) -> dict[str, Any]:
        return {"reasons": reviewing.RETURN_REASONS.items()}

    def initial(self) -> dict[str, Any]:
        return {"seen": self.version.fingerprint}

    def cancel_url(self) -> str:
        return f"/desk/p/{self.version.publication_id}/"

    def perform(self, form: OpinionForm) -> str:
        values = form.cleaned_data
        if values["decision"] == "pass":
            version = reviewing.pass_step(
                version=self.version, reviewer=self.official, seen=values["seen"], remarks=values["remarks"]
            )
            done = version.state == VersionState.APPROVED
            self.say("已通过，审签完毕，待发布。" if done else f"已通过，转{DUTY_LABELS[version.step_duty()]}。")
        else:
            reviewing.return_(
                version=self.version, reviewer=self.official, seen=values["seen"], remarks=values["remarks"],
                reasons=values["reasons"],
            )  # fmt: skip
            self.say("已退回，起草人会收到您的意见。")
        return "/desk/reviews/"

    def context(self, **more: Any) -> dict[str, Any]:
        version = self.version
        now = situation(version.publication, version, self.official)
        reasons = refusals("pass", now) if version.state == VersionState.REVIEW else []
        may_return = version.state == VersionState.REVIEW and not refusals("return", now)
        seen = reviewing.last_seen_by(version, self.official)
        outcome, files = checking.outcome(version), checking.attachments(version)
        difference = difference_of(seen, version)
        reading = readability(text.plain(version.body)) if version.body else None
        return super().context(
            version=version,
            publication=version.publication,
            chip=version_chip(version),
            column=column_name(version.column),
            step=DUTY_LABELS.get(now.step, ""),
            chain=_chain_of(version),
            asked=may_return,
            pass_reasons=reasons if may_return else [],
            refused=reasons if version.state == VersionState.REVIEW and not may_return else [],
            body_html=anchored(desk_images(markup.body_html(version.body, version.publication_id), version.pk, files)),
            files=[row for row in files if not row.inline],
            outcome=linked(outcome),
            reading=reading,
            seen_version=seen,
            difference=difference,
            too_long=difference is None,
            changed=changed_facts(seen, version),
            opinions=version.reviews.select_related("reviewer").order_by("id"),
            duty_labels=DUTY_LABELS,
            **more,
        )


def _chain_of(version: Version) -> list[tuple[str, str]]:
    """Each step with how it stands: done, due, ahead."""
    states = ["done" if place < version.step else "due" if place == version.step else "ahead"
              for place in range(len(version.chain))]  # fmt: skip
    if version.state != VersionState.REVIEW:
        states = ["done" if state == "done" else "ahead" for state in states]
    return [(DUTY_LABELS.get(duty, duty), state) for duty, state in zip(version.chain, states, strict=True)]


class Preview(Page):
    """Exactly the page that the public will see."""

    access = PUBLISHING

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return previewed(request, version_or_404(self.kwargs["pk"], self.official, self.may))


class Submit(OfOneVersion, Beforehand):
    """送审: the checks run, and what is missing is said all at once."""

    access = PUBLISHING
    template_name = "desk/publishing/submit.html"
    submit_label = ACTS["submit"].label

    def heading(self) -> str:
        return f"送审：{self.version.title}"

    def cancel_url(self) -> str:
        return f"/desk/p/{self.version.publication_id}/"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        checking.run(self.version)
        return super().get(request, *args, **kwargs)

    def context(self, **more: Any) -> dict[str, Any]:
        chain = [DUTY_LABELS[duty] for duty in reviewing.chain_for(self.version)]
        return super().context(
            version=self.version, chain=chain, outcome=linked(checking.outcome(self.version), f"/desk/v/{self.version.pk}/"),
            refused=self._refusals(), **more,
        )  # fmt: skip

    def _refusals(self) -> list[Any]:
        return refusals("submit", situation(self.version.publication, self.version, self.official))

    def prepare(self, form: Any) -> None:
        """The copies that readers will get, which can take seconds a file."""
        if not self._refusals():
            for attachment in checking.attachments(self.version):
                uploads.prepare_public_copy(upload=attachment.upload)

    def perform(self, form: Any) -> str:
        version = reviewing.submit(version=self.version, author=self.official)
        self.say(f"已送审，第一个环节是{DUTY_LABELS[version.step_duty()]}。")
        return f"/desk/p/{version.publication_id}/"
