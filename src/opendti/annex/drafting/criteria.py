"""Branches to nodes: groups with nodes, criteria with points, rule and texts."""

from __future__ import annotations

import re

from opendti.annex.drafting.drafting import Data, DraftContext
from opendti.annex.drafting.points import CriterionPoints, points_of_criterion
from opendti.annex.folding import fold_letters
from opendti.annex.idioms import ParsedRule, read_extra, read_rule
from opendti.annex.table.columns import (
    COLLECTED,
    EVIDENCE,
    NOTE,
    RULE,
    UNIT,
    VERIFIED,
)
from opendti.annex.table.entries import AnnexEntry
from opendti.annex.table.points import ParsedPoints
from opendti.annex.table.tree import FOLDED_STYLES, AnnexNode
from opendti.framework.labels import COLLECTED_WORDS
from opendti.rules import KINDS
from opendti.rules.writing import uncapitalised

_COLLECTED_BY_WORDS = {words.vi: way for way, words in COLLECTED_WORDS.items()} | {
    "Hệ thống gửi tự động": "feed",
    "Chuyên gia chấm": "panel",
    "Đo tự động": "monitor",
}
"""The words of our own export, and those that pages have shown for the same."""
NO_TITLE = "(không có tên)"


def draft_node(drafting: DraftContext, branch: AnnexNode) -> Data:
    """Return a branch as a node: a group with nodes, or a criterion with a rule."""
    _fold_items(branch)
    entry = branch.entry
    data: Data = {
        "code": branch.code,
        "title": {"vi": " ".join(entry.title.split()) or NO_TITLE},
    }
    if not entry.title.strip():
        drafting.add_notice(
            branch, "title", "fault", "không có tên chỉ số", "the title is missing"
        )
    # A group has no points of its own in a framework: they are its leaves' sum, which is checked
    # against the printed number elsewhere.
    if branch.children:
        data["nodes"] = [draft_node(drafting, child) for child in branch.children]
        if entry.texts.get(RULE):
            data["guidance"] = {"vi": entry.texts[RULE]}
        return data
    points = points_of_criterion(drafting, branch)
    if points is None:
        data["points"], data["rule"] = 0, {"kind": "shown"}
        drafting.add_notice(branch, RULE, "sure", "không tính điểm", "not scored")
    else:
        data["points"] = points.points
        _add_rule(drafting, branch, data, points)
    return data | _texts(entry)


def _fold_items(branch: AnnexNode) -> None:
    """Rows a), b) without points say what the row above counts."""
    children = branch.children
    if not children or any(child.children for child in children):
        return
    # Rows with points or a rule are criteria, whatever they are numbered with.
    bare = all(
        all(read == ParsedPoints() for read in child.entry.points)
        and not child.entry.texts.get(RULE)
        for child in children
    )
    is_list = all(child.numbering.style in FOLDED_STYLES for child in children)
    has_points = any(read.value is not None for read in branch.entry.points)
    if not bare or not (is_list or (has_points and branch.entry.texts.get(RULE))):
        return
    for child in children:
        branch.entry.add(RULE, f"{child.printed} = {child.entry.title}")
    branch.children = []


def _add_rule(
    drafting: DraftContext, branch: AnnexNode, data: Data, points: CriterionPoints
) -> None:
    """Read the scoring text, and report what is sure and what is doubtful about it."""
    text, title = branch.entry.texts.get(RULE, ""), data["title"]["vi"]
    amounts = points.amounts
    if points.extra:
        read = read_extra(points.extra, text, title, max(amounts))
    else:
        read = read_rule(text, title, max(amounts))
    # Fixed points fit one block at most; the rule was read for the highest.
    if len(set(amounts)) > 1 and _has_amounts(read.rule):
        read.doubt(
            "cách tính ghi điểm cố định nhưng các khối có điểm khác nhau",
            "the rule states points, but the blocks' points differ",
        )
    # A merged cell may belong to the rows together (a total) or to each of them.
    if RULE in branch.entry.shared:
        read.doubt(
            "ô cách tính điểm gộp chung với dòng trên",
            "the scoring cell is merged with the row above",
        )
    data["rule"] = read.rule
    if read.items:
        data["items"] = read.items
    _add_notices(drafting, branch, read)


def _add_notices(drafting: DraftContext, branch: AnnexNode, read: ParsedRule) -> None:
    if read.is_sure:
        kind = str(read.rule["kind"])
        title = KINDS[kind].titles[kind]
        drafting.add_notice(
            branch,
            RULE,
            "sure",
            f"hiểu là: {uncapitalised(title.vi)}",
            f"read as: {uncapitalised(title.en or title.vi)}",
        )
    for doubt in read.doubts:
        drafting.add_notice(branch, RULE, "guess", doubt.vi, doubt.en or doubt.vi)
    for doubt in read.item_doubts:
        drafting.add_notice(branch, "items", "guess", doubt.vi, doubt.en or doubt.vi)


def _has_amounts(rule: Data) -> bool:
    entries = [*rule.get("steps", ()), *rule.get("options", ()), *rule.get("parts", ())]
    return any(entry.get("points") for entry in entries) or rule["kind"] == "count"


def _texts(entry: AnnexEntry) -> Data:
    texts = entry.texts
    data: Data = {}
    if texts.get(EVIDENCE):
        data["evidence"] = {"text": {"vi": texts[EVIDENCE]}}
    if texts.get(RULE):
        data["guidance"] = {"vi": texts[RULE]}
    if texts.get(VERIFIED):
        data["verified_by"] = {"vi": texts[VERIFIED]}
    way = _collected(texts.get(COLLECTED, ""))
    if way:
        data["collected_from"] = way
    note = _note(texts)
    if note:
        data["note"] = {"vi": note}
    return data


def _note(texts: dict[str, str]) -> str:
    labelled = (
        (texts.get(COLLECTED), "Nguồn thu thập dữ liệu"),
        (texts.get(UNIT), "Đơn vị tính"),
        (texts.get(NOTE), "Ghi chú"),
    )
    return "\n".join(
        f"{label}: {text}"
        for text, label in labelled
        if text and text not in _COLLECTED_BY_WORDS
    )


def _collected(text: str) -> str | None:
    """Guess where the values come from; a report is the default and is left out."""
    # Exactly as our own export writes it, before guessing from words of other annexes.
    if text in _COLLECTED_BY_WORDS:
        way = _COLLECTED_BY_WORDS[text]
        return None if way == "report" else way
    folded = fold_letters(text)
    ways = (
        ("survey", r"khao sat|dieu tra xa hoi"),
        ("panel", r"chuyen gia"),
        ("monitor", r"do luong|giam sat tu dong|quet"),
    )
    return next((way for way, words in ways if re.search(words, folded)), None)
