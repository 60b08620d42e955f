"""A number far from last year's asks the reporter for a comment, by the framework's threshold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from opendti_site.assessments.evidence.actions import Citation, attach_document
from opendti_site.assessments.rounds.actions import create_round, open_round
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.actions import hand_over, save_answers
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.queries import summary_of
from opendti_site.assessments.submissions.status import COMPLETE, NO_COMMENT
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.actions import adopt_text

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.drafts import RoundDraft
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.organisations.models import Unit

HTMX = {"HX-Request": "true"}


@pytest.fixture
def release(framework_text: str, coordinator: User) -> FrameworkRelease:
    text = framework_text.replace(
        "ranking: {ties: competition}",
        "ranking: {ties: competition}\nexplain_change: 30%",
    )
    return adopt_text(text, by=coordinator)


@pytest.fixture
def submission(
    draft: RoundDraft, agency: Unit, coordinator: User, reporter: User
) -> Submission:
    """The agency's form after a year in which it had 10 trainings and 0 of 5 documents."""
    forms = [
        open_round(
            create_round(replace(draft, year=year), by=coordinator), by=coordinator
        ).submissions.get(unit=agency)
        for year in (2025, 2026)
    ]
    past = {"2.1.a": "10", "1.2.a": "0", "1.2.b": "5", "2.3.a": "none"}
    fields = {item: PostedField(text) for item, text in past.items()}
    save_answers(forms[0], fields, by=reporter)
    return forms[1]


def jumps(submission: Submission, by: User, **texts: str) -> set[str]:
    fields = {item.replace("_", "."): PostedField(text) for item, text in texts.items()}
    save_answers(submission, fields, by=by)
    return set(summary_of(submission).jumps)


def test_a_number_beyond_the_threshold_is_a_jump(
    submission: Submission, reporter: User
):
    assert jumps(submission, reporter, **{"2.1.a": "13", "2.3.a": "full"}) == set()
    assert jumps(submission, reporter, **{"2.1.a": "14"}) == {"2.1.a"}
    assert jumps(submission, reporter, **{"2.1.a": "7"}) == set()
    assert jumps(submission, reporter, **{"2.1.a": "6"}) == {"2.1.a"}
    # Anything is far from nothing; what is unreadable or blank is no number yet.
    both = jumps(submission, reporter, **{"1.2.a": "1", "1.2.b": "5"})
    assert both == {"2.1.a", "1.2.a"}
    assert jumps(submission, reporter, **{"2.1.a": "", "1.2.a": "một"}) == set()


def test_handing_over_waits_for_the_comment(
    client: Client, submission: Submission, reporter: User
):
    save_answers(submission, {"2.1.a": PostedField("20")}, by=reporter)
    assert summary_of(submission).statuses["2.1"] == NO_COMMENT
    with pytest.raises(ActionRefusedError, match="2\\.1"):
        hand_over(submission, by=reporter)
    client.force_login(reporter)
    card = f"/ho-so/{submission.pk}/tieu-chi/2.1/luu/"
    typed = {"v:2.1.a": "20", "w:2.1.a": "20", "n:2.1.a": "1", "cw:2.1.a": ""}

    page = client.post(card, typed | {"c:2.1.a": " . "}, headers=HTMX).content.decode()
    assert 'name="c:2.1.a"' in page
    assert summary_of(submission).statuses["2.1"] == NO_COMMENT
    client.post(card, typed | {"c:2.1.a": "Mở thêm 10 lớp"}, headers=HTMX)

    answer = submission.answers.get(item="2.1.a")
    assert (answer.comment, answer.value, answer.version) == ("Mở thêm 10 lớp", 20, 3)
    assert summary_of(submission).statuses["2.1"] == COMPLETE
    assert hand_over(submission, by=reporter).state == "handed_over"


@pytest.mark.tampered("the origin is set by hand")
def test_a_comment_alone_leaves_the_origin_of_the_value(
    submission: Submission, reporter: User
):
    save_answers(submission, {"2.1.a": PostedField("20")}, by=reporter)
    submission.answers.update(origin="imported")
    said = PostedField("20", was="20", version=1, comment="Mở thêm lớp")
    save_answers(submission, {"2.1.a": said}, by=reporter)
    answer = submission.answers.get(item="2.1.a")
    assert (answer.origin, answer.comment) == ("imported", "Mở thêm lớp")


@pytest.mark.tampered("the state of the round is set by hand")
def test_appraisers_read_the_comment(
    client: Client, submission: Submission, reporter: User, appraiser: User
):
    said = PostedField("20", comment="Mở thêm 10 lớp")
    save_answers(submission, {"2.1.a": said}, by=reporter)
    attach_document(submission, "2.1", Citation(number="1/BC"), by=reporter)
    Round.objects.filter(pk=submission.round_id).update(state="appraisal")
    client.force_login(appraiser)

    grid = reverse(
        "assessments:criterion_grid", args=[submission.round_id, "appraised", "2.1"]
    )
    page = client.get(grid, {"don-vi": submission.pk}).content.decode()

    assert "“Mở thêm 10 lớp”" in page


def test_the_threshold_stands_on_the_round_and_on_its_framework(
    client: Client, submission: Submission, coordinator: User, reporter: User
):
    client.force_login(coordinator)
    pages = [
        client.get(subject.get_absolute_url()).content.decode()
        for subject in (submission.round, submission.round.release)
    ]
    client.force_login(reporter)
    own = client.get(submission.round.get_absolute_url()).content.decode()

    assert ["lệch hơn 30,0% so với số năm trước" in page for page in pages] == [
        True,
        True,
    ]
    assert "lệch hơn 30,0%" not in own
