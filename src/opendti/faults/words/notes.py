"""What is said beside a result: no fault, but the numbers alone would hide it."""

from opendti.faults.template import Words

NOTES = {
    "note_old_name": Words(
        vi="{old} là tên cũ của {new}.", en="{old} is an old name of {new}"
    ),
    "note_columns": Words(
        vi="Các cột không được đọc: {columns}.", en="columns not read: {columns}"
    ),
    "note_waiting": Words(
        vi="{waiting} trong {units} đơn vị còn chờ số đo; điểm này chưa công bố được.",
        en="{waiting} of {units} units wait for a measurement; these scores cannot be published yet",
    ),
    "note_unscaled": Words(
        vi="{code} {title}: các đơn vị của khối {block} có số bằng nhau (hoặc thiếu mốc so sánh), "
        "nên không có giá trị; trọng số được chia cho phần còn lại.",
        en="{code} {title}: the units of block {block} have the same number (or nothing to compare with), "
        "so there is no value; the weight is shared out among the others",
    ),
    "note_no_crosswalk": Words(
        vi="Không có --crosswalk nên các mục cùng mã được coi là một.",
        en="without --crosswalk, nodes of equal code are taken as the same",
    ),
    "note_unconfirmed": Words(
        vi="{drafts} trong {entries} dòng còn chờ người xác nhận.",
        en="{drafts} of {entries} entries wait for a person to confirm them",
    ),
    "note_other_framework": Words(
        vi="A chấm theo {before}, B theo {after}: các mục cùng mã đứng cạnh nhau, chưa ai xác nhận chúng là một.",
        en="A was scored by {before}, B by {after}: nodes of equal code stand beside each other, "
        "nobody has said that they are the same",
    ),
    "note_one_side": Words(
        vi="Chỉ có ở {side}: {units}.", en="only in {side}: {units}"
    ),
    "note_no_past": Words(
        vi="{unit} không có kỳ trước: A thiếu {unknown}.",
        en="{unit} has no past: {unknown} is not in A",
    ),
    "note_past_apart": Words(
        vi="{unit} không có kỳ trước so sánh được.",
        en="{unit} has no past that compares",
    ),
    "note_other_block": Words(
        vi="Xếp hạng ở khối khác nên không so hạng được: {units}.",
        en="ranked in another block, so ranks do not compare: {units}",
    ),
    "note_other_field": Words(
        vi="Khối {block}: A có {before} đơn vị, B có {after}.",
        en="block {block}: {before} units in A, {after} in B",
    ),
    "note_no_part": Words(
        vi="Không có phần so sánh được: hai bảng không chung mục nào có điểm, hoặc có mục bị thiếu.",
        en="no comparable part: the tables share no nodes with points, or leave nodes out",
    ),
    "note_reversed": Words(
        vi="{code} có chiều -1: giá trị được đảo chiều trước khi tổng hợp (COINr để nguyên).",
        en="{code} has the direction -1: its value is turned round before it is aggregated (COINr leaves it as it is)",
    ),
}
