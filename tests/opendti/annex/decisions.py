"""Two annexes of invented decisions, with what real ones have: a sum that is wrong,
a number twice, merged cells, pages, notes, and scoring texts in each office's words."""

from __future__ import annotations

from pathlib import Path

import docx
import xlsxwriter
from docx.document import Document
from docx.table import Table, _Cell
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Row = tuple[str, ...]

HEADER = (
    "TT",
    "Chỉ số / Tiêu chí đánh giá",
    "Điểm tối đa",
    "Cách xác định và tính điểm",
    "Tài liệu kiểm chứng",
    "Nguồn thu thập dữ liệu",
    "Đơn vị phối hợp xác minh số liệu",
)
TITLE = (
    "BỘ CHỈ SỐ ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ",
    "CỦA CÁC ĐƠN VỊ THUỘC BỘ NĂM 2026",
)
ISSUED = "(Kèm theo Quyết định số 1275/QĐ-BCT ngày 15 tháng 5 năm 2026 của Bộ trưởng Bộ Công Thương)"
REPORT, CHECKED = "Đơn vị báo cáo", "Cục Thương mại điện tử và Kinh tế số"

MINISTRY: tuple[Row, ...] = (
    ("I", "NHẬN THỨC SỐ", "15"),
    (
        "1",
        "Người đứng đầu đơn vị chủ trì họp về chuyển đổi số",
        "5",
        "- Từ 04 cuộc họp trở lên: 5 điểm;\n- 03 cuộc họp: 3,5 điểm;\n- 01 - 02 cuộc họp: 2 điểm;\n- Không tổ chức: 0 điểm.",
        "Thông báo kết luận cuộc họp",
        REPORT,
        CHECKED,
    ),
    (
        "2",
        "Ban hành kế hoạch chuyển đổi số hằng năm",
        "5",
        "Ban hành trong Quý I: điểm tối đa; ban hành sau Quý I: 1/2 điểm tối đa; không ban hành: 0 điểm.",
        "Kế hoạch được ban hành",
        REPORT,
        CHECKED,
    ),
    (
        "3",
        "Tin, bài tuyên truyền về chuyển đổi số",
        "5",
        "Mỗi tin, bài được 0,25 điểm nhưng không quá 5 điểm.",
        "Đường dẫn tin, bài",
        REPORT,
        "Văn phòng Bộ",
    ),
    ("II", "THỂ CHẾ SỐ", "10"),
    (
        "4",
        "Thực hiện chế độ báo cáo về chuyển đổi số",
        "4,5",
        "Báo cáo đầy đủ, đúng hạn: 4,5 điểm; mỗi báo cáo chậm trừ 0,5 điểm.",
        "Báo cáo định kỳ",
        REPORT,
        CHECKED,
    ),
    (
        "5",
        "Bố trí kinh phí cho chuyển đổi số",
        "2,5",
        "Có bố trí kinh phí: 2,5 điểm; không bố trí: 0 điểm.",
        "Quyết định giao dự toán",
        REPORT,
        "Vụ Kế hoạch - Tài chính",
    ),
    (
        "5",
        "Quy chế bảo đảm an toàn thông tin",
        "5",
        "Đã ban hành và rà soát trong năm: 5 điểm.\nĐã ban hành nhưng chưa rà soát: 3 điểm.\nChưa ban hành: không có điểm.",
        "Quy chế",
        REPORT,
        CHECKED,
    ),
    ("III", "NHÂN LỰC SỐ", "15"),
    (
        "6",
        "Tỷ lệ công chức, viên chức được tập huấn kỹ năng số",
        "7,5",
        "a: Số công chức, viên chức được tập huấn;\nb: Tổng số công chức, viên chức của đơn vị.\nTỷ lệ = a/b.\n+ ≥ 90%: 7,5 điểm;\n+ 70% - < 90%: 5 điểm;\n+ 50% - < 70%: 2,5 điểm;\n+ < 50%: 0 điểm.",
        "Danh sách tập huấn",
        REPORT,
        "Vụ Tổ chức cán bộ",
    ),
    (
        "7",
        "Tỷ lệ công chức sử dụng nền tảng học trực tuyến",
        "7,5",
        "Số điểm = (Số công chức sử dụng nền tảng : Tổng số công chức) x 7,5",
        "Số liệu trích xuất từ nền tảng",
        "Hệ thống học trực tuyến của Bộ",
        "Vụ Tổ chức cán bộ",
    ),
    ("IV", "NỀN TẢNG SỐ VÀ DỊCH VỤ CÔNG", "60"),
    (
        "8",
        "Tỷ lệ hồ sơ dịch vụ công trực tuyến toàn trình",
        "20",
        "Nếu tỷ lệ đạt từ 80% trở lên thì được 20 điểm; dưới 80% thì điểm = (tỷ lệ đạt được / 80%) x 20.\nTrong đó: Tỷ lệ = Số hồ sơ trực tuyến toàn trình / Tổng số hồ sơ tiếp nhận.\nĐơn vị không có thủ tục hành chính thì không đánh giá chỉ số này.",
        "Báo cáo của Cổng dịch vụ công",
        "Cổng dịch vụ công của Bộ",
        "Văn phòng Bộ",
    ),
    (
        "9",
        "Hoàn thành nhiệm vụ được giao tại Kế hoạch chuyển đổi số của Bộ",
        "15",
        "Điểm = Điểm tối đa x (Số nhiệm vụ hoàn thành đúng hạn / Tổng số nhiệm vụ được giao)",
        "Báo cáo kết quả",
        REPORT,
        CHECKED,
    ),
    (
        "10",
        "Văn bản điện tử ký số",
        "10",
        "Đạt 100%: 10 điểm; cứ giảm 1% trừ 0,2 điểm.",
        "Trích xuất hệ thống quản lý văn bản",
        "Hệ thống quản lý văn bản",
        "Văn phòng Bộ",
    ),
    (
        "11",
        "Mức độ hài lòng của tổ chức, cá nhân",
        "7,5",
        "Theo kết quả khảo sát do Bộ tổ chức, quy đổi về thang điểm 7,5.",
        "Kết quả khảo sát",
        "Khảo sát",
        CHECKED,
    ),
    (
        "12",
        "Cung cấp dữ liệu mở",
        "7,5",
        "Tối đa 7,5 điểm, trong đó:\n- Ban hành danh mục dữ liệu mở: 2,5 điểm;\n- Công bố dữ liệu trên Cổng dữ liệu: 3 điểm;\n- Cập nhật dữ liệu định kỳ: 2 điểm.",
        "Quyết định; đường dẫn",
        REPORT,
        CHECKED,
    ),
    ("V", "ĐIỂM CỘNG, ĐIỂM TRỪ", ""),
    (
        "13",
        "Để xảy ra sự cố an toàn thông tin",
        "",
        "Mỗi sự cố trừ 2 điểm.",
        "Thông báo của cơ quan chức năng",
        "Cơ quan chức năng",
        CHECKED,
    ),
)
"""Adds up to 102 in its leaves with points, and prints 100; II prints 10 and holds 12."""
NOTES = (
    "Ghi chú:",
    "- Đơn vị không có nhiệm vụ liên quan thì điểm tối đa của chỉ số được loại khỏi tổng điểm.",
    "- Số liệu tính đến hết ngày 31/12/2026.",
)


