"""Public pages read editions and nothing else, and nothing that happens later changes a byte of them."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.frameworks.bridge import releases
from opendti_site.organisations.actions import close_unit, create_unit, edit_unit
from opendti_site.organisations.models import Unit
from opendti_site.publication.actions import (
    EditionFacts,
    publish_correction,
    publish_run,
)
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.bridge import scoring
from tests.site.publication.addresses import (
    QUERIES,
    addresses_of,
    public_addresses,
    public_patterns,
)
from tests.site.runs import answered, opened
from tests.site.walls.crawler import recorded

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.publication.models import Edition
    from opendti_site.results.models import Run

    Change = Callable[[Unit, User], None]

NOTES = [{"vi": "Ghi chú.", "en": "A note."}, {"vi": "Đọc trước.", "lead": "1"}]
PRINTED_AT = re.compile(rb'<p class="on-paper printed">.*?</p>', re.DOTALL)
"""The foot of a page on paper: the minute in which it was opened."""
PRINTED = {"CucTMDT": {"index": {"value": 0.7334, "place": 1}, "1": {"value": 0.9}}}


@pytest.fixture
def editions(
    run: Run, framework_text: str, ministry: Unit, coordinator: User
) -> list[Edition]:
    """Last year's edition, this year's with three stages, and its correction."""
    before = opened(framework_text, ministry, coordinator, year=2025)
    answered(before, coordinator, [("CucTMDT", {"1.1.a": 1})])
    old = compute_run(start_run(before, Stage.FINAL, by=coordinator))
    compute_run(start_run(run.round, Stage.SELF, by=coordinator))
    last = publish_run(old, EditionFacts("Kết quả 2025", "kq-2025"), by=coordinator)
    facts = EditionFacts("Kết quả 2026", "kq-2026", notes=NOTES, printed=PRINTED)
    first = publish_run(run, facts, by=coordinator)
    corrected = publish_correction(
        first,
        run,
        EditionFacts("Đính chính 2026", "dc-2026", printed=PRINTED),
        change_note="Sửa một số.",
        by=coordinator,
    )
    return [last, first, corrected]


def tables_read(client: Client, url: str) -> set[str]:
    """Return the tables that answering an address reads, from a cold process."""
    releases.describe.cache_clear()  # as in a process that just started
    scoring.scored.cache_clear()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    named = set(connection.introspection.table_names())
    sql = " ".join(query["sql"] for query in captured)
    return named.intersection(re.findall(r'"(\w+)"', sql))


@pytest.mark.usefixtures("editions")
def test_every_public_address_reads_editions_alone(client: Client) -> None:
    reads = {url: tables_read(client, url) for url in public_addresses()}
    foreign = {
        url: tables
        for url, tables in reads.items()
        if any(not table.startswith("publication_") for table in tables)
    }
    assert foreign == {}
    assert sum(bool(tables) for tables in reads.values()) > len(reads) / 2


@pytest.mark.usefixtures("editions")
def test_every_public_address_is_tried() -> None:
    named = {str(pattern.name) for pattern in public_patterns()}
    assert named >= {"portal", "search", "ranking", "unit", "node", "scores_xlsx"}
    assert len(public_addresses()) >= len(named)


@pytest.mark.usefixtures("editions")
def test_every_parameter_that_a_public_page_reads_is_tried(client: Client) -> None:
    unnamed = {}
    for pattern in public_patterns():
        name = str(pattern.name)
        read: set[str] = set()
        for url in addresses_of(pattern):
            with recorded(read):
                client.get(url)
        asked = {key for query in QUERIES.get(name, ()) for key in QueryDict(query[1:])}
        if read - asked:
            unnamed[name] = read - asked
    where = "tests/site/publication/addresses.py"
    assert unnamed == {}, f"try these parameters in QUERIES of {where}"


def changed(**values: object) -> Change:
    def change(unit: Unit, by: User) -> None:
        edit_unit(unit=unit, version=unit.version, by=by, changes=values)

    return change


def moved(unit: Unit, by: User) -> None:
    above = create_unit(by=by, code="TongCuc", name="Tổng cục", parent=unit.parent)
    changed(parent=above)(unit, by)


def closed(unit: Unit, by: User) -> None:
    close_unit(
        unit=unit,
        on=timezone.localdate(),
        reason="Sáp nhập.",
        by=by,
        decision="Giữ nguyên.",
    )


def scored_again(unit: Unit, by: User) -> None:
    for round_ in Round.objects.all():
        for stage in Stage:
            compute_run(start_run(round_, stage, by=by))


LATER: dict[str, Change] = {
    "a new name": changed(name="Tên mới hẳn", short_name="Mới"),
    "a new English name": changed(name_en="Another Name"),
    "a new code": changed(code="MaKhac"),
    "another block": changed(block="no_services"),
    "another unit above": moved,
    "the unit's end": closed,
    "newer runs": scored_again,
}


def bytes_of(client: Client) -> dict[str, bytes]:
    """Return what every public address answers, in both languages."""
    answers = {}
    for language in ("", "/en"):
        for url in public_addresses():
            content = client.get(f"{language}{url}").content
            answers[f"{language}{url}"] = (
                sheet_of(content)
                if url.endswith(".xlsx")
                else PRINTED_AT.sub(b"", content)
            )
    return answers


def sheet_of(book: bytes) -> bytes:
    """Return a workbook's cells: the file around them carries the minute of its making."""
    with ZipFile(BytesIO(book)) as parts:
        return parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.sqlite
@pytest.mark.usefixtures("editions")
def test_nothing_later_changes_a_byte(
    client: Client, agency: Unit, coordinator: User
) -> None:
    before = bytes_of(client)
    for change in LATER.values():
        change(Unit.objects.get(pk=agency.pk), coordinator)
    after = bytes_of(client)
    assert [url for url in before if after[url] != before[url]] == []
