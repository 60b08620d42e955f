"""The whole of version 1, and how it refuses."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from opendti_site.api.answering import ROOT_PATH
from opendti_site.api.problems import (
    PROBLEM_JSON,
    ProblemCode,
    ProblemError,
    problem_answer,
)
from opendti_site.api.v1 import (
    editions,
    frameworks,
    results,
    rounds,
    submissions,
    units,
    values,
)

DESCRIPTION = """Rounds, units, frameworks, values, results and published editions of OpenDTI.

Values are decimal texts, exact to the last digit; points and scores are JSON numbers as computed."""


class ApiRoot(NinjaAPI):
    """Version 1: its description names the type of refusals as they are served."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """Return what every address begins with."""
        del path_params
        return ROOT_PATH

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the description of every address."""
        schema = super().get_openapi_schema(**kwargs)
        operations = (
            o for methods in schema["paths"].values() for o in methods.values()
        )
        for operation in operations:
            for status, answer in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    answer["content"] = {
                        PROBLEM_JSON: answer["content"]["application/json"]
                    }
        return schema


renderer = JSONRenderer()
renderer.json_dumps_params = {"ensure_ascii": False}  # Vietnamese as it is read
api = ApiRoot(
    renderer=renderer,
    title="OpenDTI",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api_v1",
)
for part in (units, frameworks, rounds, submissions, results, values, editions):
    api.add_router("", part.router)


@api.exception_handler(ProblemError)
def _problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    return problem_answer(request, error.code, **error.more)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem_answer(request, ProblemCode.NOT_FOUND)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem_answer(request, ProblemCode.REQUEST_INVALID, errors=_faults(error))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return problem_answer(request, ProblemCode.BODY_TOO_LARGE)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, _error: HttpError) -> HttpResponse:
    return problem_answer(request, ProblemCode.BODY_UNREADABLE)


def _faults(error: ValidationError) -> list[dict[str, Any]]:
    """Return each fault with where it is and its kind, without what was sent."""
    return [
        {
            "pointer": "/".join(str(part) for part in fault["loc"]),
            "code": str(fault["type"]),
            "detail": str(fault["msg"]),
        }
        for fault in error.errors[:100]
    ]
