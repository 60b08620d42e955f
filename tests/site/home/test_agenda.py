"""One list of tasks for a person of several roles, and the progress of a round."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from opendti_site.accounts.actions import create_user, grant_role
from opendti_site.accounts.enums import Role
from opendti_site.home.queries import (
    agenda_of,
    progress_by_appraiser,
    progress_by_indicator,
)
from tests.site.cast import person
from tests.site.home.rows import END, appraised, form_in, round_in
from tests.site.runs import answered, opened

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.organisations.models import Unit

LANDING = "/viec-cua-toi/"


@pytest.fixture
def appraising(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> Round:
    """A round over two units whose answers are in."""
    made = opened(framework_text, ministry, coordinator)
    answered(made, coordinator)
    return made


@pytest.mark.tampered("rounds and forms are written without acts")
def test_tasks_of_several_roles_are_one_list_by_deadline(
    client: Client,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
    release: FrameworkRelease,
):
    several = person("hoa", "Hoa", Role.REPORTER, agency)
    grant_role(user=several, role=Role.SIGNATORY, unit=department, by=None)
    grant_role(user=several, role=Role.COUNCIL, unit=agency, by=None)
    round_ = round_in("open", ministry, coordinator, release=release)
    other = round_in("open", ministry, coordinator, release=release)
    form_in("open", round_, agency, due_at=END + dt.timedelta(days=2))
    form_in("handed_over", round_, department, due_at=END + dt.timedelta(days=1))
    form_in("open", other, agency)
    agenda = agenda_of(several)
    assert [
        (item.role, item.task.due and (item.task.due - END).days)
        for item in agenda.items
    ] == [(Role.REPORTER, 0), (Role.SIGNATORY, 1), (Role.REPORTER, 2)]
    assert [group.role for group in agenda.idle] == [Role.COUNCIL]
    assert (agenda.late, agenda.pressing, agenda.roles) == (3, 0, 3)
    client.force_login(several)
    page = client.get(LANDING).content.decode()
    assert page.index("Ký duyệt: ") < page.rindex("Nhập số liệu: ")
    assert "3 việc đã quá hạn" in page
    assert "Chưa có kỳ nào chờ hội đồng quyết định." in page


def test_who_has_no_role_is_told_whom_to_ask(client: Client, db: None):
    client.force_login(create_user(by=None, username="moi", full_name="Mới"))
    assert "Chưa được giao vai trò" in client.get(LANDING).content.decode()


@pytest.mark.tampered("entries are written without acts")
def test_progress_counts_each_criterion_of_each_unit_once(
    appraising: Round, coordinator: User, appraiser: User, council: User
):
    first, second = appraising.submissions.order_by("unit__code")
    for form, criterion in ((first, "1.1"), (first, "1.1"), (first, "2.1")):
        appraised(form, criterion, appraiser)
    appraised(second, "1.1", appraiser)
    assert [
        (row.node.code, row.total, row.begun, row.appraised, row.final)
        for row in progress_by_indicator(appraising, coordinator)
    ] == [("1", 4, 4, 2, 0), ("2", 5, 5, 1, 0)]
    assert [
        (row.person, row.criteria, row.units, row.decided, row.last is None)
        for row in progress_by_appraiser(appraising)
    ] == [(council, 0, 0, 0, True), (appraiser, 3, 2, 0, False)]  # Đ before P


@pytest.mark.parametrize(
    ("kind", "lines", "first"),
    [
        ("don-vi", 2, ("Mã", "CucTMDT")),
        ("chi-so", 2, ("Mã", "1")),
        ("nguoi-tham-dinh", 1, ("Tiêu chí đã thẩm định", 0)),
    ],
)
def test_progress_comes_as_workbooks(  # noqa: PLR0913, PLR0917 -- fixtures
    client: Client,
    appraising: Round,
    coordinator: User,
    appraiser: User,
    kind: str,
    lines: int,
    first: tuple[str, object],
):
    client.force_login(coordinator)
    answer = client.get(f"/ky/{appraising.pk}/tien-do/{kind}.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert (len(rows), rows[0][head.index(first[0])]) == (lines, first[1])


def test_another_table_of_the_progress_is_not_there(
    client: Client, appraising: Round, coordinator: User, reporter: User
):
    client.force_login(coordinator)
    assert client.get(f"/ky/{appraising.pk}/tien-do/khac.xlsx").status_code == 404
    client.force_login(reporter)
    assert client.get(f"/ky/{appraising.pk}/tien-do/don-vi.xlsx").status_code == 403
