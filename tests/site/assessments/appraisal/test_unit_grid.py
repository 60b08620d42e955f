"""The grid of one unit: all its criteria with what the grid of each criterion says of them, and verdicts in it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opendti_site.assessments.appraisal.actions import (
    Judgement,
    accept_criteria,
    appraise,
)
from opendti_site.assessments.appraisal.basis import bases_at
from opendti_site.assessments.appraisal.bridge import points_of
from opendti_site.assessments.appraisal.grid import (
    criterion_grid_view,
    unit_grid_view,
)
from opendti_site.assessments.appraisal.rows import WHOLE, GridPage
from opendti_site.assessments.requests.actions import Question, ask_requests
from opendti_site.assessments.rounds.actions import close_round
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.audit.models import AuditLine
from tests.site.assessments.appraising import HTMX, offered, seen_by
from tests.site.runs import answered, more_units, opened

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.appraisal.rows import GridView, RowView
    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.tampered("states are set by hand")

VALUES = (10, 11, 12, 13, 14, 15, 16, 99)


def in_appraisal(text: str, root: Unit, by: User, year: int = 2026) -> Round:
    """A round in its appraisal: eight units, of which the last says much more of 1.2.a than the others."""
    codes = [unit.code for unit in root.children.order_by("path")][: len(VALUES)]
    codes = codes if len(codes) == len(VALUES) else more_units(root, len(VALUES))
    round_ = opened(text, root, by)
    rows = [
        (code, {"1.1": 1, "1.2.a": value, "1.2.b": 100})
        for code, value in zip(codes, VALUES, strict=True)
    ]
    answered(round_, by, rows)
    round_.submissions.update(state="submitted")
    Round.objects.filter(pk=round_.pk).update(state="appraisal", year=year)
    return Round.objects.get(pk=round_.pk)


def last_form(round_: Round) -> Submission:
    found = round_.submissions.select_related("round", "unit").last()
    assert found
    return found


def unit_view(form: Submission, user: User, page: GridPage = WHOLE) -> GridView:
    return unit_grid_view(form, "appraised", user, page)


def without_keys(row: RowView) -> tuple[object, ...]:
    """What a row says, apart from how its grid names it."""
    left_out = {"key", "label"}
    names = [name for name in row.__slots__ if name not in left_out]
    return tuple(getattr(row, name) for name in names)


def test_a_row_says_the_same_in_both_grids(
    framework_text: str, ministry: Unit, coordinator: User, appraiser: User
) -> None:
    former = in_appraisal(framework_text, ministry, coordinator)
    lower = Judgement("corrected", "Trùng", {"1.2.a": "30", "1.2.b": "100"})
    appraise(last_form(former), "1.2", lower, by=appraiser)
    close_round(former, by=coordinator)
    Round.objects.filter(pk=former.pk).update(year=2025)
    round_ = in_appraisal(framework_text, ministry, coordinator)
    form = last_form(round_)
    entry = Judgement("corrected", "Sai tổng", {"1.2.a": "50", "1.2.b": "100"})
    appraise(form, "1.2", entry, by=appraiser)

    rows = {row.key: row for row in unit_view(form, appraiser).rows}

    assert list(rows) == ["1.1", "1.2", "2.1", "2.2", "2.3"][: len(rows)]
    for code, row in rows.items():
        view = criterion_grid_view(
            round_, code, "appraised", appraiser, GridPage(only=str(form.pk))
        )
        assert view
        (other,) = view.rows
        assert without_keys(row) == without_keys(other)
    row = rows["1.2"]
    assert [flag.code for flag in row.flags if flag.code == "outlier"] == ["outlier"]
    assert row.former_decision
    assert (row.cells[0].former, row.cells[0].appraised) == ("30", "50")
    assert unit_view(form, appraiser, GridPage(wanted="dieu-chinh")).rows == (row,)


def test_the_queries_grow_neither_with_units_nor_with_criteria(
    framework_text: str, ministry: Unit, coordinator: User, appraiser: User
) -> None:
    round_ = in_appraisal(framework_text, ministry, coordinator)
    form = last_form(round_)
    unit_view(form, appraiser)  # the fences of the round are kept
    with CaptureQueriesContext(
        connection,
    ) as many:
        unit_view(form, appraiser)
    with CaptureQueriesContext(connection) as one:
        unit_view(form, appraiser, GridPage(only="1.2"))

    assert len(many) <= len(one) + 3  # those of what is compared with other units
    assert len(many) < 40


def test_a_verdict_in_the_grid_of_a_unit_answers_with_its_row(
    framework_text: str,
    ministry: Unit,
    coordinator: User,
    appraiser: User,
    client: Client,
) -> None:
    form = last_form(in_appraisal(framework_text, ministry, coordinator))
    grid = reverse("assessments:unit_grid", args=[form.pk, "appraised"])
    url = reverse("assessments:appraise_criterion", args=[form.pk, "appraised", "1.2"])
    client.force_login(appraiser)
    seen = seen_by(client, grid, "1.2")

    refused = client.post(
        url,
        {"verdict": "corrected", "v:1.2.a": "50", "v:1.2.b": "100", "seen": seen},
        headers=HTMX,
    ).content.decode()
    row = client.post(
        url,
        {"verdict": "accepted", "seen": seen, "w:1.2.a": "", "v:1.2.a": ""},
        headers=HTMX,
    ).content.decode()
    plain = client.post(url + "?loc=tat-ca", {"verdict": "accepted", "seen": "0"})
    again = client.get(url)

    assert "Hãy ghi lý do điều chỉnh." in refused
    assert 'id="r-1.2"' in row
    assert "Đã chấp nhận" in row
    assert ScoreEntry.objects.filter(submission=form, stage="appraised").count() == 1
    # What was seen has changed meanwhile: refused, and the whole page comes again.
    assert plain.status_code == 422
    assert again.url == f"{grid}?tieu-chi=1.2#r-1.2"


def test_units_are_listed_with_how_far_they_are_appraised(
    framework_text: str,
    ministry: Unit,
    coordinator: User,
    appraiser: User,
    client: Client,
) -> None:
    round_ = in_appraisal(framework_text, ministry, coordinator)
    form = last_form(round_)
    appraise(form, "1.1", Judgement("accepted"), by=appraiser)
    client.force_login(appraiser)

    page = client.get(
        reverse("assessments:appraisal_units", args=[round_.pk]), {"q": form.unit.code}
    ).content.decode()

    assert reverse("assessments:unit_grid", args=[form.pk, "appraised"]) in page
    assert f"Đang thẩm định (1/{form.total})" in page
    other = round_.submissions.first()
    assert reverse("assessments:unit_grid", args=[other.pk, "appraised"]) not in page


def test_the_complete_criteria_of_a_unit_are_accepted_as_they_were_counted(
    framework_text: str,
    ministry: Unit,
    coordinator: User,
    appraiser: User,
    client: Client,
) -> None:
    form = last_form(in_appraisal(framework_text, ministry, coordinator))
    page = reverse("assessments:accept_unit_complete", args=[form.pk, "appraised"])
    grid = reverse("assessments:unit_grid", args=[form.pk, "appraised"])
    complete = {row.key for row in unit_view(form, appraiser).rows if row.is_complete}
    assert complete == {"1.1"}  # 1.2 lies far from the others, the rest is blank
    client.force_login(appraiser)
    assert page in client.get(grid).content.decode()
    shown = client.get(page)

    stale = client.post(page, {"seen": "0"}, follow=True).content.decode()
    assert "Có tiêu chí đã thay đổi" in stale
    assert not ScoreEntry.objects.exists()
    done = client.post(page, {"seen": shown.context["digest"]})

    assert done.url == grid
    assert shown.context["bulk"].accepted == 1
    (entry,) = ScoreEntry.objects.all()
    assert (entry.criterion, entry.verdict, entry.by) == ("1.1", "accepted", appraiser)
    assert entry.points == values_alone(form, "1.1") > 0
    (line,) = AuditLine.objects.filter(verb="appraise_criterion")
    assert line.detail["criteria"] == ["1.1"]


def values_alone(form: Submission, criterion: str) -> float:
    """Return the points of a criterion of a form as accepting it by itself gives them."""
    basis = bases_at([form.pk], criterion, "appraised")[form.pk]
    return points_of(form.round, form, criterion, basis.values, "appraised").points or 0


def test_a_criterion_that_changed_or_was_judged_meanwhile_is_left(
    framework_text: str, ministry: Unit, coordinator: User, appraiser: User
) -> None:
    form = last_form(in_appraisal(framework_text, ministry, coordinator))
    shown = offered(form, "1.1", "1.2")
    form.answers.filter(criterion="1.1").update(value=0)
    appraise(form, "1.2", Judgement("accepted"), by=appraiser)

    assert accept_criteria(form, shown, by=appraiser) == 0
    assert accept_criteria(form, offered(form, "1.1"), by=appraiser) == 1


def test_a_criterion_with_a_request_is_left_for_a_look(
    framework_text: str, ministry: Unit, coordinator: User, appraiser: User
) -> None:
    round_ = in_appraisal(framework_text, ministry, coordinator)
    form = last_form(round_)
    question = Question("Vì sao?", timezone.now() + dt.timedelta(days=5))
    ask_requests(round_, "1.1", [form.pk], question, by=appraiser)

    (row,) = unit_view(form, appraiser, GridPage(only="1.1")).rows
    assert not row.is_complete
