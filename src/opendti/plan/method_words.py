"""The methods of composite indices by their stable names, in words people know."""

from __future__ import annotations

from opendti.plan.model import Text

IMPUTATIONS = {
    "mean": Text("trung bình của các đơn vị", "the mean of the units"),
    "median": Text("trung vị của các đơn vị", "the median of the units"),
    "group_mean": Text("trung bình của nhóm", "the mean of the group"),
    "group_median": Text("trung vị của nhóm", "the median of the group"),
    "last": Text("số liệu gần nhất đã biết", "the last number known"),
}
TREATMENTS = {
    "winsorise": Text("thay bằng giá trị kề (winsorise)", "winsorised"),
    "log": Text("lấy lôgarit", "taken as a logarithm"),
    "box_cox": Text("biến đổi Box–Cox", "transformed after Box and Cox"),
}
NORMALISATIONS = {
    "none": Text("giữ nguyên", "as it is"),
    "min_max": Text("min–max", "min–max"),
    "z_score": Text("điểm z", "z-score"),
    "rank": Text("thứ hạng", "rank"),
    "percentile_rank": Text("thứ hạng phần trăm", "percentile rank"),
    "borda": Text("điểm Borda", "Borda score"),
    "distance_to_best": Text("khoảng cách đến mức tốt nhất", "distance to the best"),
    "distance_to_reference": Text(
        "khoảng cách đến đơn vị tham chiếu", "distance to a reference unit"
    ),
    "distance_to_target": Text("khoảng cách đến mục tiêu", "distance to the target"),
    "fraction_of_max": Text("tỷ lệ so với lớn nhất", "fraction of the maximum"),
    "goalposts": Text("theo hai mốc", "goalposts"),
}
AGGREGATIONS = {
    "arithmetic": Text("trung bình cộng", "arithmetic mean"),
    "geometric": Text("trung bình nhân", "geometric mean"),
    "harmonic": Text("trung bình điều hoà", "harmonic mean"),
    "median": Text("trung vị", "median"),
    "copeland": Text("điểm Copeland", "Copeland score"),
}
