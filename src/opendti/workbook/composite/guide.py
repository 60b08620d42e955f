"""The texts of the first sheet of a composite index."""

from __future__ import annotations

from collections.abc import Iterator

from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.methods.treatments import TREATMENTS
from opendti.methods.weightings import WEIGHTINGS
from opendti.numeric.text import format_number
from opendti.plan.composite import Treatment
from opendti.workbook.composite.layout import CompositeLayout
from opendti.workbook.composite.words import (
    OUTLIERS,
    SHEETS,
    STATISTICS,
    WEIGHTS,
)
from opendti.workbook.cover import CoverTexts
from opendti.workbook.words import (
    ANSWERS,
    BLANK,
    CD_MEANS,
    KAD_MEANS,
    LISTS,
    RANKS,
    RULES,
    TOTALS,
)

WHAT = (
    "Sổ tính này tính lại toàn bộ chỉ số tổng hợp bằng công thức bảng tính, độc lập với phần mềm: "
    "từng bước từ số liệu đến hạng là công thức sống trên trang Số liệu. "
    "Sửa một ô nền vàng, mọi trang tính lại ngay; không có trang, hàng hay cột ẩn."
)
ENGLISH = (
    "Every step of this composite index, from the sheet “Số liệu” (answers) to the ranks, is a "
    "live formula. Change a yellow cell and see the effect. The sheets are protected without a "
    "password; nothing is hidden."
)
WRITTEN = (
    "Ngoại lệ: tỷ trọng theo thành phần chính (PCA) không tính được bằng công thức bảng tính. Ở trang "
    "Trọng số chúng được viết bằng số, do phần mềm tính từ chính số liệu này; sửa số liệu thì chúng không tự đổi."
)
SHEET_WORDS = (
    (ANSWERS, "Câu trả lời của từng đơn vị: một hàng một đơn vị, một cột một số liệu."),
    (SHEETS["raw"], "Số mà mỗi chỉ tiêu bắt đầu; không có số thì ghi lý do."),
    (SHEETS["denominated"], "Số gốc chia cho mẫu số của chỉ tiêu."),
    (SHEETS["screened"], "Đơn vị nào đủ số liệu để tham gia."),
    (SHEETS["imputed"], "Số thay cho số còn thiếu."),
    (OUTLIERS, "Độ lệch, độ nhọn, từng bước cắt ngọn và cách xử lý được chọn."),
    (SHEETS["treated"], "Số sau khi xử lý ngoại lai."),
    (STATISTICS, "Nhỏ nhất, lớn nhất, trung bình, độ lệch chuẩn trong từng khối."),
    (SHEETS["normalised"], "Mọi chỉ tiêu trên một thang chung."),
    (WEIGHTS, "Tỷ trọng của các mục con trong mỗi nhóm."),
    (TOTALS, "Gộp theo cây chỉ số, từ mục con lên nhóm và chỉ số chung."),
    (RANKS, "Hạng của từng đơn vị trong khối, chung và theo từng mục."),
    (RULES, "Cách tính, số liệu cần có, trọng số, hướng và thang của từng mục."),
    (LISTS, "Mã các phương án của câu chọn."),
)
STATES = (
    (
        "input",
        "Ô nhập",
        "Sửa được. Các ô khác là công thức, được bảo vệ, không mật khẩu.",
    ),
    ("blank", BLANK, "Không có số; được bù nếu bộ chỉ số có bước bù số thiếu."),
    (
        "not_applicable",
        KAD_MEANS,
        "Không có số và không bao giờ được bù, nếu tiêu chí cho phép; nếu không thì như để trống.",
    ),
    (
        "not_measured",
        CD_MEANS,
        "Theo quy định của tiêu chí (trang Quy tắc): chờ đo, là số 0, hoặc không có số.",
    ),
)


def composite_guide(layout: CompositeLayout) -> CoverTexts:
    """Return the texts on a composite index and its steps."""
    written = (WRITTEN,) if WEIGHTINGS[layout.composite.weights].is_computed else ()
    return CoverTexts(
        (WHAT, ENGLISH, *written), SHEET_WORDS, STATES, list(_method(layout))
    )


def _method(layout: CompositeLayout) -> Iterator[tuple[str, str]]:
    composite, plan = layout.composite, layout.plan
    names = [SHEETS[stage] for stage in layout.stages]
    yield "Các bước", " → ".join([*names, WEIGHTS, TOTALS, RANKS])
    if composite.imputation is not None:
        imputation = IMPUTATIONS[composite.imputation.method]
        if imputation.fills:
            yield "Bù số thiếu", f"Bằng {imputation.title.vi}."
    for rule in composite.treatments:
        yield "Xử lý ngoại lai", _treatment(rule)
    methods = dict.fromkeys(
        normalisation.method for normalisation in composite.normalisations
    )
    scales = "; ".join(
        NORMALISATIONS[normalisation].title.vi for normalisation in methods
    )
    yield "Chuẩn hóa", f"{scales[0].upper()}{scales[1:]}."
    yield "Trọng số", f"{_weights(composite.weights)}; mục thiếu thì chia cho mục khác."
    yield "So sánh", "Mọi mức so sánh (nhỏ nhất, trung bình, hạng …) lấy trong khối."
    yield "Giá trị", f"Làm tròn nửa lên đến {plan.rounding.value} chữ số thập phân."
    exact = "chưa làm tròn" if plan.ranks_exactly else "đã làm tròn"
    yield "Hạng", f"Trong khối, theo giá trị {exact}: 1, 2, 2, 4."
    yield (
        "Số gần bằng nhau",
        "Bảng tính coi hai số chỉ khác nhau từ chữ số thứ 15 là bằng nhau.",
    )


def _treatment(rule: Treatment) -> str:
    def write(number: float) -> str:
        return format_number(number, 4, "vi", trim=True)

    methods = ", ".join(TREATMENTS[method].sheet_title for method in rule.methods)
    text = f"Khi |độ lệch| ≥ {write(rule.skew)} và độ nhọn ≥ {write(rule.kurtosis)}: {methods}"
    notes = (
        method.sheet_note(rule)
        for name, method in TREATMENTS.items()
        if name in rule.methods
    )
    return f"{'; '.join([text, *filter(None, notes)])}."


def _weights(name: str) -> str:
    method = WEIGHTINGS[name]
    title = f"{method.title.vi[0].upper()}{method.title.vi[1:]}"
    return f"{title} (viết bằng số)" if method.is_computed else title
