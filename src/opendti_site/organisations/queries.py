"""Reads of the tree of units."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from opendti.folding import fold
from opendti_site.accounts.queries import scopes_of, within
from opendti_site.organisations.models import Unit


def units_visible_to(
    user: AbstractBaseUser | AnonymousUser, *roles: str
) -> QuerySet[Unit]:
    """Return the units over which a person holds one of the roles (any, if none)."""
    return Unit.objects.filter(within(scopes_of(user, *roles), "path"))


def find_units(text: str, among: QuerySet[Unit] | None = None) -> QuerySet[Unit]:
    """Search by code or name; case and diacritics do not matter, nor word order."""
    found = Unit.objects.all() if among is None else among
    for word in fold(text).split():
        found = found.filter(search_key__contains=word)
    return found


def units_open_on(day: date | None = None) -> Q:
    """Filter to the units that exist on a day (today)."""
    at = day or timezone.localdate()
    opened = Q(opened_on__isnull=True) | Q(opened_on__lte=at)
    return opened & (Q(closed_on__isnull=True) | Q(closed_on__gt=at))
