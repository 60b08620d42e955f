from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti import fingerprint, parse_framework
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import (
    DraftAtFaultError,
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
)
from opendti_site.frameworks.bridge import (
    library_identities,
    library_text,
    read_draft,
    write_draft,
)
from opendti_site.frameworks.drafting.totals import points_below
from opendti_site.frameworks.drafting.tree import (
    copy_of,
    digest_of,
    node_at,
    own_part,
    walk_nodes,
)
from opendti_site.frameworks.models import FrameworkRelease
from tests.site.frameworks.kinds import EVERY_RULE

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User


def codes_of(draft: FrameworkRelease) -> list[str]:
    document = read_draft(FrameworkRelease.objects.get(pk=draft.pk).text)
    return [node.node["code"] for node in walk_nodes(document)]


def lines(verb: str) -> int:
    return AuditLine.objects.filter(verb=verb).count()


@pytest.mark.parametrize("identity", library_identities())
def test_writing_a_draft_keeps_the_fingerprint(identity: str) -> None:
    text = library_text(identity)

    again = write_draft(copy_of(read_draft(text)))

    assert fingerprint(parse_framework(again)) == fingerprint(parse_framework(text))
    assert write_draft(read_draft(again)) == again


def test_create_draft_leaves_one_line_and_a_taken_identity_is_refused(
    draft: FrameworkRelease, framework_text: str, coordinator: User
) -> None:
    assert draft.state == "draft"
    assert lines("create_draft") == 1
    assert draft.fingerprint == fingerprint(parse_framework(framework_text))

    with pytest.raises(ActionRefusedError, match=r"vn\.test\.small@2026"):
        create_draft(text=framework_text, by=coordinator, origin="empty")
    with pytest.raises(ActionRefusedError, match=r"vn\.test\.small@2026"):
        adopt_text(framework_text, by=coordinator)
    assert FrameworkRelease.objects.count() == 1


def test_publish_freezes_a_clean_draft(
    draft: FrameworkRelease, coordinator: User
) -> None:
    published = publish_draft(draft=draft, version=1, by=coordinator)

    assert published.state == "published"
    assert published.published_by == coordinator
    assert lines("publish_framework") == 1
    with pytest.raises(ActionRefusedError):
        publish_draft(draft=draft, version=1, by=coordinator)
    with pytest.raises(ActionRefusedError):
        edit_text(draft=draft, version=1, text=EVERY_RULE, by=coordinator)
    assert FrameworkRelease.objects.get().text == draft.text


