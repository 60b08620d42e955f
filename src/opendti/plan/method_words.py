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
