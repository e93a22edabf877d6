"""A draw can be made again by anyone: vectors, properties, and a second implementation that shares no code."""

import copy
import hashlib
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.notary import recheck
from gongkai.notary.rules import draw

DATA = Path(__file__).parent / "data"
EXAMPLE = json.loads((DATA / "draw-v1-example.json").read_text(encoding="utf-8"))
VRS = json.loads((DATA / "vrs-draft-thomson.json").read_text(encoding="utf-8"))


def made(raw: dict) -> list[dict]:
    return [row.as_json() for row in draw.make(draw.Draw.from_json(raw)).drawn]


def changed(**more) -> dict:
    return copy.deepcopy(EXAMPLE) | more


def test_the_example_is_reproduced_value_by_value():
    result = draw.make(draw.Draw.from_json(EXAMPLE))
    assert result.key_string == EXAMPLE["key_string"] and result.prk.hex() == EXAMPLE["prk"]
    assert [row.as_json() for row in result.drawn] == EXAMPLE["result"]
    sizes = {pool["pool"]: len(pool["items"]) - pool["k"] for pool in EXAMPLE["pools"]}
    assert {name: len(rest) for name, rest in result.reserves.items()} == sizes


@pytest.mark.parametrize("iteration", ["iteration1", "iteration2"])
def test_the_order_is_that_of_the_draft(iteration):
    known = VRS[iteration]
    commitment = draw.Commitment("", "", known["otp_hex"])
    prk = draw.extract([commitment], VRS["randomness_utf8"])
    order = sorted((draw.position(prk, label).hex(), label) for label in VRS["labels"])
    assert [list(row) for row in order] == known["order"]


def test_the_key_string_is_that_of_rfc_3797():
    drums = [draw.Source("", (9319,)), draw.Source("", (2, 5, 12, 8, 10)), draw.Source("", (9, 18, 26, 34, 41, 45))]
    assert draw.key_string(drums) == "9319./2.5.8.10.12./9.18.26.34.41.45./"
    assert draw.key_string([draw.Source("", (5, 2), ordered=True)]) == "5.2./"


def test_a_share_is_rounded_up():
    assert [draw.share(5, size) for size in (7, 20, 21, 0)] == [1, 1, 2, 0]


def test_a_commitment_binds_a_code():
    otp, commit = draw.code_of(b"\x00" * 32)
    assert hashlib.sha256(bytes.fromhex(otp)).hexdigest() == commit


def _other_otp(raw):
    raw["commitments"][0]["otp"] = "00" * 32


def _no_otp(raw):
    raw["commitments"][0]["otp"] = ""


def _bad_otp(raw):
    raw["commitments"][0]["otp"] = "zz"


def _no_commitments(raw):
    raw["commitments"] = []


def _large_k(raw):
    raw["pools"][0]["k"] = 13


def _same_item(raw):
    raw["pools"][0]["items"][1] = " " + raw["pools"][0]["items"][0]


def _same_item_in_another_form(raw):
    raw["pools"][0]["items"][:2] = ["caf\u00e9", "cafe\u0301"]


def _same_officer(raw):
    raw["officers"]["items"][1] = raw["officers"]["items"][0]


def _few_officers(raw):
    raw["officers"]["per_item"] = 7


def _all_avoid(raw):
    item = EXAMPLE["result"][0]["item"]
    raw["officers"]["avoid"] = [[item, name] for name in raw["officers"]["items"][:5]]


def _no_numbers(raw):
    raw["sources"][0]["values"] = []


def _no_pools(raw):
    raw["pools"] = []


FAULTS = {
    _other_otp: "不符", _no_otp: "尚未开启", _bad_otp: "十六进制", _no_commitments: "没有承诺值", _large_k: "少于应抽取",
    _same_item: "重复", _same_item_in_another_form: "重复", _same_officer: "重复", _few_officers: "名单只有",
    _all_avoid: "回避以后", _no_numbers: "应当有数值", _no_pools: "没有抽取对象",
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_what_cannot_be_drawn_is_refused(fault):
    raw = changed()
    fault(raw)
    with pytest.raises(draw.Refused) as told:
        draw.make(draw.Draw.from_json(raw))
    assert FAULTS[fault] in str(told.value)


def test_every_reason_is_told_at_once():
    raw = changed()
    for fault in (_large_k, _other_otp, _same_officer):
        fault(raw)
    with pytest.raises(draw.Refused) as told:
        draw.make(draw.Draw.from_json(raw))
    assert len(told.value.reasons) >= 3


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=6).map(
    lambda text: draw._name(text)
)


