"""Reads a form's spreadsheet into the changes that it would make, or all its faults."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from opendti.folding import fold
from opendti.naming import tidy
from opendti.plan.model import PlanItem
from opendti.scoring.words import STATE_WORDS
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.actions.saving import MAX_COMMENT
from opendti_site.assessments.submissions.bridge import (
    parse_value,
    plan_of_round,
    show_value,
)
from opendti_site.assessments.submissions.cards import groups_of
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.readings import ItemValue, ParsedInput
from opendti_site.assessments.submissions.sheets.columns import (
    CODE,
    COMMENT,
    HEADINGS,
    MARK,
    REASON,
    REQUIRED,
    STATE,
    VALUE,
    RowMark,
    known_headings,
)
from opendti_site.assessments.submissions.stages import value_of
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.ui.list_tables.bridge import (
    ListFault,
    ListRefusedError,
    ListRow,
    ListTable,
)
from opendti_site.ui.list_tables.faults import header_faults
from opendti_site.ui.text import has_words

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class SheetChange:
    """What a row changes: the answer as it is and as it would be; `theirs` where somebody saved meanwhile."""

    item: PlanItem
    sheet: CriterionSheet
    before: str
    after: str
    comment_before: str
    comment_after: str
    posted: PostedField
    version: int
    theirs: Answer | None

    @property
    def comment_changes(self) -> bool:
        """Whether the words on a change of the value are others."""
        return self.comment_before != self.comment_after


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that somebody changed, with what its cells say."""

    number: int
    item: PlanItem
    sheet: CriterionSheet
    cells: dict[str, str]
    mark: RowMark
    state: str


def changes_in(submission: Submission, table: ListTable) -> list[SheetChange]:
    """Return what a file would change; raise ListRefusedError with everything that is wrong."""
    return _Reading(submission, table).changes()


