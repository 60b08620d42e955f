"""Proposals of a round: one waits at a time, and each is settled once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from opendti_site.accounts.enums import Role
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.publication.actions import (
    EditionFacts,
    facts_of,
    propose_edition,
    publish_proposal,
    withdraw_proposal,
)
from opendti_site.publication.models import Proposal
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.models import Run
from tests.site.cast import person
from tests.site.runs import answered, opened

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

FACTS = EditionFacts(title="Kết quả")


def test_proposals_wait_one_a_round_and_are_settled_once(
    run: Run,
    framework_text: str,
    ministry: Unit,
    coordinator: User,
):
    other = opened(framework_text, ministry, coordinator, year=2025)
    answered(other, coordinator)
    theirs = compute_run(start_run(other, "final", by=coordinator))
    second = person("thu", "Thư", Role.COORDINATOR, ministry)
    facts = EditionFacts("Tên", "dia-chi", "Nguồn", "https://vn/")
    elsewhere = propose_edition(theirs, FACTS, by=coordinator)
    proposal = propose_edition(run, facts, by=coordinator, change_note="Sửa")
    assert facts_of(proposal) == facts
    assert proposal.change_note == "Sửa"
    for act in (publish_proposal, withdraw_proposal):
        with pytest.raises(PermissionDenied):
            act(proposal, by=person(act.__name__, "X", Role.APPRAISER, ministry))
    sent_back = withdraw_proposal(proposal, by=second, reason="Sai")
    kept = Proposal.objects.get(pk=proposal.pk)
    assert (kept.state, kept.settled_by) == ("withdrawn", second)
    for act in (publish_proposal, withdraw_proposal):
        with pytest.raises(ActionRefusedError, match="đã được xử lý"):
            act(sent_back, by=second)
    again = propose_edition(run, facts, by=coordinator)
    edition = publish_proposal(again, by=second)
    assert (edition.title, edition.source_note) == ("Tên", "Nguồn")
    kept = Proposal.objects.get(pk=again.pk)
    assert (kept.state, kept.settled_by) == ("published", second)
    assert Proposal.objects.get(pk=elsewhere.pk).state == "open"
