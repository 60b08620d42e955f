"""A full disk: reads go on, writes say so, nothing half written stays, and all is well again."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils.timezone import now

from opendti_site.accounts.models import AttemptCount
from opendti_site.assessments.evidence.actions import Citation, add_document
from opendti_site.assessments.evidence.chores import GRACE, KEPT_ASIDE, sweep
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.evidence.storage import folder
from opendti_site.audit.models import Verification
from opendti_site.organisations.models import Unit
from opendti_site.ui.space import is_out_of_space
from tests.servers import Browser, database_url, environment, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.evidence.models import Document

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Máy chủ hết chỗ lưu"
PDF = b"%PDF-1.7 "


@contextmanager
def full_database(table: str = "organisations_unit") -> Iterator[None]:
    """Let the database itself refuse new rows (PostgreSQL: of a table) for want of space, as it would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TABLE filler (x)")
            # What other tests have left free would take many rows.
            cursor.execute("PRAGMA freelist_count")
            (free,) = cursor.fetchone()
            cursor.execute("PRAGMA page_size")
            (size,) = cursor.fetchone()
            cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [free * size])
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        else:
            cursor.execute(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                " $$BEGIN RAISE 'No space left on device' USING ERRCODE = '53100'; END$$"
            )
            cursor.execute(
                f"CREATE TRIGGER full_disk BEFORE INSERT ON {table}"
                " EXECUTE FUNCTION refuse()"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA max_page_count = 4294967294")
                cursor.execute("DROP TABLE filler")
            else:
                cursor.execute("DROP FUNCTION refuse CASCADE")


def new_unit(number: int) -> dict[str, str]:
    """Return what someone types of a new unit."""
    return {
        "code": f"MOI{number}",
        "name": f"Cục mới số {number}, với tên dài để chóng đầy " + "x" * 100,
        "short_name": "",
        "name_en": "",
        "kind": "agency",
        "block": "services",
        "parent": "",
        "opened_on": "",
        "closed_on": "",
        "version": "1",
    }


def test_full_database_is_reported_and_keeps_what_was_typed(
    client: Client, coordinator: User, ministry: Unit
) -> None:
    client.force_login(coordinator)
    client.raise_request_exception = False
    with full_database():
        for number in range(200):
            typed = new_unit(number) | {"parent": str(ministry.pk)}
            answer = client.post("/don-vi/them/", typed)
            if answer.status_code != 302:
                break
        page = answer.content.decode()
        assert answer.status_code == 507, page
        assert WORDS in page
        assert f'name="name" value="{typed["name"]}"' in page
        part = client.post("/don-vi/them/", typed, headers={"HX-Request": "true"})
        assert part.status_code == 507
        assert WORDS in part.content.decode()
        assert "<html" not in part.content.decode()
        assert client.get("/don-vi/").status_code == 200
    assert not Unit.objects.filter(code=typed["code"]).exists()
    assert client.post("/don-vi/them/", typed).status_code == 302
    assert Unit.objects.filter(code=typed["code"]).exists()


def fill_verifications() -> None:
    """Leave no room for a row in the pages that the table of results has already."""
    result = {"seconds": 1, "lines": 1, "rows": 1, "anchors": 1, "found": 0}
    for size in (1_000, 0):
        with suppress(DatabaseError):
            for _number in range(10_000):
                Verification.objects.create(**result, findings=["x" * size])


@pytest.mark.sqlite  # a trigger that plays the full disk of PostgreSQL is itself a finding
def test_the_audit_chain_is_verified_on_a_full_disk(
    ministry: Unit, capsys: pytest.CaptureFixture[str]
) -> None:
    with full_database("audit_verification"):
        fill_verifications()
        call_command("verify_audit")
    shown = capsys.readouterr()
    assert "the audit chain is whole" in shown.out
    assert "the result is not kept for the page: the disk is full" in shown.err


def fill_attempts() -> None:
    """Leave no room for a row in the pages that the table of attempts has already."""
    for size in (2_000, 200, 0):
        with suppress(DatabaseError):
            for number in range(10_000):
                AttemptCount.objects.create(
                    cache_key=f"{size} {number}", value="x" * size, expires=now()
                )


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_sign_in_on_a_full_disk_is_not_called_one_attempt_too_many(
    client: Client, reporter: User, headers: dict[str, str]
) -> None:
    client.raise_request_exception = False
    typed = {"login": reporter.username, "password": "wrong"}
    with full_database("accounts_attempts"):
        fill_attempts()
        answer = client.post(reverse("account_login"), typed, headers=headers)
        assert (answer.status_code, WORDS in answer.content.decode()) == (507, True)
        assert client.get(reverse("account_login")).status_code == 200
    AttemptCount.objects.all().delete()
    again = client.post(reverse("account_login"), typed, headers=headers)
    assert again.status_code == 200
    assert AttemptCount.objects.exists()


def test_secrets_are_not_sent_back(client: Client) -> None:
    client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as fault:
        fault.setattr("allauth.account.views.LoginView.form_valid", _no_space)
        fault.setattr("allauth.account.views.LoginView.form_invalid", _no_space)
        typed = {"login": "minh", "password": "Rat-bi-mat-2026"}
        answer = client.post(reverse("account_login"), typed)
    assert answer.status_code == 507
    assert 'value="minh"' in answer.content.decode()
    assert "Rat-bi-mat" not in answer.content.decode()


def _no_space(*_given: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("number", "expected"),
    [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.ENOENT, False)],
)
def test_the_system_says_that_no_space_is_left(number: int, *, expected: bool) -> None:
    fault = ValueError("of a library")
    fault.__cause__ = OSError(number, os.strerror(number))
    assert is_out_of_space(fault) is expected


