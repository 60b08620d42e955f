"""The title and the source of an edition in English: written when publishing, sealed, shown below /en/."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.urls import reverse

from opendti_site.audit.verification import verify
from opendti_site.publication.actions import (
    EditionFacts,
    propose_edition,
    publish_proposal,
    publish_run,
)
from opendti_site.publication.content import (
    EDITION,
    ENGLISH,
    FORMAT,
    _lines,
    _plain,
    content_digest,
)
from opendti_site.publication.models import Edition, Proposal
from opendti_site.publication.older import content_fault
from opendti_site.results.bridge import canonical
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from opendti_site.results.models import Run

ENGLISH_TITLE, ENGLISH_SOURCE = "Results of 2026", "Ministry of Industry"
FACTS = EditionFacts(
    title="Kết quả 2026",
    title_en=ENGLISH_TITLE,
    slug="kq-2026",
    source_note="Bộ Công Thương",
    source_note_en=ENGLISH_SOURCE,
)
PAGES = (
    "/",
    "/du-lieu-mo/",
    "/ket-qua/kq-2026/",
    "/ket-qua/kq-2026/CucTMDT/",
    "/ket-qua/kq-2026/CucTMDT/1.2/",
)


@pytest.fixture
def bilingual(run: Run, coordinator: User) -> Edition:
    """The run, published with its texts in both languages."""
    return publish_run(run, FACTS, by=coordinator)


@pytest.mark.sqlite
@pytest.mark.parametrize("path", PAGES)
def test_each_language_shows_its_own_texts(
    bilingual: Edition, client: Client, path: str
):
    vietnamese = client.get(path).content.decode()
    english = client.get(f"/en{path}").content.decode()
    assert ENGLISH_TITLE not in vietnamese
    assert bilingual.title in vietnamese
    assert ENGLISH_TITLE in english
    assert bilingual.title not in english


@pytest.mark.sqlite
@pytest.mark.parametrize("path", PAGES[1:3])
def test_the_source_is_shown_in_each_language(
    bilingual: Edition, client: Client, path: str
):
    assert ENGLISH_SOURCE not in client.get(path).content.decode()
    assert ENGLISH_SOURCE in client.get(f"/en{path}").content.decode()


@pytest.mark.sqlite
@pytest.mark.parametrize("path", PAGES[:4])
def test_without_english_texts_the_vietnamese_ones_are_shown_as_such(
    edition: Edition, client: Client, path: str
):
    marked = f'<span lang="vi">{edition.title}</span>'
    assert marked in client.get(f"/en{path}").content.decode()
    assert marked not in client.get(path).content.decode()


def test_an_edition_without_english_texts_keeps_the_form_of_its_digest(
    edition: Edition,
):
    """What was published before there were English texts holds as it was sealed."""
    (row,) = Edition.objects.values_list(*EDITION)
    first = [FORMAT.encode(), canonical(_plain(row)).encode()]
    whole = content_digest(edition.pk)
    assert FORMAT == "opendti-edition-content-1"
    assert not set(ENGLISH) & set(EDITION)
    assert edition.manifest["content_digest"] == whole
    lines = rest_of(edition)
    digest = hashlib.sha256(b"".join(line + b"\n" for line in [*first, *lines]))
    assert whole == f"sha256:{digest.hexdigest()}"


def rest_of(edition: Edition) -> list[bytes]:
    """Return the lines below the head, which are the same in every form."""
    return [line.encode() for line in _lines(edition.pk)][2:]


@pytest.mark.tampered("the texts are changed behind the site's back")
@pytest.mark.parametrize("column", ENGLISH)
@pytest.mark.parametrize("text", ["", "Other"])
def test_an_english_text_neither_changes_nor_goes_unseen(
    bilingual: Edition, column: str, text: str
):
    assert content_fault(bilingual) == ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE publication_edition SET {column} = %s",  # noqa: S608 -- from above
            [text],
        )
    assert content_fault(Edition.objects.get()) == "edition_content"
    assert not verify().is_whole


def test_the_second_person_publishes_both_languages(
    run: Run, coordinator: User, ministry: Unit, settings: SettingsWrapper
):
    settings.SECOND_PERSON = ["publish"]
    second = person("tu", "Tú", "coordinator", ministry)
    proposal = propose_edition(run, FACTS, by=coordinator)
    edition = publish_proposal(Proposal.objects.get(pk=proposal.pk), by=second)
    assert (edition.title_en, edition.source_note_en) == (ENGLISH_TITLE, ENGLISH_SOURCE)
    assert edition.manifest["title_en"] == ENGLISH_TITLE


@pytest.mark.sqlite
def test_the_form_asks_for_the_english_texts(
    run: Run, coordinator: User, client: Client
):
    client.force_login(coordinator)
    url = reverse("publication:publish", args=[run.round_id, run.pk])
    written = {
        "title": FACTS.title,
        "title_en": ENGLISH_TITLE,
        "source_note_en": ENGLISH_SOURCE,
        "title_again": FACTS.title,
        "publish": "1",
    }
    assert client.post(url, written).status_code == 302
    edition = Edition.objects.get()
    assert (edition.title_en, edition.source_note_en) == (ENGLISH_TITLE, ENGLISH_SOURCE)
