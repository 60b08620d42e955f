"""Parses typed values; writes values as text for reading and for fields."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from opendti.errors import UnreadableError
from opendti.numeric.rounding import round_half_up
from opendti.numeric.text import (
    AmbiguousNumberError,
    format_number,
    parse_number,
    parse_truth,
)
from opendti.plan.bounds import value_fault, value_range
from opendti.plan.model import Plan, PlanItem
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.readings import ItemValue, ParsedInput
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.language import reader_language, translated

SMALL = 1000
"""Whole numbers below it have no marks that anyone could misread."""
DECIMALS = 10
EXACT = Decimal(1).scaleb(-DECIMALS)
MAX_ROUNDING = Decimal("1e-6")
"""The share of a number that keeping `DECIMALS` may change: 1/3 loses less, 1e-11 everything."""
NUMBERS = frozenset({"count", "number", "share"})


def parse_value(plan: Plan, item: str, typed: str) -> ParsedInput:
    """Read what was typed for an item; a fault is a sentence for beside the field."""
    facts = plan.item(item)
    text = typed.strip()
    if not text:
        return ParsedInput(None, AnswerState.BLANK)
    if facts.type == "text":
        return ParsedInput(None, AnswerState.GIVEN, text=text)
    if facts.type == "choice":
        return _choice(facts, text)
    if facts.type == "yes_no":
        return _yes_no(text)
    return _number(facts, text)


def write_value(plan: Plan, item: str, item_value: ItemValue) -> str:
    """Return a value as text for its field."""
    facts = plan.item(item)
    if item_value.state != AnswerState.GIVEN:
        return ""
    if facts.type == "text" or item_value.value is None:
        return item_value.text
    if facts.type == "choice":
        return facts.options[int(item_value.value)].code
    if facts.type == "yes_no":
        return "1" if item_value.value else "0"
    return _typeable(float(item_value.value), whole=facts.type == "count")


def _typeable(number: float, *, whole: bool) -> str:
    """Write a number in the reader's way, so that what is in a field can be typed there."""
    language = reader_language()
    grouped = format_number(number, DECIMALS, language, trim=True)
    marks = (".", ",") if language.startswith("vi") else (",", ".")
    plain = grouped.replace(marks[0], "")
    # "1.234" may be either; "1.2340" is not.
    ways = (grouped, plain, f"{plain}0" if marks[1] in plain else plain)
    wanted = round_half_up(number, DECIMALS)
    return next((way for way in ways if _reads_as(way, wanted, whole=whole)), plain)


def _reads_as(text: str, number: float, *, whole: bool) -> bool:
    try:
        return parse_number(text, whole=whole) == number
    except ValueError:
        return False


def show_value(plan: Plan, item: str, item_value: ItemValue) -> str:
    """Return a value as text for reading: the title of a choice, the label of a state."""
    facts = plan.item(item)
    if item_value.state != AnswerState.GIVEN:
        return (
            ""
            if item_value.state == AnswerState.BLANK
            else str(AnswerState(item_value.state).label)
        )
    if facts.type == "choice" and item_value.value is not None:
        return translated(facts.options[int(item_value.value)].title)
    if facts.type == "yes_no":
        return _("Có") if item_value.value else _("Không")
    if facts.type in NUMBERS and item_value.value is not None:
        return _plain(item_value.value)
    return write_value(plan, item, item_value)


def read_back(plan: Plan, item: str, item_value: ItemValue) -> str:
    """Write how a number was read, where its marks could be taken otherwise; thousands are spaced."""
    facts = plan.item(item)
    value = item_value.value
    is_number = facts.type in NUMBERS
    if value is None or item_value.state != AnswerState.GIVEN or not is_number:
        return ""
    if float(value).is_integer() and abs(value) < SMALL:
        return ""
    words = _spaced(value)
    return f"{words} = {_spaced(value * 100)} %" if facts.type == "share" else words


