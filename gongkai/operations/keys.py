"""The vault's keys and a backup: never in the same folder; whether the keys at hand open what a backup holds."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

from gongkai.journal.refusals import Refused
from gongkai.vault.profiles import Undecipherable
from gongkai.vault.ring import KeyRing, default_ring

PROBE = "gongkai"
SIGNING = "secret.key"


def folder() -> Path:
    return Path(settings.VAR) / "keys"


def are_there(place: Path) -> bool:
    """Whether key files lie there; asking the ring itself would make new ones."""
    return any(place.glob("master-*.json"))


def described(name: str) -> dict[str, Any]:
    """What a manifest says of the keys: their file names, and a known word under the present key."""
    if not are_there(folder()):
        return {}
    names = sorted(path.name for path in folder().glob("*.json"))
    return {"files": names, "probe": default_ring().encrypt(PROBE, f"operations.backup:{name}")}


def open_it(place: Path, name: str, said: dict[str, Any]) -> bool:
    """Whether the keys in this folder open what the backup holds."""
    if not said:
        return True
    if not are_there(place):
        return False
    try:
        ring = KeyRing(place, default_profile())
        return ring.decrypt(said["probe"], f"operations.backup:{name}") == PROBE
    except Undecipherable:
        return False


def default_profile() -> str:
    return str(getattr(settings, "VAULT_PROFILE", "intl"))


def refuse_beside(data: Path, place: Path) -> None:
    """Keys beside the data they close are no protection. Raises Refused."""
    if data.resolve() in (place.resolve(), *place.resolve().parents) or place.resolve() in data.resolve().parents:
        raise Refused(["密钥不能与备份数据放在同一个文件夹。请另给一个位置，最好是另一台设备或离线介质。"])


def copy_out(place: Path) -> int:
    """Copy the key files, and the secret that signs sessions, to a folder of their own (0700); answers how many."""
    return _copy([*sorted(folder().glob("*.json")), folder().with_name(SIGNING)], place)


def copy_in(place: Path, mark: str) -> int:
    """Put the key files of a folder in place; what lies there is moved aside, never overwritten."""
    own = folder()
    if own.exists() and any(own.iterdir()):
        own.rename(own.with_name(f"keys.before-{mark}"))
    if (place / SIGNING).exists():
        _copy([place / SIGNING], own.parent)
    return _copy(sorted(place.glob("*.json")), own)


def _copy(sources: list[Path], target: Path) -> int:
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = [path for path in sources if path.exists()]
    for path in paths:
        made = target / path.name
        shutil.copyfile(path, made)
        made.chmod(0o600)
    return len(paths)
