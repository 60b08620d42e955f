"""The objects that the walls visit: for every kind of address one of each branch and state."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from opendti_site.accounts.enums import Role
from opendti_site.accounts.links import INVITATION, link_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from opendti_site.organisations.models import Unit
    from tests.site.walls.world import Branch, Campaign, World

CRITERION, MAIN, NODE = "1.2", "1", "1"
STATES = ("draft", "open", "appraisal", "closed")


BRANCHES = ("ministry", "own", "below", "sibling", "foreign")


@dataclass(frozen=True, slots=True)
class Target:
    """Arguments of an address, and whose object they name.

    `unit` is the unit that the object is about, `root` the unit over which its round runs,
    `others` the units that take part in that round. `mixed` arguments name an object under
    a parent that it does not belong to, which nobody may reach.
    """

    label: str
    arguments: dict[str, Any] = field(default_factory=dict)
    unit: Unit | None = None
    root: Unit | None = None
    units: tuple[Unit, ...] = ()
    state: str = ""
    mixed: bool = False
    person: Any = None
    """The account that the address is about."""


class UnknownAddressError(KeyError):
    """An address of the URL table that nobody has described in `TARGETS`."""


def _mixed(label: str, target: Target, arguments: dict[str, Any]) -> Target:
    """Return a target whose last argument belongs to another parent."""
    return replace(target, label=label, arguments=arguments, mixed=True)


def plain(_world: World) -> list[Target]:
    return [Target("")]


def _branches(world: World) -> list[Branch]:
    return [world.branches[name] for name in BRANCHES]


def _campaigns(world: World) -> list[tuple[str, Campaign, tuple[Unit, ...]]]:
    """Return the rounds to try: some branches' own, and those that two units share."""
    found: list[tuple[str, Campaign, tuple[Unit, ...]]] = [
        (branch.name, branch.campaign, (branch.unit,))
        for branch in _branches(world)
        if branch.name != "below"
    ]
    assert world.shared is not None
    shared = (world.unit("own"), world.unit("sibling"))
    return [*found, ("shared", world.shared, shared)]


STATES_TRIED = {"own": STATES, "shared": ("draft", "open", "appraisal")}
"""The states whose rounds are worth trying; of other branches one tells whose they are."""


def _states(name: str) -> tuple[str, ...]:
    return STATES_TRIED.get(name, ("appraisal",))


def rounds_targets(
    argument: str = "pk", **more: Any
) -> Callable[[World], list[Target]]:
    """Name the rounds; `more` are further arguments of the address."""

    def targets(world: World) -> list[Target]:
        return [
            Target(
                f"{name} {state}",
                {argument: campaign.rounds[state].pk, **more},
                root=campaign.root,
                units=units,
                state=state,
            )
            for name, campaign, units in _campaigns(world)
            for state in _states(name)
        ]

    return targets


def submissions_targets(**more: Any) -> Callable[[World], list[Target]]:
    """Name every submission."""

    def targets(world: World) -> list[Target]:
        return [
            Target(
                f"{unit.code} in {name} {state}",
                {"pk": campaign.submission(state, unit).pk} | more,
                unit=unit,
                root=campaign.root,
                units=units,
                state=state,
            )
            for name, campaign, units in _campaigns(world)
            for state in _states(name)
            if state != "draft"
            for unit in units
        ]

    return targets


def links_targets(world: World) -> list[Target]:
    """Name the citation of each unit, and one of them under another's submission."""
    found = []
    for branch in _branches(world):
        assert branch.link is not None
        arguments = {
            "pk": branch.link.submission_id,
            "criterion": CRITERION,
            "link": branch.link.pk,
        }
        found.append(
            Target(branch.name, arguments, branch.unit, branch.unit, state="open")
        )
    other = found[0].arguments | {"link": found[1].arguments["link"]}
    return [*found, _mixed("link of another submission", found[0], other)]


def requests_targets(world: World) -> list[Target]:
    """Name the request to each unit, and one of them under another's submission."""
    found = []
    for branch in _branches(world):
        assert branch.request is not None
        arguments = {"pk": branch.request.submission_id, "number": branch.request.pk}
        found.append(
            Target(branch.name, arguments, branch.unit, branch.unit, state="appraisal")
        )
    other = found[0].arguments | {"number": found[1].arguments["number"]}
    return [*found, _mixed("request to another unit", found[0], other)]


