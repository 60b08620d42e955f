from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from opendti_site.assessments.rounds.actions import close_round, start_appraisal
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.publication.actions import (
    EditionFacts,
    publish_correction,
    publish_run,
)
from opendti_site.publication.models import Edition
from opendti_site.results.actions import compute_run, start_run
from tests.site.runs import answered, more_units, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from opendti_site.results.models import Run

pytestmark = pytest.mark.sqlite

PUBLIC = (
    "/",
    "/tim/",
    "/tim/?q=dien+tu",
    "/phuong-phap/",
    "/du-lieu-mo/",
    "/ket-qua/kq-2026/",
    "/ket-qua/kq-2026/?khoi=services",
    "/ket-qua/kq-2026/?theo=1",
    "/ket-qua/kq-2026/CucTMDT/",
    "/ket-qua/kq-2026/CucTMDT/1.2/",
    "/ket-qua/kq-2026.csv",
    "/ket-qua/kq-2026.xlsx",
    "/ket-qua/kq-2026/so-lieu.csv",
    "/ket-qua/kq-2026/bo-chi-so.yaml",
    "/ket-qua/kq-2026/ban-ke.json",
)


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("url", PUBLIC)
def test_everyone_reads_public_pages(
    client: Client, edition: Edition, url: str
) -> None:
    assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/phuong-phap/", "Chỉ số tổng hợp (mục 7) thì có thể tăng"),
        ("/en/phuong-phap/", "A composite index (section 7) it can raise"),
    ],
)
def test_method_page_says_where_a_blank_can_raise_a_value(
    client: Client, edition: Edition, address: str, text: str
) -> None:
    assert text in page(client, address)


def test_english_pages_speak_of_ranks(client: Client, edition: Edition) -> None:
    for address in (edition.get_absolute_url(), "/phuong-phap/", "/du-lieu-mo/"):
        text = page(client, f"/en{address}")
        assert re.search(r"\branks?\b", text, re.IGNORECASE)
        assert not re.search(r"(?i)\b(share a|and) place|>\s*place\s*<", text)


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/phuong-phap/", "mọi đơn vị trong khối có số bằng nhau"),
        ("/en/phuong-phap/", "Where all units of a block have the same number"),
    ],
)
def test_method_page_says_what_equal_numbers_give(
    client: Client, edition: Edition, address: str, text: str
) -> None:
    assert text in page(client, address)


@pytest.mark.parametrize(
    "url",
    [
        "/ket-qua/khong-co/",
        "/ket-qua/kq-2026/BCT/",
        "/ket-qua/kq-2026/Khong/",
        "/ket-qua/kq-2026/CucTMDT/9/",
    ],
)
def test_what_is_not_there_is_not_found(
    client: Client, edition: Edition, url: str
) -> None:
    assert client.get(url).status_code == 404


@pytest.mark.django_db
def test_empty_portal_says_so(client: Client) -> None:
    assert "Chưa có bản công bố nào" in page(client, "/")


def test_ranking_shows_ranks_values_and_mean(client: Client, edition: Edition) -> None:
    shown = page(client, "/ket-qua/kq-2026/?khoi=services")
    assert "Cục Thương mại điện tử và Kinh tế số" in shown
    assert "0,7333" in shown
    assert "Bình quân 1 đơn vị" in shown
    assert "Vụ Dầu khí và Than" not in shown


def test_unit_page_shows_rank_arithmetic_and_words(
    client: Client, edition: Edition
) -> None:
    shown = page(client, "/ket-qua/kq-2026/CucTMDT/")
    for words in (
        "0,7333",
        "66,00",
        "Điểm mạnh và điểm cần cải thiện",
        "Tỷ lệ văn bản số",
        "15,00",
    ):
        assert words in shown


def test_one_stage_alone_stands_in_no_column_of_its_own(
    client: Client, edition: Edition
) -> None:
    assert "Tự chấm" not in page(client, "/ket-qua/kq-2026/CucTMDT/")


