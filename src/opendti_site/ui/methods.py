"""The methods that pages offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseNotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponseBase]

OFFERED = ("GET", "HEAD", "POST")


def only_known_methods(get_response: Answer) -> Answer:
    """Refuse every method that no page is written for, before a view could take it for reading."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method not in OFFERED:
            return HttpResponseNotAllowed(OFFERED)
        return get_response(request)

    return answer
