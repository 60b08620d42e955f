from __future__ import annotations

import pytest
from django.utils import translation

from opendti.errors import Fault
from opendti.faults import CATALOGUE
from opendti.framework.shapes import PLAIN
from opendti_site.frameworks.bridge import faults_of
from opendti_site.frameworks.drafting.faults import FORM_WORDS, DraftFault, fault_words
from opendti_site.frameworks.drafting.field_labels import label_of_path
from tests.site.frameworks.kinds import EVERY_RULE

CHANGES = [
    ("points: {one: 10, two: 5.5}", "points: {one: 10, three: 5}", "yes_no", "points.three", "Không có khối three; cần một trong: one, two."),
    ("each: 1.5, cap: 9", "each: 1.5, cap: 12.5", "count", "rule.cap", "Mức trần 12,5 vượt điểm tối đa 10."),
    ("points: 5, rule: {kind: choice", "points: 4, rule: {kind: choice", "parts", "rule", "Các phần cộng lại được 9, không phải 10 điểm."),
    ("code: relative,", "code: share,", "share", "code", "Mã share bị trùng."),
    ('formula: "MIN(max, a * goal)"', 'formula: "MIN(max, a * gaol)"', "formula", "rule.formula", "Không có tên gaol; dùng được: a, goal, least, max. Có phải goal không?"),
    ('formula: "MIN(max, a * goal)"', 'formula: "MIN(max, a / a)"', "formula", "rule.formula", "Phép chia có thể gặp số 0"),
    ("below: jump", "below: jmp", "ratio", "rule.below", "Không có lựa chọn “jmp”."),
    ("{kind: gate}", "{kind: gat}", "gate", "rule", "Không có cách tính điểm “gat”."),
    ("from: 20.5, share: 50%", "from: x, share: 50%", "steps", "rule.steps.1.from", "Cần một số, đang là “x”."),
    ("{kind: panel, high: 10}", "{kind: panel, hig: 10}", "panel", "rule.hig", "Không có mục này trong định dạng."),
    ("points: 165.5", "points: 160.5", "", "declared.1.points", "Văn bản công bố 160,5 điểm dưới mục 1, khối two, cây đang có 165,5 điểm."),
    ("levels: [{level: 0,", "levels: [{", "levels", "rule.levels.0.level", "Ô này còn trống."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code", "name", "words"),
    CHANGES,
    ids=[change[4] for change in CHANGES],
)
def test_a_fault_is_reported_in_vietnamese_at_its_field(
    old: str, new: str, code: str, name: str, words: str
) -> None:
    text = EVERY_RULE.replace(old, new, 1)
    assert text != EVERY_RULE

    faults = [(fault.code, fault.name, fault.words) for fault in faults_of(text)]

    assert any(
        (at, field) == (code, name) and sentence.startswith(words)
        for at, field, sentence in faults
    ), faults


def test_a_fault_is_a_sentence_of_the_reader_s_language() -> None:
    fault = Fault("code_twice", {"code": "1.2"})
    with translation.override("en"):
        assert fault_words(fault) == "The code 1.2 stands twice."
    assert fault_words(fault) == "Mã 1.2 bị trùng."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rule.options.0", "Cách tính → Các phương án → dòng 1"),
        ("rule.parts.1.rule.target", "Cách tính → Các phần → dòng 2 → Cách tính của phần này → Mức đạt điểm tối đa"),
        ("declared.2.points", "Số đã công bố → dòng 3 → Tổng điểm"),
        ("rule.kind", "Cách tính → Cách tính"),
        ("unheard.of", "unheard → of"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_position_is_named_by_its_labels(name: str, words: str) -> None:
    assert label_of_path(name) == words


def test_the_words_of_forms_are_for_faults_of_the_engine() -> None:
    assert FORM_WORDS.keys() - CATALOGUE.keys() == set()
    numbers = {code for code in PLAIN.values() if "number" in code or "truth" in code}
    assert numbers - FORM_WORDS.keys() == set()
    texts = {
        code: DraftFault((), "", "", Fault(code, {"found": "x", "limit": 1.5})).words
        for code in FORM_WORDS
    }
    assert texts["number_below"] == "Không được nhỏ hơn 1,5."
    assert [code for code, text in texts.items() if "%" in text] == []
