"""Who calls: a service account by its token; sessions of browsers open nothing here."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest
from ninja.security import HttpBearer

from opendti_site.accounts.enums import ServiceVerb
from opendti_site.accounts.models import ServiceAccount, ServiceToken, User
from opendti_site.accounts.service_tokens import (
    find_token,
    is_from_allowed_address,
    note_use,
    reader_of,
)
from opendti_site.api.limits import FALSE_TOKENS, OF_ACCOUNT, spend
from opendti_site.api.problems import ProblemCode, refusal


@dataclass(frozen=True, slots=True)
class Caller:
    """A service account, and the reader for whom permissions and filters are asked."""

    account: ServiceAccount
    reader: User


class ApiRequest(HttpRequest):
    """A request whose token was found."""

    auth: Caller


class BearerToken(HttpBearer):
    """The token of a service account that was given a verb."""

    def __init__(self, verb: ServiceVerb) -> None:
        self.verb = verb
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller:
        """Return who calls, or refuse the request."""
        scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not text:
            raise refusal(ProblemCode.TOKEN_MISSING)
        return self.authenticate(request, text.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Return who holds a token, or refuse it."""
        address = address_of(request)
        found = find_token(token)
        if found is None:
            spend(f"false tokens from {address}", FALSE_TOKENS)
            raise refusal(ProblemCode.TOKEN_UNKNOWN)
        account = found.account
        _refuse_ended(found)
        if not is_from_allowed_address(account, address):
            raise refusal(ProblemCode.ADDRESS_NOT_ALLOWED)
        spend(f"account {account.pk}", OF_ACCOUNT)
        note_use(found)
        if not account.may(self.verb):
            raise refusal(ProblemCode.VERB_NOT_ALLOWED)
        return Caller(account, reader_of(account))


def _refuse_ended(token: ServiceToken) -> None:
    if token.state != "live" or token.account.closed_at:
        expired = token.state == "expired"
        raise refusal(
            ProblemCode.TOKEN_EXPIRED if expired else ProblemCode.TOKEN_REVOKED
        )


def address_of(request: HttpRequest) -> str:
    """Return the network address from which a request came, behind a proxy that is trusted too."""
    return str(get_ip(request))


reads = BearerToken(ServiceVerb.READ)
pushes = BearerToken(ServiceVerb.PUSH)
