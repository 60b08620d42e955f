"""Forms of units."""

from __future__ import annotations

from opendti_site.organisations.forms.reorganising import MergeForm, SplitForm
from opendti_site.organisations.forms.units import CloseForm, ListForm, UnitForm

__all__ = ["CloseForm", "ListForm", "MergeForm", "SplitForm", "UnitForm"]
