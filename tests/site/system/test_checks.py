"""What each check finds, at its bounds."""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.utils import timezone, translation

import opendti_site.system
from opendti_site.audit.models import Verification
from opendti_site.mail.models import QueuedMail
from opendti_site.operations.backup.chores import RESTORE_DRILL
from opendti_site.operations.models import BackupRecord, ChoreRecord
from opendti_site.operations.worker import JobWorker
from opendti_site.system.checks import (
    ages,
    clock,
    data,
    environment,
    folders,
    machine,
    mail,
)
from opendti_site.system.queries.protection import backups

if TYPE_CHECKING:
    from opendti_site.accounts.models import User

pytestmark = pytest.mark.django_db
ROOT = Path(opendti_site.system.__file__).parent
DAY = timedelta(days=1)
TECHNICAL = "chi tiết kỹ thuật, bằng tiếng Anh: "


def codes(check: Any, *arguments: Any) -> list[tuple[str, str]]:
    return [(problem.code, problem.level) for problem in check(*arguments)]


# ------------------------------------------------------------------- workers, data


def test_workers_and_jobs(a_job):
    assert codes(machine.workers_and_jobs) == [("no_worker", "bad")]
    JobWorker().write_heartbeat()
    a_job("FAILED")
    job = a_job()
    assert codes(machine.workers_and_jobs) == [("jobs_failed", "bad")]
    type(job).objects.filter(pk=job.pk).update(
        enqueued_at=timezone.now() - timedelta(minutes=11)
    )
    assert ("job_waits", "warn") in codes(machine.workers_and_jobs)


def test_periodic_work_that_failed_or_stopped_is_reported():
    assert codes(machine.periodic_work) == []
    chore = ChoreRecord.objects.create(pk="storage", finished_at=timezone.now())
    assert codes(machine.periodic_work) == []
    chore.faults, chore.outcome = 1, "done\nthe disk smells"
    chore.save()
    (problem,) = machine.periodic_work()
    assert (problem.code, problem.remedy) == (
        "chore_failed",
        f"{TECHNICAL}the disk smells",
    )
    assert "“Đo dung lượng”" in problem.title
    ChoreRecord.objects.update(finished_at=timezone.now() - timedelta(hours=4))
    assert ("housekeeping_stopped", "bad") in codes(machine.periodic_work)


@pytest.mark.parametrize(
    ("free", "found"),
    [
        (499, [("disk_full", "bad")]),
        (500, [("disk_low", "warn")]),
        (1499, [("disk_low", "warn")]),
        (1500, []),
    ],
)
def test_little_free_space_is_reported(
    settings, free: int, found: list[tuple[str, str]]
):
    settings.MIN_FREE_SPACE = 500
    with patch("opendti_site.system.checks.data.disk", return_value=(free, 10_000)):
        assert codes(data.space) == found


def test_a_large_disk_is_not_low_while_much_is_left():
    left = (100 * 1024**3, 10_000 * 1024**3)
    with patch("opendti_site.system.checks.data.disk", return_value=left):
        assert codes(data.space) == []


@pytest.mark.parametrize(
    ("age", "found"),
    [(1, []), (3, [("backup_old", "warn")]), (8, [("backup_old", "bad")])],
)
def test_the_age_of_the_backup(age: int, found: list[tuple[str, str]]):
    at = timezone.now() - age * DAY
    BackupRecord.objects.create(started_at=at, seconds=1, target="/b")
    assert codes(data.backups) == found


def test_a_backup_that_failed_last_and_one_that_never_was(settings):
    assert codes(data.backups) == [("backup_never", "warn")]
    settings.DEMO = True
    assert codes(data.backups) == []
    settings.DEMO = False
    BackupRecord.objects.create(
        started_at=timezone.now(), seconds=1, target="/b", fault="full"
    )
    assert codes(data.backups) == [("backup_failed", "bad"), ("backup_never", "warn")]


def test_a_first_backup_that_is_only_due_asks_for_no_setting(settings):
    settings.BACKUP_TO = "/mnt/backups"
    (found,) = data.backups()
    assert (found.code, found.level) == ("backup_due", "warn")
    assert "OPENDTI_BACKUP_TO" not in found.remedy
    assert "/mnt/backups" in found.remedy
    assert "“Sao lưu ngay”" in found.remedy


def failed_backup(cause: str) -> BackupRecord:
    return BackupRecord.objects.create(
        started_at=timezone.now(),
        seconds=1,
        target="/b",
        fault="the backup cannot be written: [Errno 20] Not a directory: '/b/x.partial'",
        code="backup_unwritable",
        params={"path": "/b", "cause": cause},
    )


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("ENOTDIR", "vào /b: một phần của đường dẫn không phải là thư mục"),
        ("EACCES", "vào /b: người dùng của dịch vụ không có quyền ghi ở đó"),
        ("EXDEV", "vào /b: EXDEV"),
    ],
)
def test_a_backup_that_failed_says_why_in_the_readers_language(cause: str, words: str):
    failed_backup(cause)
    found = next(iter(data.backups()))
    assert words in found.remedy
    assert "Errno" not in found.remedy
    assert "“Sao lưu ngay”" in found.remedy
    with translation.override("en"):
        assert "cannot be written to /b" in next(iter(data.backups())).remedy


