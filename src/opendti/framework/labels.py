"""What statuses, changes and pairs of nodes are called, on the command line, on paper and on pages."""

from __future__ import annotations

from opendti.definitions import Text
from opendti.framework.sources import Status

STATUS_WORDS: dict[Status, Text] = {
    "official": Text(vi="chính thức", en="official"),
    "adapted": Text(vi="chuyển thể", en="adapted"),
    "illustrative": Text(vi="minh họa", en="illustrative"),
}
COLLECTED_WORDS = {
    "report": Text(vi="Đơn vị báo cáo", en="Reported by the unit"),
    "feed": Text(vi="Dữ liệu kết nối tự động", en="Sent by a system"),
    "survey": Text(vi="Khảo sát", en="Survey"),
    "panel": Text(vi="Đánh giá của chuyên gia", en="Scored by experts"),
    "monitor": Text(vi="Đo lường tự động", en="Measured automatically"),
}
"""Where a criterion's values come from, by `Node.collected_from`; an annex's export prints them."""
PRECEDENCE_WORDS = {
    "machine": Text(vi="số của máy được tính", en="the machine's counts"),
    "typed": Text(
        vi="số nhập được tính khi có lý do",
        en="the person's counts, with a reason",
    ),
    "appraiser": Text(vi="người thẩm định quyết định", en="the appraiser decides"),
    "agree": Text(
        vi="phải khớp trong mức lệch cho phép", en="they must agree within a tolerance"
    ),
}
"""Which value counts where a machine and a person differ, by `Node.precedence`."""
ITEM_TYPE_WORDS = {
    "count": Text(vi="số nguyên", en="whole number"),
    "number": Text(vi="số", en="number"),
    "share": Text(vi="tỷ lệ 0 đến 1", en="share 0 to 1"),
    "yes_no": Text(vi="có hoặc không", en="yes or no"),
    "choice": Text(vi="chọn một", en="choose one"),
    "text": Text(vi="chữ, không tính điểm", en="text, not scored"),
}
"""What an item asks for, by `Item.type`."""
CHANGE_WORDS = {
    "framework": Text(vi="bộ chỉ số", en="framework"),
    "added": Text(vi="thêm mới", en="added"),
    "removed": Text(vi="bỏ", en="removed"),
    "moved": Text(vi="chuyển chỗ", en="moved"),
    "points": Text(vi="điểm tối đa", en="full points"),
    "rule": Text(vi="cách tính điểm", en="rule"),
    "text": Text(vi="lời văn", en="text"),
    "items": Text(vi="số liệu", en="data"),
    "checks": Text(vi="điều kiện", en="conditions"),
    "evidence": Text(vi="tài liệu kiểm chứng", en="evidence"),
    "setting": Text(vi="quy định khác", en="setting"),
}
"""Kinds of change between two versions of a framework, by `diff.ChangeKind`."""
PAIR_WORDS = {
    "same": Text(vi="giữ nguyên", en="same"),
    "changed": Text(vi="thay đổi", en="changed"),
    "new": Text(vi="mới", en="new"),
    "dropped": Text(vi="bỏ", en="dropped"),
}
"""What became of a node between two versions, by `crosswalk.entries.PairKind`."""
FIELD_WORDS = {
    "id": Text(vi="mã bộ chỉ số", en="id"),
    "version": Text(vi="phiên bản", en="version"),
    "title": Text(vi="tên", en="title"),
    "short_title": Text(vi="tên ngắn", en="short name"),
    "description": Text(vi="mô tả", en="description"),
    "status": Text(vi="tính chất", en="standing"),
    "source": Text(vi="nguồn", en="source"),
    "complete": Text(vi="mức đầy đủ", en="completeness"),
    "missing": Text(vi="phần chưa được công bố", en="what was never published"),
    "legal": Text(vi="căn cứ pháp lý", en="legal basis"),
    "sources": Text(vi="các nguồn", en="sources"),
    "levels": Text(vi="các cấp", en="levels"),
    "blocks": Text(vi="các khối", en="blocks"),
    "declared": Text(vi="số đã công bố", en="stated numbers"),
    "rounding": Text(vi="làm tròn", en="rounding"),
    "ranking": Text(vi="xếp hạng", en="ranking"),
    "explain_change": Text(
        vi="mức biến động phải giải thích", en="change that needs a comment"
    ),
    "parameters": Text(vi="tham số", en="parameters"),
    "views": Text(vi="nhóm xem chéo", en="views"),
    "bands": Text(vi="xếp mức", en="bands"),
    "composite": Text(vi="chỉ số tổng hợp", en="composite index"),
    "code": Text(vi="mã", en="code"),
    "level": Text(vi="cấp", en="level"),
    "points": Text(vi="điểm tối đa", en="full points"),
    "unpublished": Text(vi="phần chưa được công bố", en="what was never published"),
    "rule": Text(vi="cách tính", en="how it is scored"),
    "items": Text(vi="số liệu", en="data"),
    "checks": Text(vi="điều kiện", en="conditions"),
    "evidence": Text(vi="tài liệu kiểm chứng", en="evidence"),
    "guidance": Text(vi="hướng dẫn", en="guidance"),
    "verified_by": Text(vi="đơn vị phối hợp xác minh", en="verified by"),
    "collected_from": Text(vi="nguồn số liệu", en="source of the data"),
    "precedence": Text(
        vi="khi số của máy và số nhập khác nhau",
        en="when machine and person differ",
    ),
    "tolerance": Text(vi="mức lệch cho phép", en="tolerance"),
    "valid_for": Text(vi="số ngày còn hiệu lực", en="days of validity"),
    "may_not_apply": Text(vi="không áp dụng", en="not applicable"),
    "not_measured": Text(vi="khi chưa đo được", en="when not measured"),
    "advice": Text(vi="khuyến nghị", en="advice"),
    "note": Text(vi="ghi chú", en="notes"),
    "weight": Text(vi="trọng số", en="weight"),
    "direction": Text(vi="chiều", en="direction"),
    "denominator": Text(vi="chia cho số liệu", en="divided by item"),
    "goalposts": Text(vi="hai mốc (thấp, cao)", en="goalposts (low, high)"),
    "target": Text(vi="mức mục tiêu", en="target"),
    "treat": Text(
        vi="xử lý ngoại lai riêng, thử lần lượt",
        en="outlier treatment of its own, tried in turn",
    ),
    "normalise": Text(vi="chuẩn hóa riêng", en="normalisation of its own"),
    "aggregate": Text(vi="cách gộp của nhóm này", en="aggregation of this group"),
    "type": Text(vi="loại", en="kind"),
    "unit": Text(vi="đơn vị tính", en="unit"),
    "min": Text(vi="nhỏ nhất", en="minimum"),
    "max": Text(vi="lớn nhất", en="maximum"),
    "options": Text(vi="các phương án", en="options"),
    "parent": Text(vi="nhóm chứa", en="parent"),
    "order": Text(vi="thứ tự", en="order"),
}
"""Fields of a framework, its nodes and their items, as a change names them."""