def evidence_files() -> set[Path]:
    """Return every file of evidence and of uploads under way."""
    folders = ("evidence", "uploads")
    return {path for name in folders for path in _files(settings.DATA_DIR / name)}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_upload_that_finds_no_space_leaves_no_file(
    agency: Unit, reporter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = evidence_files()
    monkeypatch.setattr(os, "fsync", _no_space)  # where a late fault is noticed
    upload = SimpleUploadedFile("a.pdf", PDF + os.urandom(100))
    with pytest.raises(OSError, match="No space"):
        add_document(agency, Citation(number="1"), by=reporter, files=receive([upload]))
    assert evidence_files() == before


@pytest.fixture
def document(agency: Unit, reporter: User) -> Document:
    """A document with its file."""
    upload = SimpleUploadedFile("a.pdf", PDF + os.urandom(100))
    return add_document(
        agency, Citation(number="1"), by=reporter, files=receive([upload])
    )


def age(path: Path, seconds: float) -> None:
    """Let a file look as old as that."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_sweep_puts_files_without_a_row_aside(document: Document) -> None:
    evidence = document.files[0].path
    young, orphan = (evidence.with_name(name) for name in ("young", "orphan"))
    for path in (young, orphan):
        path.write_bytes(b"x")
    for path in (evidence, orphan):
        age(path, GRACE.total_seconds() + 60)
    sweep()
    assert evidence.exists()
    assert young.exists()
    assert not orphan.exists()
    aside = settings.DATA_DIR / "orphans" / evidence.parent.name / "orphan"
    assert aside.read_bytes() == b"x"
    age(aside, KEPT_ASIDE.total_seconds() + 60)
    assert "1 removed" in sweep().done
    assert not aside.exists()
    young.unlink()


def test_sweep_names_rows_without_a_file(document: Document) -> None:
    assert sweep().faults == ()
    path = document.files[0].path
    content = path.read_bytes()
    path.unlink()
    assert sweep().faults == (
        f"the file {document.files[0].path.relative_to(folder())} of a document is missing",
    )
    path.write_bytes(content)


if os.geteuid() == 0:  # only root can mount a small disk

    @pytest.fixture
    def small_disk(tmp_path: Path) -> Iterator[Path]:
        """A disk of 16 MB with the test's database on it."""
        disk = tmp_path / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=16M", "tmpfs", str(disk)]
        subprocess.run(mount, check=True)  # noqa: S603 -- the system's own program
        try:
            yield disk
        finally:
            unmount = ["umount", "--lazy", str(disk)]
            subprocess.run(unmount, check=True)  # noqa: S603 -- the system's own program

    def test_site_on_a_full_disk_reads_on_and_recovers(
        client: Client, coordinator: User, ministry: Unit, small_disk: Path
    ) -> None:
        client.force_login(coordinator)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        url = database_url()
        if connection.vendor == "sqlite":
            file = small_disk / "opendti.sqlite3"
            with closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
            url = f"sqlite:///{file}"
        surroundings = environment(
            small_disk,
            url,
            TMPDIR=str(small_disk),
            OPENDTI_AUDIT_KEY_FILE=str(settings.AUDIT_KEY_FILE),
        )
        log = small_disk.with_name("log")
        with served(["--workers", "0"], surroundings, log) as port:
            browser = Browser(port, session)
            filler = _fill(small_disk)
            answers = [
                browser.post("/don-vi/nhap/", {}, file=os.urandom(3_000_000))
                for _ in range(2)
            ]
            assert {status for status, _page in answers} == {507}
            assert WORDS in answers[0][1]
            stranger = Browser(port, "")
            typed = {"login": "minh", "password": "wrong"}
            status, _page = stranger.post(reverse("account_login"), typed)
            assert status == (507 if connection.vendor == "sqlite" else 200)
            for page in ("/", "/don-vi/", "/viec-cua-toi/"):
                assert browser.get(page)[0] == 200, page
            filler.unlink()
            typed = new_unit(0) | {"parent": str(ministry.pk)}
            assert browser.post("/don-vi/them/", typed)[0] == 302
            assert typed["name"] in browser.get("/don-vi/MOI0/")[1]
        assert _files(small_disk / "uploads") == []

    def _fill(disk: Path) -> Path:
        """Fill a disk to its last byte with one file."""
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        return filler
