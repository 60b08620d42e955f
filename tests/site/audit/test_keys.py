"""The file of keys: made once, added to at its end, never half written."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from opendti_site.audit import keys
from opendti_site.audit.keys import (
    Key,
    KeyMissingError,
    add_key,
    all_keys,
    first_key,
    key_named,
    new_key,
    oldest_key,
)

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture
def file(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """Return where the key file will be, two folders deep that are not there yet."""
    settings.AUDIT_KEY_FILE = tmp_path / "new" / "keys" / "audit_key"
    return settings.AUDIT_KEY_FILE


def test_a_key_commits_to_its_secret() -> None:
    key = new_key()
    assert len(key.secret) == 32
    assert key.id == hashlib.sha256(key.secret).hexdigest()[:12]
    assert new_key() != key
    assert Key("k", b"s").mac("x") == (
        "cefb105ee22996fb167ed606478d2931b87aa3ab99b4b04b68c4fc16c8b49a30"
    )


def test_the_file_is_made_with_the_first_key_and_keeps_it(file: Path) -> None:
    assert all_keys() == {}
    with pytest.raises(KeyMissingError, match="no key of the audit chain"):
        oldest_key()
    first = first_key()
    assert first_key() == oldest_key() == key_named(first.id) == first
    assert file.read_text("ascii") == f"{first.id} {first.secret.hex()}\n"
    assert os.listdir(file.parent) == [file.name]  # noqa: PTH208 -- names alone


def test_further_keys_stand_behind_and_the_newest_seals(file: Path) -> None:
    first = first_key()
    second, third = new_key(), new_key()
    for key in (second, third):
        add_key(key)
    assert list(all_keys().values()) == [first, second, third]
    assert (oldest_key(), first_key()) == (first, third)
    assert key_named(second.id) == second
    with pytest.raises(KeyMissingError, match="no key xyz of the audit chain"):
        key_named("xyz")
    assert os.listdir(file.parent) == [file.name]  # noqa: PTH208 -- names alone
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_line_that_is_empty_is_no_key(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("\nabc 00ff\n\n", "ascii")
    assert all_keys() == {"abc": Key("abc", b"\x00\xff")}


def test_two_processes_that_make_the_first_key_agree(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, link = new_key(), os.link

    def beaten(source: Path, target: Path) -> None:
        target.write_text(f"{other.id} {other.secret.hex()}\n", "ascii")
        link(source, target)

    monkeypatch.setattr(os, "link", beaten)
    assert first_key() == other
    assert os.listdir(file.parent) == [file.name]  # noqa: PTH208 -- names alone


def test_all_is_on_the_disk_before_the_file_is_put_in_place(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bytes] = []

    def fsync(descriptor: int) -> None:
        flushed = Path(f"/proc/self/fd/{descriptor}")
        if flushed.is_file():
            synced.append(flushed.read_bytes())

    monkeypatch.setattr(keys.os, "fsync", fsync)
    first = first_key()
    add_key(new_key())
    assert synced == [f"{first.id} {first.secret.hex()}\n".encode(), file.read_bytes()]
