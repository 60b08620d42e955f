"""The result of every reader: a header, columns by position, and the first row's number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO

import polars as pl


@dataclass(frozen=True, slots=True)
class Grid:
    """
    Cells without meaning: the header and columns as read.

    `header` may repeat a name or leave one empty; the columns of `frame` are in the
    header's order under names that mean nothing. `first_row` is the number that a
    person sees beside the first row below the header.
    """

    header: tuple[str, ...]
    frame: pl.DataFrame
    first_row: int = 2

    def send(self, out: BinaryIO) -> dict[str, Any]:
        """Write the frame as an Arrow stream, and return the rest as JSON holds it."""
        names = [f"c{number}" for number in range(self.frame.width)]
        frame = self.frame.rename(dict(zip(self.frame.columns, names, strict=True)))
        frame.write_ipc_stream(out)
        return {"header": list(self.header), "first_row": self.first_row}

    @classmethod
    def receive(cls, data: dict[str, Any], out: BinaryIO) -> Grid:
        """Return the grid that `send` wrote."""
        # The stream is read by one thread: the file format would start a pool of them,
        # and a process with a pool can fork no more.
        return cls(tuple(data["header"]), pl.read_ipc_stream(out), data["first_row"])
