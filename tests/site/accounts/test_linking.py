"""Whose account a name that a provider vouches for opens, and what linking ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from opendti_site.accounts.actions import (
    change_password,
    create_user,
    grant_role,
    invite_user,
    link_identity,
    person_of_claims,
    remove_credentials,
)
from opendti_site.accounts.actions.links import may_ask
from opendti_site.accounts.enums import Role
from opendti_site.accounts.identities import Claims, claims_of
from opendti_site.accounts.links import INVITATION, link_to, read_link
from opendti_site.accounts.models import User
from opendti_site.accounts.providers import account_of
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.config.oidc import OpenIDConnect
from opendti_site.mail.sending import send_due_mail

if TYPE_CHECKING:
    from django.test import RequestFactory
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db
WORD = "mua-thu-ha-noi-19"
WIDE = "\uff48\uff41"  # full-width letters


@pytest.fixture(autouse=True)
def _provider(settings: SettingsWrapper) -> None:
    settings.OIDC = OpenIDConnect(
        url="https://sso.bct.vn",
        client_id="opendti",
        secret="hush",
        name="SSO Bộ",
        username_claim="preferred_username",
    )


def claims(name: str = "ha") -> Claims:
    """What a provider says of somebody."""
    return claims_of("s-1", {"preferred_username": name})


def test_texts_of_the_provider_are_those_that_a_form_would_take():
    """Many providers let people write their own name; PostgreSQL takes no NUL at all."""
    said = {"name": "Hà\u202e\x00 Lê\u200b", "email_verified": True}
    assert claims_of("s-1", said).full_name == "Hà Lê"
    assert claims_of("s-1", said | {"name": "\u200b"}).full_name == "s-1"
    assert claims_of("s-1", said | {"name": "\ud800"}).full_name == "s-1"
    for wrong in ("nowhere", f"a@{'b.' * 130}vn", "a b@bct.vn", "hà@bct.vn"):
        assert claims_of("s-1", said | {"email": wrong}).email == ""
    assert claims_of("s-1", said | {"email": " Ha@BCT.vn"}).email == "ha@bct.vn"


@pytest.fixture
def ha(agency: Unit) -> User:
    """Somebody who was invited and has no password."""
    user = create_user(by=None, username="ha", full_name="Hà", email="ha@bct.vn")
    grant_role(user=user, role=Role.REPORTER, unit=agency, by=None)
    return user


@pytest.mark.parametrize(
    "name", [WIDE, "ha ", " ha", "ha\u200b", "h\u0430", "h" * 151, 7]
)
def test_a_name_that_no_account_may_have_is_no_name(name: str, ha: User):
    assert claims(name).username == ""
    assert person_of_claims(claims=claims(name)) is None
    assert claims("HA").username == "ha"


def test_an_account_with_a_password_or_a_factor_is_not_taken_by_its_name(ha: User):
    change_password(user=ha, password=WORD)
    with pytest.raises(ActionRefusedError, match="gắn danh tính ở trang"):
        person_of_claims(claims=claims())
    remove_credentials(user=ha, by=None)
    TOTP.activate(ha, "JBSWY3DPEHPK3PXP")
    with pytest.raises(ActionRefusedError, match="gắn danh tính ở trang"):
        person_of_claims(claims=claims())
    assert not SocialAccount.objects.exists()
    remove_credentials(user=ha, by=None)
    assert not Authenticator.objects.exists()
    assert person_of_claims(claims=claims()) == ha
    line = AuditLine.objects.filter(verb="disable_second_factor").get()
    assert line.actor is None  # the person did not do it


def test_linking_ends_sessions_and_links_and_is_written_to_the_owner(
    settings: SettingsWrapper, ha: User, coordinator: User
):
    settings.MAIL_IS_SET = True
    client = Client()
    client.force_login(ha)
    invite_user(user=ha, by=coordinator)
    ha.refresh_from_db()
    token = link_to(ha, INVITATION).rstrip("/").rpartition("/")[2]
    assert read_link(token) is not None
    person_of_claims(claims=claims())
    assert read_link(token) is None
    assert client.get("/tai-khoan/").status_code == 302
    send_due_mail()
    (letter,) = mail.outbox  # an invitation under way is dropped
    assert (letter.to, "SSO Bộ" in letter.body) == (["ha@bct.vn"], True)
    assert AuditLine.objects.latest("pk").verb == "link_identity"
    ha.refresh_from_db()
    assert not may_ask(ha)  # the address may be that of whoever made the account


def test_a_refusal_says_what_to_do_and_is_a_line(rf: RequestFactory, ha: User):
    change_password(user=ha, password=WORD)
    with pytest.raises(ImmediateHttpResponse) as stopped:
        account_of(rf.get("/"), claims())
    page = stopped.value.response.content.decode()
    assert stopped.value.response.status_code == 403
    assert "Xin đăng nhập theo cách đó rồi gắn danh tính ở trang “Tài khoản”" in page
    assert "nhờ người quản trị máy chủ gỡ mật khẩu" in page
    assert AuditLine.objects.latest("pk").verb == "identity_refused"
    call_command("remove_credentials", "ha")
    assert account_of(rf.get("/"), claims()) == ha
    with pytest.raises(CommandError):
        call_command("remove_credentials", "khong-co-ai")


def test_a_subject_is_its_exact_signs(agency: Unit):
    """Case, width and the way that accents are written tell people apart: the provider says so."""
    subjects = ["s-1", "S-1", "s-1 ", "\uff53-1", "\u00e9", "e\u0301", "01", "1"]
    users = [
        create_user(by=None, username=f"u{number}", full_name=f"U{number}")
        for number in range(len(subjects))
    ]
    for user, subject in zip(users, subjects, strict=True):
        link_identity(user=user, claims=claims_of(subject, {}), by=None)
    kept = [SocialAccount.objects.get(uid=subject).user for subject in subjects]
    assert kept == users
