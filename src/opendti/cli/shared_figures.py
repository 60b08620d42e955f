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

    One process needs none, and a folder that somebody else has named is theirs. Where nothing
    can be written, each process counts for itself: figures are no reason not to serve.
    """
    folder = None if processes == 1 or VARIABLE in os.environ else _new_folder()
    if folder is None:
        yield
        return
    with folder as path:
        os.environ[VARIABLE] = path
        try:
            yield
        finally:
            del os.environ[VARIABLE]


def _new_folder() -> TemporaryDirectory[str] | None:
    try:
        return TemporaryDirectory(prefix="opendti-figures-")
    except OSError:
        return None
