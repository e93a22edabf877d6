"""The key ring: master keys wrap data keys, data keys encrypt; old keys go on decrypting after a rotation."""

import secrets
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from . import keyfiles
from .normal import normalised
from .profiles import INTL, PROFILES, Profile, Undecipherable

MARK = "gk1"  # the first field of every ciphertext: the layout `gk1:<profile>:<key number>:<base64url>`
MASTER_BYTES = 32


@dataclass(frozen=True)
class _Key:
    number: int
    profile: Profile
    secret: bytes


@dataclass(frozen=True)
class _Keys:
    """What lay in the folder at `stamp` (its mtime in nanoseconds)."""

    stamp: int
    data: Mapping[int, _Key]
    index: Mapping[int, _Key]


class KeyRing:
    """The keys in one folder. Safe between threads and processes; a rotation elsewhere is seen at the next use."""

    def __init__(self, folder: Path, profile: str = INTL.name):
        self.folder = Path(folder)
        self.profile = PROFILES[profile]
        self._lock = Lock()
        keyfiles.open_folder(self.folder)
        with keyfiles.one_writer(self.folder):
            self._complete()
        self._keys = self._load()

    def encrypt(self, text: str, purpose: str) -> str:
        """`text` as ciphertext that fits a text column, bound to `purpose` (table.field, or table.field:row)."""
        key = self._current("data")
        sealed = key.profile.seal(key.secret, text.encode(), _bound(key, purpose))
        return f"{MARK}:{key.profile.name}:{key.number}:{urlsafe_b64encode(sealed).decode()}"

    def decrypt(self, ciphertext: str, purpose: str) -> str:
        """The text; raises Undecipherable when it was altered, moved to another purpose, or its key is unknown."""
        key, sealed = self._read(ciphertext)
        return key.profile.open(key.secret, sealed, _bound(key, purpose)).decode()

    def reencrypt(self, ciphertext: str, purpose: str) -> str:
        """The same text under the current key; returned as it is when it is there already."""
        key, _ = self._read(ciphertext)
        if key == self._current("data"):
            return ciphertext
        return self.encrypt(self.decrypt(ciphertext, purpose), purpose)

    def blind_index(self, value: str, purpose: str) -> str:
        """A keyed digest of the normalised value for exact look-up, `<key number>.<hex>`; differs by purpose."""
        return self._index(self._current("index"), value, purpose)

    def blind_indexes(self, value: str, purpose: str) -> list[str]:
        """The value's index under every index key, newest first: for look-ups while rows are indexed anew."""
        keys = self._fresh().index
        return [self._index(keys[number], value, purpose) for number in sorted(keys, reverse=True)]

    def rotate(self) -> int:
        """Make a new data key and return its number; what the old ones encrypted stays readable."""
        return self._rotate("data")

    def rotate_index(self) -> int:
        """Make a new index key and return its number; rows must then be indexed anew (`blind_indexes` bridges)."""
        return self._rotate("index")

    def rotate_master(self) -> int:
        """Make a new master key, wrap every key with it, remove the old one; returns its number.

        Killed half-way, both masters are there and every key opens with the one that it names; the next start ends it.
        """
        return self._rotate("master")

    def _rotate(self, kind: str) -> int:
        ticket = f"now{secrets.token_hex(8)}"
        number = self.prepare(kind, ticket)
        self.activate(ticket)
        return number

    def prepare(self, kind: str, ticket: str) -> int:
        """Write a new key (`data`, `index`, `master`) that nothing uses before `activate`; returns its number.

        `ticket` (letters and digits) names it for whoever decides; what was prepared under it before is gone.
        """
        with keyfiles.one_writer(self.folder):
            self._drop(ticket)
            number = self._next(kind)
            path = keyfiles.pending_path(self.folder, kind, number, ticket)
            if kind == "master":
                self._write_master(path)
            else:
                self._write_new(path, kind, number)
        return number

    def _next(self, kind: str) -> int:
        """The first number of this kind that nobody has, waiting keys included."""
        waiting = (each.number for each in keyfiles.pending(self.folder) if each.kind == kind)
        return max([0, *keyfiles.read_all(self.folder, kind), *waiting]) + 1

    def activate(self, ticket: str) -> None:
        """Put the key of `ticket` to use; nothing happens where that is done already."""
        with keyfiles.one_writer(self.folder):
            for each in keyfiles.pending(self.folder):
                if each.ticket == ticket:
                    each.path.rename(keyfiles.path_of(self.folder, each.kind, each.number))
            keyfiles.sync(self.folder)
            self._keep_one_master()
        self._reload()

    def drop(self, ticket: str) -> None:
        """Forget the key of `ticket`, which nothing has used."""
        with keyfiles.one_writer(self.folder):
            self._drop(ticket)
            keyfiles.sync(self.folder)

    def _drop(self, ticket: str) -> None:
        for each in keyfiles.pending(self.folder):
            if each.ticket == ticket:
                each.path.unlink()

    def prepared(self) -> list[str]:
        """The tickets of the keys that wait."""
        return sorted(each.ticket for each in keyfiles.pending(self.folder))

    def _keep_one_master(self) -> None:
        """Wrap every key with the newest master, those that wait too, and remove the older ones."""
        masters = self._masters()
        if len(masters) == 1:
            return
        newest = max(masters)
        for kind in ("data", "index"):
            for key in self._unwrap(kind, masters).values():
                self._write_key(keyfiles.path_of(self.folder, kind, key.number), kind, key, newest, masters[newest])
        for each in keyfiles.pending(self.folder):
            if each.kind != "master":
                key = _unwrapped(each.kind, each.number, keyfiles.read(each.path), masters)
                self._write_key(each.path, each.kind, key, newest, masters[newest])
        for old in masters.keys() - {newest}:
            keyfiles.path_of(self.folder, "master", old).unlink(missing_ok=True)
        keyfiles.sync(self.folder)

    def key_in_use(self) -> int:
        """The number of the data key that encrypts now."""
        return self._current("data").number

    @staticmethod
    def key_of(ciphertext: str) -> int:
        """The number of the data key that a ciphertext names, so that rows under old keys can be found."""
        return _parse(ciphertext)[1]

    def _index(self, key: _Key, value: str, purpose: str) -> str:
        message = purpose.encode() + b"\x00" + normalised(value).encode()
        return f"{key.number}.{key.profile.mac(key.secret, message).hex()}"

    def _read(self, ciphertext: str) -> tuple[_Key, bytes]:
        profile, number, sealed = _parse(ciphertext)
        if number not in self._keys.data:
            self._reload()  # another process has just rotated
        key = self._keys.data.get(number)
        if key is None or key.profile.name != profile:
            raise Undecipherable(f"密钥 {profile}:{number} 不在本机密钥环中")
        return key, sealed

    def _current(self, kind: str) -> _Key:
        keys = getattr(self._fresh(), kind)
        return keys[max(number for number, key in keys.items() if key.profile == self.profile)]

    def _fresh(self) -> _Keys:
        # Every new key is a rename into the folder, so its mtime tells whether another process has rotated.
        if self.folder.stat().st_mtime_ns != self._keys.stamp:
            self._reload()
        return self._keys

    def _reload(self) -> None:
        with self._lock:
            self._keys = self._load()

    def _load(self) -> _Keys:
        with keyfiles.one_writer(self.folder):
            stamp = self.folder.stat().st_mtime_ns
            masters = self._masters()
            return _Keys(stamp, self._unwrap("data", masters), self._unwrap("index", masters))

    def _complete(self) -> None:
        """Make what is missing: a master, and a data and an index key of this profile; end what was cut off."""
        if not self._masters():
            self._write_master(keyfiles.path_of(self.folder, "master", 1))
        self._keep_one_master()
        masters = self._masters()
        for kind in ("data", "index"):
            if not any(key.profile == self.profile for key in self._unwrap(kind, masters).values()):
                number = self._next(kind)
                self._write_new(keyfiles.path_of(self.folder, kind, number), kind, number)

    def _write_new(self, path: Path, kind: str, number: int) -> None:
        masters = self._masters()
        key = _Key(number, self.profile, self.profile.new_key())
        self._write_key(path, kind, key, max(masters), masters[max(masters)])

    def _masters(self) -> dict[int, bytes]:
        files = keyfiles.read_all(self.folder, "master")
        return {number: b64decode(file["secret"]) for number, file in files.items()}

    @staticmethod
    def _write_master(path: Path) -> None:
        secret = b64encode(secrets.token_bytes(MASTER_BYTES)).decode()
        keyfiles.write(path, {"secret": secret})

    @staticmethod
    def _write_key(path: Path, kind: str, key: _Key, master_number: int, master: bytes) -> None:
        wrapped = key.profile.seal(_wrapping_key(key.profile, master), key.secret, _label(kind, key.number))
        keyfiles.write(
            path,
            {"profile": key.profile.name, "master": master_number, "wrapped": b64encode(wrapped).decode()},
        )

    def _unwrap(self, kind: str, masters: Mapping[int, bytes]) -> dict[int, _Key]:
        files = keyfiles.read_all(self.folder, kind)
        return {number: _unwrapped(kind, number, file, masters) for number, file in files.items()}


