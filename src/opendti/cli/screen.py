"""Tables and waiting on a terminal; plain text, and no waiting, in a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_PIPE_WIDTH = 160


def screen(*, stderr: bool = False) -> Console:
    """Return a console; a pipe is wide, so that no name is cut."""
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console = Console(
            stderr=stderr, highlight=False, markup=False, emoji=False, width=_PIPE_WIDTH
        )
    return console


@contextmanager
def waiting(message: str) -> Iterator[None]:
    """Show on a terminal that work is going on; nothing in a pipe."""
    console = screen(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(message):
        yield


def table(*columns: tuple[str, str]) -> Table:
    """Make a table of columns, each a header and "left" or "right"."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    for header, side in columns:
        if side == "right":
            made.add_column(header, justify="right", no_wrap=True)
        else:
            made.add_column(header, overflow="fold")
    return made
