"""A composite index from the shelf to the portal: the ASEM example, as COINr scores and ranks it."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from opendti.coin import CoinSteps, import_coin, write_coin
from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.actions import accept_rest
from opendti_site.assessments.rounds.actions import (
    close_round,
    create_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    import_answers,
    save_answers,
)
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.frameworks.actions import adopt_text
from opendti_site.organisations.actions import create_unit
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.results.actions import compute_run, start_run
from tests.opendti.composite_sets import leaf, text_with
from tests.site.cast import person
from tests.site.clock import shifted

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.organisations.models import Unit
    from opendti_site.results.models import Run

DATA = Path(__file__).parents[2] / "data" / "asem"
STEPS = CoinSteps(
    denominate=True,
    screen=0.9,
    impute="group_mean",
    group="EurAsia_group",
    treat=("winsorise", "log"),
    order=("denominate", "impute", "screen", "treat"),
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def asem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's framework and answers as files."""
    folder = tmp_path_factory.mktemp("asem")
    write_coin(import_coin(DATA / "iMeta.csv", DATA / "iData.csv", STEPS), folder)
    return folder


@pytest.fixture
def release(asem: Path, ministry: Unit, coordinator: User) -> FrameworkRelease:
    """The example on the shelf, its countries below the ministry."""
    for row in rows_of(DATA / "iData.csv"):
        create_unit(
            by=None, code=row["uCode"], name=row["uName"], parent=ministry, block="all"
        )
    text = (asem / "framework.yaml").read_text("utf-8")
    return adopt_text(text, by=coordinator)


def opened(release: FrameworkRelease, root: Unit, year: int, by: User) -> Round:
    now = timezone.now()
    draft = RoundDraft(
        title=f"Kết nối {year}",
        year=year,
        release=release,
        root=root,
        opens_at=now - dt.timedelta(days=20),
        submit_by=now + dt.timedelta(days=1),
    )
    return open_round(create_round(draft, by=by), by=by)


def as_value(cell: str) -> float | str:
    """Return a number as one: as a text, 3.388 could be read as 3388."""
    try:
        return float(cell)
    except ValueError:
        return cell


def answered(round_: Round, asem: Path, by: User) -> None:
    rows = [
        ImportedRow(row["unit"], row["item"], as_value(row["value"]))
        for row in rows_of(asem / "answers.csv")
        if row["value"]
    ]
    import_answers(round_, rows, by=by)


def published(round_: Round, by: User) -> Run:
    with shifted(days=2):
        close_round(start_appraisal(round_, by=by), by=by)
    run = compute_run(start_run(round_, Stage.FINAL, by=by))
    facts = EditionFacts(title=round_.title, slug=f"asem-{round_.year}")
    publish_run(run, facts, by=by)
    return run


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def differing_from_coinr(run: Run) -> set[tuple[str, str]]:
    """Return where a rank is not COINr's; every value must be."""
    scores = {
        (score.unit.code, score.node): score
        for score in run.scores.select_related("unit")
    }
    values = {row["uCode"]: row for row in rows_of(DATA / "dset_Aggregated.csv")}
    differing = set()
    for row in rows_of(DATA / "ranks_all_levels.csv"):
        unit = row.pop("uCode")
        for code, rank in row.items():
            score = scores[unit, "index" if code == "Index" else code]
            assert score.points == pytest.approx(float(values[unit][code]), abs=1e-7)
            if score.rank != int(rank):
                differing.add((unit, code))
    return differing


def check_portal(client: Client) -> None:
    """Read the public pages of 2019."""
    ranking = page(client, "/ket-qua/asem-2019/")
    assert "Connectivity" in ranking
    assert "Land area" not in ranking  # a denominator is no main indicator
    assert "50,00–65,00" in ranking  # colours follow the scale
    assert "điểm tối đa áp dụng" not in ranking
    assert "không nói đơn vị tự tăng hay giảm" in ranking
    unit = page(client, "/ket-qua/asem-2019/AUT/")
    assert "61,9018" in unit
    assert "0–100" in unit
    assert "Trung bình cộng = (" in unit
    for wrong in ("điểm áp dụng", "điểm chưa đạt", "đạt tối đa", "/100<"):
        assert wrong not in unit
    leaf = page(client, "/ket-qua/asem-2019/AUT/LPI/")
    assert "Chuẩn hóa, min–max = (4,097985 − " in leaf
    assert "trên thang 0–100" in leaf
    for url in ("asem-2019.csv", "asem-2019.xlsx", "asem-2019/AUT/index/"):
        assert client.get(f"/ket-qua/{url}").status_code == 200


