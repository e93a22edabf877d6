"""Random acts with readers between them: what is kept equals what would be rendered, and what was removed is nowhere."""

import gzip
from datetime import timedelta
from random import Random

import brotli
import pytest

from gongkai.bureau.services import units
from gongkai.bureau.tests import factories as bureau
from gongkai.journal import clock, delivery
from gongkai.portal import navigation
from gongkai.portal.kept import keeping
from gongkai.portal.services import seed_columns
from gongkai.portal.tests.conftest import MORNING
from gongkai.portal.tests.factories import amended, batch, corrected
from gongkai.portal.tests.reading import reader
from gongkai.publications.models import CatalogueItem, Link, Publication, Record
from gongkai.publications.services import changing, drafting, reference, removing
from gongkai.publications.tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

COLUMNS = {
    "policy_document": ("open.policy.other", "open.policy.normative", "open.policy.rules"),
    "notice": ("news.notice", "news.work"),
    "interpretation": ("focus.interpretation",),
    "page": ("open.statutory.function.duties",),
    "qa": ("interact.consult",),
}
ITEMS = ("20-1-01", "20-1-02")
ALWAYS = (
    "/", "/open/", "/map/", "/catalogue/", "/catalogue/?node=20-1", "/c/open/", "/c/news/", "/c/open.policy/",
    "/c/open.policy/?year=2026", "/c/open.system/", "/c/open.guide/", "/nowhere/", "/feed.atom", "/feed.json", "/c/open/feed.atom", *(f"/catalogue/{code}/" for code in ITEMS),
    *(f"/c/{code}/" for codes in COLUMNS.values() for code in codes),
)  # fmt: skip


class World:
    """A small bureau in which everything that the public can notice happens in a random order."""

    def __init__(self, read, seed):
        self.read, self.chance, self.moment = read, Random(seed), MORNING  # noqa: S311  a repeatable order, no secret
        bureau.unit("bureau", name="市绿化市容局", kind="bureau", address="示例路100号", phone="021-00000100")
        seed_columns(owners={"": bureau.unit("office")})
        self.team, self.gone, self.serial = make.Team(), [], 0
        self.system = bureau.official(of=self.team.unit, admin_role="system")
        for place, code in enumerate(ITEMS):
            CatalogueItem.objects.create(
                code=code, node="20-1", order=place, item1=f"事项{place}", elements="全文", basis="条例",
                limit_text="20个工作日", subject=self.team.unit, valid_from=MORNING.date(),
            )  # fmt: skip

    def any_of(self, *states):
        rows = list(Publication.objects.filter(state__in=states).order_by("pk"))
        return self.chance.choice(rows) if rows else None

    def text(self):
        self.serial += 1
        return f"第{self.serial:03}号文稿的标记"

    def release(self):
        kind = self.chance.choice(list(COLUMNS))
        fields = {"kind": kind, "column": self.chance.choice(COLUMNS[kind]), "title": self.text()}
        fields["catalogue_code"] = self.chance.choice(("", *ITEMS))
        if kind == "policy_document":
            day = self.moment.date()
            fields |= {"doc_no": f"沪绿容〔2026〕{self.serial}号", "facts": {"maker": "示例局"}}
            fields["effective_on"] = day + timedelta(days=self.chance.randrange(-3, 6))
            fields["expires_on"] = self.chance.choice((None, day + timedelta(days=self.chance.randrange(6, 12))))
        make.live(self.team, **fields)

    def release_rows(self):
        batch(self.team, 3, title=self.text(), catalogue_code="")

    def amend(self):
        if found := self.any_of("live"):
            columns = COLUMNS.get(found.kind, (found.column,))
            amended(self.team, found, title=self.text(), column=self.chance.choice(columns))

    def correct(self):
        if found := self.any_of("live"):
            corrected(self.team, found, found.title, self.text())

    def link(self):
        one, other = self.any_of("live"), self.any_of("live", "taken_down")
        if one and other and one != other:
            drafting.link(publication=one, target=other, role="interprets", editor=self.team.draft)

    def unlink(self):
        if found := Link.objects.order_by("?").first():
            drafting.unlink(link=found, editor=self.team.draft)

    def repeal(self):
        found = self.any_of("live")
        if found and found.kind_info.has_validity:
            day = self.moment.date() + timedelta(days=self.chance.randrange(0, 3))
            changing.repeal(publication=found, actor=self.team.publicity, on=day, by=None, reason="清理")

    def take_down(self):
        if found := self.any_of("live"):
            removing.take_down(publication=found, officer=self.team.duty_officer, reason_code="error", reason="核查")
            self.gone.append(found)

    def unconfirmed(self):
        found = Publication.objects.filter(state="taken_down", removals__kind="take_down", removals__state="done")
        return found.order_by("pk").first()

    def confirm(self):
        if found := self.unconfirmed():
            removing.confirm_take_down(publication=found, actor=self.team.publicity, reason="属实")

    def restore(self):
        if found := self.unconfirmed():
            self.gone = [one for one in self.gone if one.pk != found.pk]
            removing.restore(publication=found, actor=self.team.publicity, reason="不需要撤下")

    def withdraw(self):
        if found := self.any_of("live"):
            behaviour = self.chance.choice(("notice", "gone"))
            removing.propose_withdrawal(
                publication=found, actor=self.team.publicity, reason_code="other", reason="x",
                public_explanation="本件已撤回。", behaviour=behaviour,
            )  # fmt: skip
            removing.decide_withdrawal(publication=found, actor=self.team.sign, agree=True, note="")
            self.gone.append(found)

    def erase(self):
        if found := self.any_of("live", "withdrawn"):
            removing.propose_erasure(
                publication=found, actor=self.team.publicity, reason_code="court", reason="x", legal_ground="裁定书"
            )
            removing.decide_erasure(publication=found, actor=self.team.sign, agree=True, note="")
            self.gone.append(found)

    def withdraw_row(self):
        row = Record.objects.filter(state="live", publication__state="live").order_by("pk").first()
        if row:
            removing.withdraw_record(row=row, actor=self.team.publicity, reason="有误")

    def change_catalogue(self):
        item = CatalogueItem.objects.get(code=self.chance.choice(ITEMS))
        reference.save_catalogue_item(actor=self.team.catalogue, item=item, elements=self.text())

    def rename_unit(self):
        units.change(unit=self.team.unit, actor=self.system, phone=self.text()[:20], duties_text=self.text())

    def day_passes(self):
        self.moment += timedelta(days=1)

    ACTS = (
        *(release, amend, correct, link, take_down, day_passes) * 3, *(restore, withdraw, erase, repeal) * 2,
        release_rows, unlink, confirm, withdraw_row, change_catalogue, rename_unit,
    )  # fmt: skip

    def addresses(self):
        found = list(ALWAYS)
        for pk, state in Publication.objects.exclude(state="unreleased").values_list("pk", "state"):
            found += (
                [f"/d/{pk}/", f"/d/{pk}/v/1/", f"/d/{pk}/diff/1/2/", f"/d/{pk}/r/"]
                if state == "live"
                else [f"/d/{pk}/"]
            )
        found += [f"/d/{pk}/r/{row}/" for row, pk in Record.objects.values_list("pk", "publication_id")]
        return [*found, f"/catalogue/monthly/{self.moment.year}-{self.moment.month}/"]

    def titles_gone(self):
        """Titles that the public must not find: of what is removed, as they were when it went."""
        return [one.title for one in self.gone]


