"""Reads of the audit chain."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import QuerySet

from opendti_site.audit.acceptance import Acceptance
from opendti_site.audit.actions import address_of
from opendti_site.audit.findings import Finding
from opendti_site.audit.keys import KeyMissingError, key_named
from opendti_site.audit.models import PERSON, AuditLine, Verification
from opendti_site.audit.personal import personal_digest
from opendti_site.audit.registry import SealedModel, sealed_model
from opendti_site.audit.rows import SEPARATOR, digest_of, texts_in

SHOWN = 20
"""Results of verifications that the page lists."""


def lines_about(subject: models.Model | str) -> QuerySet[AuditLine]:
    """Return the history of one row, newest first."""
    found = AuditLine.objects.defer("seals").filter(subject=address_of(subject))
    return found.select_related("actor").order_by("-pk")


def subjects_of(user: AbstractBaseUser, verbs: Collection[str]) -> set[str]:
    """Return what a person ever did one of some acts to, as `assessments.Submission:12`."""
    lines = AuditLine.objects.filter(actor=user.pk, verb__in=verbs)
    return set(lines.order_by().values_list("subject", flat=True).distinct())


def lines_found(text: str = "", verb: str = "") -> QuerySet[AuditLine]:
    """Return the lines about a person or a thing, by part of the name, newest first.

    A whole name or address is also found by its digest, which lines hold of what was changed.
    """
    found = AuditLine.objects.defer("seals").select_related("actor").order_by("-pk")
    if verb:
        found = found.filter(verb=verb)
    named = models.Q()
    for word in text.split():
        named &= _is_about(word) | _speaks_of(word)
    return found.filter(named | _speaks_of(text)) if named else found


def _is_about(word: str) -> models.Q:
    """Find the lines of and about accounts that are called so today, and about things."""
    people = get_user_model()._default_manager.filter(  # noqa: SLF001 -- Django's documented name
        models.Q(full_name__icontains=word) | models.Q(username__icontains=word)
    )
    keys = list(people.order_by().values_list("pk", flat=True))
    things = models.Q(subject_name__icontains=word)
    return (
        models.Q(actor__in=keys)
        | models.Q(subject__in=[f"{PERSON}{key}" for key in keys])
        | things & ~models.Q(subject__startswith=PERSON)
    )


def with_people(lines: Iterable[AuditLine]) -> list[AuditLine]:
    """Read the accounts that lines are about, in one query."""
    found = list(lines)
    keys = {
        line.pk: int(key)
        for line in found
        if (key := line.subject.removeprefix(PERSON)).isdecimal()
    }
    people = get_user_model()._default_manager.in_bulk(set(keys.values()))  # noqa: SLF001 -- as above
    for line in found:
        line.person = people.get(keys.get(line.pk, 0))
    return found


def _speaks_of(text: str) -> models.Q:
    """Find the lines that hold the digest of a name or an address."""
    return models.Q(detail__icontains=personal_digest(text))


def holds_seal(row: models.Model) -> bool:
    """Whether a row lies in the database as the last line that seals it left it.

    Reads the lines that seal rows of its table, newest first: for acts that are rare.
    """
    sealed = sealed_model(row._meta.label)  # noqa: SLF001 -- Django's documented name
    lines = AuditLine.objects.filter(seals__has_key=sealed.label).order_by("-pk")
    for key, seals in lines.values_list("key", "seals").iterator(chunk_size=100):
        known = seals[sealed.label].get(str(row.pk))
        if known is not None:
            return bool(_digest_now(sealed, row, key) == known.partition(SEPARATOR)[0])
    return False


def _digest_now(sealed: SealedModel, row: models.Model, key: str) -> str | None:
    """Return a row's digest as it lies in the database; None when it or the key is gone."""
    found = sealed.model._base_manager.filter(pk=row.pk)  # noqa: SLF001 -- no manager hides rows from it
    try:
        texts = [text for _pk, text, _kept in texts_in(sealed, found)]
        return digest_of(texts[0], key_named(key)) if texts else ""
    except KeyMissingError:
        return None


def last_results() -> list[Verification]:
    """Return the results of the last verifications, newest first, without their findings."""
    return list(Verification.objects.defer("findings")[:SHOWN])


def acceptances_of(result: Verification | None) -> list[Acceptance]:
    """Read the acceptances of a kept result, newest first."""
    kept = reversed(result.acceptances) if result else ()
    return [Acceptance(**data) for data in kept]


def findings_of(result: Verification | None) -> list[Finding]:
    """Read the findings of a kept result."""
    return [Finding(**data) for data in result.findings] if result else []
