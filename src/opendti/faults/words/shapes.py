"""Faults of a file's shape: keys that lack, and values of another type than is wanted."""

from opendti.faults.template import Words

SHAPES = {
    "not_a_framework": Words(
        vi="Tệp không phải bộ chỉ số: cần có id, version, title và nodes.",
        en="expected a framework: `id`, `version`, `title` and `nodes`",
    ),
    "missing_key": Words(vi="Còn thiếu mục {key}.", en="`{key}` is missing"),
    "unknown_key": Words(
        vi="Không có mục {key} trong định dạng.[[ Có phải {close} không?]]",
        en="unknown key `{key}`[[; did you mean `{close}`?]]",
    ),
    "rule_kind_missing": Words(
        vi="Chưa chọn cách tính điểm.", en="a rule needs `kind`"
    ),
    "unknown_rule_kind": Words(
        vi="Không có cách tính {found}; cần một trong: {expected}.",
        en="unknown kind of rule {found}; expected one of {expected}",
    ),
    "not_a_choice": Words(
        vi="Cần {expected}[[, đang là “{found}”]].",
        en="expected {expected}[[, found {found!r}]]",
    ),
    "not_a_text": Words(
        vi="Cần một dòng chữ[[, đang là “{found}”]].",
        en="expected a valid string[[, found {found!r}]]",
    ),
    "not_a_number": Words(
        vi="Cần một số[[, đang là “{found}”]].",
        en="expected a valid number[[, found {found!r}]]",
    ),
    "unreadable_number": Words(
        vi="Cần một số[[, đang là “{found}”]].",
        en="expected a valid number, unable to parse string as a number[[, found {found!r}]]",
    ),
    "endless_number": Words(
        vi="Cần một số, đang là {found}.", en="expected a number, found {found}"
    ),
    "number_out_of_bounds": Words(
        vi="Cần một số từ -10^15 đến 10^15[[, đang là “{found}”]].",
        en="expected a number from -10^15 to 10^15[[, found {found!r}]]",
    ),
    "not_a_whole_number": Words(
        vi="Cần một số nguyên[[, đang là “{found}”]].",
        en="expected a valid integer[[, found {found!r}]]",
    ),
    "unreadable_whole_number": Words(
        vi="Cần một số nguyên[[, đang là “{found}”]].",
        en="expected a valid integer, unable to parse string as an integer[[, found {found!r}]]",
    ),
    "fraction_for_whole_number": Words(
        vi="Cần một số nguyên, không có phần lẻ[[, đang là “{found}”]].",
        en="expected a valid integer, got a number with a fractional part[[, found {found!r}]]",
    ),
    "not_a_truth": Words(
        vi="Cần có hoặc không[[, đang là “{found}”]].",
        en="expected a valid boolean[[, found {found!r}]]",
    ),
    "unreadable_truth": Words(
        vi="Cần có hoặc không[[, đang là “{found}”]].",
        en="expected a valid boolean, unable to interpret input[[, found {found!r}]]",
    ),
    "not_a_mapping": Words(
        vi="Cần các mục có tên[[, đang là “{found}”]].",
        en="expected a valid dictionary[[, found {found!r}]]",
    ),
    "not_a_section": Words(
        vi="Cần các mục có tên của phần {section}[[, đang là “{found}”]].",
        en="expected a valid dictionary or instance of {section}[[, found {found!r}]]",
    ),
    "not_a_list": Words(
        vi="Cần một danh sách[[, đang là “{found}”]].",
        en="expected a valid tuple[[, found {found!r}]]",
    ),
    "list_too_short": Words(
        vi="Cần ít nhất {limit} dòng, đang có {length}.",
        en="expected a list of at least {limit}, found {length}",
    ),
    "text_too_short": Words(
        vi="Cần ít nhất {limit} ký tự[[, đang là “{found}”]].",
        en="the text should have at least {limit} character[[, found {found!r}]]",
    ),
    "text_too_long": Words(
        vi="Dài quá {limit} ký tự[[: “{found}”]].",
        en="the text should have at most {limit} characters[[, found {found!r}]]",
    ),
    "text_of_other_pattern": Words(
        vi="Không đúng cách viết '{pattern}'[[: “{found}”]].",
        en="the text should match pattern '{pattern}'[[, found {found!r}]]",
    ),
    "number_below": Words(
        vi="Không được nhỏ hơn {limit:.15g}[[, đang là {found}]].",
        en="expected greater than or equal to {limit:.15g}[[, found {found!r}]]",
    ),
    "number_above": Words(
        vi="Không được lớn hơn {limit:.15g}[[, đang là {found}]].",
        en="expected less than or equal to {limit:.15g}[[, found {found!r}]]",
    ),
    "number_not_above": Words(
        vi="Phải lớn hơn {limit:.15g}[[, đang là {found}]].",
        en="expected greater than {limit:.15g}[[, found {found!r}]]",
    ),
    "number_not_below": Words(
        vi="Phải nhỏ hơn {limit:.15g}[[, đang là {found}]].",
        en="expected less than {limit:.15g}[[, found {found!r}]]",
    ),
    "other_shape": Words(
        vi="Không đúng cách viết ({type})[[: “{found}”]].",
        en="of another form than expected ({type})[[, found {found!r}]]",
    ),
    "range_of_two": Words(
        vi="Cần hai số: thấp nhất và cao nhất.", en="expected two numbers, [low, high]"
    ),
    "range_not_ascending": Words(
        vi="{low:g} phải nhỏ hơn {high:g}.", en="{low:g} is not below {high:g}"
    ),
    "steps_each_once": Words(
        vi="Cần đủ bốn bước, mỗi bước một lần: {steps}.",
        en="expected {steps}, each once, in any order",
    ),
}
