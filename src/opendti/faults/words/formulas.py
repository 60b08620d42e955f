"""Faults of a formula; line and column are those of the character inside its text."""

from opendti.faults.template import Words

FORMULAS = {
    "formula_too_long": Words(
        vi="Công thức dài quá {limit} ký tự (đang có {length}).",
        en="a formula has at most {limit} characters, this one {length}",
    ),
    "formula_too_deep": Words(
        vi="Ngoặc lồng quá {limit} lớp.", en="brackets nest at most {limit} deep"
    ),
    "formula_too_many_operators": Words(
        vi="Công thức có quá {limit} phép tính.",
        en="a formula has at most {limit} operators",
    ),
    "formula_ends_early": Words(
        vi="Công thức còn thiếu ở cuối.", en="the formula ends too early"
    ),
    "formula_unknown_character": Words(
        vi="“{found}” không có nghĩa trong công thức.",
        en="{found!r} has no meaning in a formula",
    ),
    "formula_unexpected": Words(
        vi="Công thức sai ở “{found}”.", en="{found!r} is not expected here"
    ),
    "formula_lone_text": Words(
        vi="Chữ trong ngoặc kép chỉ đứng cạnh dấu = hoặc <> của số liệu chọn một.",
        en="a text stands only beside = or <> of a choice",
    ),
    "formula_number_too_large": Words(
        vi="Số phải nhỏ hơn 10^15.", en="a number is smaller than 10^15"
    ),
    "formula_unknown_name": Words(
        vi="Không có tên {name}; dùng được: {known}.[[ Có phải {close} không?]]",
        en="unknown name {name}; known: {known}[[; did you mean {close}?]]",
    ),
    "formula_text_beside_number": Words(
        vi="Chỉ số liệu chọn một mới so được với chữ trong ngoặc kép.",
        en="only a choice is compared with a text",
    ),
    "formula_choice_beside_number": Words(
        vi='Số liệu chọn một so với mã phương án trong ngoặc kép, ví dụ a = "o1".',
        en='a choice is compared with an option, as "code"',
    ),
    "formula_unknown_option": Words(
        vi="Không có phương án {found}; có: {options}.",
        en='"{found}" is no option; expected one of {options}',
    ),
    "formula_division_by_zero": Words(
        vi="Có phép chia cho số 0.", en="a division by zero"
    ),
    "formula_unguarded_division": Words(
        vi="Phép chia có thể gặp số 0; hãy viết IF(x = 0, 0, … / x).",
        en="a division by what may be zero; guard it: IF(x = 0, 0, …/x)",
    ),
    "formula_power": Words(
        vi="Số mũ phải là hằng số từ {lowest} đến {highest}; có thể viết như (1/3).",
        en="a power is a constant from {lowest} to {highest}",
    ),
    "formula_of_block": Words(
        vi="Trong {function} không được dùng BEST hay max.",
        en="{function} takes neither BEST nor max",
    ),
    "formula_no_value": Words(
        vi="{function} không xác định với hằng số đã cho.",
        en="{function} has no value here",
    ),
    "formula_argument_count": Words(
        vi="Hàm {function} cần {expected} tham số, đang có {found}.",
        en="{function} takes {expected} arguments, not {found}",
    ),
    "formula_argument_range": Words(
        vi="Hàm {function} cần {lowest} đến {highest} tham số, đang có {found}.",
        en="{function} takes {lowest} to {highest} arguments, not {found}",
    ),
    "formula_round_decimals": Words(
        vi="ROUND cần số chữ số lẻ từ 0 đến 10.",
        en="ROUND takes 0 to 10 decimals, a constant",
    ),
    "formula_log_base": Words(
        vi="Cơ số của LOG phải là hằng số lớn hơn 0 và khác 1.",
        en="LOG takes a base above 0 other than 1, a constant",
    ),
    "formula_branches_differ": Words(
        vi="Hai nhánh của IF cho ra hai loại khác nhau: {first:term} và {second:term}.",
        en="IF gives {first:term} here and {second:term} there",
    ),
    "formula_wrong_kind": Words(
        vi="Chỗ này cần {expected:term}, đang là {found:term}.",
        en="expected {expected:term}, found {found:term}",
    ),
}
