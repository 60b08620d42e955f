"""The ministry's units by their public names since its reorganisation of 2025.

There is no inspectorate: ministries have none since 1 July 2025 (Law 84/2025/QH15). The
list was not checked against the decree (40/2025/NĐ-CP). The codes and short names are
ours. So is the split into blocks: which unit is responsible for public services is assumed for
the demo and is not an official list.
"""

from __future__ import annotations

import datetime as dt

from opendti_site.accounts.models import User
from opendti_site.organisations.actions import create_unit
from opendti_site.organisations.enums import UnitKind
from opendti_site.organisations.models import Unit
from opendti_site.publication.actions import EditionFacts

SOURCE_EN = "Illustrative data, made up by OpenDTI for trying it out; no result of the Ministry of Industry and Trade."
MINISTRY = "bct"
SERVICES, NO_SERVICES = "services", "no_services"
UNITS = (
    (
        "vu-ptttnn",
        "Vụ Phát triển thị trường nước ngoài",
        "Vụ PTTTNN",
        UnitKind.DEPARTMENT,
        NO_SERVICES,
    ),
    (
        "vu-cstmdb",
        "Vụ Chính sách thương mại đa biên",
        "Vụ CSTMĐB",
        UnitKind.DEPARTMENT,
        NO_SERVICES,
    ),
    (
        "vu-khtc",
        "Vụ Kế hoạch, Tài chính và Quản lý doanh nghiệp",
        "Vụ KHTC",
        UnitKind.DEPARTMENT,
        NO_SERVICES,
    ),
    ("vu-dkt", "Vụ Dầu khí và Than", "Vụ DKT", UnitKind.DEPARTMENT, NO_SERVICES),
    ("vu-tccb", "Vụ Tổ chức cán bộ", "Vụ TCCB", UnitKind.DEPARTMENT, NO_SERVICES),
    ("vu-pc", "Vụ Pháp chế", "Vụ PC", UnitKind.DEPARTMENT, NO_SERVICES),
    ("van-phong", "Văn phòng Bộ", "Văn phòng", UnitKind.OFFICE, NO_SERVICES),
    ("ub-ctqg", "Ủy ban Cạnh tranh Quốc gia", "UBCTQG", UnitKind.AGENCY, SERVICES),
    (
        "cuc-qlpttttn",
        "Cục Quản lý và Phát triển thị trường trong nước",
        "Cục TTTN",
        UnitKind.AGENCY,
        SERVICES,
    ),
    ("cuc-dl", "Cục Điện lực", "Cục ĐL", UnitKind.AGENCY, SERVICES),
    ("cuc-cn", "Cục Công nghiệp", "Cục CN", UnitKind.AGENCY, SERVICES),
    ("cuc-xnk", "Cục Xuất nhập khẩu", "Cục XNK", UnitKind.AGENCY, SERVICES),
    ("cuc-pvtm", "Cục Phòng vệ thương mại", "Cục PVTM", UnitKind.AGENCY, SERVICES),
    ("cuc-xttm", "Cục Xúc tiến thương mại", "Cục XTTM", UnitKind.AGENCY, SERVICES),
    (
        "cuc-tmdt",
        "Cục Thương mại điện tử và Kinh tế số",
        "Cục TMĐT",
        UnitKind.AGENCY,
        SERVICES,
    ),
    (
        "cuc-dcx",
        "Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công",
        "Cục ĐCK",
        UnitKind.AGENCY,
        SERVICES,
    ),
    (
        "cuc-at",
        "Cục Kỹ thuật an toàn và Môi trường công nghiệp",
        "Cục ATMT",
        UnitKind.AGENCY,
        SERVICES,
    ),
    ("cuc-hc", "Cục Hóa chất", "Cục HC", UnitKind.AGENCY, SERVICES),
    (
        "vien-clcs",
        "Viện Nghiên cứu Chiến lược, Chính sách Công Thương",
        "Viện CLCS",
        UnitKind.INSTITUTE,
        NO_SERVICES,
    ),
    ("bao-ct", "Báo Công Thương", "Báo CT", UnitKind.CENTRE, NO_SERVICES),
    (
        "truong-dtbd",
        "Trường Đào tạo, Bồi dưỡng cán bộ Công Thương Trung ương",
        "Trường ĐTBD",
        UnitKind.SCHOOL,
        NO_SERVICES,
    ),
)


def ministry_facts(year: int, day: dt.date | None) -> EditionFacts:
    """Return what is published beside the numbers."""
    return EditionFacts(
        title=f"Xếp hạng chuyển đổi số các đơn vị thuộc Bộ Công Thương năm {year} (số liệu minh họa)",
        title_en=f"Digital transformation of the units of the Ministry of Industry and Trade, ranked, {year} (illustrative data)",
        source_note_en=SOURCE_EN,
        slug=f"moit-dti-{year}",
        announced_on=day,
        notes=[
            {
                "vi": "Bộ chỉ số theo Quyết định 3283/QĐ-BCT ở tên, khối, số tiêu chí và tổng điểm; nội dung tiêu chí và điểm chia là phần được soạn lại, xem trang bộ chỉ số. Tên đơn vị theo tên gọi công khai, chưa đối chiếu văn bản; việc xếp đơn vị vào khối là giả định.",
                "en": "Names, blocks, numbers of criteria and totals follow Decision 3283/QĐ-BCT; the criteria and the split of points are rewritten, as the framework's page says. Units carry their public names, not checked against the decree; which block a unit belongs to is assumed.",
            }
        ],
    )


def create_ministry(*, by: User | None) -> tuple[Unit, list[Unit]]:
    """Create the ministry and the units that are assessed in it."""
    ministry = create_unit(
        by=by,
        code=MINISTRY,
        name="Bộ Công Thương",
        name_en="Ministry of Industry and Trade",
        short_name="BCT",
        kind=UnitKind.MINISTRY,
    )
    units = [
        create_unit(
            by=by,
            code=code,
            name=name,
            short_name=short,
            kind=kind,
            block=block,
            parent=ministry,
        )
        for code, name, short, kind, block in UNITS
    ]
    return ministry, units