def _letterhead(sheet: Worksheet, bold: Format) -> None:
    sheet.merge_range(0, 0, 0, 2, "BỘ CÔNG THƯƠNG", bold)
    sheet.merge_range(0, 3, 0, 6, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold)
    sheet.merge_range(1, 3, 1, 6, "Độc lập - Tự do - Hạnh phúc", bold)
    for index, text in enumerate(("PHỤ LỤC", *TITLE, ISSUED), start=2):
        sheet.merge_range(index, 0, index, 6, text, bold)


def write_ministry_sheet(path: Path) -> Path:
    """A sheet with a letterhead, pages with the header again, points as texts."""
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet("Phụ lục")
    bold = workbook.add_format({"bold": True, "text_wrap": True})
    plain = workbook.add_format({"text_wrap": True})
    _letterhead(sheet, bold)
    sheet.write_row(7, 0, HEADER, bold)
    sheet.write_row(8, 0, [f"({n})" for n in range(1, 8)], plain)
    row = 9
    for index, cells in enumerate(MINISTRY):
        if index and index % 9 == 0:
            sheet.write_row(row, 0, HEADER, bold)
            row += 1
        is_group = len(cells) == 3
        style = bold if is_group else plain
        sheet.write_string(row, 0, cells[0], style)
        sheet.write_string(row, 1, cells[1], style)
        points = cells[2]
        if points.isdigit():
            sheet.write_number(row, 2, int(points), style)
        else:
            sheet.write_string(row, 2, points, style)
        if is_group:
            sheet.merge_range(row, 3, row, 6, "", style)
        else:
            sheet.write_row(row, 3, cells[3:], plain)
        row += 1
    sheet.merge_range(row, 0, row, 1, "TỔNG ĐIỂM", bold)
    sheet.write_number(row, 2, 100, bold)
    for index, text in enumerate(NOTES, start=row + 2):
        sheet.merge_range(index, 0, index, 6, text, plain)
    workbook.close()
    return path


