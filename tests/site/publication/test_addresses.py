"""The address of an edition: made of its title, and tried again while another one takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError

from opendti_site.publication.actions import (
    EditionFacts,
    publish_correction,
    publish_run,
    publishing,
)
from opendti_site.publication.models import Edition
from opendti_site.results.models import Run

if TYPE_CHECKING:
    from opendti_site.accounts.models import User

FACTS = EditionFacts(title="Kết quả")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đợt 1", "dot-1"),
        ("???", "ban-cong-bo"),
        ("a" * 80, "a" * 70),
    ],
)
def test_an_address_is_made_of_the_title(
    run: Run, coordinator: User, title: str, slug: str
):
    facts = EditionFacts(title=title)
    edition = publish_run(run, facts, by=coordinator)
    assert edition.slug == slug
    again = publish_correction(edition, run, facts, change_note="Sửa", by=coordinator)
    assert again.slug == f"{slug}-2"


@pytest.mark.parametrize(("taken", "tries"), [(True, 20), (False, 1)])
def test_an_address_is_tried_again_only_while_another_edition_takes_it(
    run: Run,
    edition: Edition,
    coordinator: User,
    monkeypatch: pytest.MonkeyPatch,
    *,
    taken: bool,
    tries: int,
):
    asked: list[str] = []

    def same(wanted: str) -> str:
        asked.append(wanted)
        return edition.slug if taken else "free"

    monkeypatch.setattr(publishing, "_free_slug", same)
    monkeypatch.setattr(publishing, "_refuse_second_first", lambda _run: None)
    with pytest.raises(IntegrityError):
        publish_run(run, FACTS, by=coordinator)
    assert asked == ["Kết quả"] * tries
