"""Every address of the site by name, with arguments for each kind of object of the world.

A wall walks `routes()`, which reads the URL table, and asks `targets_of(world, name)` for arguments.
An address that is not listed in `TARGETS` raises `UnknownAddressError`: whoever adds one says here
which objects it names.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from opendti_site.accounts.enums import Role
from opendti_site.accounts.links import INVITATION, link_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opendti_site.organisations.models import Unit
    from tests.site.walls.world import Branch, Campaign, World

STATES = ("draft", "open", "appraisal", "closed")
BRANCHES = ("ministry", "own", "below", "sibling", "foreign")
CRITERION, MAIN, NODE = "1.2", "1", "1"


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


def routes() -> list[str]:
    """List the names of all addresses, with their namespaces, as the URL table has them."""
    return sorted(set(_names(get_resolver().url_patterns, "")))


def _names(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (
                f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )
            yield from _names(pattern.url_patterns, inner)
        elif pattern.name is None:
            message = f"the address {pattern.pattern} has no name"
            raise UnknownAddressError(message)
        else:
            yield namespace + pattern.name


def targets_of(world: World, name: str) -> list[Target]:
    """Return the arguments with which an address is to be tried."""
    if name not in TARGETS:
        message = f"describe the address {name!r} in tests/site/walls/addresses.py"
        raise UnknownAddressError(message)
    return TARGETS[name](world)


def url_of(name: str, target: Target) -> str:
    """Return the path of an address with a target's arguments."""
    return reverse(name, kwargs=target.arguments)


def _mixed(label: str, target: Target, arguments: dict[str, Any]) -> Target:
    """Return a target whose last argument belongs to another parent."""
    return replace(target, label=label, arguments=arguments, mixed=True)


def _plain(_world: World) -> list[Target]:
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


def _rounds(argument: str = "pk") -> Callable[[World], list[Target]]:
    """Name the rounds."""

    def targets(world: World) -> list[Target]:
        return [
            Target(
                f"{name} {state}",
                {argument: campaign.rounds[state].pk},
                root=campaign.root,
                units=units,
                state=state,
            )
            for name, campaign, units in _campaigns(world)
            for state in _states(name)
        ]

    return targets


def _submissions(**more: Any) -> Callable[[World], list[Target]]:
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


def _links(world: World) -> list[Target]:
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


def _documents(world: World) -> list[Target]:
    return [
        Target(branch.name, {"pk": branch.document.pk}, branch.unit)
        for branch in _branches(world)
        if branch.document
    ]


def _stages(state: str) -> tuple[str, ...]:
    return ("appraised", "final") if state == "appraisal" else ("appraised",)


def _judging(**more: Any) -> Callable[[World], list[Target]]:
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
            for target in _rounds()(world)
            for stage in _stages(target.state)
        ]

    return targets


def _judged(world: World) -> list[Target]:
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


def _runs(**more: Any) -> Callable[[World], list[Target]]:
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


def _explanations(world: World) -> list[Target]:
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
        for target in _runs()(world)
        if not target.mixed
    ]
    run = {"run_id": found[1].arguments["run_id"]}
    unit = {"unit": world.unit("foreign").code}
    return [
        *found,
        _mixed("run of another round", found[0], found[0].arguments | run),
        _mixed("unit outside the run", found[0], found[0].arguments | unit),
    ]


def _editions(**more: Any) -> Callable[[World], list[Target]]:
    """Name each edition."""

    def targets(world: World) -> list[Target]:
        return [
            Target(name, {"slug": campaign.edition.slug} | more, units=units)
            for name, campaign, units in _campaigns(world)
            if campaign.edition
        ]

    return targets


def _published_units(**more: Any) -> Callable[[World], list[Target]]:
    """Name a unit of each edition, and a unit that is not in it."""

    def targets(world: World) -> list[Target]:
        found = [
            Target(
                edition.label,
                edition.arguments | {"code": edition.units[0].code} | more,
                units=edition.units,
            )
            for edition in _editions()(world)
        ]
        other = found[0].arguments | {"code": world.unit("foreign").code}
        return [*found, _mixed("unit outside the edition", found[0], other)]

    return targets


