"""
Untrusted files, read in a process that may die.

A parser of a strange file may crash, or take all memory or time there is. So every
reader of the product runs in a child process with limits on memory, processor time,
wall time and output, without the parent's environment, sockets or files. Whatever
happens there is one fault here.

The readers are named in `opendti.untrusted.readers`; nothing else opens a file that
a person chose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti.untrusted.client import ReaderResult, allow_fork, read_untrusted
    from opendti.untrusted.limits import Limits
    from opendti.untrusted.readers import READERS
    from opendti.untrusted.source import SourceFile, open_source

__all__ = [
    "READERS",
    "Limits",
    "ReaderResult",
    "SourceFile",
    "allow_fork",
    "open_source",
    "read_untrusted",
]

defer(__name__)
