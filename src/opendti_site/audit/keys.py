"""The keys of the chain: kept in a file outside the database, oldest first.

One key a line, `ID HEX`. Every line of the chain names the key that sealed it, so old keys stay
in the file for as long as their lines are to be checked.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from opendti_site.operations.durable import flushed_beside

# As long as the digest of SHA-256: a longer HMAC key adds nothing.
KEY_BYTES = 32
ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Key:
    """A secret and the name by which lines refer to it."""

    id: str
    secret: bytes

    def mac(self, text: str) -> str:
        """Return the HMAC-SHA256 of a text, 64 hexadecimal digits."""
        return hmac.digest(self.secret, text.encode(), "sha256").hex()


class KeyMissingError(RuntimeError):
    """A key that sealed lines of the chain is not in the key file."""


def new_key() -> Key:
    """Make a key; its id is the start of its SHA-256, so the id commits to the secret."""
    secret = secrets.token_bytes(KEY_BYTES)
    return Key(hashlib.sha256(secret).hexdigest()[:ID_LENGTH], secret)


def all_keys() -> dict[str, Key]:
    """Return the keys of the file by id, oldest first; empty when there is no file yet."""
    path = Path(settings.AUDIT_KEY_FILE)
    try:
        found = path.stat()
    except FileNotFoundError:
        return {}
    # Two files that were written within a tick of the clock have one time.
    return _read(path, (found.st_mtime_ns, found.st_ino, found.st_size))


def key_named(key_id: str) -> Key:
    """Return a key by its id; raise KeyMissingError when the file does not hold it."""
    try:
        return all_keys()[key_id]
    except KeyError:
        message = f"{settings.AUDIT_KEY_FILE} holds no key {key_id} of the audit chain"
        raise KeyMissingError(message) from None


def first_key() -> Key:
    """Return the newest key of the file, and make the file when there is none."""
    keys = all_keys()
    if not keys:
        add_key(new_key())
        keys = all_keys()
    # Read back after writing: another process may have made the first file meanwhile, and its
    # key counts.
    return list(keys.values())[-1]


def oldest_key() -> Key:
    """Return the first key of the file; raise KeyMissingError when there is none."""
    for key in all_keys().values():
        return key
    message = f"{settings.AUDIT_KEY_FILE} holds no key of the audit chain"
    raise KeyMissingError(message)


def add_key(key: Key) -> None:
    """Write a key behind the others, in one step that leaves either the old file or the new.

    One process at a time: of two that read the same file, the later would write the other's key away.
    """
    path = Path(settings.AUDIT_KEY_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = f"{key.id} {key.secret.hex()}\n".encode()
    with _alone_in(path.parent):
        before = path.read_bytes() if path.exists() else None
        with flushed_beside(path, (before or b"") + line) as fresh:
            if before is None:
                _link_unless_there(fresh, path)
            else:
                fresh.replace(path)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold a lock on a folder, which ends with the process, however that ends."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # On the folder, for the file itself is replaced: a lock on it would be on the old one.
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _link_unless_there(fresh: Path, path: Path) -> None:
    """Write a first key file, unless another process was faster."""
    with suppress(FileExistsError):
        os.link(fresh, path)


@lru_cache(maxsize=4)
def _read(path: Path, _version: tuple[int, int, int]) -> dict[str, Key]:
    rows = (line.split() for line in path.read_text("ascii").splitlines() if line)
    return {key_id: Key(key_id, bytes.fromhex(secret)) for key_id, secret in rows}
