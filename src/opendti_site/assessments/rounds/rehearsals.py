"""What marks a rehearsal of a round, and which rows go when it is thrown away."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from opendti.folding import fold
from opendti_site.assessments.rounds.enums import RoundOrigin, RoundState
from opendti_site.assessments.rounds.models import REHEARSAL_MARK, Round
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.findings import table_words
from opendti_site.audit.registry import is_sealed
from opendti_site.audit.rows import Reference

TITLE_LENGTH = 200


REHEARSED = (RoundState.DRAFT, RoundState.OPEN)
"""The states in which a round can be rehearsed: later its own forms are there to look at."""


def can_be_rehearsed(round_: Round) -> bool:
    """Return whether a round can be rehearsed now: while it is set up, or units fill in its forms."""
    return (
        not round_.is_rehearsal
        and round_.state in REHEARSED
        and round_.origin == RoundOrigin.COLLECTED
    )


def rehearsal_title(title: str) -> str:
    """Return a round's title with the mark of a rehearsal before it."""
    return f"{REHEARSAL_MARK} {title}"[:TITLE_LENGTH].strip()


def check_rehearsal_title(round_: Round, title: str) -> None:
    """Refuse a title without the mark for a rehearsal, and one with it for any other round."""
    if round_.is_rehearsal and not title.strip().startswith(REHEARSAL_MARK):
        words = _("Tên kỳ chạy thử phải bắt đầu bằng “%(mark)s”.")
        raise ValidationError({"title": words % {"mark": REHEARSAL_MARK}})
    # Whatever reads like the mark: in other letters it would pass for a rehearsal.
    if not round_.is_rehearsal and _reads_like_mark(title):
        words = _("Chỉ kỳ chạy thử mới có tên bắt đầu bằng “%(mark)s”.")
        raise ValidationError({"title": words % {"mark": REHEARSAL_MARK}})


def _reads_like_mark(title: str) -> bool:
    plain = unicodedata.normalize("NFKC", title)
    letters = "".join(each for each in fold(plain) if not each.isspace())
    return letters.startswith(fold(REHEARSAL_MARK).replace(" ", ""))


def refuse_rehearsal(round_: Round) -> None:
    """Refuse to let anything of a rehearsal out to units or the public."""
    if round_.is_rehearsal:
        raise ActionRefusedError(
            _(
                "Đây là kỳ chạy thử: không gửi thư cho đơn vị và không công bố được kết quả."
            )
        )


@dataclass(frozen=True, slots=True)
class RoundPart:
    """A table whose rows belong to rounds, and how they lead there."""

    model: type[models.Model]
    path: str

    @property
    def label(self) -> str:
        """Return the table's label, as seals name it."""
        return str(self.model._meta.label)  # noqa: SLF001 -- Django's documented name

    def rows_of(self, round_: Round) -> models.QuerySet[models.Model]:
        """Return the rows of a round, by a plain queryset: managers of frozen rows refuse to delete."""
        return models.QuerySet(self.model).filter(**{self.path: round_.pk})

    def references_in(self, round_: Round) -> list[Reference]:
        """Name the rows that are about to be deleted, for the seals; none of a table without seals."""
        if not is_sealed(self.label):
            return []
        keys = self.rows_of(round_).order_by("pk").values_list("pk", flat=True)
        return [Reference(self.model, key) for key in keys]


def parts_of_rounds() -> list[RoundPart]:
    """List all tables that lead to rounds by foreign keys, of whatever app, those that refer to others first.

    Found and not listed by hand: a table that is added later goes with the rehearsal it belongs to.
    """
    found: list[type[models.Model]] = []

    def visit(model: type[models.Model]) -> None:
        for child in _referring_to(model):
            if child not in found and child is not Round:
                visit(child)
        if model not in found:
            found.append(model)

    visit(Round)
    paths: dict[type[models.Model], str] = {Round: ""}
    for model in reversed(found[:-1]):
        paths[model] = _path_to_rounds(model, paths)
    return [RoundPart(model, paths[model]) for model in found[:-1]]


def _referring_to(model: type[models.Model]) -> Iterator[type[models.Model]]:
    """Yield the tables with a foreign key to a table, also where it has no name for them."""
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001 -- Django's documented name
        child = relation.related_model
        is_key = isinstance(relation, models.ManyToOneRel)
        if is_key and isinstance(child, type) and child is not model:
            yield child


def _path_to_rounds(
    model: type[models.Model], paths: Mapping[type[models.Model], str]
) -> str:
    """Return the lookup from a table to its round by a foreign key that every row has."""
    for column in model._meta.concrete_fields:  # noqa: SLF001 -- Django's documented name
        target = column.related_model
        if target in paths and not column.null and isinstance(target, type):
            above = paths[target]
            return f"{column.name}__{above}" if above else column.name
    message = f"{model.__name__} leads to rounds by columns alone that may be empty"
    raise LookupError(message)


def counts_in(round_: Round) -> list[tuple[str, int]]:
    """Return how many rows of each kind go with a rehearsal, in words, those that there are."""
    rows = [(part.label, part.rows_of(round_).count()) for part in parts_of_rounds()]
    return [(table_words(label), count) for label, count in reversed(rows) if count]
