"""Faults of answers that a program hands over, and of numbers that a method cannot take."""

from opendti.faults.template import Words

SCORES = {
    "no_unit": Words(vi="Không có đơn vị {unit}.", en="no unit {unit}"),
    "cell_twice": Words(vi="Một ô có hai dòng.", en="two rows for one cell"),
    "value_with_state": Words(
        vi="Có giá trị bên cạnh trạng thái {state}.",
        en="a value beside the state {state}",
    ),
    "value_of_other_type": Words(
        vi="“{found}” không phải giá trị loại {type}.",
        en="{found!r} is no value of type {type}",
    ),
    "score_too_large": Words(
        vi="Cần một số từ -10^15 đến 10^15, số ở đây lớn hơn.",
        en="a number from -10^15 to 10^15 was expected here, it is larger",
    ),
    "geometric_over_zero": Words(
        vi="Trung bình nhân của {code} cần giá trị lớn hơn 0.",
        en="the geometric mean of {code} needs values above 0",
    ),
    "harmonic_over_zero": Words(
        vi="Trung bình điều hòa của {code} cần giá trị lớn hơn 0.",
        en="the harmonic mean of {code} needs values above 0",
    ),
    "fraction_of_max_dropped": Words(
        vi="Chuẩn hóa theo phần của giá trị lớn nhất cần có số lớn hơn 0; khối {block} không có.",
        en="fraction_of_max needs a greatest number above 0; none is in block {block}",
    ),
    "distance_to_reference_dropped": Words(
        vi="Đơn vị tham chiếu không có số, hoặc không tốt hơn số kém nhất, trong khối {block}.",
        en="distance_to_reference needs a number of the reference unit that is better than the worst; "
        "it has none in block {block}",
    ),
    "distance_to_target_dropped": Words(
        vi="Mục tiêu không tốt hơn số kém nhất trong khối {block}; hãy đặt mục tiêu khác hoặc giữ kết quả trong thang.",
        en="distance_to_target needs a target that is better than the worst number, or `capped: true`; "
        "it is not in block {block}",
    ),
    "component_without_sign": Words(
        vi="Không tính được trọng số {weights} trong khối {block}: các hệ số tải triệt tiêu nhau "
        "nên không xác định được dấu.",
        en="{weights} gives no weights in block {block}: "
        "the loadings of its first component cancel out, so their sign is open",
    ),
    "components_tied": Words(
        vi="Không tính được trọng số {weights} trong khối {block}: hai thành phần chính giải thích như nhau.",
        en="{weights} gives no weights in block {block}: two components explain the same, so neither is the first",
    ),
}
