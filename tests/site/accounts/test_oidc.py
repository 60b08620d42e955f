"""Signing in with the ministry's own provider: whose account an identity opens, and whose never."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from opendti_site.accounts.actions import close_user, create_user, grant_role
from opendti_site.accounts.checks import check_role_rules
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.providers import ProviderAdapter
from opendti_site.audit.models import AuditLine
from opendti_site.config import oidc
from opendti_site.config.oidc import RoleRule, role_rules
from tests.site.accounts.provider import (
    Provider,
    provider,
    running,
    trust,
)

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.organisations.models import Unit

__all__ = ["provider", "running"]
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
WORD = "mua-thu-ha-noi-19"
UNKNOWN = "chưa có tài khoản trong hệ thống này"


def whoever_is_in(client: Client) -> str:
    """Return the user name of whoever is signed in at a browser."""
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).username if pk else ""


def verbs(count: int) -> list[str]:
    """Return the last verbs, newest first."""
    return list(AuditLine.objects.order_by("-pk").values_list("verb", flat=True))[
        :count
    ]


def test_an_identity_opens_the_account_of_its_name_and_stays_with_it(
    client: Client, provider: Provider, reporter: User
):
    provider.knows("s-ha", preferred_username="HA", groups=["nhap-lieu"])
    answer = provider.vouch(client, "s-ha")
    assert answer.url == "/viec-cua-toi/"
    assert whoever_is_in(client) == "ha"
    assert verbs(2) == ["sign_in", "link_identity"]
    identity = SocialAccount.objects.get()
    assert (identity.user, identity.uid) == (reporter, "s-ha")
    assert identity.extra_data == {}
    provider.knows("s-ha", preferred_username="minh", groups=["nhap-lieu"])
    again = Client()
    provider.vouch(again, "s-ha")
    assert whoever_is_in(again) == "ha"
    assert SocialAccount.objects.count() == 1


def test_an_address_never_leads_to_an_account(
    client: Client, provider: Provider, agency: Unit
):
    create_user(by=None, username="ha", full_name="Hà", email="ha@bct.vn")
    provider.knows(
        "s-evil",
        preferred_username="ai-do",
        email="ha@bct.vn",
        email_verified=True,
    )
    answer = provider.vouch(client, "s-evil")
    assert answer.status_code == 403
    assert UNKNOWN in answer.content.decode()
    assert whoever_is_in(client) == ""
    assert SocialAccount.objects.count() == 0
    assert verbs(1) == ["identity_unknown"]


def test_a_name_is_not_believed_unless_the_settings_say_so(
    client: Client, settings: SettingsWrapper, provider: Provider, reporter: User
):
    trust(settings, provider, username_claim="")
    provider.knows("s-ha", preferred_username="ha", groups=["nhap-lieu"])
    assert provider.vouch(client, "s-ha").status_code == 403
    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize("who", ["superuser", "demo", "closed", "linked"])
def test_some_accounts_are_never_taken_by_name(
    client: Client, provider: Provider, coordinator: User, agency: Unit, who: str
):
    user = create_user(
        by=None,
        username="dich",
        full_name="Đích",
        is_superuser=who == "superuser",
        demo=who == "demo",
    )
    if who != "superuser":
        grant_role(user=user, role=Role.REPORTER, unit=agency, by=None)
    if who == "closed":
        close_user(user=user, by=coordinator)
    if who == "linked":
        provider.knows("s-first", preferred_username="dich", groups=["nhap-lieu"])
        provider.vouch(Client(), "s-first")
    provider.knows("s-second", preferred_username="dich", groups=["nhap-lieu"])
    assert provider.vouch(client, "s-second").status_code == 403
    assert not SocialAccount.objects.filter(uid="s-second").exists()
    assert whoever_is_in(client) == ""


def test_an_account_is_made_for_whom_a_group_gives_a_role(
    client: Client, provider: Provider, agency: Unit
):
    provider.knows(
        "s-moi",
        preferred_username="moi",
        name="Đỗ Mới",
        email="Moi@bct.vn",
        email_verified=True,
        groups=["nhap-lieu", "khac"],
    )
    provider.vouch(client, "s-moi")
    made = User.objects.get(username="moi")
    assert (made.full_name, made.email) == ("Đỗ Mới", "moi@bct.vn")
    assert not made.has_usable_password()
    assert made.held_roles == [("reporter", agency.path)]
    assert whoever_is_in(client) == "moi"
    assert verbs(4) == ["sign_in", "grant_role", "link_identity", "create_user"]


def test_without_a_group_that_gives_a_role_nobody_is_made(
    client: Client, provider: Provider, agency: Unit
):
    provider.knows("s-moi", preferred_username="moi", groups=["khac"])
    assert provider.vouch(client, "s-moi").status_code == 403
    provider.knows("s-moi", preferred_username="moi@bct.vn", groups=["nhap-lieu"])
    assert provider.vouch(client, "s-moi").status_code == 403
    assert not User.objects.filter(username__startswith="moi").exists()


def test_an_address_that_is_not_verified_or_another_s_is_not_taken(
    client: Client, provider: Provider, agency: Unit
):
    create_user(by=None, username="ha", full_name="Hà", email="ha@bct.vn")
    provider.knows(
        "s-1",
        preferred_username="mot",
        email="ha@bct.vn",
        email_verified=True,
        groups=["nhap-lieu"],
    )
    provider.knows(
        "s-2", preferred_username="hai", email="hai@bct.vn", groups=["nhap-lieu"]
    )
    for subject in ("s-1", "s-2"):
        provider.vouch(Client(), subject)
    made = User.objects.filter(username__in=["mot", "hai"])
    assert list(made.values_list("email", flat=True)) == ["", ""]


def test_roles_follow_the_groups_and_others_stay(
    client: Client, provider: Provider, agency: Unit, reporter: User
):
    grant_role(user=reporter, role=Role.VIEWER, unit=agency, by=None)
    provider.knows("s-ha", preferred_username="ha", groups=[])
    provider.vouch(client, "s-ha")
    held = RoleAssignment.objects.filter(user=reporter)
    assert list(held.values_list("role", flat=True)) == ["viewer"]
    provider.knows("s-ha", preferred_username="ha", groups="nhap-lieu")
    provider.vouch(client, "s-ha")
    assert set(held.values_list("role", flat=True)) == {"viewer", "reporter"}


def test_a_unit_keeps_its_last_coordinator(
    client: Client, provider: Provider, coordinator: User, agency: Unit
):
    provider.knows("s-minh", preferred_username="minh", groups=[])
    provider.vouch(client, "s-minh")
    assert RoleAssignment.objects.filter(user=coordinator).exists()
    assert whoever_is_in(client) == "minh"


def test_the_second_factor_is_still_asked_for(
    client: Client, provider: Provider, reporter: User
):
    provider.knows("s-ha", preferred_username="ha", groups=["nhap-lieu"])
    provider.vouch(Client(), "s-ha")
    TOTP.activate(reporter, "JBSWY3DPEHPK3PXP")
    answer = provider.vouch(client, "s-ha")
    assert answer.url.startswith("/tai-khoan/hai-buoc/ma/")
    assert whoever_is_in(client) == ""


def test_the_way_leads_back_to_the_page_that_was_asked_for(
    client: Client, provider: Provider, reporter: User
):
    provider.knows("s-ha", preferred_username="ha", groups=["nhap-lieu"])
    answer = provider.vouch(client, "s-ha", next="/don-vi/")
    assert answer.url == "/don-vi/"
    answer = provider.vouch(Client(), "s-ha", next="https://example.com/")
    assert answer.url == "/viec-cua-toi/"


def test_signing_out_ends_the_session_of_the_provider_too(
    client: Client, provider: Provider, reporter: User
):
    provider.knows("s-ha", preferred_username="ha", groups=["nhap-lieu"])
    provider.vouch(client, "s-ha")
    answer = client.post("/tai-khoan/dang-xuat/")
    assert answer.url.startswith(f"{provider.url}/oauth2/end_session?client_id=opendti")
    assert "post_logout_redirect_uri=http%3A%2F%2Ftestserver%2F" in answer.url
    assert verbs(1) == ["sign_out"]
    assert client.post("/tai-khoan/dang-xuat/").url == "/"


def test_a_forged_or_repeated_answer_opens_nothing(
    client: Client, provider: Provider, reporter: User
):
    provider.knows("s-ha", preferred_username="ha", groups=["nhap-lieu"])
    start = client.post(provider.login_url)
    back = provider.agree(start.url, "s-ha")
    stranger = Client()
    assert stranger.get(back).status_code == 401  # the state is of another browser
    assert whoever_is_in(stranger) == ""
    assert client.get(back).status_code == 302
    client.post("/tai-khoan/dang-xuat/")
    assert client.get(back).status_code == 401
    assert whoever_is_in(client) == ""


def test_whoever_changes_their_mind_is_led_back(client: Client, provider: Provider):
    start = client.post(provider.login_url)
    back = provider.agree(start.url, "s-ha", action="deny")
    assert "error=access_denied" in back
    answer = client.get(
        back + "&state=" + start.url.partition("state=")[2].partition("&")[0]
    )
    assert answer.url == "/tai-khoan/dang-nhap-chung/thoi/"
    assert client.get(answer.url).url == "/tai-khoan/dang-nhap/"


def test_a_provider_that_is_away_is_shown_in_words(
    client: Client, settings: SettingsWrapper, provider: Provider
):
    away = Provider(1)
    trust(settings, away)
    answer = client.post(provider.login_url)
    assert answer.status_code == 503
    assert "Máy chủ đăng nhập chung không xác nhận được" in answer.content.decode()


def signed_in_with_password(agency: Unit) -> Client:
    """A browser of somebody who has a password."""
    user = create_user(by=None, username="tu", full_name="Tú", password=WORD)
    grant_role(user=user, role=Role.REPORTER, unit=agency, by=None)
    client = Client()
    client.post("/tai-khoan/dang-nhap/", {"login": "tu", "password": WORD})
    return client


def test_a_person_links_their_own_account_after_confirming_the_password(
    settings: SettingsWrapper, provider: Provider, agency: Unit
):
    trust(settings, provider, username_claim="", roles=[])
    client = signed_in_with_password(agency)
    provider.knows("s-tu")
    answer = provider.vouch(client, "s-tu", process="connect")
    assert answer.url == "/tai-khoan/danh-tinh/"
    assert SocialAccount.objects.count() == 0
    asked = client.get(answer.url)
    assert asked.url.startswith("/tai-khoan/xac-nhan/")
    client.post(asked.url, {"password": WORD})
    page = client.get("/tai-khoan/danh-tinh/").content.decode()
    assert provider.login_url in page
    other = Client()
    other.post("/tai-khoan/dang-nhap/", {"login": "tu", "password": WORD})
    assert provider.vouch(client, "s-tu", process="connect").url == "/tai-khoan/"
    assert other.get("/tai-khoan/").status_code == 302  # its session has ended
    identity = SocialAccount.objects.get()
    assert identity.user.username == "tu"
    elsewhere = Client()
    provider.vouch(elsewhere, "s-tu")
    assert whoever_is_in(elsewhere) == "tu"
    page = client.get("/tai-khoan/").content.decode()
    assert f"/tai-khoan/danh-tinh/{identity.pk}/go/" in page
    client.post(f"/tai-khoan/danh-tinh/{identity.pk}/go/")
    assert SocialAccount.objects.count() == 0
    assert verbs(1) == ["unlink_identity"]


def test_a_link_is_removed_by_its_owner_with_a_password_alone(
    client: Client, provider: Provider, reporter: User, coordinator: User
):
    provider.knows("s-ha", preferred_username="ha", groups=["nhap-lieu"])
    provider.vouch(client, "s-ha")
    url = f"/tai-khoan/danh-tinh/{SocialAccount.objects.get().pk}/go/"
    client.post(url)
    other = Client()
    other.force_login(coordinator)
    assert other.post(url).status_code == 404
    assert SocialAccount.objects.count() == 1


def test_a_provider_that_somebody_wrote_into_the_table_is_none(
    client: Client, provider: Provider
):
    SocialApp.objects.create(
        provider="openid_connect",
        provider_id="evil",
        name="x",
        client_id="x",
        settings={"server_url": provider.url},
    )
    assert client.post("/tai-khoan/dang-nhap-chung/evil/").status_code == 404


def test_the_sign_in_page_offers_the_provider_where_one_is_set(
    client: Client, settings: SettingsWrapper, provider: Provider
):
    assert (
        "Đăng nhập bằng SSO Bộ" in client.get("/tai-khoan/dang-nhap/").content.decode()
    )
    settings.OIDC = None
    assert "SSO" not in client.get("/tai-khoan/dang-nhap/").content.decode()


def test_another_provider_never_gets_the_identities_of_the_first():
    urls = ("https://a.vn/realms/x", "https://a.vn/realms/y", "https://b.vn")
    names = {oidc.OpenIDConnect(url, "c", "s", "n").provider_id for url in urls}
    assert names == {"a.vn-realms-x", "a.vn-realms-y", "b.vn"}
    cased = ("https://A.vn/realms/x", "https://a.vn/realms/X", "https://a.vn/Realms/x")
    same, *others = (
        oidc.OpenIDConnect(url, "c", "s", "n").provider_id for url in cased
    )
    assert same == "a.vn-realms-x"
    assert len({same, *others}) == 3


def test_rules_of_roles_are_read():
    written = "CN=dti,OU=x=reporter@A.1 ; b=coordinator@B"
    assert role_rules(written) == [
        RoleRule("CN=dti,OU=x", "reporter", "A.1"),
        RoleRule("b", "coordinator", "B"),
    ]
    with pytest.raises(ImproperlyConfigured, match="write GROUP=role@UNIT"):
        role_rules("a=reporter")


def test_a_role_that_there_is_not_is_named_before_anybody_signs_in(
    settings: SettingsWrapper, provider: Provider
):
    assert check_role_rules() == []
    trust(settings, provider, roles=role_rules("a=boss@BCT"))
    (fault,) = check_role_rules()
    assert "there is no role boss" in fault.msg


def test_answers_that_speak_of_two_people_open_nothing(
    client: Client, provider: Provider, reporter: User
):
    provider.knows("s-ha", preferred_username="ha", groups=["nhap-lieu"])
    info = {"sub": "s-other", "preferred_username": "ha", "groups": ["nhap-lieu"]}
    with patch.object(ProviderAdapter, "_fetch_user_info", return_value=info):
        assert provider.vouch(client, "s-ha").status_code == 401
    assert whoever_is_in(client) == ""
    assert SocialAccount.objects.count() == 0


def test_the_provider_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch):
    assert oidc.read() is None
    monkeypatch.setenv("OPENDTI_OIDC_URL", "http://sso.bct.vn/")
    with pytest.raises(ImproperlyConfigured, match="must be https"):
        oidc.read()
    monkeypatch.setenv("OPENDTI_OIDC_URL", "https://sso.bct.vn/realms/bct/")
    with pytest.raises(
        ImproperlyConfigured, match="OPENDTI_OIDC_CLIENT_ID must be set"
    ):
        oidc.read()
    monkeypatch.setenv("OPENDTI_OIDC_CLIENT_ID", "opendti")
    monkeypatch.setenv("OPENDTI_OIDC_SECRET", "hush")
    read = oidc.read()
    assert read is not None
    assert (read.name, read.origin) == ("sso.bct.vn", "https://sso.bct.vn")
    assert (read.username_claim, read.groups_claim, read.roles) == ("", "groups", [])
