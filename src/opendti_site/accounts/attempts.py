"""The cache in which attempts to sign in are counted."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router, transaction

from opendti_site.ui.space import is_out_of_space


class AttemptsCache(DatabaseCache):
    """
    Django's database cache, which says when nothing can be written for want of space.

    Django's own answers any fault of the database as if somebody else held the key; who
    signs in on a full disk would be refused for too many attempts that nobody made.
    """

    def _base_set(
        self,
        mode: str,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
    ) -> bool:
        faults: list[DatabaseError] = []

        def noted(execute: Any, *call: Any) -> Any:
            try:
                return execute(*call)
            except DatabaseError as fault:
                faults.append(fault)
                raise

        name = router.db_for_write(self.cache_model_class)
        # The transaction around it ends here, and not where its faults are swallowed.
        with transaction.atomic(using=name), connections[name].execute_wrapper(noted):
            is_written: bool = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]  # not in the stubs
        for fault in filter(is_out_of_space, faults):
            raise fault
        return is_written
