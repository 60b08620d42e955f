"""How seals are written, by examples that never change: databases of before rest on these texts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import models

from opendti_site.audit.column_digests import tag_of
from opendti_site.audit.keys import Key
from opendti_site.audit.models import AuditLine
from opendti_site.audit.registry import sealed_model
from opendti_site.audit.rows import (
    GONE,
    KEYS_A_QUERY,
    Reference,
    _default_of,
    digests_in,
    reference,
    seals_of,
    texts_in,
)
from opendti_site.audit.seal import START, seal_of
from opendti_site.organisations.models import Unit

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User

KEY = Key("abcdef012345", b"k" * 32)
LINE = AuditLine(
    at=dt.datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=dt.timezone(dt.timedelta(hours=7))),
    actor_id=7,
    actor_name="Lê Hà",
    verb="edit_unit",
    subject="organisations.Unit:7",
    subject_name="Cục Thương mại",
    detail={"b": "đ", "a": [1, None, True]},
    previous=START,
    key=KEY.id,
    seals={"organisations.Unit": {"7": "d"}},
)


def test_the_seal_of_a_line_is_written_in_one_way() -> None:
    assert START == "0" * 64
    assert seal_of(LINE, KEY) == (
        "6dc0a53ccf64f1e071bc41f6611a24d5e52cfb2be829365576303c0eae184fb0"
    )
    assert seal_of(LINE, None) == (
        "55f00eb85cb4b3a6f5bc584e50ab292c023a954bd347723d6efb0d83bd961ee1"
    )


@pytest.fixture
def unit(db: None, settings: SettingsWrapper, tmp_path: Path) -> Unit:
    """A row whose columns are all known, and a file with the key alone."""
    settings.AUDIT_KEY_FILE = tmp_path / "key"
    settings.AUDIT_KEY_FILE.write_text(f"{KEY.id} {KEY.secret.hex()}\n", "ascii")
    return Unit.objects.create(
        pk=7, code="C", name="Cục", path="0007/", search_key="c cuc", block="x"
    )


@pytest.mark.tampered("the row is written without an act")
def test_the_text_and_the_digests_of_a_row_are_written_in_one_way(unit: Unit) -> None:
    sealed, rows = sealed_model("organisations.Unit"), Unit.objects.filter(pk=7)
    ((key, text, kept),) = texts_in(sealed, rows)
    assert key == "7"
    assert text.decode() == (
        '["organisations.Unit","7",{"block":"x","code":"C","id":7,"name":"Cục","name_en":"",'
        '"path":"0007/","search_key":"c cuc","short_name":""}]'
    )
    assert kept.keys() == {
        *("block", "code", "id", "name", "name_en", "path", "search_key", "short_name")
    }
    ((_key, written),) = digests_in(sealed, rows, KEY)
    digest, _colon, columns = written.partition(":")
    assert digest == "f98266ccc98fc0e306df86efed30b693"
    assert columns == (
        "SWrnTQmvrAf466.VpT91LEbxE4Cyf.gqNZNHkw08k-mETXs9NVz9px7.e1R.oK-iRMpMBI"
        "XABvF9aT5EvQL-e7X2K17O4XKT."
    )
    assert tag_of("name") == "gqN"
    assert unit.pk == 7


def test_a_column_rests_at_its_default_and_one_without_a_default_never() -> None:
    never = _default_of(models.TextField())
    assert _default_of(models.TextField(default=str)) is never
    assert _default_of(models.AutoField(primary_key=True)) is never
    assert _default_of(models.IntegerField(primary_key=True, default=3)) is never
    assert _default_of(models.IntegerField(null=True)) is None
    assert _default_of(models.IntegerField(null=True, default=3)) is None
    assert _default_of(models.IntegerField(default=3)) == 3
    assert _default_of(models.JSONField(default=list)) == []
    assert _default_of(models.JSONField(default=dict)) == {}


def test_rows_of_several_tables_are_sealed_each_once_in_any_order(
    agency: Unit, department: Unit, reporter: User
) -> None:
    gone = Reference(Unit, 999_999)
    assert reference(agency) == Reference(Unit, agency.pk)
    rows = [agency, reporter, gone, department, reference(agency)]
    seals = seals_of(rows, KEY)
    assert list(seals) == ["accounts.User", "organisations.Unit"]
    assert seals["accounts.User"].keys() == {str(reporter.pk)}
    units = {str(agency.pk), str(department.pk), "999999"}
    assert seals["organisations.Unit"].keys() == units
    assert [key for key, digest in seals["organisations.Unit"].items() if not digest]
    assert seals["organisations.Unit"]["999999"] == GONE == ""
    for labelled in seals.values():
        for digest in filter(None, labelled.values()):
            assert len(digest.partition(":")[0]) == 32
    with pytest.raises(ValueError, match="row without key"):
        seals_of([Unit(code="X")], KEY)
    assert seals_of([], KEY) == {}


def test_many_rows_are_read_some_hundreds_at_a_time(
    agency: Unit, django_assert_num_queries
) -> None:
    keys = [*range(10**6, 10**6 + KEYS_A_QUERY), agency.pk]
    for number, queries in ((1, 1), (KEYS_A_QUERY, 1), (KEYS_A_QUERY + 1, 2)):
        with django_assert_num_queries(queries):
            seals = seals_of([Reference(Unit, key) for key in keys[:number]], KEY)
        assert len(seals["organisations.Unit"]) == number
    assert seals["organisations.Unit"][str(agency.pk)]
