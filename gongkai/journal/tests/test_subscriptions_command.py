"""`subscriptions` lists every event with whoever reacts to it, and says where nobody does."""

import pytest
from django.core.management import call_command

from gongkai.journal import events, subscriptions


@pytest.fixture(autouse=True)
def wired(monkeypatch):
    known = [events.Event("test.heard", "有人听"), events.Event("test.unheard", "没有人听")]
    monkeypatch.setattr(events, "_register", {event.name: event for event in known})
    monkeypatch.setattr(subscriptions, "_by_event", {})
    monkeypatch.setattr(subscriptions, "_functions", {})
    subscriptions.subscribe("test.first", lambda entry: None, ["test.heard"])
    subscriptions.subscribe("test.second", lambda entry: None, ["test.heard"])


def test_each_event_is_listed_once_with_all_its_subscribers_or_a_dash(capsys):
    call_command("subscriptions")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [["test.heard", "test.first、test.second"], ["test.unheard", "—"]]


def test_subscribing_twice_under_one_name_is_one_subscription():
    subscriptions.subscribe("test.first", lambda entry: None, ["test.heard"])
    assert subscriptions.subscribers_of("test.heard") == ["test.first", "test.second"]
