"""The columns of a form's spreadsheet, and the mark by which a row is known again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from opendti.folding import fold
from opendti.naming import tidy
from opendti_site.assessments.rounds.models import Submission

CODE, VALUE, STATE, REASON, COMMENT, MARK = (
    *("code", "value", "state", "reason", "comment"),
    "mark",
)
HEADINGS = {
    CODE: _("Mã số liệu"),
    "criterion": _("Tiêu chí"),
    "title": _("Tên số liệu"),
    "guide": _("Cách ghi"),
    VALUE: _("Giá trị"),
    STATE: _("Trạng thái"),
    REASON: _("Lý do không áp dụng"),
    COMMENT: _("Giải thích biến động"),
    "evidence": _("Tài liệu kiểm chứng"),
    MARK: _("Dấu của tệp (không sửa)"),
}
REQUIRED = (CODE, VALUE, STATE, REASON, COMMENT, MARK)
FILLED = (VALUE, STATE, REASON, COMMENT)
"""The columns in which people write."""
FORMAT = "OpenDTI-1"
_MARK = re.compile(r"OpenDTI-1/(\d{1,18})/([0-9a-f]{12})/(\d{1,9})/([0-9a-f]{12})")


def known_headings() -> dict[str, str]:
    """Return the key of a column by its heading as a list's reader folds it, in each language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for key, heading in HEADINGS.items():
                found[fold(str(heading)).replace(" ", "_")] = key
    return found


@dataclass(frozen=True, slots=True)
class RowMark:
    """Whose form a row is of, of which framework, of which version of the answer, with which cells."""

    form: int
    framework: str
    version: int
    cells: str

    def __str__(self) -> str:
        return f"{FORMAT}/{self.form}/{self.framework}/{self.version}/{self.cells}"

    @classmethod
    def of(
        cls, submission: Submission, item: str, version: int, cells: Mapping[str, str]
    ) -> RowMark:
        """Return the mark of a row as it is written."""
        framework = _digest(submission.round.framework_fingerprint)
        texts = (tidy(cells[column]) for column in FILLED)
        return cls(submission.pk, framework, version, _digest(item, *texts))

    @classmethod
    def read(cls, text: str) -> RowMark | None:
        """Read the mark of a row; None where it is none."""
        found = _MARK.fullmatch(text)
        if found is None:
            return None
        form, framework, version, cells = found.groups()
        return cls(int(form), framework, int(version), cells)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:12]
