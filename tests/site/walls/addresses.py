"""Every address of the site by name, with arguments for each kind of object of the world.

A wall walks `routes()`, which reads the URL table, and asks `targets_of(world, name)` for arguments.
An address that is not listed in `TARGETS` raises `UnknownAddressError`: whoever adds one says here
which objects it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.site.walls.targets import (
    CRITERION,
    MAIN,
    NODE,
    Target,
    UnknownAddressError,
    appraised,
    appraising,
    assignments_targets,
    crosswalks,
    documents_targets,
    drafts,
    editions,
    explanations,
    forms_of_api,
    jobs,
    links_for_passwords,
    links_targets,
    no_provider,
    people_targets,
    plain,
    published_units,
    releases,
    requests_targets,
    rounds_targets,
    runs_of_api,
    runs_targets,
    services_targets,
    submissions_targets,
    tokens_targets,
    unit_grids,
    units_targets,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.site.walls.world import World


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


TARGETS: dict[str, Callable[[World], list[Target]]] = {
    # sign-in and one's own account
    "account_login": plain,
    "account_logout": plain,
    "account_inactive": plain,
    "account_reauthenticate": plain,
    "account_change_password": plain,
    "mfa_index": plain,
    "mfa_authenticate": plain,
    "mfa_reauthenticate": plain,
    "mfa_list_webauthn": plain,
    "mfa_add_webauthn": plain,
    "mfa_edit_webauthn": lambda _world: [Target("", {"pk": 1})],
    "mfa_remove_webauthn": lambda _world: [Target("", {"pk": 1})],
    "mfa_reauthenticate_webauthn": plain,
    "mfa_login_webauthn": plain,
    "mfa_activate_totp": plain,
    "mfa_deactivate_totp": plain,
    "mfa_view_recovery_codes": plain,
    "mfa_generate_recovery_codes": plain,
    "mfa_download_recovery_codes": plain,
    "openid_connect_login": no_provider,
    "openid_connect_callback": no_provider,
    "socialaccount_login_cancelled": plain,
    "accounts:link_identity": plain,
    "accounts:unlink_identity": lambda _world: [Target("", {"pk": 1})],
    "accounts:me": plain,
    "accounts:role_proposals": plain,
    "accounts:own_conflicts": plain,
    "accounts:person_conflicts": people_targets,
    "accounts:demo_sign_in": plain,
    "accounts:token": plain,
    "accounts:signed_in_again": plain,
    "accounts:forgotten": plain,
    "accounts:use_link": links_for_passwords,
    # machines that watch
    "operations:alive": plain,
    "operations:figures": plain,
    "operations:ready": plain,
    # people
    "privacy:register": plain,
    "privacy:export_own": plain,
    "privacy:export_person": people_targets,
    "privacy:erase": people_targets,
    "accounts:people": plain,
    "accounts:add_person": plain,
    "accounts:import_people": plain,
    "accounts:write_people": plain,
    "accounts:give_links": plain,
    "accounts:sample_people": plain,
    "accounts:people_csv": plain,
    "accounts:people_xlsx": plain,
    "accounts:person": people_targets,
    "accounts:grant": people_targets,
    "accounts:revoke": assignments_targets,
    "accounts:password": people_targets,
    "accounts:remove_second_factor": people_targets,
    "accounts:invite": people_targets,
    "accounts:close": people_targets,
    "accounts:reopen": people_targets,
    "accounts:service_accounts": plain,
    "accounts:add_service_account": plain,
    "accounts:service_account": services_targets,
    "accounts:rotate_service_token": services_targets,
    "accounts:revoke_service_token": tokens_targets,
    "accounts:close_service_account": services_targets,
    # units
    "organisations:tree": plain,
    "organisations:add_unit": plain,
    "organisations:import_list": plain,
    "organisations:write_list": plain,
    "organisations:sample": plain,
    "organisations:unit": units_targets,
    "organisations:unit_people": units_targets,
    "organisations:unit_people_csv": units_targets,
    "organisations:edit_unit": units_targets,
    "organisations:close_unit": units_targets,
    "organisations:merge": units_targets,
    "organisations:split": units_targets,
    # frameworks
    "frameworks:shelf": plain,
    "frameworks:adopt_framework": plain,
    "frameworks:schema": plain,
    "frameworks:new_draft": plain,
    "frameworks:draft_page": drafts(),
    "frameworks:publish_draft": drafts(),
    "frameworks:discard_draft": drafts(),
    "frameworks:settle_notices": drafts(),
    "frameworks:draft_file": drafts(),
    "frameworks:change_tree": drafts(),
    "frameworks:draft_node": drafts(address="0"),
    "frameworks:delete_node": drafts(address="0"),
    "frameworks:draft_head": drafts(page="chung"),
    "frameworks:compare": plain,
    "frameworks:crosswalk_page": crosswalks,
    "frameworks:crosswalk_file": crosswalks,
    "frameworks:framework_export": releases(kind="json"),
    "frameworks:framework_page": releases(),
    "frameworks:framework_file": releases(),
    # rounds
    "assessments:rounds": plain,
    "assessments:create_round": plain,
    "assessments:round_page": rounds_targets(),
    "assessments:open_round": rounds_targets(),
    "assessments:edit_round": rounds_targets(),
    "assessments:discard_round": rounds_targets(),
    "assessments:rehearse_round": rounds_targets(),
    "assessments:discard_rehearsal": rounds_targets(),
    "assessments:reopen_round": rounds_targets(),
    "assessments:extend_round": rounds_targets(),
    "assessments:start_appraisal": rounds_targets(),
    "assessments:start_step": rounds_targets(),
    "assessments:close_round": rounds_targets(),
    # submissions and evidence
    "assessments:submissions": plain,
    "assessments:form_page": submissions_targets(),
    "assessments:form_main": submissions_targets(main=MAIN),
    "assessments:save_card": submissions_targets(criterion=CRITERION),
    "assessments:criterion_history": submissions_targets(criterion=CRITERION),
    "assessments:form_sheet": submissions_targets(),
    "assessments:import_sheet": submissions_targets(),
    "assessments:write_sheet": submissions_targets(),
    "assessments:hand_in": submissions_targets(),
    "assessments:hand_over": submissions_targets(),
    "assessments:hand_back": submissions_targets(),
    "assessments:attach_signed_sheet": submissions_targets(),
    "assessments:recall_submission": submissions_targets(),
    "assessments:admit_unit": rounds_targets(),
    "assessments:amend_round": rounds_targets(),
    "assessments:change_framework": rounds_targets(),
    "assessments:change_block": submissions_targets(),
    "assessments:withdraw_unit": submissions_targets(),
    "assessments:readmit_unit": submissions_targets(),
    "assessments:extend_submission": submissions_targets(),
    "assessments:return_submission": submissions_targets(),
    "assessments:ask_requests": rounds_targets(criterion=CRITERION),
    "assessments:withdraw_request": requests_targets,
    "assessments:explanations": submissions_targets(),
    "assessments:reply": requests_targets,
    "assessments:evidence": submissions_targets(criterion=CRITERION),
    "assessments:cite_document": submissions_targets(criterion=CRITERION),
    "assessments:waive_evidence": submissions_targets(criterion=CRITERION),
    "assessments:withdraw_citation": links_targets,
    "assessments:documents": plain,
    "assessments:document": documents_targets(),
    "assessments:correct_document": documents_targets(),
    "assessments:document_file": documents_targets(number=1),
    "assessments:document_preview": documents_targets(number=1),
    "assessments:document_picture": documents_targets(number=1, page=1),
    # appraisal
    "assessments:appraisals": plain,
    "assessments:appraisal": rounds_targets(),
    "assessments:appraisal_units": rounds_targets(),
    "assessments:minutes_file": rounds_targets(),
    "assessments:assignments": rounds_targets(),
    "assessments:criterion_grid": appraising(),
    "assessments:accept_rest": appraising(),
    "assessments:accept_complete": appraising(),
    "assessments:appraise_unit": appraised,
    "assessments:unit_grid": unit_grids(),
    "assessments:accept_unit_complete": unit_grids(),
    "assessments:appraise_criterion": unit_grids(criterion=CRITERION),
    "assessments:unit_scores": submissions_targets(),
    "assessments:sheet_to_sign": submissions_targets(),
    "assessments:sheet_file": submissions_targets(),
    # results and publication
    "results:all_runs": plain,
    "results:runs": rounds_targets("round_id"),
    "results:request_run": rounds_targets("round_id"),
    "results:run": runs_targets(),
    "results:explanation": explanations,
    "publication:publish": runs_targets(),
    "publication:portal": plain,
    "publication:search": plain,
    "publication:method": plain,
    "publication:open_data": plain,
    "publication:ranking": editions(),
    "publication:scores_csv": editions(),
    "publication:scores_xlsx": editions(),
    "publication:answers_csv": editions(),
    "publication:framework_file": editions(),
    "publication:manifest_file": editions(),
    "publication:unit": published_units(),
    "publication:node": published_units(node=NODE),
    # programs
    "api_documentation": plain,
    "api_v1:units": plain,
    "api_v1:unit": units_targets,
    "api_v1:frameworks": plain,
    "api_v1:framework": releases(),
    "api_v1:rounds": plain,
    "api_v1:round": rounds_targets("round_id"),
    "api_v1:submissions": rounds_targets("round_id"),
    "api_v1:round_values": rounds_targets("round_id"),
    "api_v1:submission": forms_of_api,
    "api_v1:submission_values": forms_of_api,
    "api_v1:runs": rounds_targets("round_id"),
    "api_v1:run": runs_of_api,
    "api_v1:run_scores": runs_of_api,
    "api_v1:values": plain,
    "api_v1:editions": plain,
    "api_v1:edition": editions(),
    "api_v1:edition_scores": editions(),
    "api_v1:openapi-json": plain,
    # the rest
    "home:tasks": plain,
    "home:progress": rounds_targets(),
    "home:progress_xlsx": rounds_targets(kind="chi-so"),
    "reminders:follow_up": rounds_targets(),
    "reminders:remind": rounds_targets(),
    "reminders:calendar": plain,
    "reminders:choose": plain,
    "home:first_steps": plain,
    "home:dismiss_first_steps": plain,
    "system:page": plain,
    "system:retry": jobs,
    "system:cancel": jobs,
    "system:dismiss": jobs,
    "system:verify": plain,
    "system:back_up": plain,
    "system:send_test_letter": plain,
    "audit:chain": plain,
    "audit:verifications": plain,
}
