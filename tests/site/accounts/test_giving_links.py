"""Links for many people at once: shown once on a sheet or as a file, each for one person, once."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from opendti_site.accounts.actions import (
    close_user,
    create_user,
    give_links,
    grant_role,
    set_password_by_link,
)
from opendti_site.accounts.enums import Role
from opendti_site.accounts.links import path_on_paper, read_link
from opendti_site.accounts.models import User
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.mail.models import QueuedMail
from tests.site.cast import person

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db
PASSWORD = "mua-thu-ha-noi-19"
ADDRESS = re.compile(r"http://testserver((?:/en)?/tai-khoan/lien-ket/[\w-]+/)")


def newcomer(username: str, unit: Unit, email: str = "") -> User:
    """Add somebody who fills in for a unit and has no password yet."""
    user = create_user(by=None, username=username, full_name=username, email=email)
    grant_role(user=user, role=Role.REPORTER, unit=unit, by=None)
    return user


@pytest.fixture
def newcomers(agency: Unit) -> list[User]:
    """Two people of the agency who have no way in yet."""
    return [newcomer("ngoc", agency, "ngoc@bct.vn"), newcomer("tu", agency)]


def signed_in(user: User) -> Client:
    """Return a browser in which a person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def posted(by: User, people: list[User], kind: str = "page") -> HttpResponse:
    """Give links on the page."""
    form = {"person": [someone.pk for someone in people], "as": kind}
    return signed_in(by).post(reverse("accounts:give_links"), form)


def token_of(path: str) -> str:
    """Return the token of a link's path."""
    return path.rstrip("/").rpartition("/")[2]


def test_a_sheet_shows_a_link_for_each_person_once(
    coordinator: User, newcomers: list[User]
):
    answer = posted(coordinator, newcomers)
    assert "no-store" in answer["Cache-Control"]
    paths = ADDRESS.findall(answer.content.decode())
    owners = [read_link(token_of(path)) for path in paths]
    assert [link.user for link in owners if link] == newcomers
    form = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert Client().post(paths[0], form).status_code == 302
    assert Client().post(paths[0], form).status_code == 404
    assert re.search(r"Cấp lúc \d\d:\d\d \d\d/\d\d/\d{4}", answer.content.decode())
    page = signed_in(coordinator).get(reverse("accounts:give_links"))
    assert not ADDRESS.search(page.content.decode())
    details = f"{list(AuditLine.objects.values_list('detail', flat=True))}"
    assert token_of(paths[1]).rpartition("-")[2] not in details


def test_each_person_has_a_line_of_who_saw_their_link(
    coordinator: User, newcomers: list[User]
):
    give_links(users=newcomers, by=coordinator)
    lines = AuditLine.objects.filter(verb="hand_out_link", actor=coordinator)
    subjects = set(lines.values_list("subject", flat=True))
    assert subjects == {f"accounts.User:{user.pk}" for user in newcomers}


def test_the_line_of_the_password_says_that_the_link_was_handed_out(
    coordinator: User, newcomers: list[User]
):
    give_links(users=newcomers, by=coordinator)
    newcomers[1].refresh_from_db()
    token = token_of(path_on_paper(newcomers[1]))
    set_password_by_link(token=token, password=PASSWORD)
    line = AuditLine.objects.get(verb="set_password_by_link")
    assert line.detail["link"] == "handed_out"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_same_links_come_as_a_file(
    kind: str, coordinator: User, newcomers: list[User]
):
    answer = posted(coordinator, newcomers, kind)
    assert f"lien-ket.{kind}" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode("utf-8", "replace")
    if kind == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        text = f"{book.get_sheet_by_index(0).to_python()}"
    paths = ADDRESS.findall(text)
    assert [read_link(token_of(path)) is not None for path in paths] == [True, True]


