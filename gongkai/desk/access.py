"""Who may open a page of the desk: declared on the page as a class attribute, checked before anything else runs."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views import View

from gongkai.bureau import passwords, sessions
from gongkai.bureau.models import Credentials, DutyCode, Official
from gongkai.bureau.queries import credentials

from . import reading

NEW_PASSWORD = "/desk/account/password/"  # noqa: S105  an address


@dataclass(frozen=True)
class Access:
    """What opens a page: any one of these duties, administrators' roles, or being a leader; `everyone`: any official."""

    duties: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    leaders: bool = False
    everyone: bool = False

    def admits(self, official: Official, may: Credentials) -> bool:
        return (
            self.everyone
            or official.is_auditor  # sees what any official may see; `StaffView` keeps him from all that acts
            or (self.leaders and official.is_leader)
            or official.admin_role in self.roles
            or bool(self.duties & may.duties())
        )


EVERYONE = Access(everyone=True)
WRITERS = Access(duties=frozenset({DutyCode.DRAFT}))
PUBLICITY = Access(duties=frozenset({DutyCode.PUBLICITY}))
CATALOGUE = Access(duties=frozenset({DutyCode.CATALOGUE, DutyCode.PUBLICITY}))
PUBLISHING = Access(duties=frozenset(DutyCode.values))
SYSTEM = Access(roles=frozenset({Official.AdminRole.SYSTEM}))
SECURITY = Access(roles=frozenset({Official.AdminRole.SECURITY}))
AUDIT = Access(roles=frozenset({Official.AdminRole.SECURITY, Official.AdminRole.AUDIT}))
ADMINISTRATORS = Access(roles=frozenset({"system", "security", "audit"}))
LEADERS = Access(leaders=True, duties=frozenset({DutyCode.SIGN}))


class StaffView(View):
    """A page of the desk. `access` has no default: a page without one cannot be opened by anybody."""

    access: ClassVar[Access]
    # The few pages that open while a first password still has to be changed.
    before_new_password: ClassVar[bool] = False
    # What an auditor may do here (`desk.reading`): open the page, get files from it, send its form. No page of a room
    # says yes to the last.
    reads: ClassVar[bool] = False
    reads_files: ClassVar[bool] = False
    auditor_posts: ClassVar[bool] = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        official = request.user
        if not isinstance(official, Official) or not official.is_active:
            return redirect_to_login(self._afterwards(request))
        if why := sessions.ended(request.session, official):
            logout(request)
            messages.warning(request, why)
            return redirect_to_login(self._afterwards(request))
        renew = passwords.must_be_changed(official) and not sessions.by_single_sign_on(request.session)
        if renew and not self.before_new_password:
            return HttpResponseRedirect(NEW_PASSWORD)
        request.may = credentials(official)  # type: ignore[attr-defined]
        if not self.access.admits(official, request.may):  # type: ignore[attr-defined]
            raise PermissionDenied
        if not official.is_auditor:
            return super().dispatch(request, *args, **kwargs)
        looks = request.method in {"GET", "HEAD", "OPTIONS"}
        if not (self.reads and "get" in self.http_method_names if looks else self.auditor_posts):
            raise PermissionDenied
        return reading.shown(request, official, super().dispatch(request, *args, **kwargs))

    def _afterwards(self, request: HttpRequest) -> str:
        """Where the login leads: here, unless this address can only be posted to."""
        return request.get_full_path() if "get" in self.http_method_names else "/desk/"
