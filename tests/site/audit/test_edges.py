"""The audit chain at its edges: words of details, searches, anchors that are spoilt, rows that are kept."""

from __future__ import annotations

import datetime as dt
import json
import os
import syslog
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext_lazy

from opendti_site.audit import actions, anchors, verbs, verification
from opendti_site.audit.actions import accept_lost_lines, record
from opendti_site.audit.anchors import (
    Anchor,
    anchor_files,
    anchor_of,
    read_anchors,
    send_head,
)
from opendti_site.audit.chain import ChainWalk, locked_head
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.findings import Finding
from opendti_site.audit.models import AuditLine, ChainHead, Verification
from opendti_site.audit.queries import (
    acceptances_of,
    findings_of,
    last_results,
    lines_about,
    lines_found,
)
from opendti_site.audit.registry import sealed_model
from opendti_site.audit.seal import SAFE_INTEGER, canonical, plain
from opendti_site.audit.unique import save_unique
from opendti_site.audit.verification import verify, verify_and_keep
from opendti_site.organisations.models import Unit

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User


def test_a_detail_is_shown_in_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verbs, "_DETAILS", {"unit": "đơn vị", "to": "thành"})
    monkeypatch.setattr(verbs, "_NUMBERS", {"points"})
    monkeypatch.setattr(verbs, "_VALUES", {("state", "open"): "đang mở"})
    detail = {
        "unit": "BCT",
        "state": "open",
        "points": "1234.5",
        "whole": 2.0,
        "many": ["a", "b"],
        "changes": {"to": "x", "from": None},
        "yes": True,
        "no": False,
        "zero": 0,
        "empty": "",
        "nothing": None,
        "none": [],
        "neither": {},
    }
    with translation.override("vi"):
        assert verbs.words_of_detail(detail) == (
            "đơn vị: BCT; state: đang mở; points: 1.234,50; whole: 2; many: a, b; "
            "changes: thành x, from –; yes: có; no: không; zero: 0"
        )


def test_a_verb_has_one_wording(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verbs, "_WORDS", {})
    verbs.register("b_verb", "Ắ")
    verbs.register("b_verb", "Ắ")
    verbs.register("a_verb", "Z")
    with pytest.raises(ValueError, match="other words"):
        verbs.register("b_verb", "Khác")
    assert verbs.known_verbs() == [("a_verb", "Z"), ("b_verb", "Ắ")]
    assert verbs.words_of("unknown") == "unknown"