def _units(world: World) -> list[Target]:
    return [
        Target(branch.name, {"code": branch.unit.code}, branch.unit)
        for branch in _branches(world)
    ]


def _drafts(**more: Any) -> Callable[[World], list[Target]]:
    """Name the draft of each branch."""

    def targets(world: World) -> list[Target]:
        return [
            Target(branch.name, {"pk": branch.draft.pk} | more, branch.unit)
            for branch in _branches(world)
            if branch.draft
        ]

    return targets


def _releases(**more: Any) -> Callable[[World], list[Target]]:
    """Name a published framework."""

    def targets(world: World) -> list[Target]:
        return [Target("", {"identity": world.release.identity} | more)]

    return targets


def _crosswalks(world: World) -> list[Target]:
    before, after = world.release.identity, world.later.identity
    return [
        Target("", {"before": before, "after": after}),
        Target("one with itself", {"before": before, "after": before}, mixed=True),
    ]


def _no_provider(_world: World) -> list[Target]:
    """Name a provider that nobody has set; tests of its own have a real one."""
    return [Target("", {"provider_id": "sso.example.vn"}, mixed=True)]


def _links_for_passwords(world: World) -> list[Target]:
    """Name a link that holds, and one that somebody made up."""
    person = world.branches["own"].people[Role.REPORTER]
    token = link_to(person, INVITATION).rstrip("/").rpartition("/")[2]
    return [
        Target("", {"token": token}),
        Target("a false link", {"token": token[:-1] + "_"}, mixed=True),
    ]


def _people(world: World) -> list[Target]:
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


def _assignments(world: World) -> list[Target]:
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


def _jobs(_world: World) -> list[Target]:
    """Name a job that is gone: who may act is told so, and all others are refused before."""
    return [Target("", {"pk": UUID(int=1)})]