def test_three_scores_stand_on_the_unit_page_where_collected(
    client: Client, run: Run, coordinator: User
) -> None:
    compute_run(start_run(run.round, Stage.SELF, by=coordinator))
    publish_run(run, EditionFacts(title="Ba điểm", slug="ba"), by=coordinator)
    shown = page(client, "/ket-qua/ba/CucTMDT/")
    assert "Tự chấm" in shown
    assert shown.count('<td class="pts">15,00</td>') == 2  # self and final of 1.2


@pytest.mark.parametrize(
    "typed", ["cuc thuong mai dien tu", "CỤC THƯƠNG MẠI", "kinh te so"]
)
def test_search_forgives_missing_diacritics(
    client: Client, edition: Edition, typed: str
) -> None:
    assert "/ket-qua/kq-2026/CucTMDT/" in page(client, f"/tim/?q={typed}")


def test_search_finds_only_published_units(
    client: Client, ministry: Unit, edition: Edition
) -> None:
    assert "Không tìm thấy đơn vị nào" in page(client, "/tim/?q=bo+cong+thuong")


def test_csv_has_the_layout_of_the_command_line(
    client: Client, edition: Edition
) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(page(client, "/ket-qua/kq-2026.csv").removeprefix("\ufeff"))
        )
    )
    assert list(rows[0])[:10] == [
        "unit", "block", "node", "node_level", "points", "max_points", "value", "rank", "band", "state",
    ]  # fmt: skip
    root = next(
        row for row in rows if row["node"] == "index" and row["unit"] == "CucTMDT"
    )
    assert (root["points"], root["value"], root["rank"]) == ("66.0", "0.7333", "1")


@pytest.mark.usefixtures("department")
def test_csv_carries_no_round_off_of_adding(
    client: Client, ministry: Unit, coordinator: User, framework_text: str
) -> None:
    tenths = framework_text.replace("points: 10\n", "points: 0.1\n").replace(
        "points: 20\n", "points: 0.2\n"
    )
    round_ = opened(tenths, ministry, coordinator)
    answered(round_, coordinator, [("VuDKT", {"1.1.a": 1, "1.2.a": 80, "1.2.b": 100})])
    close_round(start_appraisal(round_, by=coordinator), by=coordinator)
    run = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    publish_run(run, EditionFacts(title="Phần mười", slug="muoi"), by=coordinator)
    stored = run.scores.get(unit__code="VuDKT", node="1")
    sheet = page(client, "/ket-qua/muoi.csv").removeprefix("\ufeff")
    written = next(
        row
        for row in csv.DictReader(io.StringIO(sheet))
        if (row["unit"], row["node"]) == ("VuDKT", "1")
    )
    assert (stored.points, written["points"]) == (0.1 + 0.2, "0.3")


def test_downloaded_answers_and_framework_give_the_scores_again(
    client: Client, edition: Edition
) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(
                page(client, "/ket-qua/kq-2026/so-lieu.csv").removeprefix("\ufeff")
            )
        )
    )
    assert {
        "unit": "CucTMDT",
        "item": "2.3.a",
        "value": "part",
        "state": "given",
        "block": "services",
        "completeness": "incomplete",
        "figures": "reported",
        "framework_status": "illustrative",
    } in rows
    assert page(client, "/ket-qua/kq-2026/bo-chi-so.yaml") == edition.run.round.text
    sent = json.loads(page(client, "/ket-qua/kq-2026/ban-ke.json"))
    assert sent == {**edition.manifest, "superseded_by": None}


def illustrative(text: str, root: Unit, by: User) -> Edition:
    round_ = opened(text, root, by, illustrative=True)
    answered(round_, by)
    run = compute_run(start_run(round_, Stage.FINAL, by=by))
    return publish_run(run, EditionFacts(title="Thử", slug="thu"), by=by)


