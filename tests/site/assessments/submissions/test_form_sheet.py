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
MORE = """\
  - code: "3"
    title: {vi: Chi tiêu, en: Spending}
    nodes:
      - code: "3.1"
        title: {vi: Chi cho chuyển đổi số, en: Spending}
        points: 10
        rule: {kind: formula, formula: "MIN(10, a / 1000 + b)", gives: points}
        items:
          - {code: a, type: number, title: {vi: Số tiền, en: Amount}, guidance: {vi: "Theo quyết toán, lấy số năm."}}
          - {code: b, type: share, title: {vi: Tỷ lệ giải ngân, en: Share spent}}
"""


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


def workbook(
    rows: Rows, write: Callable[[Any], None] | None = None, before: int = 0
) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        for _number in range(before):
            book.add_worksheet().write_row(0, 0, ["Mã số liệu", "Giá trị", 9])
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
def framework_text(framework_text: str) -> str:
    return framework_text + MORE


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


def disturbed(rows: Rows) -> Rows:
    """The same rows upside down, their columns too, with two columns of somebody's own."""
    turned = [[*cells[::-1], "của tôi"] for cells in rows]
    turned[0][-1] = "Ghi của tôi"
    return [["", *cells] for cells in (turned[0], *turned[:0:-1])]


def test_the_sheet_is_found_by_its_mark_and_its_columns_by_their_names(
    desk: Desk,
) -> None:
    rows = desk.download()
    row_of(rows, "1.2.a")[VALUE] = "12"
    content = workbook(
        disturbed(rows),
        lambda sheet: sheet.set_column(2, 4, None, None, {"hidden": True}),
        before=2,
    )
    page = desk.upload(content)
    (change,) = page.context["changes"]
    assert (change.item.id, change.after) == ("1.2.a", "12")
    assert "ghi cua toi" in page.content.decode()
    desk.confirm(page)
    assert desk.saved()["1.2.a"][0] == 12


def test_two_copies_of_the_sheet_in_one_book_are_refused(desk: Desk) -> None:
    rows = desk.download()

    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name in ("Hồ sơ", "Hồ sơ (2)"):
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    (fault,) = desk.upload(file.getvalue()).context["faults"]
    assert "Hồ sơ (2)" in fault.message


@pytest.mark.parametrize(
    ("code", "typed", "saved"),
    [
        ("3.1.a", "3,5", 3.5),
        ("3.1.a", "1.234,5", 1234.5),
        ("3.1.a", 1.234, 1.234),
        ("3.1.b", "80%", 0.8),
        ("3.1.b", 0.125, 0.125),
        ("2.3.a", "Một phần", 1),
        ("1.1.a", "Có", 1),
    ],
)
def test_a_cell_is_read_as_the_form_reads_it(
    desk: Desk, code: str, typed: object, saved: float
) -> None:
    rows = desk.download()
    row_of(rows, code)[VALUE] = typed
    desk.confirm(desk.preview(rows))
    assert desk.saved()[code][0] == saved


@pytest.mark.parametrize(
    ("code", "typed", "expected"),
    [
        ("3.1.a", "1.234", "1234 hoặc 1,234"),
        ("1.2.a", "1,234", "cần số nguyên"),
        ("1.2.a", 1.234, "số nguyên"),
        ("1.2.a", "3,5", "số nguyên"),
        ("3.1.b", "80", "kèm dấu %"),
        ("2.3.a", "Hơi hơi", "phương án"),
    ],
)
def test_a_cell_with_two_readings_or_none_is_refused_with_its_row(
    desk: Desk, code: str, typed: object, expected: str
) -> None:
    rows = desk.download()
    row_of(rows, code)[VALUE] = typed
    (fault,) = desk.preview(rows).context["faults"]
    assert (fault.row, fault.column) == (number_of(rows, code), "Giá trị")
    assert expected in fault.message


