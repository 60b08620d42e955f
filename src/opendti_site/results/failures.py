"""Why a run failed, in the reader's language: the engine's refusals are English where they are kept."""

from __future__ import annotations

import re

from django.utils.translation import get_language

REFUSED = "TableError: "
"""What the failure of a run begins with whose numbers a method could not take."""
SENTENCES: tuple[tuple[str, str], ...] = (
    (
        r"the geometric mean of (\S+) needs values above 0",
        "trung bình nhân của {0} cần giá trị lớn hơn 0",
    ),
    (
        r"the harmonic mean of (\S+) needs values above 0",
        "trung bình điều hoà của {0} cần giá trị lớn hơn 0",
    ),
    (
        r"a number from -10\^15 to 10\^15 was expected here, it is larger",
        "cần một số từ -10^15 đến 10^15, số ở đây lớn hơn",
    ),
    (
        r"fraction_of_max needs a greatest number above 0; none is in block (\S+)",
        "chuẩn hoá theo phần của giá trị lớn nhất cần có số lớn hơn 0; khối {0} không có",
    ),
    (
        r"distance_to_reference needs .+; it has none in block (\S+)",
        "đơn vị tham chiếu không có số, hoặc không tốt hơn số kém nhất, trong khối {0}",
    ),
    (
        r"distance_to_target needs .+; it is not in block (\S+)",
        "mục tiêu không tốt hơn số kém nhất trong khối {0}; hãy đặt mục tiêu khác hoặc giữ kết quả trong thang",
    ),
    (
        r"(\S+) gives no weights in block (\S+): the loadings .+",
        "không tính được trọng số {0} trong khối {1}: các hệ số tải triệt tiêu nhau nên không xác định được dấu",
    ),
    (
        r"(\S+) gives no weights in block (\S+): two components .+",
        "không tính được trọng số {0} trong khối {1}: hai thành phần chính giải thích như nhau",
    ),
)


def failure_in_words(failure: str) -> str:
    """
    Return why a run failed.

    Parameters
    ----------
    failure
        What is kept on the run: one line a fault, each its cell and what was needed there.
    """
    if not failure.startswith(REFUSED):
        return failure
    lines = failure.removeprefix(REFUSED).splitlines()
    if not (get_language() or "vi").startswith("vi"):
        return "; ".join(lines)
    return "; ".join(_in_vietnamese(line) for line in lines)


def _in_vietnamese(line: str) -> str:
    where, _, message = line.partition(": ")
    for pattern, sentence in SENTENCES:
        match = re.fullmatch(pattern, message)
        if match:
            return f"{where}: {sentence.format(*match.groups())}"
    return line