def _unwrapped(kind: str, number: int, file: Mapping[str, Any], masters: Mapping[int, bytes]) -> _Key:
    profile = PROFILES[file["profile"]]
    if file["master"] not in masters:
        raise Undecipherable(f"密钥 {kind}-{number} 所用的主密钥 {file['master']} 不在密钥文件夹中")
    wrapping = _wrapping_key(profile, masters[file["master"]])
    return _Key(number, profile, profile.open(wrapping, b64decode(file["wrapped"]), _label(kind, number)))


def _wrapping_key(profile: Profile, master: bytes) -> bytes:
    return profile.derive(master, f"gongkai wrap {profile.name}")


def _label(kind: str, number: int) -> bytes:
    return f"gongkai {kind} {number}".encode()


def _bound(key: _Key, purpose: str) -> bytes:
    return f"{MARK}:{key.profile.name}:{key.number}:{purpose}".encode()


def _parse(ciphertext: str) -> tuple[str, int, bytes]:
    try:
        mark, profile, number, body = ciphertext.split(":")
        if mark != MARK:
            raise ValueError(mark)
        return profile, int(number), urlsafe_b64decode(body.encode("ascii"))
    except (ValueError, NotBase64):
        raise Undecipherable("不是本平台的密文") from None


@lru_cache(maxsize=4)
def _ring_at(folder: Path, profile: str) -> KeyRing:
    return KeyRing(folder, profile)


def default_ring() -> KeyRing:
    """The platform's ring: `VAR`/keys, with the profile of the setting VAULT_PROFILE (`intl` unless set)."""
    return _ring_at(Path(settings.VAR) / "keys", getattr(settings, "VAULT_PROFILE", INTL.name))
