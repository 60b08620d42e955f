"""What an appraiser should look at, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from opendti_site.assessments.appraisal.bridge import LEAST_VALUES, OUTLYING
from opendti_site.assessments.appraisal.facts import JUMP_THRESHOLD, RowFacts
from opendti_site.assessments.submissions.bridge import write_points
from opendti_site.assessments.submissions.enums import AnswerState


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that an appraiser should look at; `why` is the rule by which it was found."""

    code: str
    icon: str
    words: str
    why: str = ""


def flags_of(facts: RowFacts) -> tuple[Flag, ...]:
    """Return the flags of a row with their words."""
    known = {
        "not-submitted": Flag("not-submitted", icon="send-off", words=_("Chưa nộp")),
        "faulty": Flag("faulty", icon="alert-circle", words=_("Số liệu có lỗi")),
        "empty": Flag(
            "empty", icon="circle-dashed", words=str(AnswerState.BLANK.label)
        ),
        "waived": Flag("waived", icon="file-text", words=_("Có lý do thiếu tài liệu")),
        "no-evidence": Flag("no-evidence", icon="paperclip", words=_("Không tài liệu")),
        "outlier": Flag(
            "outlier", icon="chart-dots", words=_("Khác xa khối"), why=outlier_rule()
        ),
        "unappraised": Flag(
            "unappraised", icon="circle-dashed", words=_("Chưa có thẩm định")
        ),
        "changed": Flag("changed", icon="refresh", words=_("Đã đổi sau khi thẩm định")),
    }
    if facts.change is not None:
        known["jump"] = _jump(facts.change)
    return tuple(known[code] for code in facts.flags)


def outlier_rule() -> str:
    """Return the rule by which outliers are found, in words."""
    return _(
        "Cách trung vị của khối hơn %(limit)s lần độ lệch chuẩn bền vững "
        "(tính từ trung vị của các khoảng cách); khối có ít nhất %(least)d đơn vị đã điền."
    ) % {"limit": write_points(OUTLYING, 1), "least": LEAST_VALUES}


def _jump(change: float) -> Flag:
    """Return a flag with the change since last year in hundredths of the maximum."""
    size = write_points(abs(change) * 100, 0)
    if change > 0:
        words = _("Tỷ lệ điểm tăng %(size)s điểm phần trăm") % {"size": size}
        return Flag("jump", icon="trending-up", words=words, why=jump_rule())
    words = _("Tỷ lệ điểm giảm %(size)s điểm phần trăm") % {"size": size}
    return Flag("jump", icon="trending-down", words=words, why=jump_rule())


def jump_rule() -> str:
    """Return the rule by which jumps are found, in words."""
    return _(
        "Điểm tự chấm chia cho điểm tối đa, đổi từ %(limit)s điểm phần trăm trở lên so với năm trước."
    ) % {"limit": write_points(JUMP_THRESHOLD * 100, 0)}
