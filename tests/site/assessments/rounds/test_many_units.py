"""Opening a round over as many units as a country has communes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from opendti_site.assessments.rounds.actions import create_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.organisations.models import Unit

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User

COMMUNES = 3321


@pytest.mark.tampered("units are made in bulk")
def test_a_round_over_a_country_opens_from_its_form(
    client: Client, draft: RoundDraft, ministry: Unit, coordinator: User
) -> None:
    codes = [f"X{n:04}" for n in range(COMMUNES)]
    Unit.objects.bulk_create(
        Unit(code=c, name=c, path=f"{ministry.path}{c}/", parent=ministry)
        for c in codes
    )
    round_ = create_round(draft, by=coordinator)
    client.force_login(coordinator)

    form = {f"block-{code}": "services" for code in codes}
    there = reverse("assessments:open_round", args=[round_.pk])
    asked = client.post(there, form)
    answer = client.post(there, {**form, "confirmed": "1"})

    assert "Mở kỳ cho 3.321 đơn vị" in " ".join(asked.content.decode().split())

    assert answer.status_code == 302
    assert round_.submissions.count() == COMMUNES
