"""Which rows of observations are sealed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.audit.findings import register_findings, register_kinds
from opendti_site.audit.registry import (
    append_only,
    register_check,
    register_exempt,
    register_sealed,
)
from opendti_site.observations.checking import check_deliveries
from opendti_site.observations.models import Delivery

SAVING = ("save_answers", "reuse_answers", "import_answers", "answer_request")
"""The acts by which a form's values arrive."""


def register_all() -> None:
    """Seal deliveries, and compare their observations with the digest in them."""
    register_sealed(
        Delivery, changed_by=append_only(Delivery, "record_observations", *SAVING)
    )
    register_exempt(
        "observations.Observation",
        "compared with the digest of its delivery, which is sealed",
    )
    register_check("observations", check_deliveries)
    register_kinds({"observations.Delivery": _("lần nhận số đo")})
    register_findings(
        observations_differ=_("số đo khác với dấu vân tay của lần nhận chúng"),
    )
