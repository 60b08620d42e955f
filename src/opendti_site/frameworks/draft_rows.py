"""The row of a draft: locked and open for an edit, filled from its text."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.frameworks.bridge import (
    draft_facts,
    read_draft,
    why_unreadable,
)
from opendti_site.frameworks.drafting.tree import (
    Data,
    NodePath,
    copy_of,
    node_at,
    walk_nodes,
)
from opendti_site.frameworks.enums import FrameworkStatus, ReleaseState
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.permissions import can_edit_draft
from opendti_site.frameworks.refusals import gone_words, taken_words

MAX_TITLE_LENGTH = 300


def lock_draft(draft: FrameworkRelease, by: User) -> FrameworkRelease:
    """Lock a draft's row and return it as it is; refuse one that was published or dropped."""
    current = (
        FrameworkRelease.objects
        .select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk=draft.pk, state=ReleaseState.DRAFT)
        .first()
    )
    if current is None:
        raise ActionRefusedError(gone_words())
    if not can_edit_draft(by, current.unit):
        raise PermissionDenied
    return current


def open_draft(
    draft: FrameworkRelease, by: User, version: int | None = None
) -> tuple[FrameworkRelease, Data]:
    """Lock a draft and return it with a copy of its document; refuse another version than was read."""
    current = lock_draft(draft, by)
    if version is not None and current.version != version:
        raise EditConflictError(
            _(
                "Bản nháp vừa được sửa ở cửa sổ khác hoặc bởi người khác. Xin xem lại rồi làm lại bước này."
            ),
            current,
        )
    return current, copy_of(read_draft(current.text))


def existing_node(document: Data, path: NodePath) -> Data:
    """Return the node at a path; refuse where another edit has removed it."""
    node = node_at(document, path)
    if node is None:
        raise ActionRefusedError(_("Mục này không còn trong bản nháp."))
    return node


def fill_draft(draft: FrameworkRelease, text: str) -> None:
    """Write a text and all that the row says of it; refuse one that nobody could open again."""
    if reasons := why_unreadable(text):
        raise ActionRefusedError(reasons)
    facts = draft_facts(text)
    taken = FrameworkRelease.objects.filter(identity=facts.identity)
    if taken.exclude(pk=draft.pk).exists():
        raise ActionRefusedError(taken_words(facts.identity))
    is_known = facts.status in FrameworkStatus.values
    draft.text = text
    draft.identity = facts.identity[:120]
    draft.title_vi = facts.title.vi[:MAX_TITLE_LENGTH]
    draft.title_en = (facts.title.en or "")[:MAX_TITLE_LENGTH]
    draft.fingerprint = facts.fingerprint
    draft.status = facts.status if is_known else FrameworkStatus.ILLUSTRATIVE
    draft.complete = facts.complete
    draft.edited_at = timezone.now()
    # Notices of nodes that were removed are dropped.
    codes = {found.node.get("code") for found in walk_nodes(read_draft(text))}
    draft.notices = [
        notice
        for notice in draft.notices
        if not notice["code"] or notice["code"] in codes
    ]


def rename_in_notices(draft: FrameworkRelease, before: str, after: str) -> None:
    """Keep the notices of a node whose code changes."""
    draft.notices = [
        notice | {"code": after} if notice["code"] == before else notice
        for notice in draft.notices
    ]
