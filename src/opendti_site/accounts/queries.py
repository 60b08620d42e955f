"""Reads of who may do what over which units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Exists,
    F,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.utils import timezone

from opendti.folding import fold
from opendti_site.accounts.administrators import opened
from opendti_site.accounts.enums import Role, RoleChange, RoleProposalState
from opendti_site.accounts.links import FORGOTTEN, INVITATION
from opendti_site.accounts.models import (
    PROPOSAL_TIME,
    RoleAssignment,
    RoleProposal,
    ServiceAccount,
    User,
)
from opendti_site.mail.models import QueuedMail
from opendti_site.mail.queries import last_mail_to
from opendti_site.ui.collation import in_vietnamese_order

REPORTING = (Role.REPORTER, Role.SIGNATORY)


class SupportsPath(Protocol):
    """A unit as accounts see it: a code and a path."""

    @property
    def pk(self) -> Any:
        """The key."""

    @property
    def code(self) -> str:
        """The code."""

    @property
    def path(self) -> str:
        """The keys from the top down to itself, each with a slash behind it."""


def scopes_of(user: AbstractBaseUser | AnonymousUser, *roles: str) -> list[str]:
    """List the paths under which a person holds one of the roles, widest only.

    Without roles any role counts. A superuser holds everything: the empty path.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    # The empty path is the beginning of every path.
    if user.is_superuser:
        return [""]
    paths = {path for role, path in user.held_roles if not roles or role in roles}
    return sorted(
        path
        for path in paths
        # A path inside another one adds nothing to it, and makes the query longer.
        if not any(path != other and path.startswith(other) for other in paths)
    )


def has_role(
    user: AbstractBaseUser | AnonymousUser,
    *roles: str,
    unit: SupportsPath | None = None,
) -> bool:
    """Return whether a person holds one of the roles, over this unit if one is named."""
    paths = scopes_of(user, *roles)
    if unit is None:
        return bool(paths)
    return any(unit.path.startswith(path) for path in paths)


def paths_held(user: AbstractBaseUser | AnonymousUser, *roles: str) -> list[str]:
    """List the paths of all units at which a person was given one of the roles (any, if none).

    A superuser holds everything: the empty path.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    if user.is_superuser:
        return [""]
    return sorted({
        path for role, path in user.held_roles if not roles or role in roles
    })


def holds_at(
    user: AbstractBaseUser | AnonymousUser, *roles: str, unit: SupportsPath
) -> bool:
    """Return whether a person was given one of the roles at this very unit, not above it."""
    paths = paths_held(user, *roles)
    return "" in paths or unit.path in paths


def exactly(paths: Iterable[str], field: str) -> Q:
    """Filter rows to these very units, without what is below them; no path matches nothing."""
    listed = list(paths)
    return ~Q(pk__in=[]) if "" in listed else Q(**{f"{field}__in": listed})


def within(paths: Iterable[str], field: str) -> Q:
    """Filter rows to the subtrees; no path matches nothing (default deny).

    The empty path matches every row by a condition of its own: an empty `Q` would
    vanish beside another one in an "or".
    """
    listed = list(paths)
    if "" in listed:
        return ~Q(pk__in=[])
    # Nothing, and then what the person may see: whoever holds no role sees no rows.
    found = Q(pk__in=[])
    for path in listed:
        found |= Q(**{f"{field}__startswith": path})
    return found


def is_over_everything(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Return whether a person coordinates every organisation of the site.

    A site mostly has one organisation. Where it has several, a coordinator of one of them
    is no authority over the others.
    """
    scopes = scopes_of(user, Role.COORDINATOR)
    if "" in scopes:
        return True
    whole = [path for path in scopes if path.count("/") == 1]
    return isinstance(user, User) and len(whole) == user.organisations


def reports_for(user: User, unit: SupportsPath, *, to: SupportsPath) -> bool:
    """Return whether a person was given the filling in or signing of what a unit reports to another.

    Only what was given counts: a superuser may do both, but reports for nobody.
    """
    return any(
        role in REPORTING and _answers(path, unit.path, to.path)
        for role, path in user.held_roles
    )


def holds_below(
    user: AbstractBaseUser | AnonymousUser,
    *roles: str,
    unit: SupportsPath,
    owner: SupportsPath,
) -> bool:
    """Return whether a person holds one of the roles over a unit from below the owner of a round."""
    paths = paths_held(user, *roles)
    return "" in paths or any(_answers(p, unit.path, owner.path) for p in paths)


