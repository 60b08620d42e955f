"""
An annex's tree to the data of a framework file.

Every text stays as it is printed; what a person has not confirmed is `adapted`.
"""

from __future__ import annotations

from opendti.annex.drafting.drafting import Data, Naming
from opendti.annex.drafting.framework import DraftResult, draft_framework

__all__ = ["Data", "DraftResult", "Naming", "draft_framework"]
