"""A sheet that takes formulas as they are."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class LiveSheet(Worksheet):  # type: ignore[misc]  # the package has no types
    """
    A sheet of a million formulas.

    XlsxWriter searches each formula for thirty functions of later spreadsheets, which
    takes four fifths of the time; ours are spelt for files already.
    """

    def _prepare_formula(
        self,
        formula: str,
        expand_future_functions: bool = False,  # noqa: FBT001, FBT002, ARG002 -- theirs
    ) -> str:
        return formula.removeprefix("=")
