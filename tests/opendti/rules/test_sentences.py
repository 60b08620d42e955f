"""What every kind of rule says of itself, word for word, in both languages."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from opendti.framework.yaml import read_document
from opendti.rules import KINDS, BaseRule, PhraseWriter, Rule

RULES: TypeAdapter[BaseRule] = TypeAdapter(Rule)
# fmt: off
SENTENCES = [
        (
            "{kind: share}",
            "Giá trị a (từ 0 đến 1) × điểm tối đa.",
            "Value a (0 to 1) × full points.",
        ),
        (
            "{kind: share, on: a / b}",
            "Giá trị a ÷ b (từ 0 đến 1) × điểm tối đa.",
            "Value a ÷ b (0 to 1) × full points.",
        ),
        (
            "{kind: yes_no}",
            "Có: điểm tối đa; không: 0 điểm.",
            "Yes: full points; no: 0 points.",
        ),
        (
            "{kind: choice, options: [{code: x, title: {vi: Có, en: Has}, share: 1}, {code: y, title: {vi: Một phần}, share: 1/3}, {code: z, title: {vi: Ít}, points: 1.5}, {code: n, title: {vi: Không}, share: 0}]}",
            "Có: điểm tối đa; một phần: 1/3 điểm tối đa; ít: 1,5 điểm; không: 0 điểm.",
            "Has: full points; một phần: 1/3 of full points; ít: 1.5 points; không: 0 points.",
        ),
        (
            "{kind: choice, options: [{code: x, title: {vi: A}, share: 1/2}, {code: y, title: {vi: B}, share: 1/4}, {code: z, title: {vi: C}, share: 3/4}, {code: w, title: {vi: D}, share: 2/3}, {code: v, title: {vi: E}, share: 0.4}]}",
            "A: 1/2 điểm tối đa; B: 1/4 điểm tối đa; C: 3/4 điểm tối đa; D: 2/3 điểm tối đa; E: 40% điểm tối đa.",
            "A: 1/2 of full points; B: 1/4 of full points; C: 3/4 of full points; D: 2/3 of full points; E: 40% of full points.",
        ),
        (
            "{kind: steps, steps: [{from: 20, share: 1/2}, {from: 52, share: 1}, {from: 0, bound: open, points: 2}]}",
            "a từ 52: điểm tối đa; từ 20: 1/2 điểm tối đa; trên 0: 2 điểm; còn lại: 0 điểm.",
            "a from 52: full points; from 20: 1/2 of full points; above 0: 2 points; otherwise 0 points.",
        ),
        (
            "{kind: steps, on: a / b, steps: [{from: 0.5, share: 1/2}, {from: 1, share: 1}]}",
            "a ÷ b từ 100%: điểm tối đa; từ 50%: 1/2 điểm tối đa; còn lại: 0 điểm.",
            "a ÷ b from 100%: full points; from 50%: 1/2 of full points; otherwise 0 points.",
        ),
        (
            "{kind: steps, on: a / b, steps: [{from: 0.5, share: 1/2}, {from: 2, share: 1}]}",
            "a ÷ b từ 2: điểm tối đa; từ 0,5: 1/2 điểm tối đa; còn lại: 0 điểm.",
            "a ÷ b from 2: full points; from 0.5: 1/2 of full points; otherwise 0 points.",
        ),
        (
            '{kind: steps, on: "IF(b = 0, 0, a / b)", steps: [{from: 0.9, bound: open, share: 1}]}',
            "Mức = a ÷ b. Mức trên 90%: điểm tối đa; còn lại: 0 điểm. Khi b = 0: mức 0.",
            "Level = a ÷ b. Level above 90%: full points; otherwise 0 points. When b = 0: level 0.",
        ),
        (
            '{kind: steps, on: "IF(b = 0, 0, a)", steps: [{from: 3, share: 1}]}',
            "Mức = a. Mức từ 3: điểm tối đa; còn lại: 0 điểm. Khi b = 0: mức 0.",
            "Level = a. Level from 3: full points; otherwise 0 points. When b = 0: level 0.",
        ),
        (
            '{kind: steps, on: "IF(a > 3, a, 0)", steps: [{from: 3, share: 1}]}',
            "Mức = IF(a > 3; a; 0). Mức từ 3: điểm tối đa; còn lại: 0 điểm.",
            "Level = IF(a > 3, a, 0). Level from 3: full points; otherwise 0 points.",
        ),
        (
            "{kind: ratio}",
            "Tỷ lệ = a ÷ b. Điểm = tỷ lệ × điểm tối đa. Khi b = 0: 0 điểm.",
            "Ratio = a ÷ b. Points = ratio × full points. When b = 0: 0 points.",
        ),
        (
            "{kind: ratio, numerator: a + c, target: 80%, zero: full}",
            "Tỷ lệ = (a + c) ÷ b. Từ 80% trở lên: điểm tối đa; dưới 80%: tỷ lệ ÷ 80% × điểm tối đa. Khi b = 0: điểm tối đa.",
            "Ratio = (a + c) ÷ b. From 80%: full points; below 80%: ratio ÷ 80% × full points. When b = 0: full points.",
        ),
        (
            "{kind: ratio, target: goal, below: jump, floor: 50%, zero: not_applicable}",
            "Tỷ lệ = a ÷ b. Từ 95% trở lên: điểm tối đa; dưới 95%: tỷ lệ × điểm tối đa. Dưới 50%: 0 điểm. Khi b = 0: không áp dụng.",
            "Ratio = a ÷ b. From 95%: full points; below 95%: ratio × full points. Below 50%: 0 points. When b = 0: not applicable.",
        ),
        (
            "{kind: ratio, all_or_nothing: true, target: 90%}",
            "Tỷ lệ = a ÷ b. Đạt từ 90%: điểm tối đa; dưới 90%: 0 điểm. Khi b = 0: 0 điểm.",
            "Ratio = a ÷ b. From 90%: full points; below 90%: 0 points. When b = 0: 0 points.",
        ),
        (
            "{kind: ratio, all_or_nothing: true}",
            "Tỷ lệ = a ÷ b. Đạt từ 100%: điểm tối đa; dưới 100%: 0 điểm. Khi b = 0: 0 điểm.",
            "Ratio = a ÷ b. From 100%: full points; below 100%: 0 points. When b = 0: 0 points.",
        ),
        (
            "{kind: count, each: 1.5}",
            "Điểm = a × 1,5, nhiều nhất điểm tối đa.",
            "Points = a × 1.5, at most full points.",
        ),
        (
            "{kind: count, on: a + b, each: 2, cap: 5}",
            "Điểm = (a + b) × 2, nhiều nhất 5 điểm.",
            "Points = (a + b) × 2, at most 5 points.",
        ),
        (
            "{kind: parts, parts: [{code: p, title: {vi: Phần một, en: Part one}, share: 1/2, rule: {kind: yes_no}}, {code: q, title: {vi: Phần hai}, points: 5, rule: {kind: share}}]}",
            "Cộng điểm các phần: (1) phần một, 1/2 điểm tối đa: có: điểm của phần này; không: 0 điểm; (2) phần hai, 5 điểm: giá trị a (từ 0 đến 1) × điểm của phần này.",
            "The parts add up: (1) part one, 1/2 of full points: yes: this part's points; no: 0 points; (2) phần hai, 5 points: value a (0 to 1) × this part's points.",
        ),
        (
            "{kind: best_of, alternatives: [{code: p, title: {vi: Cách một}, share: 1, rule: {kind: yes_no}}, {code: q, title: {vi: Cách hai}, points: 5, rule: {kind: count, each: 1}}]}",
            "Lấy phương án có điểm cao nhất: (1) cách một, điểm tối đa: có: điểm của phương án này; không: 0 điểm; (2) cách hai, 5 điểm: điểm = a × 1, nhiều nhất điểm của phương án này.",
            "The best alternative counts: (1) cách một, full points: yes: this alternative's points; no: 0 points; (2) cách hai, 5 points: points = a × 1, at most this alternative's points.",
        ),
        (
            "{kind: checklist, on: [a, b, c]}",
            "Số nội dung đạt ÷ 3 × điểm tối đa.",
            "Entries met ÷ 3 × full points.",
        ),
        (
            "{kind: periods, on: [q1, q2], options: [{code: y, title: {vi: Đạt}, share: 1}, {code: n, title: {vi: Không}, share: 0}]}",
            "Cộng điểm 2 kỳ; mỗi kỳ (điểm tối đa ÷ 2): đạt: điểm của kỳ; không: 0 điểm.",
            "The 2 periods add up; each (full points ÷ 2): đạt: the period's points; không: 0 points.",
        ),
        (
            "{kind: relative}",
            "Mức = a. Điểm = mức của đơn vị ÷ mức cao nhất trong khối × điểm tối đa.",
            "Level = a. Points = the unit's level ÷ the highest of the block × full points.",
        ),
        (
            '{kind: relative, on: "IF(b = 0, 0, a / b)"}',
            "Mức = a ÷ b. Điểm = mức của đơn vị ÷ mức cao nhất trong khối × điểm tối đa. Khi b = 0: mức 0.",
            "Level = a ÷ b. Points = the unit's level ÷ the highest of the block × full points. When b = 0: level 0.",
        ),
        (
            "{kind: minmax}",
            "(a − thấp nhất khối) ÷ (cao nhất khối − thấp nhất khối) × điểm tối đa.",
            "(a − the block's lowest) ÷ (the block's highest − the block's lowest) × full points.",
        ),
        (
            "{kind: minmax, low: 0, high: 12.5, direction: down}",
            "(12,5 − a) ÷ (12,5 − 0) × điểm tối đa.",
            "(12.5 − a) ÷ (12.5 − 0) × full points.",
        ),
        (
            "{kind: minmax, low: 1}",
            "(a − 1) ÷ (cao nhất khối − 1) × điểm tối đa.",
            "(a − 1) ÷ (the block's highest − 1) × full points.",
        ),
        (
            "{kind: levels, levels: [{level: 0, title: {vi: Không}}, {level: 1, title: {vi: Một}}, {level: 2, title: {vi: Hai}}]}",
            "Mức đạt ÷ 2 × điểm tối đa.",
            "Level ÷ 2 × full points.",
        ),
        (
            "{kind: survey, low: 1, high: 5, least: 30}",
            "a là kết quả khảo sát, thang 1 đến 5, quy về điểm tối đa. Dưới 30 người trả lời: coi là chưa đo.",
            "a is the survey's result on a scale of 1 to 5, brought to full points. Fewer than 30 respondents: not measured.",
        ),
        (
            "{kind: panel}",
            "a là điểm của chuyên gia, thang 0 đến 1, quy về điểm tối đa.",
            "a is the experts' score on a scale of 0 to 1, brought to full points.",
        ),
        (
            "{kind: gate}",
            "Điều kiện bắt buộc, không tính điểm: chưa đạt thì các tiêu chí cùng nhóm được 0 điểm.",
            "A condition without points: unless it is met, the criteria of its group score 0.",
        ),
        (
            "{kind: bonus, rule: {kind: yes_no}}",
            "Điểm thưởng ngoài thang điểm: có: điểm tối đa; không: 0 điểm.",
            "Bonus outside the scale: yes: full points; no: 0 points.",
        ),
        (
            "{kind: penalty, rule: {kind: count, each: 1}}",
            "Điểm trừ ngoài thang điểm: điểm = a × 1, nhiều nhất điểm tối đa.",
            "Penalty outside the scale: points = a × 1, at most full points.",
        ),
        (
            "{kind: shown}",
            "Chỉ để theo dõi, không tính điểm.",
            "Shown only, not scored.",
        ),
        (
            '{kind: formula, formula: "MIN(1, a / b)"}',
            "Điểm = MIN(1; a ÷ b) × điểm tối đa.",
            "Points = MIN(1, a ÷ b) × full points.",
        ),
        (
            '{kind: formula, formula: "a * 2", gives: points}',
            "Điểm = a × 2.",
            "Points = a × 2.",
        ),
]
# fmt: on


def rule_of(text: str) -> BaseRule:
    return RULES.validate_python(read_document(text).data)


@pytest.mark.parametrize(("rule", "vi", "en"), SENTENCES)
def test_a_rule_in_words(rule: str, vi: str, en: str) -> None:
    found = [
        rule_of(rule).sentence(PhraseWriter(language, {"goal": 0.95}))
        for language in ("vi", "en")
    ]
    assert found == [vi, en]


def test_every_kind_has_a_sentence_here() -> None:
    missing = set(KINDS) - {rule_of(rule).kind for rule, _vi, _en in SENTENCES}
    assert missing == set(), (
        "write their sentences into SENTENCES of tests/opendti/rules/test_sentences.py"
    )


def test_a_title_inside_a_part_keeps_its_words() -> None:
    options = "[{code: x, title: {vi: Đạt điểm tối đa}, share: 1}]"
    rule = f"{{kind: parts, parts: [{{code: p, title: {{vi: P}}, share: 1, rule: {{kind: choice, options: {options}}}}}]}}"
    sentence = rule_of(rule).sentence(PhraseWriter("vi", {}))
    assert "đạt điểm tối đa: điểm của phần này" in sentence


@pytest.mark.parametrize(
    "inside", ["parts", "best_of", "shown", "gate", "bonus", "penalty"]
)
def test_kinds_that_stand_alone(inside: str) -> None:
    assert KINDS[inside].stands_alone
    assert sum(rule.stands_alone for rule in KINDS.values()) == 6