def _answers(path: str, unit: str, owner: str) -> bool:
    """Whether a role held at a path stands on the side of a unit towards the owner of a round.

    The owner itself and what is above it does not, unless the owner takes part itself.
    """
    if path == unit == owner:
        return True
    return unit.startswith(path) and not owner.startswith(path)


def below(paths: Iterable[str], unit: str, owner: str) -> Q:
    """Filter rows as `holds_below` does; `unit` and `owner` are the fields with the paths."""
    listed = list(paths)
    if "" in listed:
        return ~Q(pk__in=[])
    found = Q(pk__in=[])
    for path in listed:
        over = Q(**{f"{unit}__startswith": path})
        found |= over & ~Q(**{f"{owner}__startswith": path})
        found |= Q(**{unit: path, owner: path})
    return found


def roles_need_second_person() -> bool:
    """Return whether giving and taking a role takes two people."""
    return "roles" in settings.SECOND_PERSON


def is_as_proposed(*, user: User, role: str, unit: SupportsPath, change: str) -> bool:
    """Return whether a change of a role is made already, or proposed and waiting."""
    about = {"user": user, "role": role, "unit_id": unit.pk}
    is_held = RoleAssignment.objects.filter(**about).exists()
    waits = RoleProposal.objects.filter(
        **about,
        change=change,
        state=RoleProposalState.OPEN,
        proposed_at__gt=timezone.now() - PROPOSAL_TIME,
    )
    return is_held == (change == RoleChange.GIVE) or waits.exists()


def proposals_for(user: User) -> list[RoleProposal]:
    """Return the proposals about roles that wait, over units that a person coordinates, the oldest first."""
    found = RoleProposal.objects.filter(
        within(scopes_of(user, Role.COORDINATOR), "unit__path"),
        state=RoleProposalState.OPEN,
        proposed_at__gt=timezone.now() - PROPOSAL_TIME,
    )
    return list(found.select_related("user", "unit", "proposed_by").order_by("pk"))


def settled_proposals(user: User, limit: int) -> list[RoleProposal]:
    """Return the last proposals that wait no more, settled or out of time, over units that a person coordinates."""
    waiting = Q(
        state=RoleProposalState.OPEN,
        proposed_at__gt=timezone.now() - PROPOSAL_TIME,
    )
    found = RoleProposal.objects.filter(
        within(scopes_of(user, Role.COORDINATOR), "unit__path")
    ).exclude(waiting)
    rows = found.select_related("user", "unit", "proposed_by", "settled_by")
    return list(rows.order_by("-pk")[:limit])


def service_accounts_for(user: User) -> QuerySet[ServiceAccount]:
    """Return the service accounts over units that a person coordinates, open ones first, with their tokens."""
    mine = within(scopes_of(user, Role.COORDINATOR), "unit__path")
    found = ServiceAccount.objects.filter(mine).select_related("unit", "created_by")
    return found.prefetch_related("tokens").order_by(
        F("closed_at").desc(nulls_first=True), "name", "pk"
    )


def others_coordinating(unit: SupportsPath, exclude: User) -> list[RoleAssignment]:
    """Return the roles of other open accounts that coordinate a unit.

    The roles and accounts of all who coordinate it are locked, by key: two of them can
    neither shut each other out at once nor wait for each other without end.
    """
    locked = RoleAssignment.objects.select_for_update(of=("self", "user"), no_key=True)
    roles = locked.select_related("user").filter(
        role=Role.COORDINATOR, unit__path__in=paths_above(unit)
    )
    return [
        assignment
        for assignment in roles.order_by("pk")
        if assignment.user.is_active and assignment.user != exclude
    ]


def paths_above(unit: SupportsPath) -> list[str]:
    """List the paths of a unit and of all above it, the top first."""
    ends = [at for at, sign in enumerate(unit.path, start=1) if sign == "/"]
    return [unit.path[:end] for end in ends]


