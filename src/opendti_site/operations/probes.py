"""Addresses for machines that watch the site, answered before all that is meant for people.

A probe reaches a process by its number and without a certificate, so these addresses are not
redirected to HTTPS and take any host. They read no cookie and write nothing. For every other
address both still hold. The token of the figures has been sent by the time that a redirect
could protect it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from opendti_site.ui.request_text import clean_request_text

Answer = Callable[[HttpRequest], HttpResponseBase]

PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
IS_PROBE = "opendti.is_probe"
"""In the META of a request that came by one of the three addresses, exactly."""


def probes_first(get_response: Answer) -> Answer:
    """Answer a probe; hand on all other requests. What a probe sends is cleaned as any text is."""
    probe = clean_request_text(_answer_of)

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PROBES:
            return get_response(request)
        request.resolver_match = resolve(request.path_info)
        request.META[IS_PROBE] = True
        response = probe(request)
        # Django would log each answer of 503 as an error, every few seconds.
        response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 -- Django's own mark
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return answer


def _answer_of(request: HttpRequest) -> HttpResponse:
    answered: HttpResponse = resolve(request.path_info).func(request)
    return answered
