"""What a person confirmed of a spreadsheet's changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.http import QueryDict

from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.sheets.reading import SheetChange
from opendti_site.ui.request_numbers import read_number


def chosen_fields(
    post: QueryDict, changes: Iterable[SheetChange]
) -> dict[str, PostedField] | None:
    """Return the fields to save; None where a newer value than the person was shown stands against one."""
    fields = {}
    for change in changes:
        item, posted = change.item.id, change.posted
        if change.theirs is not None:
            if read_number(post.get(f"k:{item}", "")) != change.version:
                return None
            if f"pick:{item}" not in post:
                continue
            posted = replace(posted, version=change.version)
        fields[item] = posted
    return fields
