"""What the paper may say it is: the annex of a decision, or a table that is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from opendti.framework import Framework, Node
from opendti.framework.labels import STATUS_WORDS
from opendti.framework.model import walk
from opendti.framework.sources import LegalBasis, Status
from opendti.framework.titles import marked_title

MARK = "Bản chuyển thể lập bằng OpenDTI, không phải phụ lục của văn bản"
"""Stands in the heading and on every page of a table that is not an annex."""
UNCERTAIN = {"partial": "thông tin văn bản chưa đầy đủ", "inferred": "số văn bản là suy đoán"}  # fmt: skip


def is_annex(framework: Framework) -> bool:
    """
    Return whether the table is the annex of its first document, word for word.

    It is when nothing is missing, every node is official and exactly read, and the
    document itself was read.
    """
    document = framework.legal[0] if framework.legal else None
    if document is None or document.mark != "exact" or not framework.complete:
        return False
    return all(_is_official(framework, position.node) for position in walk(framework))


def _is_official(framework: Framework, node: Node) -> bool:
    source = framework.sources.get(node.source or framework.source or "")
    is_exact = source is None or source.mark == "exact"
    return status_of(framework, node) == "official" and is_exact


def status_of(framework: Framework, node: Node) -> Status:
    """Return a node's status: its own, else the framework's."""
    return node.status or framework.status


def status_words(framework: Framework, node: Node) -> str:
    """
    Return a node's status in Vietnamese.

    Of a set that was not read whole, names and points alone are official: how values get
    in is ours.
    """
    status = status_of(framework, node)
    is_in_part = status == "official" and not framework.complete
    words = STATUS_WORDS[status].capitalised().vi
    return words + (" (tên, điểm tối đa)" if is_in_part else "")


def mark_of(framework: Framework) -> str:
    """Return what every page must say, nothing for an annex."""
    return "" if is_annex(framework) else MARK


def title_of(framework: Framework) -> str:
    """Return what the file's properties give as its title: with the marks of what is no annex."""
    if is_annex(framework):
        return framework.title.vi
    return f"{marked_title(framework).vi}. {MARK}"


def heading_of(framework: Framework) -> Iterator[str]:
    """Yield the lines above the table; those in brackets are notes."""
    if is_annex(framework):
        yield "PHỤ LỤC"
        yield framework.title.vi
        yield f"(Kèm theo văn bản {_document(framework.legal[0])})"
        return
    yield MARK.upper()
    yield framework.title.vi
    for basis in framework.legal[:1]:
        yield f"(Văn bản liên quan: {_document(basis)})"
        if basis.mark != "exact":
            yield f"({UNCERTAIN[basis.mark].capitalize()})"
    yield f"({_counts(framework)})"
    source = framework.sources.get(framework.source or "")
    if source is not None:
        note = f". {source.note.vi}" if source.note else ""
        yield f"(Nguồn: {source.title.vi}{note})"
    if framework.missing is not None:
        yield f"(Còn thiếu: {framework.missing.vi})"


def _document(basis: LegalBasis) -> str:
    """Write number, date and issuer: `số 3283/QĐ-BCT tháng 12 năm 2023 của Bộ Công Thương`."""
    date = ""
    if basis.date:
        parts = basis.date.split("-")[::-1]
        words = ("năm", "tháng", "ngày")[: len(parts)][::-1]
        date = " " + " ".join(
            f"{word} {part}" for word, part in zip(words, parts, strict=True)
        )
    issuer = f" của {basis.issuer.vi}" if basis.issuer else ""
    number = "số " if basis.document[0].isdigit() else ""
    return f"{number}{basis.document}{date}{issuer}"


def _counts(framework: Framework) -> str:
    """Write how many rows have each status."""
    counts = Counter(
        status_of(framework, position.node) for position in walk(framework)
    )
    parts = (f"{counts[status]} {words.vi}" for status, words in STATUS_WORDS.items())
    return f"Trong {counts.total()} dòng: {', '.join(parts)}; xem cột Trạng thái và cột Ghi chú"


__all__ = [
    "MARK",
    "heading_of",
    "is_annex",
    "mark_of",
    "status_of",
    "status_words",
    "title_of",
]