class _Reading:
    """One reading of one file, against the answers as they are now."""

    def __init__(self, submission: Submission, table: ListTable) -> None:
        self.submission = submission
        self.plan = plan_of_round(submission.round)
        self.answers = {
            row.item: row for row in submission.answers.prefetch_related("updated_by")
        }
        self.items = {
            item.id: (item, sheet)
            for group in groups_of(submission)
            for sheet in group.sheets
            for item in sheet.items
        }
        self.table = with_headings(table)
        self.faults: list[ListFault] = []

    def changes(self) -> list[SheetChange]:
        """Read every row; a fault of one hides no fault of another."""
        names = [str(HEADINGS[key]) for key in HEADINGS]
        required = [str(HEADINGS[key]) for key in REQUIRED]
        self.faults = header_faults(self.table, names, required)
        if self.faults:
            raise ListRefusedError(self.faults)
        rows = self._rows()
        self._check_claims(rows)
        found = [self._change(row) for row in rows if self._is_touched(row)]
        if self.faults:
            raise ListRefusedError(
                sorted(self.faults, key=lambda fault: fault.row or 0)
            )
        return [change for change in found if change is not None]

    def _fault(self, number: int, key: str, message: str) -> None:
        heading = str(HEADINGS[key])
        self.faults.append(ListFault(self.table.name, number, heading, message))

    def _rows(self) -> list[_Row]:
        rows = []
        times = Counter(self._cells(row)[CODE] for row in self.table.rows)
        for line in self.table.rows:
            cells = self._cells(line)
            known = self.items.get(cells[CODE])
            if known is None:
                words = _("Hồ sơ này không có mã số liệu “%(code)s”.")
                self._fault(line.number, CODE, words % {"code": cells[CODE][:80]})
                continue
            if times[cells[CODE]] > 1:
                self._fault(line.number, CODE, _("Mã số liệu này có ở nhiều dòng."))
                continue
            mark = self._mark(line.number, cells)
            if mark is not None:
                state = self._state(line.number, cells)
                rows.append(_Row(line.number, *known, cells, mark, state))
        return rows

    @staticmethod
    def _cells(line: ListRow) -> dict[str, str]:
        return {key: line.cells.get(str(HEADINGS[key]), "") for key in REQUIRED}

    def _mark(self, number: int, cells: dict[str, str]) -> RowMark | None:
        """Return a row's mark, if it is of this form as its framework is now."""
        mark = RowMark.read(cells[MARK])
        own = RowMark.of(self.submission, cells[CODE], 0, cells)
        if mark is None:
            words = _("Dấu của tệp bị mất hoặc bị sửa; hãy tải lại tệp từ hồ sơ.")
        elif mark.form != own.form:
            words = _("Tệp này của hồ sơ khác (đơn vị khác hoặc kỳ khác).")
        elif mark.framework != own.framework:
            words = _("Bộ chỉ số của kỳ đã sửa sau khi tải tệp; hãy tải lại tệp.")
        else:
            return mark
        self._fault(number, MARK, words)
        return None

    def _state(self, number: int, cells: dict[str, str]) -> str:
        """Read the state; an empty cell follows the value."""
        has_value = bool(cells[VALUE])
        by_value = AnswerState.GIVEN if has_value else AnswerState.BLANK
        state = _states().get(fold(cells[STATE]), "") if cells[STATE] else by_value
        if not state:
            words = _("Cần để trống hoặc ghi “%(word)s”.")
            label = AnswerState.NOT_APPLICABLE.label
            self._fault(number, STATE, words % {"word": label})
        elif has_value != (state == AnswerState.GIVEN):
            words = _("Giá trị và trạng thái trái nhau; chỉ giữ một trong hai.")
            self._fault(number, STATE, words)
        return state or by_value

    def _is_touched(self, row: _Row) -> bool:
        own = RowMark.of(self.submission, row.item.id, row.mark.version, row.cells)
        return own.cells != row.mark.cells

    def _check_claims(self, rows: Sequence[_Row]) -> None:
        """Insist that a criterion that does not apply says so, with a reason, in all its rows."""
        by_item = {row.item.id: row for row in rows}
        for row in rows:
            if row.state != AnswerState.NOT_APPLICABLE or not self._is_touched(row):
                continue
            others = [by_item.get(item.id) for item in row.sheet.items]
            if not row.sheet.criterion.may_not_apply:
                words = _("Tiêu chí này không nhận đề nghị “không áp dụng”.")
                self._fault(row.number, STATE, words)
            elif any(each is None or each.state != row.state for each in others):
                words = _("Mọi dòng của tiêu chí phải cùng ghi “không áp dụng”.")
                self._fault(row.number, STATE, words)
            elif not has_words(row.cells[REASON]):
                self._fault(row.number, REASON, _("Hãy ghi lý do không áp dụng."))

    def _change(self, row: _Row) -> SheetChange | None:
        """Return what a touched row changes; None where it has a fault, or says what is saved."""
        answer = self.answers.get(row.item.id)
        parsed = self._parsed(row, answer)
        if parsed is None:
            return None
        comment = row.cells[COMMENT]
        before = answer.comment if answer else ""
        after_value = self._words(row.item, parsed, row.state, row.cells[REASON])
        if self._is_same(row, answer, parsed) and tidy(before) == comment:
            return None
        posted = PostedField(
            text="",
            version=row.mark.version,
            state=row.state,
            reason=row.cells[REASON],
            comment=None if tidy(before) == comment else comment,
        )
        version = answer.version if answer else 0
        return SheetChange(
            item=row.item,
            sheet=row.sheet,
            before=self._words_of(row.item, answer),
            after=after_value,
            comment_before=before,
            comment_after=before if posted.comment is None else comment,
            posted=replace(posted, text=_typed(row, parsed, answer)),
            version=version,
            theirs=answer if version != row.mark.version else None,
        )

    def _parsed(self, row: _Row, answer: Answer | None) -> ParsedInput | None:
        """Read a row's value; None where it has a fault."""
        count = len(self.faults)
        self._check_texts(row)
        self._check_state(row, answer)
        text = row.cells[VALUE] if row.state == AnswerState.GIVEN else ""
        parsed = parse_value(self.plan, row.item.id, _option(row.item, text))
        if parsed.fault:
            self._fault(row.number, VALUE, parsed.fault)
        return parsed if len(self.faults) == count else None

    def _check_texts(self, row: _Row) -> None:
        for key in (VALUE, REASON, COMMENT):
            if CONTROL.search(row.cells[key]):
                self._fault(row.number, key, _("Có ký tự điều khiển; hãy gõ lại."))
        for key in (REASON, COMMENT):
            if len(row.cells[key]) > MAX_COMMENT:
                words = _("Dài quá %(limit)d ký tự.") % {"limit": MAX_COMMENT}
                self._fault(row.number, key, words)

    def _check_state(self, row: _Row, answer: Answer | None) -> None:
        """Insist that the state, its reason and the words on a change fit each other."""
        was = answer.state if answer else AnswerState.BLANK
        if row.state == AnswerState.NOT_MEASURED and was != row.state:
            words = _("“%(state)s” chỉ đến từ nguồn đo; hãy để trống hoặc ghi giá trị.")
            label = AnswerState.NOT_MEASURED.label
            self._fault(row.number, STATE, words % {"state": label})
        if row.cells[REASON] and row.state != AnswerState.NOT_APPLICABLE:
            words = _("Lý do chỉ ghi khi trạng thái là “không áp dụng”.")
            self._fault(row.number, REASON, words)
        comment = tidy(answer.comment) if answer else ""
        if row.cells[COMMENT] != comment and row.state != AnswerState.GIVEN:
            self._fault(row.number, COMMENT, _("Chỉ giải thích khi có giá trị."))

    @staticmethod
    def _is_same(row: _Row, answer: Answer | None, parsed: ParsedInput) -> bool:
        if answer is None:
            return row.state == AnswerState.BLANK
        value = (answer.value, tidy(answer.text), answer.state, tidy(answer.reason))
        new = (parsed.value, tidy(parsed.text), row.state, row.cells[REASON])
        return value == new and not answer.rejected

    def _words_of(self, item: PlanItem, answer: Answer | None) -> str:
        if answer is None:
            return ""
        words = answer.rejected or show_value(self.plan, item.id, value_of(answer))
        return f"{words}: {answer.reason}" if answer.reason else words

    def _words(
        self, item: PlanItem, parsed: ParsedInput, state: str, reason: str
    ) -> str:
        number = None if parsed.value is None else float(parsed.value)
        value = ItemValue(number, state, parsed.text)
        words = show_value(self.plan, item.id, value)
        return f"{words}: {reason}" if reason else words


