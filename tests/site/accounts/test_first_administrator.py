"""The first administrator: only who sees the console or the file has the way in, and it closes behind them."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.core import mail, signing
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from opendti_site.accounts.actions import (
    change_password,
    create_user,
    invite_first_administrator,
    link_identity,
    set_password_by_link,
)
from opendti_site.accounts.actions import first as first_actions
from opendti_site.accounts.actions.first import OvertakenError
from opendti_site.accounts.identities import Claims
from opendti_site.accounts.links import FIRST, LIFETIMES, read_link
from opendti_site.accounts.management.commands import first_administrator
from opendti_site.accounts.models import User
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.mail.sending import send_due_mail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db
WORD = "mua-thu-ha-noi-19"
TOKEN = re.compile(r"/tai-khoan/lien-ket/([^/\s]+)/")


@pytest.fixture(autouse=True)
def _site(settings: SettingsWrapper) -> None:
    settings.DEMO = False
    settings.SITE_URL = "https://dti.bct.example.vn"
    settings.ADMIN_NAME, settings.ADMIN_MAIL = "admin", ""
    settings.ADMIN_LINK_FILE = ""


def shown(command: str = "first_administrator", **options: Any) -> str:
    """Return what a command writes to the console."""
    console = StringIO()
    call_command(command, stdout=console, **options)
    return console.getvalue()


def token_in(text: str) -> str:
    found = TOKEN.search(text)
    assert found is not None
    return found[1]


def verbs() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


def test_the_link_of_the_console_sets_the_password_once():
    token = token_in(shown(name="minh"))
    page = reverse("accounts:use_link", args=[token])
    fields = {"new_password1": WORD, "new_password2": WORD}
    assert Client().post(page, fields).url == reverse("account_login")
    user = User.objects.get()
    assert (user.username, user.is_superuser) == ("minh", True)
    assert user.check_password(WORD)
    assert Client().get(page).status_code == 404
    assert verbs() == ["create_superuser", "set_password_by_link"]


def test_no_page_gives_the_account_away():
    """A visitor who comes first can neither claim the site nor see that it may be claimed."""
    shown()
    paths = ("account_login", "accounts:forgotten", "publication:portal")
    answers = [Client().get(reverse(path)).content.decode() for path in paths]
    assert [TOKEN.search(answer) for answer in answers] == [None, None, None]
    tried = {"login": "admin", "password": ""}
    assert Client().post(reverse("account_login"), tried).status_code != 302


def test_another_link_ends_the_one_before():
    before, after = token_in(shown()), token_in(shown())
    assert read_link(before) is None
    found = read_link(after)
    assert found is not None
    assert found.purpose == FIRST
    assert User.objects.count() == 1


def test_the_link_ends_after_a_day():
    token = token_in(shown())
    later = signing.time.time() + LIFETIMES[FIRST].total_seconds() + 1
    with patch.object(signing.time, "time", return_value=later):
        assert read_link(token) is None
    assert LIFETIMES[FIRST] == timedelta(days=1)


def test_the_link_ends_when_another_superuser_has_a_password():
    """It may still lie in a log, and would open the whole site to whoever reads that."""
    token = token_in(shown())
    create_user(by=None, username="sep", full_name="Sếp", is_superuser=True)
    assert read_link(token) is not None
    boss = User.objects.get(username="sep")
    change_password(user=boss, password=WORD)
    assert read_link(token) is None
    with pytest.raises(ActionRefusedError):
        set_password_by_link(token=token, password=WORD)


def test_a_superuser_who_signs_in_by_the_provider_is_an_administrator():
    """Else each start of the server would show a link that opens their account."""
    token = token_in(shown())
    boss = create_user(by=None, username="sep", full_name="Sếp", is_superuser=True)
    claims = Claims("sso", "s-1", "sep", "Sếp", "", frozenset())
    link_identity(user=boss, claims=claims, by=None)
    assert read_link(token) is None
    assert TOKEN.search(shown("prepare_serving")) is None
    with pytest.raises(CommandError):
        shown()


def test_name_and_address_may_be_corrected_until_the_password_is_set(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(first_actions, "A_MOMENT", timedelta(0))
    token = token_in(shown(name="minh", mail="mimh@bct.vn"))
    shown(name="binh", mail="binh@bct.vn")
    user = User.objects.get()
    assert (user.username, user.email) == ("binh", "binh@bct.vn")
    assert read_link(token) is None


def test_a_site_that_has_an_administrator_makes_no_other():
    set_password_by_link(token=token_in(shown()), password=WORD)
    lines = verbs()
    with pytest.raises(CommandError):
        shown(name="stranger")
    with pytest.raises(ActionRefusedError):
        invite_first_administrator(username="stranger")
    assert User.objects.count() == 1
    assert verbs() == lines


def test_an_account_of_that_name_is_no_administrator():
    create_user(by=None, username="admin", full_name="Ai", password=WORD)
    with pytest.raises(CommandError):
        shown(name="Admin")
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "a b"},
        {"name": "a" * 151},
        {"name": "admin", "mail": "nowhere"},
        {"name": "admin", "mail": f"a@{'b.' * 130}vn"},
    ],
)
def test_wrong_names_and_addresses_are_refused(wrong: dict[str, str]):
    with pytest.raises(CommandError):
        shown(**wrong)
    assert not User.objects.exists()


def test_the_link_goes_to_a_file_of_its_owner_instead(tmp_path: Path):
    file = tmp_path / "first_link"
    told = shown(file=str(file))
    assert TOKEN.search(told) is None
    assert str(file) in told
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_link(token_in(file.read_text("utf-8"))) is not None


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path):
    with pytest.raises(CommandError, match="cannot write"):
        shown(file=str(tmp_path / "nowhere" / "first_link"))


def test_with_an_address_a_letter_goes_out_as_well(settings: SettingsWrapper):
    settings.MAIL_IS_SET = True
    shown(mail="Minh@bct.vn")
    send_due_mail()
    (letter,) = mail.outbox
    assert letter.to == ["minh@bct.vn"]
    assert read_link(token_in(str(letter.body))) is not None


def test_serving_shows_the_link_while_nobody_can_sign_in():
    first = shown("prepare_serving")
    set_password_by_link(token=token_in(shown("prepare_serving")), password=WORD)
    assert "admin" in first
    assert not shown("prepare_serving")


def test_the_account_page_says_what_a_superuser_may_do(client: Client):
    shown()
    client.force_login(User.objects.get(username="admin"))
    assert (
        "được làm mọi việc ở mọi đơn vị" in client.get("/tai-khoan/").content.decode()
    )
    assert "quản trị tối cao" in client.get("/nguoi-dung/").content.decode()
    assert "Superuser: may do" in client.get("/en/tai-khoan/").content.decode()


def test_serving_makes_no_account_beside_others():
    create_user(by=None, username="hoa", full_name="Hoa", password=WORD)
    assert not shown("prepare_serving")
    assert User.objects.count() == 1


def test_a_demo_makes_no_account(settings: SettingsWrapper):
    settings.DEMO = True
    assert not shown("prepare_serving")
    assert not User.objects.exists()


def test_a_site_without_a_name_is_reached_at_its_port(settings: SettingsWrapper):
    settings.SITE_URL = "http://localhost"
    told = shown("prepare_serving", port=8123)
    assert "http://localhost:8123/tai-khoan/lien-ket/" in told


@pytest.mark.parametrize("names", [("mot", "hai"), ("mot", "mot")])
def test_who_comes_second_of_two_at_the_same_moment_makes_nobody(
    names: tuple[str, str],
):
    """Both have looked before either wrote: the second finds another state than it saw."""
    first, second = names
    invite_first_administrator(username=first)
    for looked_at in ("_state_of", "_superusers"):
        before = AuditLine.objects.count()
        stale = {"_state_of": _states(), "_superusers": _accounts()}[looked_at]
        with (
            patch.object(first_actions, looked_at, side_effect=stale),
            pytest.raises(OvertakenError, match="Vừa có tiến trình khác"),
        ):
            invite_first_administrator(username=second)
        assert AuditLine.objects.count() == before
        assert [user.username for user in User.objects.all()] == [first]


def test_another_name_a_moment_later_is_another_server_and_makes_nobody():
    token = token_in(shown(name="mot"))
    with pytest.raises(CommandError, match="chạy lại sau một phút"):
        shown(name="hai")
    assert read_link(token) is not None


def test_an_account_made_by_a_clock_that_was_ahead_is_no_other_server():
    shown(name="mot")
    set_right = SimpleNamespace(now=lambda: timezone.now() - timedelta(days=1))
    with patch.object(first_actions, "timezone", set_right):
        assert read_link(token_in(shown(name="hai"))) is not None


def _states() -> Iterator[list[tuple[int, int]]]:
    """Say that nobody was there, and then who is."""
    yield []
    yield [(user.pk, user.invitations) for user in User.objects.all()]


def _accounts() -> Iterator[QuerySet[User]]:
    """Find nobody until the account is written, as while another's transaction is open."""
    yield User.objects.none()
    yield User.objects.none()
    while True:
        yield User.objects.filter(is_superuser=True)


def test_a_server_that_comes_second_starts_without_a_link():
    with patch.object(
        first_administrator, "invite_first_administrator", side_effect=OvertakenError
    ):
        console = shown("prepare_serving")
        with pytest.raises(CommandError, match="Vừa có tiến trình khác"):
            shown()
    assert "Vừa có tiến trình khác" in console
    assert not TOKEN.search(console)