@pytest.mark.sqlite
def test_a_composite_index_goes_from_the_shelf_to_the_portal(
    client: Client,
    asem: Path,
    release: FrameworkRelease,
    ministry: Unit,
    coordinator: User,
) -> None:
    for year in (2018, 2019):
        round_ = opened(release, ministry, year, coordinator)
        answered(round_, asem, coordinator)
        run = published(round_, coordinator)

    # The site keeps ten decimals of an answer; COINr breaks this tie by the sixteenth.
    assert differing_from_coinr(run) == {("GRC", "TolMin")}

    check_portal(client)
    client.force_login(coordinator)
    table = page(client, reverse("results:run", args=[run.round_id, run.pk]))
    assert "61,9018" in table
    shelf = page(client, release.get_absolute_url())
    assert "trọng số <b>1</b>" in shelf
    assert "chỉ thu thập" in shelf  # denominators
    assert "điểm<" not in shelf


def test_nobody_has_points_of_a_composite_index_before_a_run(
    client: Client, release: FrameworkRelease, ministry: Unit, coordinator: User
) -> None:
    round_ = opened(release, ministry, 2020, coordinator)
    submission = round_.submissions.get(unit__code="AUT")
    reporter = person("bao", "Báo Cáo", Role.REPORTER, submission.unit)
    save_answers(submission, {"LPI.a": PostedField("4,1")}, by=reporter)
    saved = Submission.objects.get(pk=submission.pk)
    assert (saved.filled, saved.points, saved.max_points) == (1, 0.0, 0.0)

    client.force_login(reporter)
    form = page(client, reverse("assessments:form_page", args=[submission.pk]))
    assert "giá trị có khi tính cho cả kỳ" in form
    assert "điểm tạm tính" not in form
    hand_in = page(client, reverse("assessments:hand_in", args=[submission.pk]))
    assert "điểm tự chấm tạm tính" not in hand_in
    client.force_login(coordinator)
    overview = page(client, reverse("assessments:round_page", args=[round_.pk]))
    assert "0,00" not in overview


def test_a_scale_without_ends_is_drawn_nowhere(
    client: Client, ministry: Unit, coordinator: User
) -> None:
    text = text_with("{normalise: {method: z_score}}", leaf("a"), leaf("b"), leaf("c"))
    for code in ("Mot", "Hai", "Ba"):
        create_unit(by=None, code=code, name=code, parent=ministry, block="all")
    round_ = opened(adopt_text(text, by=coordinator), ministry, 2021, coordinator)
    rows = [
        ImportedRow(unit, f"{item}.a", float(len(unit) + index * number))
        for index, unit in enumerate(("Mot", "Hai", "Ba"))
        for number, item in enumerate("abc")
    ]
    import_answers(round_, rows, by=coordinator)
    run = published(round_, coordinator)

    assert run.scores.exclude(max_points=None).count() == 0
    ranking = page(client, "/ket-qua/asem-2021/")
    unit = page(client, "/ket-qua/asem-2021/Mot/")
    for drawn in ('class="bar"', 'class="ranges"', 'class="scale"', 'class="radar"'):
        assert drawn not in ranking + unit
    leaf_page = page(client, "/ket-qua/asem-2021/Mot/a/")
    assert "ngoài thang điểm" not in leaf_page
    assert "trên thang" not in leaf_page


def test_an_appraised_composite_index_keeps_values_and_no_points(
    client: Client,
    release: FrameworkRelease,
    ministry: Unit,
    coordinator: User,
    appraiser: User,
) -> None:
    round_ = opened(release, ministry, 2022, coordinator)
    import_answers(round_, [ImportedRow("AUT", "LPI.a", 4.1)], by=coordinator)
    with shifted(days=2):
        start_appraisal(round_, by=coordinator)

    assert accept_rest(round_, "LPI", by=appraiser) == 51
    submission = round_.submissions.get(unit__code="AUT")
    entry = submission.score_entries.get()
    assert (entry.points, entry.max_points, entry.state) == (None, 0.0, "given")

    client.force_login(appraiser)
    grid = reverse("assessments:criterion_grid", args=[round_.pk, "appraised", "LPI"])
    assert "4,1" in page(client, grid)
    sheet = page(client, reverse("assessments:unit_scores", args=[submission.pk]))
    assert "giá trị có khi tính cho cả kỳ" in sheet
    assert "0,00" not in sheet
