"""Whether somebody can open a superuser's account, so that the site needs no first one."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q

from opendti_site.accounts.models import User


def opened() -> Q:
    """Filter accounts to those with a way in: a password, a passkey or second factor, or an identity."""
    mine = {"user": OuterRef("pk")}
    return (
        ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        | Q(Exists(Authenticator.objects.filter(**mine)))
        | Q(Exists(SocialAccount.objects.filter(**mine)))
    )


def has_administrator() -> bool:
    """Return whether a superuser has a way in."""
    superusers = User.objects.filter(is_superuser=True, is_active=True)
    return superusers.filter(opened()).exists()


def lacks_administrator() -> bool:
    """Return whether the site has no accounts but superusers that nobody can open yet."""
    return not User.objects.filter(Q(is_superuser=False) | opened()).exists()
