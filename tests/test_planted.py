"""Five hundred invented persons come in by every door; afterwards not one byte of what is kept or said names any of them.

The folder of uploaded files is left out by its name: it holds clear text (docs/debt.md).
"""

import base64
import gzip
import io
import itertools
import json
import logging
import re
import tarfile
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core import management
from django.db import connection
from django.test import Client

from gongkai.bureau.tests import factories as bureau
from gongkai.desk.services import keep_typed
from gongkai.desk.tests.at_desk import Desk
from gongkai.foi import services as foi
from gongkai.foi.material import places_of
from gongkai.foi.models import Application, Redaction
from gongkai.foi.services import citizen as applicant
from gongkai.foi.services import redacting, redaction_work
from gongkai.foi.tests import conftest as site
from gongkai.foi.tests import factories as make
from gongkai.journal import clock
from gongkai.journal.delivery import deliver_due
from gongkai.mailbox import services as mailbox
from gongkai.mailbox.models import Matter
from gongkai.mailbox.tests import factories as letters
from gongkai.mailbox.tests.public import Citizen
from gongkai.operations import logs
from gongkai.operations.services import backing_up
from gongkai.portal.search import building
from gongkai.portal.tests.reading import reader
from gongkai.publications.tests import factories as publish
from gongkai.reception import services as reception
from gongkai.reception.rules import Contact, Notice
from gongkai.uploads.tests import redaction_sources as sources
from gongkai.wording.personal.identity import check_character

team, sent_at_once, new_navigation = site.team, site.forms_may_be_sent_at_once, site.no_navigation_from_another_test
PERSONS = 500
LEFT_OUT = "files"  # uploads and printed letters, in the data folder and in backups
NAME, MAIL, STREET = "植入甲", "planted", "植入大道"
pytestmark = pytest.mark.django_db(transaction=True)


class Person:
    """Made up: name, identity number, telephone, mailbox and address that nobody else has."""

    def __init__(self, number):
        first = f"31010419{60 + number % 40:02}0{1 + number % 9}1{number % 10}{number:03}"[:17]
        self.identity = first + check_character(first)
        self.name, self.phone = f"{NAME}{number:03}", f"139{71000000 + number * 7919:08}"
        self.email, self.address = f"{MAIL}{number:03}@example.cn", f"{STREET}{number:03}号"

    def __str__(self):
        return f"{self.name}，{self.identity}，{self.phone}，{self.email}，{self.address}。"

    @property
    def contact(self):
        return Contact(self.name, self.phone, self.email)


EVERYBODY = [Person(number) for number in range(PERSONS)]
NUMBERS = {number.encode() for person in EVERYBODY for number in (person.identity, person.phone)}
NUMBERS_LIKE = re.compile(rb"31010419\d{9}[\dX]|1397\d{7}|1398\d{7}")
WORDS = [
    form
    for word in (NAME, STREET)
    for form in (
        word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode("gb18030"),
        word.encode("unicode_escape"), word.encode("unicode_escape").upper().replace(b"\\U", b"\\u"),
        quote(word).encode(), quote(word).lower().encode(),
    )
] + [f"{MAIL}{number}".encode() for number in range(10)]  # fmt: skip


def named_in(content):
    """What of the planted persons stands in some bytes, in any writing."""
    found = [form for form in WORDS if form in content]
    return found + sorted({number for number in NUMBERS_LIKE.findall(content) if number in NUMBERS})


