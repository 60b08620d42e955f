"""A framework with every kind of rule and every field, and a browser's view of a form."""

from __future__ import annotations

from html.parser import HTMLParser

EVERY_RULE = """\
opendti: 1
id: vn.test.every
version: "2026"
title: {vi: Đủ mọi quy tắc, en: Every rule}
description: {vi: "Dòng một\\nDòng hai"}
status: illustrative
source: own
complete: false
missing: {vi: Phần chưa công bố, en: The rest}
legal:
  - {document: 1/QĐ-X, date: 2026-01-05, issuer: {vi: Cơ quan}, title: {vi: Trích yếu}, url: "https://example.vn", note: {vi: Ghi chú}}
sources:
  own: {title: {vi: Tự đặt, en: Our own}, mark: inferred, url: "https://example.vn", date: "2026", note: {vi: Ghi chú}}
  other: {title: {vi: Khác}}
levels:
  - {code: main, title: {vi: Chỉ số chính, en: Main}}
  - {code: criterion, title: {vi: Tiêu chí, en: Criterion}}
blocks:
  - {code: one, title: {vi: Khối một}}
  - {code: two, title: {vi: Khối hai}}
declared:
  - {block: one, level: criterion, count: 21}
  - {under: "1", block: two, level: criterion, count: 21, points: 165.5}
rounding: {value: 3, points: 1, criterion: 2}
parameters: {goal: 0.8, least: "goal - 0.3"}
nodes:
  - code: "1"
    title: {vi: Tất cả, en: All}
    note: {vi: Ghi chú của nhóm}
    nodes:
      - {code: share, title: {vi: share}, points: 10, rule: {kind: share}}
      - {code: yes_no, title: {vi: yes_no}, points: {one: 10, two: 5.5}, rule: {kind: yes_no}, level: criterion, status: official, source: other}
      - code: choice
        title: {vi: choice, en: choice}
        points: 10
        may_not_apply: true
        not_measured: leave_out
        collected_from: panel
        rule: {kind: choice, options: [{code: chief, title: {vi: Lãnh đạo, en: Chief}, share: 1}, {code: some, title: {vi: Một phần}, share: 1/3}, {code: none, title: {vi: Không}, points: 0}]}
        evidence: {required: false, text: {vi: "Văn bản\\nvà phụ lục", en: Documents}}
        guidance: {vi: Hướng dẫn}
        verified_by: {vi: Sở, en: Department}
        advice: [{below: 0.5, text: {vi: Cần cố gắng}}]
      - {code: steps, title: {vi: steps}, points: 10, rule: {kind: steps, on: a, steps: [{from: 52, share: 1}, {from: 20.5, share: 50%}, {from: 1, bound: open, points: 3}]}}
      - code: ratio
        title: {vi: ratio}
        points: 10
        rule: {kind: ratio, target: goal, below: jump, floor: 0.5, zero: not_applicable, may_exceed: true}
        items:
          - {code: a, type: count, title: {vi: Tử}, unit: {vi: hồ sơ, en: files}, min: 0, max: 1000.5, guidance: {vi: Đếm}}
          - {code: b, title: {vi: Mẫu}}
        checks: [{formula: "a <= 2 * b", message: {vi: Quá lớn, en: Too large}}]
      - {code: whole, title: {vi: whole}, points: 10, rule: {kind: ratio, numerator: a + c, denominator: b, target: 0.9, all_or_nothing: true}, items: [{code: a, title: {vi: A}}, {code: b, title: {vi: B}}, {code: c, title: {vi: C}}]}
      - {code: count, title: {vi: count}, points: 10, rule: {kind: count, on: a, each: 1.5, cap: 9}}
      - code: parts
        title: {vi: parts}
        points: 10
        rule:
          kind: parts
          parts:
            - {code: p1, title: {vi: Phần một}, share: 1/2, rule: {kind: yes_no}}
            - {code: p2, title: {vi: Phần hai, en: Two}, points: 5, rule: {kind: choice, on: c, options: [{code: x, title: {vi: X}, share: 1}, {code: y, title: {vi: Y}, share: 0}]}}
        items: [{code: a, type: yes_no, title: {vi: A}}, {code: c, type: choice, title: {vi: C}}]
      - {code: best_of, title: {vi: best_of}, points: 10, rule: {kind: best_of, alternatives: [{code: p1, title: {vi: Một}, share: 1, rule: {kind: share}}, {code: p2, title: {vi: Hai}, points: 4, rule: {kind: yes_no, on: c}}]}, items: [{code: a, type: share, title: {vi: A}}, {code: c, type: yes_no, title: {vi: C}}]}
      - {code: checklist, title: {vi: checklist}, points: 10, rule: {kind: checklist, on: [a, b]}, items: [{code: a, title: {vi: A}}, {code: b, title: {vi: B}}]}
      - {code: periods, title: {vi: periods}, points: 10, rule: {kind: periods, on: [q1, q2], options: [{code: good, title: {vi: Tốt}, share: 1}, {code: bad, title: {vi: Kém}, share: 0}]}, items: [{code: q1, title: {vi: Quý 1}}, {code: q2, title: {vi: Quý 2}}]}
      - {code: relative, title: {vi: relative}, points: 10, rule: {kind: relative, on: "IF(b = 0, 0, a / b)"}, items: [{code: a, type: number, title: {vi: A}}, {code: b, type: number, title: {vi: B}}]}
      - {code: minmax, title: {vi: minmax}, points: 10, rule: {kind: minmax, low: 0, high: 12.5, direction: down}}
      - {code: levels, title: {vi: levels}, points: 10, rule: {kind: levels, levels: [{level: 0, title: {vi: Chưa}}, {level: 1, title: {vi: Có}}]}}
      - {code: survey, title: {vi: survey}, points: 10, rule: {kind: survey, low: 1, high: 5, least: 30}, items: [{code: a, type: number, title: {vi: A}}, {code: n, type: count, title: {vi: N}}]}
      - {code: panel, title: {vi: panel}, points: 10, rule: {kind: panel, high: 10}}
      - {code: gate, title: {vi: gate}, rule: {kind: gate}}
      - {code: bonus, title: {vi: bonus}, points: 5, rule: {kind: bonus, rule: {kind: count, each: 1}}}
      - {code: penalty, title: {vi: penalty}, points: 5, rule: {kind: penalty, rule: {kind: yes_no}}}
      - {code: shown, title: {vi: shown}, rule: {kind: shown}, items: [{code: a, type: text, title: {vi: A}}, {code: b, type: choice, title: {vi: B}, options: [{code: x, title: {vi: X}}]}]}
      - {code: formula, title: {vi: formula}, points: 10, rule: {kind: formula, formula: "MIN(max, a * goal)", gives: points}, items: [{code: a, type: number, title: {vi: A}}]}
views:
  - {code: pillar, title: {vi: Trụ cột, en: Pillar}, nodes: ["1"]}
bands:
  - {nodes: ["1"], measure: points, bands: [{code: low, title: {vi: Thấp}, from: 0}, {code: high, title: {vi: Cao}, from: 50.5, bound: open}]}
  - {bands: [{code: A, title: {vi: A}, from: 0.8, needs: [{nodes: ["1"], band: high, count: 1}]}]}
"""


class FormReader(HTMLParser):
    """Gathers what a browser would send for one form of a page."""

    def __init__(self, form: str = "part-form") -> None:
        super().__init__()
        self.form, self.inside = form, False
        self.values: dict[str, str] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.inside = given.get("id", "") == self.form
        if self.inside:
            self.take(tag, name, given)

    def take(self, tag: str, name: str, given: dict[str, str]) -> None:
        if tag == "input" and name:
            if given.get("type") != "checkbox" or "checked" in given:
                self.values[name] = given.get("value", "")
        elif tag == "select":
            self.select = name
        elif tag == "option":
            if self.select not in self.values or "selected" in given:
                self.values[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.area = name
            self.values[name] = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            text = self.values[self.area].removeprefix("\n")
            self.values[self.area] = text.replace("\n", "\r\n")
            self.area = ""
        elif tag == "form":
            self.inside = False


def sent_by(page: str) -> dict[str, str]:
    """Return what the part's form of a page sends when nothing is touched."""
    reader = FormReader()
    reader.feed(page)
    return reader.values
