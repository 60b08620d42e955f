"""The engine's sentences about faults in Vietnamese, pattern by pattern."""

from __future__ import annotations

FINDINGS: tuple[tuple[str, str], ...] = (
    (
        r"a cell holds an error such as .+",
        "Có ô mang lỗi công thức như #DIV/0!; hãy sửa trong bảng tính.",
    ),
    (
        r"a formula has no result; .+",
        "Có công thức chưa có kết quả; hãy mở tệp bằng phần mềm bảng tính rồi lưu lại.",
    ),
    (
        r"weights cannot be read",
        "Không đọc được tỷ trọng; viết như 1.3 = 0,6; 1.4 = 0,4.",
    ),
    (
        r"the weights add up to (\S+), 1 was expected",
        "Tỷ trọng cộng lại được {0:n}, cần bằng 1.",
    ),
    (r"no node (\S+) in ([^;]+)(; did you mean (.+))?", "{1} không có mục {0}."),
    (r"(\S+) of (\S+) is named twice", "Mục {0} của {1} ghi hai lần."),
    (
        r"(\S+) of (\S+) is covered by (\S+) too",
        "Mục {0} của {1} đã nằm trong mục {2}.",
    ),
    (r"(\S+) of (\S+) is not named", "Chưa ghi mục {0} của {1}."),
    (
        r"(\S+) is said to be the same as (\S+), but (\S+) of (\S+) has no counterpart; .+",
        "{0} ghi là giữ nguyên như {1}, nhưng mục {2} của {3} không có mục tương ứng; hãy ghi từng mục bên dưới.",
    ),
    (r"an entry is .+", "Mỗi dòng cần mã ở ít nhất một bên."),
    (
        r"`kind` is missing: same or changed",
        "Chưa ghi giữ nguyên hay thay đổi.",
    ),
    (
        r"only an entry of from and to has a kind",
        "Chỉ dòng có mã ở cả hai bên mới ghi giữ nguyên hay thay đổi.",
    ),
    (
        r"expected a code, or a list of .+",
        "Cần một mã, hoặc nhiều mã kèm tỷ trọng.",
    ),
    (r"`(\w+)` is the code of the whole", "Mã {0} dành cho cả bộ."),
    (r"the code (\S+) stands twice", "Mã {0} bị trùng."),
    (r"the code (\S+) stands twice in (\w+)", "Mã {0} bị trùng."),
    (r"a node has the code (\S+) too", "Mã {0} trùng với một mục trong cây."),
    (r"no source (.+)", "Không có nguồn {0}."),
    (r"no level (.+)", "Không có cấp {0}."),
    (r"no block ([^;]+)(; expected one of .+)?", "Không có khối {0}."),
    (r"no node (\S+)", "Không có mục {0} trong cây."),
    (r"no item (\S+) of type choice", "Không có số liệu {0} loại chọn một."),
    (r"no item (\S+) that is a number", "Không có số liệu {0} loại số."),
    (r"no item (.+)", "Không có số liệu {0}."),
    (
        r"say in `missing` what was never published",
        "Cần ghi phần nào chưa được công bố.",
    ),
    (
        r"a node has either `nodes` or a `rule`",
        "Mục này cần có cách tính điểm, hoặc có các mục bên dưới (không phải cả hai).",
    ),
    (
        r"points belong to criteria; .+",
        "Chỉ tiêu chí mới ghi điểm; điểm của nhóm là tổng các tiêu chí.",
    ),
    (r"`points` is missing", "Còn thiếu điểm tối đa."),
    (r"the item (\S+) stands twice", "Số liệu {0} bị trùng mã."),
    (
        r"a rule of kind (\w+) has no points",
        "Cách tính này không có điểm; hãy bỏ trống điểm tối đa.",
    ),
    (r"points for at least one block", "Cần ghi điểm cho ít nhất một khối."),
    (r"(\S+) is counted twice.*", "{0} bị tính hai lần."),
    (r"(\S+) has bands already", "{0} đã có bảng mức khác."),
    (r"the band (\S+) stands twice", "Mức {0} bị trùng mã."),
    (r"two bands start from (\S+)", "Hai mức cùng bắt đầu từ {0:n}."),
    (r"(\S+) has no bands in a table above", "{0} chưa có bảng mức ở phía trên."),
    (r"(\S+) has no band (\S+)", "{0} không có mức {1}."),
    (r"(\d+) of (\d+) nodes", "Cần {0} mục mà chỉ ghi {1} mục."),
    (r"declare a `count` or `points`", "Cần ghi số lượng hoặc tổng điểm."),
    (
        r"declared (\S+) points( under \S+)?( in block \S+)?, the tree has (\S+)",
        "Văn bản công bố {0:n} điểm{1}{2}, cây đang có {3:n} điểm.",
    ),
    (
        r"declared (\d+) (\S+?)( under \S+)?( in block \S+)?, the tree has (\d+)",
        "Văn bản công bố {0} mục cấp {1}{2}{3}, cây đang có {4}.",
    ),
    (
        r"a ratio declares its items, with titles",
        "Tỷ lệ cần ghi tên số liệu tử số và mẫu số.",
    ),
    (
        r"(\S+) is already the name of a number",
        "{0} đã là tên của một tham số; hãy đặt mã khác.",
    ),
    (r"min (\S+) is above max (\S+)", "Nhỏ nhất {0:n} lớn hơn lớn nhất {1:n}."),
    (r"no rule lists the options of (\S+)", "Chưa có phương án cho số liệu {0}."),
    (
        r"options stand here only .+",
        "Phương án chỉ ghi ở đây khi cách tính không liệt kê.",
    ),
    (
        r"a choice needs the item (\S+) of type choice",
        "Số liệu {0} phải là loại chọn một.",
    ),
    (r"the option (\S+) stands twice", "Phương án {0} bị trùng mã."),
    (r"two steps start from (\S+)", "Hai mức cùng bắt đầu từ {0:n}."),
    (r"two steps start above (\S+)", "Hai mức cùng bắt đầu trên {0:n}."),
    (
        r"no value reaches (\S+), where a step starts",
        "Không giá trị nào đạt {0:n}, nơi một mức bắt đầu.",
    ),
    (
        r"no value lies above (\S+), where a step starts",
        "Không giá trị nào vượt {0:n}, nơi một mức bắt đầu.",
    ),
    (
        r"the best gives (\S+) of (\S+) points",
        "Mức cao nhất chỉ cho {0:n} trong {1:n} điểm.",
    ),
    (
        r"a cap of (\S+) above the (\S+) points",
        "Mức trần {0:n} vượt điểm tối đa {1:n}.",
    ),
    (r"levels run 0, 1, 2, … without a gap", "Các mức độ phải là 0, 1, 2, … liên tục."),
    (
        r"low (\S+) is not below high (\S+)",
        "Giá trị thấp nhất {0:n} phải nhỏ hơn cao nhất {1:n}.",
    ),
    (
        r"no rule of kind (\w+) stands inside another",
        "Cách tính loại này không đặt bên trong cách tính khác được.",
    ),
    (
        r"give either `share` or `points`",
        "Ghi phần của điểm tối đa hoặc số điểm (chỉ một trong hai).",
    ),
    (
        r"(\S+) points are more than the criterion's (\S+)",
        "{0:n} điểm vượt điểm tối đa {1:n} của tiêu chí.",
    ),
    (r"the part (\S+) stands twice", "Phần {0} bị trùng mã."),
    (
        r"the parts add up to (\S+), not to (\S+) points",
        "Các phần cộng lại được {0:n}, không phải {1:n} điểm.",
    ),
    (r"a target is above 0", "Mức đạt phải lớn hơn 0."),
    (r"a floor above the target", "Mức sàn cao hơn mức đạt."),
    (
        r"all or nothing leaves no floor and no jump",
        "Đã chọn đạt hoặc không thì không ghi mức sàn và cách tính dưới mức.",
    ),
    (
        r"a division by what may be zero; guard it: .+",
        "Phép chia có thể gặp số 0; hãy viết IF(x = 0, 0, … / x).",
    ),
    (r"a division by zero", "Có phép chia cho số 0."),
    (
        r'"(.*)" is no option; expected one of (.+)',
        "Không có phương án {0}; có: {1}.",
    ),
    (
        r"ROUND takes 0 to 10 decimals, a constant",
        "ROUND cần số chữ số lẻ từ 0 đến 10.",
    ),
    (
        r"a power is a constant from (\S+) to (\d+)",
        "Số mũ phải là hằng số từ {0} đến {1}; có thể viết như (1/3).",
    ),
    (
        r"LOG takes a base above 0 other than 1, a constant",
        "Cơ số của LOG phải là hằng số lớn hơn 0 và khác 1.",
    ),
    (r"(\S+) takes neither BEST nor max", "Trong {0} không được dùng BEST hay max."),
    (r"parameter (\S+) has no value", "Tham số {0} không tính được giá trị."),
    (r"(\S+) has no value here", "{0} không xác định với hằng số đã cho."),
    (
        r"(\w+) takes (\d+) to (\d+) arguments, not (\d+)",
        "Hàm {0} cần {1} đến {2} tham số, đang có {3}.",
    ),
    (r"(\w+) takes (.+) arguments, not (\d+)", "Hàm {0} cần {1} tham số, đang có {2}."),
    (
        r"IF gives (.+) here and (.+) there",
        "Hai nhánh của IF cho ra hai loại khác nhau.",
    ),
    (
        r"expected a number, found ((?i:[+-]?(?:inf|nan|infinity)))",
        "Cần một số, đang là {0}.",
    ),
    (
        r"expected (.+), found (.+)",
        "Chỗ này không đúng loại giá trị (số, có/không hoặc phương án).",
    ),
    (
        r"unknown name (\S+); known: (.*?)(; did you mean .+)?",
        "Không có tên {0}; dùng được: {1}.",
    ),
    (r"a formula has at most (\d+) characters.*", "Công thức dài quá {0} ký tự."),
    (r"brackets nest at most (\d+) deep", "Ngoặc lồng quá {0} lớp."),
    (r"a formula has at most (\d+) operators", "Công thức có quá {0} phép tính."),
    (
        r"['\"](.*)['\"] has no meaning in a formula",
        "“{0}” không có nghĩa trong công thức.",
    ),
    (r"['\"](.*)['\"] is not expected here", "Công thức sai ở “{0}”."),
    (
        r"a text stands only beside = or <> of a choice",
        "Chữ trong ngoặc kép chỉ đứng cạnh dấu = hoặc <> của số liệu chọn một.",
    ),
    (
        r"only a choice is compared with a text",
        "Chỉ số liệu chọn một mới so được với chữ trong ngoặc kép.",
    ),
    (
        r"a choice is compared with an option, .+",
        'Số liệu chọn một so với mã phương án trong ngoặc kép, ví dụ a = "o1".',
    ),
    (r"a number is smaller than 10\^15", "Số phải nhỏ hơn 10^15."),
    (r"the formula ends too early", "Công thức còn thiếu ở cuối."),
    (
        r"parameter (\S+) goes round in a circle through (.+)",
        "Tham số {0} vòng lại chính nó qua {1}.",
    ),
    (
        r"parameter (\S+) rests on the faulty (.+)",
        "Tham số {0} dùng tham số đang lỗi {1}.",
    ),
    (r"`(\w+)` needs the section `composite`", "Mục này chỉ dùng cho chỉ số tổng hợp."),
    (r"every weight here is 0", "Mọi trọng số ở đây đều bằng 0."),
    (
        r"(\w+) needs `group`, the item that tells it",
        "Cần ghi số liệu phân nhóm, vì cách bù chỗ thiếu lấy theo nhóm.",
    ),
    (
        r"(\w+) needs no `group`",
        "Cách bù chỗ thiếu này không theo nhóm; hãy bỏ trống số liệu phân nhóm.",
    ),
    (
        r"no criterion has an item `(\w+)`",
        "Không tiêu chí nào có số liệu {0} giữ giá trị kỳ trước.",
    ),
    (
        r"distance_to_reference needs `reference`, .+",
        "Cần ghi đơn vị làm mốc khi và chỉ khi chuẩn hóa theo khoảng cách đến một đơn vị.",
    ),
    (
        r"nothing here is part of the index",
        "Chưa có tiêu chí nào được tính vào chỉ số.",
    ),
    (
        r"`(\w+)` belongs to a criterion",
        "Mục này chỉ ghi ở tiêu chí, không ghi ở nhóm.",
    ),
    (r"`(\w+)` belongs to a group", "Mục này chỉ ghi ở nhóm, không ghi ở tiêu chí."),
    (
        r"`(\w+)` says nothing of what is only shown",
        "Tiêu chí chỉ để theo dõi thì không ghi mục này.",
    ),
    (r"a composite index has no gates", "Chỉ số tổng hợp không có điều kiện bắt buộc."),
    (
        r"this kind of rule gives no number of its own to normalise",
        "Cách tính này không cho ra một số của riêng đơn vị để chuẩn hóa.",
    ),
    (
        r"without a `rule` there is one item, a number",
        "Không có cách tính thì cần đúng một số liệu, loại số.",
    ),
    (
        r"points come from a `rule`; .+",
        "Không có cách tính thì không ghi điểm; hãy ghi trọng số.",
    ),
    (
        r"the (\w+) mean needs values above 0, and (\S+) is on .+",
        "Trung bình nhân và trung bình điều hòa cần giá trị lớn hơn 0, mà thang của mục {1} có số 0; hãy đặt thang từ 1 đến 100 chẳng hạn.",
    ),
    (
        r"`goalposts` is missing: .+",
        "Còn thiếu mốc thấp nhất và cao nhất của tiêu chí này.",
    ),
    (r"`target` is missing", "Còn thiếu mức mục tiêu của tiêu chí này."),
    (r"(\S+) is not below (\S+)", "{0:n} phải nhỏ hơn {1:n}."),
    (
        r"expected (.+), each once, in any order",
        "Cần đủ bốn bước, mỗi bước một lần: {0}.",
    ),
    (r"expected two numbers, .+", "Cần hai số: thấp nhất và cao nhất."),
    (r"`(\w+)` is missing", "Còn thiếu mục {0}."),
    (r"unknown key `(.*?)`.*", "Không có mục {0} trong định dạng."),
    (r"unknown kind of rule (.+); expected one of .+", "Không có cách tính {0}."),
    (r"a rule needs `kind`", "Chưa chọn cách tính điểm."),
    (
        r"expected a framework: .+",
        "Tệp không phải bộ chỉ số: cần có id, version, title và nodes.",
    ),
    (
        r"not UTF-8; save the file as UTF-8",
        "Tệp không phải UTF-8; hãy lưu lại dạng UTF-8.",
    ),
    (
        r"a ZIP file, but neither an \.xlsx nor a \.docx",
        "Tệp nén nhưng không phải XLSX hay DOCX.",
    ),
    (
        r"an old \.xls or \.doc file, or one locked by a password; .+",
        "Tệp .xls, .doc đời cũ hoặc đặt mật khẩu; hãy lưu lại thành .xlsx hoặc .docx không mật khẩu.",
    ),
    (r"not an \.xlsx or \.docx file", "Không phải tệp XLSX hay DOCX."),
    (r"a PDF; give the annex as .+", "Tệp PDF; hãy dùng phụ lục dạng XLSX hoặc DOCX."),
    (
        r"a web page or RTF file; .+",
        "Tệp trang web hoặc RTF; hãy lưu thành XLSX hoặc DOCX.",
    ),
    (r"the file is empty", "Tệp trống."),
    (
        r"locked by a password; save it without",
        "Tệp đặt mật khẩu; hãy lưu lại không mật khẩu.",
    ),
    (r"(the file|the document|the workbook) is damaged.*", "Tệp hỏng, không mở được."),
    (
        r"no annex table found: .+",
        "Không thấy bảng phụ lục: cần dòng đầu có cột “Chỉ số” và cột “Điểm tối đa” hoặc “Cách xác định và tính điểm”.",
    ),
    (
        r".+: there is no part (\d+); the file has (\d+)",
        "Không có phụ lục thứ {0}; tệp có {1} phụ lục.",
    ),
    (r"larger than (\d+) MB", "Tệp lớn hơn {0} MB."),
    (r"unpacks to more than (\d+) MB", "Tệp giải nén ra lớn hơn {0} MB."),
    (r"more than (\d+) (rows|parts).*", "Tệp có quá {0} dòng hoặc phần."),
    (
        r"reading it takes more than (\d+) MB of memory; .+",
        "Đọc tệp này cần hơn {0} MB bộ nhớ; hãy xóa các dòng, cột trống ngoài bảng hoặc tách tệp.",
    ),
    (
        r"reading it takes more than (\d+) seconds; .+",
        "Đọc tệp này mất hơn {0} giây; hãy lưu lại tệp từ chương trình gốc hoặc tách tệp.",
    ),
    (
        r"it holds more than (\d+) MB of data; .+",
        "Tệp chứa hơn {0} MB dữ liệu; hãy tách tệp.",
    ),
    (
        r"(.+) declares a document type, which no annex needs",
        "Tệp có khai báo lạ, không đọc vì lý do an toàn.",
    ),
    (r"not YAML: (.+)", "Tệp không đọc được (YAML): {0}."),
    (r"a file has at most (\d+) characters", "Tệp dài quá {0} ký tự."),
    (r"nested more than (\d+) deep", "Tệp lồng quá {0} lớp."),
    (r"the tag (.+) is not allowed", "Không dùng nhãn {0} của YAML."),
    (r"a key is a plain word", "Tên mục phải là một từ thường."),
    (r"anchors and aliases are not allowed", "Không dùng neo và bí danh của YAML."),
    (r"`(\w+)` stands here twice", "Mục {0} ghi hai lần."),
    (r"expected a number from -10\^15 to 10\^15", "Cần một số từ -10^15 đến 10^15."),
)
