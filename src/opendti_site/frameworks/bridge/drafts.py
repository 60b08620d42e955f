"""A draft's text as plain data and back, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock

from cachetools import LRUCache, cached
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from opendti import compile_plan, fingerprint
from opendti.definitions import Text
from opendti.errors import Fault, FrameworkError
from opendti.framework.check import check
from opendti.framework.check_composite import ONLY_HERE
from opendti.framework.model import Framework
from opendti.framework.shapes import shape_fault
from opendti.framework.yaml import read_document
from opendti.untrusted import read_untrusted
from opendti_site.frameworks.drafting.faults import DraftFault
from opendti_site.frameworks.drafting.tree import (
    Data,
    NodePath,
    children_of,
    copy_of,
    node_at,
)
from opendti_site.frameworks.drafting.values import is_yes

CACHE_SIZE = 16  # texts that one process keeps, read and checked


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What a draft's row says of its text."""

    identity: str
    title: Text
    status: str
    complete: bool
    fingerprint: str


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft with what was found; the framework only where nothing was."""

    faults: tuple[DraftFault, ...]
    framework: Framework | None = None


def _by_text(text: str, name: str = "") -> str:  # noqa: ARG001 -- called as what it caches is
    # By the whole text: a cache by key and version would serve a text that was changed by SQL.
    return text


_READ: LRUCache[str, Data] = LRUCache(CACHE_SIZE)
_CHECKED: LRUCache[str, CheckedDraft] = LRUCache(CACHE_SIZE)


@cached(_READ, key=_by_text, lock=Lock())
def read_draft(text: str, name: str = "framework.yaml") -> Data:
    """
    Return the content of a draft; it may be wrong, but must have a tree.

    Raises the engine's error where the text is no such file at all. The answer is
    shared between readers: copy it before changing it.
    """
    document = read_document(text)
    # A draft may be wrong (decision 15), but it needs an identity and a tree to be edited.
    faults = list(document.faults)
    if not faults and not _has_shape(document.data):
        faults = [Fault("not_a_framework")]
    if faults:
        raise FrameworkError(replace(fault, file=name) for fault in faults)
    return dict(document.data) if isinstance(document.data, dict) else {}


def read_untrusted_draft(file: bytes, name: str) -> tuple[str, Data]:
    """
    Read a draft that came from outside, in a process that may die.

    Returns
    -------
    tuple
        Its text, and its content as `read_draft` gives it.
    """
    with read_untrusted(
        "document", file, name, refusal=FrameworkError, kind="framework"
    ) as answer:
        text = answer.data["text"]
    return text, read_draft(text, name)


def _has_shape(data: object) -> bool:
    is_named = isinstance(data, dict) and all(
        isinstance(data.get(key), str) and data[key] for key in ("id", "version")
    )
    return is_named and _has_nodes(data)


def _has_nodes(data: object) -> bool:
    if not isinstance(data, dict):
        return False
    nodes = data.get("nodes")
    return nodes is None or (isinstance(nodes, list) and all(map(_has_nodes, nodes)))


def faults_of(text: str) -> tuple[DraftFault, ...]:
    """Return everything that keeps a draft from being published."""
    return _checked_of(text).faults


def draft_facts(text: str) -> DraftFacts:
    """Return what the row of a draft says, however wrong the draft is."""
    data, checked = read_draft(text), _checked_of(text)
    title = data.get("title")
    words = title if isinstance(title, dict) else {}
    return DraftFacts(
        identity=f"{data['id']}@{data['version']}",
        title=Text(
            vi=str(words.get("vi") or data["id"]), en=str(words.get("en") or "")
        ),
        status=str(data.get("status") or ""),
        complete=is_yes(data.get("complete", True)),
        fingerprint=fingerprint(checked.framework) if checked.framework else "",
    )


@cached(_CHECKED, key=_by_text, lock=Lock())
def _checked_of(text: str) -> CheckedDraft:
    return check_content(read_draft(text))


def framework_of(text: str) -> Framework:
    """Return the framework of a text that has no faults."""
    checked = _checked_of(text)
    if checked.framework is None:
        raise FrameworkError(
            Fault(fault.fault.code, fault.fault.params) for fault in checked.faults
        )
    return checked.framework


def check_content(data: Data) -> CheckedDraft:
    """Check plain data as the engine checks a file, each fault with its path."""
    try:
        framework = Framework.model_validate(data)
    except ValidationError as error:
        found = [_shape_fault(details, data) for details in error.errors()]
        # A value that fits no member of a union fails them all; the first says enough.
        by_path = {
            (fault.path, fault.name): fault for fault in reversed(found) if fault
        }
        return CheckedDraft(tuple(reversed(by_path.values())))
    findings = check(framework)
    if findings:
        faults = (
            _draft_fault(tuple(finding.path), finding.fault, data)
            for finding in findings
        )
        return CheckedDraft(tuple(dict.fromkeys(faults)))
    # Last: compiling raises for what only the compiler can find, before somebody publishes it.
    compile_plan(framework)
    return CheckedDraft((), framework)


def _shape_fault(details: ErrorDetails, data: Data) -> DraftFault | None:
    fault = shape_fault(details)
    if fault is None:
        return None
    path = _real_path(details["loc"], data, details["type"])
    return _draft_fault(path, fault, data)


def _real_path(
    loc: tuple[int | str, ...], data: Data, kind: str
) -> tuple[int | str, ...]:
    """Drop the names of kinds and of members of unions that pydantic puts in between."""
    path: tuple[int | str, ...] = ()
    here: object = data
    last = len(loc) - 1
    for index, part in enumerate(loc):
        if isinstance(here, list) and isinstance(part, int) and part < len(here):
            path, here = (*path, part), here[part]
        elif isinstance(here, dict) and part in here and not _is_tag(path, loc, index):
            path, here = (*path, part), here[str(part)]
        elif index == last and kind in {"missing", "extra_forbidden"}:
            path = (*path, part)
    return path


def _is_tag(
    path: tuple[int | str, ...], loc: tuple[int | str, ...], index: int
) -> bool:
    """Recognise the kind of a rule, which follows `rule` in a location."""
    return bool(path) and path[-1] == "rule" and loc[index - 1] == "rule"


def _draft_fault(path: tuple[int | str, ...], fault: Fault, data: Data) -> DraftFault:
    node_path: NodePath = ()
    rest = path
    while len(rest) > 1 and rest[0] == "nodes" and isinstance(rest[1], int):
        node_path, rest = (*node_path, rest[1]), rest[2:]
    node = node_at(data, node_path)
    code = str(node.get("code") or "") if node else ""
    name = ".".join(str(part) for part in rest)
    # The fault is of the node; the editor shows it at the field that is to be filled in.
    if fault.code == "points_missing":
        name = "points"
    return DraftFault(node_path, code, name, fault)


def check_node(document: Data, node: Data) -> CheckedDraft:
    """Check one node alone, in a framework that has nothing but it."""
    return check_content(alone(document, node))


def alone(document: Data, node: Data) -> Data:
    """Return a framework of one criterion, with the names that rules may use."""
    kept = {key: document[key] for key in ("blocks", "parameters") if document.get(key)}
    dropped = {"level", "source", "nodes", "advice", "unpublished", *ONLY_HERE}
    return kept | {
        "opendti": "1",
        "id": "draft",
        "version": "1",
        "title": {"vi": "–"},
        "status": "adapted",
        "levels": [{"code": "criterion", "title": {"vi": "–"}}],
        "rounding": document.get("rounding") or {},
        "nodes": [{key: part for key, part in node.items() if key not in dropped}],
    }


def faults_of_node(document: Data, path: NodePath, node: Data) -> list[DraftFault]:
    """Return the faults of a node as it would stand, from the whole and from it alone."""
    # What `read_draft` returned is shared between requests.
    whole = copy_of(document)
    here = node_at(whole, path)
    if here is not None:
        here.clear()
        here.update(node)
    found = [fault for fault in check_content(whole).faults if fault.path == path]
    # A fault elsewhere in the file can keep the checks from reaching this node, so a criterion is
    # also checked alone. In a composite index a criterion alone has no meaning.
    if not children_of(node) and document.get("composite") is None:
        found += check_node(document, node).faults
    unique: dict[tuple[str, str], DraftFault] = {}
    for fault in found:
        unique.setdefault((fault.name, fault.words), fault)
    return list(unique.values())


def faults_of_part(
    document: Data, keys: tuple[str, ...], part: Data
) -> list[DraftFault]:
    """Return the faults of some keys of the head as they would stand."""
    whole = {key: value for key, value in document.items() if key not in keys} | part
    faults = check_content(whole).faults
    return [
        fault for fault in faults if not fault.path and fault.name.split(".")[0] in keys
    ]