def test_publish_refuses_faults_and_lists_them(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    faulty = draft.text.replace("points: 20", "points: -1")
    edit_text(draft=draft, version=1, text=faulty, by=coordinator)

    with pytest.raises(DraftAtFaultError):
        publish_draft(draft=draft, version=2, by=coordinator)

    assert FrameworkRelease.objects.get().state == "draft"
    assert lines("publish_framework") == 0
    client.force_login(coordinator)
    url = f"/bo-chi-so/ban-nhap/{draft.pk}/"
    page = client.post(f"{url}ban-hanh/", {"version": "2"}, follow=True)
    assert "bản nháp còn 1 lỗi" in page.content.decode()
    assert "Không được nhỏ hơn 0" in page.content.decode()
    assert f'href="{url}muc/0.1/"' in page.content.decode()


def test_discard_takes_the_row_and_leaves_a_line(
    draft: FrameworkRelease, coordinator: User
) -> None:
    with pytest.raises(EditConflictError):
        discard_draft(draft=draft, version=7, by=coordinator)
    assert FrameworkRelease.objects.exists()

    discard_draft(draft=draft, version=1, by=coordinator)

    assert not FrameworkRelease.objects.exists()
    assert lines("discard_draft") == 1


def test_moves_keep_every_node(draft: FrameworkRelease, coordinator: User) -> None:
    moves = [("down", (0, 0)), ("out", (0, 1)), ("down", (1,)), ("up", (2,))]
    for version, (way, path) in enumerate(moves, 1):
        move_draft_node(
            draft=draft, version=version, path=path, way=way, by=coordinator
        )

    assert codes_of(draft) == ["1", "1.2", "1.1", "2", "2.1", "2.2", "2.3"]
    move_draft_node(draft=draft, version=5, path=(1,), way="in", by=coordinator)
    assert codes_of(draft) == ["1", "1.2", "1.1", "2", "2.1", "2.2", "2.3"]
    assert lines("edit_draft") == 5


@pytest.mark.parametrize(
    ("way", "path"),
    [("up", (0,)), ("down", (1,)), ("in", (0,)), ("in", (1, 1)), ("out", (1,))],
)
def test_impossible_moves_are_refused(
    draft: FrameworkRelease, coordinator: User, way: str, path: tuple[int, ...]
) -> None:
    with pytest.raises(ActionRefusedError):
        move_draft_node(draft=draft, version=1, path=path, way=way, by=coordinator)

    assert FrameworkRelease.objects.get().version == 1
    assert lines("edit_draft") == 0


def test_a_new_node_gets_a_free_code_and_a_split_criterion_hands_its_rule_down(
    draft: FrameworkRelease, coordinator: User
) -> None:
    _draft, after = add_draft_node(
        draft=draft, version=1, path=(0, 0), inside=False, by=coordinator
    )
    current, inside = add_draft_node(
        draft=draft, version=2, path=(0, 0), inside=True, by=coordinator
    )

    assert (after, inside) == ((0, 1), (0, 0, 0))
    assert codes_of(draft)[:5] == ["1", "1.1", "1.1.1", "1.3", "1.2"]
    document = read_draft(current.text)
    assert "rule" not in (node_at(document, (0, 0)) or {})
    assert (node_at(document, inside) or {})["rule"] == {"kind": "yes_no"}


def test_a_draft_does_not_grow_beyond_what_can_be_opened(
    draft: FrameworkRelease, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = codes_of(draft)
    monkeypatch.setattr("opendti.framework.yaml.MAX_NODES", len(before))

    with pytest.raises(ActionRefusedError, match=f"nhiều nhất là {len(before)} mục"):
        add_draft_node(draft=draft, version=1, path=(0,), inside=True, by=coordinator)

    assert codes_of(draft) == before


def test_delete_takes_what_is_below(draft: FrameworkRelease, coordinator: User) -> None:
    delete_draft_node(draft=draft, version=1, path=(1,), by=coordinator)

    assert codes_of(draft) == ["1", "1.1", "1.2"]
    assert AuditLine.objects.get(verb="edit_draft").detail == {
        "act": "delete",
        "node": "2 (+3)",
    }


def test_edit_node_finds_a_node_that_was_moved_meanwhile(
    draft: FrameworkRelease, coordinator: User
) -> None:
    node = own_part(node_at(read_draft(draft.text), (0, 0)) or {})
    move_draft_node(draft=draft, version=1, path=(0, 0), way="down", by=coordinator)

    _draft, path = edit_node(
        draft=draft,
        path=(0, 0),
        seen=digest_of(node),
        code="1.1",
        part=node | {"code": "1.9"},
        by=coordinator,
    )

    assert path == (0, 1)
    assert codes_of(draft)[:3] == ["1", "1.2", "1.9"]


def test_edit_node_drops_what_the_part_no_longer_has(
    draft: FrameworkRelease, coordinator: User
) -> None:
    node = own_part(node_at(read_draft(draft.text), (0, 0)) or {})
    part = {"code": "1.1", "title": "Tên khác"}
    assert node.keys() > part.keys()
    written, path = edit_node(
        draft=draft,
        path=(0, 0),
        seen=digest_of(node),
        code="1.1",
        part=part,
        by=coordinator,
    )
    assert own_part(node_at(read_draft(written.text), path) or {}) == part


def test_edit_node_refuses_a_node_that_is_gone(
    draft: FrameworkRelease, coordinator: User
) -> None:
    node = own_part(node_at(read_draft(draft.text), (0, 0)) or {})
    delete_draft_node(draft=draft, version=1, path=(0, 0), by=coordinator)

    with pytest.raises(EditConflictError, match="xóa"):
        edit_node(
            draft=draft,
            path=(0, 0),
            seen=digest_of(node),
            code="1.1",
            part=node,
            by=coordinator,
        )
    assert FrameworkRelease.objects.get().version == 2


def test_edit_head_writes_its_keys_alone(
    draft: FrameworkRelease, coordinator: User
) -> None:
    keys = ("rounding",)
    seen = digest_of({"rounding": read_draft(draft.text)["rounding"]})

    edit_head(
        draft=draft,
        keys=keys,
        seen=seen,
        part={"rounding": {"value": "3"}},
        by=coordinator,
    )

    text = FrameworkRelease.objects.get().text
    assert parse_framework(text).rounding.value == 3
    assert codes_of(draft) == codes_of(draft)
    assert "vn.test.small" in text


def test_an_empty_draft_is_built_up_to_publication(
    client: Client, coordinator: User
) -> None:
    client.force_login(coordinator)
    client.post(
        "/bo-chi-so/ban-nhap/tao/",
        {
            "way": "empty",
            "empty-code": "vn.x.dti",
            "empty-version": "2027",
            "empty-title_vi": "Bộ mới",
        },
    )
    draft = FrameworkRelease.objects.get()
    assert draft.fingerprint == ""

    for version, (path, inside) in enumerate((((), True), ((0,), True)), 1):
        add_draft_node(
            draft=draft, version=version, path=path, inside=inside, by=coordinator
        )
    node = own_part(
        node_at(read_draft(FrameworkRelease.objects.get().text), (0, 0)) or {}
    )
    edit_node(
        draft=draft,
        path=(0, 0),
        seen=digest_of(node),
        code="1.1",
        part=node | {"points": "10", "rule": {"kind": "yes_no"}},
        by=coordinator,
    )
    published = publish_draft(draft=draft, version=4, by=coordinator)

    assert parse_framework(published.text).identity == "vn.x.dti@2027"


@pytest.mark.parametrize("points", ["nan", "inf", "-inf", "1_000"])
def test_what_only_python_takes_for_a_number_stays_a_text_and_counts_for_nothing(
    points: str,
) -> None:
    document = copy_of(read_draft(EVERY_RULE))
    first = document["nodes"][0]["nodes"][0]
    before = points_below(document, ())
    first["points"] = points
    again = read_draft(write_draft(document))
    assert again["nodes"][0]["nodes"][0]["points"] == points
    first["points"] = "0"
    without = points_below(document, ())
    found = points_below(again, ())
    assert found is not None
    assert without is not None
    assert before != without
    assert found.sums == without.sums
