"""The page of a round's next step says how many requests have no reply yet, and what becomes of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from opendti_site.assessments.rounds.models import Round

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.requests.models import CriterionRequest
    from tests.site.clock import Clock

REPLIES = "Đơn vị vẫn trả lời được đến hạn của từng yêu cầu."
NO_REPLIES = "Sang bước này thì đơn vị không trả lời được nữa."


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (["explain_by", "reappraise_by", "council_by"], REPLIES),
        (["council_by"], NO_REPLIES),
    ],
)
@pytest.mark.tampered("the dates are set by hand")
def test_the_page_counts_requests_without_a_reply(
    ask: Callable[..., CriterionRequest],
    coordinator: User,
    client: Client,
    clock: Clock,
    steps: list[str],
    words: str,
) -> None:
    round_ = ask().submission.round
    dates = {
        name: clock.now() + dt.timedelta(days=50 + 10 * n)
        for n, name in enumerate(steps)
    }
    Round.objects.filter(pk=round_.pk).update(**dates)
    client.force_login(coordinator)
    address = f"/ky/{round_.pk}/buoc-tiep/"

    page = client.get(address).content.decode()

    assert "1 yêu cầu giải trình còn hạn, chưa được trả lời." in page
    assert words in page
    clock.move_on(days=6)
    assert "chưa được trả lời" not in client.get(address).content.decode()
