"""The reader of annexes; it runs in the child process of `opendti.untrusted`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, BinaryIO

from opendti.annex.drafting import Naming
from opendti.annex.load import draft_annex
from opendti.annex.reading.package import LARGEST_FILE, refuse
from opendti.errors import Fault
from opendti.untrusted import SourceFile


def read_annex_file(
    source: SourceFile,
    out: BinaryIO,  # noqa: ARG001 -- a reader's shape
    *,
    part: int,
    **naming: Any,
) -> dict[str, Any]:
    """Make a draft of an annex; `Draft.receive` takes back what is returned."""
    if source.size > LARGEST_FILE:
        megabytes = LARGEST_FILE // 1_000_000
        refuse(source.name, Fault("annex_too_large", {"megabytes": megabytes}))
    draft = draft_annex(source.read(), Naming(**naming, file=source.name), part=part)
    return {
        "text": draft.text,
        "framework": draft.framework.model_dump(
            mode="json", by_alias=True, exclude_defaults=True
        ),
        "notices": [
            asdict(notice) | {"message": notice.message.model_dump()}
            for notice in draft.notices
        ],
    }
