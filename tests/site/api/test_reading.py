"""Reading over the API: refusals, languages, tags, pages, limits, and values as they stand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache, caches
from django.utils import timezone

from opendti_site.accounts.actions import (
    IssuedToken,
    ServiceScope,
    close_service_account,
    create_service_account,
    revoke_service_token,
)
from opendti_site.accounts.models import ServiceAccount
from opendti_site.api.problems import KINDS
from opendti_site.assessments.submissions.actions import save_answers
from opendti_site.assessments.submissions.outcomes import PostedField
from tests.site.cast import FRAMEWORK
from tests.site.clock import shifted
from tests.site.runs import opened

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

UNITS = "/api/v1/units"


@pytest.fixture(autouse=True)
def _empty_limits() -> None:
    cache.clear()
    caches["process"].clear()


def issued(unit: Unit, by: User, **scope: Any) -> IssuedToken:
    return create_service_account(
        name=f"Phần mềm {ServiceAccount.objects.count()}",
        unit=unit,
        scope=ServiceScope(**{"verbs": ["read"]} | scope),
        expires_at=timezone.now() + dt.timedelta(days=30),
        by=by,
    )


def bearing(made: IssuedToken) -> dict[str, Any]:
    return {"HTTP_AUTHORIZATION": f"Bearer {made.text}"}


@pytest.fixture(name="token")
def ministry_token(ministry: Unit, agency: Unit, coordinator: User) -> dict[str, Any]:
    """The header of a program that reads over the ministry."""
    return bearing(issued(ministry, coordinator))


def test_refusals_have_codes_and_words_of_the_language(client: Client, db: None):
    response = client.get(UNITS, HTTP_ACCEPT_LANGUAGE="en-GB, vi;q=0.5")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.headers["Content-Language"] == "en"
    body = response.json()
    assert body["title"].startswith("A token is needed")
    assert (body["code"], body["status"]) == ("token_missing", 401)
    assert body["type"] == "/api/#token_missing"
    body = client.get(UNITS, HTTP_ACCEPT_LANGUAGE="fr").json()
    assert body["title"].startswith("Cần mã truy cập")


def test_ended_tokens_say_how_they_ended(
    client: Client, ministry: Unit, coordinator: User
):
    first, second = issued(ministry, coordinator), issued(ministry, coordinator)
    with shifted(days=31):
        assert client.get(UNITS, **bearing(first)).json()["code"] == "token_expired"
    revoke_service_token(first.token, by=coordinator)
    close_service_account(second.token.account, by=coordinator)
    for made in (first, second):
        assert client.get(UNITS, **bearing(made)).json()["code"] == "token_revoked"
    false = {"HTTP_AUTHORIZATION": f"Bearer {first.text}x"}
    assert client.get(UNITS, **false).json()["code"] == "token_unknown"


def test_scope_bounds_verbs_and_addresses(
    client: Client, ministry: Unit, coordinator: User
):
    pushing = issued(ministry, coordinator, verbs=["push"])
    response = client.get(UNITS, **bearing(pushing))
    assert (response.status_code, response.json()["code"]) == (403, "verb_not_allowed")
    near = issued(ministry, coordinator, addresses=["127.0.0.0/8"])
    far = issued(ministry, coordinator, addresses=["10.0.0.0/8"])
    assert client.get(UNITS, **bearing(near)).status_code == 200
    assert client.get(UNITS, **bearing(far)).json()["code"] == "address_not_allowed"


def test_unchanged_answer_is_not_sent_again(client: Client, token: dict[str, Any]):
    response = client.get(UNITS, **token)
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in response.headers["Vary"]
    tagged = token | {"HTTP_IF_NONE_MATCH": response.headers["ETag"]}
    again = client.get(UNITS, **tagged)
    assert (again.status_code, again.content) == (304, b"")
    english = client.get(UNITS, **tagged, HTTP_ACCEPT_LANGUAGE="en")
    assert english.status_code == 200


def test_head_is_answered_without_a_body(client: Client, token: dict[str, Any]):
    response = client.head(UNITS, **token)
    assert (response.status_code, response.content) == (200, b"")


def test_pages_follow_each_other(
    client: Client, token: dict[str, Any], department: Unit
):
    found, after = [], 0
    while after is not None:
        page = client.get(f"{UNITS}?limit=1&after={after}", **token).json()
        found += [unit["code"] for unit in page["items"]]
        after = page["next"]
    assert found == ["BCT", "CucTMDT", "VuDKT"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "after=-1", f"after={10**30}"]
)
def test_unfit_pages_are_named(client: Client, token: dict[str, Any], query: str):
    response = client.get(f"{UNITS}?{query}", **token)
    body = response.json()
    assert (response.status_code, body["code"]) == (422, "request_invalid")
    assert body["errors"][0]["pointer"].startswith("query/")


def test_requests_beyond_the_limit_wait(
    client: Client, token: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("opendti_site.api.callers.OF_ACCOUNT", 2)
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)
    answers = [client.get(UNITS, **token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 61
    assert answers[2].json()["code"] == "too_many_requests"
    monkeypatch.setattr("time.time", lambda: 1_800_000_061.0)
    assert client.get(UNITS, **token).status_code == 200


def test_false_tokens_are_bounded_by_address(
    client: Client, token: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("opendti_site.api.callers.FALSE_TOKENS", 1)
    false = {"HTTP_AUTHORIZATION": "Bearer odti_000000000000_x"}
    codes = [client.get(UNITS, **false).status_code for _ in range(2)]
    assert codes == [401, 429]
    assert client.get(UNITS, **token).status_code == 200


def test_states_stay_apart_and_numbers_exact(
    client: Client,
    token: dict[str, Any],
    coordinator: User,
    reporter: User,
    agency: Unit,
):
    ministry = agency.parent
    round_ = opened(FRAMEWORK, ministry, coordinator)
    form = round_.submissions.get(unit=agency)
    typed = {
        "1.1.a": PostedField("0"),
        "1.2.a": PostedField("12345678"),
        "1.2.b": PostedField(""),
        "2.2.a": PostedField("", state="not_applicable", reason="Không có dịch vụ"),
        "2.3.a": PostedField("part"),
    }
    with shifted(days=-10):
        save_answers(form, typed, by=reporter)
    page = client.get(f"/api/v1/submissions/{form.pk}/values", **token).json()
    found = {v["item"]: (v["state"], v["value"], v["text"]) for v in page["items"]}
    assert found["1.1.a"] == ("given", "0", None)
    assert found["1.2.a"] == ("given", "12345678", None)
    assert found.get("1.2.b", ("blank", None, None)) == ("blank", None, None)
    assert found["2.2.a"] == ("not_applicable", None, None)
    assert found["2.3.a"] == ("given", None, "part")
    narrow = bearing(issued(ministry, coordinator, items=["1.*"]))
    page = client.get(f"/api/v1/rounds/{round_.pk}/values", **narrow).json()
    assert {v["item"][0] for v in page["items"]} == {"1"}


def test_framework_names_its_items(
    client: Client,
    token: dict[str, Any],
    coordinator: User,
    ministry: Unit,
    framework_text: str,
):
    opened(framework_text, ministry, coordinator)
    (listed,) = client.get("/api/v1/frameworks", **token).json()["items"]
    body = client.get(f"/api/v1/frameworks/{listed['id']}", **token).json()
    assert body["file"] == framework_text
    (choice,) = [item for item in body["items"] if item["item"] == "2.3.a"]
    assert choice["options"] == ["none", "part", "full"]


@pytest.mark.parametrize(
    ("path", "method", "code"),
    [
        ("/api/v1/nothing", "get", "not_found"),
        (f"/api/v1/rounds/{2**63}", "get", "not_found"),
        ("/en/api/v1/nothing", "get", "not_found"),
        ("/api/v1/units?q=%ff", "get", "request_unreadable"),
        (UNITS, "delete", "method_not_allowed"),
    ],
)
def test_programs_get_no_pages(
    client: Client, db: None, path: str, method: str, code: str
):
    response = getattr(client, method)(path)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code


def test_only_what_is_public_is_for_other_sites(client: Client, token: dict[str, Any]):
    for path in ("/api/v1/editions", "/api/v1/openapi.json"):
        response = client.get(path)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cache-Control"] == "public, no-cache"
    response = client.get(UNITS, **token)
    assert "Access-Control-Allow-Origin" not in response.headers


def test_posting_to_a_list_names_what_is_allowed(client: Client, token: dict[str, Any]):
    response = client.post(UNITS, **token)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")
    assert response.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_documentation_names_every_address_and_code(
    client: Client, db: None, prefix: str
):
    page = client.get(f"{prefix}/api/").content.decode()
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert len(paths) > 12
    for text in [*paths, *KINDS]:
        assert text in page
    assert "cdn" not in page
