"""Each person's tasks, in every state that a round, a form and a run can be in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.accounts.actions import create_user, grant_role
from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.enums import RoundOrigin
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.home.queries import tasks_of
from opendti_site.home.queries.groups import Group, Task
from opendti_site.organisations.models import Unit
from tests.site.cast import person
from tests.site.home.rows import (
    APPRAISED,
    END,
    START,
    appraised,
    edition_of,
    form_in,
    round_in,
    run_in,
    tasks_in,
)

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.frameworks.models import FrameworkRelease

pytestmark = pytest.mark.tampered("rounds, forms and runs are written without acts")


def test_a_person_has_a_group_for_each_role_and_no_other(
    agency: Unit, department: Unit
):
    several = person("hoa", "Hoa", Role.REPORTER, agency)
    grant_role(user=several, role=Role.COUNCIL, unit=department, by=None)
    root = create_user(by=None, username="root", full_name="R", is_superuser=True)
    assert {group.role for group in tasks_of(several)} == {Role.REPORTER, Role.COUNCIL}
    assert {group.role for group in tasks_of(root)} == set(Role)
    assert {role: onward.url for role in Role if (onward := Group(role, "").link)} == {
        Role.COORDINATOR: "/ky/lap/",
        Role.VIEWER: "/ky/",
        Role.REPORTER: "/ho-so/",
        Role.SIGNATORY: "/ho-so/",
    }


def test_forms_to_fill_in_and_to_sign(
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
    release: FrameworkRelease,
):
    several = person("hoa", "Hoa", Role.REPORTER, agency)
    grant_role(user=several, role=Role.SIGNATORY, unit=department, by=None)
    later = END + dt.timedelta(days=5)
    made = {}
    for round_state in ("draft", "open", "appraisal", "closed"):
        for state in ("open", "returned", "handed_over", "submitted"):
            title = f"{round_state} {state}"
            round_ = round_in(
                round_state, ministry, coordinator, release=release, title=title
            )
            for unit in (agency, department):
                made[title, unit] = form_in(
                    state, round_, unit, filled=4, return_reason="Sai mục 2"
                )
    given_back = round_in(
        "open", ministry, coordinator, release=release, title="given back"
    )
    back = form_in("open", given_back, agency, due_at=later, hand_back_reason="Xem lại")
    forms = [
        (made["open open", agency], "open open", END, 4),
        (made["open returned", agency], "Bị trả lại: Sai mục 2", END, 4),
        (made["appraisal open", agency], "appraisal open", END, 4),
        (made["appraisal returned", agency], "Bị trả lại: Sai mục 2", END, 4),
        (back, "Người ký chuyển lại: Xem lại", later, 0),
    ]
    assert sorted(
        tasks_in(several, Role.REPORTER), key=lambda task: task.url
    ) == sorted(
        (
            Task(
                f"Nhập số liệu: {agency}",
                words,
                f"/ho-so/{form.pk}/",
                "Mở hồ sơ",
                due,
                filled,
                10,
            )
            for form, words, due, filled in forms
        ),
        key=lambda task: task.url,
    )
    assert {
        (task.title, task.words, task.url, task.due, task.done, task.total)
        for task in tasks_in(several, Role.SIGNATORY)
    } == {
        (
            f"Ký duyệt: {department}",
            title,
            f"/ho-so/{made[title, department].pk}/nop/",
            END,
            4,
            10,
        )
        for title in ("open handed_over", "appraisal handed_over")
    }


def test_what_a_coordinator_does_with_each_round(
    ministry: Unit,
    agency: Unit,
    abroad: Unit,
    coordinator: User,
    appraiser: User,
    release: FrameworkRelease,
):
    def made(state: str, root: Unit = ministry, **values: object) -> Round:
        return round_in(state, root, coordinator, release=release, **values)

    draft, open_, appraisal = made("draft"), made("open"), made("appraisal")
    form_in("submitted", open_, agency)
    form_in("handed_over", open_, ministry)
    form = form_in("submitted", appraisal, agency)
    appraised(form, "1.1", appraiser)
    not_appraised = made("appraisal", title="Chưa thẩm định")
    form_in("submitted", not_appraised, agency)
    no_run, no_final = made("closed", title="Chưa tính"), made("closed", title="Tự")
    run_in("finished", no_final, coordinator, stage="self")
    run_in("failed", no_final, coordinator)
    ready, waiting = made("closed", title="Đủ"), made("closed", title="Chưa đo")
    run_in("finished", ready, coordinator, unresolved=3)
    last = run_in("finished", ready, coordinator)
    open_points = run_in("finished", waiting, coordinator, unresolved=2)
    run_in("queued", waiting, coordinator)
    edition_of(run_in("finished", made("closed"), coordinator), coordinator)
    made("open", origin=RoundOrigin.PUBLISHED_DATA)
    made("open", abroad)

    def page(round_: Round, more: str = "") -> str:
        return f"/ky/{round_.pk}/{more}"

    assert [
        (task.title, task.words, task.url, task.due, task.done, task.total)
        for task in tasks_in(coordinator, Role.COORDINATOR)
    ] == [
        ("Mở kỳ đánh giá", "Kỳ draft", page(draft), START, 0, 0),
        ("Theo dõi nộp hồ sơ", "Kỳ open", page(open_, "tien-do/"), END, 1, 2),
        (
            "Theo dõi thẩm định",
            "Kỳ appraisal",
            page(appraisal, "tien-do/"),
            APPRAISED,
            1,
            10,
        ),
        (
            "Theo dõi thẩm định",
            "Chưa thẩm định",
            page(not_appraised, "tien-do/"),
            APPRAISED,
            0,
            10,
        ),
        ("Tính điểm", "Chưa tính", page(no_run, "ket-qua/"), None, 0, 0),
        ("Tính điểm", "Tự", page(no_final, "ket-qua/"), None, 0, 0),
        (
            "Công bố kết quả",
            "Đủ",
            page(ready, f"ket-qua/{last.pk}/cong-bo/"),
            None,
            0,
            0,
        ),
        (
            "Xử lý tiêu chí chưa đo",
            "2 đơn vị còn tiêu chí chưa đo",
            page(waiting, f"ket-qua/{open_points.pk}/"),
            None,
            0,
            0,
        ),
    ]


def test_what_is_appraised_counts_once_and_only_while_it_holds(  # noqa: PLR0913, PLR0917 -- fixtures
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
    appraiser: User,
    council: User,
    release: FrameworkRelease,
):
    first, second, third = (
        round_in("appraisal", ministry, coordinator, release=release, title=title)
        for title in ("first", "second", "third")
    )
    form_in("submitted", third, agency)
    round_in("open", ministry, coordinator, release=release)
    forms = [
        form_in("submitted", first, agency),
        form_in("submitted", first, department),
    ]
    alone = form_in("submitted", second, agency)
    for form in (*forms, alone):
        appraised(form, "1.1", appraiser)
    appraised(forms[0], "1.1", appraiser)  # appraised again: still one criterion
    appraised(forms[0], "1.2", appraiser)
    appraised(forms[0], "2.1", council, "final")
    stale = [appraised(alone, "2.3", appraiser)]
    stale += [
        appraised(alone, criterion, council, "final") for criterion in ("1.1", "2.1")
    ]
    now = timezone.now()
    for entry in stale:
        ScoreEntry.objects.filter(pk=entry.pk).update(basis="of other values")
        Answer.objects.create(
            submission=alone,
            item=f"{entry.criterion}.a",
            criterion=entry.criterion,
            state=AnswerState.GIVEN,
            updated_by=appraiser,
            updated_at=now,
        )
    Submission.objects.filter(pk=alone.pk).update(changed_at=now)
    assert [
        (task.title, task.words, task.url, task.due, task.done, task.total)
        for task in tasks_in(appraiser, Role.APPRAISER)
    ] == [
        (
            "Thẩm định hồ sơ",
            title,
            f"/tham-dinh/{round_.pk}/",
            APPRAISED,
            done,
            total,
        )
        for title, round_, done, total in (
            ("first", first, 3, 20),
            ("second · 1 tiêu chí cần xem lại", second, 1, 10),
            ("third", third, 0, 10),
        )
    ]
    assert [
        (task.words, task.url, task.due) for task in tasks_in(council, Role.COUNCIL)
    ] == [
        (title, f"/tham-dinh/{round_.pk}/", APPRAISED)
        for title, round_ in (("first", first), ("second", second), ("third", third))
    ]
    assert tasks_in(person("vy2", "Vy", Role.VIEWER, ministry), Role.VIEWER) == []


@pytest.mark.parametrize(
    ("ahead", "tone", "when"),
    [
        (dt.timedelta(days=3), "info", "15:00 13/03/2026"),
        (dt.timedelta(days=3, seconds=-1), "warn", "14:59 13/03/2026"),
        (dt.timedelta(0), "warn", "15:00 10/03/2026"),
        (dt.timedelta(seconds=-1), "bad", "quá hạn từ 14:59 10/03/2026"),
        (None, "info", ""),
    ],
)
def test_a_task_presses_as_its_end_comes_near(
    monkeypatch: pytest.MonkeyPatch, ahead: dt.timedelta | None, tone: str, when: str
):
    now = dt.datetime(2026, 3, 10, 8, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    due = None if ahead is None else now + ahead
    task = Task("", "", "", "", due)
    assert (task.tone, task.when) == (tone, when)


def test_the_share_of_a_task_that_is_done():
    assert Task("", "", "", "", done=3, total=4).share == 0.75
    assert Task("", "", "", "").share == 0.0
