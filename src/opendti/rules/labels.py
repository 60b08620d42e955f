"""What an editor calls the keys of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from opendti.definitions import Text


@dataclass(frozen=True, slots=True)
class Label:
    """
    The words of a key, in both languages; metadata of a model's field.

    `choices` are the words of each value of a key with few, `add` those of a button that
    adds an entry to a list. A key that `leads` is asked for before the others of its model;
    `rows` are the entries of a list that an editor shows at first.
    """

    title: Text
    help: Text | None = None
    choices: Mapping[str, Text] = field(default_factory=dict)
    add: Text | None = None
    leads: bool = False
    rows: int = 0


def words(vi: str, en: str) -> Text:
    """Return a text in both languages."""
    return Text(vi=vi, en=en)


ON = Label(
    words("Tính trên", "Computed on"),
    words(
        "Mã số liệu hoặc công thức, ví dụ a hoặc a + b.",
        "An item's code or a formula, such as a or a + b.",
    ),
)
ON_ITEM = Label(words("Số liệu", "Data"))
ON_ITEMS = Label(
    words("Các số liệu", "Items"),
    words(
        "Mã số liệu, cách nhau bằng dấu phẩy.", "Codes of items, separated by commas."
    ),
)
CODE = Label(words("Mã", "Code"))
TITLE = Label(words("Tên", "Title"))
SHARE = Label(
    words("Tỷ lệ điểm", "Share of points"),
    words("Viết 1/2, 50% hoặc 0,5.", "Write 1/2, 50% or 0.5."),
)
POINTS = Label(words("hoặc điểm", "or points"))
OPTIONS = Label(
    words("Các phương án", "Options"),
    add=words("Thêm phương án", "Add an option"),
    rows=2,
)
RULE = Label(words("Cách tính của phần này", "Rule of this part"))
BOUND = Label(
    words("So sánh", "Comparison"),
    choices={
        "closed": words("từ (≥)", "from (≥)"),
        "open": words("trên (>)", "above (>)"),
    },
    leads=True,
)
