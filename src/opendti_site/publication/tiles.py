"""The tiles of provinces on the map of equal tiles: column and row, by folded name."""

from __future__ import annotations

from dataclasses import dataclass

from opendti.folding import fold

TILES: dict[str, tuple[int, int]] = {
    fold("Hà Nội"): (3, 3),
    fold("Huế"): (4, 6),
    fold("Hải Phòng"): (5, 3),
    fold("Hồ Chí Minh"): (3, 12),
    fold("Thanh Hóa"): (2, 4),
    fold("Điện Biên"): (1, 2),
    fold("Hà Tĩnh"): (3, 5),
    fold("Thái Nguyên"): (4, 2),
    fold("Quảng Ninh"): (6, 3),
    fold("Lạng Sơn"): (5, 2),
    fold("Bắc Ninh"): (4, 3),
    fold("Ninh Bình"): (3, 4),
    fold("Nghệ An"): (2, 5),
    fold("Lào Cai"): (3, 1),
    fold("Đồng Nai"): (3, 11),
    fold("Khánh Hòa"): (5, 11),
    fold("Đà Nẵng"): (4, 7),
    fold("Lai Châu"): (2, 1),
    fold("Cần Thơ"): (2, 13),
    fold("Phú Thọ"): (3, 2),
    fold("Tây Ninh"): (2, 11),
    fold("Tuyên Quang"): (4, 1),
    fold("Quảng Ngãi"): (5, 8),
    fold("Lâm Đồng"): (4, 11),
    fold("Vĩnh Long"): (3, 13),
    fold("Sơn La"): (2, 2),
    fold("Đồng Tháp"): (2, 12),
    fold("Cà Mau"): (1, 13),
    fold("Đắk Lắk"): (5, 10),
    fold("An Giang"): (1, 12),
    fold("Gia Lai"): (5, 9),
    fold("Hưng Yên"): (4, 4),
    fold("Quảng Trị"): (3, 6),
    fold("Cao Bằng"): (5, 1),
}


@dataclass(frozen=True, slots=True)
class Island:
    """Islands that have a tile beside that of their province."""

    name: str
    province: str
    x: int
    y: int


ISLANDS = (
    Island("Hoàng Sa", "Đà Nẵng", 5, 7),
    Island("Trường Sa", "Khánh Hòa", 6, 12),
)


def tile_of(name: str) -> tuple[int, int] | None:
    """Return the column and row of a province, with or without its kind before the name."""
    bare = fold(name)
    for kind in ("thanh pho ", "tinh ", "tp. ", "tp "):
        bare = bare.removeprefix(kind)
    return TILES.get(bare)
