"""The reader's language: Vietnamese, unless a cookie remembers another choice."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


def chosen_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Speak the language that was chosen here; a browser's own wish is no choice.

    Office computers are often set to English, and their readers still read Vietnamese.
    """
    known = dict(settings.LANGUAGES)

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        translation.activate(language)
        response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def is_english() -> bool:
    """Whether the reader chose English."""
    return (translation.get_language() or settings.LANGUAGE_CODE).startswith("en")


def local_name(name: str, name_en: str) -> str:
    """Return the English name for a reader of English where there is one."""
    return name_en if name_en and is_english() else name


def remember_language(response: HttpResponse, language: str) -> None:
    """Set the cookie on an answer."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
