from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti import parse_framework
from opendti.framework.crosswalk import parse_crosswalk
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import adopt_text, create_draft, write_crosswalk
from opendti_site.frameworks.bridge import (
    CrosswalkRow,
    compare_texts,
    typed_crosswalk,
)
from opendti_site.frameworks.models import Crosswalk, FrameworkRelease
from tests.site.frameworks.kinds import FormReader

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User

URL = "/bo-chi-so/doi-chieu/vn.test.small@2026/vn.test.small@2027/"


def next_year(text: str) -> str:
    """Return the year after: 1.2 has another target, 2.1 is split, 2.3 is dropped."""
    text = text.replace('"2026"', '"2027"').replace("target: 0.8", "target: 0.9")
    head, _third = text.split('      - code: "2.3"')
    split = (
        '      - code: "2.4"\n        title: {vi: Số lớp trực tuyến, en: Online}\n'
        "        points: 15\n        rule: {kind: count, each: 2}\n"
    )
    return head + split


@pytest.fixture
def pair(
    framework_text: str, coordinator: User
) -> tuple[FrameworkRelease, FrameworkRelease]:
    return (
        adopt_text(framework_text, by=coordinator),
        adopt_text(next_year(framework_text), by=coordinator),
    )


def rows_sent(page: str) -> dict[str, str]:
    reader = FormReader("")
    reader.feed(page)
    return {
        key: value
        for key, value in reader.values.items()
        if key.startswith("e.") or key == "version"
    }


