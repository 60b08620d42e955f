"""What the app registers when it starts, and what may not be registered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate
from django.utils import translation

from opendti_site.audit import anchors, registry
from opendti_site.audit.findings import Finding, register_findings, register_kinds
from opendti_site.audit.migrating import reseal
from opendti_site.audit.models import AuditLine
from opendti_site.audit.registry import (
    append_only,
    checks,
    exempt_models,
    is_sealed,
    register_check,
    register_exempt,
    register_sealed,
    sealed_model,
)
from opendti_site.audit.triggers import check_triggers
from opendti_site.audit.verbs import words_of, words_of_detail
from opendti_site.operations.backup import logs
from opendti_site.operations.chores import known_chores
from opendti_site.organisations.models import Unit
from tests.site.audit.test_existing import unkey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from opendti_site.accounts.models import User

VERBS = {
    "rotate_audit_key": "Đổi khóa niêm phong nhật ký",
    "accept_lost_lines": "Xác nhận các dòng nhật ký đã mất",
    "seal_existing": "Niêm phong dữ liệu có sẵn",
    "migrate_rows": "Niêm phong lại dữ liệu do nâng cấp sửa",
    "accept_changed_rows": "Chấp nhận dữ liệu đã bị sửa ngoài hệ thống",
}
DETAILS = (
    *("before", "changes", "code", "email", "full_name", "name", "next", "tables"),
    *("reason", "accepted", "faults", "role", "unit", "username"),
)


def migrated() -> None:
    """Say that the migrations of the app have run, as Django does."""
    app = apps.get_app_config("audit")
    quiet: dict[str, Any] = {"verbosity": 0, "interactive": False, "plan": []}
    post_migrate.send(app, app_config=app, using="default", apps=apps, **quiet)


def test_every_act_and_every_detail_has_words():
    assert {verb: words_of(verb) for verb in VERBS} == VERBS
    for key in DETAILS:
        assert not words_of_detail({key: "x"}).startswith(key)
    with translation.override("vi"):
        assert words_of_detail({"max_points": "1.5"}).endswith(": 1,50")
        assert words_of_detail({"points": "1234567"}).endswith(": 1.234.567")


def test_the_chain_is_sent_and_verified_every_day():
    every = {chore.name: chore.every for chore in known_chores()}
    assert every["audit anchor"] == every["audit verification"] == timedelta(days=1)


def test_a_backup_takes_the_anchors(settings, tmp_path):
    settings.AUDIT_ANCHORS = [str(tmp_path / "anchors"), "syslog:"]
    assert anchors.anchor_files() == [tmp_path / "anchors"]
    assert (tmp_path / "anchors") in [path for path, _name in logs.log_files()]


def test_triggers_are_looked_for():
    assert checks()["triggers"] is check_triggers


def test_tables_of_the_chain_itself_are_exempt_with_a_reason():
    names = ("audit.AuditLine", "audit.ChainHead", "audit.Verification")
    for label in (*names, "operations.Worker", "operations.ChoreRecord"):
        assert exempt_models()[label]


def test_the_menu_leads_to_the_chain_for_who_may_see_it(
    client: Client, coordinator: User, reporter: User
):
    for user, is_shown in ((coordinator, True), (reporter, False)):
        client.force_login(user)
        page = client.get("/don-vi/").content.decode()
        assert ('href="/nhat-ky/"' in page) == is_shown


@pytest.mark.tampered("the chain is one of the first version")
def test_after_an_upgrade_all_is_sealed(agency: Unit):
    unkey()
    migrated()
    assert AuditLine.objects.latest("pk").verb == "seal_existing"
    Unit.objects.filter(pk=agency.pk).update(name="Khác")
    reseal("organisations.Unit", [agency.pk], reason="0009_names")
    migrated()
    assert AuditLine.objects.latest("pk").verb == "migrate_rows"
    count = AuditLine.objects.count()
    migrated()
    assert AuditLine.objects.count() == count


@pytest.fixture
def own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test registers is forgotten after it."""
    for name in ("_SEALED", "_EXEMPT", "_CHECKS"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
    return


@pytest.mark.usefixtures("own_registry")
def test_a_table_is_registered_once_with_all_its_columns(
    monkeypatch: pytest.MonkeyPatch,
):
    label, entries = "organisations.Unit", append_only(Unit, "x")
    assert entries["id"] == {"x"}
    assert set(entries.values()) == {frozenset({"x"}), frozenset()}
    registry._SEALED.clear()  # noqa: SLF001 -- no other way to begin anew
    assert not is_sealed(label)
    with pytest.raises(LookupError, match=r"organisations\.Unit is not sealed"):
        sealed_model(label)
    without = {name: entry for name, entry in entries.items() if name != "block"}
    register_sealed(Unit, {"block": "why"}, changed_by=without)
    assert is_sealed(label)
    assert sealed_model(label).left_out == {"block": "why"}
    register_sealed(Unit, changed_by=entries)
    assert sealed_model(label).left_out == {}
    assert [table.label for table in registry.sealed_models()] == [label]
    with monkeypatch.context() as same:
        same.setattr(registry, "tag_of", lambda name: name[0])
        with pytest.raises(ValueError, match="the same tag"):
            register_sealed(Unit, changed_by=entries)
    register_exempt("a.A", "why")
    register_check("mine", lambda _tick: ())
    assert exempt_models()["a.A"] == "why"
    assert list(checks()["mine"](lambda: None)) == []


@mock.patch.dict("opendti_site.audit.findings._KINDS")
@mock.patch.dict("opendti_site.audit.findings._WORDS")
def test_an_app_gives_its_findings_and_their_tables_words():
    register_kinds({"thing": "vật"})
    register_findings(thing_gone="mất %(line)s")
    finding = Finding("thing_gone", "thing", "1", "", {"line": "7"})
    assert (finding.table_words, finding.words) == ("vật", "mất 7")
