"""Several files of a document, each stored once by its content for all that name it."""

from __future__ import annotations

import errno
import importlib
import os
import threading
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    attach_document,
    correct_document,
)
from opendti_site.assessments.evidence.chores import GRACE, sweep
from opendti_site.assessments.evidence.files import file_fault
from opendti_site.assessments.evidence.models import Attachment, Document
from opendti_site.assessments.evidence.queries import documents_to_reuse
from opendti_site.assessments.evidence.receiving import MAX_FILES, receive
from opendti_site.assessments.evidence.remarks import remarks_on
from opendti_site.assessments.evidence.storage import (
    folder,
    locked_store,
    path_of,
    store,
)
from opendti_site.audit import migrating
from opendti_site.audit.verification import verify

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.organisations.models import Unit


@pytest.fixture(autouse=True)
def data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keep the files of each test apart."""
    (tmp_path / "uploads").mkdir()
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", tmp_path / "uploads")
    return tmp_path


def pdf(text: str, name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 " + text.encode())


def stored() -> list[str]:
    return sorted(path.name for path in folder().rglob("*") if path.is_file())


def add(unit: Unit, by: User, *uploads: SimpleUploadedFile) -> Document:
    return add_document(unit, Citation(number="1"), by=by, files=receive(uploads))


def test_files_keep_their_order_and_their_own_checks(
    agency: Unit, reporter: User
) -> None:
    document = add(agency, reporter, pdf("x", "x.pdf"), pdf("y", "y.pdf"))
    assert [(file.order, file.name) for file in document.files] == [
        (1, "x.pdf"),
        (2, "y.pdf"),
    ]
    assert list(documents_to_reuse(agency, text="y.pdf")) == [document]
    with pytest.raises(ValidationError, match="không đúng với đuôi"):
        receive([pdf("z"), SimpleUploadedFile("b.pdf", b"MZ program")])
    with pytest.raises(ValidationError, match="tối đa 10 tệp"):
        receive([pdf(str(number)) for number in range(MAX_FILES + 1)])
    assert len(receive([pdf("z"), pdf("z", "again.pdf")])) == 1


def test_the_same_bytes_are_stored_once_and_outlive_one_reference(
    agency: Unit, department: Unit, reporter: User, stranger: User
) -> None:
    first = add(agency, reporter, pdf("x", "x.pdf"))
    second = add(department, stranger, pdf("x", "khac.pdf"), pdf("y"))
    shared = first.files[0].sha256
    assert stored() == sorted({shared, second.files[1].sha256})
    assert second.files[0].path == first.files[0].path == path_of(shared)


@pytest.mark.tampered("rows are deleted behind the site's back")
def test_a_file_goes_when_nothing_names_it_any_more(
    agency: Unit, department: Unit, reporter: User, stranger: User
) -> None:
    first = add(agency, reporter, pdf("x"))
    second = add(department, stranger, pdf("x"))
    path = first.files[0].path
    os.utime(path, (0, 0))
    first.attachments.all().delete()
    sweep()
    assert path.exists()
    second.attachments.all().delete()
    assert sweep().params == {"aside": 1, "removed": 0}
    assert not path.exists()


def test_an_upload_of_the_same_bytes_saves_them_from_the_sweep(
    agency: Unit, reporter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = receive([pdf("x")])
    store(file.upload, file.sha256)
    path = path_of(file.sha256)
    os.utime(path, (0, 0))
    # The sweep has listed it as old, and waits for the store while the same bytes come in.
    with locked_store():
        sweeping = threading.Thread(target=_put_aside, args=[path])
        sweeping.start()
        os.utime(path)
    sweeping.join()
    assert path.exists()
    add(agency, reporter, pdf("x"))
    assert file_fault(Attachment.objects.get()) == ""
    assert GRACE.days == 1


def _put_aside(path: Path) -> None:
    from opendti_site.assessments.evidence import chores  # noqa: PLC0415 -- its own name

    chores._put_aside(path)  # noqa: SLF001 -- between listing and moving


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "g" * 64, "a" * 63])
def test_no_other_path_is_in_the_store(name: str) -> None:
    with pytest.raises(ValueError, match="no digest"):
        path_of(name)


def test_a_correction_drops_and_adds_files(agency: Unit, reporter: User) -> None:
    document = add(agency, reporter, pdf("x", "x.pdf"), pdf("y", "y.pdf"))
    new = correct_document(
        document,
        Citation(number="1"),
        by=reporter,
        files=receive([pdf("z", "z.pdf"), pdf("y", "lai.pdf")]),
        dropped=[1],
    )
    assert [(file.order, file.name) for file in new.files] == [
        (1, "y.pdf"),
        (2, "z.pdf"),
    ]
    assert [file.name for file in document.files] == ["x.pdf", "y.pdf"]
    assert [str(finding) for finding in verify(deep=True).findings] == []


def test_the_same_file_among_several_is_remarked(
    submission: Submission,
    department: Unit,
    reporter: User,
    stranger: User,
    appraiser: User,
) -> None:
    other = submission.round.submissions.get(unit=department)
    theirs = receive([pdf("x"), pdf("y")])
    attach_document(other, "1.2", Citation(number="9"), by=stranger, files=theirs)
    ours = receive([pdf("z"), pdf("y")])
    link = attach_document(
        submission, "1.2", Citation(number="1"), by=reporter, files=ours
    )
    words = [
        remark.words
        for remark in remarks_on([link], submission.round, appraiser)[link.pk]
    ]
    assert any("cùng tệp với" in text for text in words)


def test_pages_take_several_files_and_hand_each_out(
    client: Client, submission: Submission, reporter: User, stranger: User
) -> None:
    client.force_login(reporter)
    there = reverse("assessments:evidence", args=[submission.pk, "1.1"])
    data = {"number": "1/BC", "upload": [pdf("x", "x.pdf"), pdf("y", "y.pdf")]}
    assert client.post(there, data).status_code == 302
    document = Document.objects.get()
    for file, text in zip(document.files, (b"x", b"y"), strict=True):
        answer = client.get(file.get_absolute_url())
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 " + text
    assert (
        client.get(
            reverse("assessments:document_file", args=[document.pk, 3])
        ).status_code
        == 404
    )
    client.force_login(stranger)
    assert client.get(document.files[1].get_absolute_url()).status_code == 404


def test_files_that_are_asked_about_wait_all(
    client: Client, submission: Submission, reporter: User
) -> None:
    client.force_login(reporter)
    there = reverse("assessments:evidence", args=[submission.pk, "1.1"])
    data = {"number": "1", "issued_on": "2099-01-01"}
    asked = client.post(
        there, data | {"upload": [pdf("x", "x.pdf"), pdf("y", "y.pdf")]}
    )
    tokens = [file.token for file in asked.context["form"].waiting]
    assert len(tokens) == 2
    confirmed = {"confirmed": ["future", "after_period"], "waiting": tokens}
    assert client.post(there, data | confirmed).status_code == 302
    assert [file.name for file in Document.objects.get().files] == ["x.pdf", "y.pdf"]


BEFORE = [("assessments", "0017_assignments_to_units")]


def test_former_files_are_copied_where_the_file_system_has_no_links(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_names: object, **_options: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    name = "opendti_site.assessments.migrations.0018_files_by_content"
    migration = importlib.import_module(name)
    former = data_folder / "evidence" / "7" / "abcdef"
    former.parent.mkdir(parents=True)
    former.write_bytes(b"%PDF-1.7 x")
    monkeypatch.setattr(os, "link", refuse)

    migration.link_file("7/abcdef", "abcdef")

    target = data_folder / "evidence" / "ab" / "abcdef"
    assert target.read_bytes() == former.read_bytes() == b"%PDF-1.7 x"
    assert [file.name for file in target.parent.iterdir()] == ["abcdef"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.tampered("a migration drops the table and makes it again")
def test_files_of_before_are_moved_without_loss_and_back(
    agency: Unit, reporter: User, data_folder: Path
) -> None:
    document = add(agency, reporter, pdf("x", "x.pdf"))
    add_document(agency, Citation(number="2"), by=reporter)
    digest = document.files[0].sha256
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()

    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    former = executor.loader.project_state(BEFORE).apps.get_model(
        "assessments", "Document"
    )
    row = former.objects.get(pk=document.pk)
    assert (row.file_name, row.sha256, row.size) == ("x.pdf", digest, 10)
    assert former.objects.exclude(pk=document.pk).get().file == ""
    # As it lay before there was one store: below its unit.
    old = data_folder / "evidence" / str(agency.pk) / digest
    old.parent.mkdir()
    path_of(digest).rename(old)
    former.objects.filter(pk=row.pk).update(file=f"{agency.pk}/{digest}")

    MigrationExecutor(connection).migrate(latest)
    migrating.seal_migrated(apps=apps)
    (file,) = Attachment.objects.all()
    assert (file.document_id, file.order, file.name) == (document.pk, 1, "x.pdf")
    assert file_fault(file) == ""
    assert old.read_bytes() == file.path.read_bytes()
    # Nothing is missed but the row of the table that was dropped on the way back.
    missed = [str(finding) for finding in verify(deep=True).findings]
    assert all(words.startswith("assessments.Attachment") for words in missed), missed
