"""Recording what a program pushes: once, however often it is sent."""

from __future__ import annotations

from django.db import transaction

from opendti_site.accounts.models import ServiceAccount, User
from opendti_site.audit.actions import address_of
from opendti_site.feeds.checking import RowChecker
from opendti_site.feeds.models import Push
from opendti_site.feeds.readings import PushedBatch, PushOutcome, outcome_from
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.observations.actions import record_observations
from opendti_site.observations.enums import ObservationSource
from opendti_site.observations.readings import RawMessage


class KeyReusedError(Exception):
    """An idempotency key was sent before with another body."""


def try_rows(
    account: ServiceAccount, release: FrameworkRelease, batch: PushedBatch
) -> PushOutcome:
    """Return what a push would come to; nothing is written."""
    good, faults = RowChecker(account, release, batch.rows).check()
    is_refused = bool(faults) and not batch.good_rows_only
    return PushOutcome(0 if is_refused else len(good), tuple(faults), None, is_refused)


@transaction.atomic
def push_values(
    account: ServiceAccount,
    release: FrameworkRelease,
    batch: PushedBatch,
    *,
    by: User,
) -> PushOutcome:
    """Record the rows of a push, all or the good ones; the same key and body give the same outcome again.

    `by` is the person who answers for the account, and must be allowed to send values of its units.
    Raises `KeyReusedError` for a key that came with another body.
    """
    # Two pushes under one key at once: the second waits here, and finds the outcome of the first.
    ServiceAccount.objects.select_for_update(of=("self",), no_key=True).get(
        pk=account.pk
    )
    if earlier := earlier_outcome(account, batch.key, batch.body_digest):
        return earlier
    good, faults = RowChecker(account, release, batch.rows).check()
    is_refused = bool(faults) and not batch.good_rows_only
    delivery = None
    if good and not is_refused:
        delivery = record_observations(
            good,
            source=ObservationSource.API,
            by=by,
            machine=address_of(account),
            message=RawMessage(digest=batch.body_digest),
        )
    recorded = delivery.count if delivery else 0
    number = delivery.pk if delivery else None
    outcome = PushOutcome(recorded, tuple(faults), number, is_refused)
    Push.objects.create(
        account=account,
        key=batch.key,
        body_digest=batch.body_digest,
        answer=outcome.as_data(),
        delivery=delivery,
    )
    return outcome


def earlier_outcome(
    account: ServiceAccount, key: str, body_digest: str
) -> PushOutcome | None:
    """Return what came of a push under this key before; None of a new key."""
    push = Push.objects.filter(account=account, key=key).first()
    if push is None:
        return None
    if push.body_digest != body_digest:
        raise KeyReusedError
    return outcome_from(push.answer)
