"""
The digest of everything that an edition shows, computed from its rows as they lie in the database.

The canonical form: a line of JSON for the edition, one for each unit by code, one for each score
by unit and node. A column that is added later needs a new form, so that the digests of earlier
editions stay what they were. `opendti-edition-content-1` is that of an edition without English
texts, `-2` has them as well, `-3` also the mergers and splits of units: the rows alone say which,
so none of it can come or go unseen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from opendti_site.publication.models import Edition, EditionScore, EditionUnit
from opendti_site.results.bridge import canonical

FORMAT = "opendti-edition-content-1"
FORMAT_WITH_ENGLISH = "opendti-edition-content-2"
FORMAT_WITH_SUCCESSIONS = "opendti-edition-content-3"
EDITION = (
    "run",
    "round",
    "root",
    "slug",
    "title",
    "published_at",
    "published_by",
    "announced_on",
    "source_note",
    "source_url",
    "illustrative",
    "notes",
    "printed",
    "year",
    "round_title",
    "root_name",
    "root_name_en",
    "origin",
    "stage",
    "stages",
    "undecided",
    "framework_text",
    "fingerprint",
    "inputs",
    "inputs_digest",
    "engine_version",
    "previous__slug",
    "corrects__slug",
    "change_note",
)
ENGLISH = ("title_en", "source_note_en")
SUCCESSIONS = ("successions",)
UNIT = (
    "assessed",
    "code",
    "name",
    "name_en",
    "short_name",
    "kind",
    "block",
    "search_key",
)
SCORE = (
    "unit__code",
    "block",
    "node",
    "level",
    "points",
    "max_points",
    "value",
    "rank",
    "of",
    "band",
    "state",
    "self_points",
    "appraised_points",
    "final_points",
    "previous_value",
    "previous_rank",
)


def content_digest(edition: int) -> str:
    """Return the digest of the edition with this key, as the database gives its rows back."""
    digest = hashlib.sha256()
    for line in _lines(edition):
        digest.update(line.encode())
        digest.update(b"\n")
    return "sha256:" + digest.hexdigest()


def _lines(edition: int) -> Iterator[str]:
    found = Edition.objects.filter(pk=edition)
    form, columns = _form_of(found)
    yield form
    for row in found.values_list(*columns):
        yield canonical(_plain(row))
    # Sorted here: databases differ in how they order texts.
    units = EditionUnit.objects.filter(edition=edition).order_by()
    for row in sorted(units.values_list(*UNIT), key=itemgetter(UNIT.index("code"))):
        yield canonical(row)
    scores = EditionScore.objects.filter(edition=edition).order_by()
    by_node = itemgetter(SCORE.index("unit__code"), SCORE.index("node"))
    for row in sorted(scores.values_list(*SCORE), key=by_node):
        yield canonical(row)


def _form_of(found: QuerySet[Edition]) -> tuple[str, tuple[str, ...]]:
    """Return the form of the digest and its columns of the edition."""
    if any(any(row) for row in found.values_list(*SUCCESSIONS)):
        return FORMAT_WITH_SUCCESSIONS, (*EDITION, *ENGLISH, *SUCCESSIONS)
    if any(any(row) for row in found.values_list(*ENGLISH)):
        return FORMAT_WITH_ENGLISH, (*EDITION, *ENGLISH)
    return FORMAT, EDITION


def _plain(row: tuple[Any, ...]) -> list[Any]:
    return [
        value.astimezone(dt.UTC).isoformat()
        if isinstance(value, dt.datetime)
        else value.isoformat()
        if isinstance(value, dt.date)
        else value
        for value in row
    ]
