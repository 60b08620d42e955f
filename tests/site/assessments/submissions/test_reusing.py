"""What an earlier year's form offers for this year's, and what is taken over of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from opendti_site.assessments.evidence.actions import Citation, attach_document
from opendti_site.assessments.rounds.actions import create_round, open_round
from opendti_site.assessments.submissions.actions import reuse_answers, save_answers
from opendti_site.assessments.submissions.cards import form_view
from opendti_site.assessments.submissions.enums import AnswerOrigin, AnswerState, Stage
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.queries import summary_of
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import adopt_text
from opendti_site.frameworks.bridge import matches_between
from tests.site.assessments.rows import by_hand, round_in

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.drafts import RoundDraft
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.organisations.models import Unit

PAST = {"1.1.a": "1", "1.2.a": "60", "1.2.b": "100", "2.1.a": "3", "2.3.a": "part"}


@pytest.fixture
def past(
    round_: Round, draft: RoundDraft, agency: Unit, coordinator: User, reporter: User
) -> Submission:
    """The agency's form of the year before, filled in, with documents for 1.2."""
    earlier = create_round(replace(draft, year=round_.year - 1), by=coordinator)
    form = open_round(earlier, by=coordinator).submissions.get(unit=agency)
    save_answers(form, {k: PostedField(v) for k, v in PAST.items()}, by=reporter)
    for number, day in (("1/BC", dt.date(2025, 5, 1)), ("2/BC", None)):
        attach_document(
            form, "1.2", Citation(number=number, issued_on=day), by=reporter
        )
    return form


def values(submission: Submission) -> dict[str, Decimal | None]:
    return dict(submission.answers.values_list("item", "value"))


def test_nothing_is_filled_in_before_somebody_asks(
    client: Client, past: Submission, submission: Submission, reporter: User
):
    client.force_login(reporter)

    page = client.get(submission.get_absolute_url()).content.decode()

    assert values(submission) == {}
    assert 'value="item:1.2.a"' in page
    assert 'value="criterion:1.2"' in page
    assert "Dùng lại được từ năm 2025: 3 số liệu, 2 tài liệu." in page
    assert page.count("Ban hành trước năm đánh giá") == 1
    assert submission.evidence_links.count() == 0


def test_one_item_one_criterion_or_a_whole_indicator_is_reused(
    client: Client, past: Submission, submission: Submission, reporter: User
):
    client.force_login(reporter)
    main = f"/ho-so/{submission.pk}/chi-so/1/"

    client.post(main, {"reuse": "item:1.2.b"})
    assert values(submission) == {"1.2.b": Decimal(100)}
    assert submission.evidence_links.count() == 0

    answer = client.post(main, {"reuse": "criterion:1.2"})
    assert answer["Location"].endswith("/chi-so/1/#tc-1-2")
    assert values(submission) == {"1.2.a": Decimal(60), "1.2.b": Decimal(100)}
    cited = {link.document_id for link in submission.evidence_links.all()}
    assert cited == {link.document_id for link in past.evidence_links.all()}

    client.post(main, {"reuse": "all"})
    assert values(submission)["1.1.a"] == 1
    assert "2.1.a" not in values(submission)
    assert set(submission.answers.values_list("origin", flat=True)) == {"reused"}


def test_what_was_entered_is_not_replaced(
    past: Submission, submission: Submission, reporter: User
):
    typed = {"1.2.a": PostedField("7"), "1.2.b": PostedField("mười")}
    save_answers(submission, typed, by=reporter)

    # The framework asks nobody about changes.
    assert summary_of(submission).jumps == frozenset()

    reuse_answers(submission, ["1.2", "2.3"], by=reporter)

    rows = {row.item: row for row in submission.answers.all()}
    assert rows["1.2.a"].value == 7
    assert (rows["1.2.b"].value, rows["1.2.b"].rejected) == (None, "mười")
    assert (rows["2.3.a"].text, rows["2.3.a"].origin) == ("part", AnswerOrigin.REUSED)
    line = AuditLine.objects.get(verb="reuse_answers")
    assert set(line.detail["changes"]) == {"2.3.a"}
    with pytest.raises(ActionRefusedError):
        reuse_answers(submission, ["1.2", "2.3"], by=reporter)
    # Typed again it is the unit's new value.
    save_answers(submission, {"2.3.a": PostedField("full")}, by=reporter)
    assert submission.answers.get(item="2.3.a").origin == AnswerOrigin.TYPED


