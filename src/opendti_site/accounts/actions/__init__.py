"""Writes to people: their accounts and roles, the links for a password, and identities of a provider."""

from __future__ import annotations

from opendti_site.accounts.actions.adding import add_person
from opendti_site.accounts.actions.conflicts import declare_conflict, end_conflict
from opendti_site.accounts.actions.first import invite_first_administrator
from opendti_site.accounts.actions.handouts import Handout, give_links
from opendti_site.accounts.actions.identities import (
    follow_groups,
    link_identity,
    person_of_claims,
    remove_credentials,
    remove_second_factor,
    unlink_identity,
)
from opendti_site.accounts.actions.links import (
    ask_for_link,
    invite_user,
    set_password_by_link,
)
from opendti_site.accounts.actions.lists import (
    ImportResult,
    import_people,
    preview_people,
)
from opendti_site.accounts.actions.people import (
    NewPerson,
    UserDetails,
    change_password,
    close_user,
    create_user,
    edit_user,
    grant_role,
    rename_user,
    reopen_user,
    reset_password,
    revoke_role,
)
from opendti_site.accounts.actions.proposals import (
    confirm_role_proposal,
    propose_role,
    refuse_opened_account,
    withdraw_role_proposal,
)
from opendti_site.accounts.actions.services import (
    MAX_LIVE_TOKENS,
    IssuedToken,
    ServiceScope,
    close_service_account,
    create_service_account,
    revoke_service_token,
    rotate_service_token,
)

__all__ = [
    "MAX_LIVE_TOKENS",
    "Handout",
    "ImportResult",
    "IssuedToken",
    "NewPerson",
    "ServiceScope",
    "UserDetails",
    "add_person",
    "ask_for_link",
    "change_password",
    "close_service_account",
    "close_user",
    "confirm_role_proposal",
    "create_service_account",
    "create_user",
    "declare_conflict",
    "edit_user",
    "end_conflict",
    "follow_groups",
    "give_links",
    "grant_role",
    "import_people",
    "invite_first_administrator",
    "invite_user",
    "link_identity",
    "person_of_claims",
    "preview_people",
    "propose_role",
    "refuse_opened_account",
    "remove_credentials",
    "remove_second_factor",
    "rename_user",
    "reopen_user",
    "reset_password",
    "revoke_role",
    "revoke_service_token",
    "rotate_service_token",
    "set_password_by_link",
    "unlink_identity",
    "withdraw_role_proposal",
]
