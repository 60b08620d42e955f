"""A person's own data: all of it, readable, and nothing of anybody else."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.utils import timezone

from opendti_site.accounts.actions import (
    change_password,
    edit_user,
    grant_role,
    invite_user,
    link_identity,
    revoke_role,
)
from opendti_site.accounts.identities import Claims
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import last_account_mail_to
from opendti_site.audit.actions import record
from opendti_site.audit.models import AuditLine
from opendti_site.mail.models import QueuedMail
from opendti_site.privacy.actions import export_person
from opendti_site.privacy.queries import letters_of

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


def files_of(answer: HttpResponse) -> dict[str, str]:
    """Return the files of an archive."""
    assert answer["Content-Type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_person_gets_all_of_it_and_no_secret(
    client: Client, reporter: User, coordinator: User
):
    edit_user(user=reporter, by=coordinator, full_name="=Hà+1", email="ha@bct.vn")
    change_password(user=reporter, password="mua-thu-ha-noi-19")
    reporter.refresh_from_db()
    TOTP.activate(reporter, SECRET)
    client.force_login(reporter)
    found = files_of(client.post("/du-lieu-ca-nhan/cua-toi/"))
    data = json.loads(found["du-lieu.json"])
    account = {row["Mục dữ liệu"]: row["Nội dung"] for row in data["Tài khoản"]}
    assert account["Họ và tên"] == "=Hà+1"
    assert account["Thư điện tử"] == "ha@bct.vn"
    assert account["Lần đăng nhập cuối"].startswith(f"{timezone.localdate()} ")
    assert data["Vai trò"][0]["Vai trò"] == "Cán bộ nhập liệu"
    assert len(data["Phiên đăng nhập"]) == 1
    assert "Sửa tài khoản" in {row["Việc"] for row in data["Nhật ký về tài khoản"]}
    assert "'=Hà+1" in found["1-tai-khoan.csv"]  # no formula for a spreadsheet
    text = "".join(found.values())
    assert coordinator.full_name not in text
    assert reporter.password not in text
    assert SECRET not in text
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.actor, line.person) == ("export_person", reporter, reporter)


def test_keys_are_in_the_readers_language(client: Client, reporter: User):
    client.force_login(reporter)
    found = files_of(client.post("/en/du-lieu-ca-nhan/cua-toi/"))
    assert "Account" in json.loads(found["du-lieu.json"])


def test_others_get_it_only_of_whom_they_look_after(
    client: Client, reporter: User, signatory: User, coordinator: User
):
    client.force_login(signatory)
    assert client.post(f"/nguoi-dung/{reporter.pk}/du-lieu/").status_code == 404
    client.force_login(coordinator)
    answer = client.post(f"/nguoi-dung/{reporter.pk}/du-lieu/")
    text = files_of(answer)["du-lieu.json"]
    assert "Lê Thu Hà" in text  # in letters that a person reads
    data = json.loads(text)
    account = {row["Mục dữ liệu"]: row["Nội dung"] for row in data["Tài khoản"]}
    assert account["Lần đăng nhập cuối"] == ""  # never
    assert AuditLine.objects.latest("pk").actor == coordinator
    with pytest.raises(PermissionDenied):
        export_person(user=reporter, by=signatory)


def test_letters_are_a_persons_whatever_the_address_is_now(
    reporter: User, signatory: User, coordinator: User, settings: SettingsWrapper
):
    """An address that was theirs may be a colleague's today; the letter stays with its reader."""
    settings.MAIL_IS_SET = True
    edit_user(user=reporter, by=coordinator, full_name="Hà", email="phong@bct.vn")
    invite_user(user=User.objects.get(pk=reporter.pk), by=coordinator)
    edit_user(user=reporter, by=coordinator, full_name="Hà", email="ha@bct.vn")
    edit_user(user=signatory, by=coordinator, full_name="Long", email="phong@bct.vn")
    with transaction.atomic():
        QueuedMail.objects.create(kind="old", to="phong@bct.vn", language="vi")
    kinds = {
        user.username: [letter.kind for letter in letters_of(user)]
        for user in User.objects.filter(pk__in=[reporter.pk, signatory.pk])
    }
    assert kinds == {"ha": ["invitation", "address_changed"], "long": ["old"]}
    last = last_account_mail_to(User.objects.get(pk=reporter.pk))
    assert last is not None
    assert last.to == "phong@bct.vn"


def test_of_a_former_unit_a_file_has_the_persons_own_acts_alone(
    client: Client, reporter: User, signatory: User, coordinator: User, department: Unit
):
    for user in (reporter, signatory):
        change_password(user=user, password="mua-thu-ha-noi-19")
    claims = Claims("sso.bct.vn", "long-9", "long", "", "", frozenset())
    link_identity(user=signatory, claims=claims, by=None)
    for thing in ("thing:1", department, f"accounts.User:{signatory.pk}"):
        record("act", thing, by=reporter)
    revoke_role(assignment=reporter.assignments.get(), by=coordinator)
    grant_role(user=reporter, role="viewer", unit=department, by=coordinator)
    client.force_login(coordinator)
    found = files_of(client.post(f"/nguoi-dung/{reporter.pk}/du-lieu/"))
    data = json.loads(found["du-lieu.json"])
    acts = [(row["Việc"], row["Đối tượng"]) for row in data["Việc đã làm"]]
    assert acts == [
        ("Đổi mật khẩu của mình", "tài khoản của người này"),
        ("act", "thing:1"),
        ("act", department.name),
        ("act", f"người dùng số {signatory.pk}"),
    ]
    text = "".join(found.values())
    assert [other for other in ("Trần Đức Long", "long-9") if other in text] == []
