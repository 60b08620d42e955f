"""Invitations and forgotten passwords: a link is for one person, once, for a while."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from opendti_site.accounts.actions import (
    ask_for_link,
    close_user,
    create_user,
    edit_user,
    grant_role,
    invite_user,
    reset_password,
    set_password_by_link,
)
from opendti_site.accounts.enums import Role
from opendti_site.accounts.links import FORGOTTEN, INVITATION, LIFETIMES, link_to
from opendti_site.accounts.models import User
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.mail.enums import MailState
from opendti_site.mail.models import QueuedMail
from opendti_site.mail.sending import send_due_mail
from opendti_site.operations.worker import JobWorker

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db
WORD, OTHER = "mua-thu-ha-noi-19", "nang-vang-ba-dinh-7"
LINK = re.compile(r"https://dti\.bct\.example\.vn((?:/en)?/tai-khoan/lien-ket/\S+)")
SENT = "Nếu có tài khoản như vậy"


@pytest.fixture(autouse=True)
def _mail(settings: SettingsWrapper) -> None:
    settings.MAIL_IS_SET = True
    settings.SITE_URL = "https://dti.bct.example.vn"
    cache.clear()


@pytest.fixture
def invited(agency: Unit) -> User:
    """Someone with an address and no password."""
    user = create_user(
        by=None, username="ngoc", full_name="Lê Ngọc", email="ngoc@bct.vn"
    )
    grant_role(user=user, role=Role.REPORTER, unit=agency, by=None)
    return user


@pytest.fixture
def settled(agency: Unit) -> User:
    """Someone with an address and a password."""
    user = create_user(
        by=None, username="tu", full_name="Tú", email="tu@bct.vn", password=WORD
    )
    grant_role(user=user, role=Role.REPORTER, unit=agency, by=None)
    return user


def path_in_last_letter() -> str:
    """Send what waits; return the path of the link in the last letter."""
    send_due_mail()
    found = LINK.search(str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def set_by(path: str, password: str = OTHER, client: Client | None = None) -> int:
    """Set a password on the page of a link; return the status."""
    data = {"new_password1": password, "new_password2": password}
    return (client or Client()).post(path, data).status_code


def can_sign_in(username: str, password: str) -> bool:
    """Whether a name and a password open a session."""
    client = Client()
    client.post("/tai-khoan/dang-nhap/", {"login": username, "password": password})
    return client.get("/tai-khoan/").status_code == 200


def verbs() -> list[str]:
    """Return the verbs of all lines, newest first."""
    return list(AuditLine.objects.order_by("-pk").values_list("verb", flat=True))


def test_an_invited_person_sets_a_password_and_signs_in(
    coordinator: User, invited: User
):
    invite_user(user=invited, by=coordinator)
    path = path_in_last_letter()
    letter = mail.outbox[-1]
    assert letter.to == ["ngoc@bct.vn"]
    assert "Nguyễn Văn Minh" in str(letter.body)
    page = Client().get(path).content.decode()
    assert "Lê Ngọc" in page
    assert set_by(path) == 302
    assert verbs()[:2] == ["set_password_by_link", "invite_user"]
    assert can_sign_in("ngoc", OTHER)
    invited.refresh_from_db()
    assert not invited.must_change_password


STANDS_STILL = "Việc gửi thư đang tạm dừng."


def test_pages_say_that_a_letter_waits_for_a_worker(coordinator: User, invited: User):
    client = Client()
    client.force_login(coordinator)
    address = f"/nguoi-dung/{invited.pk}/"
    assert STANDS_STILL not in client.get(address).content.decode()  # no letter yet
    invite_user(user=invited, by=coordinator)
    forgotten = reverse("accounts:forgotten") + "?sent=1"
    assert STANDS_STILL in client.get(address).content.decode()
    assert STANDS_STILL in Client().get(forgotten).content.decode()
    JobWorker().write_heartbeat()
    assert STANDS_STILL not in client.get(address).content.decode()
    assert STANDS_STILL not in Client().get(forgotten).content.decode()


def test_a_letter_speaks_the_readers_language(coordinator: User, agency: Unit):
    user = create_user(
        by=None, username="en", full_name="Ann", email="ann@bct.vn", language="en"
    )
    grant_role(user=user, role=Role.VIEWER, unit=agency, by=None)
    invite_user(user=user, by=coordinator)
    assert path_in_last_letter().startswith("/en/")
    assert mail.outbox[-1].subject.startswith("Your account of the digital")
    assert "within 7 days" in str(mail.outbox[-1].body)


def test_a_link_is_used_once(coordinator: User, invited: User):
    invite_user(user=invited, by=coordinator)
    path = path_in_last_letter()
    assert set_by(path) == 302
    assert Client().get(path).status_code == 404
    assert set_by(path, WORD) == 404
    assert can_sign_in("ngoc", OTHER)


def test_a_later_invitation_ends_the_earlier_one(coordinator: User, invited: User):
    invite_user(user=invited, by=coordinator)
    first = path_in_last_letter()
    invite_user(user=invited, by=coordinator)
    second = path_in_last_letter()
    assert Client().get(first).status_code == 404
    assert set_by(second) == 302


def test_an_invitation_that_is_overtaken_is_never_sent(
    coordinator: User, invited: User
):
    invite_user(user=invited, by=coordinator)
    invite_user(user=invited, by=coordinator)
    send_due_mail()
    assert len(mail.outbox) == 1
    states = QueuedMail.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [MailState.DROPPED, MailState.SENT]


@pytest.mark.parametrize("purpose", LIFETIMES)
def test_a_link_ends_with_its_time(invited: User, purpose: str):
    path = link_to(invited, purpose).removeprefix("https://dti.bct.example.vn")
    seconds = LIFETIMES[purpose].total_seconds()
    now = signing.time.time()
    with patch.object(signing.time, "time", return_value=now + seconds - 60):
        assert Client().get(path).status_code == 200
    with patch.object(signing.time, "time", return_value=now + seconds + 60):
        assert Client().get(path).status_code == 404
        assert set_by(path) == 404
    assert not User.objects.get(pk=invited.pk).has_usable_password()


def test_a_link_ends_with_a_sign_in_another_address_or_a_closed_account(
    coordinator: User, settled: User
):
    def holds(path: str) -> bool:
        return Client().get(path).status_code == 200

    path = link_to(settled, FORGOTTEN).removeprefix("https://dti.bct.example.vn")
    assert holds(path)
    assert can_sign_in("tu", WORD)
    assert not holds(path)
    settled.refresh_from_db()
    path = link_to(settled, INVITATION).removeprefix("https://dti.bct.example.vn")
    assert holds(path)
    edit_user(user=settled, by=coordinator, full_name="Tú", email="khac@bct.vn")
    assert not holds(path)
    path = link_to(settled, INVITATION).removeprefix("https://dti.bct.example.vn")
    assert holds(path)
    close_user(user=settled, by=coordinator)
    assert not holds(path)


def test_a_link_holds_for_its_purpose_and_account_alone(invited: User, settled: User):
    token = link_to(invited, INVITATION).rstrip("/").rpartition("/")[2]
    forged = signing.dumps([settled.pk, "0" * 32], salt="opendti_site.accounts.links")
    for false in (token[:-1], token.upper(), forged, "x", "a:b:c"):
        assert Client().get(f"/tai-khoan/lien-ket/{false}/").status_code == 404
    with pytest.raises(ActionRefusedError):
        set_password_by_link(token=forged, password=OTHER)


def test_a_weak_password_is_refused_and_the_link_holds_on(invited: User):
    path = link_to(invited, INVITATION).removeprefix("https://dti.bct.example.vn")
    assert set_by(path, "matkhau123") == 200
    assert set_by(path) == 302


def test_nothing_in_the_queue_is_a_secret(coordinator: User, invited: User):
    invite_user(user=invited, by=coordinator)
    token = path_in_last_letter().rstrip("/").rpartition("/")[2]
    kept = str(list(QueuedMail.objects.values())) + str(
        list(AuditLine.objects.values_list("detail", flat=True))
    )
    assert token not in kept
    assert "/lien-ket/" not in kept


def test_whoever_forgot_gets_a_link_to_the_accounts_own_address(settled: User):
    for login in ("TU", "Tu@bct.vn"):
        answer = Client().post("/tai-khoan/quen-mat-khau/", {"login": login})
        assert answer.status_code == 302
    path = path_in_last_letter()
    assert [letter.to for letter in mail.outbox] == [["tu@bct.vn"]] * 2
    assert set_by(path) == 302
    send_due_mail()
    assert mail.outbox[-1].subject == "Mật khẩu của anh/chị đã được đổi"
    assert can_sign_in("tu", OTHER)
    assert not can_sign_in("tu", WORD)


def test_the_answer_does_not_tell_whether_there_is_an_account(
    settled: User, invited: User, reporter: User
):
    answers = []
    for login in ("tu", "khong-co-ai", invited.username, reporter.username):
        client = Client()
        first = client.post("/tai-khoan/quen-mat-khau/", {"login": login})
        page = client.get(first.url).content.decode()
        assert SENT in page
        answers.append((first.status_code, first.url, page.count("<")))
    assert len(set(answers)) == 1
    assert QueuedMail.objects.count() == 1
    lines = AuditLine.objects.filter(verb="ask_for_link").order_by("pk")
    assert [line.detail["sent"] for line in lines] == [True, False, False, False]
    assert "khong-co-ai" not in lines[1].subject_name


@pytest.mark.parametrize("state", ["closed", "demo"])
def test_who_may_not_sign_in_gets_no_link(
    coordinator: User, settled: User, agency: Unit, state: str
):
    if state == "closed":
        close_user(user=settled, by=coordinator)
    else:
        create_user(
            by=None,
            username="mau",
            full_name="Mẫu",
            email="mau@bct.vn",
            password=WORD,
            demo=True,
        )
    ask_for_link(login="tu" if state == "closed" else "mau", ip="127.0.0.1")
    assert QueuedMail.objects.count() == 0


def test_asking_is_limited_alike_for_those_there_are_and_those_there_are_not(
    settled: User,
):
    for login in ("tu", "khong-co-ai"):
        statuses = [
            Client().post("/tai-khoan/quen-mat-khau/", {"login": login}).status_code
            for _time in range(4)
        ]
        assert statuses == [302, 302, 302, 200]
    assert QueuedMail.objects.count() == 3


def test_a_link_signs_nobody_in_and_keeps_the_second_factor(settled: User):
    from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415 -- needs the app registry

    TOTP.activate(settled, "JBSWY3DPEHPK3PXP")
    path = link_to(settled, FORGOTTEN).removeprefix("https://dti.bct.example.vn")
    client = Client()
    assert set_by(path, client=client) == 302
    assert client.get("/tai-khoan/").status_code == 302
    answer = client.post("/tai-khoan/dang-nhap/", {"login": "tu", "password": OTHER})
    assert answer.url.startswith("/tai-khoan/hai-buoc/ma/")
    assert client.get("/tai-khoan/").status_code == 302


def test_open_sessions_end(settled: User):
    inside = Client()
    inside.post("/tai-khoan/dang-nhap/", {"login": "tu", "password": WORD})
    assert inside.get("/tai-khoan/").status_code == 200
    settled.refresh_from_db()
    path = link_to(settled, FORGOTTEN).removeprefix("https://dti.bct.example.vn")
    assert set_by(path) == 302
    assert inside.get("/tai-khoan/").status_code == 302


def test_whoever_is_signed_in_at_the_browser_is_signed_out(
    client: Client, coordinator: User, invited: User
):
    client.force_login(coordinator)
    path = link_to(invited, INVITATION).removeprefix("https://dti.bct.example.vn")
    assert set_by(path, client=client) == 302
    assert client.get("/tai-khoan/").status_code == 302


def test_only_who_looks_after_a_person_invites_them(
    coordinator: User, invited: User, stranger: User
):
    for by, fault in ((stranger, PermissionDenied), (invited, ActionRefusedError)):
        with pytest.raises(fault):
            invite_user(user=invited, by=by)
    invited.refresh_from_db()
    assert invited.invitations == 0
    assert QueuedMail.objects.count() == 0


@pytest.mark.parametrize("lacks", ["server", "address", "open account"])
def test_who_cannot_be_reached_is_not_invited(
    settings: SettingsWrapper, coordinator: User, invited: User, lacks: str
):
    if lacks == "server":
        settings.MAIL_IS_SET = False
    elif lacks == "address":
        edit_user(user=invited, by=coordinator, full_name="Ngọc", email="")
    else:
        close_user(user=invited, by=coordinator)
    with pytest.raises(ActionRefusedError):
        invite_user(user=invited, by=coordinator)
    invited.refresh_from_db()
    assert invited.invitations == 0


def test_a_new_person_without_a_password_is_invited(
    client: Client, coordinator: User, agency: Unit
):
    client.force_login(coordinator)
    new = {"full_name": "Mới", "username": "moi", "role": "reporter", "unit": agency.pk}
    page = client.post("/nguoi-dung/them/", new)
    assert list(page.context["form"].errors) == ["email"]
    answer = client.post("/nguoi-dung/them/", new | {"email": "moi@bct.vn"})
    assert answer.status_code == 302
    assert set_by(path_in_last_letter()) == 302
    page = client.get(answer.url).content.decode()
    assert "Thư mời đặt mật khẩu, lúc" in page
    assert "Gửi lại liên kết đặt mật khẩu" in page


def test_a_coordinator_sends_the_link_again_on_the_persons_page(
    client: Client, coordinator: User, invited: User
):
    client.force_login(coordinator)
    assert client.post(f"/nguoi-dung/{invited.pk}/moi/").status_code == 302
    assert "ngoc@bct.vn" in client.get(f"/nguoi-dung/{invited.pk}/").content.decode()
    assert set_by(path_in_last_letter()) == 302


def test_a_password_that_a_coordinator_sets_is_reported(
    coordinator: User, settled: User
):
    reset_password(user=settled, password=OTHER, by=coordinator)
    send_due_mail()
    assert "Nguyễn Văn Minh vừa đặt" in str(mail.outbox[-1].body)
    assert OTHER not in str(mail.outbox[-1].body)


def test_without_a_mail_server_the_pages_say_who_helps(
    client: Client, settings: SettingsWrapper, coordinator: User, settled: User
):
    settings.MAIL_IS_SET = False
    page = client.get("/tai-khoan/quen-mat-khau/").content.decode()
    assert "Xin liên hệ người điều phối" in page
    client.post("/tai-khoan/quen-mat-khau/", {"login": "tu"})
    assert "ask_for_link" not in verbs()
    client.force_login(coordinator)
    for url in ("/nguoi-dung/them/", f"/nguoi-dung/{settled.pk}/"):
        page = client.get(url).content.decode()
        assert "chưa gửi được thư, nên người điều phối" in page
    new = {"full_name": "Mới", "username": "moi", "role": "reporter"}
    page = client.post("/nguoi-dung/them/", new | {"email": "moi@bct.vn"})
    assert list(page.context["form"].errors) == ["unit"]
