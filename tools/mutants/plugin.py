"""A pytest plugin: run a list of tests in its order, within a limit of memory."""

from __future__ import annotations

import json
import os
import resource
from pathlib import Path

import pytest

CHOSEN = "OPENDTI_MUTANTS_CHOSEN"
"""A JSON list of test ids: only these run, in this order."""
MEMORY = 4 << 30
"""Bytes that a mutant may fill: an endless list fails before the machine does."""


def limit_memory() -> None:
    """Let this process and its children fill no more than MEMORY."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def pytest_configure() -> None:
    """Set the limit before anything of the product is imported."""
    limit_memory()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the chosen tests, in their order."""
    chosen = json.loads(Path(os.environ[CHOSEN]).read_text())
    order = {nodeid: index for index, nodeid in enumerate(chosen)}
    kept = [item for item in items if item.nodeid in order]
    items[:] = sorted(kept, key=lambda item: order[item.nodeid])
