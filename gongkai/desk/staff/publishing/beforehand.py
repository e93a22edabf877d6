"""What takes seconds (inspecting, copying, packing files) is done before the act's one transaction: nobody waits for it."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from gongkai.journal.refusals import Refused

from ...models import Submission
from ...views import FormPage
from ...views.form import KEY


class Beforehand(FormPage):
    """A form whose act needs slow work first: `prepare(form)`, then `perform(form)` in the transaction, then `tidy()`.

    A press that was answered already prepares nothing; one that is refused leaves nothing behind.
    """

    def prepare(self, form: Any) -> None:
        """The slow work on a valid form; may raise Refused."""
        raise NotImplementedError

    def tidy(self) -> None:
        """Remove what was prepared and is not needed, whatever became of the act."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid() or self._answered(request.POST.get(KEY, "")):
            return super().post(request, *args, **kwargs)
        try:
            self.prepare(form)
            return super().post(request, *args, **kwargs)
        except Refused as refused:
            return self.show_again(form, refused)
        finally:
            self.tidy()

    def _answered(self, key: str) -> bool:
        return bool(key) and Submission.objects.filter(official=self.official, key=key[:40]).exists()
