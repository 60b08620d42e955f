"""
What an index is: a framework file read, checked, compared and fingerprinted.

A framework knows nothing of answers or scores. `load` turns a file into the
frozen data of `model` and reports every fault at once, with its line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti.definitions import Text
    from opendti.framework.diff import Change, diff
    from opendti.framework.fingerprint import fingerprint
    from opendti.framework.load import build_framework, load_framework, parse_framework
    from opendti.framework.model import Framework, Node

__all__ = [
    "Change",
    "Framework",
    "Node",
    "Text",
    "build_framework",
    "diff",
    "fingerprint",
    "load_framework",
    "parse_framework",
]

defer(__name__)