def documents_targets(**more: Any) -> Callable[[World], list[Target]]:
    """Name the document of each branch that has one."""
    return lambda world: [
        Target(branch.name, {"pk": branch.document.pk} | more, branch.unit)
        for branch in _branches(world)
        if branch.document
    ]


def _stages(state: str) -> tuple[str, ...]:
    return ("appraised", "final") if state == "appraisal" else ("appraised",)


def appraising(**more: Any) -> Callable[[World], list[Target]]:
    """Name the grid of each round, at both stages."""

    def targets(world: World) -> list[Target]:
        return [
            Target(
                f"{target.label} {stage}",
                target.arguments | {"stage": stage, "criterion": CRITERION} | more,
                root=target.root,
                units=target.units,
                state=target.state,
            )
            for target in rounds_targets()(world)
            for stage in _stages(target.state)
        ]

    return targets


def appraised(world: World) -> list[Target]:
    """Name each unit in each grid, and one unit in the grid of another's round."""
    found = [
        Target(
            f"{unit.code} in {name} {state} {stage}",
            {
                "pk": campaign.rounds[state].pk,
                "stage": stage,
                "criterion": CRITERION,
                "submission": campaign.submission(state, unit).pk,
            },
            unit=unit,
            root=campaign.root,
            units=units,
            state=state,
        )
        for name, campaign, units in _campaigns(world)
        for state in _states(name)
        if state != "draft"
        for unit in units
        for stage in _stages(state)
    ]
    appraised = [submission for submission in found if submission.state == "appraisal"]
    other = appraised[0].arguments | {
        "submission": appraised[-1].arguments["submission"]
    }
    return [*found, _mixed("submission of another round", appraised[0], other)]


def unit_grids(**more: Any) -> Callable[[World], list[Target]]:
    """Name the grid of each unit, at both stages."""

    def targets(world: World) -> list[Target]:
        return [
            replace(
                target,
                label=f"{target.label} {stage}",
                arguments=target.arguments | {"stage": stage} | more,
            )
            for target in submissions_targets()(world)
            for stage in _stages(target.state)
        ]

    return targets


def runs_targets(**more: Any) -> Callable[[World], list[Target]]:
    """Name each finished run, and one of them under another round."""

    def targets(world: World) -> list[Target]:
        found = [
            Target(
                name,
                {"round_id": campaign.rounds["closed"].pk, "run_id": campaign.run.pk}
                | more,
                root=campaign.root,
                units=units,
                state="closed",
            )
            for name, campaign, units in _campaigns(world)
            if campaign.run
        ]
        other = found[0].arguments | {"run_id": found[1].arguments["run_id"]}
        return [*found, _mixed("run of another round", found[0], other)]

    return targets


def explanations(world: World) -> list[Target]:
    """Name one number of each run, and one of a unit that was not in it."""
    found = [
        Target(
            target.label,
            target.arguments | {"unit": target.units[0].code, "node": NODE},
            unit=target.units[0],
            root=target.root,
            units=target.units,
            state="closed",
        )
        for target in runs_targets()(world)
        if not target.mixed
    ]
    run = {"run_id": found[1].arguments["run_id"]}
    unit = {"unit": world.unit("foreign").code}
    return [
        *found,
        _mixed("run of another round", found[0], found[0].arguments | run),
        _mixed("unit outside the run", found[0], found[0].arguments | unit),
    ]


def editions(**more: Any) -> Callable[[World], list[Target]]:
    """Name each edition."""

    def targets(world: World) -> list[Target]:
        return [
            Target(name, {"slug": campaign.edition.slug} | more, units=units)
            for name, campaign, units in _campaigns(world)
            if campaign.edition
        ]

    return targets


def published_units(**more: Any) -> Callable[[World], list[Target]]:
    """Name a unit of each edition, and a unit that is not in it."""

    def targets(world: World) -> list[Target]:
        found = [
            Target(
                edition.label,
                edition.arguments | {"code": edition.units[0].code} | more,
                units=edition.units,
            )
            for edition in editions()(world)
        ]
        other = found[0].arguments | {"code": world.unit("foreign").code}
        return [*found, _mixed("unit outside the edition", found[0], other)]

    return targets


