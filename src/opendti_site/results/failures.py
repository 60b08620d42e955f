"""Why a run failed, in the reader's language: the engine's faults, and ends that have a code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.results.bridge import failure_in_words
from opendti_site.results.enums import RUN_CANCELLED, WORKER_LOST

ENDS = {
    WORKER_LOST: _(
        "Tiến trình tính điểm dừng giữa chừng nhiều lần mà không báo lỗi; máy chủ có thể thiếu bộ nhớ."
    ),
    RUN_CANCELLED: _("Người quản trị hệ thống đã hủy lần tính này."),
}


def failure_words(failure: str) -> str:
    """Return why a run failed, from what is kept on it."""
    return str(ENDS[failure]) if failure in ENDS else failure_in_words(failure)
