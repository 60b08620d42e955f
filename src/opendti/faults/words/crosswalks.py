"""Faults of a crosswalk between two versions."""

from opendti.faults.template import Words

CROSSWALKS = {
    "entry_form": Words(
        vi="Mỗi dòng cần mã ở ít nhất một bên.",
        en="an entry is {{from, to, kind}}, {{dropped}} or {{new}}",
    ),
    "entry_without_kind": Words(
        vi="Chưa ghi giữ nguyên hay thay đổi.",
        en="`kind` is missing: same or changed",
    ),
    "entry_with_kind": Words(
        vi="Chỉ dòng có mã ở cả hai bên mới ghi giữ nguyên hay thay đổi.",
        en="only an entry of from and to has a kind",
    ),
    "entry_nodes": Words(
        vi="Cần một mã, hoặc nhiều mã kèm tỷ trọng[[; đang là “{found}”]].",
        en="expected a code, or a list of {{node: ..., weight: ...}}[[, found {found!r}]]",
    ),
    "weights_total": Words(
        vi="Tỷ trọng cộng lại được {total:.6g}, cần bằng 1.",
        en="the weights add up to {total:.6g}, 1 was expected",
    ),
    "weights_unreadable": Words(
        vi="Không đọc được tỷ trọng; viết như 1.3 = 0,6; 1.4 = 0,4.",
        en="weights cannot be read",
    ),
    "no_node_in": Words(
        vi="{framework} không có mục {code}.[[ Có phải {close} không?]]",
        en="no node {code} in {framework}[[; did you mean {close}?]]",
    ),
    "node_named_twice": Words(
        vi="Mục {code} của {framework} ghi hai lần.",
        en="{code} of {framework} is named twice",
    ),
    "node_covered": Words(
        vi="Mục {code} của {framework} đã nằm trong mục {upper}.",
        en="{code} of {framework} is covered by {upper} too",
    ),
    "node_not_named": Words(
        vi="Chưa ghi mục {code} của {framework}.",
        en="{code} of {framework} is not named",
    ),
    "same_without_counterpart": Words(
        vi="{old} ghi là giữ nguyên như {new}, nhưng mục {code} của {framework} không có mục tương ứng; "
        "hãy ghi từng mục bên dưới.",
        en="{old} is said to be the same as {new}, but {code} of {framework} has no counterpart; name what is below",
    ),
}
