"""Erasing a person: the name is nowhere, nobody signs in, and every seal holds."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.test import Client

from opendti_site.accounts import actions
from opendti_site.accounts.actions import links
from opendti_site.accounts.enums import Role
from opendti_site.accounts.identities import Claims
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine, Verification
from opendti_site.audit.verification import verify
from opendti_site.mail.models import QueuedMail
from opendti_site.operations.chores import Outcome, run_chore, run_urgent_chores
from opendti_site.privacy import chores
from opendti_site.privacy.actions import erase_person
from opendti_site.privacy.chores import ERASED
from opendti_site.privacy.erased_file import note_erased
from opendti_site.privacy.queries import erasure_of
from tests.site.cast import person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db
NAME, LOGIN, ADDRESS = "Trần Thị Quỳnhzyx", "quynhzyx", "quynhzyx@bct.vn"
OLD_ADDRESS = "zyx.quynh@bct.vn"


@dataclass
class ErasureWorld:
    """Somebody with all that the site keeps of a person, and who looks after them."""

    person: User
    by: User
    unit: Unit


@pytest.fixture
def world(settings: SettingsWrapper, agency: Unit, coordinator: User) -> ErasureWorld:
    settings.MAIL_IS_SET = True
    user = actions.create_user(
        by=coordinator, username=LOGIN, full_name=NAME, email=OLD_ADDRESS
    )
    actions.grant_role(user=user, role=Role.REPORTER, unit=agency, by=coordinator)
    actions.edit_user(user=user, by=coordinator, full_name=NAME, email=ADDRESS)
    actions.invite_user(user=user, by=coordinator)
    claims = Claims("sso.bct.vn", "s-1", LOGIN, NAME, "", frozenset())
    actions.link_identity(user=user, claims=claims, by=None)
    others = Claims("sso.bct.vn", "s-0", "", "", "", frozenset())
    actions.link_identity(user=coordinator, claims=others, by=None)
    coordinator.refresh_from_db()
    user.refresh_from_db()
    actions.change_password(user=user, password="mua-thu-ha-noi-19")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    Client().force_login(user)
    with (
        transaction.atomic()
    ):  # as a version wrote it that named who asked for a letter
        details = {"by": NAME}
        QueuedMail.objects.create(kind="old", to="x@bct.vn", details=details)
    user.refresh_from_db()
    return ErasureWorld(user, coordinator, agency)


def erased(world: ErasureWorld) -> User:
    """Erase the person."""
    fresh = User.objects.get(pk=world.person.pk)
    return erase_person(user=fresh, by=world.by, seen=erasure_of(fresh).seen)


def texts_of_the_database() -> str:
    """Return every value of every table, the audit chain among them."""
    return "\n".join(
        str(row)
        for model in apps.get_models(include_auto_created=True)
        for row in models.QuerySet(model).values_list()
    )


def test_the_name_is_nowhere_and_every_seal_holds(world: ErasureWorld):
    kept = [{"name": f"Tạo tài khoản: {NAME}"}, {"name": "Khác"}]
    result = Verification.objects.create(
        seconds=1, lines=1, rows=1, anchors=0, found=1, findings=kept
    )
    pseudonym = f"erased-{world.person.pk}"
    taken = actions.create_user(by=None, username=pseudonym, full_name="Khác")
    assert NAME in texts_of_the_database()
    assert verify(deep=False).findings == []
    gone = erased(world)
    found = texts_of_the_database().casefold()
    known = (NAME, LOGIN, ADDRESS, OLD_ADDRESS)
    assert [text for text in known if text.casefold() in found] == []
    assert verify(deep=False).findings == []
    result.refresh_from_db()
    assert result.findings[0]["name"] == f"Tạo tài khoản: {gone.full_name}"
    assert (gone.is_active, gone.has_usable_password()) == (False, False)
    assert (gone.last_login, gone.invitations) == (None, 0)
    assert gone.held_roles == []
    assert gone.session_version == world.person.session_version + 1
    assert gone.username.startswith(f"{taken.username}.")
    for model in (RoleAssignment, Authenticator, SocialAccount):
        assert not model.objects.filter(user=gone).exists()
    assert not QueuedMail.objects.exists()
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.detail) == (
        "erase_person",
        {
            "ended": 1,
            "factors": 1,
            "linked": 1,
            "sessions": 1,
            "letters": 4,
        },
    )


@pytest.mark.parametrize("name", ["12", "row_changed", "accounts.User", "0"])
def test_what_a_verification_found_stays_where_somebody_is_called_like_it(
    coordinator: User, client: Client, name: str
):
    found = {
        "code": "row_changed",
        "table": "accounts.User",
        "key": "12",
        "name": f"Tạo tài khoản: {name}",
        "params": {"line": "0"},
    }
    result = Verification.objects.create(
        seconds=1, lines=1, rows=1, anchors=0, found=1, findings=[found]
    )
    user = person(name, name, Role.VIEWER, coordinator.assignments.get().unit)
    gone = erase_person(user=user, by=coordinator, seen=erasure_of(user).seen)
    result.refresh_from_db()
    assert result.findings == [found | {"name": f"Tạo tài khoản: {gone.full_name}"}]
    client.force_login(coordinator)
    assert client.get("/nhat-ky/kiem-tra/").status_code == 200


def test_the_log_calls_people_as_they_are_called_today(
    client: Client, world: ErasureWorld
):
    client.force_login(world.by)
    page = client.get("/nhat-ky/", {"q": "Quỳnhzyx"}).content.decode()
    assert f">{NAME}<" in page
    gone = erased(world)
    page = client.get("/nhat-ky/").content.decode()
    assert f"Người dùng đã xóa số {gone.pk}" in page
    assert NAME not in page
    assert (
        f"Erased user number {gone.pk}" in client.get("/en/nhat-ky/").content.decode()
    )
    nothing = client.get("/nhat-ky/", {"q": "Quỳnhzyx"}).content.decode()
    assert "Không có dòng nào" in nothing


def test_what_outlives_the_database_is_on_the_disk(
    settings: SettingsWrapper, tmp_path: Path, coordinator: User
):
    settings.DATA_DIR = tmp_path
    with patch.object(os, "fsync") as flushed:
        note_erased(coordinator)
    assert flushed.called
    assert (tmp_path / "erased_accounts").stat().st_mode & 0o777 == 0o600


def test_the_page_says_in_numbers_what_it_does(client: Client, world: ErasureWorld):
    client.force_login(world.by)
    record("act", "thing:1", by=world.person)
    url = f"/nguoi-dung/{world.person.pk}/xoa-du-lieu/"
    page = client.get(url)
    seen = page.context["erasure"].seen
    assert seen == "1-1-1"
    assert "Cần gõ đúng" not in page.content.decode()
    own = AuditLine.objects.filter(actor=world.person)
    assert own.latest("pk").subject == "thing:1"
    about = AuditLine.objects.filter(subject=f"accounts.User:{world.person.pk}")
    lines = (own | about).distinct().count()
    assert page.context["erasure"].lines == lines > about.count()
    assert f"Người dùng đã xóa số {world.person.pk}" in page.content.decode()
    actions.grant_role(
        user=world.person, role=Role.VIEWER, unit=world.unit, by=world.by
    )
    for typed in ("", "khac", NAME):
        refused = client.post(url, {"seen": "2-1-1", "typed": typed})
        assert f"Cần gõ đúng: {LOGIN}" in refused.content.decode()
    changed = client.post(url, {"seen": seen, "typed": LOGIN})
    assert "Tài khoản vừa thay đổi" in changed.content.decode()
    assert User.objects.get(pk=world.person.pk).erased_at is None
    done = client.post(url, {"seen": "2-1-1", "typed": f" {LOGIN} "})
    assert done.url == "/nguoi-dung/"
    assert client.get(url).status_code == 404
    assert client.get(f"/nguoi-dung/{world.person.pk}/").status_code == 404


def test_only_who_coordinates_all_erases_others_and_a_unit_keeps_somebody(
    world: ErasureWorld, agency: Unit
):
    below = person("nga", "Bùi Nga", Role.COORDINATOR, agency)
    for user, by in ((world.person, below), (world.by, world.by)):
        with pytest.raises(PermissionDenied):
            erase_person(user=user, by=by, seen=erasure_of(user).seen)
    boss = actions.create_user(
        by=None, username="goc", full_name="Gốc", is_superuser=True
    )
    second = person("hai", "Hai", Role.COORDINATOR, agency.parent)
    late = User.objects.get(pk=world.by.pk)
    assert late.held_roles
    erase_person(user=world.by, by=second, seen=erasure_of(world.by).seen)
    third = person("ba", "Ba", Role.COORDINATOR, agency.parent)
    actions.close_user(user=third, by=second)
    with pytest.raises(PermissionDenied):
        erase_person(user=boss, by=second, seen=erasure_of(boss).seen)
    with pytest.raises(ActionRefusedError, match="người điều phối cuối cùng"):
        # Whoever was erased a moment ago, and still has a page open.
        erase_person(user=second, by=late, seen=erasure_of(second).seen)
    erase_person(user=second, by=boss, seen=erasure_of(second).seen)
    chief = actions.create_user(
        by=None, username="hai.goc", full_name="Gốc", is_superuser=True
    )
    gone = erase_person(user=chief, by=boss, seen=erasure_of(chief).seen)
    assert not User.objects.get(pk=gone.pk).is_superuser


STALE: dict[str, Callable[[ErasureWorld], object]] = {
    "edit_user": lambda w: actions.edit_user(
        user=w.person, by=w.by, full_name=NAME, email=ADDRESS
    ),
    "give_role": lambda w: actions.grant_role(
        user=w.person, role=Role.VIEWER, unit=w.unit, by=None
    ),
    "rename_user": lambda w: actions.rename_user(
        user=w.person, username=LOGIN, by=None
    ),
    "reset_password": lambda w: actions.reset_password(
        user=w.person, password="x", by=w.by
    ),
    "change_password": lambda w: actions.change_password(user=w.person, password="x"),
    "reopen_user": lambda w: actions.reopen_user(user=w.person, by=w.by),
    "invite_user": lambda w: actions.invite_user(user=w.person, by=w.by),
    "remove_credentials": lambda w: actions.remove_credentials(user=w.person, by=None),
    "link_identity": lambda w: actions.link_identity(
        user=w.person,
        claims=Claims("sso.bct.vn", "s-2", LOGIN, NAME, "", frozenset()),
        by=None,
    ),
    "erase_person": lambda w: erase_person(user=w.person, by=w.by, seen="1-1-1"),
}
"""Acts on an account that was read before its person was erased."""


@pytest.mark.parametrize("name", STALE)
def test_no_act_brings_an_erased_person_back(world: ErasureWorld, name: str):
    erased(world)
    before = texts_of_the_database()
    with pytest.raises((ActionRefusedError, PermissionDenied)):
        STALE[name](world)
    assert texts_of_the_database() == before


def test_no_letter_is_queued_to_whom_is_erased_meanwhile(
    world: ErasureWorld, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(links, "person_named", lambda _login: world.person)
    actions.ask_for_link(login=LOGIN, ip="192.0.2.1")
    assert QueuedMail.objects.filter(to=ADDRESS, kind="forgotten").count() == 1
    erased(world)
    actions.ask_for_link(login=LOGIN, ip="192.0.2.1")
    assert not QueuedMail.objects.exists()


@pytest.mark.tampered("stands for a backup of before, restored by whole tables")
def test_a_restored_backup_brings_nobody_back(
    settings: SettingsWrapper,
    tmp_path: Path,
    world: ErasureWorld,
    django_capture_on_commit_callbacks: Callable[..., Any],
):
    settings.DATA_DIR = tmp_path
    before = User.objects.filter(pk=world.person.pk).values().get()
    with django_capture_on_commit_callbacks(execute=True):
        erased(world)
    noted = (tmp_path / "erased_accounts").read_text("ascii")
    assert noted.startswith(f"{world.person.pk} ")
    assert LOGIN not in noted
    assert run_chore(ERASED) == Outcome()
    User.objects.filter(pk=world.person.pk).update(**before)
    other = before["date_joined"] + timedelta(
        seconds=1
    )  # another account of this number
    User.objects.filter(pk=world.person.pk).update(date_joined=other)
    assert run_chore(ERASED) == Outcome()
    User.objects.filter(pk=world.person.pk).update(**before)
    # By whatever runs first, though it was done a moment ago.
    again = Outcome("1 erased again", code="people_erased_again", params={"count": 1})
    assert run_urgent_chores().outcomes[ERASED] == again
    assert NAME not in texts_of_the_database()
    assert AuditLine.objects.latest("pk").actor is None
    with patch.object(chores, "restored_accounts", return_value=[world.person]):
        assert run_chore(ERASED) == Outcome()  # two workers at once


@pytest.mark.tampered("stands for lines of before, which hold names")
def test_names_in_lines_of_before_are_not_shown(client: Client, world: ErasureWorld):
    named = {"full_name": NAME, "email": ADDRESS}
    acts = record("act", "thing:1", by=world.person)
    about = record("edit_user", world.person, by=world.by, before=named)
    lines = models.QuerySet(AuditLine)
    lines.filter(pk__in=[acts.pk, about.pk]).update(actor_name=NAME)
    lines.filter(pk=about.pk).update(subject_name=NAME)
    client.force_login(world.by)
    assert NAME in client.get("/nhat-ky/").content.decode()
    erased(world)
    page = client.get("/nhat-ky/").content.decode()
    assert [text for text in (NAME, ADDRESS) if text in page] == []
    assert client.get("/nhat-ky/", {"q": "Quỳnhzyx"}).context["lines"] == []
    findings = [finding.as_data() for finding in verify(deep=False).findings]
    assert len(findings) == 2
    assert NAME not in str(findings)
