"""Lines of the audit chain about signing in."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from allauth.mfa import signals
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.accounts.names import fold_name
from opendti_site.audit.actions import record
from opendti_site.operations.logs import event

logger = logging.getLogger("opendti.sign_in")

SHOWN = 2
LOCKOUT_SECONDS = 300
"""A lockout is one line for as long as it lasts, however many attempts are refused meanwhile."""


def login_of(credentials: Mapping[str, Any]) -> str:
    """Return the name or address that was typed."""
    return str(credentials.get("username") or credentials.get("email") or "")


def person_named(login: str) -> User | None:
    """Return the person who signs in by a name or an address."""
    name = fold_name(login)
    if not name:
        return None
    by_name = User.objects.filter(username__iexact=name).first()
    return by_name or User.objects.filter(email__iexact=name).first()


def shortened(login: str) -> str:
    """Return a typed name so that attempts on it can be told apart, but it cannot be read.

    A person in a hurry types the password into the field of the name.
    """
    return f"{fold_name(login)[:SHOWN]}… ({digest_of(login)})"


def digest_of(login: str) -> str:
    """Return eight digits by which two attempts on the same name can be matched."""
    text = f"sign-in {fold_name(login)}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), text, "sha256")[:4].hex()


def record_failed_sign_in(request: HttpRequest, login: str) -> None:
    """Record an audit line about a wrong name or password."""
    _record_attempt("sign_in_failed", request, login)


def record_lockout(request: HttpRequest, login: str) -> None:
    """Record one audit line when attempts on a name from an address are being refused."""
    key = f"lockout:{digest_of(login)}:{get_ip(request)}"
    if cache.add(key, 1, LOCKOUT_SECONDS):
        _record_attempt("sign_in_locked", request, login)


def _record_attempt(verb: str, request: HttpRequest, login: str) -> None:
    user = person_named(login)
    address = get_ip(request)
    number = user.pk if user else None
    event(logger, logging.WARNING, verb, event=verb, user=number, ip=address)
    if user:
        record(verb, user, by=None, ip=address)
    else:
        name = shortened(login)
        record(verb, "accounts.User", by=None, name=name, ip=address)


def _signed_in(user: User, **_more: Any) -> None:
    event(logger, logging.INFO, "sign_in", event="sign_in", user=user.pk)


def record_failed_passkey(request: HttpRequest, user: User | None) -> None:
    """Leave a line about a passkey that opens nothing; without a person nobody knows whose it is."""
    address = get_ip(request)
    if user is not None:
        record("second_factor_failed", user, by=None, ip=address)
    else:
        name = str(_("khóa truy cập lạ"))
        record("sign_in_failed", "accounts.User", by=None, name=name, ip=address)


def _signed_out(user: User | None, **_more: Any) -> None:
    if user is not None:
        event(logger, logging.INFO, "sign_out", event="sign_out", user=user.pk)
        record("sign_out", user, by=user)


def _factor_failed(user: User, request: HttpRequest, **_more: Any) -> None:
    verb, address = "second_factor_failed", get_ip(request)
    event(logger, logging.WARNING, verb, event=verb, user=user.pk, ip=address)
    record("second_factor_failed", user, by=None, ip=address)


def connect_all() -> None:
    """Listen to what allauth and Django do; called once when the site starts."""
    user_logged_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    signals.authentication_failed.connect(_factor_failed)
