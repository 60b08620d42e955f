"""Which rows of people are sealed."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.models import (
    InterestConflict,
    RoleAssignment,
    RoleProposal,
    ServiceAccount,
    ServiceToken,
    User,
)
from opendti_site.audit.findings import register_kinds
from opendti_site.audit.registry import (
    NEVER,
    acts,
    append_only,
    register_exempt,
    register_sealed,
)

FIXED = ("demo", "language", "date_joined")
"""The columns of a person that no act changes."""


def register_all() -> None:
    """Seal people and roles; name what no permission rests on."""
    _seal_people()
    register_sealed(
        RoleAssignment,
        changed_by=append_only(
            RoleAssignment, "grant_role", "revoke_role", "import_people"
        ),
    )
    _seal_conflicts()
    _seal_proposals()
    _seal_services()
    _seal_second_factors()
    _seal_identities()
    for table in ("User_groups", "User_user_permissions"):
        register_exempt(
            f"accounts.{table}", "permissions come from roles alone; never read"
        )
    register_exempt(
        "accounts.AttemptCount", "counts attempts to sign in for some minutes"
    )


def _seal_people() -> None:
    register_sealed(
        User,
        {"last_login": "every sign-in writes it and nothing rests on it"},
        changed_by=dict.fromkeys(FIXED, NEVER)
        | {
            "id": acts("create_user", "create_superuser", "import_people"),
            "is_superuser": acts("erase_person"),
            "is_staff": acts("erase_person"),
            "username": acts("rename_user", "erase_person"),
            "full_name": acts("edit_user", "import_people", "erase_person"),
            "email": acts("edit_user", "import_people", "erase_person"),
            "password": acts(
                "reset_password",
                "change_password",
                "set_password_by_link",
                "renew_password_hash",
                "remove_credentials",
                "erase_person",
            ),
            "must_change_password": acts(
                "reset_password",
                "change_password",
                "set_password_by_link",
                "remove_credentials",
                "erase_person",
            ),
            "session_version": acts(
                "link_identity",
                "remove_credentials",
                "remove_second_factor",
                "erase_person",
            ),
            "erased_at": acts("erase_person"),
            "invitations": acts("invite_user", "hand_out_link", "erase_person"),
            "is_active": acts("close_user", "reopen_user", "erase_person"),
        },
    )


def _seal_conflicts() -> None:
    """Seal conflicts of interest, which end and never change."""
    declared = ["user_id", "unit_id", "reason", "since", "until"]
    declared += ["declared_by_id", "declared_at"]
    ended = ["ended_by_id", "ended_at", "end_reason"]
    register_sealed(
        InterestConflict,
        changed_by=dict.fromkeys(declared, NEVER)
        | dict.fromkeys(ended, acts("end_conflict"))
        | {"id": acts("declare_conflict", "carry_conflicts")},
    )


def _seal_proposals() -> None:
    """Seal proposals about roles, which are settled once."""
    proposed = ["user_id", "role", "unit_id", "change", "proposed_by_id", "proposed_at"]
    settled = ["state", "settled_by_id", "settled_at", "reason"]
    settling = acts("confirm_role_proposal", "withdraw_role_proposal", "propose_role")
    register_sealed(
        RoleProposal,
        changed_by=dict.fromkeys(proposed, NEVER)
        | dict.fromkeys(settled, settling)
        | {"id": acts("propose_role")},
    )


def _seal_services() -> None:
    """Seal service accounts, whose scope never changes, and their tokens, which only end."""
    fixed = ["name", "unit_id", "verbs", "items", "addresses"]
    made = ["created_by_id", "created_at"]
    closed = dict.fromkeys(["closed_by_id", "closed_at"], acts("close_service_account"))
    register_sealed(
        ServiceAccount,
        changed_by=dict.fromkeys(fixed + made, NEVER)
        | closed
        | {"id": acts("create_service_account")},
    )
    ending = acts("revoke_service_token", "close_service_account")
    register_sealed(
        ServiceToken,
        {"last_used_at": "every use writes it and nothing rests on it"},
        changed_by=dict.fromkeys(["account_id", "prefix", "digest", *made], NEVER)
        | dict.fromkeys(["revoked_by_id", "revoked_at"], ending)
        | {
            "expires_at": acts("rotate_service_token"),
            "id": acts("create_service_account", "rotate_service_token"),
        },
    )


def _seal_second_factors() -> None:
    """Seal the secrets of the second factor: only the recovery codes change, by being used."""
    register_sealed(
        Authenticator,
        {"last_used_at": "every use of the factor writes it and nothing rests on it"},
        changed_by=dict.fromkeys(["user_id", "type", "created_at"], NEVER)
        | {
            "id": acts(
                "enable_second_factor", "disable_second_factor", "renew_recovery_codes"
            ),
            "data": acts("use_recovery_code", "view_recovery_codes", "rename_passkey"),
        },
    )
    register_kinds({"mfa.Authenticator": _("xác thực hai bước")})


def _seal_identities() -> None:
    """Seal which identities open which accounts; allauth's tables of providers are never read."""
    register_sealed(
        SocialAccount,
        {
            "last_login": "every sign-in writes it and nothing rests on it",
            "extra_data": "kept empty: what a provider says is read at each sign-in",
        },
        changed_by=dict.fromkeys(["user_id", "provider", "uid", "date_joined"], NEVER)
        | {"id": acts("link_identity", "unlink_identity")},
    )
    register_kinds({"socialaccount.SocialAccount": _("danh tính của tài khoản")})
