"""Actions on units, releases, people and roles; which actions of the site are not raced, and why."""

from __future__ import annotations

import datetime as dt
from copy import copy
from functools import partial
from typing import Any

from django.utils import timezone

from opendti_site.accounts import actions as accounts
from opendti_site.accounts.enums import Role, RoleChange
from opendti_site.frameworks import actions as frameworks
from opendti_site.frameworks.drafting.tree import digest_of
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.organisations import actions as organisations
from opendti_site.privacy.actions import erase_person
from tests.site.walls import race_rounds
from tests.site.walls.race_scene import (
    Scene,
    coordinator_and_reason,
)
from tests.site.walls.race_worlds import (
    NUMBERS,
    RaceWorld,
    coordinators,
    listed_person,
    shelf,
    staff,
    tree,
)


def _moved(world: RaceWorld) -> object:
    changes = {"parent": world.unit("upper")}
    by, unit = world.who("coordinator"), world.unit("lower")
    return organisations.edit_unit(unit=unit, version=1, by=by, changes=changes)


def _renamed(world: RaceWorld) -> object:
    part = world.seen["node"]
    return frameworks.edit_node(
        path=(0,),
        seen=digest_of(part),
        code="1",
        part={**part, "title": {"vi": "Tên khác"}},
        **_draft(world),
    )


def _closed(world: RaceWorld, other: str, by: str) -> object:
    return accounts.close_user(user=world.who(other), by=world.who(by))


def _erased(world: RaceWorld, other: str, by: str) -> object:
    return erase_person(user=world.who(other), by=world.who(by), seen="0-0-0")


def _superusers(world: RaceWorld) -> None:
    """Two superusers, of whom one must remain."""
    n = next(NUMBERS)
    for name in ("first", "second"):
        made = accounts.create_user(
            by=None, username=f"boss{name}{n}", full_name=name, is_superuser=True
        )
        world.people[name] = made.pk


def _given_back(world: RaceWorld, who: str) -> object:
    by = world.who(who)
    return accounts.revoke_role(assignment=copy(world.seen[who]), by=by)


def _draft(world: RaceWorld) -> dict[str, Any]:
    draft = FrameworkRelease(pk=world.keys["draft"])
    return {"draft": draft, "by": world.who("coordinator")}


ELSEWHERE = {
    "accounts.add_person": "creates a user and grants a role, which are raced by themselves",
    "accounts.ask_for_link": "an act of a stranger, who changes no row of the site",
    "accounts.carry_conflicts": "a step of merge_units and split_unit, under the tree's lock",
    "accounts.change_password": "writes the person's own row alone, without a precondition",
    "accounts.follow_groups": "writes roles by a provider's answer, under the person's lock",
    "accounts.file_proposal": "the body of propose_role, which is raced",
    "accounts.take_role": "the body of revoke_role, which is raced",
    "accounts.give_role": "the body of grant_role, which is raced",
    "accounts.link_identity": "locks the account, and a unique key guards the identity",
    "accounts.unlink_identity": "an act on one's own account, under its lock",
    "accounts.person_of_claims": "finds or makes an account, and links it by link_identity",
    "organisations.merge_units": "ends and moves units under the tree's lock, as close_unit and edit_unit, which are raced",
    "organisations.split_unit": "as merge_units",
    "feeds.push_values": "tests/site/api/test_pushing.py: the same push twice is recorded once",
    "observations.record_observations": "adds rows alone, without a precondition that another act could end",
    "privacy.repeat_erasure": "an act of housekeeping; its body is that of erase_person",
    "privacy.export_person": "writes a line and changes no row",
    "accounts.remove_credentials": "an act of the server's command line, with its own tests",
    "accounts.rename_user": "an act of the server's command line, with its own tests",
    "system.retry_job": "tests/site/system/test_acts.py: the second finds no failed job",
    "system.cancel_job": "tests/site/system/test_acts.py",
    "system.dismiss_job": "tests/site/system/test_acts.py",
    "system.request_verification": "tests/site/system/test_acts.py",
    "system.request_test_letter": "writes a line of the log alone",
    "reminders.choose_reminders": "writes the person's own row alone, without a precondition",
    "reminders.remind_units": "tests/site/reminders/test_once.py: two at once write each letter once",
    "home.dismiss_first_steps": "writes a line of the log alone; a second one changes nothing",
    "system.request_backup": "tests/site/system/test_acts.py",
    "publication.publish": "the body of publish_run and publish_correction, which are raced",
    "audit.rotate_key": "an act of the server's command line, with its own tests",
    "audit.continue_after_last_line": "a step of accept_changed_rows, an act of the command line",
    "audit.accept_lost_lines": "an act of the server's command line, with its own tests",
}
"""Actions that are not raced, and why."""