def contents(read):
    """The text of every kept file, unpacked."""
    for name in read.files():
        body = (read.store.live / name).read_bytes()
        if name.endswith(".br"):
            body = brotli.decompress(body)
        elif name.endswith(".gz"):
            body = gzip.decompress(body)
        yield name, body.decode()


def play(world, steps):
    read, hits = world.read, 0
    for step in range(steps):
        act = world.chance.choice(World.ACTS) if step > 6 else World.release
        with clock.at(world.moment):
            act(world)
        with clock.at(world.moment):
            for title in world.titles_gone():
                assert not [name for name, text in contents(read) if title in text], (step, act.__name__, title)
            while delivery.deliver_due():
                pass
            keeping.keep_house()
            known = world.addresses()
            for address in world.chance.sample(known, min(len(known), 12)):
                elder = world.chance.choice(("", "", "125"))
                served, fresh = read.get(address, elder=elder), read.fresh(address, elder=elder)
                assert (served.status, served.text) == (fresh.status, fresh.text), (step, act.__name__, address)
                hits += served.kept
    return hits


@pytest.mark.parametrize("seed", [1, 2])
def test_no_kept_page_is_stale_after_any_act(tmp_path, monkeypatch, seed):
    navigation._kept = navigation.EMPTY
    with clock.at(MORNING):
        world = World(reader(tmp_path / "pages", monkeypatch), seed)
    hits = play(world, 50)
    assert hits > 80, "the readers must have met kept pages"


def test_the_property_notices_a_purge_that_is_left_out(tmp_path, monkeypatch):
    """The test can fail: without the purge of documents it does."""
    from gongkai.publications import removal_hooks

    navigation._kept = navigation.EMPTY
    monkeypatch.delitem(removal_hooks._purges, "portal.pages")
    with clock.at(MORNING):
        world = World(reader(tmp_path / "pages", monkeypatch), 1)
    with pytest.raises(AssertionError):
        play(world, 60)
