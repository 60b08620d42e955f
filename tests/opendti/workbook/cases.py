"""Random answers in all states, and a framework with every kind of rule."""

from __future__ import annotations

import numpy as np

from opendti import Answers, Plan, State
from opendti.plan.model import PlanItem

STATES = np.array([0.86, 0.06, 0.04, 0.04])
"""How often an answer is given, blank, not applicable, not measured."""


def random_answers(plan: Plan, units: int, seed: int) -> Answers:
    """Draw answers; one unit says nothing, one everything, two say the same."""
    draw = np.random.default_rng(seed)
    blocks = draw.integers(0, len(plan.blocks), units)
    codes = [f"Đơn vị {unit + 1:02d}" for unit in range(units)]
    answers = Answers.empty(plan, codes, [plan.blocks[block].code for block in blocks])
    states = draw.choice(4, p=STATES, size=answers.values.shape)
    states[0] = State.BLANK
    states[1] = State.GIVEN
    for column, item in enumerate(plan.items):
        given = states[:, column] == State.GIVEN
        answers.values[:, column] = np.where(given, _values(item, units, draw), np.nan)
    answers.states[:] = states
    for table in (answers.values, answers.states, answers.blocks):
        table[3] = table[2]
    return answers


def _values(item: PlanItem, units: int, draw: np.random.Generator) -> np.ndarray:
    if item.type == "text":
        return np.full(units, np.nan)
    if item.type == "yes_no":
        return draw.integers(0, 2, units).astype(float)
    if item.type == "choice":
        return draw.integers(0, len(item.options), units).astype(float)
    if item.type == "share":
        return draw.integers(0, 101, units) / 100
    if item.type == "count":
        maximum = int(draw.choice([3, 12, 100]))
        return draw.integers(0, maximum + 1, units).astype(float)
    return np.round(draw.uniform(0, 40, units), 2)


