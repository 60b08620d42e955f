"""Arithmetic beside an amount is never left out of a reading that is called sure."""

from __future__ import annotations

import pytest

from opendti.annex.idioms.read import read_rule

LETTERS = "a = Số hồ sơ trực tuyến; b = Tổng số hồ sơ; "
RATIO = LETTERS + "Tỷ lệ = a/b; "


@pytest.mark.parametrize(
    "text",
    [
        "Từ 80% trở lên: 10 điểm; dưới 80%: (a/80%)*10 điểm",
        "Từ 80% trở lên: 10 điểm; dưới 80%: 10 điểm x tỷ lệ",
        "Từ 80% trở lên: 10 điểm; dưới 80%: 10 điểm nhân với tỷ lệ đạt được",
        "Từ 80% trở lên: 10 điểm; dưới 80%: số % x 10 điểm",
        "Từ 80% trở lên: 10 điểm; dưới 80%: mỗi 10% được 1 điểm",
        "Tu 80% tro len: 10 diem; duoi 80%: moi 10% duoc 1 diem",
        "Từ 80% trở lên: 10 điểm; dưới 80%: 5 điểm/1 đơn vị",
        LETTERS + "Điểm = (1-a/b)*Điểm tối đa",
        RATIO + "Điểm = 2*Tỷ lệ*Điểm tối đa",
        RATIO + "Điểm = Tỷ lệ*Điểm tối đa/100",
        RATIO + "Nếu a = 0 thì đạt điểm tối đa; Điểm = Tỷ lệ*Điểm tối đa",
        "Từ 2 tỷ trở lên: 10 điểm; dưới 2 triệu: 0 điểm",
        "Từ 2 giờ trở lên: 10 điểm; dưới 2 ngày: 0 điểm",
        "Từ 80‰ trở lên: 10 điểm; dưới 80‰: 0 điểm",
        "Từ 80% trở lên: 10 điểm; dưới 80%: -5 điểm",
        "Từ 80% trở lên: 10 điểm; dưới 80%: âm 5 điểm",
        "Có: 10 điểm; chưa có: 0 điểm; chưa thống kê: - 5 điểm",
        "Điểm = 1/2 * Giá trị / Giá trị lớn nhất * Điểm tối đa",
        "Điểm = (1 - Giá trị / Giá trị lớn nhất) * Điểm tối đa",
        "Điểm = Giá trị / Giá trị lớn nhất * 5",
        "Điểm = Giá trị / Giá trị lớn nhất * Điểm tối đa; dưới 50%: 0 điểm",
        "Điểm = (Giá trị - Giá trị nhỏ nhất) / (Giá trị lớn nhất - Giá trị nhỏ nhất) * Điểm tối đa",
        "Điểm = Giá trị nhỏ nhất / Giá trị * Điểm tối đa",
        "Tỷ lệ = Giá trị nhỏ nhất / Giá trị; Điểm = Tỷ lệ * Điểm tối đa",
        "Có văn bản/kế hoạch của cấp cao nhất: 10 điểm; không: 0 điểm",
        "Điểm = a/b*max",
        "Mỗi ứng dụng được 1 điểm; ứng dụng AI được 2 điểm; tối đa 10 điểm",
        "Mỗi ứng dụng 1 điểm; từ ứng dụng thứ 3 mỗi ứng dụng 2 điểm, tối đa 10 điểm",
        "Mỗi ứng dụng 1 điểm nhưng phải có ít nhất 3 ứng dụng, tối đa 10 điểm",
        "Điểm = a * 0,5; tối thiểu phải có 2 ứng dụng",
        "Chỉ theo dõi đối với xã đảo",
        "Giá trị (từ 0 đến 1) * điểm tối đa * 0,5",
        "Giá trị (từ 0 đến 1) * điểm tối đa; dưới 0,5: 0 điểm",
        "Đầy đủ 7 nội dung: điểm tối đa; chưa đầy đủ: Điểm = Tỷ lệ*điểm tối đa; dưới 3 nội dung: 0 điểm",
        "Đã ban hành: 1/2*điểm tối đa; đã triển khai: 1/2*điểm tối đa; nếu ban hành sau 31/3: 0 điểm",
        "Có: 10 điểm (không áp dụng cho xã đảo); không: 0 điểm",
        "Có: 10 điểm; không: 0 điểm. Ghi chú: đơn vị chậm bị trừ 1/2 số điểm",
        RATIO + "Điểm = Tỷ lệ*Điểm tối đa. Yêu cầu: tỷ lệ tối thiểu 50%",
        "a = Hồ sơ trễ hạn; b = Tổng số hồ sơ; Tỷ lệ = a/b; không có hồ sơ trễ hạn: điểm tối đa; Điểm = Tỷ lệ*Điểm tối đa",
        "Tỷ lệ = a/b; không có hồ sơ trễ hạn: điểm tối đa; Điểm = Tỷ lệ*Điểm tối đa",
        "Tỷ lệ = a+b/c; Điểm = Tỷ lệ*Điểm tối đa",
        "Tỷ lệ = số hồ sơ trực tuyến/tổng số hồ sơ - hồ sơ hủy; Điểm = Tỷ lệ*Điểm tối đa",
        "Điểm = số hồ sơ trực tuyến/1000 dân * Điểm tối đa",
    ],
)
def test_what_changes_an_amount_makes_a_guess(text: str) -> None:
    assert not read_rule(text, "Tỷ lệ hồ sơ trực tuyến", 10).is_sure


@pytest.mark.parametrize(
    "text",
    [
        RATIO + "Điểm = Tỷ lệ x Điểm tối đa",
        RATIO + "Nếu b = 0 thì đạt điểm tối đa; Điểm = Tỷ lệ*Điểm tối đa",
        "Từ 2 giờ trở lên: 10 điểm; dưới 2 giờ: 0 điểm",
        "Điểm = Giá trị của đơn vị / Giá trị lớn nhất trong khối x Điểm tối đa",
        "Mỗi ứng dụng được 1 điểm, tối đa 10 điểm",
        "Điểm = a * 0,5, tối đa 10 điểm",
        "Không tính điểm",
        "Giá trị (từ 0 đến 1) × điểm tối đa",
        "Tỷ lệ = (a+b)/c; Điểm = Tỷ lệ*Điểm tối đa",
        "a = Hồ sơ trực tuyến; b = Tổng số hồ sơ; Tỷ lệ = a/b; không có hồ sơ: điểm tối đa; Điểm = Tỷ lệ*Điểm tối đa",
        "Có: 10 điểm; không: 0 điểm. Minh chứng: văn bản số 12/KH-UBND",
        "Đã ban hành: 5 điểm; đã triển khai: 5 điểm; chưa ban hành: 0 điểm",
        "Có kế hoạch mới: 10 điểm; dùng kế hoạch cũ: 5 điểm; không có: 0 điểm",
        "Có cán bộ, cá nhân đầu mối: 10 điểm; chưa có: 0 điểm",
    ],
)
def test_a_text_that_says_no_more_stays_sure(text: str) -> None:
    assert read_rule(text, "Tỷ lệ hồ sơ trực tuyến", 10).is_sure


def test_an_option_keeps_what_it_denies() -> None:
    text = "Vượt chỉ tiêu: 10 điểm; đạt chỉ tiêu: 8 điểm; không đạt: 0 điểm"
    options = read_rule(text, "Chỉ tiêu", 10).rule["options"]
    assert [option["title"]["vi"] for option in options][-1] == "Không đạt"
