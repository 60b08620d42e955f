"""The refusals that addresses document."""

from __future__ import annotations

from opendti_site.api.v1.schemas import ProblemOut

REFUSALS_OF_STRANGERS = {
    400: ProblemOut,
    405: ProblemOut,
    422: ProblemOut,
    429: ProblemOut,
}
REFUSALS_OF_READING = {401: ProblemOut, 403: ProblemOut, **REFUSALS_OF_STRANGERS}
REFUSALS_OF_ONE = {404: ProblemOut, **REFUSALS_OF_READING}
