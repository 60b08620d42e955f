"""Where the parts of a framework come from, and how much each may claim."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from opendti.definitions import Definition, Text

Status = Literal["official", "adapted", "illustrative"]
Mark = Literal["exact", "partial", "inferred"]


class Source(Definition):
    """Where a text or a number was read."""

    title: Text
    url: str | None = None
    date: str | None = None
    mark: Mark = "exact"
    note: Text | None = None


class LegalBasis(Definition):
    """
    A document that the framework rests on.

    `mark` says how its number, date and issuer are known: read, in part, or inferred. Only
    a document that was read may stand as the decision whose annex the framework is.
    """

    document: str
    mark: Mark = "exact"
    date: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None = None
    issuer: Text | None = None
    title: Text | None = None
    url: str | None = None
    note: Text | None = None
