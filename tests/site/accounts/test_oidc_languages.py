"""Single sign-on from English pages: one address at the provider, and back to the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from opendti_site.organisations.actions import edit_unit
from tests.site.accounts.provider import Provider, provider, running

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

__all__ = ["provider", "running"]
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
UNKNOWN = "chưa có tài khoản trong hệ thống này"


def test_english_pages_lead_to_the_provider_by_the_one_address_that_it_knows(
    client: Client, provider: Provider, reporter: User
):
    start = client.post(f"/en{provider.login_url}")
    asked = parse_qs(urlsplit(start.url).query)
    assert asked["redirect_uri"] == [f"http://testserver{provider.login_url}tro-ve/"]
    provider.knows("s-ha", preferred_username="ha", groups=["nhap-lieu"])
    answer = provider.vouch(client, "s-ha", prefix="/en")
    assert answer.url.startswith(f"/en{provider.login_url}tro-ve/?")
    assert client.get(answer.url).url == "/en/viec-cua-toi/"
    assert client.session["_auth_user_id"] == str(reporter.pk)


def test_whoever_began_in_english_is_refused_in_english(
    client: Client, provider: Provider
):
    provider.knows("s-ai", preferred_username="ai", groups=[])
    answer = provider.vouch(client, "s-ai", prefix="/en")
    page = client.get(answer.url).content.decode()
    assert '<html lang="en">' in page
    assert UNKNOWN not in page


def test_an_account_page_in_english_names_units_in_english(
    client: Client, reporter: User, agency: Unit, coordinator: User
):
    named = {"name_en": "E-commerce Agency"}
    edit_unit(unit=agency, version=agency.version, by=coordinator, changes=named)
    client.force_login(reporter)
    page = client.get("/en/tai-khoan/").content.decode()
    assert "E-commerce Agency" in page
    assert agency.name not in page
