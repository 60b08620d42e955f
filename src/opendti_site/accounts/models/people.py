"""People and the roles that they hold."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.enums import Role, RoleChange, RoleProposalState
from opendti_site.accounts.names import NAME_LENGTH, valid_name
from opendti_site.audit.actions import record
from opendti_site.audit.queries import holds_seal


class User(AbstractUser):
    """A person who can sign in."""

    username = models.CharField(
        _("tên đăng nhập"), max_length=NAME_LENGTH, unique=True, validators=[valid_name]
    )
    first_name = None  # type: ignore[assignment]  # a Vietnamese name is one text
    last_name = None  # type: ignore[assignment]  # a Vietnamese name is one text
    full_name = models.CharField(_("họ và tên"), max_length=150)
    email = models.EmailField(_("thư điện tử"), blank=True)
    language = models.CharField(
        _("ngôn ngữ"), max_length=2, choices=settings.LANGUAGES, default="vi"
    )
    demo = models.BooleanField(_("người của bản chạy thử"), default=False)
    must_change_password = models.BooleanField(
        _("phải đổi mật khẩu"), default=False, editable=False
    )
    invitations = models.PositiveSmallIntegerField(
        _("số lần mời"), default=0, editable=False
    )
    """How often the person was sent a link to set a password; only the last link holds."""
    session_version = models.PositiveIntegerField(default=0, editable=False)
    """Counted up to end all sessions and all open links of the account."""

    erased_at = models.DateTimeField(_("xóa dữ liệu lúc"), null=True, editable=False)
    """When the person's name and addresses gave way to a pseudonym, for ever."""

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
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_one_user_a_name",
                violation_error_message=_("Tên đăng nhập này đã có người dùng."),
            ),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return gettext("Người dùng đã xóa số %(number)d") % {"number": self.pk}
        return self.full_name or self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Compare a password, and renew its hash by the way, with a line, where an old way made it.

        A row that was changed behind the site's back stays as it is: renewing would seal the change.
        """
        fits, outdated = hashers.verify_password(raw_password, self.password)
        if fits and outdated and holds_seal(self):
            self.set_password(raw_password)
            self._password = None  # so that no validator takes it for a new one
            self.save(update_fields=["password"])
            record("renew_password_hash", self, by=self, seals=[self])
        return bool(fits)

    @property
    def credential_state(self) -> str:
        """What must stay the same for a session or a link to hold."""
        version = self.session_version
        return f"{self.password}:{version}" if version else self.password

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what Django compares a session with: its own is of the password alone."""
        salt = "opendti_site.accounts.models.session"
        # Version 0 has Django's own hash, so that sessions of before the column go on.
        if not self.session_version:
            return str(super()._get_session_auth_hash(secret=secret))  # type: ignore[misc]  # not in the stubs
        mac = salted_hmac(
            salt, self.credential_state, secret=secret, algorithm="sha256"
        )
        return mac.hexdigest()

    def get_absolute_url(self) -> str:
        """Return the address of the person's page."""
        return reverse("accounts:person", args=[self.pk])

    def get_full_name(self) -> str:
        """Return the name that pages show."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the given name, which stands last in Vietnamese."""
        return str(self).rsplit(" ", maxsplit=1)[-1]

    has_way_in = False
    """Whether the account has a password, a passkey or an identity, where a query asked."""

    organisations = 1
    """How many organisations the site has, counted when the roles are read."""

    @cached_property
    def held_roles(self) -> list[tuple[str, str]]:
        """Read (role, path of the unit) once per request, and count the organisations by the way."""
        unit = RoleAssignment._meta.get_field("unit").remote_field.model  # noqa: SLF001 -- the unit is known by name only
        roots = unit._default_manager.filter(parent=None).order_by().values("parent")  # noqa: SLF001 -- as above
        count = models.Subquery(roots.annotate(n=models.Count("pk")).values("n"))
        rows = list(self.assignments.values_list("role", "unit__path", count))
        self.organisations = max((number for *_role, number in rows), default=1)
        return [(role, path) for role, path, _number in rows]

    @cached_property
    def conflict_paths(self) -> list[str]:
        """Read once per request the paths of the units about which a conflict of interest stands today."""
        found = self.conflicts.filter(standing_on(timezone.localdate()))
        return list(found.values_list("unit__path", flat=True))

    def forget_roles(self) -> None:
        """Read roles and conflicts again when they are next asked for: they have changed."""
        self.__dict__.pop("held_roles", None)
        self.__dict__.pop("conflict_paths", None)

    @property
    def role_names(self) -> str:
        """Name the roles, each once, in the order of the process."""
        roles = {role for role, _path in self.held_roles}
        return ", ".join(str(role.label) for role in Role if role.value in roles)


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


def standing_on(day: dt.date) -> models.Q:
    """Return the condition of conflicts of interest that stand on a day."""
    open_end = models.Q(until__isnull=True) | models.Q(until__gte=day)
    return open_end & models.Q(since__lte=day, ended_at__isnull=True)


class InterestConflict(models.Model):
    """A conflict of interest of one person about one unit and everything below it; ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    unit = models.ForeignKey(
        "organisations.Unit",
        verbose_name=_("đơn vị"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.TextField(_("lý do"))
    since = models.DateField(_("từ ngày"))
    until = models.DateField(_("đến hết ngày"), null=True, blank=True)
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(_("lý do kết thúc"), blank=True)

    class Meta:
        verbose_name = _("xung đột lợi ích")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user} – {self.unit}"

    @property
    def state(self) -> str:
        """Return `ended`, `past`, `coming` or `standing`, by today's date."""
        today = timezone.localdate()
        if self.ended_at:
            return "ended"
        if self.until and self.until < today:
            return "past"
        return "coming" if self.since > today else "standing"

    @property
    def last_day(self) -> dt.date | None:
        """Return the last day on which it stands or stood."""
        days = [self.until] if self.until else []
        if self.ended_at:
            days.append(timezone.localdate(self.ended_at))
        return min(days, default=None)

    @property
    def can_end(self) -> bool:
        """Whether there is anything to end."""
        return self.state in {"coming", "standing"}


PROPOSAL_TIME = dt.timedelta(days=14)
"""How long a proposal about a role can be confirmed."""


class RoleProposal(models.Model):
    """A role that one coordinator would give or take, and another confirms; settled once, never deleted."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="role_proposals"
    )
    role = models.CharField(_("vai trò"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        "organisations.Unit",
        verbose_name=_("đơn vị"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    change = models.CharField(max_length=8, choices=RoleChange)
    state = models.CharField(
        max_length=12, choices=RoleProposalState, default=RoleProposalState.OPEN
    )
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(_("lý do"), blank=True)

    class Meta:
        verbose_name = _("đề nghị về vai trò")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit", "change"],
                condition=models.Q(state=RoleProposalState.OPEN),
                name="accounts_role_proposed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"

    @property
    def ends_at(self) -> dt.datetime:
        """Until when it can be confirmed."""
        return self.proposed_at + PROPOSAL_TIME

    @property
    def is_waiting(self) -> bool:
        """Whether it can be confirmed now: decided by the clock, not by a job."""
        return self.state == RoleProposalState.OPEN and timezone.now() < self.ends_at


class AttemptCount(models.Model):
    """The table of Django's database cache, in which attempts to sign in are counted.

    Only the cache reads and writes it. As a model it comes with the migrations and goes with
    the backups.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_attempts"

    def __str__(self) -> str:
        return self.cache_key
