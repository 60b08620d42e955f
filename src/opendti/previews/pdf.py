"""
Readers of PDF: what a file is like, and the picture of one page.

They run in the child process of `opendti.untrusted`. PDFium as it is built for pypdfium2 has no
engine for scripts, and no action of a document is run.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from opendti.previews.encoding import scale_for, write_picture
from opendti.untrusted import SourceFile

_POINTS_TO_PIXELS = 2.0
"""144 dots per inch, where the limits of a picture allow it."""
_PAGES_WITH_TEXT = 5
"""How many pages are searched for text."""
_LETTERS = 20
"""A scanner's stamp or a page number alone is not the text of a document."""
_STATES = {
    pdfium_c.FPDF_ERR_PASSWORD: "locked",
    pdfium_c.FPDF_ERR_SECURITY: "locked",
}


class _UnreadablePdfError(Exception):
    """A PDF that cannot be opened; `state` is "locked" or "damaged"."""

    def __init__(self, state: str = "damaged") -> None:
        super().__init__(state)
        self.state = state


def read_pdf_facts(source: SourceFile, out: BinaryIO) -> dict[str, Any]:  # noqa: ARG001 -- a reader's shape
    """
    Return what a PDF is like.

    Returns
    -------
    dict
        `state`: "readable", "no_text" (pictures of pages, as a scanner makes them), "locked" or
        "damaged"; `pages`: how many there are, 0 where it cannot be opened.
    """
    try:
        with _opened(source) as pdf:
            state = "readable" if _has_text(pdf) else "no_text"
            return {"state": state, "pages": len(pdf)}
    except _UnreadablePdfError as error:
        return {"state": error.state, "pages": 0}


def read_pdf_page(source: SourceFile, out: BinaryIO, *, page: int) -> dict[str, Any]:
    """
    Write the picture of a page.

    Parameters
    ----------
    page
        Its number, from 1.

    Returns
    -------
    dict
        `state`: "shown", "locked", "damaged" or "no_page"; of one that is shown `type`, `width`
        and `height`.
    """
    try:
        with _opened(source) as pdf:
            if not 1 <= page <= len(pdf):
                return {"state": "no_page"}
            return {"state": "shown"} | _rendered(pdf, page, out)
    except _UnreadablePdfError as error:
        return {"state": error.state}


@contextmanager
def _opened(source: SourceFile) -> Iterator[Any]:
    try:
        # Not by its path: PDFium would resolve it, and a nameless file has no other.
        pdf = pdfium.PdfDocument(source.read())
    except pdfium.PdfiumError as error:
        state = _STATES.get(getattr(error, "err_code", None), "damaged")
        raise _UnreadablePdfError(state) from None
    try:
        if not len(pdf):
            raise _UnreadablePdfError
        # What a form or a visible signature shows is drawn only so.
        pdf.init_forms()
        yield pdf
    except pdfium.PdfiumError:
        raise _UnreadablePdfError from None
    finally:
        pdf.close()


def _has_text(pdf: Any) -> bool:
    """Return whether one of the first pages has text and not only pictures."""
    letters = 0
    for index in range(min(len(pdf), _PAGES_WITH_TEXT)):
        text = pdf[index].get_textpage().get_text_range()
        letters += sum(not letter.isspace() for letter in text)
        if letters >= _LETTERS:
            return True
    return False


def _rendered(pdf: Any, page: int, out: BinaryIO) -> dict[str, Any]:
    sheet = pdf[page - 1]
    width, height = sheet.get_size()
    if not (math.isfinite(width) and math.isfinite(height) and min(width, height) > 0):
        raise _UnreadablePdfError
    scale = min(scale_for(width, height), _POINTS_TO_PIXELS)
    picture = sheet.render(scale=scale, rev_byteorder=True).to_pil()
    return dict(write_picture(picture.convert("RGB"), out))
