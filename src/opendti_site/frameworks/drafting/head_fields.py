"""The forms of a framework's head, one page each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.frameworks.drafting import composite_fields
from opendti_site.frameworks.drafting.bridge import BOUND
from opendti_site.frameworks.drafting.fields import Field, Label, Section
from opendti_site.frameworks.drafting.node_fields import STANDINGS

CODE = Field("code", _("Mã"))
TITLE = Field("title", _("Tên"), "words")
NODES = Field(
    "nodes",
    _("Mã các mục"),
    "codes",
    help=_("Cách nhau bằng dấu phẩy; cả bộ là index."),
)
GENERAL = (
    Section(
        _("Tên và phiên bản"),
        (
            Field(
                "id",
                _("Mã bộ chỉ số"),
                help=_("Chữ thường không dấu và dấu chấm, ví dụ vn.bct.dti."),
            ),
            Field("version", _("Phiên bản"), help=_("Ví dụ 2026.")),
            TITLE,
            Field("short_title", _("Tên ngắn"), "words"),
            Field("description", _("Mô tả"), "words"),
        ),
    ),
    Section(
        _("Tính chất"),
        (
            Field("status", _("Tính chất"), "choice", STANDINGS[1:]),
            Field("source", _("Nguồn"), "choice", names="sources"),
            Field(
                "complete",
                _("Mức đầy đủ"),
                "choice",
                (
                    ("true", _("đầy đủ")),
                    ("false", _("có phần chưa được công bố")),
                ),
                default="true",
            ),
            Field("missing", _("Phần chưa được công bố"), "words"),
        ),
    ),
)
BASIS = (
    Section(
        _("Căn cứ pháp lý"),
        (
            Field(
                "legal",
                _("Văn bản"),
                "table",
                cards=True,
                add=_("Thêm văn bản"),
                columns=(
                    Field("document", _("Số, ký hiệu")),
                    Field(
                        "date",
                        _("Ngày"),
                        help=_("Viết 2023, 2023-12 hoặc 2023-12-18."),
                    ),
                    Field("issuer", _("Cơ quan ban hành"), "words"),
                    Field("title", _("Trích yếu"), "words"),
                    Field("url", _("Địa chỉ trên mạng")),
                    Field("note", _("Ghi chú"), "words"),
                ),
            ),
        ),
    ),
    Section(
        _("Nguồn"),
        (
            Field(
                "sources",
                _("Nguồn"),
                "table",
                keyed=True,
                cards=True,
                add=_("Thêm nguồn"),
                columns=(
                    Field("@key", _("Mã nguồn")),
                    TITLE,
                    Field("url", _("Địa chỉ trên mạng")),
                    Field("date", _("Ngày")),
                    Field(
                        "mark",
                        _("Mức theo sát"),
                        "choice",
                        (
                            ("exact", _("chép đúng nguồn")),
                            ("partial", _("nguồn chỉ công bố một phần")),
                            ("inferred", _("suy ra từ nguồn")),
                        ),
                        default="exact",
                    ),
                    Field("note", _("Ghi chú"), "words"),
                ),
            ),
        ),
    ),
)
STRUCTURE = (
    Section(
        _("Các cấp của cây"),
        (
            Field(
                "levels",
                _("Các cấp"),
                "table",
                columns=(CODE, TITLE),
                add=_("Thêm cấp"),
            ),
        ),
        note=_("Ghi từ trên xuống; cấp cuối là tiêu chí."),
    ),
    Section(
        _("Các khối đơn vị"),
        (
            Field(
                "blocks",
                _("Các khối"),
                "table",
                columns=(CODE, TITLE),
                add=_("Thêm khối"),
            ),
        ),
        note=_("Để trống nếu mọi đơn vị chung một thang điểm."),
    ),
    Section(
        _("Làm tròn và xếp hạng"),
        (
            Field(
                "rounding",
                _("Làm tròn"),
                "group",
                columns=(
                    Field("value", _("Số lẻ của giá trị"), "number", default="4"),
                    Field("points", _("Số lẻ của điểm"), "number", default="2"),
                    Field(
                        "criterion",
                        _("Làm tròn điểm tiêu chí trước khi cộng"),
                        "number",
                        help=_("Để trống là không làm tròn."),
                    ),
                ),
            ),
            Field(
                "ranking",
                _("Xếp hạng"),
                "group",
                columns=(
                    Field(
                        "compare",
                        _("Xếp hạng theo"),
                        "choice",
                        (
                            ("rounded", _("giá trị đã làm tròn")),
                            ("exact", _("giá trị đầy đủ")),
                        ),
                        default="rounded",
                    ),
                ),
            ),
        ),
    ),
    Section(
        _("Tham số"),
        (
            Field(
                "parameters",
                _("Tham số"),
                "table",
                keyed=True,
                add=_("Thêm tham số"),
                columns=(
                    Field("@key", _("Tên")),
                    Field("@value", _("Số hoặc công thức"), "quantity"),
                ),
            ),
        ),
        note=_("Tên tham số dùng được trong mọi công thức và mức đạt."),
    ),
)
DECLARED = (
    Section(
        _("Số lượng và tổng điểm mà văn bản công bố"),
        (
            Field(
                "declared",
                _("Số đã công bố"),
                "table",
                add=_("Thêm dòng"),
                columns=(
                    Field("block", _("Khối"), "choice", names="blocks"),
                    Field("under", _("Dưới mục")),
                    Field("level", _("Cấp"), "choice", names="levels"),
                    Field("count", _("Số lượng"), "number"),
                    Field("points", _("Tổng điểm"), "number"),
                ),
            ),
        ),
        note=_("Cây phải khớp với những số này thì mới ban hành được."),
    ),
)
READINGS = (
    Section(
        _("Nhóm xem chéo"),
        (
            Field(
                "views",
                _("Nhóm"),
                "table",
                columns=(CODE, TITLE, NODES),
                add=_("Thêm nhóm"),
            ),
        ),
        note=_("Ví dụ trụ cột Chính quyền số gồm các chỉ số 1 đến 6."),
    ),
    Section(
        _("Xếp mức"),
        (
            Field(
                "bands",
                _("Bảng mức"),
                "table",
                cards=True,
                add=_("Thêm bảng mức"),
                columns=(
                    Field("nodes", _("Mã các mục"), "codes", default="index"),
                    Field(
                        "measure",
                        _("Xếp theo"),
                        "choice",
                        (("value", _("giá trị")), ("points", _("điểm"))),
                        default="value",
                    ),
                    Field(
                        "bands",
                        _("Các mức xếp"),
                        "table",
                        add=_("Thêm mức xếp"),
                        columns=(
                            CODE,
                            TITLE,
                            Field(
                                "bound", _("So sánh"), "choice", BOUND, default="closed"
                            ),
                            Field("from", _("Giá trị"), "number"),
                            Field(
                                "needs",
                                _("Điều kiện kèm theo"),
                                "table",
                                add=_("Thêm điều kiện"),
                                columns=(
                                    Field("count", _("Ít nhất"), "number"),
                                    Field("nodes", _("trong các mục"), "codes"),
                                    Field("band", _("đạt mức")),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
PAGES: dict[str, tuple[Label, tuple[Section, ...]]] = {
    "chung": (_("Thông tin chung"), GENERAL),
    "can-cu": (_("Căn cứ và nguồn"), BASIS),
    "cau-truc": (_("Cấp, khối, tham số"), STRUCTURE),
    "doi-soat": (_("Số công bố để đối soát"), DECLARED),
    "xep-muc": (_("Nhóm xem và xếp mức"), READINGS),
    "tong-hop": (_("Chỉ số tổng hợp"), composite_fields.GENERAL),
}
"""The pages of the head by their address."""


def page_of(key: str) -> str:
    """Return the page on which a key of the head stands."""
    return next(
        (
            page
            for page, (_title, sections) in PAGES.items()
            if any(field.key == key for section in sections for field in section.fields)
        ),
        "",
    )


def keys_of(page: str) -> tuple[str, ...]:
    """Return the keys of the file that a page of the head shows."""
    return tuple(field.key for section in PAGES[page][1] for field in section.fields)
