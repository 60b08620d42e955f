"""What the editor says of its own acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

MOVES_REFUSED = {
    "up": _("Mục này đã ở trên cùng."),
    "down": _("Mục này đã ở dưới cùng."),
    "in": _("Không có mục nào ở trên để đưa mục này vào."),
    "into_criterion": _(
        "Mục ở trên là một tiêu chí có cách tính điểm nên không chứa được mục khác."
    ),
    "out": _("Mục này đã ở cấp cao nhất."),
}
