"""Keeping and purging: what was purged cannot come back, and no file is ever forgotten."""

import sqlite3

import pytest

from gongkai.portal.kept import addresses, store

NAME = "0/d/5,.html"


@pytest.fixture
def moment():
    return [1_800_000_000.0]


@pytest.fixture
def kept(tmp_path, moment):
    made = store.Store(tmp_path / "pages", limit=2**20, now=lambda: moment[0])
    made.open("one")
    moment[0] += 10
    return made


def keep(kept, name=NAME, keys=("document:5", "navigation"), body=b"<p>text</p>", since=None, **options):
    since = kept.index.sequence() if since is None else since
    return kept.keep(name, body, keys, since=since, **options)


def names(kept):
    return sorted(str(path.relative_to(kept.live)) for path in kept.live.rglob("*") if path.is_file())


def test_a_page_is_there_until_one_of_its_keys_is_purged(kept):
    assert keep(kept)
    assert keep(kept, "0/d/6,.html", ("document:6",))
    assert kept.purge({"document:7"}) == 0
    assert kept.purge({"document:5"}) == 1
    assert names(kept) == ["0/d/6,.html"]


def test_a_page_rendered_before_a_purge_is_not_kept_after_it(kept, moment):
    before = kept.index.sequence()
    kept.purge({"document:5"})
    moment[0] += 10
    assert not keep(kept, since=before)
    assert keep(kept)


def test_a_page_rendered_before_everything_was_emptied_is_not_kept(kept, moment):
    before = kept.index.sequence()
    kept.empty()
    moment[0] += 10
    assert not keep(kept, since=before, keys=("anything",))


def test_within_the_second_of_a_purge_nothing_is_kept_because_times_are_tags(kept, moment):
    kept.purge({"document:5"})
    moment[0] += 0.9
    assert not keep(kept)
    moment[0] += 0.2
    assert keep(kept)


def test_a_page_that_is_already_there_stays_as_it_is(kept):
    assert keep(kept, body=b"first")
    assert not keep(kept, body=b"second")
    assert (kept.live / NAME).read_bytes() == b"first"


def test_another_version_empties_and_the_old_process_keeps_nothing_any_more(kept, moment, tmp_path):
    keep(kept)
    fresh = store.Store(tmp_path / "pages", limit=2**20, now=lambda: moment[0])
    fresh.open("two")
    assert names(kept) == []
    moment[0] += 10
    assert not keep(kept)
    assert keep(fresh)
    again = store.Store(tmp_path / "pages", limit=2**20)
    again.open("two")
    assert names(again) == [NAME]


def test_a_page_goes_when_its_day_has_come(kept, moment):
    keep(kept, expires=moment[0] + 5)
    assert kept.expire(moment[0] + 4) == 0
    assert kept.expire(moment[0] + 5) == 1
    assert names(kept) == []


def test_compressed_forms_go_with_their_page_and_never_stay_without_it(kept, tmp_path):
    keep(kept)
    [(pk, name)] = kept.loose(10)

    def spares():
        made = {form: kept.spare / f"x{form}" for form in store.ENCODINGS}
        for spare in made.values():
            spare.write_bytes(b"small")
        return made

    assert kept.add_forms(pk, name, spares())
    times = {path.stat().st_mtime_ns for path in (kept.live / "0/d").iterdir()}
    assert len(times) == 1
    assert kept.loose(10) == []
    kept.purge({"document:5"})
    assert names(kept) == []
    assert not kept.add_forms(pk, name, spares())
    assert names(kept) == []


def test_when_there_are_too_many_bytes_the_oldest_go(tmp_path):
    small = store.Store(tmp_path / "pages", limit=50 * store.weight(100), now=lambda: 1e9)
    small.open("one")
    small.now = lambda: 1e9 + 100
    for number in range(120):
        assert keep(small, f"0/d/{number},.html", (f"document:{number}",), b"x" * 100)
    left = names(small)
    assert 40 <= len(left) <= 50
    assert "0/d/119,.html" in left and "0/d/0,.html" not in left
    assert small.index.connection.execute("SELECT size FROM state").fetchone()[0] == len(left) * store.weight(100)


def test_what_is_too_large_is_not_kept(kept):
    assert not keep(kept, body=b"x" * (store.LARGEST + 1))


def test_a_process_that_dies_between_index_and_file_leaves_nothing_that_could_not_be_purged(kept, monkeypatch):
    def dies(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("pathlib.Path.rename", dies)
        with pytest.raises(KeyboardInterrupt):
            keep(kept)
    assert names(kept) == []
    assert kept.purge({"document:5"}) == 1
    assert kept.index.connection.execute("SELECT count(*), (SELECT size FROM state) FROM page").fetchone() == (0, 0)


def test_an_index_that_cannot_be_read_takes_all_pages_with_it(kept, tmp_path, moment):
    since = kept.index.sequence()
    keep(kept)
    kept.index.close()
    (tmp_path / "pages" / "index.sqlite3").write_bytes(b"no database" * 1000)
    for rest in ("-wal", "-shm"):
        (tmp_path / "pages" / f"index.sqlite3{rest}").unlink(missing_ok=True)
    other = store.Store(tmp_path / "pages", limit=2**20, now=lambda: moment[0])
    other.purge({"document:1"})
    assert names(other) == []
    moment[0] += 10
    other.open("one")
    moment[0] += 10
    assert not keep(other, since=since), "what was begun under the old index"
    assert keep(other)


def test_a_purge_that_cannot_write_its_index_empties_everything(kept, monkeypatch):
    keep(kept)

    def full(*args):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(kept.index, "mark", full)
    kept.purge({"document:1"})
    assert names(kept) == []


def test_what_was_let_go_is_deleted_by_the_worker(kept):
    keep(kept)
    kept.empty()
    assert any(kept.gone.iterdir())
    kept.sweep()
    assert not any(kept.gone.iterdir())


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("/", "", "0/,.html"),
        ("/d/5/", "", "0/d/5,.html"),
        ("/c/open.policy/", "page=2&kind=notice", "0/c/open.policy,page=2&kind=notice.html"),
        ("/c/open.policy/feed.atom", "", "0/c/open.policy/feed.atom,.atom"),
        ("/d/5", "", ""),
        ("/../secret/", "", ""),
        ("/d/../../etc/passwd/", "", ""),
        ("//d/5/", "", ""),
        ("/.git/", "", ""),
        ("/d/5,/", "", ""),
        ("/d/5/\n", "", ""),
        ("/d/\x00/", "", ""),
        ("/d/测/", "", ""),
        ("/d/5/", "x=../../etc", ""),
        ("/d/5/", "x=%2e%2e%2f", ""),
        ("/" + "a" * 300 + "/", "", ""),
    ],
)
def test_an_address_has_one_file_or_none(path, query, name):
    assert addresses.file_of("0", path, query) == name


@pytest.mark.parametrize(
    ("cookies", "variant", "other"),
    [
        ("", "0", False),
        ("elder=125", "125", False),
        ("elder=150", "150", False),
        ("a=b; elder=150; c=d", "150", True),
        ("elder=../../x", "0", False),
        ("elder=1250", "0", False),
        ("notelder=125", "0", True),
    ],
)
def test_the_cookie_of_the_elder_mode_selects_a_variant_and_nothing_else(cookies, variant, other):
    assert addresses.variant_of(cookies) == variant
    assert addresses.has_other_cookies(cookies) is other
