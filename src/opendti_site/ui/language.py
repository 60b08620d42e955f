"""The reader's language is in the address: Vietnamese at the root, others below /en/."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise, lazy
from django.utils.http import escape_leading_slashes

from opendti.definitions import Text
from opendti.faults.template import Language


def language_of_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in the language of the address, with links to addresses of the same language.

    A browser's own wish is no choice: office computers are often set to English, and their
    readers still read Vietnamese. The language is taken off the path before an address is
    looked up, and put before every address that is made meanwhile, as the folder of a site is.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        language, path = _split(request.path_info)
        if not path:
            return HttpResponsePermanentRedirect(
                request.get_full_path(force_append_slash=True)
            )
        root = get_script_prefix()
        request.LANGUAGE_CODE = language
        request.path_info = path
        translation.activate(language)
        set_script_prefix(root + _prefix(language).lstrip("/"))
        try:
            response = get_response(request)
        finally:
            set_script_prefix(root)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def _split(path: str) -> tuple[str, str]:
    """Return the language of a path and the rest of the path."""
    for language, _name in settings.LANGUAGES:
        prefix = _prefix(language)
        if prefix and (path == prefix[:-1] or path.startswith(prefix)):
            return language, path[len(prefix) - 1 :]
    return settings.LANGUAGE_CODE, path


def _prefix(language: str) -> str:
    """Return what a path of the language begins with: nothing, or /en/."""
    return "" if language == settings.LANGUAGE_CODE else f"/{language}/"


def in_language(path: str, language: str) -> str:
    """Return the path of the same page in a language; `path` as Django makes it, in any of them."""
    return escape_leading_slashes(_prefix(language)[:-1] + _split(path)[1])


def is_english() -> bool:
    """Whether the reader chose English."""
    return (translation.get_language() or settings.LANGUAGE_CODE).startswith("en")


def reader_language() -> Language:
    """Return the language of the page that is being written."""
    return "en" if is_english() else "vi"


def translated(text: Text | None) -> str:
    """Return a text of a framework in the reader's language; empty where there is none."""
    return text.in_language(reader_language()) if text else ""


lazily_translated: Callable[[Text | None], str] = lazy(translated, str)
"""A text of a framework, translated where it is shown."""


def local_name(name: str, name_en: str) -> str:
    """Return the English name for a reader of English where there is one."""
    return name_en if name_en and is_english() else name


def in_both_languages(words: str | Promise) -> set[str]:
    """Return what words of the interface are in each language, for lists that people bring in either."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(str(words))
    return found
