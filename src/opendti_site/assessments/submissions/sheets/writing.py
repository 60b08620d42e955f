"""Writes a form as a spreadsheet: one row an item, blanks as blanks."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.utils import timezone
from django.utils.translation import gettext as _

from opendti.folding import fold
from opendti.plan.model import PlanItem
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.bridge import (
    plan_of_round,
    show_value,
    write_value,
)
from opendti_site.assessments.submissions.cards import groups_of
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.sheets.book import BookRow, FormBook
from opendti_site.assessments.submissions.sheets.columns import (
    CODE,
    COMMENT,
    MARK,
    REASON,
    STATE,
    VALUE,
    RowMark,
)
from opendti_site.assessments.submissions.stages import value_of
from opendti_site.frameworks.bridge import Plan
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.ui.language import translated

IN_WORDS = {AnswerState.NOT_APPLICABLE, AnswerState.NOT_MEASURED}
"""States that a cell names; a given value and a blank show themselves."""


def filled_sheet(submission: Submission) -> bytes:
    """Return the form as a spreadsheet in the reader's language."""
    plan = plan_of_round(submission.round)
    answers = {row.item: row for row in submission.answers.all()}
    cited = _citations(submission)
    rows: list[BookRow] = []
    for group in groups_of(submission):
        for sheet in group.sheets:
            for item in sheet.items:
                answer = answers.get(item.id)
                cells = {
                    CODE: item.id,
                    "criterion": f"{sheet.code}. {translated(sheet.title)}",
                    "title": translated(item.title),
                    "guide": _guide(item),
                    **cells_of(plan, item, answer),
                    "evidence": cited[sheet.code],
                }
                version = answer.version if answer else 0
                mark = RowMark.of(submission, item.id, version, cells)
                cells[MARK] = str(mark)
                options, states = option_words(item), _states(sheet, answer)
                rows.append(BookRow(cells, options, states))
    book = FormBook(
        title=submission.round.title,
        unit=str(submission.unit),
        created=timezone.now(),
        rows=rows,
    )
    return book.as_xlsx()


def cells_of(plan: Plan, item: PlanItem, answer: Answer | None) -> dict[str, str]:
    """Return the cells of an answer in which people write."""
    if answer is None:
        return dict.fromkeys((VALUE, STATE, REASON, COMMENT), "")
    # What could not be read is shown as it was typed, as in the form.
    value = answer.rejected or _value(plan, item, answer)
    in_words = answer.state in IN_WORDS and not answer.rejected
    return {
        VALUE: value,
        STATE: str(AnswerState(answer.state).label) if in_words else "",
        REASON: answer.reason,
        COMMENT: answer.comment,
    }


def _value(plan: Plan, item: PlanItem, answer: Answer) -> str:
    value = value_of(answer)
    if answer.state != AnswerState.GIVEN:
        return ""
    if item.type == "choice" and value.value is not None:
        return option_words(item)[int(value.value)]
    if item.type == "yes_no":
        return show_value(plan, item.id, value)
    return write_value(plan, item.id, value)


def option_words(item: PlanItem) -> list[str]:
    """Return what the list of a value's cell offers: an option's title, or its code where titles are alike."""
    if item.type == "yes_no":
        return [_("Có"), _("Không")]
    titles = [translated(option.title) for option in item.options]
    times = Counter(map(fold, titles))
    codes = {option.code for option in item.options}
    return [
        # A title that is the code of an option would be read as that one.
        title if times[fold(title)] == 1 and title not in codes else option.code
        for title, option in zip(titles, item.options, strict=True)
    ]


def _states(sheet: CriterionSheet, answer: Answer | None) -> list[str]:
    """Return the states that a cell may take: those that a person gives, and the one it has."""
    states = [AnswerState.GIVEN, AnswerState.BLANK]
    if sheet.criterion.may_not_apply:
        states.append(AnswerState.NOT_APPLICABLE)
    if answer and AnswerState(answer.state) not in states:
        states.append(AnswerState(answer.state))
    return [str(state.label) for state in states]


def _guide(item: PlanItem) -> str:
    """Say in words what a cell takes, and how the framework explains it."""
    guidance = translated(item.guidance)
    return f"{_kind(item)}. {guidance}" if guidance else _kind(item)


def _kind(item: PlanItem) -> str:
    if item.type == "choice":
        return _("Một trong: %(words)s") % {"words": "; ".join(option_words(item))}
    kinds = {
        "count": _("Số nguyên"),
        "share": _("Tỷ lệ từ 0 đến 1 hoặc kèm dấu %"),
        "number": _("Số"),
        "yes_no": _("Có hoặc Không"),
        "text": _("Chữ"),
    }
    kind, unit = kinds[item.type], translated(item.unit)
    return f"{kind} ({unit})" if unit else kind


def _citations(submission: Submission) -> dict[str, str]:
    """Return the documents that each criterion cites, as words."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    links = submission.evidence_links.select_related("document", "request")
    for link in links:
        if link.counts:
            note = f" ({link.note})" if link.note else ""
            found[link.criterion].append(f"{link.document}{note}")
    return defaultdict(str, {code: "; ".join(each) for code, each in found.items()})
