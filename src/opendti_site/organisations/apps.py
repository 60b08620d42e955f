"""The app of units."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from opendti_site.audit.verbs import register, register_details
from opendti_site.ui.navigation import MenuEntry, add_entry


class OrganisationsConfig(AppConfig):
    """Units."""

    name = "opendti_site.organisations"
    verbose_name = pgettext_lazy("nhiều", "Đơn vị")

    def ready(self) -> None:
        """Name the verbs of this app."""
        register("create_unit", _("Thêm đơn vị"))
        register("edit_unit", _("Sửa đơn vị"))
        register("close_unit", _("Kết thúc hoạt động đơn vị"))
        register("import_units", _("Nhập danh sách đơn vị"))
        register("merge_units", _("Hợp nhất đơn vị"))
        register("split_unit", _("Chia, tách đơn vị"))
        register_details(
            block=_("khối"),
            closed_on=_("ngày kết thúc"),
            decision=_("cách xử lý"),
            under_way=_("hồ sơ đang mở"),
            kind=_("loại"),
            name_en=_("tên tiếng Anh"),
            on=_("ngày"),
            opened_on=_("ngày thành lập"),
            parent=_("đơn vị cấp trên"),
            rows=_("số dòng"),
            short_name=_("tên ngắn"),
            document=_("số văn bản"),
            rule=_("kết quả các năm trước"),
            predecessors=_("đơn vị cũ"),
            successors=_("đơn vị mới"),
            moved=_("đơn vị cấp dưới được chuyển"),
            moved_roles=_("số vai trò được chuyển"),
        )
        from opendti_site.organisations import sealing  # noqa: PLC0415 -- rows are ready only now
        from opendti_site.organisations.permissions import can_see_units  # noqa: PLC0415 -- rows are ready only now

        sealing.register_all()
        add_entry(
            MenuEntry(
                label=pgettext_lazy("nhiều", "Đơn vị"),
                page="organisations:tree",
                icon="sitemap",
                order=80,
                shown_to=can_see_units,
            )
        )
