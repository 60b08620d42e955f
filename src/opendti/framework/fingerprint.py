"""A framework's identity by content: the same for the same set, however laid out."""

from __future__ import annotations

import hashlib
import json

from opendti.framework.model import Framework


def fingerprint(framework: Framework) -> str:
    """
    Return `sha256:` and the digest of the framework's canonical JSON.

    Order of keys, comments, quotes and defaults written out change nothing; any
    word, number or order of nodes does.
    """
    data = framework.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
