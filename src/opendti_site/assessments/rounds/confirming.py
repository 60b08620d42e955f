"""A step of a round that cannot be taken back: confirmed by who saw in numbers what it leaves undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from opendti_site.assessments.rounds.models import Round
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.confirming import TypedNameForm

Counts = Mapping[str, int]
Counting = Callable[[Round], Counts]
"""Counts what a step leaves undone, as the audit line then has it; may refuse the step."""


def uncounted(_round: Round) -> Counts:
    """Count nothing: the step is not asked for on a page."""
    return {}


def fingerprint_of(counts: Counts) -> str:
    """Return the figures as one text, which the page sends back."""
    return ".".join(str(counts[name]) for name in sorted(counts))


def as_seen(seen: str, count: Counting) -> Counting:
    """Return the count that refuses a step whose figures are not those that were `seen`."""

    def checked(round_: Round) -> Counts:
        counts = count(round_)
        if fingerprint_of(counts) != seen:
            raise ActionRefusedError(
                _("Số liệu của kỳ vừa thay đổi; hãy xem lại các số rồi xác nhận.")
            )
        return counts

    return checked


class StepForm(TypedNameForm):
    """The figures that were shown, and the title of the round where the step leaves anything undone."""

    def __init__(
        self, *args: Any, round_: Round, leaves_undone: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, name=round_.title, as_it_stands=False, **kwargs)
        if not leaves_undone:
            del self.fields["typed"]

    @property
    def seen(self) -> str:
        """The figures as the page had them."""
        return str(self.data.get("seen", ""))
