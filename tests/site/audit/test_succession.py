"""What two lines that seal the same row say together, for every pair of them."""

from __future__ import annotations

import datetime as dt

import pytest

from opendti_site.accounts.models import User
from opendti_site.audit.acceptance import KEYS_NAMED, acceptance_of, answered_by
from opendti_site.audit.models import AuditLine
from opendti_site.audit.registry import SealedModel, VerbWithDetail, acts, sealed_model
from opendti_site.audit.rows import GONE
from opendti_site.audit.succession import SealedRow, faults_between
from opendti_site.organisations.models import Unit

USER = sealed_model("accounts.User")
TAGS = {column: tag for tag, column in USER.tagged_columns.items()}


def row(digest: str, columns: str = "", key: str = "k") -> SealedRow:
    return SealedRow(digest, key, 1, columns)


def column_digests(**changed: str) -> str:
    """Return the digests of the columns of a user's row; a column that is named has another digest."""
    return "".join(tag + changed.get(name, "x" * 8) for name, tag in TAGS.items())


PLAIN, OTHER = column_digests(), column_digests(password="y" * 8)
ADDS, EDITS, FOREIGN = "create_user", "reset_password", "close_unit"

CASES = [
    # Sealed before, sealed now, by which act: the codes.
    (None, row("a", PLAIN), ADDS, []),
    (None, row("a", PLAIN), EDITS, ["row_slipped_in"]),
    (row(GONE), row("a", PLAIN), ADDS, []),
    (row(GONE), row("a", PLAIN), EDITS, ["row_slipped_in"]),
    (row("a", PLAIN), row(GONE), EDITS, ["row_taken_out"]),
    (row(GONE), row(GONE), EDITS, []),
    (None, row(GONE), EDITS, []),
    (row("a", PLAIN), row("a", PLAIN), FOREIGN, []),
    (row("a", PLAIN), row("b", OTHER), EDITS, []),
    (row("a", PLAIN), row("b", OTHER), FOREIGN, ["column_changed"]),
    # A key that changed is another digest of the same row.
    (row("a", PLAIN), row("a", PLAIN, "l"), FOREIGN, ["row_resealed"]),
    (row("a", PLAIN), row("b", PLAIN), FOREIGN, ["row_resealed"]),
    (row("a", PLAIN), row("b", PLAIN), EDITS, []),
    # One of the two lines was written before columns had digests.
    (row("a"), row("b", PLAIN), FOREIGN, []),
    (row("a", PLAIN), row("b"), FOREIGN, []),
    (row("a"), row("b"), FOREIGN, []),
    (None, row("a"), EDITS, []),
]


@pytest.mark.parametrize(("before", "after", "verb", "codes"), CASES)
def test_what_an_act_cannot_have_done(
    before: SealedRow | None, after: SealedRow, verb: str, codes: list[str]
) -> None:
    line = AuditLine(pk=9, verb=verb, subject_name="Lê Hà")
    found = list(faults_between(USER, "7", before, after, line))
    assert [finding.code for finding in found] == codes
    for finding in found:
        column = {"column": "password"} if finding.code == "column_changed" else {}
        assert finding.params == {"line": "9", "verb": verb} | column
        assert (finding.key, finding.name) == ("7", "Lê Hà")


def test_rows_that_are_only_added_are_sealed_once() -> None:
    table = sealed_model("assessments.ScoreEntry")
    assert table.is_append_only
    (verb, *_others) = table.verbs
    line = AuditLine(pk=9, verb=verb)
    found = faults_between(table, "7", row("a"), row("b"), line)
    assert [finding.code for finding in found] == ["row_resealed"]


def unit_table(**changed_by: frozenset[str | VerbWithDetail]) -> SealedModel:
    return SealedModel(Unit, changed_by=changed_by)


