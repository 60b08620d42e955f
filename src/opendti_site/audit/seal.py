"""The seal of a line: a digest over its words and over the seal before it."""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

if TYPE_CHECKING:
    from opendti_site.audit.models import AuditLine

START = "0" * 64


def plain(detail: dict[str, Any]) -> Any:
    """Turn dates, decimals and lazy texts into what the database gives back."""
    return json.loads(json.dumps(detail, cls=DjangoJSONEncoder, ensure_ascii=False))


def seal_of(line: AuditLine) -> str:
    """Compute what the seal of this line must be."""
    words = [
        line.previous,
        line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        line.actor_id,
        line.actor_name,
        line.verb,
        line.subject,
        line.subject_name,
        line.detail,
    ]
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
