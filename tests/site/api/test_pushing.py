"""Pushing values over the API: scope, faults row by row, dry runs, and the same push twice."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from opendti_site.accounts.actions import (
    ServiceScope,
    create_service_account,
    revoke_role,
)
from opendti_site.accounts.enums import Role
from opendti_site.audit.models import AuditLine
from opendti_site.feeds.models import Push
from opendti_site.feeds.readings import WORDS
from opendti_site.frameworks.actions import adopt_text
from opendti_site.frameworks.bridge import library_text
from opendti_site.observations.models import Delivery, Observation
from tests.site.cast import FRAMEWORK, person

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

VALUES = "/api/v1/values"
ROW = {
    "unit": "CucTMDT",
    "item": "1.2.a",
    "period_start": "2026-01-01",
    "period_end": "2026-12-31",
    "value": "60",
}


class Pusher:
    """A program that pushes over the ministry."""

    def __init__(self, client: Client, unit: Unit, by: User, **scope: Any) -> None:
        self.client = client
        self.issued = create_service_account(
            name=f"Máy {timezone.now()}",
            unit=unit,
            scope=ServiceScope(**{"verbs": ["push"]} | scope),
            expires_at=timezone.now() + dt.timedelta(days=1),
            by=by,
        )

    def push(self, *rows: dict[str, Any], key: str = "k1", **more: Any) -> HttpResponse:
        body = {"framework": "vn.test.small@2026", "rows": list(rows)} | more
        return self.send(json.dumps(body), key)

    def send(self, body: str | bytes, key: str = "k1") -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.issued.text}"}
        if key:
            headers["Idempotency-Key"] = key
        return self.client.post(
            VALUES, body, content_type="application/json", headers=headers
        )


@pytest.fixture(name="pusher")
def ministry_pusher(
    client: Client, ministry: Unit, agency: Unit, coordinator: User
) -> Pusher:
    """A program of the ministry that may push everything."""
    cache.clear()
    adopt_text(FRAMEWORK, by=coordinator)
    return Pusher(client, ministry, coordinator)


def test_values_are_recorded_with_their_origin(pusher: Pusher, coordinator: User):
    rows = [
        ROW,
        ROW | {"item": "1.1.a", "value": True},
        ROW | {"item": "2.1.a", "value": 0},
        ROW | {"item": "2.3.a", "value": "part"},
        ROW | {"item": "2.2.a", "state": "not_applicable", "value": None},
        ROW | {"item": "2.2.b", "state": "not_measured", "value": None},
    ]
    response = pusher.push(*rows)
    delivery = Delivery.objects.get()
    assert response.json() == {
        "recorded": 6,
        "refused": 0,
        "dry_run": False,
        "delivery": delivery.pk,
        "rows": [],
    }
    account = pusher.issued.token.account
    assert delivery.machine == f"accounts.ServiceAccount:{account.pk}"
    assert (delivery.by, delivery.source) == (coordinator, "api")
    found = {
        row.item: (row.state, row.value, row.text) for row in Observation.objects.all()
    }
    assert found == {
        "1.2.a": ("given", Decimal(60), ""),
        "1.1.a": ("given", Decimal(1), ""),
        "2.1.a": ("given", Decimal(0), ""),
        "2.3.a": ("given", None, "part"),
        "2.2.a": ("not_applicable", None, ""),
        "2.2.b": ("not_measured", None, ""),
    }
    assert AuditLine.objects.filter(verb="record_observations").count() == 1


FAULTS = {
    "unit_unknown": {"unit": "BTC"},
    "item_unknown": {"item": "9.9.a"},
    "period_reversed": {"period_end": "2025-12-31"},
    "state_not_allowed": {"state": "not_applicable", "value": None},
    "value_missing": {"value": None},
    "value_not_expected": {"state": "blank"},
    "number_expected": {"value": "1.234,5"},
    "whole_number_expected": {"value": "1.5"},
    "number_outside": {"value": "-1"},
    "truth_expected": {"item": "1.1.a", "value": "2"},
    "option_expected": {"item": "2.3.a", "value": "half"},
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_of_a_row_has_its_code(pusher: Pusher, code: str):
    response = pusher.push(ROW | {"item": "2.1.a"}, ROW | FAULTS[code])
    body = response.json()
    assert (response.status_code, body["code"]) == (422, "rows_refused")
    ((row, found),) = [(fault["row"], fault["code"]) for fault in body["rows"]]
    assert (row, found) == (1, code)
    assert body["rows"][0]["detail"] == WORDS[code]
    assert (body["recorded"], Observation.objects.count()) == (0, 0)


def test_good_rows_are_recorded_by_themselves_if_asked(pusher: Pusher):
    response = pusher.push(ROW, ROW, ROW | {"unit": "X"}, mode="good_rows")
    body = response.json()
    assert (body["recorded"], body["refused"]) == (1, 2)
    assert [(f["row"], f["code"]) for f in body["rows"]] == [
        (1, "row_twice"),
        (2, "unit_unknown"),
    ]
    assert Observation.objects.count() == 1


def test_nothing_good_records_nothing(pusher: Pusher):
    body = pusher.push(ROW | {"unit": "X"}, mode="good_rows").json()
    assert (body["recorded"], body["delivery"]) == (0, None)
    assert not Delivery.objects.exists()


def test_dry_run_says_the_same_and_writes_nothing(pusher: Pusher):
    bad = ROW | {"unit": "X"}
    tried = pusher.push(ROW, bad, mode="good_rows", dry_run=True, key="").json()
    assert not Push.objects.exists()
    assert not Observation.objects.exists()
    done = pusher.push(ROW, bad, mode="good_rows").json()
    assert tried | {"dry_run": False, "delivery": done["delivery"]} == done


def test_same_push_twice_is_recorded_once(pusher: Pusher):
    first, second = pusher.push(ROW), pusher.push(ROW)
    assert second.json() == first.json()
    assert (Delivery.objects.count(), Observation.objects.count()) == (1, 1)
    refused = [pusher.push(ROW | {"unit": "X"}, key="k2") for _ in range(2)]
    assert refused[0].json() == refused[1].json()
    assert pusher.push(ROW, key="k3").status_code == 200
    assert Observation.objects.count() == 2


def test_same_key_with_another_body_is_refused(pusher: Pusher):
    pusher.push(ROW)
    response = pusher.push(ROW | {"value": "61"})
    assert response.json()["code"] == "idempotency_key_reused"
    assert Observation.objects.count() == 1


def test_keys_of_two_accounts_are_apart(
    pusher: Pusher, agency: Unit, coordinator: User
):
    other = Pusher(pusher.client, agency, coordinator)
    assert pusher.push(ROW).json()["recorded"] == 1
    assert other.push(ROW | {"value": "61"}).json()["recorded"] == 1


@pytest.mark.parametrize("key", ["", " ", "k" * 101, "khóa"])
def test_unfit_keys_are_refused(pusher: Pusher, key: str):
    sent = key.encode("utf-8").decode("latin-1")
    assert pusher.push(ROW, key=sent).json()["code"] == "idempotency_key_missing"


def test_scope_bounds_units_items_and_verbs(
    pusher: Pusher, agency: Unit, department: Unit, coordinator: User
):
    narrow = Pusher(pusher.client, agency, coordinator, items=["1.*"])
    rows = [ROW, ROW | {"item": "2.1.a"}, ROW | {"unit": "VuDKT"}]
    codes = [fault["code"] for fault in narrow.push(*rows).json()["rows"]]
    assert codes == ["item_not_allowed", "unit_unknown"]
    reader = Pusher(pusher.client, agency, coordinator, verbs=["read"])
    assert reader.push(ROW).json()["code"] == "verb_not_allowed"


def test_account_pushes_no_longer_than_its_owner_may(
    pusher: Pusher, ministry: Unit, coordinator: User
):
    other = person("moi", "Người mới", Role.COORDINATOR, ministry)
    (role,) = coordinator.assignments.all()
    revoke_role(assignment=role, by=other)
    response = pusher.push(ROW)
    assert (response.status_code, response.json()["code"]) == (
        403,
        "owner_without_right",
    )
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422),
        ("{", 400),
        ("[" * 100_000, 400),
        ('{"rows": ' + "9" * 5000 + "}", 400),
        ("[]", 422),
        ('{"framework": "x@1", "rows": []}', 422),
        ('{"framework": "a\\u0000b", "rows": [{}]}', 422),
        (b'{"framework": "\xff"}', 400),
    ],
)
def test_unreadable_bodies_are_refused(pusher: Pusher, body: Any, status: int):
    response = pusher.send(body)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 1e300, "1e3", "\ud800", "\u0000", "9" * 400]
)
def test_odd_values_are_faults_of_their_row(pusher: Pusher, value: Any):
    response = pusher.push(ROW | {"value": value})
    assert response.status_code == 422
    assert not Observation.objects.exists()


def test_too_large_a_body_is_refused(pusher: Pusher, settings: Any):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert pusher.push(ROW, ROW).status_code == 413


def test_printed_example_runs_as_it_stands(
    pusher: Pusher, client: Client, coordinator: User
):
    adopt_text(library_text("vn.moit.dti@2023"), by=coordinator)
    page = unescape(client.get("/api/").content.decode())
    printed = page.partition("-d '")[2].partition("'")[0]
    key = page.partition("Idempotency-Key: ")[2].partition('"')[0]
    assert pusher.send(printed, key).json()["recorded"] == 1


def test_thousand_rows_ask_as_often_as_one(
    pusher: Pusher, django_assert_max_num_queries: Any
):
    rows = [
        ROW
        | {"period_start": f"{year}-{month:02}-{day:02}", "period_end": "2999-01-01"}
        for year in (2020, 2021, 2022)
        for month in range(1, 13)
        for day in range(1, 29)
    ]
    with django_assert_max_num_queries(45):
        assert pusher.push(*rows).json()["recorded"] == len(rows)