PROVINCE_HEADER = (
    "STT",
    "Nội dung, tiêu chí",
    "Thang điểm",
    "Phương pháp tính điểm",
    "Hồ sơ minh chứng",
    "Cơ quan thẩm định",
)
PROVINCE: tuple[Row, ...] = (
    ("A", "HẠ TẦNG SỐ", "25"),
    ("1", "Hạ tầng kỹ thuật", "15"),
    (
        "1.1",
        "Tỷ lệ máy tính được cài đặt phần mềm phòng, chống mã độc",
        "7,5",
        "Tỷ lệ = (a/b)*100%\nTrong đó: a là số máy tính đã cài đặt; b là tổng số máy tính của cơ quan\nTỷ lệ ≥ 95%: 7,5 điểm\n80% ≤ Tỷ lệ < 95%: 5 điểm\nTỷ lệ < 80%: 0 điểm",
        "Báo cáo kèm danh sách",
        "Sở Khoa học và Công nghệ",
    ),
    (
        "1.2",
        "Kết nối mạng truyền số liệu chuyên dùng",
        "7,5",
        "Đã kết nối và sử dụng thường xuyên: 100% số điểm\nĐã kết nối nhưng chưa sử dụng: 50% số điểm\nChưa kết nối: 0%",
        "Biên bản nghiệm thu",
        "Sở Khoa học và Công nghệ",
    ),
    ("2", "An toàn thông tin", "10"),
    (
        "2.1",
        "Phê duyệt cấp độ an toàn hệ thống thông tin",
        "5",
        "Điểm = 5 x (số hệ thống được phê duyệt cấp độ/tổng số hệ thống)",
        "Quyết định phê duyệt",
        "Công an tỉnh",
    ),
    (
        "2.2",
        "Số cuộc diễn tập ứng cứu sự cố trong năm",
        "5",
        "02 cuộc trở lên: 5 điểm\n01 cuộc: 2,5 điểm\nKhông có: 0 điểm",
        "Kế hoạch, báo cáo diễn tập",
        "Công an tỉnh",
    ),
    ("B", "HOẠT ĐỘNG CỦA CHÍNH QUYỀN SỐ", "35,5"),
    (
        "3",
        "Tỷ lệ hồ sơ giải quyết đúng hạn",
        "10,5",
        "Đạt 100% được 10,5 điểm, từ 95% đến dưới 100% được 8 điểm, từ 90% đến dưới 95% được 5 điểm, dưới 90% không được tính điểm",
        "Trích xuất Hệ thống thông tin giải quyết TTHC",
        "Văn phòng UBND tỉnh",
    ),
    (
        "4",
        "Tỷ lệ thanh toán trực tuyến",
        "10",
        "Tỷ lệ thanh toán trực tuyến (T) = số hồ sơ thanh toán trực tuyến/tổng số hồ sơ phải thanh toán.\nT ≥ 60%: 10 điểm; T < 60%: điểm = T/60% x 10",
        "Trích xuất Hệ thống",
        "Văn phòng UBND tỉnh",
    ),
    (
        "5",
        "Chấp hành chế độ báo cáo hằng quý",
        "4",
        "Mỗi báo cáo quý nộp đúng hạn được 1 điểm; nộp chậm được 0,5 điểm; không nộp 0 điểm",
        "Báo cáo quý",
        "Sở Khoa học và Công nghệ",
    ),
    (
        "6",
        "Mô hình, sáng kiến chuyển đổi số",
        "6",
        "Có 01 mô hình được 3 điểm, mỗi mô hình tiếp theo được cộng 1,5 điểm, tổng điểm không vượt quá 6 điểm",
        "Quyết định công nhận",
        "Sở Khoa học và Công nghệ",
    ),
    (
        "7",
        "Lãnh đạo trực tiếp chỉ đạo",
        "5",
        "Trưởng ban chỉ đạo là người đứng đầu: 5 điểm; là cấp phó: 2 điểm; chưa thành lập: 0 điểm",
        "Quyết định thành lập",
        "Sở Nội vụ",
    ),
)
PROVINCE_NOTE = "* Ghi chú: Cơ quan không phát sinh hồ sơ thì được tính điểm tối đa."


def write_province_document(path: Path) -> Path:
    """A document in two tables: the first page's, and one that repeats the header."""
    document = docx.Document()
    head = document.add_table(rows=1, cols=2)
    head.rows[0].cells[0].text = "ỦY BAN NHÂN DÂN\nTỈNH BẮC GIANG"
    head.rows[0].cells[
        1
    ].text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    for text in (
        "Phụ lục II",
        "TIÊU CHÍ ĐÁNH GIÁ, XẾP HẠNG CHUYỂN ĐỔI SỐ CÁC SỞ, BAN, NGÀNH",
        "(Ban hành kèm theo Quyết định số 88/2026/QĐ-UBND ngày 20/3/2026 của UBND tỉnh Bắc Giang)",
    ):
        document.add_paragraph().add_run(text).bold = True
    _page(document, PROVINCE[:6])
    document.add_paragraph("2")
    table = _page(document, PROVINCE[6:])
    total = table.add_row().cells
    total[0].merge(total[1]).text = "Tổng cộng (A+B)"
    total[2].text = "60,5"
    document.add_paragraph(PROVINCE_NOTE)
    document.save(str(path))
    return path


def _page(document: Document, rows: tuple[Row, ...]) -> Table:
    table = document.add_table(rows=0, cols=len(PROVINCE_HEADER))
    _fill(list(table.add_row().cells), PROVINCE_HEADER, bold=True)
    for cells in rows:
        added = list(table.add_row().cells)
        is_group = len(cells) == 3
        _fill(added, cells, bold=is_group)
        if is_group and cells[0].isalpha():
            added[3].merge(added[5])
    return table


def _fill(cells: list[_Cell], texts: Row, *, bold: bool) -> None:
    for cell, text in zip(cells, texts, strict=False):
        for index, line in enumerate(text.split("\n")):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            paragraph.add_run(line).bold = bold
