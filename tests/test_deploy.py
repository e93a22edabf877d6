"""What deploy/ holds can be used as it is: units that systemd accepts, hardened, and saying what the code does."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from script import supervise
from tests.test_house_repository import read_from_environment
from tests.walk import ROOT, text

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "RestrictNamespaces": "yes", "CapabilityBoundingSet": "", "UMask": "0077",
}  # fmt: skip


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str
    parser.read_string(text(path))
    return parser


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_is_no_root_and_writes_nowhere_but_in_its_own_folders(path):
    service = unit(path)["Service"]
    assert service["User"] == "gongkai"
    assert {name: service.get(name) for name in HARDENED} == HARDENED
    assert set(service["ReadWritePaths"].split()) <= {"/var/lib/gongkai", "/var/backups/gongkai"}


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_runs_a_command_that_there_is(path):
    commands = {each.stem for each in ROOT.glob("gongkai/*/management/commands/*.py")}
    for line in re.findall(r"^ExecStart=(.+)$", text(path), re.M):
        words = shlex.split(line)
        assert words[0] == "/srv/gongkai/.venv/bin/python"
        assert words[1:3] == ["-m", "granian"] or (words[1] == "manage.py" and words[2] in commands)


def test_the_web_server_is_started_as_script_server_starts_it():
    line = re.search(r"^ExecStart=(.+)$", text(ROOT / "deploy/systemd/gongkai-web.service"), re.M)[1]
    without_workers = [re.sub(r"--workers \d+ ", "", " ".join(words[1:])) for words in
                       (shlex.split(line), supervise.web_server(8000))]  # fmt: skip
    assert without_workers[0] == without_workers[1]


def test_every_timer_has_its_service():
    timers = [path for path in UNITS if path.suffix == ".timer"]
    assert timers and all(path.with_suffix(".service") in UNITS for path in timers)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="without systemd nobody can say")
def test_systemd_finds_no_fault(tmp_path):
    """Their own paths are not there on the machine that tests: these are replaced by what is."""
    for path in UNITS:
        said = text(path).replace("/srv/gongkai/.venv/bin/python", "/usr/bin/true").replace("User=gongkai", "User=root")
        (tmp_path / path.name).write_text(said.replace("Group=gongkai", "Group=root"))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / path.name) for path in UNITS)],
        capture_output=True, text=True, timeout=60, env={"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )  # fmt: skip
    own = [line for line in checked.stderr.splitlines() if "gongkai" in line and "postgresql" not in line]
    assert checked.returncode == 0 and not own, checked.stderr


def test_the_example_environment_names_only_settings_that_are_read():
    named = set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", text(ROOT / "deploy/gongkai.env.example"), re.M))
    assert named and named <= read_from_environment()