def test_the_fault_of_an_older_version_keeps_its_text():
    BackupRecord.objects.create(
        started_at=timezone.now(), seconds=1, target="/b", fault="the disk is gone"
    )
    remedy = next(iter(data.backups())).remedy
    assert remedy.startswith(f"{TECHNICAL}the disk is gone. ")


@pytest.mark.parametrize(
    ("code", "params", "text", "words", "was_tried"),
    [
        (
            "drill_done",
            {"name": "a.tar.gz", "seconds": 7},
            "a.tar.gz restored in 7 s; the audit chain is whole",
            "a.tar.gz: khôi phục xong trong 7 giây, nhật ký và dữ liệu nguyên vẹn",
            True,
        ),
        (
            "drill_without_setting",
            {"setting": "OPENDTI_BACKUP_IDENTITY"},
            "not tried: OPENDTI_BACKUP_IDENTITY is not set",
            "chưa đặt OPENDTI_BACKUP_IDENTITY",
            False,
        ),
        (
            "",
            {},
            "not tried: x is not set",
            f"{TECHNICAL}not tried: x is not set",
            False,
        ),
        (
            "",
            {},
            "a.tar.gz restored in 7 s",
            f"{TECHNICAL}a.tar.gz restored in 7 s",
            True,
        ),
    ],
)
def test_the_drill_in_the_readers_language(
    code: str, params: dict, text: str, words: str, *, was_tried: bool
):
    ChoreRecord.objects.create(
        name=RESTORE_DRILL,
        started_at=timezone.now(),
        finished_at=timezone.now(),
        outcome=text,
        code=code,
        params=params,
    )
    found = backups()
    assert (found.drill_outcome, found.drill_was_tried) == (words, was_tried)


def test_verifications():
    kept = Verification.objects.create(seconds=1, lines=1, rows=1, anchors=1, found=0)
    assert codes(data.verifications) == []
    Verification.objects.update(found=2)
    assert codes(data.verifications) == [("verification_found", "bad")]
    Verification.objects.filter(pk=kept.pk).update(
        found=0, finished_at=timezone.now() - 3 * DAY
    )
    assert codes(data.verifications) == [("verification_old", "warn")]


# -------------------------------------------------------------------------- mail


def test_mail_needs_a_server_and_a_sender(settings):
    settings.HAS_SMTP = settings.MAIL_IS_SET = False
    assert codes(mail.queue) == []
    assert codes(mail.server) == [("mail_off", "warn")]
    settings.HAS_SMTP = settings.MAIL_IS_SET = True
    settings.DEFAULT_FROM_EMAIL = "opendti@localhost"
    assert codes(mail.queue) == [("mail_sender", "bad")]
    settings.DEFAULT_FROM_EMAIL = "dti@example.gov.vn"
    long_ago = timezone.now() - timedelta(hours=2)
    letter = {"kind": "x", "to": "a@b.vn", "language": "vi", "created_at": long_ago}
    QueuedMail.objects.create(**letter, reason="421 later")
    QueuedMail.objects.create(**letter, state="failed")
    waits, failed = mail.queue()
    assert (waits.code, failed.code) == ("mail_waits", "mail_failed")
    assert "421 later" in waits.remedy


def test_a_mail_server_that_takes_no_connection(settings):
    settings.HAS_SMTP = settings.MAIL_IS_SET = True
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
        (problem,) = mail.server()
    assert (problem.code, problem.level) == ("mail_unreachable", "bad")
    assert problem.params["server"] == f"127.0.0.1:{settings.EMAIL_PORT}"


# ------------------------------------------------------------- settings and folders


def test_settings_that_endanger_the_site_are_reported(settings, coordinator: User):
    settings.HTTPS, settings.TRUSTED_PROXY = True, True
    settings.ALLOWED_HOSTS = ["dti.example.gov.vn"]
    assert codes(environment.settings_of_the_site) == []
    settings.TRUSTED_PROXY = False
    assert codes(environment.settings_of_the_site) == [("https_without_proxy", "warn")]
    settings.HTTPS, settings.ALLOWED_HOSTS = False, ["localhost"]
    assert codes(environment.settings_of_the_site) == [
        ("https_off", "warn"),
        ("hosts_default", "warn"),
    ]
    settings.DEMO = settings.DEBUG = True
    assert codes(environment.settings_of_the_site) == [("debug_on", "bad")]
    type(coordinator).objects.update(last_login=timezone.now())
    found = codes(environment.settings_of_the_site)
    assert ("demo_with_people", "bad") in found