def roles_over(unit: SupportsPath) -> QuerySet[RoleAssignment]:
    """Give every role that holds over a unit, whether held there or above, with who has a second factor."""
    factors = Authenticator.objects.filter(user=OuterRef("user")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    roles = RoleAssignment.objects.filter(unit__path__in=paths_above(unit))
    return (
        roles
        .select_related("user", "unit")
        .annotate(second_factor=Exists(factors))
        .order_by(
            in_vietnamese_order("user__full_name"), "user__username", "unit__path"
        )
    )


def people_known_to(user: User, text: str = "") -> Sequence[User] | QuerySet[User]:
    """List the people with a role where this person coordinates; a search folds their names.

    Who coordinates every organisation also sees people without any role.
    """
    known = within(scopes_of(user, Role.COORDINATOR), "assignments__unit__path")
    if is_over_everything(user):
        known |= Q(assignments__isnull=True, is_superuser=False)
    found = User.objects.filter(known, erased_at=None).distinct()
    found = found.order_by(in_vietnamese_order("full_name"), "username")
    words = fold(text).split()
    if not words:
        return found
    return [
        person
        for person in found
        if all(
            w in fold(f"{person.full_name} {person.username} {person.email}")
            for w in words
        )
    ]


def is_reached_by_mail(person: User) -> bool:
    """Return whether a link for this person can go by mail, so that nobody else sees it."""
    return bool(settings.MAIL_IS_SET and person.email)


def people_for_links(user: User, text: str = "", only: int | None = None) -> list[User]:
    """List whom this person may give a link: open accounts but their own, those without a way in first.

    A search looks at everybody; without one only those without a way in are listed, or one person by the key.
    """
    with_way = set(User.objects.filter(opened()).values_list("pk", flat=True))
    found = []
    for person in people_known_to(user, text):
        person.has_way_in = person.pk in with_way
        is_meant = only in {None, person.pk} and (bool(text) or not person.has_way_in)
        if person.is_active and person != user and is_meant:
            found.append(person)
    return sorted(found, key=lambda person: person.has_way_in)


def read_roles(people: Iterable[User]) -> None:
    """Read the roles of people at hand, with their units, in one query."""
    roles = RoleAssignment.objects.select_related("unit").order_by("pk")
    prefetch_related_objects(list(people), Prefetch("assignments", roles))


def units_coordinated_by(user: User) -> QuerySet[Model]:
    """Return the units over which a person may hand out roles, in the tree's order."""
    unit = RoleAssignment._meta.get_field("unit").remote_field.model  # noqa: SLF001 -- the unit is known by name only
    return unit._default_manager.filter(  # noqa: SLF001 -- as above
        within(scopes_of(user, Role.COORDINATOR), "path")
    ).order_by("path")


def units_by_code(codes: Iterable[str]) -> dict[str, Any]:
    """Find units by the code as it is written."""
    unit = RoleAssignment._meta.get_field("unit").remote_field.model  # noqa: SLF001 -- the unit is known by name only
    found: QuerySet[Any] = unit._default_manager.filter(code__in=set(codes))  # noqa: SLF001 -- as above
    return {row.code: row for row in found}


def identity_of(person: User) -> SocialAccount | None:
    """Give the identity of the provider that opens a person's account."""
    if settings.OIDC is None:
        return None
    of_provider = SocialAccount.objects.filter(provider=settings.OIDC.provider_id)
    found: SocialAccount | None = of_provider.filter(user=person).first()
    return found


def has_second_factor(person: User) -> bool:
    """Whether signing in asks for more than the password, or a passkey alone signs in."""
    found: bool = Authenticator.objects.filter(user=person).exists()
    return found


def is_linked(person: User) -> bool:
    """Return whether an identity of any provider opens a person's account."""
    return bool(SocialAccount.objects.filter(user=person).exists())


def last_account_mail_to(person: User) -> QueuedMail | None:
    """Give the last letter with a link that went to a person."""
    return last_mail_to(person.pk, INVITATION, FORGOTTEN)


def rows_of_people(people: Iterable[User], by: User) -> Iterator[list[str]]:
    """Write people as a list has them: a line for each role that this person may give, or one without.

    Roles over units that somebody else coordinates are left out; a list with them could not come back.
    """
    scopes = scopes_of(by, Role.COORDINATOR)
    for person in people:
        roles = [
            [str(Role(held.role).label), held.unit.code]
            for held in person.assignments.all()
            if any(held.unit.path.startswith(path) for path in scopes)
        ]
        for role in roles or [["", ""]]:
            yield [person.username, person.full_name, person.email, *role]


def demo_people() -> QuerySet[User]:
    """Return the people of the demo, in the order in which they were made."""
    return User.objects.filter(demo=True, is_active=True).order_by("pk")
