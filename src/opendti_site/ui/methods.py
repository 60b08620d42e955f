"""The methods that pages offer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseNotAllowed
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
