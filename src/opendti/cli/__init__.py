"""
The command line: one file a verb, each of them a few lines over the engine.

Owns the words *verb* and *exit code*: 0 done, 1 the data are at fault, 2 wrong use.
Faults go to stderr, one line each; nothing here computes. Heavy imports wait inside
the verbs, so that help and completion answer at once.
"""

from __future__ import annotations

from opendti.cli.entry import app, main

__all__ = ["app", "main"]