def unpacked(name, content):
    """The bytes, and those that are packed inside of them."""
    yield name, content
    if content[:2] == b"\x1f\x8b":
        yield from unpacked(f"{name}!gz", gzip.decompress(content))
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                yield from unpacked(f"{name}!{part}", archive.read(part))
    elif content[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for part in (member for member in archive.getmembers() if member.isfile()):
                yield from unpacked(f"{name}!{part.name}", archive.extractfile(part).read())


def in_folder(folder):
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not {LEFT_OUT, "keys"} & set(path.relative_to(folder).parts):
            yield from unpacked(str(path.relative_to(folder)), path.read_bytes())


def in_tables():
    """Every row of the database as text, whatever keeps it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  a name from the database itself
            for row in cursor:
                yield (
                    table,
                    "\x00".join(
                        bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                        for value in row
                    ).encode(),
                )


# --- How they come in and what becomes of them ---------------------------------------------------------------------------


class Year:
    """Persons are taken from the row one after another; each door takes some."""

    def __init__(self, team):
        self.team, self.row = team, iter(EVERYBODY)
        self.until = clock.today() + timedelta(days=20)

    def some(self, count):
        return list(itertools.islice(self.row, count))

    def said(self, count=4):
        return "".join(str(person) for person in self.some(count))

    def names(self, count):
        """For reasons, which take no numbers."""
        return "、".join(person.name for person in self.some(count))

    def applied(self, person, channel="internet"):
        wanted = make.Wanted(identity=person.identity, address=person.address, channel=channel)
        sent = make.submission(
            subject=f"{person.name}（{person.phone}）的登记材料", text=str(person), contact=person.contact
        )
        receipt = reception.submit(kind=make.KIND, key=make.key(), submission=sent, facts={"wanted": wanted})
        return make.fresh(Application.objects.get(letter=receipt.letter))

    def in_hand(self):
        (person,) = self.some(1)
        case = foi.register(
            case=self.applied(person), actor=self.team.publicity, received_on=clock.today(), evidence=self.said(1)
        )
        return foi.assign(case=case, actor=self.team.publicity, unit=self.team.draft.unit, handler=self.team.draft)

    def through_forms(self):
        citizen = Citizen()
        for person in self.some(6):
            typed = {
                "key": citizen.key("/foi/apply/"), "applicant_kind": "person", "name": person.name, "phone": person.phone,
                "email": person.email, "identity": person.identity, "address": person.address,
                "subject": f"{person.phone}的材料", "text": str(person), "wanted_form": "electronic",
                "wanted_way": "online", "notice": "sms",
            }  # fmt: skip
            answer = citizen.client.post("/foi/apply/", typed)
            citizen.read_receipt(answer)
        for person in self.some(4):
            said = str(person)
            number, code = citizen.written(
                text=said, name=person.name, phone=person.phone, email=person.email, notice="sms"
            )
            citizen.act(number, code, "write", text=self.said(1))
        wrong = citizen.post(
            "/foi/apply/", key=citizen.key("/foi/apply/"), name=self.said(1), text=self.said(1), phone="x"
        )
        assert wrong.status_code == 422

    def written(self):
        team, receipts = self.team, []
        for person in self.some(60):
            said = f"我是{person.name}，{person.identity}，{person.phone}，{person.email}。"
            receipts.append(letters.receipt(subject=f"{person.name}的来信", text=said, about=person.identity,
                                            may_publish=True, notice=Notice.SMS, contact=person.contact))  # fmt: skip
        matter = Matter.objects.select_related("letter", "unit").get(letter=receipts[0].letter)
        given = mailbox.assign(matter=matter, actor=team.publicity, unit=team.draft.unit, handler=team.draft)
        given = mailbox.draft_answer(
            matter=given, actor=team.draft, text=f"{matter.letter.name.reveal()}您好，已经办理。"
        )
        mailbox.approve(matter=mailbox.submit_answer(matter=given, actor=team.draft), actor=team.office_review)
        reception.rate(letter=matter.letter, score=5, words=self.said(2))
        mailbox.publish(matter=Matter.objects.select_related("letter", "unit").get(pk=matter.pk), actor=team.draft)
        (before, after) = self.some(2)
        wrong = letters.receipt(text=str(before), contact=before.contact).letter
        reception.correct_contact(letter=wrong, contact=after.contact, notice=Notice.SMS, may_publish=True)

    def acts(self):
        team = self.team
        asked = foi.ask_correction(case=self.in_hand(), actor=team.draft, text=self.said(), until=self.until)
        reception.write_back(letter=asked.letter, key=make.key(), text=self.said())
        foi.corrected(case=make.fresh(asked), actor=team.publicity)
        reasons = foi.ask_reasons(case=self.in_hand(), actor=team.publicity, text=self.said(), until=self.until)
        reception.write_back(letter=reasons.letter, key=make.key(), text=self.said())
        charged = foi.charge(
            case=self.in_hand(), actor=team.publicity, amount=300, standard=self.said(1), how=self.said(1)
        )
        foi.paid(case=make.fresh(charged), actor=team.publicity)
        foi.extend(case=self.in_hand(), actor=team.publicity, days=5, reason=self.names(4))
        foi.withdrawn(case=self.in_hand(), actor=team.publicity, reason=self.names(4))
        applicant.withdraw(self.in_hand().letter, self.said(2))
        asked = self.in_hand()
        foi.cooperate(case=asked, actor=team.draft, unit=team.other, what=self.said(2), until=self.until)
        foi.reply(cooperation=asked.cooperations.get(), actor=team.other_drafter, text=self.said(2))
        keep_typed(official=team.draft, page=asked.get_absolute_url() + "draft/", typed=self.said())

    def third_parties(self):
        case = self.in_hand()
        for person in self.some(3):
            row = foi.consult(
                case=case, actor=self.team.draft, whom="third_party", name=person.name, concerning=self.said()
            )
            foi.opinion(consultation=row, actor=self.team.draft, said="refused", reasons=self.said())

    def material(self):
        case = self.in_hand()
        (person,) = self.some(1)
        page = sources.page(f"关于修剪的说明\n\n联系人{person.name}，证号{person.identity}，其余内容公开。")
        material = redacting.put_in(case=case, actor=self.team.draft, file=BytesIO(page), name=f"{person.name}.pdf")
        self.worked()
        for term in (person.name, person.identity):
            material = Redaction.objects.get(pk=material.pk)
            areas = {}
            for number, place in places_of(material, term):
                areas.setdefault(number, []).append(place.boxes)
            redacting.mark_term(material=material, actor=self.team.draft, areas=areas, ground="art15", term=term,
                                elsewhere=self.said(1))  # fmt: skip
        redacting.make(material=material, actor=self.team.draft)
        self.worked()
        redacting.approve(material=material, actor=self.team.secrecy)

    def worked(self):
        for _ in range(30):
            if not redaction_work.work():
                return

    def answered(self):
        team = self.team
        make.settled(team)
        case = self.in_hand()
        redacting.state_apart(case=case, actor=team.draft, statement=self.said(2))
        foi.search(case=case, actor=team.draft, places=self.said(2), terms=self.said(1), found=self.said(2))
        written = {**make.WRITTEN["D03"], "不予公开的内容": self.said(1), "不予公开的理由": self.said(1)}
        case = foi.draft_decision(case=make.fresh(case), actor=team.draft, code="D03", findings=["supply", "reasons"],
                                  text=self.said(2), facts=written)  # fmt: skip
        case = foi.return_decision(
            case=foi.submit_decision(case=case, actor=team.draft), actor=team.legal, remarks=self.said(2)
        )
        case = foi.submit_decision(case=case, actor=team.draft)
        for who in (team.legal, team.secrecy):
            case = foi.pass_step(case=case, actor=who)
        case = foi.deliver(case=foi.sign(case=case, actor=team.sign), actor=team.publicity, proof=self.said(1))
        applicant.wish_proactive(case.letter, self.said(2))
        foi.archive(case=make.fresh(case), actor=team.publicity)
        reception.rate(letter=case.letter, score=4, words=self.said(2))

    def the_rest(self):
        for person, channel in zip(self.row, itertools.cycle(["internet", "email", "counter", "fax"]), strict=False):
            self.applied(person, channel)


def wrong_addresses(person):
    """Persons in addresses, where nobody should have put them: the answers do not say them again, nor does the log."""
    client, answers = Client(), []
    for address in (
        f"/foi/{person.identity}/", f"/d/{person.phone}/", f"/n/{quote(person.name)}/", f"/doc/{quote(person.name)}",
        f"/foi/apply/?name={quote(person.name)}&id={person.identity}", f"/c/{person.phone}/",
        f"/desk/foi/?number={person.identity}", f"/foi/figures/?{person.phone}",
    ):  # fmt: skip
        answers.append((address, client.get(address).content))
    answers += [("query", client.get("/s", {"q": str(person)}).headers.__repr__().encode())]
    return answers


def what_officials_take_away(team):
    """Lists and their exports, by officials to whom identities are not shown."""
    taken = []
    for official in (team.supervise, team.draft):
        desk = Desk(official)
        for address in ("/desk/foi/", "/desk/letters/"):
            for form in ("csv", "xlsx", ""):
                answer = desk.get(address, **({"export": form} if form else {}))
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
                taken += unpacked(f"{address} {form}", content)
    return taken


def public_pages(read):
    addresses = (
        "/",
        "/open/",
        "/foi/figures/",
        "/foi/places/",
        "/ask/",
        "/ask/figures/",
        "/feed.atom",
        "/feed.json",
        "/map/",
    )
    return [(address, read.get(address).body) for address in addresses]


@pytest.fixture
def said_by_the_log():
    """All that is logged at INFO, as production writes it."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(logs.Json())
    handler.setLevel(logging.INFO)
    root, known = logging.getLogger(), [logging.getLogger(name) for name in ("gongkai", "django", "django.request")]
    before = [(logger, logger.level) for logger in (root, *known)]
    for logger in (root, *known):
        logger.setLevel(logging.INFO)
    for logger in [root, *(one for one in known if not one.propagate)]:
        logger.addHandler(handler)
    yield handler.stream
    for logger, level in before:
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_the_search_for_persons_finds_them_in_every_writing():
    person = EVERYBODY[217]
    for word in (person.name, person.address):
        for said in (word, json.dumps(word)):
            assert named_in(said.encode())
        assert (
            named_in(quote(word).encode()) and named_in(word.encode("utf-16-le")) and named_in(word.encode("gb18030"))
        )
    assert all(named_in(f"x{number}x".encode()) for number in (person.identity, person.phone, person.email))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.gz", gzip.compress(str(person).encode()))
    assert any(named_in(content) for _, content in unpacked("x", packed.getvalue()))
    assert not named_in(base64.b64encode(b"nobody") + b"13912345678 310104199001011234")


def test_five_hundred_planted_persons_are_nowhere(team, settings, tmp_path, monkeypatch, capsys, said_by_the_log):
    settings.LIMITS, settings.METRICS_FROM = "submit=off", ["127.0.0.1"]
    monkeypatch.setenv("PATH", "/nowhere")  # no recognition of pictures: other tests have it
    team.supervise = bureau.official("supervise", of=team.draft.unit, name="监督员")
    year = Year(team)
    stranger = year.some(1)[0]
    for door in (
        year.through_forms,
        year.written,
        year.acts,
        year.third_parties,
        year.material,
        year.answered,
        year.the_rest,
    ):
        door()
    publish.live(team, title="中心城区行道树修剪计划")
    deliver_due(limit=3000)
    building.build()
    answers = [*wrong_addresses(stranger), *what_officials_take_away(team)]
    answers += public_pages(reader(tmp_path / "pages", monkeypatch))
    answers.append(("metrics", Client().get("/metrics").content))
    management.call_command("subscriptions")
    backing_up.back_up(folder=tmp_path / "backup")
    output = capsys.readouterr()
    answers += [("log", said_by_the_log.getvalue().encode()), ("output", (output.out + output.err).encode())]
    kept = itertools.chain(in_folder(Path(settings.VAR)), in_folder(tmp_path), in_tables(), answers)
    looked_at, found = {}, []
    for where, content in kept:
        looked_at[where] = looked_at.get(where, 0) + len(content)
        found += [(where, what) for what in named_in(content)]
    assert found == []
    assert_everything_was_looked_at(looked_at)


def assert_everything_was_looked_at(places):
    """The search was no walk through empty rooms."""
    assert Application.objects.count() > 300 and next(iter([*EVERYBODY[PERSONS:], None])) is None
    for part in ("foi_application", "journal_entry", "letters_issuedletter", "foi_redactionmark", "log", "metrics",
                 "/desk/foi/ csv", "/feed.atom"):  # fmt: skip
        assert places.get(part), part
    names = " ".join(places)
    assert "search" in names and "foi_application.jsonl.gz!gz" in names and ",.html" in names
    assert places["log"] > 1000