@pytest.mark.parametrize(
    ("detail", "may"),
    [
        ({"changes": {"name": ["a", "b"]}}, True),
        ({"changes": {"code": ["a", "b"]}}, False),
        ({"changes": ["name"]}, False),
        ({}, False),
        (["changes"], False),
    ],
)
def test_an_act_changes_the_columns_that_its_line_names(
    detail: object,
    may: bool,  # noqa: FBT001 -- a parameter of the cases
) -> None:
    table = unit_table(
        name=acts(VerbWithDetail("edit_unit", "changes"), "import_units")
    )
    line = AuditLine(verb="edit_unit", detail=detail)
    assert table.may_change("name", line) is may
    assert table.may_change("name", AuditLine(verb="import_units", detail=detail))
    assert not table.may_change("name", AuditLine(verb="close_unit", detail=detail))


def test_a_column_that_follows_another_is_named_by_it() -> None:
    named = VerbWithDetail("edit_unit", "changes", field="parent")
    table = unit_table(
        path=acts(named), parent_id=acts(VerbWithDetail("edit_unit", "changes"))
    )
    line = AuditLine(verb="edit_unit", detail={"changes": {"parent": ["a", "b"]}})
    assert table.may_change("path", line)
    assert table.may_change("parent_id", line)  # by the field's name
    line.detail = {"changes": {"path": ["a", "b"], "parent_id": ["a", "b"]}}
    assert not table.may_change("path", line)
    assert not table.may_change("parent_id", line)


def test_marks_are_of_the_columns_that_some_act_leaves_alone() -> None:
    every = dict.fromkeys((c.attname for c in SealedModel(Unit).columns), acts("x"))
    assert SealedModel(Unit, changed_by=every).tagged_columns == {}
    some = SealedModel(Unit, changed_by=every | {"name": acts("x", "y")})
    assert sorted(some.tagged_columns.values()) == sorted(every.keys() - {"id", "name"})
    never = dict.fromkeys(every, acts())
    only_added = SealedModel(Unit, changed_by=never | {"id": acts("x")})
    assert only_added.is_append_only
    assert only_added.tagged_columns == {}
    assert not some.is_append_only
    left_out = SealedModel(User, {"last_login": "x"})
    assert "last_login" not in {column.attname for column in left_out.columns}


def acceptance_line(**more: object) -> AuditLine:
    values: dict[str, object] = {"verb": "accept_changed_rows", "pk": 3, "seals": {}}
    line = AuditLine(**(values | more))
    line.at = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    return line


def test_an_acceptance_names_rows_up_to_a_number() -> None:
    keys = [str(number) for number in range(KEYS_NAMED + 1)]
    assert KEYS_NAMED == 20
    for count in (1, KEYS_NAMED, KEYS_NAMED + 1):
        seals = {"organisations.Unit": dict.fromkeys(keys[:count], "d")}
        found = acceptance_of(acceptance_line(verb="seal_existing", seals=seals))
        named = f"đơn vị {', '.join(keys[:count])}"
        words = named if count <= KEYS_NAMED else f"đơn vị ({count})"
        assert (found.rows, found.words) == (count, words)
        assert found.keys == {"organisations.Unit": keys[:count][:KEYS_NAMED]}


def test_an_acceptance_names_what_was_accepted_and_what_was_sealed() -> None:
    detail = {"accepted": {"a.A": [1]}, "reason": "Bổ sung"}
    both = acceptance_line(detail=detail, seals={"b.B": {"2": ""}})
    assert acceptance_of(both).counts == {"a.A": 1, "b.B": 1}
    assert acceptance_of(both).reason == "Bổ sung"
    assert answered_by(both) == {("a.A", "1")}
    other = acceptance_line(verb="seal_existing", detail=detail)
    assert answered_by(other) == set()
    # A line that seals nothing is about the row that it names.
    alone = acceptance_of(acceptance_line(verb="x", subject="a.A:7", detail=[]))
    assert (alone.keys, alone.reason) == ({"a.A": ["7"]}, "")
    assert answered_by(acceptance_line(detail=["accepted"])) == set()
    assert acceptance_of(acceptance_line(subject="a.A:7", detail={})).reason == ""
