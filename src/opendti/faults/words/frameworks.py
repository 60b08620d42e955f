"""Faults of a framework beyond its shape: codes, references, points, views, bands, declared totals."""

from opendti.faults.template import Words

FRAMEWORKS = {
    "reserved_code": Words(
        vi="Mã {code} dành cho cả bộ.", en="`{code}` is the code of the whole"
    ),
    "code_twice": Words(vi="Mã {code} bị trùng.", en="the code {code} stands twice"),
    "code_twice_in": Words(
        vi="Mã {code} bị trùng trong {section}.",
        en="the code {code} stands twice in {section}",
    ),
    "view_code_of_node": Words(
        vi="Mã {code} trùng với một mục trong cây.", en="a node has the code {code} too"
    ),
    "no_source": Words(vi="Không có nguồn {source}.", en="no source {source}"),
    "no_level": Words(vi="Không có cấp {level}.", en="no level {level}"),
    "no_block": Words(
        vi="Không có khối {block}[[; cần một trong: {expected}]].",
        en="no block {block}[[; expected one of {expected}]]",
    ),
    "no_node": Words(
        vi="Không có mục {code} trong cây.[[ Có phải {close} không?]]",
        en="no node {code}[[; did you mean {close}?]]",
    ),
    "missing_unsaid": Words(
        vi="Cần ghi phần nào chưa được công bố.",
        en="say in `missing` what was never published",
    ),
    "nodes_or_rule": Words(
        vi="Mục này cần có cách tính điểm, hoặc có các mục bên dưới (không phải cả hai).",
        en="a node has either `nodes` or a `rule`",
    ),
    "points_of_group": Words(
        vi="Chỉ tiêu chí mới ghi điểm; điểm của nhóm là tổng các tiêu chí.",
        en="points belong to criteria; a group's are their sum (see `declared`)",
    ),
    "arrival_of_group": Words(
        vi="{setting} chỉ ghi ở tiêu chí, không ghi ở nhóm.",
        en="`{setting}` belongs to criteria, not to a group",
    ),
    "tolerance_missing": Words(
        vi="Cần ghi hai số lệch nhau tới mức nào thì vẫn coi là khớp.",
        en="`precedence: agree` needs a `tolerance`",
    ),
    "tolerance_unused": Words(
        vi="Mức lệch cho phép chỉ dùng khi hai số phải khớp nhau.",
        en="a `tolerance` needs `precedence: agree`",
    ),
    "points_missing": Words(vi="Còn thiếu điểm tối đa.", en="`points` is missing"),
    "points_of_no_block": Words(
        vi="Cần ghi điểm cho ít nhất một khối.", en="points for at least one block"
    ),
    "rule_without_points": Words(
        vi="Cách tính này ({kind}) không có điểm; hãy bỏ trống điểm tối đa.",
        en="a rule of kind {kind} has no points",
    ),
    "item_twice": Words(
        vi="Số liệu {code} bị trùng mã.", en="the item {code} stands twice"
    ),
    "view_counts_below": Words(
        vi="{code} bị tính hai lần: mục chứa nó cũng có ở đây.",
        en="{code} is counted twice: what holds it is here too",
    ),
    "view_counts_twice": Words(
        vi="{code} bị tính hai lần.", en="{code} is counted twice"
    ),
    "bands_already": Words(
        vi="{code} đã có bảng mức khác.", en="{code} has bands already"
    ),
    "band_twice": Words(
        vi="Mức {code} bị trùng mã.", en="the band {code} stands twice"
    ),
    "band_starts_twice": Words(
        vi="Hai mức cùng bắt đầu từ {start:g}.", en="two bands start from {start:g}"
    ),
    "no_bands_above": Words(
        vi="{code} chưa có bảng mức ở phía trên.",
        en="{code} has no bands in a table above",
    ),
    "no_band": Words(vi="{code} không có mức {band}.", en="{code} has no band {band}"),
    "need_of_too_many": Words(
        vi="Cần {count} mục mà chỉ ghi {found} mục.", en="{count} of {found} nodes"
    ),
    "declared_nothing": Words(
        vi="Cần ghi số lượng hoặc tổng điểm.", en="declare a `count` or `points`"
    ),
    "declared_count": Words(
        vi="Văn bản công bố {declared} mục cấp {level}[[ dưới mục {under}]][[, khối {block}]], cây đang có {found}.",
        en="declared {declared} {level}[[ under {under}]][[ in block {block}]], the tree has {found}",
    ),
    "declared_points": Words(
        vi="Văn bản công bố {declared:g} điểm[[ dưới mục {under}]][[, khối {block}]], cây đang có {found:g} điểm.",
        en="declared {declared:g} points[[ under {under}]][[ in block {block}]], the tree has {found:g}",
    ),
    "parameter_no_value": Words(
        vi="Tham số {name} không tính được giá trị.",
        en="parameter {name} has no value",
    ),
    "parameter_circle": Words(
        vi="Tham số {name} vòng lại chính nó qua {others}.",
        en="parameter {name} goes round in a circle through {others}",
    ),
    "parameter_on_faulty": Words(
        vi="Tham số {name} dùng tham số đang lỗi {others}.",
        en="parameter {name} rests on the faulty {others}",
    ),
}
