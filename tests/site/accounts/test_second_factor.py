"""Secrets of the second factor lie encrypted, and every change leaves a line."""

from __future__ import annotations

import importlib
import re
import time
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.webauthn.forms import EditWebAuthnForm
from django.test import Client
from django.utils import timezone

from opendti_site.accounts.actions import create_user
from opendti_site.accounts.encryption import SecretUnreadableError, decrypt, encrypt
from opendti_site.accounts.passkey_forms import PasskeyNameForm
from opendti_site.audit.models import AuditLine
from opendti_site.audit.verification import verify
from tests.site.accounts.test_sign_in import SECRET, WORD, sign_in


@pytest.fixture
def ha(db):
    return create_user(by=None, username="ha", full_name="Lê Thu Hà", password=WORD)


def code():
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def test_database_holds_no_readable_secret(ha):
    TOTP.activate(ha, SECRET)
    RecoveryCodes.activate(ha)
    stored = {row.type: row.data for row in Authenticator.objects.filter(user=ha)}
    assert SECRET not in str(stored)
    assert decrypt(stored["totp"]["secret"]) == SECRET
    assert stored["recovery_codes"]["seed"].startswith("gAAAA")
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(code())


def test_older_key_still_reads_and_a_lost_one_says_so(settings):
    token = encrypt("bí mật")
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, [old]
    assert decrypt(token) == "bí mật"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SecretUnreadableError, match="OPENDTI_SECRET_KEY_FALLBACKS"):
        decrypt(token)


def test_rows_of_an_older_version_are_encrypted_and_back(ha):
    migration = importlib.import_module(
        "opendti_site.accounts.migrations.0006_encrypt_second_factors"
    )
    apps = SimpleNamespace(get_model=lambda *_name: Authenticator)
    plain = {"secret": SECRET}
    row = Authenticator.objects.create(user=ha, type="totp", data=dict(plain))
    migration.encrypt(apps, None)
    row.refresh_from_db()
    assert decrypt(row.data["secret"]) == SECRET
    migration.decrypt(apps, None)
    row.refresh_from_db()
    assert row.data == plain


CHANGES = sorted([
    "enable_second_factor",
    "renew_recovery_codes",
    "second_factor_failed",
    "use_recovery_code",
    "disable_second_factor",
])


def verbs():
    return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


def test_every_change_and_every_recovery_code_leaves_a_line(
    client, ha, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        change_everything(client)
    assert sorted({verb for verb in verbs() if verb in CHANGES}) == CHANGES


def change_everything(client):
    """Switch the second factor on, renew the codes, use one, switch it off."""
    sign_in(client)
    asked = client.get("/tai-khoan/hai-buoc/bat/")
    page = client.post(asked.url, {"password": WORD}, follow=True).content.decode()
    secret = re.search(r"\b([A-Z2-7]{32})\b", page).group(1)
    now = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post("/tai-khoan/hai-buoc/bat/", {"code": now})
    client.post("/tai-khoan/hai-buoc/du-phong/tao/")
    codes = RecoveryCodes(
        Authenticator.objects.get(type="recovery_codes")
    ).get_unused_codes()
    other = Client()
    sign_in(other)
    other.post("/tai-khoan/hai-buoc/ma/", {"code": "000000"})
    other.post("/tai-khoan/hai-buoc/ma/", {"code": codes[0]})
    client.post("/tai-khoan/hai-buoc/tat/")


def recently_signed_in(user):
    """Return a browser whose person has just typed the password."""
    client = Client()
    client.force_login(user)
    client.post("/tai-khoan/xac-nhan/", {"password": WORD})
    return client


@pytest.fixture
def passkey(ha):
    """A passkey of Hà."""
    data = {"name": "Khóa 1", "passwordless": False, "credential": {}}
    return Authenticator.objects.create(
        user=ha, type=Authenticator.Type.WEBAUTHN, data=data
    )


def name_path(passkey):
    return f"/tai-khoan/hai-buoc/khoa/{passkey.pk}/ten/"


def test_a_passkey_gets_another_name_from_its_owner_alone(ha, passkey):
    """allauth writes the row without a word; the chain seals it all the same."""
    stranger = create_user(by=None, username="khac", full_name="khac", password=WORD)
    owner, other = recently_signed_in(ha), recently_signed_in(stranger)
    path = name_path(passkey)
    assert other.get(path).status_code == 404
    assert other.post(path, {"name": "Của tôi"}).status_code == 404
    assert 'value="Khóa 1"' in owner.get(path).content.decode()
    assert owner.post(path, {"name": "x" * 101}).status_code == 200
    assert owner.post(path, {"name": "Điện thoại"}).url == "/tai-khoan/hai-buoc/khoa/"
    passkey.refresh_from_db()
    assert passkey.data["name"] == "Điện thoại"
    assert AuditLine.objects.latest("pk").verb == "rename_passkey"
    assert verify(deep=False).findings == []


@pytest.mark.parametrize("change", ["removed", "used"])
def test_a_new_name_takes_back_nothing_that_came_meanwhile(ha, passkey, change):
    """The page has read the key; before it writes, the key is removed or signs in elsewhere."""
    owner, at = recently_signed_in(ha), timezone.now()

    def meanwhile(form):
        if change == "removed":
            Authenticator.objects.get(pk=passkey.pk).delete()
        else:
            Authenticator.objects.filter(pk=passkey.pk).update(last_used_at=at)
        return EditWebAuthnForm.clean(form)

    with patch.object(PasskeyNameForm, "clean", meanwhile):
        answer = owner.post(name_path(passkey), {"name": "Khóa 2"})
    kept = Authenticator.objects.filter(pk=passkey.pk).values_list("last_used_at")
    assert list(kept) == ([] if change == "removed" else [(at,)])
    assert answer.status_code == (404 if change == "removed" else 302)


def test_a_new_name_without_its_line_is_not_written(ha, passkey):
    owner = recently_signed_in(ha)
    with (
        patch("opendti_site.accounts.second_factors.record", side_effect=OSError),
        pytest.raises(OSError, match=r"^$"),
    ):
        owner.post(name_path(passkey), {"name": "Khóa 2"})
    passkey.refresh_from_db()
    assert passkey.data["name"] == "Khóa 1"