@pytest.mark.tampered(
    reason="the sign-in of the test above is written past the actions"
)
def test_the_frameworks_checks_have_our_words_where_we_have_them(settings, tmp_path):
    settings.SECRET_KEY = "short"
    settings.AUDIT_KEY_FILE = settings.DATA_DIR / "audit_key"
    found = codes(environment.frameworks_own_checks)
    assert ("secret_weak", "warn") in found
    assert ("audit_key_beside_data", "warn") in found
    settings.AUDIT_KEY_FILE = tmp_path / "audit_key"
    settings.SECRET_KEY = "".join(chr(65 + n) for n in range(60))
    codes_now = dict(codes(environment.frameworks_own_checks))
    assert not {"secret_weak", "audit_key_beside_data"} & codes_now.keys()


def test_folders_and_keys_are_for_the_site_alone(settings, tmp_path: Path):
    settings.DATA_DIR = settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    key = tmp_path / "audit_key"
    key.touch(mode=0o600)
    settings.KEY_FILES = {"audit_key": key}
    tmp_path.chmod(0o700)
    with patch.object(folders, "connection"):
        assert codes(folders.permissions) == []
        key.chmod(0o640)
        (problem,) = folders.permissions()
        assert (problem.code, problem.params["mode"]) == ("file_readable", "640")
        key.chmod(0o600)
        with patch("os.geteuid", return_value=os.geteuid() + 1):
            assert set(codes(folders.permissions)) == {("file_of_another", "warn")}
        with patch("os.access", return_value=False):
            assert ("folder_unwritable", "bad") in codes(folders.permissions)


def test_anchors_lie_outside_the_data_folder_and_can_be_written(
    settings, tmp_path: Path
):
    settings.DATA_DIR = tmp_path / "data"
    inside, outside = tmp_path / "data" / "anchor", tmp_path / "safe" / "anchor"
    for path in (inside, outside):
        path.parent.mkdir()
    settings.AUDIT_ANCHORS = [str(inside)]
    assert codes(folders.anchors) == [("anchor_beside_data", "warn")]
    settings.AUDIT_ANCHORS = [str(inside), str(outside)]
    assert codes(folders.anchors) == []
    settings.AUDIT_ANCHORS = [str(inside), "syslog:"]
    assert codes(folders.anchors) == []
    settings.AUDIT_ANCHORS = [str(tmp_path / "gone" / "anchor"), "syslog:"]
    assert codes(folders.anchors) == [("anchor_unwritable", "bad")]


def test_the_key_of_the_seals(coordinator: User, settings, tmp_path: Path):
    assert codes(folders.audit_key) == []
    with patch.object(folders, "key_named", side_effect=folders.KeyMissingError("k")):
        assert codes(folders.audit_key) == [("audit_key_missing", "bad")]


# ----------------------------------------------------------- clock, certificate, age


@pytest.mark.parametrize(
    ("seconds", "found"),
    [(1.9, []), (-3, [("clock_differs", "warn")]), (11, [("clock_differs", "bad")])],
)
def test_a_clock_that_is_off_is_reported(seconds: float, found: list[tuple[str, str]]):
    with patch.object(clock, "seconds_off", return_value=seconds):
        assert codes(clock.clock) == found


def test_a_line_of_the_future(coordinator: User):
    earlier = timezone.now() - DAY
    with (
        patch.object(clock, "seconds_off", return_value=0.0),
        patch("opendti_site.system.checks.clock.timezone.now", return_value=earlier),
    ):
        assert codes(clock.clock) == [("clock_behind", "bad")]


def test_the_databases_clock_is_that_of_one_machine():
    assert abs(clock.seconds_off()) < 2


def test_versions_near_their_end_are_reported():
    with patch.object(
        ages, "programs", return_value={"PostgreSQL": "13.4", "Python": "3.99.1"}
    ):
        assert codes(ages.versions)[0] == ("version_ended", "bad")
    soon = timezone.localdate() + 179 * DAY
    with (
        patch.object(ages, "programs", return_value={"Django": "5.2.19"}),
        patch.dict(ages.ENDS, {("Django", "5.2"): soon}),
    ):
        assert codes(ages.versions)[0] == ("version_ends", "warn")


def test_the_versions_that_run_are_known():
    names = [name for name in ages.programs() if name != "SQLite"]
    assert names[:2] == ["Python", "Django"]
    series = {
        (name, ages.series_of(name, version))
        for name, version in ages.programs().items()
        if name != "SQLite"
    }
    assert series <= ages.ENDS.keys()


def test_postgresql_ends_on_the_second_thursday_of_november():
    ends = [end for (name, _series), end in ages.ENDS.items() if name == "PostgreSQL"]
    assert len(ends) == len(set(ends)) == 6
    assert {(end.month, end.weekday()) for end in ends} == {(11, 3)}
    assert {(end.day - 1) // 7 for end in ends} == {1}