SCENES = race_rounds.SCENES | {
    "tree": Scene(
        tree,
        {
            "organisations.create_unit": lambda w: organisations.create_unit(
                by=w.who("coordinator"),
                code=w.seen["code"],
                name="Mới",
                parent=w.unit("lower"),
            ),
            "organisations.edit_unit": _moved,
            "organisations.close_unit": lambda w: organisations.close_unit(
                unit=w.unit("upper"),
                on=timezone.localdate(),
                **coordinator_and_reason(w),
            ),
            "organisations.import_units": lambda w: organisations.import_units(
                table=w.seen["table"], by=w.who("coordinator")
            ),
        },
        turning=frozenset({"organisations.edit_unit", "organisations.close_unit"}),
    ),
    "shelf": Scene(
        shelf,
        {
            "frameworks.create_draft": lambda w: frameworks.create_draft(
                text=w.seen["new"], by=w.who("coordinator"), origin="empty"
            ),
            "frameworks.adopt_text": lambda w: frameworks.adopt_text(
                w.seen["new"], by=w.who("coordinator")
            ),
            "frameworks.edit_text": lambda w: frameworks.edit_text(
                version=1, text=w.seen["new"], **_draft(w)
            ),
            "frameworks.add_draft_node": lambda w: frameworks.add_draft_node(
                version=1, path=(0,), inside=True, **_draft(w)
            ),
            "frameworks.edit_node": _renamed,
            "frameworks.edit_head": lambda w: frameworks.edit_head(
                keys=("title",),
                seen=w.seen["head"],
                part={"title": {"vi": "Tên khác"}},
                **_draft(w),
            ),
            "frameworks.move_draft_node": lambda w: frameworks.move_draft_node(
                version=1, path=(1,), way="up", **_draft(w)
            ),
            "frameworks.delete_draft_node": lambda w: frameworks.delete_draft_node(
                version=1, path=(1,), **_draft(w)
            ),
            "frameworks.publish_draft": lambda w: frameworks.publish_draft(
                version=1, **_draft(w)
            ),
            "frameworks.discard_draft": lambda w: frameworks.discard_draft(
                version=1, **_draft(w)
            ),
            "frameworks.settle_notices": lambda w: frameworks.settle_notices(
                code=None, **_draft(w)
            ),
            "frameworks.write_crosswalk": lambda w: frameworks.write_crosswalk(
                before=w.release(),
                after=w.release("later"),
                sheet=w.seen["sheet"],
                version=0,
                by=w.who("coordinator"),
            ),
        },
        turning=frozenset({
            "frameworks.edit_text",
            "frameworks.publish_draft",
            "frameworks.discard_draft",
        }),
    ),
    "staff": Scene(
        staff,
        {
            "accounts.create_user": lambda w: accounts.create_user(
                by=w.who("coordinator"), username=w.seen["name"], full_name="Mới"
            ),
            "accounts.grant_role": lambda w: accounts.grant_role(
                user=w.who("person"),
                role=Role.REPORTER,
                unit=w.unit("agency"),
                by=w.who("coordinator"),
            ),
            "accounts.revoke_role": lambda w: accounts.revoke_role(
                assignment=copy(w.seen["role"]),
                by=w.who("coordinator"),
            ),
            "accounts.declare_conflict": lambda w: accounts.declare_conflict(
                user=w.who("person"),
                unit=w.unit("agency"),
                reason="Người thân",
                since=timezone.localdate(),
                by=w.who("coordinator"),
            ),
            "accounts.end_conflict": lambda w: accounts.end_conflict(
                copy(w.seen["conflict"]), **coordinator_and_reason(w)
            ),
            "accounts.propose_role": lambda w: accounts.propose_role(
                user=w.who("person"),
                role=Role.REPORTER,
                unit=w.unit("agency"),
                change=RoleChange.GIVE,
                by=w.who("coordinator"),
            ),
            "accounts.confirm_role_proposal": lambda w: accounts.confirm_role_proposal(
                copy(w.seen["proposal"]), by=w.who("coordinator")
            ),
            "accounts.withdraw_role_proposal": lambda w: (
                accounts.withdraw_role_proposal(
                    copy(w.seen["proposal"]), **coordinator_and_reason(w)
                )
            ),
            "accounts.edit_user": lambda w: accounts.edit_user(
                user=w.who("person"),
                by=w.who("coordinator"),
                full_name="Tên mới",
                email="",
            ),
            "accounts.reset_password": lambda w: accounts.reset_password(
                user=w.who("person"), password="x", by=w.who("coordinator")
            ),
            "accounts.remove_second_factor": lambda w: accounts.remove_second_factor(
                user=w.who("person"), by=w.who("coordinator")
            ),
            "accounts.import_people": lambda w: accounts.import_people(
                table=listed_person(w), by=w.who("coordinator"), invite=False
            ),
            "accounts.invite_user": lambda w: accounts.invite_user(
                user=w.who("person"), by=w.who("coordinator")
            ),
            "accounts.give_links": lambda w: accounts.give_links(
                users=[w.who("person")], by=w.who("coordinator")
            ),
            "accounts.set_password_by_link": lambda w: accounts.set_password_by_link(
                token=w.seen["token"], password="x"
            ),
            "accounts.close_user": lambda w: accounts.close_user(
                user=w.who("person"), by=w.who("coordinator")
            ),
            "accounts.reopen_user": lambda w: accounts.reopen_user(
                user=w.who("person"), by=w.who("coordinator")
            ),
            "accounts.create_service_account": lambda w: (
                accounts.create_service_account(
                    name=w.seen["name"],
                    unit=w.unit("agency"),
                    scope=accounts.ServiceScope(["read"]),
                    expires_at=timezone.now() + dt.timedelta(days=30),
                    by=w.who("coordinator"),
                )
            ),
            "accounts.rotate_service_token": lambda w: accounts.rotate_service_token(
                copy(w.seen["service"].account),
                expires_at=timezone.now() + dt.timedelta(days=30),
                overlap=dt.timedelta(days=1),
                by=w.who("coordinator"),
            ),
            "accounts.revoke_service_token": lambda w: accounts.revoke_service_token(
                copy(w.seen["service"]), by=w.who("coordinator")
            ),
            "accounts.close_service_account": lambda w: accounts.close_service_account(
                copy(w.seen["service"].account), by=w.who("coordinator")
            ),
            "privacy.erase_person": lambda w: erase_person(
                user=w.who("person"), by=w.who("coordinator"), seen="1-1-0"
            ),
        },
        turning=frozenset({
            "privacy.erase_person",
            "accounts.close_service_account",
            "accounts.close_user",
            "accounts.grant_role",
            "accounts.confirm_role_proposal",
            "accounts.set_password_by_link",
        }),
    ),
    "coordinators shut each other out": Scene(
        coordinators,
        {
            "first: close_user": lambda w: _closed(w, "second", "first"),
            "second: close_user": lambda w: _closed(w, "first", "second"),
        },
        turning=frozenset({"first: close_user"}),
    ),
    "superusers shut each other out": Scene(
        _superusers,
        {
            f"{who}: {verb}": partial(act, other=other, by=who)
            for who, other in (("first", "second"), ("second", "first"))
            for verb, act in (("close_user", _closed), ("erase_person", _erased))
        },
        turning=frozenset({"first: close_user", "first: erase_person"}),
    ),
    "coordinators leave": Scene(
        coordinators,
        {
            "first: revoke_role": lambda w: _given_back(w, "first"),
            "second: revoke_role": lambda w: _given_back(w, "second"),
        },
        turning=frozenset({"first: revoke_role"}),
    ),
}
