"""How many requests are answered in a minute: of an account by all processes together, of a stranger by each."""

from __future__ import annotations

import time
from hashlib import sha256

from django.core.cache import caches

from opendti_site.api.problems import ProblemCode, refusal

WINDOW = 60
OF_ACCOUNT = 600
OF_STRANGER = 300
FALSE_TOKENS = 20
"""Requests of an account, of an address without a token, and of an address with false ones, in a minute."""


def spend(who: str, limit: int, cache: str = "default") -> None:
    """Count a request; refuse it beyond the limit of a minute, with the seconds until the next one.

    Two requests at the same instant may count as one: the limit guards the machine and counts no money.
    """
    now = time.time()
    window = int(now // WINDOW)
    # The name of a key shows no address and no account.
    key = f"api:{sha256(who.encode()).hexdigest()[:32]}:{window}"
    count = caches[cache].get(key, 0)
    if count >= limit:
        seconds = int((window + 1) * WINDOW - now) + 1
        raise refusal(ProblemCode.TOO_MANY_REQUESTS, retry_after=seconds)
    caches[cache].set(key, count + 1, WINDOW * 2)