def test_links_again_end_those_of_before(coordinator: User, newcomers: list[User]):
    first = ADDRESS.findall(posted(coordinator, newcomers).content.decode())
    again = ADDRESS.findall(posted(coordinator, newcomers[:1]).content.decode())
    held = [read_link(token_of(path)) is not None for path in [*first, *again]]
    assert held == [False, True, True]


def test_whom_mail_reaches_gets_a_letter_and_nobody_sees_the_link(
    coordinator: User, newcomers: list[User], settings: SettingsWrapper
):
    settings.MAIL_IS_SET = True
    answer = posted(coordinator, newcomers)
    assert len(ADDRESS.findall(answer.content.decode())) == 1
    assert [letter.to for letter in QueuedMail.objects.all()] == ["ngoc@bct.vn"]
    newcomers[0].refresh_from_db()
    assert AuditLine.objects.filter(verb="invite_user").count() == 1


def test_a_link_on_paper_holds_to_the_end_of_its_last_day(
    newcomers: list[User], monkeypatch: pytest.MonkeyPatch
):
    token = token_of(path_on_paper(newcomers[0]))
    now = timezone.now()
    held = []
    for days in (7, 8):
        monkeypatch.setattr(timezone, "now", lambda days=days: _later(now, days))
        held.append(read_link(token) is not None)
    assert held == [True, False]


def _later(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days)


def test_no_other_day_account_or_code_opens_anything(newcomers: list[User]):
    pk, day, code = token_of(path_on_paper(newcomers[0])).split("-", 2)
    forged = [
        f"{newcomers[1].pk}-{day}-{code}",
        f"{pk}-{int(day) + 1}-{code}",
        f"{pk}-{day}-{'a' if code[0] != 'a' else 'b'}{code[1:]}",
        f"{'9' * 18}-{day}-{code}",
    ]
    assert [read_link(token) for token in forged] == [None] * 4
    assert read_link(f"{pk}-{day}-{code.upper()}") is not None


def test_a_code_has_no_letters_that_look_like_digits(newcomers: list[User]):
    codes = []
    for count in range(30):
        newcomers[0].invitations = count
        codes.append(token_of(path_on_paper(newcomers[0])).split("-", 2)[2])
    assert set("".join(codes)) == set("-0123456789abcdefghjkmnpqrstvwxyz")


def path_with_zero_and_one(user: User, by: User) -> str:
    """Give links until a code has the digits that letters look like."""
    path = ""
    while not {"0", "1"} <= set(token_of(path)[-19:]):
        give_links(users=[user], by=by)
        user.refresh_from_db()
        path = path_on_paper(user)
    return path


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("1", "l"),
        ("1", "I"),
        ("0", "o"),
        ("0", "O"),
        ("-", ""),
        ("-", " "),
        ("-", " - "),
    ]
    + [("-", sign) for sign in ("_", ".", "\N{EN DASH}", "\N{NO-BREAK SPACE}")],
)
def test_a_link_opens_as_people_type_it(
    coordinator: User, newcomers: list[User], printed: str, typed: str
):
    path = path_with_zero_and_one(newcomers[0], coordinator)
    token = token_of(path)
    for end in ("", ".", ", "):
        copied = token.replace(printed, typed) + end
        link = read_link(copied)
        assert link is not None
        assert link.user == newcomers[0]
        assert Client().get(path.replace(token, quote(copied))).status_code == 200


def test_a_link_with_a_letter_more_or_less_opens_nothing(newcomers: list[User]):
    token = token_of(path_on_paper(newcomers[0]))
    typed = [token[:-1], f"{token}0", token[1:], f"{token[:-1]}u", f" {token}"]
    assert [read_link(text) for text in typed] == [None] * 5


def test_the_page_of_a_mistyped_link_says_what_to_do(settings: SettingsWrapper):
    address, forgotten = (
        "/tai-khoan/lien-ket/1-739000-abcd/",
        "/tai-khoan/quen-mat-khau/",
    )
    page = Client().get(address).content.decode()
    assert "gõ lại đúng như trên giấy" in page
    assert "báo người điều phối" in page
    assert forgotten not in page
    settings.MAIL_IS_SET = True
    assert forgotten in Client().get(address).content.decode()