def test_whole_numbers_stay_numbers_while_every_store_keeps_them():
    assert plain(SAFE_INTEGER) == SAFE_INTEGER == 2**53
    assert plain(-SAFE_INTEGER) == -SAFE_INTEGER
    assert plain(SAFE_INTEGER + 1) == str(2**53 + 1)
    assert plain([True, None, {1: (2.5,)}]) == [True, None, {"1": ["2.5"]}]
    moment = dt.datetime(2026, 1, 1, 7, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    assert plain(moment) == "2026-01-01T00:00:00.000000+00:00"
    assert plain(dt.date(2026, 1, 1)) == "2026-01-01"
    assert plain(gettext_lazy("Nhật ký")) == "Nhật ký"
    assert canonical({"b": "đ", "a": [1]}) == '{"a":[1],"b":"đ"}'
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_lines_are_found_by_words_of_person_or_thing_and_by_verb(
    coordinator: User, reporter: User
):
    first = record("x", "a.A:1", by=coordinator, name="Bộ Công Thương")
    second = record("y", "a.A:1", by=coordinator, name="Cục Thương mại")
    third = record("x", "a.A:2", by=reporter, name="n" * 301)
    assert list(lines_found("", "x")) == [third, first]
    assert list(lines_found("công minh")) == [first]
    assert list(lines_found("Cục", "x")) == []
    assert lines_found()[0] == third
    assert list(lines_about("a.A:1")) == [second, first]
    assert len(third.subject_name) == 300
    line = record("z", "a.A:3", by=None)
    assert (line.actor_name, line.subject_name) == ("", "a.A:3")


def test_a_loss_is_answered_for_with_a_reason(coordinator: User):
    before = AuditLine.objects.count()
    for reason in ("", " "):
        with pytest.raises(ActionRefusedError):
            accept_lost_lines(reason=reason, by=coordinator)
    assert AuditLine.objects.count() == before
    accept_lost_lines(reason="Khôi phục", by=coordinator)
    assert AuditLine.objects.latest("pk").detail == {"reason": "Khôi phục"}


def test_a_head_taken_down_is_compared_with_the_chain(coordinator: User):
    for _ in range(2):
        record("x", "a.A:1", by=coordinator)
    walk = ChainWalk()
    walk.read_further()
    length, now = walk.length, dt.datetime.now(dt.UTC)
    last = AuditLine.objects.latest("pk").digest
    assert walk.fault_of(length, last, now) == ""
    assert walk.fault_of(length, "0" * 64, now) == "anchor_differs"
    assert walk.fault_of(length + 1, last, now) == "anchor_ahead"
    assert walk.fault_of(0, "0" * 64, now) == ""
    walk.lost.append((now, length - 1))
    early = now - dt.timedelta(seconds=1)
    assert walk.fault_of(length, "x", early) == ""
    assert walk.fault_of(length, "x", now) == "anchor_differs"
    assert walk.fault_of(length - 1, "x", early) == "anchor_differs"


@pytest.mark.django_db
def test_an_empty_chain_has_no_end_to_miss():
    walk = ChainWalk()
    walk.check_end(None)
    assert walk.findings == []
    walk.check_end(ChainHead(digest="0" * 64, length=1))
    assert [finding.code for finding in walk.findings] == ["end_missing"]
    assert locked_head() is None
    assert send_head() == []
    report = verify()
    assert (report.lines, report.is_whole) == (0, True)


def test_spoilt_anchors_are_named_once_a_kind(coordinator: User, tmp_path: Path):
    record("x", "a.A:1", by=coordinator)
    head = locked_head()
    assert head is not None
    good = anchor_of(head).line
    spoilt = good[:-1] + ("0" if good[-1] != "0" else "1")
    unknown = Anchor("2026-01-01T00:00:00+00:00", 1, "d", "nokey", "m")
    lines = ["not an anchor", f"Subject: {good}", spoilt, "opendti-audit x", spoilt]
    lines.append(f"{unknown.words} {unknown.mac}")
    file = tmp_path / "anchors"
    file.write_text("\n".join([*lines, ""]), "utf-8")
    read = list(read_anchors(file))
    assert [anchor and anchor.is_genuine for anchor in read] == [
        True,
        False,
        None,
        False,
        False,
    ]
    report = verify(deep=False, anchors=[file, tmp_path / "absent"])
    assert report.anchors == 5
    assert [(finding.code, finding.key) for finding in report.findings] == [
        ("anchor_forged", f"{file}:2")
    ]


def test_the_head_goes_to_files_syslog_and_people(
    coordinator: User,
    settings: SettingsWrapper,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    file, logged = tmp_path / "new" / "folder" / "anchors", list[str]()

    def log(level: int, line: str) -> None:
        assert level == syslog.LOG_NOTICE | syslog.LOG_AUTH
        logged.append(line)

    monkeypatch.setattr(anchors.syslog, "syslog", log)
    record("x", "a.A:1", by=coordinator)
    settings.AUDIT_ANCHORS = [str(file), "syslog:", "mailto:a@bct.vn,b@bct.vn"]
    assert anchor_files() == [file]
    assert send_head() == settings.AUDIT_ANCHORS
    assert send_head() == settings.AUDIT_ANCHORS
    assert len(file.read_text("utf-8").splitlines()) == len(logged) == 2
    assert file.stat().st_mode & 0o777 == 0o600
    assert [message.to for message in mail.outbox] == [["a@bct.vn", "b@bct.vn"]] * 2
    letter = mail.outbox[0]
    assert letter.subject == f"Niêm phong nhật ký: {AuditLine.objects.count()} dòng"
    assert letter.body.startswith("Xin giữ thư này.")
    assert letter.body.endswith(f"\n\n{logged[0]}\n")
    assert not caplog.records
    settings.AUDIT_ANCHORS = [str(file / "under a file")]
    before = os.listdir("/proc/self/fd")  # noqa: PTH208 -- names of descriptors
    send_head()  # a disk that fails is logged, never raised
    settings.AUDIT_ANCHORS = [str(file)]
    send_head()
    assert os.listdir("/proc/self/fd") == before  # noqa: PTH208 -- names of descriptors
    assert "under a file cannot be written" in caplog.text


def test_an_anchor_that_cannot_be_written_keeps_no_act_from_its_answer(
    coordinator: User,
    settings: SettingsWrapper,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
):
    settings.AUDIT_ANCHORS = ["/nowhere"]
    monkeypatch.setattr(actions, "add_to_files", {}.__getitem__)  # raises KeyError
    with django_capture_on_commit_callbacks(execute=True) as asked:
        record("x", "a.A:1", by=coordinator)
    assert len(asked) == 1


def test_the_last_results_are_kept_and_the_oldest_dropped(
    coordinator: User, monkeypatch: pytest.MonkeyPatch
):
    found = [Finding("row_gone", "a.A", str(n), "", {"line": "1"}) for n in range(201)]
    lines = [record("seal_existing", f"a.A:{n}", by=None).pk for n in range(21)]
    empty = Verification(seconds=0, lines=0, rows=0, anchors=0, found=0)
    Verification.objects.bulk_create([empty] * 401)
    oldest = Verification.objects.earliest("pk").pk
    with monkeypatch.context() as patched:
        patched.setattr(verification, "check_anchors", lambda *_given: iter(found))
        report = verify_and_keep()
    assert Verification.objects.count() == 400
    assert Verification.objects.earliest("pk").pk == oldest + 2
    latest = last_results()[0]
    assert latest.pk == Verification.objects.latest("pk").pk
    assert (latest.found, latest.lines) == (201, report.lines)
    assert 0 < latest.seconds < 60
    assert not latest.is_whole
    assert findings_of(latest) == found[:200]
    kept = acceptances_of(latest)
    assert [acceptance.line for acceptance in kept] == lines[:0:-1]
    assert acceptances_of(None) == []
    assert findings_of(None) == []
    assert json.dumps(latest.findings)
    verify_and_keep()
    assert len(last_results()) == 20
    assert last_results()[0].is_whole


def test_rows_are_looked_for_by_key_as_long_as_one_query_takes_them(
    ministry: Unit, agency: Unit, department: Unit, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(verification, "KEYS_A_QUERY", 2)
    sealed = sealed_model("organisations.Unit")

    def read(*among: object) -> set[Unit]:
        return set(verification._rows_of(sealed, set(map(str, among))))  # noqa: SLF001 -- of one table

    everything = {ministry, agency, department}
    assert set(verification._rows_of(sealed, None)) == everything  # noqa: SLF001 -- as above
    assert read(agency.pk) == {agency}
    assert read(agency.pk, ministry.pk) == {agency, ministry}
    assert read(agency.pk, "9999") == {agency}
    assert read(agency.pk, ministry.pk, 9999) == everything
    assert read(agency.pk, "no key") == everything


def test_what_is_kept_is_a_verification_with_all_checks_unless_it_is_to_be_quick(
    coordinator: User, monkeypatch: pytest.MonkeyPatch
):
    found = Finding("row_gone", "a.A", "1", "", {"line": "1"})
    monkeypatch.setattr(verification, "checks", lambda: {"a": lambda _tick: [found]})
    assert verify_and_keep().findings == [found]
    assert findings_of(last_results()[0]) == [found]
    assert verify_and_keep(deep=False).is_whole


def test_a_check_that_stumbles_is_a_finding_and_the_others_run(
    coordinator: User, monkeypatch: pytest.MonkeyPatch
):
    def stumbling(_tick: Any):
        message = "hỏng"
        raise ValueError(message)

    asked: list[str] = []
    checks = {"first": stumbling, "second": lambda tick: tick() or iter(())}
    monkeypatch.setattr(verification, "checks", lambda: checks)
    report = verify(step=lambda name, count: asked.append(f"{name} {count}"))
    assert [(finding.code, finding.key) for finding in report.findings] == [
        ("check_failed", "first")
    ]
    assert "ValueError: hỏng" in str(report.findings[0])
    assert asked.count("second 1") == 1
    assert asked.count("lines 1") == report.lines
    assert report.rows == asked.count("accounts.User 1") + sum(
        label.startswith(("accounts.RoleAssignment", "organisations.Unit"))
        for label in asked
    )
    assert report.seconds > 0
    assert verify(deep=False).is_whole


@pytest.mark.tampered("units are written without acts")
def test_only_a_taken_value_is_a_refusal(ministry: Unit, agency: Unit):
    agency.code = ministry.code
    with pytest.raises(ActionRefusedError, match="đã có"):
        save_unique(agency, "code", "đã có")
    agency.refresh_from_db()
    agency.closed_on, agency.opened_on = dt.date(2020, 1, 1), dt.date(2021, 1, 1)
    with pytest.raises(IntegrityError):
        save_unique(agency, "code", "đã có")
    agency.name = "Tên"
    save_unique(agency, "code", "đã có", ["name"])
    agency.refresh_from_db()
    assert (agency.name, agency.closed_on) == ("Tên", None)


def test_a_finding_names_its_table_for_people():
    assert Finding("row_gone", "organisations.Unit", "1").table_words == "đơn vị"
    assert Finding("row_gone", "anchor", "1").table_words == "mốc niêm phong"
    for unknown in ("gone.Table", "no table"):
        assert Finding("row_gone", unknown, "1").table_words == unknown
    finding = Finding("row_gone", "a.A", "1", "Tên", {"line": "7"})
    assert str(finding).startswith("a.A 1 “Tên”: ")
    assert "dòng 7" in str(finding)
    assert "“" not in str(Finding("row_gone", "a.A", "1", "", {"line": "7"}))
