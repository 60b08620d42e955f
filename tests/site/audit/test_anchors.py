"""The chain is keyed and anchored: what a single digest over the last line would not show."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from opendti_site.audit import keys
from opendti_site.audit.actions import accept_lost_lines, record, rotate_key
from opendti_site.audit.anchors import send_head
from opendti_site.audit.chain import ChainWalk
from opendti_site.audit.models import AuditLine, ChainHead
from opendti_site.audit.seal import START, canonical, instant_text, seal_of
from opendti_site.audit.verification import verify

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.django_db, pytest.mark.tampered("what these tests are for")]


@pytest.fixture
def anchor(settings: SettingsWrapper, tmp_path: Path) -> Path:
    path = tmp_path / "anchor"
    settings.AUDIT_ANCHORS = [str(path)]
    return path


@pytest.fixture
def own_keys(settings: SettingsWrapper, tmp_path: Path) -> Path:
    settings.AUDIT_KEY_FILE = tmp_path / "keys" / "audit_key"
    return settings.AUDIT_KEY_FILE


def lines(count: int = 3) -> list[AuditLine]:
    return [record("act", f"thing:{n}", by=None, n=n) for n in range(count)]


def codes() -> list[str]:
    return [finding.code for finding in verify(deep=False).findings]


def sql(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def reseal(key: keys.Key | None) -> None:
    """Seal the whole chain again, as somebody would who can write to the database."""
    previous = START
    for line in AuditLine.objects.order_by("pk"):
        line.previous, line.key = previous, key.id if key else ""
        line.digest = seal_of(line, key)
        sql(
            "UPDATE audit_auditline SET previous = %s, digest = %s, key = %s WHERE id = %s",
            line.previous,
            line.digest,
            line.key,
            line.pk,
        )
        previous = line.digest
    sql("UPDATE audit_chainhead SET digest = %s", previous)


def test_every_commit_adds_one_line(anchor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _first, _second, third = lines()
    written = anchor.read_text().splitlines()
    assert [line.split()[2] for line in written] == ["1", "2", "3"]
    assert third.digest in written[2]
    assert anchor.stat().st_mode & 0o777 == 0o600
    assert codes() == []


def test_a_cut_end_with_the_head_set_back_is_found(anchor):
    _first, second, third = lines()
    send_head()
    sql("DELETE FROM audit_auditline WHERE id = %s", third.pk)
    sql("UPDATE audit_chainhead SET digest = %s, length = 2", second.digest)
    assert codes() == ["anchor_ahead"]


def test_a_deleted_chain_is_found(anchor):
    lines()
    send_head()
    sql("DELETE FROM audit_auditline")
    sql("DELETE FROM audit_chainhead")
    assert codes() == ["anchor_ahead"]


def test_a_chain_written_anew_is_found(anchor):
    lines()
    send_head()
    sql("DELETE FROM audit_auditline")
    sql("DELETE FROM audit_chainhead")
    lines(5)
    assert codes() == ["anchor_differs"]


def test_a_chain_sealed_again_without_the_key_is_found():
    first, _second, _third = lines()
    sql("UPDATE audit_auditline SET subject = 'thing:9' WHERE id = %s", first.pk)
    reseal(None)
    assert codes() == ["line_unkeyed"]


def test_a_chain_sealed_again_with_another_key_is_found():
    first, _second, _third = lines()
    sql("UPDATE audit_auditline SET subject = 'thing:9' WHERE id = %s", first.pk)
    reseal(keys.new_key())
    assert set(codes()) == {"key_missing", "head_key_changed"}


def test_a_forged_anchor_is_found(anchor):
    lines()
    send_head()
    anchor.write_text(anchor.read_text().replace(" 3 ", " 2 "))
    assert codes() == ["anchor_forged"]


def test_lines_lost_with_a_reason_are_no_finding_and_later_ones_are(anchor):
    _first, second, third = lines()
    send_head()
    sql("DELETE FROM audit_auditline WHERE id = %s", third.pk)
    sql("UPDATE audit_chainhead SET digest = %s, length = 2", second.digest)
    accept_lost_lines(reason="Phục hồi từ bản sao lưu", by=None)
    assert codes() == []
    last = record("act", "thing:4", by=None)
    send_head()
    sql("UPDATE audit_auditline SET subject = 'thing:5' WHERE id = %s", last.pk)
    assert codes() == ["line_changed"]


def test_an_anchor_file_is_compared_from_a_mail(settings, tmp_path, capsys):
    settings.AUDIT_ANCHORS = ["mailto:a@example.vn,b@example.vn"]
    _first, second, third = lines()
    send_head()
    (letter,) = mail.outbox
    assert letter.to == ["a@example.vn", "b@example.vn"]
    saved = tmp_path / "mail.txt"
    saved.write_text("Received: from somewhere\n\n> " + letter.body, encoding="utf-8")
    call_command("verify_audit", anchors=[saved])
    sql("DELETE FROM audit_auditline WHERE id = %s", third.pk)
    sql("UPDATE audit_chainhead SET digest = %s, length = 2", second.digest)
    found = verify(deep=False, anchors=[saved]).findings
    assert [finding.code for finding in found] == ["anchor_ahead"]


def test_syslog_gets_the_head(settings, monkeypatch):
    taken = []
    monkeypatch.setattr("syslog.syslog", lambda _level, line: taken.append(line))
    settings.AUDIT_ANCHORS = ["syslog:"]
    *_others, last = lines()
    send_head()
    assert last.digest in taken[0]


def test_keys_are_made_once_and_for_their_owner_alone(own_keys):
    lines(1)
    assert own_keys.stat().st_mode & 0o777 == 0o600
    written = own_keys.read_text()
    lines(1)
    assert own_keys.read_text() == written


def test_rotation_is_a_line_and_both_keys_count(own_keys):
    before = record("act", "thing:1", by=None)
    rotated = rotate_key(by=None)
    after = record("act", "thing:2", by=None)
    assert (before.key, rotated.key) == (before.key, before.key)
    assert after.key == rotated.detail["next"] != before.key
    assert codes() == []


def test_a_key_of_the_file_without_its_line_is_found(own_keys):
    record("act", "thing:1", by=None)
    stolen = keys.new_key()
    keys.add_key(stolen)
    sql("UPDATE audit_chainhead SET key = %s", stolen.id)
    record("act", "thing:2", by=None)
    assert codes() == ["key_changed"]


def test_a_lost_key_is_never_replaced_in_silence(own_keys):
    record("act", "thing:1", by=None)
    own_keys.unlink()
    with pytest.raises(keys.KeyMissingError):
        record("act", "thing:2", by=None)
    assert codes() == ["key_missing"]


def test_lines_of_before_there_were_keys_are_still_checked(own_keys):
    """A chain of the first version goes on with keys, and its old part stays checked."""
    old = AuditLine(verb="act", subject="thing:1", previous=START, at=timezone.now())
    old.digest = sha256(
        canonical([
            START, instant_text(old.at), None, "", "act", "thing:1", "", {},
        ]).encode()
    ).hexdigest()  # fmt: skip
    old.save()
    ChainHead.objects.create(pk=1, digest=old.digest, length=1)
    assert codes() == ["line_unkeyed"]
    record("act", "thing:2", by=None)
    assert codes() == []
    sql("UPDATE audit_auditline SET subject = 'thing:3' WHERE id = %s", old.pk)
    assert codes() == ["line_changed"]


@pytest.mark.parametrize("size", [5, 14, 60, -2, -1])
def test_an_anchor_that_a_full_disk_cut_is_no_forgery(
    anchor, size, monkeypatch, caplog
):
    lines()
    send_head()
    whole, write = anchor.read_bytes(), os.write
    with monkeypatch.context() as disk:
        disk.setattr(os, "write", lambda file, text: write(file, text[:size]))
        send_head()
    assert "cannot be written" in caplog.text
    assert len(anchor.read_bytes()) > len(whole)
    assert codes() == []
    send_head()
    assert codes() == []


def test_an_anchor_that_cannot_be_read_is_a_finding_and_hides_no_other(
    anchor: Path,
) -> None:
    anchor.mkdir()
    changed = lines()[0]
    sql("UPDATE audit_auditline SET actor_name = 'x' WHERE id = %s", changed.pk)
    found = {(finding.code, finding.key) for finding in verify(deep=False).findings}
    assert found == {
        ("line_changed", str(changed.pk)),
        ("anchor_unreadable", str(anchor)),
    }


@pytest.mark.usefixtures("own_keys")
def test_a_key_that_changes_while_a_verification_reads_is_known_to_it() -> None:
    lines()
    walk = ChainWalk()
    walk.read_further()
    rotate_key(by=None)
    lines()
    walk.read_further()
    assert walk.findings == []
