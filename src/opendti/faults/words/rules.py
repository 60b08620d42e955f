"""Faults of a criterion's rule and items."""

from opendti.faults.template import Words

RULES = {
    "ratio_without_items": Words(
        vi="Tỷ lệ cần ghi tên số liệu tử số và mẫu số.",
        en="a ratio declares its items, with titles",
    ),
    "item_named_as_number": Words(
        vi="{code} đã là tên của một tham số; hãy đặt mã khác.",
        en="{code} is already the name of a number",
    ),
    "item_bounds": Words(
        vi="Nhỏ nhất {minimum:g} lớn hơn lớn nhất {maximum:g}.",
        en="min {minimum:g} is above max {maximum:g}",
    ),
    "item_bounds_needless": Words(
        vi="Nhỏ nhất và lớn nhất chỉ ghi cho số đếm, số hoặc tỷ lệ; {code} thuộc loại khác.",
        en="min and max stand only at a count, a number or a share, not at {code}",
    ),
    "item_bound_beyond_type": Words(
        vi="Giới hạn {found:g} rộng hơn khoảng của {noun:term}: từ {lowest:g} đến {highest:g}.",
        en="the bound {found:g} is beyond the range of {noun:term}, from {lowest:g} to {highest:g}",
    ),
    "options_missing": Words(
        vi="Chưa có phương án cho số liệu {code}.",
        en="no rule lists the options of {code}",
    ),
    "options_needless": Words(
        vi="Phương án chỉ ghi ở đây khi cách tính không liệt kê.",
        en="options stand here only for a choice that no rule lists",
    ),
    "step_never_above": Words(
        vi="Không giá trị nào vượt {start:g}, nơi một mức bắt đầu.",
        en="no value lies above {start:g}, where a step starts",
    ),
    "step_never_reached": Words(
        vi="Không giá trị nào đạt {start:g}, nơi một mức bắt đầu.",
        en="no value reaches {start:g}, where a step starts",
    ),
    "no_item": Words(
        vi="Không có số liệu {code}.[[ Có phải {close} không?]]",
        en="no item {code}[[; did you mean {close}?]]",
    ),
    "choice_of_other_type": Words(
        vi="Số liệu {code} phải là loại chọn một.",
        en="a choice needs the item {code} of type choice",
    ),
    "option_twice": Words(
        vi="Phương án {code} bị trùng mã.", en="the option {code} stands twice"
    ),
    "steps_start_from": Words(
        vi="Hai mức cùng bắt đầu từ {start:.15g}.",
        en="two steps start from {start:.15g}",
    ),
    "steps_start_above": Words(
        vi="Hai mức cùng bắt đầu trên {start:.15g}.",
        en="two steps start above {start:.15g}",
    ),
    "best_below_points": Words(
        vi="Mức cao nhất chỉ cho {best:g} trong {points:g} điểm.",
        en="the best gives {best:g} of {points:g} points",
    ),
    "cap_above_points": Words(
        vi="Mức trần {cap:g} vượt điểm tối đa {points:g}.",
        en="a cap of {cap:g} above the {points:g} points",
    ),
    "levels_with_gap": Words(
        vi="Các mức độ phải là 0, 1, 2, … liên tục.",
        en="levels run 0, 1, 2, … without a gap",
    ),
    "low_not_below_high": Words(
        vi="Giá trị thấp nhất {low:g} phải nhỏ hơn cao nhất {high:g}.",
        en="low {low:g} is not below high {high:g}",
    ),
    "rule_inside_rule": Words(
        vi="Cách tính loại này ({kind}) không đặt bên trong cách tính khác được.",
        en="no rule of kind {kind} stands inside another",
    ),
    "share_or_points": Words(
        vi="Ghi phần của điểm tối đa hoặc số điểm (chỉ một trong hai).",
        en="give either `share` or `points`",
    ),
    "points_above_criterion": Words(
        vi="{points:g} điểm vượt điểm tối đa {maximum:g} của tiêu chí.",
        en="{points:g} points are more than the criterion's {maximum:g}",
    ),
    "part_twice": Words(
        vi="Phần {code} bị trùng mã.", en="the part {code} stands twice"
    ),
    "parts_total": Words(
        vi="Các phần cộng lại được {total:g}, không phải {points:g} điểm.",
        en="the parts add up to {total:g}, not to {points:g} points",
    ),
    "target_of_zero": Words(vi="Mức đạt phải lớn hơn 0.", en="a target is above 0"),
    "floor_above_target": Words(
        vi="Mức sàn cao hơn mức đạt.", en="a floor above the target"
    ),
    "all_or_nothing": Words(
        vi="Đã chọn đạt hoặc không thì không ghi mức sàn và cách tính dưới mức.",
        en="all or nothing leaves no floor and no jump",
    ),
}
