"""Writes to drafts: making one, changing its parts, publishing it, dropping it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.audit.actions import address_of, record
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.rows import reference
from opendti_site.audit.unique import save_unique
from opendti_site.frameworks.bridge import (
    faults_of,
    write_draft,
)
from opendti_site.frameworks.draft_rows import (
    existing_node,
    fill_draft,
    lock_draft,
    open_draft,
    rename_in_notices,
)
from opendti_site.frameworks.drafting.tree import (
    Data,
    NodePath,
    add_node,
    count_nodes,
    digest_of,
    find_node,
    move_node,
    node_at,
    own_part,
    remove_node,
)
from opendti_site.frameworks.enums import ReleaseState
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.permissions import can_start_draft
from opendti_site.frameworks.queries import unit_of_drafts
from opendti_site.frameworks.refusals import taken_words


class DraftAtFaultError(ActionRefusedError):
    """A draft with faults is not published; the page lists them."""


@transaction.atomic
def create_draft(
    *, text: str, by: User, origin: str, notices: list[dict[str, Any]] | None = None
) -> FrameworkRelease:
    """Put a new draft beside the shelf; it may have faults, but no taken identity.

    It belongs to the widest unit that its author coordinates, the first of several.
    """
    if not can_start_draft(by):
        raise PermissionDenied
    draft = FrameworkRelease(
        notices=notices or [], edited_by=by, unit=unit_of_drafts(by)
    )
    fill_draft(draft, text)
    # The database decides whether an identity is taken: a check before would race with another.
    save_unique(draft, "identity", taken_words(draft.identity))
    record(
        "create_draft",
        draft,
        by=by,
        name=draft.identity,
        seals=[draft],
        origin=origin,
    )
    return draft


@transaction.atomic
def edit_node(
    *,
    draft: FrameworkRelease,
    path: NodePath,
    seen: str,
    code: str,
    part: Data,
    by: User,
) -> tuple[FrameworkRelease, NodePath]:
    """
    Write a node's own part, where it still is as its editor saw it.

    `seen` is the digest of the part that was shown, `code` the code it had.
    """
    current, document = open_draft(draft, by)
    found = find_node(document, path, code) or ()
    node = node_at(document, found)
    if node is None:
        raise EditConflictError(
            _(
                "Mục này vừa được đổi mã, chuyển chỗ hoặc xóa, ở cửa sổ khác hoặc bởi người khác."
            ),
            None,
        )
    if digest_of(own_part(node)) != seen:
        raise EditConflictError(
            _("Mục này vừa được sửa ở cửa sổ khác hoặc bởi người khác."), current
        )
    # The form has the node's own keys; the children stay as they are.
    below = node.get("nodes")
    node.clear()
    node.update(part)
    if below is not None:
        node["nodes"] = below
    if part.get("code") != code:
        rename_in_notices(current, code, str(part.get("code") or ""))
    return _saved(current, document, by, node=code), found


@transaction.atomic
def edit_head(
    *, draft: FrameworkRelease, keys: tuple[str, ...], seen: str, part: Data, by: User
) -> FrameworkRelease:
    """Write some keys of the head, where they still are as their editor saw them."""
    current, document = open_draft(draft, by)
    # A digest of the part instead of the row's version: two people may edit different parts of
    # one draft at the same time.
    if digest_of({key: document.get(key) for key in keys}) != seen:
        raise EditConflictError(
            _("Phần này vừa được sửa ở cửa sổ khác hoặc bởi người khác."), current
        )
    for key in keys:
        # A key that the form left empty is dropped from the file, not written as empty.
        document.pop(key, None)
    document.update(part)
    if not (document.get("id") and document.get("version")):
        raise ActionRefusedError(_("Bản nháp cần có mã và phiên bản; xin ghi cả hai."))
    return _saved(current, document, by, part=", ".join(part))


@transaction.atomic
def edit_text(
    *, draft: FrameworkRelease, version: int, text: str, by: User
) -> FrameworkRelease:
    """Write the whole file of a draft."""
    current, _document = open_draft(draft, by, version)
    fill_draft(current, text)
    return _recorded(current, by)


@transaction.atomic
def add_draft_node(
    *, draft: FrameworkRelease, version: int, path: NodePath, inside: bool, by: User
) -> tuple[FrameworkRelease, NodePath]:
    """Add a node below another or after it."""
    current, document = open_draft(draft, by, version)
    fresh: Data = {"code": "", "title": {"vi": _("Chưa đặt tên")}}
    target = add_node(document, path, inside=inside, fresh=fresh)
    return _saved(current, document, by, act="add", node=fresh["code"]), target


@transaction.atomic
def move_draft_node(
    *, draft: FrameworkRelease, version: int, path: NodePath, way: str, by: User
) -> tuple[FrameworkRelease, NodePath]:
    """Move a node one step: up, down, in, out."""
    current, document = open_draft(draft, by, version)
    node = existing_node(document, path)
    target = move_node(document, path, way)
    return _saved(current, document, by, act=way, node=node.get("code", "")), target


@transaction.atomic
def delete_draft_node(
    *, draft: FrameworkRelease, version: int, path: NodePath, by: User
) -> FrameworkRelease:
    """Delete a node with all below it."""
    current, document = open_draft(draft, by, version)
    # Raises a refusal where another editor has moved or deleted the node.
    existing_node(document, path)
    taken = remove_node(document, path)
    codes = f"{taken.get('code', '')}"
    below = count_nodes(taken)
    if below:
        codes += f" (+{below})"
    return _saved(current, document, by, act="delete", node=codes)


@transaction.atomic
def settle_notices(
    *, draft: FrameworkRelease, code: str | None, by: User
) -> FrameworkRelease:
    """Take away the notices about a node (None: about the whole) that a person has seen."""
    current = lock_draft(draft, by)
    current.notices = [notice for notice in current.notices if notice["code"] != code]
    return _recorded(current, by, act="settle", node=code or "")


@transaction.atomic
def publish_draft(
    *, draft: FrameworkRelease, version: int, by: User, over_notices: bool = False
) -> FrameworkRelease:
    """
    Freeze a draft that has no faults; its fingerprint is its name by content.

    What an import guessed and nobody looked at keeps it, unless `over_notices`.
    """
    current, _document = open_draft(draft, by, version)
    faults = faults_of(current.text)
    if faults:
        raise DraftAtFaultError(
            _("Chưa ban hành được: bản nháp còn %(count)d lỗi.")
            % {"count": len(faults)}
        )
    # Points and rules that were guessed from a printed annex bind units once they are published.
    unseen = current.doubts
    if unseen and not over_notices:
        raise ActionRefusedError(
            _(
                "Chưa ban hành: còn %(count)d điều đọc từ phụ lục chưa xem. "
                "Xin xem từng điều, hoặc đánh dấu là vẫn ban hành."
            )
            % {"count": unseen}
        )
    current.state = ReleaseState.PUBLISHED
    current.published_at = timezone.now()
    current.published_by = by
    current.save()
    record(
        "publish_framework",
        current,
        by=by,
        name=current.identity,
        seals=[current],
        fingerprint=current.fingerprint,
        **({"unseen": unseen} if unseen else {}),
    )
    return current


@transaction.atomic
def discard_draft(*, draft: FrameworkRelease, version: int, by: User) -> None:
    """Drop a draft."""
    current, _document = open_draft(draft, by, version)
    subject, gone = address_of(current), reference(current)
    current.delete()
    record("discard_draft", subject, by=by, name=current.identity, seals=[gone])


def _saved(
    draft: FrameworkRelease, document: Data, by: User, **detail: str
) -> FrameworkRelease:
    """Write a document as the draft's text, and record the edit."""
    fill_draft(draft, write_draft(document))
    return _recorded(draft, by, **detail)


def _recorded(draft: FrameworkRelease, by: User, **detail: str) -> FrameworkRelease:
    """Save the row with its next version, and add the audit line."""
    draft.version += 1
    draft.edited_by = by
    draft.edited_at = timezone.now()
    save_unique(draft, "identity", taken_words(draft.identity))
    record("edit_draft", draft, by=by, name=draft.identity, seals=[draft], **detail)
    return draft