def _typed(row: _Row, parsed: ParsedInput, answer: Answer | None) -> str:
    """Return a value as it would be typed into the form."""
    if row.state != AnswerState.GIVEN:
        return ""
    # A list's reader joins lines; a text that is otherwise the same keeps them.
    if answer and row.item.type == "text" and tidy(answer.text) == parsed.text:
        return answer.text
    return parsed.text if row.item.type == "choice" else row.cells[VALUE]


def _option(item: PlanItem, text: str) -> str:
    """Return the code of the option whose code or title, in either language, a cell holds."""
    if item.type != "choice" or any(text == option.code for option in item.options):
        return text
    wanted = fold(text)
    codes = [
        option.code
        for option in item.options
        if wanted in {fold(each) for each in _languages(option.title)}
    ]
    return codes[0] if len(codes) == 1 else text


def _languages(text: object) -> list[str]:
    return [text.in_language(language) for language in ("vi", "en")]  # type: ignore[attr-defined]  # a text


def _states() -> dict[str, str]:
    """Return the state that a folded word names, in either language."""
    return {
        fold(word): state
        for state in AnswerState.values
        for word in (state, *_languages(STATE_WORDS[state]))
    }


def with_headings(table: ListTable) -> ListTable:
    """Name known columns as the reader's language does, whichever the file has; others are not read."""
    known, names, others = known_headings(), {}, list(table.skipped)
    for column in table.columns:
        key = known.get(fold(column).replace(" ", "_"))
        if key:
            names[column] = str(HEADINGS[key])
        elif column:
            others.append(column.replace("_", " "))
    rows = [
        ListRow(row.number, {names[c]: t for c, t in row.cells.items() if c in names})
        for row in table.rows
    ]
    columns = [names[column] for column in table.columns if column in names]
    return ListTable(table.name, columns, rows, others)
