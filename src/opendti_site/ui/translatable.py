"""The type of words that are put into the reader's language when they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    # What `gettext_lazy` returns has a name in the stubs of Django alone.
    from django.utils.functional import _StrPromise

    StrOrPromise = str | _StrPromise
else:
    StrOrPromise = str | Promise
