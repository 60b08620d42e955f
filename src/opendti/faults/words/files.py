"""Faults of any file: how it is written, and what reading it would cost."""

from opendti.faults.template import Words

FILES = {
    "not_utf8": Words(
        vi="Tệp không phải UTF-8; hãy lưu lại dạng UTF-8.",
        en="not UTF-8; save the file as UTF-8",
    ),
    "yaml_syntax": Words(
        vi="Tệp không đọc được (YAML): {problem}.", en="not YAML: {problem}"
    ),
    "yaml_too_long": Words(
        vi="Tệp dài quá {limit} ký tự.", en="a file has at most {limit} characters"
    ),
    "yaml_too_deep": Words(
        vi="Tệp lồng quá {limit} lớp.", en="nested more than {limit} deep"
    ),
    "too_many_nodes": Words(
        vi="Bộ chỉ số có {found} mục; nhiều nhất là {limit} mục.",
        en="{found} nodes; a framework has at most {limit}",
    ),
    "yaml_anchor": Words(
        vi="Không dùng neo và bí danh của YAML.",
        en="anchors and aliases are not allowed",
    ),
    "yaml_tag": Words(
        vi="Không dùng nhãn {tag} của YAML.", en="the tag {tag} is not allowed"
    ),
    "yaml_key": Words(vi="Tên mục phải là một từ thường.", en="a key is a plain word"),
    "yaml_key_twice": Words(
        vi="Mục {key} ghi hai lần.", en="`{key}` stands here twice"
    ),
    "untrusted_memory": Words(
        vi="Đọc tệp này cần hơn {megabytes} MB bộ nhớ; hãy xóa các dòng, cột trống ngoài bảng hoặc tách tệp.",
        en="reading it takes more than {megabytes} MB of memory; "
        "delete the empty rows and columns beyond the table, or split the file",
    ),
    "untrusted_time": Words(
        vi="Đọc tệp này mất hơn {seconds} giây; hãy lưu lại tệp từ chương trình gốc hoặc tách tệp.",
        en="reading it takes more than {seconds} seconds; "
        "save it anew from the program it comes from, or split the file",
    ),
    "untrusted_output": Words(
        vi="Tệp chứa hơn {megabytes} MB dữ liệu; hãy tách tệp.",
        en="it holds more than {megabytes} MB of data; split it",
    ),
    "untrusted_failed": Words(
        vi="Tệp hỏng, hoặc thuộc loại không đọc được.",
        en="the file is damaged, or of a kind that cannot be read",
    ),
}
