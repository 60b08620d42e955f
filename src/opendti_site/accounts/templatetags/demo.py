"""The people of the demo, for its sign-in page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.accounts.queries import demo_people

register = template.Library()

TRIES = {
    Role.COORDINATOR: gettext_lazy(
        "Theo dõi tiến độ, nhắc đơn vị nộp muộn, trả lại hồ sơ, chuyển bước, tính điểm, công bố."
    ),
    Role.REPORTER: gettext_lazy(
        "“Việc của tôi”: nhập số liệu, gắn tài liệu kiểm chứng, trả lời yêu cầu giải trình."
    ),
    Role.SIGNATORY: gettext_lazy(
        "“Việc của tôi”: ký nộp hoặc chuyển lại hồ sơ, gửi giải trình đã soạn."
    ),
    Role.APPRAISER: gettext_lazy(
        "“Thẩm định”: xem một tiêu chí ở mọi đơn vị, chấp nhận, điều chỉnh hoặc hỏi đơn vị."
    ),
    Role.COUNCIL: gettext_lazy(
        "“Thẩm định”, cột Hội đồng: quyết định điểm cuối cùng, tải biên bản."
    ),
    Role.VIEWER: gettext_lazy("Xem tiến độ, hồ sơ và kết quả; không sửa gì."),
}
"""What to try first in each role."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One button: who, in which role, where, and what to try."""

    username: str
    full_name: str
    role_names: str
    at: str
    tries: str


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """The people of one body that runs rounds."""

    title: str
    people: Sequence[DemoPerson]


@register.inclusion_tag("accounts/demo_people.html", takes_context=True)
def demo_sign_ins(context: template.Context) -> dict[str, object]:
    """List the people of the demo by the body whose rounds they work in; in a real site there is nobody."""
    if not settings.DEMO:
        return {}
    found = demo_people().prefetch_related("assignments__unit")
    return {
        "groups": _groups({person: list(person.assignments.all()) for person in found}),
        "password": settings.DEMO_PASSWORD,
        "csrf_token": context.get("csrf_token"),
        "redirect_field": context.get("redirect_field"),
    }


def _groups(people: dict[User, list[RoleAssignment]]) -> list[DemoGroup]:
    bodies = {
        roles[0].unit.path: roles[0].unit.local_name
        for roles in people.values()
        if len(roles) == 1 and roles[0].role == Role.COORDINATOR
    }
    groups: dict[str, list[DemoPerson]] = {path: [] for path in bodies}
    for person, roles in people.items():
        groups.setdefault(_body_of(roles, bodies), []).append(_shown(person, roles))
    return [
        DemoGroup(bodies.get(path, _("Toàn hệ thống")), members)
        for path, members in groups.items()
    ]


def _body_of(roles: Sequence[RoleAssignment], bodies: dict[str, str]) -> str:
    """Return the path of the body in whose rounds a person works; empty for who has more than one."""
    if len(roles) != 1:
        return ""
    path = roles[0].unit.path
    return next((body for body in bodies if path.startswith(body)), "")


def _shown(person: User, roles: Sequence[RoleAssignment]) -> DemoPerson:
    names = dict.fromkeys(str(Role(held.role).label) for held in roles)
    units = dict.fromkeys(held.unit.short for held in roles)
    tries = TRIES[Role(roles[0].role)] if len(roles) == 1 else ""
    return DemoPerson(
        person.username,
        person.full_name,
        ", ".join(names),
        ", ".join(units),
        str(tries or _("“Nhật ký”: ai làm gì, lúc nào; “Hệ thống”: kiểm niêm phong.")),
    )
