"""Faults of a composite index: its steps, its leaves and their scales."""

from opendti.faults.template import Words

COMPOSITES = {
    "needs_composite": Words(
        vi="Mục {key} chỉ dùng cho chỉ số tổng hợp.",
        en="`{key}` needs the section `composite`",
    ),
    "impute_without_group": Words(
        vi="Cần ghi số liệu phân nhóm, vì cách bù chỗ thiếu ({method}) lấy theo nhóm.",
        en="{method} needs `group`, the item that tells it",
    ),
    "impute_with_group": Words(
        vi="Cách bù chỗ thiếu này ({method}) không theo nhóm; hãy bỏ trống số liệu phân nhóm.",
        en="{method} needs no `group`",
    ),
    "no_item_of_choice": Words(
        vi="Không có số liệu {code} loại chọn một.", en="no item {code} of type choice"
    ),
    "no_item_of_number": Words(
        vi="Không có số liệu {code} loại số.", en="no item {code} that is a number"
    ),
    "no_item_of_last": Words(
        vi="Không tiêu chí nào có số liệu {code} giữ giá trị kỳ trước.",
        en="no criterion has an item `{code}`",
    ),
    "reference_unit": Words(
        vi="Cần ghi đơn vị làm mốc khi và chỉ khi chuẩn hóa theo khoảng cách đến một đơn vị.",
        en="distance_to_reference needs `reference`, a unit; nothing else does",
    ),
    "index_empty": Words(
        vi="Chưa có tiêu chí nào được tính vào chỉ số.",
        en="nothing here is part of the index",
    ),
    "key_of_criterion": Words(
        vi="Mục {key} chỉ ghi ở tiêu chí, không ghi ở nhóm.",
        en="`{key}` belongs to a criterion",
    ),
    "key_of_group": Words(
        vi="Mục {key} chỉ ghi ở nhóm, không ghi ở tiêu chí.",
        en="`{key}` belongs to a group",
    ),
    "key_of_shown": Words(
        vi="Tiêu chí chỉ để theo dõi thì không ghi mục {key}.",
        en="`{key}` says nothing of what is only shown",
    ),
    "weights_of_zero": Words(
        vi="Mọi trọng số ở đây đều bằng 0.", en="every weight here is 0"
    ),
    "mean_over_zero": Words(
        vi="Trung bình nhân và trung bình điều hòa ({method}) cần giá trị lớn hơn 0, mà thang của mục {code} có số 0; "
        "hãy đặt thang từ 1 đến 100 chẳng hạn.",
        en="the {method} mean needs values above 0, and {code} is on a scale that holds 0; "
        "give a `range` such as [1, 100], or a `mean` above 0",
    ),
    "composite_gate": Words(
        vi="Chỉ số tổng hợp không có điều kiện bắt buộc.",
        en="a composite index has no gates",
    ),
    "rule_not_normalised": Words(
        vi="Cách tính này không cho ra một số của riêng đơn vị để chuẩn hóa.",
        en="this kind of rule gives no number of its own to normalise",
    ),
    "one_item_of_number": Words(
        vi="Không có cách tính thì cần đúng một số liệu, loại số.",
        en="without a `rule` there is one item, a number",
    ),
    "points_without_rule": Words(
        vi="Không có cách tính thì không ghi điểm; hãy ghi trọng số.",
        en="points come from a `rule`; here there is a `weight`",
    ),
    "goalposts_missing": Words(
        vi="Còn thiếu mốc thấp nhất và cao nhất của tiêu chí này.",
        en="`goalposts` is missing: [low, high]",
    ),
    "target_missing": Words(
        vi="Còn thiếu mức mục tiêu của tiêu chí này.", en="`target` is missing"
    ),
}
