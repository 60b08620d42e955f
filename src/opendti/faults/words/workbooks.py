"""What a workbook of formulas cannot hold."""

from opendti.faults.template import Words

WORKBOOKS = {
    "workbook_no_units": Words(
        vi="Bảng tính công thức cần một bảng số liệu có ít nhất một đơn vị.",
        en="a workbook takes one table of answers of at least one unit",
    ),
    "workbook_capitals": Words(
        vi="Có phương án chỉ khác nhau chữ hoa, chữ thường; bảng tính không phân biệt được.",
        en="options that differ only in capitals",
    ),
    "workbook_too_large": Words(
        vi="Trang {sheet} vượt quá sức chứa của một bảng tính.",
        en="{sheet}: more than a spreadsheet takes",
    ),
    "workbook_grid": Words(
        vi="Trang {sheet} cần {rows} dòng và {columns} cột; một bảng tính có {most_rows} và {most_columns}.",
        en="sheet {sheet} would have {rows} rows and {columns} columns; "
        "a spreadsheet has {most_rows} and {most_columns}",
    ),
    "workbook_formula": Words(
        vi="Công thức dài {length} ký tự, lồng {depth} lớp ngoặc; một bảng tính nhận {longest} và {deepest}.",
        en="a formula of {length} signs and {depth} brackets deep; "
        "a spreadsheet takes {longest} and {deepest}",
    ),
    "workbook_powers": Words(
        vi="Lũy thừa của lũy thừa lồng sâu hơn mức một bảng tính nhận.",
        en="powers of powers are nested deeper than a spreadsheet takes",
    ),
    "workbook_function": Words(
        vi="Bảng tính không có hàm tương ứng với {function}.",
        en="{function} has no counterpart in a spreadsheet",
    ),
}
