"""People and the roles that they hold."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.enums import Role
from opendti_site.audit.actions import record


class User(AbstractUser):
    """A person who can sign in."""

    first_name = None  # type: ignore[assignment]  # a Vietnamese name is one text
    last_name = None  # type: ignore[assignment]  # a Vietnamese name is one text
    full_name = models.CharField(_("họ và tên"), max_length=150)
    email = models.EmailField(_("thư điện tử"), blank=True)
    language = models.CharField(
        _("ngôn ngữ"), max_length=2, choices=settings.LANGUAGES, default="vi"
    )
    demo = models.BooleanField(_("người của bản chạy thử"), default=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("người dùng")
        ordering = ["full_name", "username"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="accounts_one_user_an_email",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Compare a password, and leave a line where its hash is renewed by the way."""
        before = self.password
        fits = super().check_password(raw_password)
        if self.password != before:
            record("renew_password_hash", self, by=self, seals=[self])
        return fits

    def get_absolute_url(self) -> str:
        """Give the address of the person's page."""
        return reverse("accounts:person", args=[self.pk])

    def get_full_name(self) -> str:
        """Give the name that pages show."""
        return str(self)

    def get_short_name(self) -> str:
        """Give the given name, which stands last in Vietnamese."""
        return str(self).rsplit(" ", maxsplit=1)[-1]

    @cached_property
    def held_roles(self) -> list[tuple[str, str]]:
        """Read (role, path of the unit) once per request."""
        return list(self.assignments.values_list("role", "unit__path"))

    @property
    def role_names(self) -> str:
        """Name the roles, each once, in the order of the process."""
        held = {role for role, _path in self.held_roles}
        return ", ".join(str(role.label) for role in Role if role.value in held)


class RoleAssignment(models.Model):
    """A role of one person over one unit and everything below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(_("vai trò"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        "organisations.Unit",
        verbose_name=_("đơn vị"),
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("vai trò được giao")
        ordering = ["role", "unit_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"], name="accounts_role_granted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"
