"""What the audit log says of editions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.audit.verbs import register, register_details


def register_all() -> None:
    """Register each verb with its wording."""
    register("publish_run", _("Công bố kết quả"))
    register("publish_correction", _("Công bố bản đính chính"))
    register_details(corrects=_("thay cho bản"))
