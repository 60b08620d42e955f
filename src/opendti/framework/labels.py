"""What statuses, changes and pairs of nodes are called, on the command line, on paper and on pages."""

from __future__ import annotations

from opendti.definitions import Text
from opendti.framework.sources import Status

STATUS_WORDS: dict[Status, Text] = {
    "official": Text(vi="chính thức", en="official"),
    "adapted": Text(vi="chuyển thể", en="adapted"),
    "illustrative": Text(vi="minh họa", en="illustrative"),
}
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
