"""Values that programs push, many at once."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import Body, Header, Router, Schema
from pydantic import Field, StringConstraints, field_validator

from opendti_site.api.callers import ApiRequest, Caller, pushes
from opendti_site.api.problems import ProblemCode, problem_answer, refusal
from opendti_site.api.v1.schemas import ProblemOut, State
from opendti_site.api.v1.texts import REFUSALS_OF_READING
from opendti_site.feeds.actions import KeyReusedError, push_values, try_rows
from opendti_site.feeds.readings import PushedBatch, PushedRow, PushOutcome
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.queries import releases_on_shelf

router = Router(auth=pushes, tags=["values"])
MOST_ROWS = 10_000
KEY = re.compile(r"[\x21-\x7e]{1,100}", re.ASCII)
Code = Annotated[
    str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00-\x20]+$")
]


class RowIn(Schema):
    """One value of one item of a unit, for a period with both of its days."""

    unit: Code
    item: Code
    period_start: dt.date
    period_end: dt.date
    state: State = "given"
    value: Annotated[str, StringConstraints(max_length=10_000)] | None = Field(
        None,
        description="A decimal text `1234.5`, `1` or `0`, the code of an option, or a text; null unless given",
    )

    @field_validator("value", mode="before")
    @classmethod
    def write_number(cls, value: object) -> object:
        """Take a JSON number or truth as its text: a double is written with the digits that name it."""
        if isinstance(value, bool):
            return str(int(value))
        if isinstance(value, int) and abs(value) < 10**18:
            return str(value)
        return format(Decimal(repr(value)), "f") if isinstance(value, float) else value


class PushIn(Schema):
    """Values in the codes of one framework."""

    framework: Code = Field(description="Name and version, such as vn.moit.dti@2023")
    mode: Literal["all", "good_rows"] = Field(
        "all", description="`all`: none is recorded if a row is wrong"
    )
    dry_run: bool = Field(default=False, description="Check and record nothing")
    rows: list[RowIn] = Field(min_length=1, max_length=MOST_ROWS)


class RowFaultOut(Schema):
    """What is wrong with a row."""

    row: int = Field(description="From 0")
    field: str
    code: str
    detail: str


class PushOut(Schema):
    """What came of a push; a row that has no fault was recorded, or would be."""

    recorded: int
    refused: int
    dry_run: bool
    delivery: int | None
    rows: list[RowFaultOut]


class PushRefusedOut(ProblemOut):
    """A push that was refused for its rows."""

    recorded: int | None = None
    refused: int | None = None
    rows: list[RowFaultOut] | None = None


Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description="Needed unless `dry_run`; 1 to 100 visible ASCII signs",
    ),
]


@router.post(
    "/values",
    response={
        200: PushOut,
        **REFUSALS_OF_READING,
        400: ProblemOut,
        413: ProblemOut,
        422: PushRefusedOut,
    },
    url_name="values",
    summary="Push values, up to 10,000 at once",
)
def push(
    request: ApiRequest, body: Body[PushIn], idempotency_key: Key = ""
) -> HttpResponse | dict[str, Any]:
    """Record values; the same key and body give the same answer again, and record nothing twice."""
    caller = request.auth
    release = releases_on_shelf().defer(None).filter(identity=body.framework).first()
    if release is None:
        raise refusal(ProblemCode.FRAMEWORK_UNKNOWN)
    if not body.dry_run and not KEY.fullmatch(idempotency_key):
        raise refusal(ProblemCode.IDEMPOTENCY_KEY_MISSING)
    return _answer(
        request, _done(request, caller, release, body, idempotency_key), body
    )


def _done(
    request: HttpRequest,
    caller: Caller,
    release: FrameworkRelease,
    body: PushIn,
    key: str,
) -> PushOutcome:
    rows = tuple(PushedRow(**row.model_dump()) for row in body.rows)
    digest = sha256(request.body).hexdigest()
    batch = PushedBatch(rows, key, digest, good_rows_only=body.mode == "good_rows")
    account = caller.account
    if body.dry_run:
        return try_rows(account, release, batch)
    try:
        return push_values(account, release, batch, by=account.created_by)
    except KeyReusedError as reused:
        raise refusal(ProblemCode.IDEMPOTENCY_KEY_REUSED) from reused
    except PermissionDenied as denied:
        raise refusal(ProblemCode.OWNER_WITHOUT_RIGHT) from denied


def _answer(
    request: HttpRequest, outcome: PushOutcome, body: PushIn
) -> HttpResponse | dict[str, Any]:
    counts: dict[str, Any] = {
        "recorded": outcome.recorded,
        "refused": len(outcome.faults),
        "rows": [fault.as_answer() for fault in outcome.faults],
    }
    if outcome.is_refused:
        return problem_answer(request, ProblemCode.ROWS_REFUSED, **counts)
    return counts | {"dry_run": body.dry_run, "delivery": outcome.delivery}