@pytest.mark.parametrize(
    "url", ["/ket-qua/thu/", "/ket-qua/thu/CucTMDT/", "/ket-qua/thu/CucTMDT/1.2/"]
)
def test_illustrative_edition_says_so_on_every_page(  # noqa: PLR0913, PLR0917 -- fixtures
    client: Client,
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
    url: str,
) -> None:
    illustrative(framework_text, ministry, coordinator)
    assert "Dữ liệu minh họa." in page(client, url)


def test_real_edition_carries_no_such_notice(client: Client, edition: Edition) -> None:
    assert "Dữ liệu minh họa." not in page(client, "/ket-qua/kq-2026/")


def test_printed_numbers_stand_beside_ours_and_differences_are_named(
    client: Client, run: Run, coordinator: User
) -> None:
    printed = {"CucTMDT": {"index": {"value": 0.7334, "place": 1}, "1": {"value": 0.9}}}
    publish_run(
        run, EditionFacts(title="So", slug="so", printed=printed), by=coordinator
    )
    shown = page(client, "/ket-qua/so/")
    assert (
        "So 3 số do nguồn công bố với số OpenDTI tính: 1 số lệch quá 0,0001." in shown
    )
    assert "lệch" in page(client, "/ket-qua/so/CucTMDT/")


def test_corrected_edition_points_to_its_correction(
    client: Client, edition: Edition, run: Run, coordinator: User
) -> None:
    facts = EditionFacts(title="Kết quả 2026 đính chính", slug="kq-2026-dc")
    publish_correction(edition, run, facts, change_note="Sửa một số.", by=coordinator)
    assert "/ket-qua/kq-2026-dc/" in page(client, "/ket-qua/kq-2026/")
    assert "Sửa một số." in page(client, "/ket-qua/kq-2026-dc/")
    portal = page(client, "/")
    assert ("/ket-qua/kq-2026-dc/" in portal, "/ket-qua/kq-2026/" in portal) == (
        True,
        False,
    )


def test_change_of_rank_is_shown_over_the_same_framework_only(
    client: Client,
    framework_text: str,
    ministry: Unit,
    run: Run,
    coordinator: User,
) -> None:
    before = opened(framework_text, ministry, coordinator, year=2025)
    answered(before, coordinator, [("CucTMDT", {"1.1.a": 1}), ("VuDKT", {"1.1.a": 1})])
    old = compute_run(start_run(before, Stage.FINAL, by=coordinator))
    publish_run(old, EditionFacts(title="Kết quả 2025", slug="kq-2025"), by=coordinator)
    publish_run(run, EditionFacts(title="Kết quả 2026", slug="kq-2026"), by=coordinator)
    shown = page(client, "/ket-qua/kq-2026/?khoi=services")
    assert "So với 2025" in shown
    assert "+0,6222" in shown  # 66 of 90 less 10 of 90
    assert "So với" not in page(client, "/ket-qua/kq-2025/")


def published_units(text: str, root: Unit, by: User, count: int) -> Sequence[str]:
    codes = more_units(root, count)
    round_ = opened(text, root, by)
    answered(
        round_, by, [(code, {"1.1.a": 1, "2.1.a": n}) for n, code in enumerate(codes)]
    )
    round_ = close_round(start_appraisal(round_, by=by), by=by)
    publish_run(
        compute_run(start_run(round_, Stage.FINAL, by=by)),
        EditionFacts(title="K", slug="k"),
        by=by,
    )
    return codes


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("url", "queries"),
    [
        ("/", 4),
        ("/ket-qua/k/", 7),
        ("/ket-qua/k/CUC0/", 9),
        ("/tim/?q=cuc", 5),
        ("/du-lieu-mo/", 2),
    ],
)
def test_pages_ask_the_same_whatever_the_units(  # noqa: PLR0913, PLR0917 -- fixtures
    client: Client,
    framework_text: str,
    ministry: Unit,
    coordinator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    url: str,
    queries: int,
    count: int,
) -> None:
    published_units(framework_text, ministry, coordinator, count)
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