TARGETS: dict[str, Callable[[World], list[Target]]] = {
    # sign-in and one's own account
    "account_login": _plain,
    "account_logout": _plain,
    "account_inactive": _plain,
    "account_reauthenticate": _plain,
    "account_change_password": _plain,
    "mfa_index": _plain,
    "mfa_authenticate": _plain,
    "mfa_reauthenticate": _plain,
    "mfa_list_webauthn": _plain,
    "mfa_add_webauthn": _plain,
    "mfa_remove_webauthn": lambda _world: [Target("", {"pk": 1})],
    "mfa_reauthenticate_webauthn": _plain,
    "mfa_login_webauthn": _plain,
    "mfa_activate_totp": _plain,
    "mfa_deactivate_totp": _plain,
    "mfa_view_recovery_codes": _plain,
    "mfa_generate_recovery_codes": _plain,
    "mfa_download_recovery_codes": _plain,
    "openid_connect_login": _no_provider,
    "openid_connect_callback": _no_provider,
    "socialaccount_login_cancelled": _plain,
    "accounts:link_identity": _plain,
    "accounts:unlink_identity": lambda _world: [Target("", {"pk": 1}, mixed=True)],
    "accounts:me": _plain,
    "accounts:demo_sign_in": _plain,
    "accounts:token": _plain,
    "accounts:signed_in_again": _plain,
    "accounts:forgotten": _plain,
    "accounts:use_link": _links_for_passwords,
    # machines that watch
    "operations:alive": _plain,
    "operations:figures": _plain,
    "operations:ready": _plain,
    # people
    "accounts:people": _plain,
    "accounts:add_person": _plain,
    "accounts:import_people": _plain,
    "accounts:write_people": _plain,
    "accounts:sample_people": _plain,
    "accounts:people_csv": _plain,
    "accounts:people_xlsx": _plain,
    "accounts:person": _people,
    "accounts:grant": _people,
    "accounts:revoke": _assignments,
    "accounts:password": _people,
    "accounts:invite": _people,
    "accounts:close": _people,
    "accounts:reopen": _people,
    # units
    "organisations:tree": _plain,
    "organisations:add_unit": _plain,
    "organisations:import_list": _plain,
    "organisations:write_list": _plain,
    "organisations:sample": _plain,
    "organisations:unit": _units,
    "organisations:unit_people": _units,
    "organisations:unit_people_csv": _units,
    "organisations:edit_unit": _units,
    "organisations:close_unit": _units,
    # frameworks
    "frameworks:shelf": _plain,
    "frameworks:adopt_framework": _plain,
    "frameworks:schema": _plain,
    "frameworks:new_draft": _plain,
    "frameworks:draft_page": _drafts(),
    "frameworks:publish_draft": _drafts(),
    "frameworks:discard_draft": _drafts(),
    "frameworks:settle_notices": _drafts(),
    "frameworks:draft_file": _drafts(),
    "frameworks:change_tree": _drafts(),
    "frameworks:draft_node": _drafts(address="0"),
    "frameworks:delete_node": _drafts(address="0"),
    "frameworks:draft_head": _drafts(page="chung"),
    "frameworks:compare": _plain,
    "frameworks:crosswalk_page": _crosswalks,
    "frameworks:crosswalk_file": _crosswalks,
    "frameworks:framework_export": _releases(kind="json"),
    "frameworks:framework_page": _releases(),
    "frameworks:framework_file": _releases(),
    # rounds
    "assessments:rounds": _plain,
    "assessments:create_round": _plain,
    "assessments:round_page": _rounds(),
    "assessments:open_round": _rounds(),
    "assessments:edit_round": _rounds(),
    "assessments:discard_round": _rounds(),
    "assessments:reopen_round": _rounds(),
    "assessments:extend_round": _rounds(),
    "assessments:start_appraisal": _rounds(),
    "assessments:close_round": _rounds(),
    # submissions and evidence
    "assessments:submissions": _plain,
    "assessments:form_page": _submissions(),
    "assessments:form_main": _submissions(main=MAIN),
    "assessments:save_card": _submissions(criterion=CRITERION),
    "assessments:hand_in": _submissions(),
    "assessments:hand_over": _submissions(),
    "assessments:hand_back": _submissions(),
    "assessments:recall_submission": _submissions(),
    "assessments:return_submission": _submissions(),
    "assessments:evidence": _submissions(criterion=CRITERION),
    "assessments:cite_document": _submissions(criterion=CRITERION),
    "assessments:waive_evidence": _submissions(criterion=CRITERION),
    "assessments:withdraw_citation": _links,
    "assessments:documents": _plain,
    "assessments:document_file": _documents,
    # appraisal
    "assessments:appraisals": _plain,
    "assessments:appraisal": _rounds(),
    "assessments:criterion_grid": _judging(),
    "assessments:accept_rest": _judging(),
    "assessments:judge": _judged,
    "assessments:unit_scores": _submissions(),
    # results and publication
    "results:all_runs": _plain,
    "results:runs": _rounds("round_id"),
    "results:request_run": _rounds("round_id"),
    "results:run": _runs(),
    "results:explanation": _explanations,
    "publication:publish": _runs(),
    "publication:portal": _plain,
    "publication:search": _plain,
    "publication:method": _plain,
    "publication:open_data": _plain,
    "publication:ranking": _editions(),
    "publication:scores_csv": _editions(),
    "publication:scores_xlsx": _editions(),
    "publication:answers_csv": _editions(),
    "publication:framework_file": _editions(),
    "publication:manifest_file": _editions(),
    "publication:unit": _published_units(),
    "publication:node": _published_units(node=NODE),
    # the rest
    "home:tasks": _plain,
    "system:page": _plain,
    "system:retry": _jobs,
    "system:cancel": _jobs,
    "system:dismiss": _jobs,
    "system:verify": _plain,
    "system:back_up": _plain,
    "audit:chain": _plain,
    "audit:verifications": _plain,
}
