"""A folder in which the web processes of one `opendti serve` add up what they count."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def shared_figures(processes: int) -> Iterator[None]:
    """Make the folder, name it to the processes that start meanwhile, and remove it at the end.

    One process needs none, and a folder that somebody else has named is theirs.
    """
    if processes == 1 or VARIABLE in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="opendti-figures-") as folder:
        os.environ[VARIABLE] = folder
        try:
            yield
        finally:
            del os.environ[VARIABLE]
