"""The roles."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a person may do over a unit and everything below it."""

    COORDINATOR = "coordinator", _("Điều phối")
    REPORTER = "reporter", _("Cán bộ nhập liệu")
    SIGNATORY = "signatory", _("Người ký duyệt")
    APPRAISER = "appraiser", pgettext_lazy("vai trò", "Thẩm định")
    COUNCIL = "council", _("Hội đồng")
    VIEWER = "viewer", _("Người xem")
