"""The progress of a round as tables for files: by unit, by main indicator, by person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.lateness import lateness_of
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.queries import progress_of
from opendti_site.home.queries import (
    progress_by_appraiser,
    progress_by_indicator,
)
from opendti_site.ui.dates import moment
from opendti_site.ui.language import translated

UNITS, INDICATORS, PEOPLE = "don-vi", "chi-so", "nguoi-tham-dinh"


class ProgressFile(NamedTuple):
    """The head and the rows of a file; `texts` are the columns that hold texts alone."""

    head: Sequence[str]
    rows: list[Sequence[object]]
    texts: Sequence[str]


def progress_file(kind: str, round_: Round, user: User) -> ProgressFile:
    """Return one of the three tables, as far as the person may see; of a rehearsal each row has its title."""
    if kind == UNITS:
        table = _by_unit(round_, user)
    elif kind == INDICATORS:
        table = _by_indicator(round_, user)
    else:
        table = _by_appraiser(round_)
    return _marked(table, round_) if round_.is_rehearsal else table


def _marked(table: ProgressFile, round_: Round) -> ProgressFile:
    """Put the title of a rehearsal, which begins with its mark, before every row: a file loses its name."""
    column = _("Kỳ đánh giá")
    return ProgressFile(
        [column, *table.head],
        [[round_.title, *row] for row in table.rows],
        [column, *table.texts],
    )


def _by_unit(round_: Round, user: User) -> ProgressFile:
    texts = [_("Mã"), _("Đơn vị"), _("Khối"), _("Trạng thái"), _("Hạn nộp")]
    texts += [_("Nộp đúng hạn hay muộn"), _("Nộp lần đầu lúc")]
    changed = _("Thay đổi gần nhất")
    numbers = [_("Tiêu chí đã nhập"), _("Tổng số tiêu chí")]
    rows = list(_unit_rows(round_, progress_of(round_, user).iterator()))
    return ProgressFile([*texts, *numbers, changed], rows, [*texts, changed])


def _unit_rows(
    round_: Round, submissions: Iterator[Submission]
) -> Iterator[Sequence[object]]:
    now = timezone.now()
    for row in submissions:
        row.round = round_
        yield [
            row.unit.code,
            row.unit.local_name,
            row.block,
            row.get_state_display(),
            moment(row.closes_at),
            str(lateness_of(row, round_, now).label),
            moment(row.first_submitted_at) if row.first_submitted_at else "",
            row.filled,
            row.total,
            moment(row.changed_at) if row.changed_at else "",
        ]


def _by_indicator(round_: Round, user: User) -> ProgressFile:
    texts = [_("Mã"), _("Chỉ số chính")]
    numbers = [_("Tổng số tiêu chí"), _("Đã có số liệu"), _("Đã thẩm định")]
    numbers.append(_("Hội đồng đã quyết định"))
    rows: list[Sequence[object]] = [
        [
            row.node.code,
            translated(row.node.title),
            row.total,
            row.begun,
            row.appraised,
            row.final,
        ]
        for row in progress_by_indicator(round_, user)
    ]
    return ProgressFile([*texts, *numbers], rows, texts)


def _by_appraiser(round_: Round) -> ProgressFile:
    name, last = _("Họ và tên"), _("Thẩm định gần nhất lúc")
    numbers = [_("Tiêu chí được giao"), _("Được giao, còn lại")]
    numbers += [_("Tiêu chí đã thẩm định"), _("Tiêu chí đã quyết định")]
    numbers.append(_("Số đơn vị"))
    rows: list[Sequence[object]] = [
        [
            str(row.person),
            row.workload.total if row.workload else "",
            "" if row.left is None else row.left,
            row.criteria,
            row.decided,
            row.units,
            moment(row.last) if row.last else "",
        ]
        for row in progress_by_appraiser(round_)
    ]
    return ProgressFile([name, *numbers, last], rows, [name, last])
