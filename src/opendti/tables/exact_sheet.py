"""A sheet that holds numbers in full."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet


class ExactSheet(Worksheet):  # type: ignore[misc]  # the package has no types
    """
    A sheet whose numbers are read back to the last bit.

    XlsxWriter writes 16 digits, as Excel does; a double may need 17.
    """

    def _xml_number_element(
        self, number: float, attributes: Iterable[tuple[str, object]] = ()
    ) -> None:
        written = "".join(
            f' {key}="{self._escape_attributes(value)}"' for key, value in attributes
        )
        self.fh.write(f"<c{written}><v>{float(number)!r}</v></c>")
