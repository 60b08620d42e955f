"""Spellings of numbers and of yes and no, with the one meaning that each has everywhere."""

from __future__ import annotations

EITHER = "either"
"""A fault that gives both readings."""
REFUSED = "refused"

NUMBERS: dict[str, float | str] = {
    "0": 0,
    "7": 7,
    "007": 7,
    "+7": 7,
    "-0": 0,
    "-5": -5,
    "\u22125": -5,
    "\u2212 5": -5,
    "1234": 1234,
    "1.000": EITHER,
    "12.345": EITHER,
    "999.999": EITHER,
    "+1.000": EITHER,
    "1.000 ": EITHER,
    "1.000%": EITHER,
    "-1.000": EITHER,
    "1,000": 1,
    "12,345": 12.345,
    "0,5": 0.5,
    "0.5": 0.5,
    "0.125": 0.125,
    "0.000": 0,
    ".5": 0.5,
    ",5": 0.5,
    "5.": 5,
    "5,": 5,
    "12.5": 12.5,
    "12.50": 12.5,
    "1.0000": 1,
    "1.2345": 1.2345,
    "1234.567": 1234.567,
    "1.000,5": 1000.5,
    "1,000.5": 1000.5,
    "1.234.567": 1234567,
    "1,234,567": 1234567,
    "1.234.567,8": 1234567.8,
    "1 000": 1000,
    "1\u00a0000": 1000,
    "1\u202f000": 1000,
    "1\u2009000,5": 1000.5,
    "1 234 567.5": 1234567.5,
    "1e3": 1000,
    "1.5e-3": 0.0015,
    "1E3": 1000,
    "80%": 0.8,
    "80 %": 0.8,
    "12,5%": 0.125,
    "100 %": 1,
    "\u200b12": 12,
    "12\u200e": 12,
    "\ufeff1\u200d,5": 1.5,
    "\u202d1.000\u202c": EITHER,
    "1e16": REFUSED,
    "50/100": REFUSED,
    "10^3": REFUSED,
    "\u22485": REFUSED,
    ">5": REFUSED,
    "1/2": REFUSED,
    "1,2,3": REFUSED,
    "1.23.4": REFUSED,
    "1.23,4": REFUSED,
    "1 23": REFUSED,
    "--1": REFUSED,
    "1-": REFUSED,
    "\uff11\uff12": REFUSED,
    "\u0663": REFUSED,
    "\u00b2": REFUSED,
    "\u00bd": REFUSED,
    "inf": REFUSED,
    "nan": REFUSED,
    "Infinity": REFUSED,
    "0x10": REFUSED,
    "1_000": REFUSED,
    "1'000": REFUSED,
    "5 điểm": REFUSED,
    "năm": REFUSED,
    "n/a": REFUSED,
    "-": REFUSED,
    "–": REFUSED,
    "đạt": REFUSED,
    "=1+1": REFUSED,
    "1e999": REFUSED,
}
IN_ANNEX: dict[str, float | str] = {
    "1.000": 1000,
    "12.345": 12345,
    "999.999": 999999,
    "-1.000": -1000,
    "80%": 80,
    "80 %": 80,
    "12,5%": 12.5,
    "100 %": 100,
    "+1.000": 1000,
    "1.000 ": 1000,
    "1.000%": 1000,
    "\u202d1.000\u202c": 1000,
    "1e3": REFUSED,
    "1.5e-3": REFUSED,
    "1E3": REFUSED,
    "5 điểm": 5,
}
"""What the points of an official annex mean otherwise: it is Vietnamese, and writes words beside them."""

WHOLE: dict[str, float | str] = {
    "1234": 1234,
    "1.000": 1000,
    "12.345": 12345,
    "1.234.567": 1234567,
    "1,000": EITHER,
    "12,345": EITHER,
    "1 000": 1000,
    "12,0": 12,
    "0,5": REFUSED,
    "80%": REFUSED,
    "1e3": 1000,
}
TRUTHS: dict[str, float | str] = {
    "1": 1,
    "có": 1,
    "Có": 1,
    "CÓ": 1,
    "co": 1,
    "yes": 1,
    "y": 1,
    "true": 1,
    "TRUE": 1,
    "x": 1,
    "X": 1,
    "đạt": 1,
    "Đạt": 1,
    "0": 0,
    "không": 0,
    "Không": 0,
    "khong": 0,
    "no": 0,
    "n": 0,
    "false": 0,
    "chưa": 0,
    "Chưa": 0,
    "chua dat": 0,
    "có\u00a0": 1,
    "\u200bđạt": 1,
    "chưa đạt": 0,
    "không đạt": 0,
    "2": REFUSED,
    "có lẽ": REFUSED,
    "-1": REFUSED,
    "n/a": REFUSED,
}

RANGES: dict[str, dict[str, bool]] = {
    "any": {"-3": True, "1e15": True, "1e16": False, "nan": False, "inf": False},
    "bound": {
        "1": True,
        "100": True,
        "5,5": True,
        "0,9": False,
        "-5": False,
        "100,1": False,
    },
    "count": {"0": True, "7": True, "-3": False, "2,5": False, "-0,5": False},
    "few": {"2": True, "10": True, "1": False, "11": False, "2,5": False},
    "share": {
        "0": True,
        "1": True,
        "45%": True,
        "1,5": False,
        "150%": False,
        "-1": False,
        "-1%": False,
    },
    "half": {"50%": True, "0,5": True, "0,51": False, "1": False},
    "truth": {"1": True, "0": True, "2": False, "7": False, "-1": False, "0,5": False},
}
"""By item of `RANGED`, the values that it takes and those that it does not."""

FRAMEWORK = """\
opendti: 1
id: t.numbers
version: 1
title: {vi: Số}
status: illustrative
levels: [{code: criterion, title: {vi: Tiêu chí}}]
nodes:
  - {code: "1", title: {vi: a}, points: 1, rule: {kind: yes_no}}
  - code: "2"
    title: {vi: b}
    points: 1
    rule: {kind: minmax, low: -1000000000, high: 1000000000}
    items: [{code: a, type: number, title: {vi: a}}]
  - code: "3"
    title: {vi: c}
    points: 1
    rule: {kind: count, each: 1}
    items: [{code: a, type: count, title: {vi: a}}]
"""
RANGED = """\
opendti: 1
id: t.ranges
version: 1
title: {vi: Khoảng}
status: illustrative
levels: [{code: criterion, title: {vi: Tiêu chí}}]
nodes:
  - code: "1"
    title: {vi: a}
    points: 1
    rule: {kind: formula, formula: "MIN(1, any + bound + count + few + share + half + IF(truth, 1, 0))", gives: share}
    items:
      - {code: any, type: number, title: {vi: a}}
      - {code: bound, type: number, title: {vi: b}, min: 1, max: 100}
      - {code: count, type: count, title: {vi: c}}
      - {code: few, type: count, title: {vi: d}, min: 2, max: 10}
      - {code: share, type: share, title: {vi: e}}
      - {code: half, type: share, title: {vi: f}, max: 0.5}
      - {code: truth, type: yes_no, title: {vi: g}}
"""
