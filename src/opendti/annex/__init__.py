"""
The official annex, in and out.

A decision's annex (STT · chỉ số · điểm tối đa · cách tính · kiểm chứng · nguồn · xác minh)
as XLSX or DOCX becomes a draft framework with notices of what is sure, guessed or at
fault; a framework becomes such an annex, YAML or JSON. It scores nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti.annex.draft import Draft
    from opendti.annex.drafting import Naming
    from opendti.annex.export import export_framework, save_framework
    from opendti.annex.load import import_annex, read_annex, read_draft
    from opendti.annex.notice import Notice
    from opendti.framework.writing import write_framework, write_json

__all__ = [
    "Draft",
    "Naming",
    "Notice",
    "export_framework",
    "import_annex",
    "read_annex",
    "read_draft",
    "save_framework",
    "write_framework",
    "write_json",
]

defer(__name__)
