"""What a new draft begins with."""

from __future__ import annotations

from opendti_site.frameworks.drafting.tree import Data, copy_of


def empty_document(*, code: str, version: str, vi: str, en: str = "") -> Data:
    """Return a framework with two levels and nothing in its tree yet."""
    title = {"vi": vi, "en": en} if en else {"vi": vi}
    return {
        "opendti": "1",
        "id": code,
        "version": version,
        "title": title,
        "status": "adapted",
        "levels": [
            {"code": "main", "title": {"vi": "Chỉ số chính", "en": "Main indicator"}},
            {"code": "criterion", "title": {"vi": "Tiêu chí", "en": "Criterion"}},
        ],
        "nodes": [],
    }


def renamed(document: Data, *, code: str, version: str, title: str = "") -> Data:
    """Return a document under another name; what is left empty stays."""
    found = copy_of(document)
    found |= {key: text for key, text in (("id", code), ("version", version)) if text}
    if title:
        found["title"] = {"vi": title}
    return found
