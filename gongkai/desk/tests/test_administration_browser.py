"""Administration for everybody: what the three administrators and those with duties see, on a phone and at a desk."""

import pytest

from gongkai.bureau.services import changes
from gongkai.bureau.tests import factories as bureau
from gongkai.journal.models import Entry
from gongkai.publications.tests import factories as make
from gongkai.workdays.services import calendars_load

from .session import seat

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "system": ("officials/", "officials/new/", "changes/", "units/", "units/new/", "leaders/new/", "calendars/", "keys/new/"),
    "audit": ("journal/", "journal/logins/", "journal/seals/", "journal/deliveries/", "absences/"),
    "publicity": ("account/", "account/password/", "catalogue/", "catalogue/new/", "guide/", "institutions/new/",
                  "norms/", "words/new/", "calendars/new/"),
    "secrecy": ("secrets/", "secrets/new/"),
}  # fmt: skip


@pytest.mark.parametrize("role", PAGES)
def test_pages_are_accessible_and_never_wider_than_the_window(open_page, live_server, assert_accessible, role):
    calendars_load()
    team = make.Team()
    make.live(team)
    people = {
        "system": bureau.official(admin_role="system"),
        "audit": bureau.official(admin_role="audit"),
        "publicity": team.publicity,
        "secrecy": team.secrecy,
    }
    changes.propose(official=team.draft, change={"do": "grant", "duty": "edit", "unit": None}, reason="分工调整",
                    proposer=people["system"])  # fmt: skip
    page = seat(open_page(), live_server, people[role])
    extra = {
        "system": [f"officials/{team.draft.pk}/", f"officials/{team.draft.pk}/change/"],
        "audit": [f"journal/{Entry.objects.latest('pk').pk}/"],
    }
    addresses = [*PAGES[role], *extra.get(role, [])]
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            answer = page.goto(f"/desk/{address}")
            assert answer.status == 200, address
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert over <= 0, f"{address} is {over} px too wide at {width}"
            assert_accessible(page)
