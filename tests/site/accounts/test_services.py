"""Service accounts: made for a unit, their tokens shown once, replaced with an overlap, ended for ever."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from opendti_site.accounts.actions import (
    IssuedToken,
    ServiceScope,
    close_service_account,
    create_service_account,
    revoke_service_token,
    rotate_service_token,
)
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import ServiceAccount, ServiceToken
from opendti_site.accounts.permissions import can_manage_service
from opendti_site.accounts.queries import has_role
from opendti_site.accounts.service_tokens import (
    covers_item,
    find_token,
    is_from_allowed_address,
    note_use,
    reader_of,
)
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from tests.site.clock import shifted

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

LIST = "/tai-khoan-dich-vu/"


def issued(unit: Unit, by: User, **scope: Any) -> IssuedToken:
    """Make an account that may read, for 30 days."""
    return create_service_account(
        name="Cổng dịch vụ công",
        unit=unit,
        scope=ServiceScope(**{"verbs": ["read"]} | scope),
        expires_at=timezone.now() + dt.timedelta(days=30),
        by=by,
    )


def rotated(account: ServiceAccount, by: User, days: int = 7) -> IssuedToken:
    """Issue another token for 60 days."""
    return rotate_service_token(
        account,
        expires_at=timezone.now() + dt.timedelta(days=60),
        overlap=dt.timedelta(days=days),
        by=by,
    )


def posted(unit: Unit, **changed: str) -> dict[str, Any]:
    """Return the fields of a new account."""
    day = timezone.localdate() + dt.timedelta(days=30)
    fields = {"name": "LGSP", "unit": unit.pk, "verbs": ["read", "push"]}
    return fields | {"expires_on": day.isoformat()} | changed


def test_token_is_found_by_its_text_and_kept_as_a_digest(
    coordinator: User, agency: Unit
):
    made = issued(agency, coordinator)
    assert find_token(made.text) == made.token
    for other in ("", "odti_", made.text[:-1], made.text + "x", made.text[5:]):
        assert find_token(other) is None
    secret = made.text.rpartition("_")[2]
    rows = [*ServiceToken.objects.values(), *AuditLine.objects.values()]
    assert secret not in str(rows)


def test_rotation_leaves_the_token_of_before_for_the_overlap(
    coordinator: User, agency: Unit
):
    first = issued(agency, coordinator)
    account = first.token.account
    second = rotated(account, coordinator)
    assert [token.state for token in account.tokens.all()] == ["live", "live"]
    with pytest.raises(ActionRefusedError, match="hai mã"):
        rotated(account, coordinator)
    with shifted(days=8):
        assert [token.state for token in account.tokens.all()] == ["expired", "live"]
    revoke_service_token(second.token, by=coordinator)
    with pytest.raises(ActionRefusedError):
        revoke_service_token(second.token, by=coordinator)
    rotated(account, coordinator, days=0)
    assert [token.state for token in account.tokens.all()] == [
        "expired",
        "revoked",
        "live",
    ]


def test_overlap_never_lengthens_a_life(coordinator: User, agency: Unit):
    first = issued(agency, coordinator)
    rotated(first.token.account, coordinator, days=300)
    kept = ServiceToken.objects.get(pk=first.token.pk)
    assert kept.expires_at == first.token.expires_at


def test_closing_ends_every_token_for_ever(coordinator: User, agency: Unit):
    account = issued(agency, coordinator).token.account
    rotated(account, coordinator)
    close_service_account(account, by=coordinator)
    assert {token.state for token in account.tokens.all()} == {"revoked"}
    for act in (rotated, lambda a, by: close_service_account(a, by=by)):
        with pytest.raises(ActionRefusedError, match="đã đóng"):
            act(account, coordinator)
    issued(agency, coordinator)  # the name is free again


def test_only_coordinators_of_the_unit_let_programs_in(
    coordinator: User, reporter: User, stranger: User, agency: Unit
):
    account = issued(agency, coordinator).token.account
    for person in (reporter, stranger):
        assert not can_manage_service(person, agency)
        with pytest.raises(PermissionDenied):
            issued(agency, person)
        with pytest.raises(PermissionDenied):
            rotated(account, person)
        with pytest.raises(PermissionDenied):
            revoke_service_token(account.tokens.get(), by=person)
        with pytest.raises(PermissionDenied):
            close_service_account(account, by=person)


@pytest.mark.parametrize("days", [-1, 800])
def test_life_of_a_token_is_bounded(coordinator: User, agency: Unit, days: int):
    with pytest.raises(ValidationError):
        create_service_account(
            name="X",
            unit=agency,
            scope=ServiceScope(["read"]),
            expires_at=timezone.now() + dt.timedelta(days=days),
            by=coordinator,
        )


@pytest.mark.parametrize(
    ("patterns", "item", "covered"),
    [
        ([], "1.2.a", True),
        (["1.2"], "1.2.a", True),
        (["1.2"], "1.20.a", False),
        (["1.2.a"], "1.2.a", True),
        (["1.2.a"], "1.2.b", False),
        (["2.*"], "2.1.a", True),
        (["2.*"], "1.2.a", False),
        (["*.a"], "1.2.a", True),
    ],
)
def test_patterns_cover_what_they_name_and_what_lies_below(
    patterns: list[str],
    item: str,
    covered: bool,  # noqa: FBT001 -- a case
):
    assert covers_item(ServiceAccount(items=patterns), item) is covered


@pytest.mark.parametrize(
    ("networks", "address", "allowed"),
    [
        ([], None, True),
        (["10.20.0.0/16"], "10.20.3.4", True),
        (["10.20.0.0/16"], "10.21.3.4", False),
        (["10.20.0.0/16"], "", False),
        (["2001:db8::/32"], "2001:db8::1", True),
        (["2001:db8::/32", "10.0.0.0/8"], "10.1.1.1", True),
    ],
)
def test_addresses_are_networks(
    networks: list[str],
    address: str | None,
    allowed: bool,  # noqa: FBT001 -- a case
):
    account = ServiceAccount(addresses=networks)
    assert is_from_allowed_address(account, address) is allowed


def test_bearer_sees_what_a_viewer_of_the_unit_sees(coordinator: User, agency: Unit):
    reader = reader_of(issued(agency, coordinator).token.account)
    assert has_role(reader, Role.VIEWER, unit=agency)
    assert not has_role(reader, Role.COORDINATOR, Role.REPORTER)
    writer = create_service_account(
        name="Chỉ gửi",
        unit=agency,
        scope=ServiceScope(["push"]),
        expires_at=timezone.now() + dt.timedelta(days=1),
        by=coordinator,
    )
    assert not has_role(reader_of(writer.token.account))


def test_last_use_is_written_once_a_minute(
    coordinator: User, agency: Unit, django_assert_num_queries: Any
):
    made = issued(agency, coordinator)
    note_use(ServiceToken.objects.get(pk=made.token.pk))
    again = ServiceToken.objects.get(pk=made.token.pk)
    assert again.last_used_at
    with django_assert_num_queries(0):
        note_use(again)


def test_page_shows_the_token_once(client: Client, coordinator: User, agency: Unit):
    client.force_login(coordinator)
    response = client.post(f"{LIST}them/", posted(agency, items="1.2\n2.*"))
    account = ServiceAccount.objects.get()
    (text,) = [w for w in response.content.decode().split("<code>") if "odti_" in w]
    text = text.partition("<")[0]
    assert find_token(text)
    assert "no-store" in response.headers["Cache-Control"]
    assert (account.items, account.verbs) == (["1.2", "2.*"], ["read", "push"])
    page = client.get(account.get_absolute_url()).content.decode()
    assert text not in page
    assert account.tokens.get().prefix in page
    assert "LGSP" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("items", "1.2; drop"),
        ("addresses", "10.0.0.0/99"),
        ("addresses", "máy chủ"),
        ("expires_on", "2019-01-01"),
        ("expires_on", "9999-12-31"),
        ("verbs", "publish"),
        ("name", ""),
    ],
)
def test_unfit_fields_are_refused_beside_the_field(
    client: Client, coordinator: User, agency: Unit, field: str, value: str
):
    client.force_login(coordinator)
    if field == "items":
        value = "1.2 $(x)"
    response = client.post(f"{LIST}them/", posted(agency, **{field: value}))
    assert response.context["form"].errors.keys() == {field}
    assert not ServiceAccount.objects.exists()


def test_pages_issue_revoke_and_close(client: Client, coordinator: User, agency: Unit):
    account = issued(agency, coordinator).token.account
    client.force_login(coordinator)
    page = account.get_absolute_url()
    fields = posted(agency, overlap="1")
    response = client.post(
        reverse("accounts:rotate_service_token", args=[account.pk]), fields
    )
    assert "odti_" in response.content.decode()
    again = client.post(
        reverse("accounts:rotate_service_token", args=[account.pk]), fields
    )
    assert again.status_code == 422
    token = account.tokens.first()
    client.post(reverse("accounts:revoke_service_token", args=[account.pk, token.pk]))
    assert account.tokens.first().state == "revoked"
    client.post(reverse("accounts:close_service_account", args=[account.pk]))
    response = client.get(page)
    assert "Đã đóng" in response.content.decode()
    assert "Cấp mã mới</button>" not in response.content.decode()


def test_list_asks_as_often_for_many_accounts(
    client: Client, coordinator: User, agency: Unit, django_assert_max_num_queries: Any
):
    client.force_login(coordinator)
    for number in range(4):
        create_service_account(
            name=f"P{number}",
            unit=agency,
            scope=ServiceScope(["read"]),
            expires_at=timezone.now() + dt.timedelta(days=1),
            by=coordinator,
        )
    with django_assert_max_num_queries(12):
        client.get(LIST)
