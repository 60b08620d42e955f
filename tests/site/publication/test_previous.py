"""What pages say of the edition that the columns of change compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from opendti_site.publication.actions import (
    EditionFacts,
    publish_correction,
    publish_run,
)
from opendti_site.results.actions import compute_run, start_run
from tests.site.runs import answered, opened

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition
    from opendti_site.results.models import Run

FACTS = EditionFacts(title="Kết quả")


def test_a_comparison_with_an_edition_that_was_corrected_since_is_reported_to_be_one(
    client: Client,
    run: Run,
    framework_text: str,
    ministry: Unit,
    coordinator: User,
):
    before = opened(framework_text, ministry, coordinator, year=2025)
    answered(before, coordinator)
    theirs = compute_run(start_run(before, "final", by=coordinator))
    first = publish_run(theirs, FACTS, by=coordinator)
    following = publish_run(run, FACTS, by=coordinator)
    assert following.previous == first
    pages = [following.get_absolute_url(), unit_address(following)]

    def shown() -> list[bool]:
        texts = [client.get(page).content.decode() for page in pages]
        return ["theo bản trước khi đính chính" in text for text in texts]

    assert shown() == [False, False]
    publish_correction(first, theirs, FACTS, change_note="Sửa", by=coordinator)
    assert shown() == [True, True]


def unit_address(edition: Edition) -> str:
    unit = edition.units.order_by("pk").first()
    assert unit is not None
    return reverse("publication:unit", args=[edition.slug, unit.code])
