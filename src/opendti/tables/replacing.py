"""Atomic replacement of files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from opendti.errors import Fault, UsageError, cannot_write


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """
    Yield a temporary file beside the wanted one, and move it there if nothing was raised.

    On any error the wanted file is unchanged, and the temporary one is deleted.

    Raises
    ------
    UsageError
        Where nothing can be written there.
    """
    wanted = Path(path)
    if wanted.exists() and not wanted.is_file():
        raise UsageError(Fault("not_replaceable", file=str(wanted)))
    wanted = wanted.resolve()
    part = wanted.with_name(f".{wanted.name}.{os.getpid()}.part")
    try:
        part.touch()
        yield part
        part.replace(wanted)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        part.unlink(missing_ok=True)
