"""An edition's tables are made once, by one request at a time, and kept as they were made."""

from __future__ import annotations

import os
import time
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from opendti_site.operations.backup.write import data_files
from opendti_site.operations.kept_files import FOLDER
from opendti_site.publication import kept_files
from opendti_site.publication.kept_files import KINDS, make_files, remove_old_files
from opendti_site.publication.models import EditionScore

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from opendti_site.publication.models import Edition

ADDRESSES = ("{0}.csv", "{0}.csv?raw=1", "{0}.xlsx", "{0}/so-lieu.csv")


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keep the files of each test apart."""
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    return tmp_path / FOLDER


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the kinds of files that are made from here on."""
    made: list[str] = []

    def counted(kind: str) -> object:
        make = KINDS[kind]
        return lambda edition: made.append(kind) or make(edition)

    for kind in list(KINDS):
        monkeypatch.setitem(KINDS, kind, counted(kind))
    return made


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_file_is_made_once(
    client: Client, edition: Edition, makings: list[str], address: str
) -> None:
    url = "/ket-qua/" + address.format(edition.slug)
    first = client.get(url)
    again = client.get(url + ("&" if "?" in url else "?") + "x=1")
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert len(makings) == 1


def test_texts_as_they_are_and_neutral_ones_are_two_files(
    client: Client, edition: Edition, makings: list[str]
) -> None:
    for query in ("", "?raw=1", "", "?raw=1"):
        assert client.get(f"/ket-qua/{edition.slug}.csv{query}").status_code == 200
    assert makings == ["scores.csv", "scores.raw.csv"]


def test_who_asks_while_one_is_made_is_reported_to_come_again(
    client: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "PATIENCE", 0.01)
    url = f"/ket-qua/{edition.slug}.xlsx"
    with kept_files.MAKING:
        answer = client.get(url)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "Tệp đang được lập" in answer.content.decode()
    assert client.get(url).status_code == 200


def test_a_file_that_was_changed_by_hand_is_made_again(
    client: Client, edition: Edition, folder: Path
) -> None:
    url = f"/ket-qua/{edition.slug}.csv"
    before = client.get(url).content
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes().replace(b"reported", b"repor7ed"))
    assert client.get(url).content == before


def test_a_folder_that_takes_nothing_keeps_nobody_from_reading(
    client: Client, edition: Edition, folder: Path
) -> None:
    folder.write_bytes(b"")  # no folder can be made there
    assert client.get(f"/ket-qua/{edition.slug}.csv").status_code == 200


def test_housekeeping_makes_the_files_of_new_editions_and_removes_old_ones(
    client: Client, edition: Edition, makings: list[str], folder: Path
) -> None:
    assert make_files().done == f"{len(KINDS)} made"
    assert make_files().done == ""
    assert len(makings) == len(KINDS)
    client.get(f"/ket-qua/{edition.slug}.csv")
    assert len(makings) == len(KINDS)
    old = time.time() - kept_files.RETENTION.total_seconds() - 60
    for path in list(folder.iterdir())[:2]:
        os.utime(path, (old, old))
    assert remove_old_files().done == "2 removed"
    assert len(list(folder.iterdir())) == len(KINDS) - 2


def test_files_that_can_be_made_again_are_in_no_backup(edition: Edition) -> None:
    make_files()
    assert [name for _path, name in data_files() if FOLDER in name] == []
    assert edition.slug


@pytest.mark.tampered("a row is changed behind the site's back, and put right")
def test_a_file_of_rows_that_are_not_as_published_is_not_kept(
    client: Client, edition: Edition
) -> None:
    url = f"/ket-qua/{edition.slug}.csv"
    score = EditionScore.objects.filter(edition=edition, node="index").first()
    assert score is not None
    rows: QuerySet[EditionScore] = QuerySet(EditionScore).filter(pk=score.pk)
    rows.update(band="changed-by-hand")
    assert b"changed-by-hand" in client.get(url).content
    rows.update(band=score.band)
    assert b"changed-by-hand" not in client.get(url).content


@pytest.mark.django_db(transaction=True)
@pytest.mark.tampered("a row is changed behind the site's back, and put right")
def test_a_file_is_of_the_moment_whose_rows_are_checked(
    client: Client, edition: Edition, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"/ket-qua/{edition.slug}.csv"
    rows: QuerySet[EditionScore] = QuerySet(EditionScore).filter(edition=edition.pk)
    score = rows.filter(node="index").first()
    assert score is not None
    rows, band = rows.filter(pk=score.pk), score.band
    make = KINDS["scores.csv"]

    def put_right() -> None:
        rows.update(band=band)
        connection.close()

    def slow(edition: Edition) -> bytes:
        content = make(edition)
        other = Thread(target=put_right)  # over a connection of its own
        other.start()
        other.join()
        return content

    monkeypatch.setitem(KINDS, "scores.csv", slow)
    rows.update(band="changed-by-hand")
    assert b"changed-by-hand" in client.get(url).content
    assert b"changed-by-hand" not in client.get(url).content
    assert len(list(folder.iterdir())) == 1
