"""The one way to write into the audit chain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.audit.anchors import add_to_files, anchor_files, anchor_of
from opendti_site.audit.chain import ROTATION
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.keys import add_key, all_keys, first_key, key_named, new_key
from opendti_site.audit.models import AuditLine, ChainHead
from opendti_site.audit.rows import Reference, seals_of
from opendti_site.audit.seal import START, plain, seal_of
from opendti_site.ui.text import has_words


def record(
    verb: str,
    subject: models.Model | str,
    *,
    by: AbstractBaseUser | None,
    name: str = "",
    seals: Iterable[models.Model | Reference] = (),
    **detail: Any,
) -> AuditLine:
    """Add one line to the chain, inside the transaction of the act, after its last write.

    Of people the line holds the accounts, never the names: it stays for ever, and a person may be
    erased. `seals` are the rows that the act wrote: they are read back and their digests kept with the
    line, so that a later change behind the site's back is found. Of a deleted row, give the
    `reference` that was taken before.
    """
    rows = list(seals)
    with transaction.atomic():
        head, _ = ChainHead.objects.select_for_update().get_or_create(
            pk=1, defaults={"digest": START}
        )
        key = key_named(head.key) if head.key else first_key()
        line = AuditLine(
            at=timezone.now(),
            actor_id=by.pk if by else None,
            actor_name="",
            verb=verb,
            subject=address_of(subject),
            subject_name=_name_of(subject, name),
            detail=plain(detail),
            previous=head.digest,
            key=key.id,
            seals=seals_of(rows, key),
        )
        # After `seals`: the line's digest covers those of its rows.
        line.digest = seal_of(line, key)
        line.save()
        head.digest, head.length = line.digest, head.length + 1
        head.key = key.id
        head.save()
        if anchor_files():
            anchor = anchor_of(head)
            # No `partial`: Django logs a hook that fails by its name, which that has not.
            transaction.on_commit(lambda: add_to_files(anchor), robust=True)
    return line


def _name_of(subject: models.Model | str, name: str) -> str:
    """Return how the log calls a thing: as it was called that day, since it may be renamed or deleted.

    A person is called as the account is when somebody reads the line.
    """
    is_person = isinstance(subject, AbstractBaseUser)
    return "" if is_person else (name or str(subject))[:300]


@transaction.atomic
def rotate_key(*, by: AbstractBaseUser | None) -> AuditLine:
    """Seal all further lines with a new key; the line that says so carries the old seal.

    The key is in the file before the line is committed: one that a failure left there unused
    does no harm.
    """
    key = new_key()
    # Before the line: a key that seals lines and is in no file could never be checked again.
    add_key(key)
    line = record(ROTATION, "audit.AuditLine", by=by, next=key.id)
    ChainHead.objects.update(key=key.id)
    return line


@transaction.atomic
def accept_lost_lines(*, reason: str, by: AbstractBaseUser | None) -> AuditLine:
    """Answer for anchored lines that are gone, as after restoring a backup."""
    if not has_words(reason):
        raise ActionRefusedError(_("Hãy ghi lý do."))
    return record("accept_lost_lines", "audit.AuditLine", by=by, reason=reason)


@transaction.atomic
def continue_after_last_line() -> None:
    """Let the next line follow the last one that is there, whatever the head says of others.

    Only for an acceptance, whose line says that the end was missing.
    """
    head, _ = ChainHead.objects.select_for_update().get_or_create(
        pk=1, defaults={"digest": START}
    )
    last = AuditLine.objects.order_by("pk").last()
    head.digest = last.digest if last else START
    head.key = _key_after(last) if last else ""
    head.length = AuditLine.objects.count()
    head.save()


def _key_after(line: AuditLine) -> str:
    """Return the key that is to seal the line after this one, "" for the newest of the file."""
    is_rotation = line.verb == ROTATION and isinstance(line.detail, dict)
    key = str(line.detail.get("next")) if is_rotation else line.key
    return key if key in all_keys() else ""


def address_of(subject: models.Model | str) -> str:
    """Return which row is meant, as `organisations.Unit:12`."""
    if isinstance(subject, models.Model):
        return f"{subject._meta.label}:{subject.pk}"  # noqa: SLF001 -- Django's documented name
    return subject