def units_targets(world: World) -> list[Target]:
    return [
        Target(branch.name, {"code": branch.unit.code}, branch.unit)
        for branch in _branches(world)
    ]


def drafts(**more: Any) -> Callable[[World], list[Target]]:
    """Name the draft of each branch."""

    def targets(world: World) -> list[Target]:
        return [
            Target(branch.name, {"pk": branch.draft.pk} | more, branch.unit)
            for branch in _branches(world)
            if branch.draft
        ]

    return targets


def releases(**more: Any) -> Callable[[World], list[Target]]:
    """Name a published framework."""

    def targets(world: World) -> list[Target]:
        return [Target("", {"identity": world.release.identity} | more)]

    return targets


def crosswalks(world: World) -> list[Target]:
    before, after = world.release.identity, world.later.identity
    return [
        Target("", {"before": before, "after": after}),
        Target("one with itself", {"before": before, "after": before}, mixed=True),
    ]


def no_provider(_world: World) -> list[Target]:
    """Name a provider that nobody has set; tests of its own have a real one."""
    return [Target("", {"provider_id": "sso.example.vn"})]


def links_for_passwords(world: World) -> list[Target]:
    """Name a link that holds, and one that somebody made up."""
    person = world.branches["own"].people[Role.REPORTER]
    token = link_to(person, INVITATION).rstrip("/").rpartition("/")[2]
    return [
        Target("", {"token": token}),
        Target("a false link", {"token": token[:-1] + "_"}, mixed=True),
    ]


def people_targets(world: World) -> list[Target]:
    """Name a person in each branch, and the unusual ones."""
    tried = (
        ("ministry", Role.COORDINATOR),
        ("ministry", Role.VIEWER),
        ("own", Role.COORDINATOR),
        ("own", Role.REPORTER),
        ("sibling", Role.REPORTER),
        ("foreign", Role.COORDINATOR),
    )
    found = [
        Target(
            f"{role} of {name}",
            {"pk": world.branches[name].people[role].pk},
            person=world.branches[name].people[role],
        )
        for name, role in tried
    ]
    unusual = ["superuser", "without roles", "closed account"]
    unusual += [name for name in world.people if " and at " in name]
    return [
        *found,
        *(
            Target(name, {"pk": world.people[name].pk}, person=world.people[name])
            for name in unusual
        ),
    ]


def assignments_targets(world: World) -> list[Target]:
    """Name a role of one person in each branch, and one under another person."""
    found = [
        Target(
            f"{role} of {branch.name}",
            {"pk": assignment.user_id, "assignment_pk": assignment.pk},
            person=assignment.user,
        )
        for branch in _branches(world)
        for role, assignment in branch.assignments.items()
        if role in {Role.COORDINATOR, Role.REPORTER}
    ]
    other = {
        "pk": found[0].arguments["pk"],
        "assignment_pk": found[-1].arguments["assignment_pk"],
    }
    return [*found, _mixed("role of another person", found[0], other)]


def forms_of_api(world: World) -> list[Target]:
    """Name every submission, as the API does."""
    return [
        replace(target, arguments={"submission_id": target.arguments["pk"]})
        for target in submissions_targets()(world)
    ]


def runs_of_api(world: World) -> list[Target]:
    """Name every run without its round, as the API does."""
    return [
        replace(target, arguments={"run_id": target.arguments["run_id"]})
        for target in runs_targets()(world)
        if not target.mixed
    ]


def services_targets(world: World) -> list[Target]:
    """Name the service account of each branch."""
    return [
        Target(branch.name, {"pk": branch.token.account_id}, branch.unit)
        for branch in _branches(world)
        if branch.token
    ]


def tokens_targets(world: World) -> list[Target]:
    """Name the token of each branch, and one under another's account."""
    found = [
        Target(
            branch.name,
            {"pk": branch.token.account_id, "token_pk": branch.token.pk},
            branch.unit,
        )
        for branch in _branches(world)
        if branch.token
    ]
    other = found[0].arguments | {"token_pk": found[1].arguments["token_pk"]}
    return [*found, _mixed("token of another account", found[0], other)]


def jobs(_world: World) -> list[Target]:
    """Name a job that is gone: who may act is told so, and all others are refused before."""
    return [Target("", {"pk": UUID(int=1)})]
