"""A person's own data: all of it, readable, and nothing of anybody else."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.test import Client

from opendti_site.accounts.actions import change_password, edit_user
from opendti_site.audit.models import AuditLine
from opendti_site.privacy.actions import export_person

if TYPE_CHECKING:
    from django.http import HttpResponse

    from opendti_site.accounts.models import User

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
    assert "Lê Thu Hà" in files_of(answer)["du-lieu.json"]
    assert AuditLine.objects.latest("pk").actor == coordinator
    with pytest.raises(PermissionDenied):
        export_person(user=reporter, by=signatory)