def test_comparison_reports_points_and_rules_before_and_after(
    client: Client,
    pair: tuple[FrameworkRelease, FrameworkRelease],
    viewer: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(viewer)
    url = "/bo-chi-so/so-sanh/?tu=vn.test.small@2026&den=vn.test.small@2027"
    client.get(url)

    with django_assert_num_queries(7):
        page = client.get(url).content.decode()

    assert "Từ 80% trở lên" in page.split("<del>", 1)[1]
    assert "Từ 90% trở lên" in page.split("<ins>", 1)[1]
    assert page.count('<article class="change">') == 4
    assert "Lập bảng đối chiếu" not in page


def test_numbers_of_a_comparison_have_a_decimal_comma(framework_text: str) -> None:
    band = "bands: [{bands: [{code: a, title: {vi: A}, from: %s}]}]\n"
    before, after = (framework_text + band % start for start in ("0.5", "0.75"))

    lines = [
        (str(line.before), str(line.after))
        for node in compare_texts(before, after).nodes
        for line in node.lines
    ]

    assert len(lines) == 1
    assert "0,5" in lines[0][0]
    assert "0,75" in lines[0][1]


def test_equal_versions_and_unknown_ones(
    client: Client, pair: tuple[FrameworkRelease, FrameworkRelease], viewer: User
) -> None:
    client.force_login(viewer)
    base = "/bo-chi-so/so-sanh/?tu=vn.test.small@2026&den="

    same = client.get(f"{base}vn.test.small@2026").content.decode()

    assert "Xin chọn hai phiên bản khác nhau." in same
    assert client.get(f"{base}vn.none@1").status_code == 404


def test_drafts_are_compared_by_coordinators_alone(
    client: Client, framework_text: str, coordinator: User, viewer: User
) -> None:
    adopt_text(framework_text, by=coordinator)
    create_draft(text=next_year(framework_text), by=coordinator, origin="copy")
    url = "/bo-chi-so/so-sanh/?tu=vn.test.small@2026&den=vn.test.small@2027"

    client.force_login(viewer)
    assert client.get(url).status_code == 404
    client.force_login(coordinator)
    assert "Từ 90% trở lên" in client.get(url).content.decode()


def test_proposal_is_confirmed_split_and_saved(
    client: Client,
    pair: tuple[FrameworkRelease, FrameworkRelease],
    coordinator: User,
) -> None:
    client.force_login(coordinator)
    form = rows_sent(client.get(URL).content.decode())
    number = next(
        key.split(".")[1]
        for key, value in form.items()
        if key.endswith(".from") and value == "2.1"
    )
    form |= {f"e.{number}.to": "2.1 = 0,6; 2.4 = 0,4", f"e.{number}.kind": "changed"}
    form |= {f"e.{number}.ok": "1", "act": "save"}
    form |= {f"e.{number}.note": "Tách theo “Phụ lục II”: 60/40"}

    answer = client.post(URL, form)

    assert answer.status_code == 302
    stored = Crosswalk.objects.get()
    known = {release.identity: parse_framework(release.text) for release in pair}
    crosswalk, _one, _two = parse_crosswalk(stored.text, known.__getitem__)
    split = next(entry for entry in crosswalk.entries if len(entry.after) == 2)
    assert split.before == (("2.1", 1.0),)
    assert split.after == (("2.1", 0.6), ("2.4", 0.4))
    assert not split.confirm
    assert split.note == "Tách theo “Phụ lục II”: 60/40"
    assert [entry.dropped for entry in crosswalk.entries if entry.dropped] == ["2.3"]
    assert not [entry.new for entry in crosswalk.entries if entry.new]
    assert AuditLine.objects.filter(verb="write_crosswalk").count() == 1
    page = client.get(URL).content.decode()
    assert "2.1 = 0,6; 2.4 = 0,4" in page
    assert 'value="Tách theo “Phụ lục II”: 60/40"' in page
    file = client.get(f"{URL}tep.yaml")
    assert file.content.decode() == stored.text


def test_rows_that_stay_the_same_are_confirmed_by_one_button(
    client: Client,
    pair: tuple[FrameworkRelease, FrameworkRelease],
    coordinator: User,
) -> None:
    client.force_login(coordinator)
    form = rows_sent(client.get(URL).content.decode())
    kinds = {key[:-5]: form[key] for key in form if key.endswith(".kind")}
    assert "changed" in kinds.values()

    page = client.post(URL, form | {"act": "same"}).content.decode()

    ticked = rows_sent(page)
    again = {key[:-5]: ticked[key] for key in ticked if key.endswith(".kind")}
    assert again == kinds
    for row, kind in kinds.items():
        assert (f"{row}.ok" in ticked) == (kind == "same")
    assert not Crosswalk.objects.exists()
    client.post(URL, ticked | {"act": "save"})
    assert Crosswalk.objects.exists()


def test_weights_that_do_not_add_up_are_reported_in_their_row_and_not_saved(
    client: Client,
    pair: tuple[FrameworkRelease, FrameworkRelease],
    coordinator: User,
) -> None:
    client.force_login(coordinator)
    form = rows_sent(client.get(URL).content.decode())
    for typed, words in (
        ("1.1 = 0,6; 2.4 = 0,1", "Tỷ trọng cộng lại được 0,7, cần bằng 1."),
        ("1.1 = a lot", "Không đọc được tỷ trọng"),
        ("9.9", "không có mục 9.9"),
    ):
        page = client.post(URL, form | {"e.0.to": typed, "act": "save"})
        assert words in page.content.decode()

    assert not Crosswalk.objects.exists()


def test_a_row_turned_into_dropped_leaves_the_other_side_new(
    pair: tuple[FrameworkRelease, FrameworkRelease],
) -> None:
    rows = [CrosswalkRow("dropped", "1.1", "1.1", is_confirmed=True)]

    sheet = typed_crosswalk(rows, pair[0].text, pair[1].text)

    assert [(row.kind, row.before, row.after) for row in sheet.rows[:2]] == [
        ("dropped", "1.1", ""),
        ("new", "", "1.1"),
    ]
    assert {row.kind for row in sheet.rows[2:]} == {"dropped", "new"}
    assert sheet.unconfirmed == len(sheet.rows) - 2
    assert sheet.text


def test_second_editor_of_a_crosswalk_is_refused(
    client: Client,
    pair: tuple[FrameworkRelease, FrameworkRelease],
    coordinator: User,
) -> None:
    client.force_login(coordinator)
    form = rows_sent(client.get(URL).content.decode()) | {"act": "save"}
    client.post(URL, form)
    before = Crosswalk.objects.get().text

    page = client.post(URL, form | {"e.0.ok": "1"}).content.decode()

    assert "vừa được lưu ở cửa sổ khác hoặc bởi người khác" in page
    assert Crosswalk.objects.get().text == before


def test_write_crosswalk_refuses_drafts_faults_and_old_versions(
    pair: tuple[FrameworkRelease, FrameworkRelease],
    framework_text: str,
    coordinator: User,
) -> None:
    before, after = pair
    sheet = typed_crosswalk([], before.text, after.text)
    draft = create_draft(
        text=framework_text.replace('"2026"', '"2030"'), by=coordinator, origin="copy"
    )
    faulty = typed_crosswalk([CrosswalkRow("same", "8", "9")], before.text, after.text)

    with pytest.raises(EditConflictError):
        write_crosswalk(
            before=before, after=after, sheet=sheet, version=3, by=coordinator
        )
    with pytest.raises(ActionRefusedError):
        write_crosswalk(
            before=before, after=draft, sheet=sheet, version=0, by=coordinator
        )
    with pytest.raises(ActionRefusedError):
        write_crosswalk(
            before=before, after=after, sheet=faulty, version=0, by=coordinator
        )

    assert not Crosswalk.objects.exists()
    assert not AuditLine.objects.filter(verb="write_crosswalk").exists()


def test_others_read_a_saved_crosswalk_and_change_nothing(
    client: Client,
    pair: tuple[FrameworkRelease, FrameworkRelease],
    coordinator: User,
    viewer: User,
) -> None:
    client.force_login(viewer)
    assert client.get(URL).status_code == 404
    assert client.get(f"{URL}tep.yaml").status_code == 404
    row = CrosswalkRow("dropped", "2.3", note="Theo góp ý")
    sheet = typed_crosswalk([row], pair[0].text, pair[1].text)
    write_crosswalk(
        before=pair[0], after=pair[1], sheet=sheet, version=0, by=coordinator
    )

    page = client.get(URL).content.decode()

    assert "Ghi chú: Theo góp ý" in page
    assert "Lưu bảng đối chiếu" not in page
    assert "Chưa" in page
    assert client.post(URL, {"act": "save", "version": "1"}).status_code == 403
    assert Crosswalk.objects.get().version == 1


def test_comparison_writes_the_day_of_a_decision_as_people_do(
    client: Client, framework_text: str, viewer: User, coordinator: User
) -> None:
    adopt_text(framework_text, by=coordinator)
    legal = 'legal: [{document: 1/QĐ, date: "2026-05-20"}]\nlevels:'
    adopt_text(next_year(framework_text).replace("levels:", legal, 1), by=coordinator)
    client.force_login(viewer)
    url = "/bo-chi-so/so-sanh/?tu=vn.test.small@2026&den=vn.test.small@2027"
    page = client.get(url).content.decode()
    assert "1/QĐ · 20/05/2026" in page
