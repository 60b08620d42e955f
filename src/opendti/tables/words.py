"""The words that a table may use, in English and Vietnamese, with or without diacritics."""

from __future__ import annotations

from opendti.folding import fold
from opendti.scoring.answers import State
from opendti.scoring.words import STATE_MARKS, STATE_WORDS, UNMEASURED_MARKS

UNIT = "unit"
ITEM = "item"
VALUE = "value"
STATE = "state"
BLOCK = "block"
STAGE = "stage"
IGNORED = "ignored"
NOT_READ = "not read"

SKIPPED = (
    *("stt", "tt", "so tt", "so thu tu", "no", "no.", "#", "order"),
    *("note", "notes", "ghi chu", "remark", "remarks", "comment", "comments"),
)
"""Folded headers of columns that are common in tables and not read."""

PARTS = {
    "unit": UNIT,
    "unit code": UNIT,
    "don vi": UNIT,
    "ma don vi": UNIT,
    "item": ITEM,
    "so lieu": ITEM,
    "ma so lieu": ITEM,
    "criterion": ITEM,
    "tieu chi": ITEM,
    "value": VALUE,
    "gia tri": VALUE,
    "state": STATE,
    "trang thai": STATE,
    "block": BLOCK,
    "khoi": BLOCK,
    "stage": STAGE,
    "giai doan": STAGE,
    "name": IGNORED,
    "unit name": IGNORED,
    "ten": IGNORED,
    "ten don vi": IGNORED,
    **dict.fromkeys(SKIPPED, NOT_READ),
}
"""What a folded header means; in a wide table any other is an item's address."""

SHOWN = {
    UNIT: "unit (đơn vị)",
    ITEM: "item (số liệu)",
    VALUE: "value (giá trị)",
    BLOCK: "block (khối)",
}
"""How a missing column is asked for."""

STATES = {
    **{
        fold(written): state
        for state in State
        for words in [STATE_WORDS[state.code]]
        for written in (state.code, words.vi, words.en, STATE_MARKS.get(state.code))
        if written
    },
    **{fold(mark): State.NOT_MEASURED for mark in UNMEASURED_MARKS.values()},
    "da co": State.GIVEN,
    "co so lieu": State.GIVEN,
    "trong": State.BLANK,
    "chua do duoc": State.NOT_MEASURED,
}
"""What a folded state means: its code, all that our files write for it, and some more."""

STAGES = {
    "self": 0,
    "tu cham": 0,
    "tu danh gia": 0,
    "appraised": 1,
    "tham dinh": 1,
    "final": 2,
    "cuoi cung": 2,
}
"""How far a folded stage has come; -1 stands for a row that names none."""

SELF = 0

__all__ = [
    "BLOCK",
    "IGNORED",
    "ITEM",
    "NOT_READ",
    "PARTS",
    "SELF",
    "SHOWN",
    "SKIPPED",
    "STAGE",
    "STAGES",
    "STATE",
    "STATES",
    "UNIT",
    "VALUE",
]
