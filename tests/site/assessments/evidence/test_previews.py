"""Pictures of documents: made once, for who may read the document, and never of what cannot be read."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from opendti_site.assessments.evidence import facts, previews
from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    cite_document,
)
from opendti_site.assessments.evidence.facts import read_earlier_files
from opendti_site.assessments.evidence.models import FileFacts
from opendti_site.assessments.evidence.previews import (
    picture_of,
    preview_of,
    remove_old_pictures,
)
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.operations.backup.write import data_files
from tests.opendti.previews import images, pdfs

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.evidence.models import Attachment
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.organisations.models import Unit


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keep the files of each test apart."""
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    return tmp_path / "made" / "previews"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the pages that are rendered from here on."""
    pages: list[int] = []
    render = previews.picture_in

    def counted(file: Path, content_type: str, page: int) -> tuple[str, bytes]:
        pages.append(page)
        return render(file, content_type, page)

    monkeypatch.setattr(previews, "picture_in", counted)
    return pages


def kept(unit: Unit, by: User, name: str, raw: bytes) -> Attachment:
    upload = SimpleUploadedFile(name, raw)
    citation = Citation(number="12/BC")
    (file,) = add_document(unit, citation, by=by, files=receive([upload])).files
    return file


def url(name: str, *parts: object) -> str:
    return reverse(f"assessments:{name}", args=parts)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_page_is_shown_as_a_picture_that_runs_nowhere(
    client: Client,
    submission: Submission,
    agency: Unit,
    reporter: User,
    appraiser: User,
    stranger: User,
) -> None:
    file = kept(agency, reporter, "a.pdf", pdfs.pdf(pages=3))
    cite_document(submission, "1.1", file.document, by=reporter)
    client.force_login(appraiser)
    page = client.get(url("document_preview", file.document_id, 1), {"trang": "2"})
    shown = page.content.decode()
    there = url("document_picture", file.document_id, 1, 2)
    assert f'src="{there}"' in shown
    assert "Trang 2 trong 3" in shown
    assert "?trang=1" in shown
    assert "?trang=3" in shown

    answer = client.get(there)
    assert answer.content.startswith(b"\x89PNG")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    client.force_login(stranger)
    for path in (there, url("document_preview", file.document_id, 1)):
        assert client.get(path).status_code == 404


def test_htmx_is_given_the_part_alone(
    client: Client, agency: Unit, reporter: User
) -> None:
    file = kept(agency, reporter, "a.png", images.png(30, 20))
    client.force_login(reporter)
    there = url("document_preview", file.document_id, 1)
    part = client.get(there, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<section class="preview"')
    assert "<html" not in part
    assert "<html" in client.get(there).content.decode()


@pytest.mark.parametrize(
    ("name", "raw", "state", "words"),
    [
        ("a.pdf", pdfs.locked(), "locked", "Tệp có mật khẩu"),
        ("a.pdf", b"%PDF-1.7 nothing", "damaged", "Tệp bị hỏng"),
        ("a.pdf", pdfs.drawing_itself(), "heavy", "quá nặng"),
        ("a.jpg", images.jpeg(50, 50)[:300], "damaged", "Tệp bị hỏng"),
        ("a.png", images.lying(), "too_large", "quá nặng"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "other", "không xem trước được"),
    ],
)
def test_what_cannot_be_shown_is_said_in_words(  # noqa: PLR0913, PLR0917 -- fixtures
    client: Client,
    agency: Unit,
    reporter: User,
    name: str,
    raw: bytes,
    state: str,
    words: str,
) -> None:
    file = kept(agency, reporter, name, raw)
    assert preview_of(file, 1).state == state
    client.force_login(reporter)
    shown = client.get(url("document_preview", file.document_id, 1)).content.decode()
    assert words in shown
    assert "<img" not in shown.partition('class="preview"')[2]
    assert (
        client.get(url("document_picture", file.document_id, 1, 1)).status_code == 404
    )


@pytest.mark.parametrize(
    ("raw", "state", "pages"),
    [
        (pdfs.pdf(pages=2), "readable", 2),
        (pdfs.scanned(), "no_text", 1),
        (pdfs.locked(), "locked", 0),
    ],
)
def test_what_a_pdf_is_like_is_kept_by_its_content(
    agency: Unit, reporter: User, raw: bytes, state: str, pages: int
) -> None:
    for name in ("a.pdf", "b.pdf"):
        file = kept(agency, reporter, name, raw)
    facts = FileFacts.objects.get()
    assert (facts.pk, facts.state, facts.pages) == (
        file.sha256,
        state,
        pages,
    )
    FileFacts.objects.all().delete()  # of a document from before
    assert preview_of(file, 1).is_scanned == (state == "no_text")
    assert not FileFacts.objects.exists()


def test_only_so_many_pages_are_shown(
    agency: Unit, reporter: User, readings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MAX_PAGES", 3)
    file = kept(agency, reporter, "a.pdf", pdfs.pdf(pages=5))
    seen = preview_of(file, 999_999)
    assert (seen.page, seen.pages, seen.in_file, seen.after) == (3, 3, 5, 0)
    assert picture_of(file, 4).state == "no_page"
    assert picture_of(file, 0).state == "no_page"
    assert readings == [3]


def test_a_page_is_rendered_once_for_all_who_hold_the_file(
    agency: Unit,
    department: Unit,
    reporter: User,
    stranger: User,
    readings: list[int],
) -> None:
    raw = pdfs.pdf()
    ours = kept(agency, reporter, "a.pdf", raw)
    theirs = kept(department, stranger, "b.pdf", raw)
    first = picture_of(ours, 1)
    assert picture_of(theirs, 1) == first
    assert first.state == "shown"
    assert readings == [1]


def test_a_picture_that_was_changed_by_hand_is_made_again(
    agency: Unit, reporter: User, readings: list[int], folder: Path
) -> None:
    file = kept(agency, reporter, "a.pdf", pdfs.pdf())
    first = picture_of(file, 1)
    (path,) = files(folder)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert picture_of(file, 1) == first
    assert readings == [1, 1]


def test_that_there_is_no_picture_is_kept_too(
    agency: Unit, reporter: User, readings: list[int]
) -> None:
    file = kept(agency, reporter, "a.png", images.lying())
    for _time in range(2):
        assert picture_of(file, 1).state == "too_large"
    assert readings == [1]


@pytest.mark.tampered("the file is changed behind the site's back")
def test_a_file_that_is_not_as_received_is_not_shown(
    client: Client, agency: Unit, reporter: User, folder: Path
) -> None:
    file = kept(agency, reporter, "a.pdf", pdfs.pdf())
    file.path.write_bytes(pdfs.pdf("another text, of another hand"))
    assert preview_of(file, 1).state == "file_differs"
    assert picture_of(file, 1).state == "file_differs"
    assert not files(folder)
    client.force_login(reporter)
    shown = client.get(url("document_preview", file.document_id, 1)).content.decode()
    assert "không còn như lúc nhận" in shown


def test_old_pictures_are_removed_and_others_where_they_take_too_much_room(
    agency: Unit, reporter: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = kept(agency, reporter, "a.pdf", pdfs.pdf(pages=3))
    for page in (1, 2, 3):
        picture_of(file, page)
    first, second, third = sorted(files(folder))
    assert [name for _path, name in data_files() if "previews" in name] == []
    assert remove_old_pictures().done == ""
    old = time.time() - previews.RETENTION.total_seconds() - 60
    os.utime(first, (old, old))
    assert remove_old_pictures().done == "1 removed"
    assert sorted(files(folder)) == [second, third]
    os.utime(second, (old + 3_600, old + 3_600))
    monkeypatch.setattr(previews, "KEPT_BYTES", third.stat().st_size)
    assert remove_old_pictures().done == "1 removed"
    assert files(folder) == [third]


def test_a_request_does_not_wait_for_ever(
    agency: Unit, reporter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = kept(agency, reporter, "a.pdf", pdfs.pdf())
    monkeypatch.setattr(previews, "PATIENCE", 0.01)
    with previews.MAKING, previews.MAKING:
        assert picture_of(file, 1).state == "busy"
    assert picture_of(file, 1).state == "shown"


def test_files_of_before_are_read_by_the_chore(
    agency: Unit, reporter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [kept(agency, reporter, "a.pdf", pdfs.pdf(str(n) * 30)) for n in range(3)]
    kept(agency, reporter, "a.png", images.png(3, 2))
    FileFacts.objects.all().delete()
    files[2].path.unlink()
    monkeypatch.setattr(facts, "FILES_AT_ONCE", 1)
    assert [read_earlier_files().params for _time in range(3)] == [
        {"count": 1},
        {"count": 1},
        {},
    ]
    assert set(FileFacts.objects.values_list("pk", "state")) == {
        (file.sha256, "readable") for file in files[:2]
    }