def each_cell(cells: str) -> list[str]:
    """Name the cells of “F3 F5:F7”; a range has one column."""
    found = []
    for part in cells.split():
        first, _, last = part.partition(":")
        letter, top = first[0], int(first[1:])
        bottom = int(last[1:]) if last else top
        found += [f"{letter}{row}" for row in range(top, bottom + 1)]
    return found


def lists_of(content: bytes) -> tuple[dict[str, list[str]], str]:
    """Return what the list of each cell offers, and the XML of the form's sheet."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    lists = book.get_sheet_by_name("Danh mục").to_python(skip_empty_area=False)
    with ZipFile(BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    found = {}
    for rule in xml.split("<dataValidation ")[1:]:
        formula = re.search(r"\$([A-Z])\$1:\$[A-Z]\$(\d+)", rule)
        if formula and 'type="list"' in rule:
            column = ord(formula[1]) - ord("A")
            words = [lists[row][column] for row in range(int(formula[2]))]
            cells = re.search(r'sqref="([^"]+)"', rule)
            assert cells
            found |= dict.fromkeys(each_cell(cells[1]), words)
    return found, xml


def assert_guarded(content: bytes, rows: Rows) -> None:
    """The lists, the guidance and the lock of what is not filled in are in a file."""
    lists, xml = lists_of(content)
    choice, plain = number_of(rows, "2.3.a"), number_of(rows, "1.2.a")
    claimed = number_of(rows, "2.2.a")
    assert lists[f"E{choice}"] == ["Chưa", "Một phần", "Đầy đủ"]
    assert lists[f"F{plain}"] == ["Đã nhập", "Để trống"]
    assert lists[f"F{claimed}"] == ["Đã nhập", "Để trống", "Không áp dụng"]
    assert "Theo quyết toán, lấy số năm." in xml
    assert "<sheetProtection" in xml
    with ZipFile(BytesIO(content)) as archive:
        styles = archive.read("xl/styles.xml").decode()
    formats = styles.split("<cellXfs")[1].split("</cellXfs>")[0].split("<xf ")[1:]
    unlocked = {
        cell[1]
        for cell in re.finditer(r'<c r="([A-Z]+\d+)" s="(\d+)"', xml)
        if re.search(r'locked="(0|false)"', formats[int(cell[2])])
    }
    open_columns = {re.sub(r"\d", "", cell) for cell in unlocked}
    assert open_columns == {"E", "F", "G", "H"}
    assert len(unlocked) == 4 * (len(rows) - 1)


def test_a_file_offers_lists_and_locks_what_is_not_filled_in(desk: Desk) -> None:
    content = desk.client.get(desk.url("form_sheet")).content
    rows = desk.download()
    assert_guarded(content, rows)
    assert row_of(rows, "3.1.a")[3] == "Số. Theo quyết toán, lấy số năm."


@pytest.mark.office
def test_a_file_that_libreoffice_saved_is_read(filled: Desk, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed for the tests marked office"
    own = filled.client.get(filled.url("form_sheet")).content
    rows = filled.download()
    typed = [list(cells) for cells in rows]
    row_of(typed, "1.2.a")[VALUE] = 12
    row_of(typed, "3.1.a")[VALUE] = 1.234
    row_of(typed, "3.1.b")[VALUE] = "80%"
    files = {"own.xlsx": own, "typed.xlsx": workbook(disturbed(typed), before=1)}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    out = tmp_path / "out"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", out]
    subprocess.run(  # noqa: S603 -- our own command
        [*command, *(tmp_path / name for name in files)],
        capture_output=True,
        check=True,
        timeout=120,
    )
    saved = {name: (out / name).read_bytes() for name in files}
    assert filled.upload(saved["own.xlsx"]).context["changes"] == []
    assert_guarded(saved["own.xlsx"], rows)
    changes = filled.upload(saved["typed.xlsx"]).context["changes"]
    found = {change.item.id: change.after for change in changes}
    assert found == {"1.2.a": "12", "3.1.a": "1,234", "3.1.b": "0,8"}
