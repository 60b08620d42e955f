"""Reads of what is kept of one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.audit.actions import address_of
from opendti_site.audit.findings import table_words
from opendti_site.audit.models import AuditLine
from opendti_site.mail.models import QueuedMail
from opendti_site.privacy.register import TRACES
from opendti_site.reminders.enums import ReminderMode
from opendti_site.reminders.sending import mode_of
from opendti_site.ui.translatable import StrOrPromise

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a person's data: a table."""

    code: str
    title: StrOrPromise
    columns: Sequence[StrOrPromise]
    rows: Rows

    def as_data(self) -> list[dict[str, Any]]:
        """Return the rows with the columns' words as keys."""
        keys = [str(column) for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]


def sections_of(person: User) -> list[Section]:
    """Return everything that is kept of a person, less the secrets that open the account."""
    return [
        _account(person),
        _roles(person),
        _ways_in(person),
        _sessions(person),
        _letters(person),
        _acts(person),
        _lines_about(person),
        _records(person),
    ]


def _account(person: User) -> Section:
    rows: Rows = [
        (str(_("Họ và tên")), person.full_name),
        (str(_("Tên đăng nhập")), person.username),
        (str(_("Thư điện tử")), person.email),
        (str(_("Ngôn ngữ")), person.get_language_display()),
        (str(_("Thư nhắc việc")), str(ReminderMode(mode_of(person)).label)),
        (str(_("Ngày tạo")), _written(person.date_joined)),
        (str(_("Lần đăng nhập cuối")), _written(person.last_login)),
    ]
    return Section("tai-khoan", _("Tài khoản"), (_("Mục dữ liệu"), _("Nội dung")), rows)


def _roles(person: User) -> Section:
    held = RoleAssignment.objects.filter(user=person).select_related("unit")
    rows: Rows = [
        (str(role.get_role_display()), str(role.unit), _written(role.since))
        for role in held
    ]
    columns = (_("Vai trò"), _("Đơn vị"), _("Từ ngày"))
    return Section("vai-tro", _("Vai trò"), columns, rows)


def _ways_in(person: User) -> Section:
    """List the ways to sign in, without their secrets."""
    rows: Rows = [
        (str(factor.get_type_display()), "", _written(factor.created_at))
        for factor in Authenticator.objects.filter(user=person).order_by("pk")
    ]
    rows += [
        (linked.provider, linked.uid, _written(linked.date_joined))
        for linked in SocialAccount.objects.filter(user=person).order_by("pk")
    ]
    if person.has_usable_password():
        rows.append((str(_("Mật khẩu")), str(_("chỉ giữ bản băm")), ""))
    columns = (_("Cách đăng nhập"), _("Danh tính"), _("Từ ngày"))
    return Section("dang-nhap", _("Cách đăng nhập"), columns, rows)


def _sessions(person: User) -> Section:
    rows: Rows = [(_written(row.expire_date),) for row in sessions_of(person)]
    return Section("phien", _("Phiên đăng nhập"), (_("Hết hạn lúc"),), rows)


def _letters(person: User) -> Section:
    rows: Rows = [
        (mail.label, mail.to, str(mail.get_state_display()), _written(mail.created_at))
        for mail in letters_of(person)
    ]
    columns = (_("Loại thư"), _("Gửi tới"), _("Trạng thái"), _("Lúc"))
    return Section("thu", _("Thư đã gửi"), columns, rows)


def _acts(person: User) -> Section:
    """List what the person did; other people are named by the number of their account."""
    own = address_of(person)
    # Seals are digests of rows, by far the largest column, and hold nothing about a person.
    lines = AuditLine.objects.defer("seals").filter(actor=person).order_by("pk")
    rows: Rows = [
        (_written(line.at), line.words, _thing_of(line, own))
        for line in lines.iterator()
    ]
    columns = (_("Lúc"), _("Việc"), _("Đối tượng"))
    return Section("viec-da-lam", _("Việc đã làm"), columns, rows)


