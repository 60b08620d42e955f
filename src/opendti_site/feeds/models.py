"""What was answered to pushes, so that the same push gets the same answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.models import ServiceAccount
from opendti_site.observations.models import Delivery


class Push(models.Model):
    """A push under its idempotency key, and the answer to it."""

    account = models.ForeignKey(ServiceAccount, models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    body_digest = models.CharField(max_length=64)
    answer = models.JSONField()
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("lần gửi số liệu")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"], name="feeds_one_push_a_key"
            ),
        ]

    def __str__(self) -> str:
        return self.key
