"""Whoever lost phone and codes is let in again by their coordinator, who takes the second factor off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.test import Client

from opendti_site.accounts.actions import (
    create_user,
    grant_role,
    remove_second_factor,
)
from opendti_site.accounts.enums import Role
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from tests.site.accounts.test_sign_in import SECRET, WORD, sign_in

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit


@pytest.fixture
def ha(agency: Unit) -> User:
    """A reporter with an application of codes and recovery codes."""
    made = create_user(by=None, username="ha", full_name="Lê Thu Hà", password=WORD)
    grant_role(user=made, role=Role.REPORTER, unit=agency, by=None)
    TOTP.activate(made, SECRET)
    RecoveryCodes.activate(made)
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lines_since(last: int) -> list[tuple[str, int | None]]:
    lines = AuditLine.objects.filter(pk__gt=last).order_by("pk")
    return list(lines.values_list("verb", "actor"))


def test_a_coordinator_takes_off_what_was_lost(ha: User, coordinator: User):
    open_session, last = signed_in(ha), AuditLine.objects.latest("pk").pk
    assert open_session.get("/tai-khoan/").status_code == 200

    page = signed_in(coordinator).post(f"/nguoi-dung/{ha.pk}/hai-buoc/go/", follow=True)

    assert "Đã gỡ xác thực hai bước của Lê Thu Hà" in page.content.decode()
    assert not Authenticator.objects.filter(user=ha).exists()
    assert open_session.get("/tai-khoan/").status_code == 302
    verbs = ["remove_second_factor", "disable_second_factor", "disable_second_factor"]
    done = [line for line in lines_since(last) if line[0] != "sign_in"]
    assert done == [(verb, coordinator.pk) for verb in verbs]
    assert sign_in(Client(), "ha").url == "/viec-cua-toi/"


def test_nobody_takes_off_their_own_this_way(coordinator: User):
    TOTP.activate(coordinator, SECRET)
    with pytest.raises(ActionRefusedError, match="Tài khoản"):
        remove_second_factor(user=coordinator, by=coordinator)
    assert Authenticator.objects.count() == 1


def test_a_reporter_takes_off_nobodys(ha: User, viewer: User):
    with pytest.raises(PermissionDenied):
        remove_second_factor(user=ha, by=viewer)
    assert Authenticator.objects.filter(user=ha).count() == 2


def test_without_a_second_factor_there_is_nothing_to_take_off(
    viewer: User, coordinator: User
):
    last, version = AuditLine.objects.latest("pk").pk, viewer.session_version
    with pytest.raises(ActionRefusedError, match="không bật xác thực hai bước"):
        remove_second_factor(user=viewer, by=coordinator)
    viewer.refresh_from_db()
    assert (lines_since(last), viewer.session_version) == ([], version)


def test_a_persons_page_shows_whether_it_is_on(
    ha: User, viewer: User, coordinator: User
):
    client = signed_in(coordinator)
    assert "Gỡ xác thực hai bước" in client.get(ha.get_absolute_url()).content.decode()
    other = client.get(viewer.get_absolute_url()).content.decode()
    assert "Gỡ xác thực hai bước" not in other


def test_the_page_of_the_second_step_says_whom_to_ask(ha: User):
    client = Client()
    address = sign_in(client, "ha").url
    assert "Xin nhờ người điều phối" in client.get(address).content.decode()