def _thing_of(line: AuditLine, own: str) -> str:
    """Name what an act was on; an account by its number, and the person's own as such."""
    if line.subject == own:
        return gettext("tài khoản của người này")
    if line.thing_name not in {"", line.subject}:
        return line.thing_name
    table, _colon, key = line.subject.partition(":")
    words = table_words(table)
    if not key or words == table:
        return words if words != table else line.subject
    return gettext("%(thing)s số %(key)s") % {"thing": words, "key": key}


def _lines_about(person: User) -> Section:
    lines = AuditLine.objects.defer("seals").filter(subject=address_of(person))
    rows: Rows = [
        (_written(line.at), line.words, line.detail_words)
        for line in _with(person, lines.order_by("pk"))
    ]
    columns = (_("Lúc"), _("Việc"), _("Chi tiết"))
    return Section("nhat-ky-tai-khoan", _("Nhật ký về tài khoản"), columns, rows)


def _with(person: User, lines: QuerySet[AuditLine]) -> Iterator[AuditLine]:
    """Yield lines that know whom they are about, so that none of them asks."""
    for line in lines.iterator():
        line.person = person
        yield line


def _records(person: User) -> Section:
    """List the rows that say who wrote them."""
    rows: Rows = [
        (str(table_words(trace.table)), str(trace.words), key, _written(at))
        for trace in TRACES
        for key, at in _traced(trace.table, trace.field, person).values_list(
            "pk", trace.time
        )
    ]
    columns = (_("Loại hồ sơ"), _("Người này đã"), _("Số"), _("Lúc"))
    return Section("dau-vet", _("Tên trong hồ sơ"), columns, rows)


def _traced(table: str, field: str, person: User) -> QuerySet[Any]:
    model = apps.get_model(table)
    rows: QuerySet[Any] = model._base_manager.filter(**{field: person})  # noqa: SLF001 -- no manager hides rows from it
    return rows.order_by("pk")


def sessions_of(person: User) -> Iterator[Session]:
    """Find the sessions of a person: what each holds is signed, so all are read."""
    for row in Session.objects.order_by("expire_date").iterator():
        # Django stores the key of the user as text.
        if row.get_decoded().get(SESSION_KEY) == str(person.pk):
            yield row


def letters_of(person: User) -> QuerySet[QueuedMail]:
    """Return the letters to a person, whatever their address was then.

    A letter that names nobody is theirs by its address; one that names somebody is that person's,
    whoever has the address today.
    """
    mine = Q(details__user=person.pk)
    if person.email:
        mine |= Q(to__iexact=person.email) & ~Q(details__has_key="user")
    return QueuedMail.objects.filter(mine).order_by("pk")


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing a person does, in numbers."""

    roles: int
    factors: int
    identities: int
    sessions: int
    letters: int
    records: int
    """Rows that go on saying which account wrote them."""
    lines: int
    """Lines of the audit log of and about the account, which stay."""

    @property
    def seen(self) -> str:
        """Return the numbers that a confirmation holds to; the others change by reading a page."""
        # Roles, factors and identities: what a colleague may add between the page and the
        # confirmation.
        return "-".join(map(str, astuple(self)[:3]))


def erasure_of(person: User) -> Erasure:
    """Count what erasing a person does."""
    about = Q(actor=person) | Q(subject=address_of(person))
    return Erasure(
        roles=RoleAssignment.objects.filter(user=person).count(),
        factors=Authenticator.objects.filter(user=person).count(),
        identities=SocialAccount.objects.filter(user=person).count(),
        sessions=sum(1 for _row in sessions_of(person)),
        letters=letters_of(person).count(),
        records=sum(
            _traced(trace.table, trace.field, person).count() for trace in TRACES
        ),
        lines=AuditLine.objects.filter(about).count(),
    )


def _written(moment: datetime | None) -> str:
    """Write a moment as the site's clock has it."""
    if moment is None:
        return ""
    return timezone.localtime(moment).isoformat(" ", timespec="seconds")
