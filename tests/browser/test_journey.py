"""One round from its opening to the public ranking, by everybody whose work it is."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from typer.testing import CliRunner

from opendti.cli import app
from tests.browser import acts

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from tests.browser.windows import Windows

VALUES = {"index": "0,7667", "1": "0,8333", "2": "0,5500", "3": "1,0000"}


@pytest.mark.usefixtures("release")
def test_round_runs_from_its_opening_to_the_public_ranking(  # noqa: PLR0913, PLR0917 -- the cast
    windows: Windows,
    coordinator: User,
    reporter: User,
    signatory: User,
    appraiser: User,
    council: User,
    agency: Unit,
    department: Unit,
    tmp_path: Path,
) -> None:
    desk = windows.open(coordinator)
    acts.open_round(desk)
    acts.department_does_its_part(coordinator, department)
    form = windows.open(reporter)
    acts.open_form(form)
    acts.fill_first_indicator(form)
    acts.cite_and_upload(form)
    acts.fill_second_indicator(form)
    acts.fill_third_indicator(form)
    acts.check_and_hand_in(form)
    acts.hand_over(form)
    acts.sign(windows.open(signatory))
    acts.start_appraisal(desk)
    acts.appraise(windows.open(appraiser), agency, department)
    acts.settle(windows.open(council), agency)
    acts.compute(desk)
    expect(desk.locator(".runtable")).to_be_visible()  # the page asks again by itself
    acts.explain(desk, agency)
    acts.publish(desk)
    visitor = windows.open()
    find_unit(visitor, agency)
    numbers_agree(visitor, agency, tmp_path)


def find_unit(page: Page, agency: Unit) -> None:
    """Find the ranking, search without marks, open the unit's page: a chart and its table."""
    page.goto("/")
    page.get_by_role("link", name="Kết quả năm 2026").first.click()
    expect(page.locator("table.rank tbody th[scope=row]")).to_have_text([
        "Vụ Dầu khí và Than",
        "Bình quân 2 đơn vị",
        agency.name,
    ])
    page.get_by_label("Tìm đơn vị").fill("cuc thuong mai")
    page.get_by_label("Tìm đơn vị").press("Enter")
    page.get_by_role("link", name="Kết quả năm 2026").click()
    expect(page.get_by_role("heading", name=agency.name)).to_be_visible()
    expect(page.locator(".hero")).to_contain_text("0,7667")
    expect(page.locator("svg.radar")).to_be_visible()
    page.get_by_text("Số liệu của biểu đồ").click()
    expect(page.get_by_role("cell", name="0,8333").first).to_be_visible()


def numbers_agree(page: Page, agency: Unit, folder: Path) -> None:
    """The page, the download and the command line on the downloads say the same."""
    tree = page.locator("table.tree")
    shown = {code: value_in(row_of(tree, code)) for code in ("1", "2", "3")}
    shown["index"] = value_in(tree.locator("tr.root"))
    assert shown == VALUES
    downloaded = download(page, page.get_by_role("link", name="CSV"), folder / "k.csv")
    assert values_of(downloaded, agency) == VALUES
    inputs = page.get_by_role("link", name="Số liệu đầu vào")
    answers = download(page, inputs, folder / "so-lieu.csv")
    framework = download(
        page, page.get_by_role("link", name="Bộ chỉ số", exact=True), folder / "b.yaml"
    )
    again = folder / "again.csv"
    asked = ["score", str(framework), str(answers), "-o", str(again)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    assert values_of(again, agency) == VALUES


def row_of(tree: Locator, code: str) -> Locator:
    return tree.locator(f"tr#n{code}")


def value_in(row: Locator) -> str:
    return row.locator("td").nth(1).inner_text().strip()


def download(page: Page, link: Locator, file: Path) -> Path:
    with page.expect_download() as saving:
        link.first.click()
    saving.value.save_as(file)
    return file


def values_of(file: Path, unit: Unit) -> dict[str, str]:
    """Read the values that a file gives a unit's index and main indicators, as pages write them."""
    with file.open(encoding="utf-8-sig") as source:
        rows = [row for row in csv.DictReader(source) if row["unit"] == unit.code]
    return {
        row["node"]: f"{float(row['value']):.4f}".replace(".", ",")
        for row in rows
        if row["node"] in VALUES
    }
