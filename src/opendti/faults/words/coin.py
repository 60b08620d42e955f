"""Faults of the tables of COINr: iMeta and iData."""

from opendti.faults.template import Words

COIN = {
    "coin_code_missing": Words(
        vi="Cần một mã mà chưa ghi gì.",
        en="a code was expected, but nothing was written",
    ),
    "coin_code_expected": Words(
        vi="Cần một mã gồm chữ, số, “_”, “-” và “.”, đang là “{found}”.",
        en='a code of letters, digits, "_", "-" and "." was expected, not "{found}"',
    ),
    "coin_code_twice": Words(
        vi="{code} đã có ở dòng {first}.", en="{code} stands already in row {first}"
    ),
    "coin_level": Words(
        vi="Cần một cấp; chỉ số thành phần ở cấp 1.",
        en="a level, 1 for indicators, was expected",
    ),
    "coin_direction": Words(
        vi="Cần 1 (càng nhiều càng tốt) hoặc -1.",
        en="1 (more is better) or -1 was expected",
    ),
    "coin_weight": Words(
        vi="Cần một trọng số không nhỏ hơn 0.", en="a weight of at least 0 was expected"
    ),
    "coin_truth": Words(
        vi="Cần TRUE hoặc FALSE, đang là “{found}”.",
        en='TRUE or FALSE was expected, not "{found}"',
    ),
    "coin_no_tree": Words(
        vi="Cần có Indicator và Aggregate.",
        en="indicators and aggregates were expected",
    ),
    "coin_one_index": Words(
        vi="Ở cấp cao nhất ({level}) cần đúng một chỉ số, đang có {found}.",
        en="one index was expected at the highest level, {level}, not {found}",
    ),
    "coin_indicator_level": Words(
        vi="Indicator, và chỉ Indicator, ở cấp 1.",
        en="indicators, and they alone, are at level 1",
    ),
    "coin_no_children": Words(
        vi="Không mục nào có {code} là cấp trên.",
        en="nothing has {code} as its parent",
    ),
    "coin_no_denominator": Words(
        vi="Không có mẫu số {code}.", en="no denominator {code}"
    ),
    "coin_index_parent": Words(
        vi="Chỉ số chung không có cấp trên.", en="the index has no parent"
    ),
    "coin_parent_missing": Words(vi="Cần ghi cấp trên.", en="a parent was expected"),
    "coin_no_aggregate": Words(
        vi="Không có Aggregate {code}.", en="no aggregate {code}"
    ),
    "coin_parent_level": Words(
        vi="Cần cấp trên ở cấp {expected}, mà {code} ở cấp {found}.",
        en="a parent at level {expected} was expected, {code} is at {found}",
    ),
    "coin_aggregate_data": Words(
        vi="Aggregate không có số liệu riêng.",
        en="an aggregate has no data of its own",
    ),
    "coin_unknown_column": Words(
        vi="iMeta không có cột này.", en="the metadata do not know this column"
    ),
    "coin_unit_missing": Words(
        vi="Cần mã của đơn vị.", en="a unit's code was expected"
    ),
    "coin_goalposts": Words(
        vi="Cần một số ở đây và ở goalpost_upper để chuẩn hóa theo mốc.",
        en="a number was expected here and in goalpost_upper, to normalise by goalposts",
    ),
    "coin_target": Words(
        vi="Cần một số để chuẩn hóa theo khoảng cách đến mục tiêu.",
        en="a number was expected, to normalise by the distance to it",
    ),
    "coin_no_time": Words(
        vi="Không có thời điểm {time}[[; có: {known}]].",
        en="no time {time}[[; there is {known}]]",
    ),
    "coin_no_method": Words(
        vi="{step}: phải là một trong {known}, không phải “{found}”.",
        en='{step}: one of {known} was expected, not "{found}"',
    ),
    "coin_order": Words(
        vi="Thứ tự: cần đủ {known}, mỗi bước một lần.",
        en="order: {known} were expected, each once",
    ),
    "coin_range": Words(
        vi="Khoảng: {low:g} không nhỏ hơn {high:g}.",
        en="range: {low:g} is not below {high:g}",
    ),
    "coin_group": Words(
        vi="{impute} cần một nhóm[[; có: {known}]].",
        en="{impute} needs a group[[; there is {known}]]",
    ),
}
