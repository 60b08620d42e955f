"""Faults of an official annex."""

from opendti.faults.template import Words

ANNEXES = {
    "annex_old_format": Words(
        vi="Tệp .xls, .doc đời cũ hoặc đặt mật khẩu; hãy lưu lại thành .xlsx hoặc .docx không mật khẩu.",
        en="an old .xls or .doc file, or one locked by a password; save it as .xlsx or .docx without a password",
    ),
    "annex_pdf": Words(
        vi="Tệp PDF; hãy dùng phụ lục dạng XLSX hoặc DOCX.",
        en="a PDF; give the annex as .xlsx or .docx",
    ),
    "annex_web_page": Words(
        vi="Tệp trang web hoặc RTF; hãy lưu thành XLSX hoặc DOCX.",
        en="a web page or RTF file; save it as .xlsx or .docx",
    ),
    "annex_other_format": Words(
        vi="Không phải tệp XLSX hay DOCX.", en="not an .xlsx or .docx file"
    ),
    "annex_other_archive": Words(
        vi="Tệp nén nhưng không phải XLSX hay DOCX.",
        en="a ZIP file, but neither an .xlsx nor a .docx",
    ),
    "annex_empty": Words(vi="Tệp trống.", en="the file is empty"),
    "annex_locked": Words(
        vi="Tệp đặt mật khẩu; hãy lưu lại không mật khẩu.",
        en="locked by a password; save it without",
    ),
    "annex_damaged": Words(
        vi="Tệp hỏng, không mở được.", en="the file is damaged and cannot be opened"
    ),
    "annex_damaged_workbook": Words(
        vi="Bảng tính hỏng, không đọc được.",
        en="the workbook is damaged and cannot be read",
    ),
    "annex_damaged_document": Words(
        vi="Văn bản hỏng: không có nội dung.",
        en="the document is damaged: it has no body",
    ),
    "annex_damaged_part": Words(
        vi="Tệp hỏng: không đọc được {part}.",
        en="the file is damaged: {part} cannot be read",
    ),
    "annex_document_type": Words(
        vi="{part} trong tệp có khai báo lạ, không đọc vì lý do an toàn.",
        en="{part} declares a document type, which no annex needs",
    ),
    "annex_too_large": Words(
        vi="Tệp lớn hơn {megabytes} MB.", en="larger than {megabytes} MB"
    ),
    "annex_unpacks_too_large": Words(
        vi="Tệp giải nén ra lớn hơn {megabytes} MB.",
        en="unpacks to more than {megabytes} MB",
    ),
    "annex_too_many_members": Words(
        vi="Tệp có quá {limit} phần bên trong.", en="more than {limit} parts inside"
    ),
    "annex_too_many_rows": Words(
        vi="Tệp có quá {limit} dòng.", en="more than {limit} rows"
    ),
    "annex_too_many_criteria": Words(
        vi="Phụ lục có quá {limit} dòng.", en="more than {limit} rows in one annex"
    ),
    "annex_without_table": Words(
        vi="Không thấy bảng phụ lục: cần dòng đầu có cột “Chỉ số” và cột “Điểm tối đa” "
        "hoặc “Cách xác định và tính điểm”.",
        en="no annex table found: a header row is needed with the columns "
        "“Chỉ số” and “Điểm tối đa” or “Cách xác định và tính điểm”",
    ),
    "annex_no_part": Words(
        vi="Không có phụ lục thứ {part}; tệp có {found} phụ lục.",
        en="there is no part {part}; the file has {found}",
    ),
}
