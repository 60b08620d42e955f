"""Faults of what was asked for: a file, a unit, a method that does not exist."""

from opendti.faults.template import Words

REQUESTS = {
    "wrong_use": Words(vi="Yêu cầu không hợp lệ: {reason}.", en="{reason}"),
    "library_framework": Words(
        vi="Thư viện không có bộ chỉ số {identity}; có: {known}.",
        en="no framework {identity} in the library; there are {known}",
    ),
    "library_dataset": Words(
        vi="Thư viện không có bộ số liệu {identity}; có: {known}.",
        en="no data set {identity} in the library; there are {known}",
    ),
    "file_missing": Words(vi="Không có tệp này.", en="there is no such file"),
    "file_there": Words(
        vi="Tệp đã có; bản nháp không ghi đè lên tệp.",
        en="the file is there already; a draft does not replace it",
    ),
    "out_is_source": Words(
        vi="Đây chính là tệp đang đọc; hãy ghi kết quả vào tệp khác.",
        en="this is the very file that is read; write to another one",
    ),
    "not_a_file": Words(vi="Đây không phải là tệp.", en="this is not a file"),
    "not_replaceable": Words(
        vi="Đây không phải là tệp có thể ghi đè.",
        en="this is not a file that can be replaced",
    ),
    "cannot_open": Words(vi="Không mở được: {reason}.", en="{reason}"),
    "cannot_write": Words(
        vi="Không ghi được: {reason}.", en="cannot be written: {reason}"
    ),
    "table_ending": Words(
        vi="Tên tệp phải có đuôi .csv, .xlsx hoặc .parquet.",
        en="a file ending in .csv, .xlsx or .parquet was expected",
    ),
    "sheet_rows": Words(
        vi="{rows} dòng, nhiều hơn một trang tính chứa được; hãy dùng .csv hoặc .parquet.",
        en="{rows} rows are more than a sheet holds; use .csv or .parquet",
    ),
    "sheet_unknown": Words(
        vi="Không có trang tính “{sheet}”; có các trang: {known}.",
        en='there is no sheet "{sheet}"; the sheets are: {known}',
    ),
    "sheets_of_text": Words(
        vi="Chỉ tệp bảng tính mới có trang tính.", en="only a spreadsheet has sheets"
    ),
    "export_kind": Words(
        vi="Không xuất được dạng .{kind}; hãy chọn một trong các dạng {known}.",
        en="cannot write .{kind}; one of {known} was expected",
    ),
    "stage_unknown": Words(
        vi="Giai đoạn phải là self, appraised hoặc final, không phải “{found}”.",
        en='stage self, appraised or final was expected, not "{found}"',
    ),
    "node_of_other_block": Words(
        vi="Khối của {unit} không có mục {node}.",
        en="{node} does not exist for the block of {unit}",
    ),
    "compared_no_node": Words(
        vi="Không bảng nào có mục {node}.", en="no node {node} in either table"
    ),
    "compared_no_unit": Words(
        vi="Không bảng nào có đơn vị {unit}.", en="no unit {unit} in either table"
    ),
    "sum_of_composite": Words(
        vi="Quy tắc sum cộng điểm; chỉ số tổng hợp không có điểm để cộng.",
        en="the rule sum adds points; a composite index has none to add",
    ),
    "no_composite": Words(
        vi="{framework} không phải là chỉ số tổng hợp.",
        en="{framework} is no composite index",
    ),
    "reference_absent": Words(
        vi="Đơn vị chuẩn {unit} không có trong các đơn vị được tính.",
        en="the reference unit {unit} is not among the units",
    ),
}
