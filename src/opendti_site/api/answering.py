"""What every answer of the API has: the caller's language, a tag, and who may keep or read it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from opendti_site.api.problems import ProblemCode, problem_answer

ApiView = Callable[..., HttpResponse]
LANGUAGES = ("vi", "en")
ROOT_PATH = "/api/v1/"
PATHS = (ROOT_PATH, f"/en{ROOT_PATH}")
CODES = {
    400: ProblemCode.REQUEST_UNREADABLE,
    404: ProblemCode.NOT_FOUND,
    405: ProblemCode.METHOD_NOT_ALLOWED,
    500: ProblemCode.SERVER_ERROR,
}
"""What stands for a page of the site, by its status."""


def api_view(view: ApiView, *, is_public: bool) -> ApiView:
    """Wrap a view of ninja: no session and no form is behind a request, so neither counts here."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"  # the server leaves the body out
        with translation.override(language_of(request)):
            response = view(request, *args, **kwargs)
            if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                allowed = response.headers.get("Allow", "GET")
                response = problem_answer(request, ProblemCode.METHOD_NOT_ALLOWED)
                response["Allow"] = allowed
            response = _with_headers(request, response, is_public=is_public)
        request.method = asked
        return response

    return csrf_exempt(login_not_required(answer))


def refusals_as_problems(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer a program by a problem where the site would show a page: no address, unreadable text, a fault."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        code = CODES.get(response.status_code)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if not (code and is_page and request.path_info.startswith(PATHS)):
            return response
        with translation.override(language_of(request)):
            refused = problem_answer(request, code)
        if "Allow" in response.headers:
            refused["Allow"] = response.headers["Allow"]
        return _with_headers(request, refused, is_public=False)

    return answer


def language_of(request: HttpRequest) -> str:
    """Return the first language that the caller accepts and we have; Vietnamese if none."""
    header = request.headers.get("Accept-Language", "")
    for name, _weight in parse_accept_lang_header(header.lower()):
        language = name.partition("-")[0]
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def _with_headers(
    request: HttpRequest, response: HttpResponse, *, is_public: bool
) -> HttpResponse:
    is_kept = request.method == "GET" and response.status_code == HTTPStatus.OK
    language = translation.get_language() or LANGUAGES[0]
    if is_kept:
        tag = hashlib.sha256(language.encode() + response.content).hexdigest()[:32]
        response["ETag"] = f'"{tag}"'
        response = (
            get_conditional_response(request, response.headers["ETag"], None, response)
            or response
        )
    # "no-cache": kept, but asked about each time.
    scope = "public" if is_public else "private"
    response["Cache-Control"] = f"{scope}, no-cache" if is_kept else "no-store"
    response["Content-Language"] = language
    patch_vary_headers(response, ["Authorization", "Accept-Language"])
    if is_public:
        response["Access-Control-Allow-Origin"] = "*"
    return response
