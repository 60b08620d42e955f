"""The words that link, and the words that bind: what a text may hold beside its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from opendti.annex.folding import NUMBER, fold_letters, lower_case

_LINKS = [
    "(?:các )?(?:trường hợp|đơn vị|mức)? ?(?:còn lại|khác)",
    "cách (?:xác định|tính|chấm)(?: và tính)?(?: điểm)?(?: theo (?:văn bản|quy định|quyết định))?",
    "phương pháp tính(?: điểm)?",
    "như sau|cụ thể|trong đó|bao gồm|gồm|gọi",
    "thì|được|đạt|có|đã|là|cho|tính|chấm",
    "tính điểm|chấm điểm|số điểm|tổng điểm|điểm đánh giá|điểm",
    "t|tỷ lệ|tỉ lệ|mức|đầy đủ|đủ|kết quả|giá trị|tổng số|số lượng|số",
    "ban hành|thực hiện|triển khai|tổ chức|hoàn thành|phát sinh|bố trí|xây dựng|sử dụng",
    r"\( ?% ?\)|nào|chỉ số này|tiêu chí này",
]
"""Words that by their grammar cannot change whom or what a number means."""
_BINDING = [
    # exception
    r"(?<=\w )riêng(?! ?(?:về|biệt|lẻ|$|[,)]))|^riêng|(?<=[,;:(] )riêng|(?<!khấu )trừ|loại trừ|miễn",
    "(?<!nước )(?<!bên )ngoài(?! (?:nước|giờ|trời))|không (?:áp dụng|đánh giá|tính|bao gồm|xét|chấm)",
    # condition
    "nếu|thì|khi|trường hợp|đối với|tùy|tuỳ|điều kiện|chỉ(?! (?:đạo|tiêu|số|thị|dẫn|định|huy))|xem xét",
    "nhưng(?! (?:chưa|không (?!quá|vượt)|còn|chậm|trễ|muộn))|tuy|mặc dù|dù",
    # addition and repetition
    "đồng thời|kèm|cộng|thêm|cùng với|mỗi|cứ|từng(?! bước)|(?<!khen )thưởng",
    # limit and size
    "tối đa|tối thiểu|nhiều nhất|ít nhất|không (?:vượt )?quá|giới hạn|khống chế|âm",
    "gấp|bình quân|nửa|rưỡi|hệ số|trọng số|phần trăm|nhân (?:với|đôi|hệ)|chia (?:cho|đều)|làm tròn|quy đổi|tương ứng|theo tỷ lệ|lớn nhất|cao nhất",
    "(?<!thời )(?<!địa )(?<!quan )(?<!trọng )(?<!thí )điểm",
    # another row
    "(?:như|nêu|nói|ở) trên|trên đây|tương tự|(?:mục|dòng|tiêu chí|chỉ số|khoản|điều|phụ lục) (?:số )?(?:\\d|[ivx]+(?!\\w))",
]
"""Words that could change what another word or number means, so that a title may not hold them."""
_ON_A_SCALE = [
    "chưa|không|chậm|trễ|muộn|quá hạn|đúng hạn|(?:trước|sau) (?:ngày|hạn|thời hạn|\\d)|một phần",
    "tốt|khá|trung bình|yếu|kém|xuất sắc|(?:mức|loại|hạng|bậc|cấp|nhóm)(?: độ)? (?:\\d|[a-dđivx]+(?!\\w))|quý|tháng",
]
"""Words of conditions that shut each other out."""
_SIGNS = r"[*×÷^=<>≤≥≠±~‰%+]|(?<![^\W\d_])/|/(?![^\W\d_])|\bx\b"
_NAMES = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d(?!\d)"
    r"|từ (?:ngày )?\d{1,2}/\d{1,2} đến (?:hết )?(?:ngày )?\d{1,2}/\d{1,2}(?![\d/])"
    r"|(?:ngày|trước|sau) \d{1,2}[/-]\d{1,2}(?![\d/])"
    r"|(?:ngày|tháng) \d{1,2}(?:[/-](?:19|20)\d\d)?(?![\d/%])"
    r"|(?:năm|giai đoạn) (?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?(?!\d)"
    r"|\d+(?:/20\d\d)?(?:-[A-ZĐ]+)?/[A-ZĐ]{2,}[A-ZĐ\d/-]*"
    r"|(?:mức(?: độ)?|cấp(?: độ)?|loại|hạng|nhóm|quý|kỳ|đợt|phương án|đề án|nghị quyết|quyết định|tổng đài|phần|bậc|bước) \d+(?:(?:, | và )\d+)*(?!\d|[.,/]\d| ?%| ?(?:điểm|đ|cuộc|lần|văn bản|hồ sơ|đơn vị)\b)"
    r"|(?:từ )?(?:đủ )?\d+ tuổi(?: trở lên)?|24/7",
    re.IGNORECASE,
)
"""Numbers that only name: dates, years, documents, levels, ages."""


_STRICT = "và không chưa từ đến tới trên dưới hơn quá vượt hoặc trước sau gần khoảng ít nhiều nhỏ lớn cao thấp giảm tăng chậm trễ muộn thiếu"
"""Words that a title may hold, but that a text does not merely repeat."""


def _either(phrases: Iterable[str], *, is_bare: bool) -> re.Pattern[str]:
    text = "|".join(phrases)
    return re.compile(rf"(?<!\w)(?:{fold_letters(text) if is_bare else text})(?!\w)")


_LINK = {is_bare: _either(_LINKS, is_bare=is_bare) for is_bare in (False, True)}
_BIND = {is_bare: _either(_BINDING, is_bare=is_bare) for is_bare in (False, True)}
_SCALE = {is_bare: _either(_ON_A_SCALE, is_bare=is_bare) for is_bare in (False, True)}
_NUMBER_OR_SIGN = re.compile(rf"{_SIGNS}|(?:{NUMBER})\s*%?")
_YEARLY = re.compile(r"/ ?n[aă]m(?!\w)")
_BULLET = re.compile(r"(?:^|[\n:;.])\s*([+*]|[a-zđ]\)|[ivx]+\.)(?=\s*[^\s\d])")
_HARMLESS = re.compile(r"[-–=]>|[.,;:()\[\]“”\"'=–—−•→-]")


def binding_words(title: str) -> list[str]:
    """
    Return the words, numbers and signs of a title that may bind more than its own case.

    Examples
    --------
    >>> binding_words("Ban hành trước ngày 31/3/2026")
    []
    >>> binding_words("Đúng hạn, riêng quý IV 2 bản")
    ['riêng', '2']
    """
    text = " ".join(title.split())
    words = _BIND[text.isascii()].findall(lower_case(text))
    return [*words, *map(str.strip, _NUMBER_OR_SIGN.findall(_NAMES.sub(" ", text)))]


def is_on_a_scale(title: str) -> bool:
    """Recognise a condition beside which others cannot hold, such as "Loại A" or "nộp chậm"."""
    return bool(_SCALE[title.isascii()].search(lower_case(title)))


def plain_words(titles: Iterable[str], *, is_bare: bool) -> frozenset[str]:
    """Return the words of titles that neither bind, deny nor compare."""
    found = set()
    for title in titles:
        text = _BIND[title.isascii()].sub(" ", lower_case(title))
        found |= set(re.findall(r"[^\W\d_]{2,}", text))
    found -= set(_STRICT.split())
    return frozenset(map(fold_letters, found) if is_bare else found)


def words_beside(text: str, titles: Iterable[str]) -> list[str]:
    """
    Return the words of a text that neither link nor repeat a title.

    Examples
    --------
    >>> words_beside("Đã ban hành trong quý I", ["Ban hành kế hoạch"])
    ['trong', 'quý', 'i']
    """
    is_bare = text.isascii()
    rest = re.findall(r"\w+", without_links(lower_case(text), is_bare=is_bare))
    known = plain_words(titles, is_bare=is_bare)
    return [word for word in rest if word not in known]


def without_links(text: str, *, is_bare: bool) -> str:
    """Blank the words and signs out that only link; `text` is in small letters."""
    for pattern in (_LINK[is_bare], _YEARLY, _BULLET, _HARMLESS):
        text = _blanked(pattern, text)
    return text


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """Put blanks for the first group of each match, or for all of it."""
    letters = list(text)
    for match in pattern.finditer(text):
        start, end = match.span(pattern.groups)
        letters[start:end] = " " * (end - start)
    return "".join(letters)
