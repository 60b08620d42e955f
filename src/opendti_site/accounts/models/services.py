"""Service accounts and their tokens: how programs read and push over the API."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.enums import ServiceVerb
from opendti_site.accounts.models.people import User


class ServiceAccount(models.Model):
    """A program's way in, over a unit and what lies below it; its scope is set once and never edited.

    `items` are codes of criteria or items, with `*` for any text; none means all of them.
    `addresses` are networks in CIDR notation from which it may come; none means from anywhere.
    """

    name = models.CharField(_("tên"), max_length=100)
    unit = models.ForeignKey(
        "organisations.Unit",
        verbose_name=_("đơn vị"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    verbs = models.JSONField(_("được làm"))
    items = models.JSONField(_("số liệu được phép"), default=list)
    addresses = models.JSONField(_("địa chỉ mạng"), default=list)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tài khoản dịch vụ")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "unit",
                condition=models.Q(closed_at__isnull=True),
                name="accounts_one_service_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the account's page."""
        return reverse("accounts:service_account", args=[self.pk])

    def may(self, verb: str) -> bool:
        """Return whether the account was given a verb."""
        return verb in self.verbs

    @property
    def verb_words(self) -> str:
        """Name what the account may do."""
        given = (verb for verb in ServiceVerb if verb.value in self.verbs)
        return ", ".join(str(verb.label) for verb in given)

    @property
    def live_tokens(self) -> list[ServiceToken]:
        """Return the tokens that open the account now, the oldest first."""
        return [token for token in self.tokens.all() if token.state == "live"]

    @property
    def last_used_at(self) -> dt.datetime | None:
        """Return when the account was last used, by any of its tokens."""
        times = (token.last_used_at for token in self.tokens.all())
        return max((at for at in times if at), default=None)


class ServiceToken(models.Model):
    """A secret of a service account, of which only the beginning and the digest are kept."""

    account = models.ForeignKey(
        ServiceAccount, on_delete=models.PROTECT, related_name="tokens"
    )
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    """When it was last used, to the minute."""

    class Meta:
        verbose_name = _("mã truy cập")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.prefix

    @property
    def state(self) -> str:
        """Return `revoked`, `expired` or `live`, by the clock."""
        if self.revoked_at:
            return "revoked"
        return "live" if timezone.now() < self.expires_at else "expired"
