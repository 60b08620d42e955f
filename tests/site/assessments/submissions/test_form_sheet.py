"""The form filled in as a spreadsheet: what goes out comes back, and only what was changed is saved."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from opendti_site.assessments.rounds.actions import create_round, open_round
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    import_answers,
    save_answers,
)
from opendti_site.assessments.submissions.enums import AnswerOrigin, AnswerState
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.models import AuditLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.http import HttpResponse
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.drafts import RoundDraft
    from opendti_site.assessments.rounds.models import Round, Submission

CODE, VALUE, STATE, REASON, COMMENT, MARK = 0, 4, 5, 6, 7, 9
Rows = list[list[Any]]


class Desk:
    """A reporter with a browser and a spreadsheet program."""

    def __init__(self, client: Client, submission: Submission) -> None:
        self.client, self.submission = client, submission

    def url(self, name: str) -> str:
        return reverse(f"assessments:{name}", args=[self.submission.pk])

    def download(self, language: str = "") -> Rows:
        content = self.client.get(language + self.url("form_sheet")).content
        return (
            CalamineWorkbook
            .from_filelike(BytesIO(content))
            .get_sheet_by_index(0)
            .to_python()
        )

    def upload(self, content: bytes, name: str = "ho-so.xlsx") -> HttpResponse:
        file = SimpleUploadedFile(name, content)
        return self.client.post(self.url("import_sheet"), {"file": file})

    def preview(self, rows: Rows) -> HttpResponse:
        return self.upload(workbook(rows))

    def confirm(self, preview: HttpResponse, **more: str) -> HttpResponse:
        page = preview.content.decode()
        held = re.search(r'name="held" value="([^"]+)"', page)
        assert held, page
        fields = dict(re.findall(r'name="(k:[^"]+)" value="(\d+)"', page))
        return self.client.post(
            self.url("write_sheet"), {"held": held[1], **fields, **more}
        )

    def saved(self) -> dict[str, tuple[Any, ...]]:
        return {
            row.item: (
                None if row.value is None else float(row.value),
                row.text,
                row.state,
                row.reason,
                row.version,
            )
            for row in self.submission.answers.all()
        }


def workbook(rows: Rows, write: Callable[[Any], None] | None = None) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        if write:
            write(sheet)
    return file.getvalue()


def row_of(rows: Rows, code: str) -> list[Any]:
    return next(row for row in rows if row[CODE] == code)


def number_of(rows: Rows, code: str) -> int:
    return rows.index(row_of(rows, code)) + 1


@pytest.fixture
def desk(client: Client, submission: Submission, reporter: User) -> Desk:
    client.force_login(reporter)
    return Desk(client, submission)


@pytest.fixture
def filled(desk: Desk, reporter: User, coordinator: User) -> Desk:
    """A form that holds every state: given, blank, not applicable, not measured."""
    round_ = desk.submission.round
    unit = desk.submission.unit.code
    measured = ImportedRow(unit, "1.2.b", None, AnswerState.NOT_MEASURED)
    import_answers(round_, [measured], by=coordinator)
    claim = PostedField("", state=AnswerState.NOT_APPLICABLE, reason="Không có dịch vụ")
    fields = {
        "1.2.a": PostedField("0"),
        "2.2.a": claim,
        "2.2.b": claim,
    }
    assert save_answers(desk.submission, fields, by=reporter).is_clean
    return desk


def test_every_state_goes_out_and_an_unchanged_file_changes_nothing(
    filled: Desk,
) -> None:
    before, lines = filled.saved(), AuditLine.objects.count()
    rows = filled.download()
    assert row_of(rows, "1.2.a")[VALUE] == "0"
    assert row_of(rows, "1.2.b")[VALUE : VALUE + 2] == ["", "Chưa đo"]
    claimed = row_of(rows, "2.2.a")
    assert claimed[VALUE:COMMENT] == ["", "Không áp dụng", "Không có dịch vụ"]
    blank = next(row for row in rows if row[CODE].startswith("1.1"))
    assert blank[VALUE:COMMENT] == ["", "", ""]
    page = filled.preview(rows)
    assert page.context["changes"] == []
    assert filled.saved() == before
    assert AuditLine.objects.count() == lines


def test_a_confirmed_file_saves_what_it_changes_and_nothing_else(
    filled: Desk,
) -> None:
    before = filled.saved()
    rows = filled.download()
    row_of(rows, "1.2.a")[VALUE] = "12"
    page = filled.preview(rows)
    (change,) = page.context["changes"]
    assert (change.item.id, change.before, change.after) == ("1.2.a", "0", "12")
    assert filled.saved() == before
    assert filled.confirm(page).status_code == 302
    after = filled.saved()
    assert after.pop("1.2.a")[0] == 12
    before.pop("1.2.a")
    assert after == before
    answer = filled.submission.answers.get(item="1.2.a")
    assert answer.origin == AnswerOrigin.IMPORTED
    assert AuditLine.objects.latest("pk").verb == "save_answers"


@pytest.mark.parametrize("typed", ["1.234.567", "1,234,567", "1234567", 1234567])
def test_spellings_of_a_number_give_one_value(desk: Desk, typed: object) -> None:
    rows = desk.download()
    row_of(rows, "1.2.a")[VALUE] = typed
    desk.confirm(desk.preview(rows))
    assert desk.saved()["1.2.a"][0] == 1234567


def test_a_claim_is_made_and_taken_back(desk: Desk) -> None:
    rows = desk.download()
    for code in ("2.2.a", "2.2.b"):
        row = row_of(rows, code)
        row[STATE], row[REASON] = "not applicable", "Không có dịch vụ công"
    desk.confirm(desk.preview(rows))
    assert {desk.saved()[code][2] for code in ("2.2.a", "2.2.b")} == {"not_applicable"}
    rows = desk.download()
    for code in ("2.2.a", "2.2.b"):
        row_of(rows, code)[VALUE : REASON + 1] = ["5", "", ""]
    desk.confirm(desk.preview(rows))
    assert desk.saved()["2.2.b"][:4] == (5, "", "given", "")


def test_all_faults_come_at_once_and_nothing_is_saved(desk: Desk) -> None:
    rows = desk.download()
    row_of(rows, "1.2.a")[VALUE] = "nhiều"
    row_of(rows, "1.2.b")[STATE] = "gì đó"
    row_of(rows, "2.2.a")[STATE] = "Không áp dụng"
    page = desk.preview(rows)
    places = {(fault.row, fault.column) for fault in page.context["faults"]}
    assert places == {
        (number_of(rows, "1.2.a"), "Giá trị"),
        (number_of(rows, "1.2.b"), "Trạng thái"),
        (number_of(rows, "2.2.a"), "Trạng thái"),
    }
    assert desk.saved() == {}


def test_not_measured_cannot_be_claimed(desk: Desk) -> None:
    rows = desk.download()
    row_of(rows, "1.2.a")[STATE] = "Chưa đo"
    (fault,) = desk.preview(rows).context["faults"]
    assert "nguồn đo" in fault.message


def test_who_saved_meanwhile_is_shown_and_kept_unless_the_file_is_chosen(
    desk: Desk, reporter: User
) -> None:
    rows = desk.download()
    save_answers(desk.submission, {"1.2.a": PostedField("7")}, by=reporter)
    row_of(rows, "1.2.a")[VALUE] = "9"
    page = desk.preview(rows)
    (change,) = page.context["changes"]
    assert (change.before, change.after) == ("7", "9")
    assert str(change.theirs.updated_by) in page.content.decode()
    desk.confirm(page)
    assert desk.saved()["1.2.a"][0] == 7
    desk.confirm(page, **{"pick:1.2.a": "1"})
    assert desk.saved()["1.2.a"][0] == 9


def test_a_save_between_preview_and_confirmation_is_shown_first(
    desk: Desk, reporter: User
) -> None:
    rows = desk.download()
    row_of(rows, "1.2.a")[VALUE] = "9"
    row_of(rows, "1.2.b")[VALUE] = "20"
    page = desk.preview(rows)
    save_answers(desk.submission, {"1.2.a": PostedField("7")}, by=reporter)
    again = desk.confirm(page)
    assert again.context["contested"] == 1
    assert set(desk.saved()) == {"1.2.a"}


def test_files_of_another_form_or_framework_are_refused(
    desk: Desk, draft: RoundDraft, coordinator: User
) -> None:
    rows = desk.download()
    other = open_round(create_round(draft, by=coordinator), by=coordinator)
    there = Desk(desk.client, other.submissions.get(unit=desk.submission.unit))
    page = there.preview(rows)
    assert "hồ sơ khác" in page.context["faults"][0].message
    for row in rows[1:]:
        form, framework = row[MARK].split("/")[1:3]
        row[MARK] = row[MARK].replace(f"/{form}/{framework}/", f"/{form}/{'0' * 12}/")
    assert "đã sửa" in desk.preview(rows).context["faults"][0].message
    assert desk.saved() == there.saved() == {}


def _bomb() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)
    return file.getvalue()


def test_hostile_files_are_refused_with_words(desk: Desk) -> None:
    rows = desk.download()
    row = number_of(rows, "1.2.a")
    long = [list(cells) for cells in rows]
    long[row - 1][VALUE] = "9" * 10_001
    cases = {
        "bomb": _bomb(),
        "no zip": b"\0" * 50,
        "formula": workbook(
            rows,
            lambda sheet: sheet.write_formula(row - 1, VALUE, "=1/0", None, "#DIV/0!"),
        ),
        "long": workbook(long),
    }
    for code in ("_x0000_", "_x0001_"):
        spoilt = [list(cells) for cells in rows]
        spoilt[row - 1][VALUE] = f"1{code}2"
        cases[code] = workbook(spoilt)
    for name, content in cases.items():
        page = desk.upload(content)
        assert page.status_code == 200, name
        assert page.context["fault_count"], name
    assert desk.upload(b"a,b", "ho-so.csv").context["form"].errors
    assert desk.saved() == {}


def test_texts_leave_as_texts(desk: Desk, reporter: User) -> None:
    claim = PostedField("", state=AnswerState.NOT_APPLICABLE, reason="=CMD()|x")
    fields = {"2.2.a": claim, "2.2.b": claim}
    save_answers(desk.submission, fields, by=reporter)
    content = desk.client.get(desk.url("form_sheet")).content
    with ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert desk.upload(content).context["changes"] == []


def test_an_english_file_is_english_and_is_read_by_anyone(filled: Desk) -> None:
    rows = filled.download("/en")
    assert rows[0][VALUE : COMMENT + 1] == [
        "Value",
        "State",
        "Reason why it does not apply",
        "Explanation of the change",
    ]
    assert row_of(rows, "2.2.a")[STATE] == "Not applicable"
    row_of(rows, "1.2.a")[VALUE] = "3"
    (change,) = filled.preview(rows).context["changes"]
    assert change.after == "3"


def test_a_form_that_is_not_filled_in_now_takes_no_file(
    desk: Desk, coordinator: User, round_: Round
) -> None:
    rows = desk.download()
    desk.client.force_login(coordinator)
    assert desk.client.get(desk.url("form_sheet")).status_code == 403
    assert desk.preview(rows).status_code == 403
    assert (
        round_.submissions.get(pk=desk.submission.pk).version == desk.submission.version
    )


@pytest.mark.office
def test_a_file_that_libreoffice_saved_is_read(filled: Desk, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed for the tests marked office"
    rows = filled.download()
    row_of(rows, "1.2.a")[VALUE] = 12
    path = tmp_path / "ho-so.xlsx"
    path.write_bytes(workbook(rows))
    out = tmp_path / "out"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(  # noqa: S603 -- our own command
        [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", out, path],
        capture_output=True,
        check=True,
        timeout=120,
    )
    page = filled.upload((out / "ho-so.xlsx").read_bytes())
    (change,) = page.context["changes"]
    assert (change.item.id, change.after) == ("1.2.a", "12")
