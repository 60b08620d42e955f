"""Values from programs, checked against the items of a framework."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from opendti.numeric.ranges import WHOLE_TYPES
from opendti.plan.bounds import value_range
from opendti.plan.model import PlanItem
from opendti_site.frameworks.bridge import FrameworkSource, describe
from opendti_site.ui.request_text import UnreadableTextError, clean_text

NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?", re.ASCII)
"""As JSON writes numbers, and as many digits as are kept: a program has no other marks."""
TRUTHS = {"1": Decimal(1), "true": Decimal(1), "0": Decimal(0), "false": Decimal(0)}
LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value as it was read: a number, or a text; or the code of a fault."""

    value: Decimal | None = None
    text: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ItemReader:
    """An item of a framework: what may be sent for it."""

    item: PlanItem
    lowest: float
    highest: float
    may_not_apply: bool

    def read(self, sent: str) -> ReadValue:
        """Read a value as a program writes it."""
        if self.item.type == "text":
            return _read_text(sent)
        if self.item.type == "choice":
            codes = {option.code for option in self.item.options}
            return ReadValue(text=sent) if sent in codes else _fault("option_expected")
        if self.item.type == "yes_no":
            truth = TRUTHS.get(sent)
            return _fault("truth_expected") if truth is None else ReadValue(truth)
        return self._read_number(sent)

    def _read_number(self, sent: str) -> ReadValue:
        if not NUMBER.fullmatch(sent):
            return _fault("number_expected")
        number = Decimal(sent)
        if self.item.type in WHOLE_TYPES and number != number.to_integral_value():
            return _fault("whole_number_expected")
        if not self.lowest <= float(number) <= self.highest:
            return _fault("number_outside")
        return ReadValue(number)


def readers_of(framework: FrameworkSource) -> dict[str, ItemReader]:
    """Return the readers of a framework's items by their ids."""
    return {
        item.id: ItemReader(item, *value_range(item), sheet.criterion.may_not_apply)
        for sheet in describe(framework).criteria()
        for item in sheet.items
    }


def _read_text(sent: str) -> ReadValue:
    if len(sent) > LONGEST_TEXT:
        return _fault("text_unreadable")
    try:
        text = clean_text(sent).strip()
    except UnreadableTextError:
        return _fault("text_unreadable")
    return ReadValue(text=text) if text else _fault("value_missing")


def _fault(code: str) -> ReadValue:
    return ReadValue(fault=code)
