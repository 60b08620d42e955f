"""Writes to the shelf at their edges: what a row says of its text, and acts on what is gone or too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied

from opendti_site.accounts.actions import create_user, grant_role
from opendti_site.accounts.enums import Role
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import (
    add_draft_node,
    adopt_text,
    create_draft,
    delete_draft_node,
    discard_draft,
    edit_head,
    edit_node,
    edit_text,
    move_draft_node,
    publish_draft,
    settle_notices,
    shelf,
    write_crosswalk,
)
from opendti_site.frameworks.bridge import proposed_crosswalk, read_draft
from opendti_site.frameworks.drafting.tree import digest_of, node_at, own_part
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.queries import (
    crosswalk_between,
    drafts_open_to,
    library_not_adopted,
    releases_on_shelf,
    releases_to_compare,
    releases_to_open,
    unit_of_drafts,
)
from tests.site.cast import FRAMEWORK, person

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

TITLE = "title: {vi: Bộ chỉ số thử, en: Small test framework}"
NOTICES = [
    {"code": "1.1", "level": "guess", "text": "đoán"},
    {"code": "1.2", "level": "sure", "text": "chắc"},
    {"code": "9.9", "level": "guess", "text": "của mục không còn"},
    {"code": None, "level": "guess", "text": "của cả bộ"},
]


def line() -> AuditLine:
    return AuditLine.objects.latest("pk")


def renamed(text: str, name: str = "vn.test.other") -> str:
    return text.replace("vn.test.small", name)


@pytest.fixture
def noticed(framework_text: str, coordinator: User) -> FrameworkRelease:
    """A draft with notices, as an import leaves it."""
    return create_draft(
        text=framework_text, by=coordinator, origin="file", notices=NOTICES
    )


def node_of(draft: FrameworkRelease, *path: int) -> dict[str, Any]:
    return own_part(node_at(read_draft(draft.text), path) or {})


def test_the_row_of_a_draft_says_what_its_text_says(
    framework_text: str, coordinator: User
):
    text = framework_text.replace("complete: true", "complete: không")
    text = text.replace(TITLE, f"title: {{vi: {'Đ' * 301}, en: {'E' * 301}}}").replace(
        "vn.test.small", f"vn.{'a' * 130}"
    )
    draft = create_draft(text=text, by=coordinator, origin="file")
    draft.refresh_from_db()
    assert (len(draft.title_vi), len(draft.title_en)) == (300, 300)
    assert draft.identity == f"vn.{'a' * 117}"
    assert not draft.complete
    assert draft.status == "illustrative"
    assert draft.edited_by == coordinator
    assert draft.edited_at is not None
    assert (draft.version, draft.notices) == (1, [])


@pytest.mark.parametrize(
    ("status", "kept"), [("official", "official"), ("nonsense", "illustrative")]
)
def test_a_status_that_is_unknown_counts_as_illustrative(
    framework_text: str, coordinator: User, status: str, kept: str
):
    text = framework_text.replace("status: illustrative", f"status: {status}")
    draft = create_draft(text=text, by=coordinator, origin="file")
    assert draft.status == kept


def test_notices_of_nodes_that_are_not_there_are_dropped(noticed: FrameworkRelease):
    assert [notice["code"] for notice in noticed.notices] == ["1.1", "1.2", None]
    assert noticed.doubts == 2


def test_notices_follow_their_node_to_its_new_code(
    noticed: FrameworkRelease, coordinator: User
):
    part = node_of(noticed, 0, 0)
    draft, _place = edit_node(
        draft=noticed,
        path=(0, 0),
        seen=digest_of(part),
        code="1.1",
        part=part | {"code": "1.7"},
        by=coordinator,
    )
    draft.refresh_from_db()
    assert [notice["code"] for notice in draft.notices] == ["1.7", "1.2", None]
    assert (draft.version, draft.edited_by) == (2, coordinator)
    part = node_of(draft, 0)
    title = {"vi": "Tên khác"}
    draft, _place = edit_node(
        draft=draft,
        path=(0,),
        seen=digest_of(part),
        code="1",
        part=part | {"title": title},
        by=coordinator,
    )
    whole = node_at(read_draft(draft.text), (0,)) or {}
    assert whole["title"] == title
    assert [node["code"] for node in whole["nodes"]] == ["1.7", "1.2"]
    leaf = node_at(read_draft(draft.text), (0, 0)) or {}
    assert "nodes" not in leaf


def test_settling_takes_the_notices_of_one_code(
    noticed: FrameworkRelease, coordinator: User
):
    settle_notices(draft=noticed, code="1.1", by=coordinator)
    assert line().detail == {"act": "settle", "node": "1.1"}
    draft = settle_notices(draft=noticed, code=None, by=coordinator)
    assert line().detail == {"act": "settle", "node": ""}
    assert [notice["code"] for notice in draft.notices] == ["1.2"]
    published = publish_draft(draft=draft, version=3, by=coordinator)
    assert set(line().detail) == {"fingerprint"}
    assert published.published_at is not None


def test_doubts_keep_a_draft_unless_somebody_says_so(
    noticed: FrameworkRelease, coordinator: User
):
    with pytest.raises(ActionRefusedError, match="còn 2 điều"):
        publish_draft(draft=noticed, version=1, by=coordinator)
    publish_draft(draft=noticed, version=1, by=coordinator, over_notices=True)
    assert line().detail["unseen"] == 2


def test_every_write_asks_for_the_version_that_was_seen(
    noticed: FrameworkRelease, coordinator: User
):
    seen = {"draft": noticed, "version": 2, "by": coordinator}
    before = AuditLine.objects.count()
    for act in (
        lambda: edit_text(text=renamed(FRAMEWORK), **seen),
        lambda: add_draft_node(path=(0,), inside=True, **seen),
        lambda: move_draft_node(path=(1,), way="up", **seen),
        lambda: delete_draft_node(path=(1,), **seen),
        lambda: publish_draft(over_notices=True, **seen),
        lambda: discard_draft(**seen),
    ):
        with pytest.raises(EditConflictError):
            act()
    assert AuditLine.objects.count() == before


def test_what_is_not_in_the_tree_is_neither_moved_nor_deleted(
    noticed: FrameworkRelease, coordinator: User
):
    seen = {"draft": noticed, "version": 1, "by": coordinator}
    for act in (
        lambda: move_draft_node(path=(7,), way="up", **seen),
        lambda: delete_draft_node(path=(7,), **seen),
    ):
        with pytest.raises(ActionRefusedError, match="không còn"):
            act()
    with pytest.raises(EditConflictError, match="xóa"):
        edit_node(draft=noticed, path=(7,), seen="", code="8", part={}, by=coordinator)
    with pytest.raises(EditConflictError, match="sửa"):
        edit_node(draft=noticed, path=(0,), seen="", code="1", part={}, by=coordinator)


def test_the_line_of_a_change_says_what_changed(
    noticed: FrameworkRelease, coordinator: User
):
    draft, where = add_draft_node(
        draft=noticed, version=1, path=(0, 0), inside=False, by=coordinator
    )
    assert where == (0, 1)
    assert line().detail == {"act": "add", "node": "1.3"}
    draft = delete_draft_node(draft=draft, version=2, path=(0, 1), by=coordinator)
    assert line().detail == {"act": "delete", "node": "1.3"}
    draft, where = move_draft_node(
        draft=draft, version=3, path=(1,), way="up", by=coordinator
    )
    assert where == (0,)
    assert line().detail == {"act": "up", "node": "2"}
    draft.refresh_from_db()
    assert draft.version == 4


def test_the_head_is_written_where_it_is_as_it_was_seen(
    noticed: FrameworkRelease, coordinator: User
):
    keys = ("rounding", "ranking", "absent")
    document = read_draft(noticed.text)
    seen = digest_of({key: document.get(key) for key in keys})
    with pytest.raises(EditConflictError):
        edit_head(draft=noticed, keys=keys, seen="", part={}, by=coordinator)
    part = {"ranking": {"ties": "dense"}}
    draft = edit_head(draft=noticed, keys=keys, seen=seen, part=part, by=coordinator)
    after = read_draft(draft.text)
    assert after["ranking"] == {"ties": "dense"}
    assert "rounding" not in after
    assert line().detail == {"part": "ranking"}


def test_a_text_keeps_its_own_identity_and_takes_no_other(
    noticed: FrameworkRelease, coordinator: User
):
    create_draft(text=renamed(FRAMEWORK), by=coordinator, origin="empty")
    with pytest.raises(ActionRefusedError, match=r"vn\.test\.other"):
        edit_text(draft=noticed, version=1, text=renamed(FRAMEWORK), by=coordinator)
    edit_text(draft=noticed, version=1, text=FRAMEWORK, by=coordinator)


def test_a_file_with_the_identity_of_another_is_refused(coordinator: User):
    known = adopt_text(FRAMEWORK, by=coordinator)
    assert adopt_text(FRAMEWORK, by=coordinator) == known
    assert (known.published_by, known.complete) == (coordinator, True)
    with pytest.raises(ActionRefusedError, match="ghi mã hoặc phiên bản khác"):
        adopt_text(FRAMEWORK.replace("points: 20", "points: 21"), by=coordinator)
    create_draft(text=renamed(FRAMEWORK), by=coordinator, origin="empty")
    with pytest.raises(ActionRefusedError, match="ghi mã hoặc phiên bản khác"):
        adopt_text(renamed(FRAMEWORK), by=coordinator)


def test_a_file_whose_twin_goes_at_the_same_moment_is_refused(
    coordinator: User, monkeypatch: pytest.MonkeyPatch
):
    theirs = adopt_text(FRAMEWORK, by=coordinator)
    before = AuditLine.objects.count()
    assert adopt_text(FRAMEWORK, by=coordinator) == theirs
    monkeypatch.setattr(shelf, "_same_file", lambda _plan: None)
    with pytest.raises(ActionRefusedError, match="ghi mã hoặc phiên bản khác"):
        adopt_text(FRAMEWORK, by=coordinator)
    assert AuditLine.objects.count() == before


def test_what_others_may_open_and_compare(
    noticed: FrameworkRelease,
    coordinator: User,
    agency: Unit,
    ministry: Unit,
    framework_text: str,
):
    published = adopt_text(renamed(framework_text), by=coordinator)
    local = person("nga", "Nga", Role.COORDINATOR, agency)
    faulty = renamed(framework_text, "vn.test.bad").replace("points: 20", "points: -1")
    own = create_draft(
        text=renamed(framework_text, "vn.test.own"), by=local, origin="empty"
    )
    create_draft(text=faulty, by=coordinator, origin="empty")
    assert own.unit == agency
    assert unit_of_drafts(coordinator) == ministry
    assert list(releases_on_shelf()) == list(releases_to_open()) == [published]
    assert set(drafts_open_to(local)) == {own}
    assert set(releases_to_compare(local)) == {published, own}
    assert set(releases_to_compare(coordinator)) == {published, noticed}
    viewer = person("vy", "Vy", Role.VIEWER, ministry)
    assert list(releases_to_compare(viewer)) == [published]
    publish_draft(draft=own, version=1, by=local)
    assert FrameworkRelease.objects.get(pk=own.pk).state == "published"
    assert list(drafts_open_to(local)) == []
    assert set(releases_on_shelf()) == {published, own}
    assert list(drafts_open_to(viewer)) == []
    with pytest.raises(PermissionDenied):
        create_draft(text="", by=viewer, origin="empty")


@pytest.mark.tampered("the draft of an earlier version")
def test_a_draft_without_a_unit_is_listed_for_who_coordinates_everything(
    coordinator: User, agency: Unit, framework_text: str
):
    root = create_user(by=None, username="root", full_name="Gốc", is_superuser=True)
    local = person("nga", "Nga", Role.COORDINATOR, agency)
    draft = create_draft(text=framework_text, by=coordinator, origin="empty")
    FrameworkRelease.objects.filter(pk=draft.pk).update(unit=None)
    assert [list(drafts_open_to(user)) for user in (coordinator, root, local)] == [
        [draft],
        [draft],
        [],
    ]


def test_a_crosswalk_is_written_over_the_one_that_was_seen(
    coordinator: User, agency: Unit, framework_text: str
):
    first = adopt_text(framework_text, by=coordinator)
    second, third = (
        adopt_text(framework_text.replace('"2026"', f'"{year}"'), by=coordinator)
        for year in (2027, 2028)
    )
    sheet = proposed_crosswalk(first.text, second.text)

    def write(version: int, by: User = coordinator, **pair: FrameworkRelease):
        pair = {"before": first, "after": second} | pair
        return write_crosswalk(sheet=sheet, version=version, by=by, **pair)

    written = write(0)
    assert (written.version, written.written_by) == (1, coordinator)
    assert written.written_at is not None
    with pytest.raises(EditConflictError):
        write(0)
    assert write(1) == written
    assert crosswalk_between(first, second) == written
    assert write(0, after=third) != written
    assert write(0, before=third) != written
    assert write(0, before=second, after=first) != written
    assert crosswalk_between(first, third) != written
    assert crosswalk_between(third, first) is None
    local = person("nga", "Nga", Role.COORDINATOR, agency)
    with pytest.raises(PermissionDenied):
        write(2, by=local)
    draft = create_draft(text=renamed(framework_text), by=coordinator, origin="empty")
    for pair in ({"before": draft}, {"after": draft}):
        with pytest.raises(ActionRefusedError, match="đã ban hành"):
            write(0, **pair)
    gone = FrameworkRelease(pk=draft.pk + 100)
    with pytest.raises(ActionRefusedError, match="đã bỏ"):
        write(0, after=gone)


def test_the_library_offers_what_is_not_here_whatever_its_state(coordinator: User):
    offered = library_not_adopted()
    adopt_text(FRAMEWORK, by=coordinator)
    assert library_not_adopted() == offered


def test_a_coordinator_of_two_units_writes_for_the_wider(
    coordinator: User, agency: Unit, ministry: Unit
):
    local = person("nga", "Nga", Role.COORDINATOR, agency)
    grant_role(user=local, role=Role.COORDINATOR, unit=ministry, by=None)
    assert unit_of_drafts(local) == ministry
