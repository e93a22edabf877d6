"""Telling people that there is news: once each, however often the line breaks, and without a word of the letter."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from gongkai.bureau.tests import factories as bureau
from gongkai.channels import adapters, services
from gongkai.channels.models import Shipment
from gongkai.channels.tests import gateway as stand_in
from gongkai.journal import clock, delivery
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.portal.tests.conftest import MORNING
from gongkai.reception import services as reception
from gongkai.reception.rules import Contact, Notice
from gongkai.reception.tests import letters

PHONE = "13800000001"


@pytest.fixture
def publicity(db):
    with clock.at(MORNING):
        yield bureau.official("publicity", name="公开员")


@pytest.fixture
def gateway(settings):
    with stand_in.running() as (made, address):
        settings.SMS_URL, settings.SMS_SECRET = address, stand_in.SECRET
        yield made


@pytest.fixture
def mailing(settings):
    settings.EMAIL_HOST = "mail.example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


def letter(notice=Notice.SMS, **fields):
    contact = Contact("王晓明", PHONE, "wang@example.cn")
    return letters.receipt(notice=notice, contact=contact, text="门口的树枝很密。", **fields).letter


def deliver():
    while delivery.deliver_due():
        pass


def send_all(rounds=12):
    """Send, and let the pauses pass."""
    for number in range(rounds):
        with clock.at(MORNING + timedelta(hours=9 * number)):
            services.send_due()


def test_a_letter_that_wants_to_be_told_is_told_and_only_with_its_number(publicity, gateway):
    found = letter()
    deliver()
    assert services.send_due() == 1
    (said,) = gateway.texts.values()
    assert said["to"] == PHONE and found.number in said["text"] and "树枝" not in said["text"]
    assert Shipment.objects.get().state == "sent"


def test_who_wants_no_notice_gets_none(publicity, gateway):
    letter(Notice.NONE)
    deliver()
    assert services.send_due() == 0 and not Shipment.objects.exists()


def test_the_same_entry_again_is_the_same_shipment(publicity):
    letter()
    entry = Entry.objects.get(event="reception.received")
    services.queue(entry=entry)
    services.queue(entry=entry)
    assert Shipment.objects.count() == 1


def test_an_answer_is_told_by_mail_with_a_number_that_follows_from_its_key(publicity, mailing):
    found = letter(Notice.EMAIL)
    reception.answer(letter=found, actor=publicity, text="夏天二十二时关门。", signed="公园处")
    deliver()
    services.send_due()
    told = [message for message in mailing if "已有答复" in message.subject]
    assert len(told) == 1 and told[0].to == ["wang@example.cn"] and found.number in told[0].body
    assert "二十二时" not in told[0].body and told[0].extra_headers["Message-ID"]


FAULTS = ["drop before", "", "500", "drop after", "", "", "drop before", "", "drop after", "500"]


def test_every_notice_arrives_once_through_a_gateway_that_fails_a_third_of_the_time(publicity, gateway):
    gateway.faults = FAULTS * 4
    found = [letter() for _ in range(20)]
    deliver()
    send_all()
    assert len(gateway.sent) == len(found) and set(gateway.sent.values()) == {1}
    assert gateway.asked > len(found), "some were asked again"
    assert set(Shipment.objects.values_list("state", flat=True)) == {"sent"}


def test_what_cannot_help_is_not_tried_again_and_waits_for_a_person(publicity, gateway):
    gateway.faults = ["bad number"]
    letter()
    deliver()
    send_all(3)
    row = Shipment.objects.get()
    assert (row.state, row.code, gateway.asked) == ("dead", "bad_number", 1)
    assert Entry.objects.filter(event="channels.dead").exists()


def test_a_gateway_that_stays_away_ends_in_a_dead_letter_after_growing_pauses(publicity, settings):
    settings.SMS_URL, settings.SMS_SECRET = "http://127.0.0.1:9/send", "s"
    letter()
    deliver()
    services.send_due()
    assert services.send_due() == 0, "not before its pause is over"
    send_all(12)
    row = Shipment.objects.get()
    assert row.state == "dead" and row.attempts == len(services.BACK_OFF) + 1


@pytest.mark.parametrize("notice", [Notice.SMS, Notice.EMAIL])
def test_a_channel_that_is_not_set_up_says_so(publicity, settings, notice):
    settings.SMS_URL = settings.EMAIL_HOST = ""
    letter(notice)
    deliver()
    services.send_due()
    assert (Shipment.objects.get().state, Shipment.objects.get().code) == ("dead", "not_set_up")


def test_a_wrong_secret_is_refused_by_the_gateway(publicity, gateway, settings):
    settings.SMS_SECRET = "another"
    letter()
    deliver()
    services.send_due()
    assert Shipment.objects.get().code == "bad_signature" and not gateway.sent


@pytest.mark.parametrize(
    ("fault", "code", "again"),
    [
        (smtplib.SMTPResponseException(451, b"later"), "smtp_451", True),
        (smtplib.SMTPResponseException(550, b"no"), "smtp_550", False),
        (smtplib.SMTPRecipientsRefused({"a@b.cn": (550, b"no")}), "recipient_refused", False),
        (smtplib.SMTPServerDisconnected("gone"), "SMTPServerDisconnected", True),
        (ConnectionRefusedError(), "ConnectionRefusedError", True),
    ],
)
def test_what_a_mail_server_says_decides_whether_to_try_again(settings, monkeypatch, fault, code, again):
    settings.EMAIL_HOST = "mail.example.org"

    def fail(self):
        raise fault

    monkeypatch.setattr("gongkai.channels.adapters.EmailMessage.send", fail)
    with pytest.raises(adapters.NotSent) as told:
        adapters.send(Notice.EMAIL, key="k", to="a@b.cn", subject="x", text="y")
    assert (told.value.code, told.value.again) == (code, again) and "a@b.cn" not in str(told.value)


def test_who_changes_his_mind_before_it_is_sent_is_taken_at_his_word(publicity, gateway):
    found = letter()
    deliver()
    reception.erase(letter=found)
    services.send_due()
    assert Shipment.objects.get().state == "dropped" and not gateway.sent


def test_two_workers_do_not_send_the_same(publicity, gateway, monkeypatch):
    letter()
    deliver()
    sent = adapters.send

    def slow(*args, **more):
        assert services.send_due() == 0, "the other worker finds nothing while this one sends"
        sent(*args, **more)

    monkeypatch.setattr(adapters, "send", slow)
    assert services.send_due() == 1 and sum(gateway.sent.values()) == 1


def test_a_person_sends_again_or_cancels(publicity, gateway):
    gateway.faults = ["bad number"]
    letter()
    deliver()
    services.send_due()
    row = services.retry(shipment=Shipment.objects.get(), actor=publicity)
    with pytest.raises(Refused):
        services.retry(shipment=row, actor=publicity)
    services.cancel(shipment=row, actor=publicity)
    with pytest.raises(Refused):
        services.cancel(shipment=row, actor=publicity)
    assert services.send_due() == 0


def test_neither_outbox_nor_journal_nor_the_desk_shows_an_address(publicity, gateway):
    gateway.faults = ["bad number"]
    letter()
    deliver()
    services.send_due()
    kept = [str(row) for row in Shipment.objects.values_list()] + [str(row) for row in Entry.objects.values_list()]
    assert not any(PHONE in text for text in kept)
    client = Client()
    client.force_login(publicity)
    text = client.get("/desk/shipments/").content.decode()
    assert "未能发出" in text and PHONE not in text
    row = Shipment.objects.get()
    assert client.post(f"/desk/shipments/{row.pk}/retry/", {}).status_code == 302
    assert client.post(f"/desk/shipments/{row.pk}/cancel/", {}).status_code == 302
    assert Shipment.objects.get().state == "cancelled"