EVERY_RULE = """\
opendti: 1
id: test.every_rule
version: "ROUNDED"
title: {vi: Bộ thử mọi quy tắc, en: Every rule}
status: illustrative
levels:
  - {code: main, title: {vi: Chỉ số chính, en: Main indicator}}
  - {code: criterion, title: {vi: Tiêu chí, en: Criterion}}
blocks:
  - {code: no_services, title: {vi: Không có dịch vụ công, en: Without services}}
  - {code: services, title: {vi: Có dịch vụ công, en: With services}}
rounding: {value: 4, points: 2, criterion: ROUNDED}
parameters: {target: 0.8, lowest: 0.5}
bands:
  - nodes: ["1", "2", "3", "4"]
    measure: points
    bands:
    - {code: L0, from: 0, title: {vi: Mức 0, en: Level 0}}
    - {code: L1, from: 12, title: {vi: Mức 1, en: Level 1}}
    - {code: L2, from: 18, bound: open, title: {vi: Mức 2, en: Level 2}}
  - nodes: [index]
    bands:
    - {code: B, from: 0.2, bound: open, title: {vi: Đạt, en: Passed}}
    - {code: A, from: 0.3, title: {vi: 'Tốt, "khá"', en: Good}, needs: [{nodes: ["1", "2", "3", "4"], band: L1, count: 3}]}
views:
  - {code: both, title: {vi: Hai nhóm, en: Both}, nodes: ["1", "2.1", "3.1"]}
nodes:
- code: "1"
  title: {vi: Quy tắc đơn, en: Plain rules}
  nodes:
  - {code: "1.1", title: {vi: Giá trị, en: Share}, points: 10, rule: {kind: share}, may_not_apply: true}
  - {code: "1.2", title: {vi: Có không, en: Yes or no}, points: {no_services: 5, services: 8}, rule: {kind: yes_no}, not_measured: leave_out}
  - code: "1.3"
    title: {vi: Chọn, en: Choice}
    points: 6
    rule:
      kind: choice
      options:
      - {code: chief, title: {vi: Người đứng đầu, en: Chief}, share: 1}
      - {code: deputy, title: {vi: Cấp phó, en: Deputy}, share: 1/3}
      - {code: none, title: {vi: Chưa có, en: None}, points: 0.5}
  - {code: "1.4", title: {vi: Bậc, en: Steps}, points: {services: 9}, rule: {kind: steps, steps: [{from: 52, share: 1}, {from: 20, share: 1/2}, {from: 1, points: 3, bound: open}]}, not_measured: zero}
  - {code: "1.5", title: {vi: Đếm, en: Count}, points: 10, rule: {kind: count, each: 0.35, cap: 4}}
  - {code: "1.6", title: {vi: Theo dõi, en: Shown}, rule: {kind: shown}}
- code: "2"
  title: {vi: Tỷ lệ, en: Ratios}
  nodes:
  - {code: "2.1", title: {vi: Tỷ lệ, en: Ratio}, points: 10, rule: {kind: ratio, may_exceed: true}, items: [ITEMS]}
  - {code: "2.2", title: {vi: Tỷ lệ có mục tiêu, en: Target}, points: 7, rule: {kind: ratio, target: target, floor: 0.25, may_exceed: true}, items: [ITEMS]}
  - {code: "2.3", title: {vi: Nhảy bậc, en: Jump}, points: {no_services: 3}, rule: {kind: ratio, target: 75%, below: jump, zero: full, may_exceed: true}, items: [ITEMS]}
  - {code: "2.4", title: {vi: Được hoặc mất, en: All or nothing}, points: 4, rule: {kind: ratio, all_or_nothing: true, zero: not_applicable, may_exceed: true}, items: [ITEMS], may_not_apply: true}
  - {code: "2.5", title: {vi: So với tốt nhất, en: Relative}, points: 12, rule: {kind: relative}, not_measured: leave_out, may_not_apply: true}
  - {code: "2.6", title: {vi: So tỷ lệ với tốt nhất, en: Relative ratio}, points: 12, rule: {kind: relative, on: "IF(b = 0, 0, a / b)"}, items: [ITEMS]}
- code: "3"
  title: {vi: Ghép, en: Composed}
  nodes:
  - code: "3.1"
    title: {vi: Nhiều phần, en: Parts}
    points: 10
    items: [ITEMS, {code: c, type: yes_no, title: {vi: c, en: c}}, {code: d, type: share, title: {vi: d, en: d}}, {code: e, type: text, title: {vi: e, en: e}}]
    rule:
      kind: parts
      parts:
      - {code: p1, title: {vi: p1, en: p1}, share: 1/2, rule: {kind: ratio, may_exceed: true}}
      - {code: p2, title: {vi: p2, en: p2}, points: 2, rule: {kind: yes_no, on: c}}
      - {code: p3, title: {vi: p3, en: p3}, share: 3/10, rule: {kind: formula, formula: "IF(AND(c = 1, d > lowest), ROUND(d, 1), IF(OR(a > 5, NOT(b <= 2)), MAX(d - 0.2, 0), -1))"}}
  - {code: "3.2", title: {vi: Công thức, en: Formula}, points: 5, items: [ITEMS], rule: {kind: formula, gives: points, formula: "SUM(a, ABS(b - 3), (a > b) * 2) / 10 - ROUND((b - 50) / 8, 2) ^ 2 / 100"}}
  - {code: "3.3", title: {vi: So sánh, en: Truths}, points: 5, items: [ITEMS], rule: {kind: formula, formula: "((a > 1) = (b > 1)) + (IF(a > 2, b > 3, a > b) <> 0) / 2 - 0.75"}}
  - {code: "3.4", title: {vi: Tốt nhất, en: Best}, points: 5, items: [ITEMS], rule: {kind: formula, formula: "IF(BEST(b) > 0, 0.5, 0) + IF(a > 3, IF(b > 2, 0.1, 0.2) * 2, 0)"}}
  - {code: "3.5", title: {vi: Hàm số, en: Functions}, points: 5, items: [ITEMS], rule: {kind: formula, gives: points, formula: "(a - 3) ^ (1/3) * LOG(b + 1, 2) / 9 + EXP(-a / 10) - (b + 1) ^ -0.5 + LN(a) / LOG(20)"}}
- code: "4"
  title: {vi: Thêm, en: More}
  nodes:
  - {code: "4.1", title: {vi: Danh mục việc, en: Checklist}, points: 6, rule: {kind: checklist, on: [p, q, r, s]}}
  - code: "4.2"
    title: {vi: Bốn quý, en: Quarters}
    points: 8
    may_not_apply: true
    rule:
      kind: periods
      on: [q1, q2, q3]
      options:
      - {code: on_time, title: {vi: Đúng hạn, en: On time}, share: 1}
      - {code: late, title: {vi: Trễ, en: Late}, points: 0.7}
      - {code: none, title: {vi: Không, en: None}, share: 0}
  - code: "4.3"
    title: {vi: Cách tốt nhất, en: Best of}
    points: 9
    items: [ITEMS, {code: c, type: yes_no, title: {vi: c, en: c}}]
    rule:
      kind: best_of
      alternatives:
      - {code: w1, title: {vi: w1, en: w1}, share: 1, rule: {kind: ratio, may_exceed: true}}
      - {code: w2, title: {vi: w2, en: w2}, points: 4, rule: {kind: yes_no, on: c}}
  - {code: "4.4", title: {vi: Giữa hai mốc, en: Between}, points: 5, rule: {kind: minmax, low: 5, high: 30, direction: down}}
  - {code: "4.5", title: {vi: Trong khối, en: In the block}, points: 5, rule: {kind: minmax}, not_measured: leave_out}
  - {code: "4.6", title: {vi: Bậc trưởng thành, en: Maturity}, points: 5, rule: {kind: levels, levels: [{level: 0, title: {vi: a, en: a}}, {level: 1, title: {vi: b, en: b}}, {level: 2, title: {vi: c, en: c}}]}}
  - {code: "4.7", title: {vi: Khảo sát, en: Survey}, points: 7, items: [{code: a, type: number, title: {vi: a, en: a}}, {code: n, type: count, title: {vi: n, en: n}}], rule: {kind: survey, low: 1, high: 25, least: 30}, not_measured: leave_out}
  - {code: "4.8", title: {vi: Hội đồng, en: Panel}, points: 7, rule: {kind: panel, high: 40}}
  - {code: "4.9", title: {vi: Thưởng, en: Bonus}, points: 4, rule: {kind: bonus, rule: {kind: count, each: 0.3}}, may_not_apply: true}
  - {code: "4.10", title: {vi: Phạt, en: Penalty}, points: {services: 3}, rule: {kind: penalty, rule: {kind: yes_no}}}
- code: "5"
  title: {vi: Có điều kiện, en: Gated}
  nodes:
  - {code: "5.1", title: {vi: Cổng, en: Gate}, rule: {kind: gate}}
  - {code: "5.2", title: {vi: Cổng hai, en: Gate two}, rule: {kind: gate, on: "BEST(a) > 20 + a"}, items: [{code: a, type: number, title: {vi: a, en: a}}]}
  - {code: "5.3", title: {vi: Sau cổng, en: Behind}, points: 6, rule: {kind: ratio, may_exceed: true}, items: [ITEMS]}
  - {code: "5.4", title: {vi: Sau cổng nữa, en: Behind too}, points: 6, rule: {kind: share}}
""".replace(
    "ITEMS",
    "{code: a, type: count, title: {vi: a, en: a}}, "
    "{code: b, type: count, title: {vi: b, en: b}}",
)


def every_rule(criterion_decimals: int | None) -> str:
    """Return a framework with every kind of rule, its points rounded or not."""
    written = "null" if criterion_decimals is None else str(criterion_decimals)
    return EVERY_RULE.replace("criterion: ROUNDED", f"criterion: {written}").replace(
        "ROUNDED", f"r{written}"
    )
