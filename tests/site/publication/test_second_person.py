"""Where publishing takes two: one coordinator proposes, another one publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from opendti_site.accounts.enums import Role
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.publication.actions import (
    EditionFacts,
    propose_edition,
    publish_proposal,
    publish_run,
    withdraw_proposal,
)
from opendti_site.publication.models import Edition, Proposal
from opendti_site.results.queries.sent_back import sent_back
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from opendti_site.results.models import Run

FACTS = EditionFacts(title="Kết quả 2026", slug="kq-2026")


@pytest.fixture(autouse=True)
def _by_two(settings: SettingsWrapper) -> None:
    settings.SECOND_PERSON = ["publish"]


@pytest.fixture
def second(ministry: Unit) -> User:
    """Thu coordinates beside Minh."""
    return person("thu", "Phan Anh Thư", Role.COORDINATOR, ministry)


def test_nobody_publishes_alone(run: Run, coordinator: User) -> None:
    with pytest.raises(ActionRefusedError, match="người thứ hai"):
        publish_run(run, FACTS, by=coordinator)
    proposal = propose_edition(run, FACTS, by=coordinator)
    with pytest.raises(ActionRefusedError, match="khác người đề nghị"):
        publish_proposal(proposal, by=coordinator)
    assert Edition.objects.count() == 0


def test_a_second_coordinator_publishes(
    run: Run, coordinator: User, second: User
) -> None:
    proposal = propose_edition(run, FACTS, by=coordinator)
    edition = publish_proposal(proposal, by=second)
    assert (edition.slug, edition.published_by) == ("kq-2026", second)
    with pytest.raises(ActionRefusedError, match="đã được xử lý"):
        publish_proposal(proposal, by=second)
    assert Edition.objects.count() == 1


def test_only_coordinators_propose_publish_or_send_back(
    run: Run, coordinator: User, viewer: User
) -> None:
    with pytest.raises(PermissionDenied):
        propose_edition(run, FACTS, by=viewer)
    proposal = propose_edition(run, FACTS, by=coordinator)
    for act in (publish_proposal, withdraw_proposal):
        with pytest.raises(PermissionDenied):
            act(proposal, by=viewer)
    assert Proposal.objects.get().state == "open"


def test_a_round_has_one_open_proposal(run: Run, coordinator: User) -> None:
    first = propose_edition(run, FACTS, by=coordinator)
    with pytest.raises(ActionRefusedError, match="đang chờ"):
        propose_edition(run, FACTS, by=coordinator)
    withdraw_proposal(first, by=coordinator)
    assert propose_edition(run, FACTS, by=coordinator).pk != first.pk


def test_two_people_publish_on_the_page(
    client: Client, run: Run, coordinator: User, second: User
) -> None:
    url = reverse("publication:publish", args=[run.round_id, run.pk])
    sure = {"title": "Kết quả", "slug": "kq", "publish": "1", "title_again": "Kết quả"}
    client.force_login(coordinator)
    assert client.post(url, sure).status_code == 302
    own = client.get(url).content.decode()
    assert "Một điều phối khác phải xem và công bố." in own
    assert 'name="publish"' not in own

    client.force_login(second)
    shown = client.get(url).content.decode()
    assert "0,7333" in shown  # the preview
    about = {"publish": "1", "proposal": str(Proposal.objects.get().pk)}
    client.post(url, about | {"title_again": "Khác"})
    assert Edition.objects.count() == 0
    answer = client.post(url, about | {"title_again": "Kết quả"})
    assert (answer.status_code, answer["Location"]) == (302, "/ket-qua/kq/")


def test_a_proposal_is_sent_back(
    client: Client, run: Run, coordinator: User, second: User
) -> None:
    proposal = propose_edition(run, FACTS, by=coordinator)
    client.force_login(second)
    url = reverse("publication:publish", args=[run.round_id, run.pk])
    sent = {"withdraw": "1", "proposal": str(proposal.pk)}
    for empty in ("", " … ", "12"):
        refused = client.post(url, sent | {"reason": empty}).content.decode()
        assert "Hãy ghi lý do trả lại đề nghị." in refused
        assert "không bắt buộc" not in refused
        assert Proposal.objects.get().state == "open"
    reason = "Thiếu số liệu của Cục B"
    page = client.post(url, sent | {"reason": reason}, follow=True).content.decode()
    assert "Đã trả lại đề nghị" in page
    assert (Edition.objects.count(), Proposal.objects.get().state) == (0, "withdrawn")
    line = AuditLine.objects.filter(verb="withdraw_proposal").get()
    assert line.detail["reason"] == reason

    client.force_login(coordinator)
    for address in (url, run.get_absolute_url()):
        shown = client.get(address).content.decode()
        assert f"<strong>Lý do:</strong> {reason}" in shown
        assert "Phan Anh Thư đã trả lại đề nghị công bố" in shown
    propose_edition(run, FACTS, by=coordinator)
    assert reason not in client.get(run.get_absolute_url()).content.decode()


def test_who_takes_back_their_own_proposal_needs_no_reason(
    client: Client, run: Run, coordinator: User
) -> None:
    proposal = propose_edition(run, FACTS, by=coordinator)
    client.force_login(coordinator)
    url = reverse("publication:publish", args=[run.round_id, run.pk])
    assert 'name="reason"' not in client.get(url).content.decode()
    sent = {"withdraw": "1", "proposal": str(proposal.pk)}
    page = client.post(url, sent, follow=True).content.decode()
    assert "Đã rút đề nghị" in page
    assert "đã trả lại" not in page


def test_an_old_page_settles_no_other_proposal(
    client: Client, run: Run, coordinator: User, second: User
) -> None:
    """Neither a page of a proposal that is gone, nor one from before there was any."""
    url = reverse("publication:publish", args=[run.round_id, run.pk])
    sure = {"title": FACTS.title, "publish": "1", "title_again": FACTS.title}
    old = {"proposal": str(propose_edition(run, FACTS, by=coordinator).pk)}
    withdraw_proposal(Proposal.objects.get(), by=coordinator)
    client.force_login(second)
    for _again in range(2):  # without a proposal that waits, then with a new one
        for sent in ({"withdraw": "1"}, {"publish": "1", "title_again": FACTS.title}):
            page = client.post(url, old | sent, follow=True).content.decode()
            assert "Đề nghị công bố đã thay đổi" in page
            assert "Có ô chưa đúng" not in page
        if not Proposal.objects.filter(state="open"):
            propose_edition(run, FACTS, by=coordinator)
    assert "đã thay đổi" in client.post(url, sure, follow=True).content.decode()
    assert Edition.objects.count() == 0
    assert Proposal.objects.filter(state="open").count() == 1


def test_what_was_taken_back_or_published_was_not_sent_back(
    run: Run, coordinator: User, second: User
) -> None:
    assert sent_back(run) is None
    own = propose_edition(run, FACTS, by=coordinator)
    assert sent_back(run) is None
    withdraw_proposal(own, by=coordinator, reason="Nhầm tên")
    assert sent_back(run) is None
    other = propose_edition(run, FACTS, by=coordinator)
    withdraw_proposal(other, by=second, reason="Thiếu số liệu")
    found = sent_back(run)
    assert found is not None
    assert (found.person, found.reason) == (str(second), "Thiếu số liệu")
    publish_proposal(propose_edition(run, FACTS, by=coordinator), by=second)
    assert sent_back(run) is None
