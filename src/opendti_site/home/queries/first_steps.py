"""How far a new site has been set up: from its ministry to an open round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.models import Round
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.enums import ReleaseState
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.queries import has_scorable_release
from opendti_site.home.enums import FirstStep, StepState
from opendti_site.home.permissions import can_set_up
from opendti_site.organisations.models import Unit

DISMISSED = "dismiss_first_steps"
NEEDED_ROLES = (Role.COORDINATOR, Role.REPORTER, Role.SIGNATORY, Role.APPRAISER)
"""A round needs somebody for each: who runs it, fills in, signs and appraises."""

NEEDS = {
    FirstStep.MINISTRY: (),
    FirstStep.UNITS: (FirstStep.MINISTRY,),
    FirstStep.PEOPLE: (FirstStep.MINISTRY,),
    FirstStep.FRAMEWORK: (),
    FirstStep.ROUND: (FirstStep.MINISTRY, FirstStep.UNITS, FirstStep.FRAMEWORK),
}
"""What must be done before each step."""


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One step and its state; `missing` are the steps that it waits for."""

    step: FirstStep
    state: StepState
    missing: tuple[FirstStep, ...]


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What the site has so far."""

    ministry: Unit | None
    units: int
    people: dict[str, int]
    locked_out: int
    """People with a role who cannot sign in by any means."""
    frameworks: int
    can_be_scored: bool
    """Whether any of the frameworks has points, so that a round can be opened."""
    draft: Round | None
    opened: Round | None

    @property
    def missing_roles(self) -> list[Role]:
        """Name the roles that nobody holds yet."""
        return [role for role in NEEDED_ROLES if role not in self.people]

    @property
    def held_roles(self) -> list[tuple[Role, int]]:
        """Count the people of each role, in the order of the process."""
        return [(role, self.people[role]) for role in Role if role in self.people]

    @property
    def done(self) -> set[FirstStep]:
        """Name the steps that are done."""
        facts = {
            FirstStep.MINISTRY: self.ministry is not None,
            FirstStep.UNITS: self.units > 0,
            FirstStep.PEOPLE: not self.missing_roles,
            FirstStep.FRAMEWORK: self.can_be_scored,
            FirstStep.ROUND: self.opened is not None,
        }
        return {step for step, is_done in facts.items() if is_done}

    @property
    def steps(self) -> list[StepProgress]:
        """Return the steps; the first one that is not done and waits for nothing is the next."""
        done, found, following = self.done, list[StepProgress](), StepState.NEXT
        for step in FirstStep:
            missing = tuple(need for need in NEEDS[step] if need not in done)
            if step in done or missing:
                state = StepState.DONE if step in done else StepState.WAITS
            else:
                state, following = following, StepState.OPEN
            found.append(StepProgress(step, state, missing))
        return found

    @property
    def share(self) -> float:
        """How much of it is done, of 1."""
        return len(self.done) / len(FirstStep)


def first_steps() -> FirstSteps:
    """Read how far the site has come, in a constant number of queries."""
    rounds = Round.official.defer("framework_text").select_related("root")
    drafts = rounds.filter(state=RoundState.DRAFT)
    return FirstSteps(
        ministry=Unit.objects.filter(parent=None).order_by("path").first(),
        units=Unit.objects.exclude(parent=None).count(),
        people=_people_by_role(),
        locked_out=_people_without_a_way_in(),
        frameworks=FrameworkRelease.objects.filter(
            state=ReleaseState.PUBLISHED
        ).count(),
        can_be_scored=has_scorable_release(),
        draft=drafts.first(),
        opened=rounds.exclude(state=RoundState.DRAFT).first(),
    )


def steps_ahead_of(user: User) -> FirstSteps | None:
    """Return what is still to be set up, for who may; None once a round was opened, or after a dismissal."""
    if not can_set_up(user) or is_set_up():
        return None
    return first_steps()


def is_set_up() -> bool:
    """Return whether a round was opened, or somebody wants no more guidance."""
    opened = Round.official.exclude(state=RoundState.DRAFT)
    return opened.exists() or AuditLine.objects.filter(verb=DISMISSED).exists()


def _people_without_a_way_in() -> int:
    """Count the people with a role who have neither a password nor an identity elsewhere."""
    people = User.objects.filter(is_active=True, socialaccount=None)
    without = people.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return without.exclude(assignments=None).distinct().count()


def _people_by_role() -> dict[str, int]:
    held: Iterable[tuple[str, int]] = (
        RoleAssignment.objects
        .filter(user__is_active=True)
        .order_by()
        .values_list("role")
        .annotate(Count("user", distinct=True))
    )
    return dict(held)
