"""Reads of who may do what over which units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q

from opendti_site.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class HasPath(Protocol):
    """A unit, seen from here: a code and a place in the tree."""

    pk: Any
    code: str
    path: str


def scopes_of(user: AbstractBaseUser | AnonymousUser, *roles: str) -> list[str]:
    """List the paths under which a person holds one of the roles, widest only.

    Without roles any role counts. A superuser holds everything: the empty path.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    if user.is_superuser:
        return [""]
    paths = {path for role, path in user.held_roles if not roles or role in roles}
    return sorted(
        path
        for path in paths
        if not any(path != other and path.startswith(other) for other in paths)
    )


def has_role(
    user: AbstractBaseUser | AnonymousUser, *roles: str, unit: HasPath | None = None
) -> bool:
    """Say whether a person holds one of the roles, over this unit if one is named."""
    paths = scopes_of(user, *roles)
    if unit is None:
        return bool(paths)
    return any(unit.path.startswith(path) for path in paths)


def within(paths: Iterable[str], field: str) -> Q:
    """Filter rows to the subtrees; no path matches nothing (default deny)."""
    listed = list(paths)
    if "" in listed:
        return Q()
    found = Q(pk__in=[])
    for path in listed:
        found |= Q(**{f"{field}__startswith": path})
    return found