def _spaced(number: float) -> str:
    language = reader_language()
    text = format_number(number, DECIMALS, language, trim=True)
    return text.replace("." if language.startswith("vi") else ",", "\u202f")


def exact_value(plan: Plan, item: str, value: float | str | None) -> Decimal | None:
    """Return a value from a table as it is stored; an option's code becomes its index."""
    if value is None:
        return None
    if isinstance(value, str):
        parsed = parse_value(plan, item, value)
        if parsed.fault:
            message = f"{item}: {parsed.fault}"
            raise ActionRefusedError(message)
        return parsed.value
    stored = _stored(float(value))
    if stored is None:
        message = f"{item}: {_too_fine()}"
        raise ActionRefusedError(message)
    return stored


def write_points(number: float, decimals: int) -> str:
    """Write a number in the reader's language."""
    return format_number(number, decimals, reader_language())


def _number(facts: PlanItem, text: str) -> ParsedInput:
    is_whole = facts.type == "count"
    try:
        number = parse_number(text, whole=is_whole)
    except UnreadableError as error:
        return _fault(_unreadable(error, text, is_whole=is_whole))
    stored = _stored(number)
    fault = _out_of_range(facts, number) or ("" if stored is not None else _too_fine())
    return _fault(fault) if fault else ParsedInput(stored, AnswerState.GIVEN)


def _unreadable(error: UnreadableError, text: str, *, is_whole: bool) -> str:
    """Return how to write a number that cannot be read, or has two readings."""
    if isinstance(error, AmbiguousNumberError):
        large, small = error.readings
        words = (
            _(
                "“%(typed)s” có thể là %(large)s hoặc số lẻ %(small)s; ở đây cần số nguyên, hãy gõ %(large)s nếu đúng là số đó."
            )
            if is_whole
            else _(
                "“%(typed)s” có thể là %(large)s hoặc %(small)s; hãy gõ một trong hai."
            )
        )
        return words % {"typed": text, "large": large, "small": small}
    if error.fault.code == "number_beyond_bounds":
        return _("Số quá lớn.")
    if is_whole:
        return _("Cần một số nguyên, ví dụ 1.234.")
    return _("Cần một số, ví dụ 0,45 hoặc 1.234,5.")


def _out_of_range(facts: PlanItem, number: float) -> str:
    """Return the bound that a number breaks, in words; empty where it breaks none."""
    if value_fault(facts, number) is None:
        return ""
    lowest, highest = value_range(facts)
    if number < lowest:
        return _("Không được nhỏ hơn %(min)s.") % {"min": _plain(lowest)}
    hint = _(" Tỷ lệ ghi từ 0 đến 1 hoặc kèm dấu %.") if facts.type == "share" else ""
    return _("Không được lớn hơn %(max)s.") % {"max": _plain(highest)} + hint


def _stored(number: float) -> Decimal | None:
    """Return a number as the database keeps it; None where rounding would make it another one."""
    exact = Decimal(repr(number))
    kept = exact.quantize(EXACT)
    return kept if abs(kept - exact) <= abs(exact) * MAX_ROUNDING else None


def _too_fine() -> str:
    return _(
        "Số quá nhỏ: chỉ giữ được %(decimals)d chữ số thập phân; hãy dùng đơn vị tính khác."
    ) % {"decimals": DECIMALS}


def _choice(facts: PlanItem, text: str) -> ParsedInput:
    for index, option in enumerate(facts.options):
        if text == option.code:
            return ParsedInput(Decimal(index), AnswerState.GIVEN, text=option.code)
    return _fault(_("Hãy chọn một trong các phương án."))


def _yes_no(text: str) -> ParsedInput:
    try:
        return ParsedInput(Decimal(parse_truth(text)), AnswerState.GIVEN)
    except ValueError:
        return _fault(_("Hãy chọn Có hoặc Không."))


def _fault(message: str) -> ParsedInput:
    return ParsedInput(None, AnswerState.BLANK, message)


def _plain(number: float) -> str:
    return format_number(number, DECIMALS, reader_language(), trim=True)
