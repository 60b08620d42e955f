"""Faults of a table of answers, of scores, or of units that followed others."""

from opendti.faults.template import Words

FORMS = {
    "byte_not_utf8": Words(
        vi="Byte {byte} của dòng này không phải UTF-8; hãy lưu tệp dạng “CSV UTF-8”.",
        en='byte {byte} of this line is not UTF-8; save the file as "CSV UTF-8"',
    ),
    "quotation_mark": Words(
        vi="Dấu ngoặc kép mở hoặc đóng sai chỗ.",
        en="a quotation mark is opened or closed where none can stand",
    ),
    "too_few_cells": Words(
        vi="Dòng có {found} ô, ít hơn {columns} cột ở dòng tên cột.",
        en="{found} cells, but the header has {columns} columns",
    ),
    "too_many_cells": Words(
        vi="Dòng có {found} ô, nhiều hơn {columns} cột ở dòng tên cột.",
        en="{found} cells, but the header has {columns} columns",
    ),
    "too_long": Words(vi="Tệp có quá {limit} dòng.", en="more than {limit} rows"),
    "too_wide": Words(vi="Tệp có quá {limit} cột.", en="more than {limit} columns"),
    "long_cell": Words(
        vi="Có ô dài quá {limit} ký tự.", en="a cell of more than {limit} characters"
    ),
    "not_csv": Words(
        vi="Tệp không phải CSV đọc được.",
        en="this is not a CSV file that can be read",
    ),
    "false_xlsx": Words(
        vi="Tệp mang đuôi Excel nhưng không phải XLSX.",
        en="the name says XLSX, but the file is none",
    ),
    "not_xlsx": Words(
        vi="Tệp không phải XLSX, hoặc đã hỏng.",
        en="this is not an XLSX file that can be read",
    ),
    "locked_workbook": Words(
        vi="Bảng tính đặt mật khẩu; hãy lưu lại không mật khẩu.",
        en="the workbook is locked by a password; save it without",
    ),
    "sheets_alike": Words(
        vi="Nhiều trang của bảng tính cùng là bảng này: {sheets}; chỉ giữ một trang.",
        en="several sheets of the workbook hold this table: {sheets}; keep one",
    ),
    "empty_workbook": Words(
        vi="Bảng tính không có ô nào để đọc.", en="the workbook holds no cells to read"
    ),
    "not_parquet": Words(
        vi="Tệp không phải Parquet đọc được.",
        en="this is not a Parquet file that can be read",
    ),
    "cell_error": Words(
        vi="Ô này mang lỗi {error}; hãy sửa trong bảng tính.",
        en="this cell holds the error {error}",
    ),
    "uncomputed_formula": Words(
        vi="Công thức ở ô này chưa có kết quả; hãy mở tệp bằng phần mềm bảng tính rồi lưu lại.",
        en="this formula has no result; open the file in a spreadsheet program and save it",
    ),
    "empty_header": Words(
        vi="Dòng đầu phải là tên các cột, nhưng đang trống.",
        en="the first line must be the header, but it is empty",
    ),
    "column_without_name": Words(
        vi="Cột này có giá trị nhưng không có tên ở dòng đầu.",
        en="this column has values but no name in the header",
    ),
    "column_name_twice": Words(
        vi="Có {times} cột cùng tên này.", en="{times} columns have this name"
    ),
    "column_missing": Words(vi="Thiếu cột này.", en="this column is missing"),
    "column_expected": Words(
        vi="Cần có cột {column}.", en="a column {column} was expected"
    ),
    "score_column_expected": Words(
        vi="Cần có cột {column}, như lệnh `opendti score -o` ghi ra.",
        en="a column {column} was expected, as `opendti score -o` writes it",
    ),
    "column_meant_twice": Words(
        vi="Cột này trùng nghĩa với cột {column}.",
        en="this means the same as column {column}",
    ),
    "column_misspelt": Words(
        vi="Không có cột này. Có phải {close} không?",
        en="unknown column; did you mean {close}?",
    ),
    "no_rows": Words(
        vi="Bảng có dòng tên cột nhưng không có dòng nào.",
        en="the table has a header, but no rows",
    ),
    "more_faults": Words(
        vi="Cột này còn {count} lỗi nữa, không liệt kê.",
        en="{count} more faults of this column are not listed",
    ),
}
ROWS = {
    "state_column": Words(
        vi="Bảng mỗi đơn vị một dòng không có cột trạng thái; hãy ghi trạng thái vào ô của số liệu.",
        en="a table of one row a unit has no states; write the word in the item's cell",
    ),
    "no_item_column": Words(
        vi="Không cột nào là số liệu của {framework}, chẳng hạn {example}.",
        en="no column names an item of {framework}, such as {example}",
    ),
    "unit_missing": Words(vi="Chưa ghi đơn vị.", en="the unit is missing"),
    "item_missing": Words(vi="Chưa ghi số liệu.", en="the item is missing"),
    "cell_missing": Words(vi="Chưa ghi {name}.", en="the {name} is missing"),
    "block_column_expected": Words(
        vi="Cần có cột khối (block) để phân biệt các khối: {blocks}.",
        en="a column block (khối) was expected, to tell the blocks apart: {blocks}",
    ),
    "block_missing": Words(
        vi="Chưa ghi khối của đơn vị {unit}; cần một trong: {expected}.",
        en="the block of unit {unit} is missing; one of {expected} was expected",
    ),
    "block_differs": Words(
        vi="Đơn vị {unit} ở phía trên thuộc khối {first}, ở đây là khối {found}.",
        en="unit {unit} is in block {first} further up, but here in {found}",
    ),
    "block_further_up": Words(
        vi="Đơn vị {unit} ở phía trên thuộc khối {first}.",
        en="unit {unit} is in block {first} further up",
    ),
    "stage_expected": Words(
        vi="Cần self, appraised hoặc final, đang là “{found}”.",
        en='self, appraised or final was expected, not "{found}"',
    ),
    "state_expected": Words(
        vi="Cần given, blank, not_applicable hoặc not_measured, đang là “{found}”.",
        en='given, blank, not_applicable or not_measured was expected, not "{found}"',
    ),
    "given_without_value": Words(
        vi="Trạng thái là given nhưng không có giá trị.",
        en="the state says given, but there is no value",
    ),
    "value_beside_state": Words(
        vi="Trạng thái là {state} nhưng lại có giá trị.",
        en="the state says {state}, but there is a value",
    ),
    "unit_twice": Words(
        vi="Đơn vị {unit} đã có ở dòng {first}.",
        en="unit {unit} stands already in row {first}",
    ),
    "answer_twice": Words(
        vi="Đơn vị {unit} đã có số liệu này ở dòng {first}.",
        en="unit {unit} has an answer to this item already, in row {first}",
    ),
    "node_twice": Words(
        vi="Đơn vị {unit} đã có mục này ở dòng {first}.",
        en="unit {unit} has this node already in row {first}",
    ),
    "criterion_not_in_block": Words(
        vi="Khối {block} không có tiêu chí {code}.",
        en="criterion {code} does not exist in block {block}",
    ),
    "criterion_always_applies": Words(
        vi="Tiêu chí {code} luôn áp dụng; cần một giá trị.",
        en="criterion {code} always applies; a value was expected",
    ),
    "check_broken": Words(
        vi="{message} (đơn vị {unit}: {values}).",
        en="{message} (unit {unit}: {values})",
    ),
    "total_row": Words(
        vi="“{name}” trông như dòng tổng, không phải đơn vị; hãy xóa dòng này, "
        'hoặc khai là đơn vị: --allow-unit "{name}".',
        en='"{name}" looks like a row of totals, not a unit; delete the row, '
        'or name it as a unit: --allow-unit "{name}"',
    ),
    "column_numbers": Words(
        vi="Dòng này trông như số thứ tự các cột, không phải đơn vị; hãy xóa dòng này, "
        'hoặc khai là đơn vị: --allow-unit "{name}".',
        en="this row looks like the numbers of the columns, not a unit; delete the row, "
        'or name it as a unit: --allow-unit "{name}"',
    ),
    "name_control": Words(
        vi="Tên “{name}” có ký tự điều khiển không hiện ra; hãy gõ lại tên.",
        en="the name {name!r} holds control characters, which nothing shows; type the name anew",
    ),
    "name_bidirectional": Words(
        vi="Tên “{name}” có ký tự đảo chiều chữ; hãy gõ lại tên.",
        en="the name {name!r} holds characters that reverse the order of writing; type the name anew",
    ),
    "name_mixed_scripts": Words(
        vi="Tên “{name}” có chữ cái của bảng chữ khác trông như chữ Latinh; hãy gõ lại tên.",
        en="the name {name!r} has letters of another alphabet that look like Latin ones; type the name anew",
    ),
    "name_styled_letters": Words(
        vi="Tên “{name}” có chữ toàn khổ hoặc chữ kiểu; hãy gõ lại tên.",
        en="the name {name!r} has full-width or styled letters; type the name anew",
    ),
}
YEARS = {
    "no_year_column": Words(
        vi="Không có cột năm (year).", en="there is no column year"
    ),
    "year_expected": Words(
        vi="Cần một trong các năm {years}[[, không phải {found}]].",
        en="one of the years {years} was expected[[, not {found}]]",
    ),
    "link_twice": Words(
        vi="Liên kết này đã có ở dòng {first}.",
        en="this link stands already in row {first}",
    ),
    "link_rules_differ": Words(
        vi="Đơn vị {unit} ở phía trên theo quy tắc {rule}.",
        en="unit {unit} has the rule {rule} further up",
    ),
    "link_weights_differ": Words(
        vi="Đơn vị {unit} cần trọng số ở mọi dòng, hoặc không dòng nào.",
        en="unit {unit} needs a weight in every row, or in none",
    ),
    "link_rule_expected": Words(
        vi="Cần mean, sum hoặc not_comparable, đang là “{found}”.",
        en='mean, sum or not_comparable was expected, not "{found}"',
    ),
    "link_weight_expected": Words(
        vi="Cần một trọng số lớn hơn 0, đang là {found}.",
        en="a weight above 0 was expected, not {found}",
    ),
}
TABLES = {**FORMS, **ROWS, **YEARS}