def test_a_document_whose_date_must_be_confirmed_is_left_to_the_person(
    past: Submission, submission: Submission, reporter: User
):
    later = Citation(number="9/BC", issued_on=dt.date(2027, 3, 1))
    attach_document(
        past, "1.2", later, by=reporter, confirmed=["future", "after_period"]
    )

    reuse_answers(submission, ["1.2"], by=reporter)

    numbers = {link.document.number for link in submission.evidence_links.all()}
    assert numbers == {"1/BC", "2/BC"}


@by_hand
def test_the_final_values_of_the_earlier_year_are_offered(
    past: Submission, submission: Submission, reporter: User, coordinator: User
):
    ScoreEntry.objects.create(
        submission=past,
        criterion="2.1",
        stage=Stage.FINAL,
        verdict="corrected",
        answers={"2.1.a": {"value": 2.0, "state": AnswerState.GIVEN, "text": ""}},
        max_points=10,
        by=coordinator,
    )

    reuse_answers(submission, ["2.1"], by=reporter)

    assert submission.answers.get(item="2.1.a").value == 2


@by_hand
def test_a_unit_without_a_form_of_its_own_is_told_so(
    past: Submission, submission: Submission
):
    past.round.submissions.exclude(pk=past.pk).delete()
    theirs = submission.round.submissions.exclude(pk=submission.pk).get()

    assert form_view(theirs, "1").has_no_past
    assert not form_view(submission, "1").has_no_past
    # There was no earlier round at all.
    assert not form_view(past, "1").has_no_past


def versions(draft: RoundDraft, coordinator: User, text: str) -> tuple[Round, Round]:
    """Return a round by the draft's framework, and one by another version of it."""
    release = adopt_text(
        text.replace('version: "2026"', 'version: "2027"'), by=coordinator
    )
    before = round_in("closed", draft, coordinator)
    return before, round_in(
        "open",
        replace(draft, release=release),
        coordinator,
        year=draft.year + 1,
    )


@by_hand
def test_items_are_the_same_where_code_kind_unit_and_options_are(
    draft: RoundDraft, coordinator: User
):
    text = draft.release.text
    changed = text.replace("unit: {vi: văn bản, en: documents}", "unit: {vi: nghìn}", 1)
    changed = changed.replace("{code: part, title", "{code: half, title")
    # Renumbered: found again by its title.
    changed = changed.replace('code: "2.1"', 'code: "2.4"')

    matches = matches_between(*versions(draft, coordinator, changed))

    assert matches.criteria["2.4"] == "2.1"
    assert matches.items == {
        "1.1.a": "1.1.a",
        "2.4.a": "2.1.a",
        "2.2.a": "2.2.a",
        "2.2.b": "2.2.b",
    }


@by_hand
def test_a_crosswalk_says_which_criterion_is_which(
    draft: RoundDraft, coordinator: User
):
    rounds = versions(draft, coordinator, draft.release.text)
    table = (
        "crosswalk: 1\nfrom: vn.test.small@2026\nto: vn.test.small@2027\nentries:\n"
        '  - {from: "1.1", to: "1.1", kind: same}\n'
        '  - {from: "1.2", to: "2.2", kind: changed}\n'
        '  - {new: "1.2"}\n  - {dropped: "2.2"}\n'
        '  - {from: "2.1", to: "2.1", kind: same}\n  - {dropped: "2.3"}\n  - {new: "2.3"}\n'
    )

    assert set(matches_between(*rounds, table).items) == {"1.1.a", "2.1.a"}
    assert "2.3.a" in matches_between(*rounds).items
