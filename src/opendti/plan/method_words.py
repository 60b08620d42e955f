"""The methods of composite indices by their stable names, in both languages."""

from __future__ import annotations

from opendti.plan.model import Bilingual

IMPUTATIONS = {
    "mean": Bilingual("trung bình của các đơn vị", "the mean of the units"),
    "median": Bilingual("trung vị của các đơn vị", "the median of the units"),
    "group_mean": Bilingual("trung bình của nhóm", "the mean of the group"),
    "group_median": Bilingual("trung vị của nhóm", "the median of the group"),
    "last": Bilingual("số liệu gần nhất đã biết", "the last number known"),
}
TREATMENTS = {
    "winsorise": Bilingual("thay bằng giá trị kề (winsorise)", "winsorised"),
    "log": Bilingual("lấy lôgarit", "taken as a logarithm"),
    "box_cox": Bilingual("biến đổi Box–Cox", "transformed after Box and Cox"),
}
NORMALISATIONS = {
    "none": Bilingual("giữ nguyên", "as it is"),
    "min_max": Bilingual("min–max", "min–max"),
    "z_score": Bilingual("điểm z", "z-score"),
    "rank": Bilingual("thứ hạng", "rank"),
    "percentile_rank": Bilingual("thứ hạng phần trăm", "percentile rank"),
    "borda": Bilingual("điểm Borda", "Borda score"),
    "distance_to_best": Bilingual(
        "khoảng cách đến mức tốt nhất", "distance to the best"
    ),
    "distance_to_reference": Bilingual(
        "khoảng cách đến đơn vị tham chiếu", "distance to a reference unit"
    ),
    "distance_to_target": Bilingual(
        "khoảng cách đến mục tiêu", "distance to the target"
    ),
    "fraction_of_max": Bilingual("tỷ lệ so với lớn nhất", "fraction of the maximum"),
    "goalposts": Bilingual("theo hai mốc", "goalposts"),
}
AGGREGATIONS = {
    "arithmetic": Bilingual("trung bình cộng", "arithmetic mean"),
    "geometric": Bilingual("trung bình nhân", "geometric mean"),
    "harmonic": Bilingual("trung bình điều hoà", "harmonic mean"),
    "median": Bilingual("trung vị", "median"),
    "copeland": Bilingual("điểm Copeland", "Copeland score"),
}
