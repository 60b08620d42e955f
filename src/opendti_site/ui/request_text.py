"""
Text of a request, cleaned or refused before any view sees it.

A database takes no NUL, a program no number of 5,000 digits, and a reader no letters
that cannot be seen. What is harmless to drop is dropped: control characters, marks
that turn the direction of writing, blanks of no width. What may be a word somebody
meant is refused with a page that names the field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParser
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

MAX_DIGITS = 300
"""Digits in a row; a float has 309 at most, and Python refuses to read 4,301."""
MAX_MARKS = 30
"""Marks in a row, as many as Unicode's stream-safe texts have; Python sorts them in a time that grows by the square."""
SHOWN_NAME = 60
UNNAMED = "tệp"
# U+FFFD stands where Django found bytes that are no UTF-8.
_REFUSED = re.compile(rf"[\ufffd\ud800-\udfff]|\d{{{MAX_DIGITS + 1}}}")
_NO_ADDRESS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|\d{19}")
"""A row's number has 19 digits at most, and would need centuries for the last of them."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_KEPT = "\n\t"
_NO_XML = "\ufffe\uffff"
"""No characters, and the only ones beside control characters that no XML file takes: documents and sheets are such."""
_UNSEEN = {"Cc", "Cf"}
_MARKS = {"Mc", "Me", "Mn"}


class UnreadableTextError(ValueError):
    """Bytes that are no UTF-8, a number longer than any, or a heap of marks; its text is the field's name."""


def clean_text(text: str) -> str:
    """
    Compose the letters, and drop what nobody sees.

    Returns
    -------
    str
        In NFC; of the control characters it holds line feeds and tabs only, of the
        format characters (category Cf) none.

    Raises
    ------
    UnreadableTextError
        With a replacement character, which stands where bytes were no UTF-8, with
        half of a surrogate pair, with more than `MAX_DIGITS` digits in a row, or with
        more than `MAX_MARKS` marks upon one letter.
    """
    if _REFUSED.search(text):
        raise UnreadableTextError
    # Most of all texts: `isprintable` excludes every control character, and ASCII is NFC
    # already.
    if text.isascii() and text.isprintable():
        return text
    kept, marks = [], 0
    for letter in text:
        category = unicodedata.category(letter)
        if (category in _UNSEEN and letter not in _KEPT) or letter in _NO_XML:
            continue
        marks = marks + 1 if category in _MARKS else 0
        if marks > MAX_MARKS:
            raise UnreadableTextError
        kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


def clean_request_text(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Clean the address, the headers, the cookies, the fields and the names of files."""

    def answer(request: HttpRequest) -> HttpResponse:
        if _NO_ADDRESS.search(request.path_info):
            return _page(HTTPStatus.NOT_FOUND)
        _clean_headers(request)
        try:
            request.GET = _cleaned(request.GET)  # type: ignore[assignment]  # immutable again
            if request.method == "POST":
                # Set before POST is first read, for that is when Django parses.
                request.parse_file_upload = partial(_parsed, request)  # type: ignore[method-assign]  # Django names no parser of its own choice
                request.POST = _cleaned(request.POST)  # type: ignore[assignment]  # the same
                _clean_file_names(request)
        except UnreadableTextError as error:
            return _page(HTTPStatus.BAD_REQUEST, field=str(error))
        return get_response(request)

    return answer


class _Parser(MultiPartParser):
    """Keeps a file whose name is none, such as `..`: Django would drop it without a word."""

    def sanitize_file_name(self, file_name: str) -> str:
        return super().sanitize_file_name(file_name) or UNNAMED


def _parsed(
    request: HttpRequest, headers: Mapping[str, Any], body: Any
) -> tuple[QueryDict, MultiValueDict[str, UploadedFile[bytes]]]:
    """Read fields and files, as `HttpRequest.parse_file_upload` does."""
    handlers = request.upload_handlers
    return _Parser(headers, body, handlers, request.encoding).parse()


def _clean_headers(request: HttpRequest) -> None:
    """Drop control characters of headers, and cookies that hold any: a quoted one can."""
    for name, value in request.META.items():
        if name.startswith("HTTP_") and isinstance(value, str):
            request.META[name] = _CONTROL.sub("", value)
    for name in [
        key for key, value in request.COOKIES.items() if _CONTROL.search(value)
    ]:
        del request.COOKIES[name]


def _cleaned(fields: QueryDict) -> QueryDict:
    """Return the fields with names and values cleaned; the same ones where nothing changes."""
    pairs = [(name, value) for name, values in fields.lists() for value in values]
    cleaned = [
        (_clean_field(name, name), _clean_field(name, value)) for name, value in pairs
    ]
    # The same object: Django's own QueryDict keeps its encoding and its being immutable.
    if cleaned == pairs:
        return fields
    found = QueryDict(mutable=True, encoding=fields.encoding)
    for name, value in cleaned:
        found.appendlist(name, value)
    found._mutable = False  # noqa: SLF001 -- as Django's own parser leaves it
    return found


def _clean_field(name: str, text: str) -> str:
    """Clean a text, or refuse it by its field's name."""
    try:
        return clean_text(text)
    except UnreadableTextError:
        raise UnreadableTextError(_printable_name(name)) from None


def _printable_name(name: str) -> str:
    """Write a field's name so that a page can show it."""
    return "".join(filter(str.isprintable, name))[:SHOWN_NAME]


def _clean_file_names(request: HttpRequest) -> None:
    for name, files in request.FILES.lists():
        for file in files:
            file.name = _clean_field(name, file.name or "") or "-"


def _page(status: HTTPStatus, field: str | None = None) -> HttpResponse:
    """Answer without menus: who asks is not known yet."""
    about = {"status": "text" if field is not None else int(status), "field": field}
    return HttpResponse(render_to_string("ui/failure.html", about), status=status)
