"""How rows and fields of a submission are named."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from opendti_site.assessments.submissions.actions import save_answers
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.templatetags.assessment_words import equation

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission


def test_every_element_of_the_form_has_an_id_of_its_own(
    client: Client, submission: Submission, reporter: User
):
    """An option whose code is `none` is offered beside the empty choice."""
    save_answers(submission, {"2.3.a": PostedField("full")}, by=reporter)
    client.force_login(reporter)
    page = client.get(f"/ho-so/{submission.pk}/chi-so/2/").content.decode()
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert ids["v-2.3.a-none"] == 1
    assert [key for key, times in ids.items() if times > 1] == []


@pytest.mark.parametrize(("language", "written"), [("vi", "7,5"), ("en", "7.5")])
def test_rows_name_their_numbers_as_people_write_them(
    submission: Submission, reporter: User, language: str, written: str
):
    save_answers(submission, {"2.2.a": PostedField("30")}, by=reporter)
    answer = Answer.objects.get(item="2.2.a")
    assert str(answer) == "2.2.a = 30"
    answer.value = "7.5000000000"
    entry = ScoreEntry(criterion="2.2", stage="self", points=7.5)
    with translation.override(language):
        assert str(answer) == f"2.2.a = {written}"
        assert str(entry).endswith(f": {written}")


def test_rows_without_number_name_their_words_or_their_state():
    assert str(Answer(item="1", text="full")) == "1 = full"
    assert str(Answer(item="1", state="not_applicable")) == "1 = Không áp dụng"
    assert str(ScoreEntry(criterion="1", stage="final", points=None)).endswith(": –")


def test_a_working_is_written_a_step_a_line() -> None:
    step = "Điểm = a ÷ b × 10 = 1 ÷ 2 × 10 = 5"
    assert equation(step) == ["Điểm = a ÷ b × 10", "= 1 ÷ 2 × 10", "= 5"]
    assert equation("Điểm = 0") == ["Điểm = 0"]
    assert equation("a: không") == ["a: không"]