@st.composite
def announcements(choose):
    secrets = choose(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=3))
    codes = [draw.code_of(secret) for secret in secrets]
    pools = []
    for number in range(choose(st.integers(1, 3))):
        items = choose(st.lists(NAMES.filter(bool), min_size=1, max_size=8, unique=True))
        pools.append({"pool": f"P{number}", "k": choose(st.integers(0, len(items))), "items": items})
    officers = [f"O{number}" for number in range(choose(st.integers(2, 6)))]
    everything = [item for pool in pools for item in pool["items"]]
    avoid = choose(
        st.lists(
            st.tuples(st.sampled_from(everything), st.sampled_from(officers[2:] or officers[:0] or [""])), max_size=6
        )
    )
    numbers = st.lists(st.integers(0, 10**6), min_size=1, max_size=6)
    return {
        "draw_id": "T-1",
        "sources": [{"values": choose(numbers), "ordered": choose(st.booleans())} for _ in range(2)],
        "commitments": [{"by": "x", "commit": commit, "otp": otp} for otp, commit in codes],
        "pools": pools,
        "officers": {"per_item": 2, "items": officers, "avoid": [list(pair) for pair in avoid]},
    }


@given(raw=announcements())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_two_implementations_agree_and_nobody_is_assigned_whom_he_must_avoid(raw):
    drawn = made(raw)
    assert recheck.recompute(raw)[0] == drawn
    assert len(drawn) == sum(pool["k"] for pool in raw["pools"])
    apart = {tuple(pair) for pair in raw["officers"]["avoid"]}
    for row in drawn:
        assert len(set(row["officers"])) == 2
        assert not apart & {(row["item"], officer) for officer in row["officers"]}


@given(raw=announcements(), data=st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_the_others_does_not_change_when_one_item_is_removed(raw, data):
    raw = raw | {"officers": None}
    pool = data.draw(st.sampled_from(raw["pools"]))
    gone = data.draw(st.sampled_from(pool["items"]))

    def order(announced):
        result = draw.make(draw.Draw.from_json(announced))
        drawn = [row.item for row in result.drawn]
        return drawn[: announced["pools"][0]["k"]], result.reserves

    only = raw | {"pools": [pool | {"k": 0}]}
    less = raw | {"pools": [pool | {"k": 0, "items": [item for item in pool["items"] if item != gone]}]}
    before, after = order(only)[1][pool["pool"]], order(less)[1][pool["pool"]]
    assert [item for item in before if item != gone] == list(after)


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_changed_bit_of_a_code_is_found(data):
    raw = changed()
    row = data.draw(st.sampled_from(raw["commitments"]))
    bit = data.draw(st.integers(0, 255))
    flipped = int(row["otp"], 16) ^ (1 << bit)
    row["otp"] = f"{flipped:064x}"
    with pytest.raises(draw.Refused, match="不符"):
        draw.make(draw.Draw.from_json(raw))


def test_other_numbers_give_another_key():
    raw = changed()
    raw["sources"][1]["values"] = [10]
    assert draw.make(draw.Draw.from_json(raw)).prk.hex() != EXAMPLE["prk"]


def test_the_load_is_shared():
    drawn = draw.make(draw.Draw.from_json(EXAMPLE)).drawn
    loads = [sum(name in row.officers for row in drawn) for name in EXAMPLE["officers"]["items"]]
    assert max(loads) <= 3 and sum(loads) == 16


# the doors


def run(tmp_path, raw) -> tuple[str, str, int]:
    file = tmp_path / "draw.json"
    file.write_text(raw if isinstance(raw, str) else json.dumps(raw), encoding="utf-8")
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("draw", str(file), stdout=out, stderr=err)
    except SystemExit as stopped:
        status = int(stopped.code)
    return out.getvalue(), err.getvalue(), status


def test_the_command_prints_the_result(tmp_path):
    out, _, status = run(tmp_path, EXAMPLE)
    assert status == 0 and json.loads(out) == EXAMPLE["result"]


@pytest.mark.parametrize("fault", [_other_otp, _large_k, _same_item])
def test_the_command_refuses_with_status_one(tmp_path, fault):
    raw = changed()
    fault(raw)
    out, told, status = run(tmp_path, raw)
    assert (out, status) == ("", 1) and told.strip()


@pytest.mark.parametrize(
    "raw", ["{", "[]", "{}", '{"draw_id": 3}', json.dumps(EXAMPLE | {"pools": [{"pool": "a", "k": "x", "items": []}]})]
)
def test_a_file_that_cannot_be_read_is_answered_in_words(tmp_path, raw):
    _, told, status = run(tmp_path, raw)
    assert status == 2 and told.strip()


def test_the_standalone_script_needs_nothing_but_python(tmp_path):
    assert (alone(tmp_path, EXAMPLE).returncode, "一致" in alone(tmp_path, EXAMPLE).stderr) == (0, True)
    assert json.loads(alone(tmp_path, EXAMPLE).stdout) == EXAMPLE["result"]
    other = alone(tmp_path, EXAMPLE | {"result": EXAMPLE["result"][1:]})
    assert other.returncode == 1 and "不一致" in other.stderr


def alone(tmp_path, raw) -> subprocess.CompletedProcess[str]:
    """The script started by itself, without the platform's packages."""
    file = tmp_path / "alone.json"
    file.write_text(json.dumps(raw), encoding="utf-8")
    command = [sys.executable, "-I", "-S", recheck.__file__, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own script)