def test_nobody_gives_a_link_beyond_their_units_or_to_themselves(
    coordinator: User, newcomers: list[User], stranger: User, agency: Unit
):
    of_the_agency = person("binh", "Bình", Role.COORDINATOR, agency)
    before = AuditLine.objects.count()
    with pytest.raises(PermissionDenied):
        give_links(users=[newcomers[0], stranger], by=of_the_agency)
    with pytest.raises(ActionRefusedError):
        give_links(users=[*newcomers, coordinator], by=coordinator)
    close_user(user=newcomers[1], by=coordinator)
    with pytest.raises(ActionRefusedError):
        give_links(users=newcomers, by=coordinator)
    newcomers[0].refresh_from_db()
    assert newcomers[0].invitations == 0
    assert AuditLine.objects.count() == before + 1


def test_the_page_ticks_who_has_no_way_in_and_finds_the_others(
    coordinator: User, newcomers: list[User], agency: Unit
):
    settled = create_user(by=None, username="hoa", full_name="Hoa", password=PASSWORD)
    grant_role(user=settled, role=Role.VIEWER, unit=agency, by=None)
    browser, address = signed_in(coordinator), reverse("accounts:give_links")
    page = browser.get(address).content.decode()
    ticked = re.findall(r'value="(\d+)"\s+id="p\d+" checked', page)
    assert ticked == [str(user.pk) for user in newcomers]
    found = browser.get(address, {"q": "hoa"}).content.decode()
    assert f'id="p{settled.pk}">' in found


def test_a_list_without_mail_leads_to_the_links(coordinator: User, agency: Unit):
    text = (
        "Tên đăng nhập,Họ và tên,Thư điện tử,Vai trò,Đơn vị\n"
        f"lan.ngo,Ngô Lan,,viewer,{agency.code}\n"
    )
    browser = signed_in(coordinator)
    preview = browser.post(
        reverse("accounts:import_people"),
        {"file": SimpleUploadedFile("nguoi.csv", text.encode())},
    )
    held = re.search(r'name="held" value="([^"]+)"', preview.content.decode())
    assert held is not None
    answer = browser.post(reverse("accounts:write_people"), {"held": held[1]})
    assert answer["Location"] == reverse("accounts:give_links")


def test_a_new_person_without_a_password_gets_a_link_next(
    coordinator: User, newcomers: list[User], agency: Unit
):
    browser = signed_in(coordinator)
    new = {"full_name": "Mới", "username": "moi", "role": "viewer", "unit": agency.pk}
    answer = browser.post(reverse("accounts:add_person"), new)
    added = User.objects.get(username="moi")
    assert not added.has_usable_password()
    assert answer["Location"] == f"{reverse('accounts:give_links')}?person={added.pk}"
    page = browser.get(answer["Location"]).content.decode()
    assert re.findall(r'value="(\d+)"\s+id="p\d+" checked', page) == [str(added.pk)]
    assert newcomers[0].username not in page
    assert ADDRESS.search(posted(coordinator, [added]).content.decode())


def test_nobody_chooses_a_person_beyond_their_units(agency: Unit, stranger: User):
    of_the_agency = person("binh", "Bình", Role.COORDINATOR, agency)
    address = f"{reverse('accounts:give_links')}?person={stranger.pk}"
    page = signed_in(of_the_agency).get(address)
    assert page.status_code == 200
    assert f'value="{stranger.pk}"' not in page.content.decode()


@pytest.mark.parametrize("key", ["9" * 300, "9" * 19, "²", "-1"])
def test_a_key_of_nobody_chooses_nobody(coordinator: User, key: str):
    form = {"person": [key], "as": "csv"}
    answer = signed_in(coordinator).post(reverse("accounts:give_links"), form)
    assert answer.status_code == 200
    assert "Xin chọn ít nhất một người" in answer.content.decode()
