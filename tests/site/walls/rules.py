"""What each person may do at each address, by rule.

Outcomes are what a browser sees: `OK` an answer or a redirect, `HIDDEN` 404, `REFUSED` 403, `SIGN_IN`
the way to the sign-in page, `NO_METHOD` 405. The rules ask `Rights`, which walks the parents of
units itself: it must not share code with the permissions under test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opendti_site.accounts.enums import Role
from tests.site.walls.rights import FILLERS, OVERSEERS, Rights

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.site.walls.targets import Target

OK, HIDDEN, REFUSED = "ok", "hidden", "refused"
SIGN_IN, NO_METHOD = "sign in", "no method"
UNREADY = "fault 503"


@dataclass(frozen=True, slots=True)
class Rule:
    """The outcomes of one address: reading it, and posting to it."""

    get: Callable[[Rights, Target], str]
    post: Callable[[Rights, Target], str]
    public: bool = False


def no_method(_rights: Rights, _target: Target) -> str:
    """Nobody can."""
    return NO_METHOD


def ok(_rights: Rights, _target: Target) -> str:
    """Everybody can."""
    return OK


def second_step(rights: Rights | None, _target: Target) -> str:
    """The page between the password and the second factor: a stranger begins with the first."""
    return SIGN_IN if rights is None or not rights.active else OK


def needs_token(_rights: Rights | None, _target: Target) -> str:
    """Nobody by a session: the API opens to tokens alone."""
    return SIGN_IN


def hidden(_rights: Rights, _target: Target) -> str:
    """As if it were not there, for everybody."""
    return HIDDEN


def no_worker_lives(_rights: Rights, _target: Target) -> str:
    """What the world of these tests lacks, said to everybody alike."""
    return UNREADY


def _refused_unless(allowed: bool) -> str:  # noqa: FBT001 -- reads as a sentence
    return OK if allowed else REFUSED


def role_anywhere(*roles: str) -> Callable[[Rights, Target], str]:
    """A page that names no object: whoever has the role somewhere."""
    return lambda rights, _target: _refused_unless(rights.anywhere(*roles))


def governs_all(rights: Rights, _target: Target) -> str:
    """Who coordinates every organisation."""
    return _refused_unless(rights.governs_all())


def sees_round(rights: Rights, target: Target) -> str:
    """A round of one's units."""
    return OK if rights.sees_round(target) else HIDDEN


def coordinates_round(rights: Rights, target: Target) -> str:
    """An act on a round."""
    if not rights.sees_round(target):
        return HIDDEN
    return _refused_unless(rights.runs(target.root, Role.COORDINATOR))


def extends_unit(rights: Rights, target: Target) -> str:
    """A form whose deadline moves: for who coordinates the round, hidden from who does not see the form."""
    if target.mixed or not rights.sees_form(target):
        return HIDDEN
    return _refused_unless(rights.runs(target.root, Role.COORDINATOR))


def over_form(*roles: str) -> Callable[[Rights, Target], str]:
    """A form: hidden from all but its unit and those who oversee its round, refused without these roles."""

    def rule(rights: Rights, target: Target) -> str:
        if target.mixed or not rights.sees_form(target):
            return HIDDEN
        may = rights.answers(target.unit, target.root, *roles)
        return _refused_unless(may or not roles)

    return rule


def returns_form(rights: Rights, target: Target) -> str:
    """Giving a form back, for who coordinates its round."""
    if not rights.sees_form(target):
        return HIDDEN
    return _refused_unless(rights.runs(target.root, Role.COORDINATOR))


def reads_document(rights: Rights, target: Target) -> str:
    """A document of a unit that is cited in the unit's own rounds: of those units its people see it."""
    return OK if rights.runs(target.unit) else HIDDEN


def coordinates_unit(rights: Rights, target: Target) -> str:
    """A unit's own form: hidden from all but its coordinators."""
    return OK if rights.holds(target.unit, Role.COORDINATOR) else HIDDEN


def manages_service(rights: Rights, target: Target) -> str:
    """A program's account, for who coordinates its unit; a token under another's account is nobody's."""
    return HIDDEN if target.mixed else coordinates_unit(rights, target)


def coordinates_above(rights: Rights, target: Target) -> str:
    """A merger or split of a unit: refused to those who coordinate it, but not the body above it."""
    found = coordinates_unit(rights, target)
    if found != OK or rights.user.is_superuser:
        return found
    above = target.unit.parent if target.unit else None
    return _refused_unless(rights.holds(above, Role.COORDINATOR))


def edits_draft(rights: Rights, target: Target) -> str:
    """A draft: refused without the role, hidden from coordinators of other units."""
    if not rights.anywhere(Role.COORDINATOR):
        return REFUSED
    return OK if rights.runs(target.unit, Role.COORDINATOR) else HIDDEN


def corrects_document(rights: Rights, target: Target) -> str:
    """A new version of a document, for who adds the unit's documents."""
    if not rights.runs(target.unit):
        return HIDDEN
    return _refused_unless(rights.holds(target.unit, *FILLERS))


def reads_crosswalk(_rights: Rights, target: Target) -> str:
    """Everyone reads a crosswalk that somebody wrote."""
    return HIDDEN if target.mixed else OK


def writes_crosswalk(rights: Rights, target: Target) -> str:
    """A crosswalk binds every organisation that uses both versions."""
    return HIDDEN if target.mixed else governs_all(rights, target)


def manages_person(rights: Rights, target: Target) -> str:
    """A person's page, as if there were none for all others."""
    return OK if not target.mixed and rights.manages(target.person) else HIDDEN


def exports_person(rights: Rights, target: Target) -> str:
    """A person's data: one's own, and those of whom one looks after."""
    return OK if rights.user == target.person else manages_person(rights, target)


def erases_person(rights: Rights, target: Target) -> str:
    """Another person, for who coordinates every organisation."""
    is_other = rights.user != target.person
    may = is_other and rights.governs_all()
    return manages_person(rights, target) if may else HIDDEN


def watches_round(rights: Rights, target: Target) -> str:
    """The appraisal of a round, for who oversees all of it."""
    if target.state in {"draft", "open"} or not rights.sees_round(target):
        return HIDDEN
    if not rights.runs(target.root, *OVERSEERS):
        return REFUSED
    return HIDDEN if target.mixed else OK


def reads_minutes(rights: Rights, target: Target) -> str:
    """The minutes of the council, for its members and the coordinators."""
    seen = watches_round(rights, target)
    if seen != OK:
        return seen
    may = rights.runs(target.root, Role.COUNCIL, Role.COORDINATOR)
    return _refused_unless(may)


def appraises_rest(rights: Rights, target: Target) -> str:
    """Accepting what is left: needs one unit that the person may appraise."""
    seen = watches_round(rights, target)
    if seen != OK or target.state != "appraisal":
        return seen
    stage = target.arguments["stage"]
    assert target.root is not None
    owner = target.root
    may = any(rights.appraises(stage, unit, owner) for unit in target.units)
    return _refused_unless(may)


def appraises_unit(rights: Rights, target: Target) -> str:
    """Appraising one unit; a round that is not in appraisal answers with the reason."""
    seen = watches_round(rights, target)
    if seen != OK or target.state != "appraisal":
        return seen
    assert target.unit is not None
    assert target.root is not None
    stage = target.arguments["stage"]
    return _refused_unless(rights.appraises(stage, target.unit, target.root))


def watches_unit(rights: Rights, target: Target) -> str:
    """The appraisal of one unit, for who oversees it."""
    if target.state in {"draft", "open"} or not rights.sees_form(target):
        return HIDDEN
    return _refused_unless(rights.runs(target.root, *OVERSEERS))


def appraises_criterion(rights: Rights, target: Target) -> str:
    """Appraising a criterion in the grid of a unit: as in the grid of the criterion."""
    seen = watches_unit(rights, target)
    if seen != OK or target.state != "appraisal":
        return seen
    assert target.unit is not None
    assert target.root is not None
    stage = target.arguments["stage"]
    return _refused_unless(rights.appraises(stage, target.unit, target.root))


def asks_unit(rights: Rights, target: Target) -> str:
    """A question to a unit about a criterion."""
    if target.mixed or not rights.sees_form(target):
        return HIDDEN
    assert target.unit is not None
    assert target.root is not None
    return _refused_unless(rights.asks(target.unit, target.root))


def asks_in_round(rights: Rights, target: Target) -> str:
    """A question to units of a round: needs one unit that the person may ask."""
    if not rights.sees_round(target):
        return HIDDEN
    has_forms = target.state != "draft"
    assert target.root is not None
    owner = target.root
    may = has_forms and any(rights.asks(unit, owner) for unit in target.units)
    return _refused_unless(may)


def sees_runs(rights: Rights, target: Target) -> str:
    """The runs of a round, for who oversees all of it."""
    if not rights.sees_round(target):
        return HIDDEN
    if not rights.runs(target.root, *OVERSEERS):
        return REFUSED
    return HIDDEN if target.mixed else OK


def starts_run(rights: Rights, target: Target) -> str:
    """A new run or an edition of one, for the round's coordinators."""
    if target.mixed or not rights.sees_round(target):
        return HIDDEN
    return _refused_unless(rights.runs(target.root, Role.COORDINATOR))


def to_sign_in(_rights: Rights | None, _target: Target) -> str:
    """Everybody is led to the sign-in page."""
    return SIGN_IN


def holds_link(_rights: Rights, target: Target) -> str:
    """Whoever has a link that holds; a false one leads nowhere."""
    return HIDDEN if target.mixed else OK


def published(_rights: Rights, target: Target) -> str:
    """Everyone, for what is in the edition."""
    return HIDDEN if target.mixed else OK


def page(get: Callable[[Rights, Target], str], **more: bool) -> Rule:
    """An address that is only read."""
    return Rule(get, no_method, **more)


def step(post: Callable[[Rights, Target], str], **more: bool) -> Rule:
    """An address that is only posted to."""
    return Rule(no_method, post, **more)


def both(outcome: Callable[[Rights, Target], str], **more: bool) -> Rule:
    """A form: who may read it may post it."""
    return Rule(outcome, outcome, **more)


COORDINATES = role_anywhere(Role.COORDINATOR)
FILLS = over_form(*FILLERS)
READS = over_form()

RULES: dict[str, Rule] = {
    "account_login": both(ok, public=True),
    "account_logout": both(ok, public=True),
    "account_inactive": page(ok, public=True),
    "account_reauthenticate": both(ok),
    "account_change_password": both(ok),
    "mfa_index": page(ok),
    "mfa_authenticate": both(second_step, public=True),
    "mfa_reauthenticate": both(ok),
    "mfa_list_webauthn": page(ok),
    "mfa_add_webauthn": both(ok),
    "mfa_edit_webauthn": both(ok),  # as below
    "mfa_remove_webauthn": both(ok),  # after the password was confirmed: one's own keys
    "mfa_reauthenticate_webauthn": both(ok),
    "mfa_login_webauthn": both(second_step, public=True),
    "mfa_activate_totp": both(ok),
    "mfa_deactivate_totp": both(hidden),
    "mfa_view_recovery_codes": page(hidden),
    "mfa_generate_recovery_codes": both(ok),
    "mfa_download_recovery_codes": both(hidden),
    "openid_connect_login": step(hidden, public=True),
    "openid_connect_callback": page(hidden, public=True),
    "socialaccount_login_cancelled": page(to_sign_in, public=True),
    "accounts:link_identity": page(hidden),
    "accounts:unlink_identity": step(hidden),
    "accounts:me": page(ok),
    "accounts:role_proposals": both(COORDINATES),
    "accounts:own_conflicts": both(ok),
    "accounts:person_conflicts": both(manages_person),
    "accounts:demo_sign_in": step(hidden, public=True),
    "accounts:token": page(ok, public=True),
    "accounts:signed_in_again": page(ok),
    "accounts:forgotten": both(ok, public=True),
    "accounts:use_link": both(holds_link, public=True),
    "accounts:people": page(COORDINATES),
    "accounts:add_person": both(COORDINATES),
    "accounts:import_people": both(COORDINATES),
    "accounts:write_people": step(COORDINATES),
    "accounts:give_links": both(COORDINATES),
    "accounts:sample_people": page(COORDINATES),
    "accounts:people_csv": page(COORDINATES),
    "accounts:people_xlsx": page(COORDINATES),
    "accounts:person": both(manages_person),
    "accounts:grant": both(manages_person),
    "accounts:revoke": step(manages_person),
    "accounts:password": both(manages_person),
    "accounts:remove_second_factor": step(manages_person),
    "accounts:invite": step(manages_person),
    "accounts:close": step(manages_person),
    "accounts:reopen": step(manages_person),
    "accounts:service_accounts": page(COORDINATES),
    "accounts:add_service_account": both(COORDINATES),
    "accounts:service_account": page(manages_service),
    "accounts:rotate_service_token": step(manages_service),
    "accounts:revoke_service_token": step(manages_service),
    "accounts:close_service_account": step(manages_service),
    "organisations:tree": page(ok),
    "organisations:add_unit": both(COORDINATES),
    "organisations:import_list": both(COORDINATES),
    "organisations:write_list": step(COORDINATES),
    "organisations:sample": page(COORDINATES),
    "organisations:unit": page(lambda r, t: OK if r.holds(t.unit) else HIDDEN),
    "organisations:unit_people": page(coordinates_unit),
    "organisations:unit_people_csv": page(coordinates_unit),
    "organisations:edit_unit": both(coordinates_unit),
    "organisations:close_unit": both(coordinates_unit),
    "organisations:merge": both(coordinates_above),
    "organisations:split": both(coordinates_above),
    "frameworks:shelf": page(ok),
    "frameworks:adopt_framework": step(COORDINATES),
    "frameworks:schema": page(ok),
    "frameworks:new_draft": both(COORDINATES),
    "frameworks:draft_page": both(edits_draft),
    "frameworks:publish_draft": step(edits_draft),
    "frameworks:discard_draft": both(edits_draft),
    "frameworks:settle_notices": step(edits_draft),
    "frameworks:draft_file": both(edits_draft),
    "frameworks:change_tree": step(edits_draft),
    "frameworks:draft_node": both(edits_draft),
    "frameworks:delete_node": both(edits_draft),
    "frameworks:draft_head": both(edits_draft),
    "frameworks:compare": page(ok),
    "frameworks:crosswalk_page": Rule(reads_crosswalk, writes_crosswalk),
    "frameworks:crosswalk_file": page(reads_crosswalk),
    "frameworks:framework_export": page(ok),
    "frameworks:framework_page": page(ok),
    "frameworks:framework_file": page(ok),
    "assessments:rounds": page(ok),
    "assessments:create_round": both(COORDINATES),
    "assessments:round_page": page(sees_round),
    "assessments:open_round": both(coordinates_round),
    "assessments:edit_round": both(coordinates_round),
    "assessments:discard_round": both(coordinates_round),
    "assessments:rehearse_round": both(coordinates_round),
    "assessments:discard_rehearsal": both(coordinates_round),
    "assessments:reopen_round": both(coordinates_round),
    "assessments:extend_round": both(coordinates_round),
    "assessments:start_appraisal": both(coordinates_round),
    "assessments:start_step": both(coordinates_round),
    "assessments:close_round": both(coordinates_round),
    "assessments:submissions": page(ok),
    "assessments:form_page": Rule(READS, FILLS),
    "assessments:form_main": Rule(READS, FILLS),
    "assessments:save_card": step(FILLS),
    "assessments:criterion_history": page(READS),
    "assessments:form_sheet": page(FILLS),
    "assessments:import_sheet": both(FILLS),
    "assessments:write_sheet": step(FILLS),
    "assessments:hand_in": Rule(READS, over_form(Role.SIGNATORY)),
    "assessments:hand_over": step(FILLS),
    "assessments:hand_back": step(over_form(Role.SIGNATORY)),
    "assessments:attach_signed_sheet": step(FILLS),
    "assessments:recall_submission": step(over_form(Role.SIGNATORY)),
    "assessments:extend_submission": both(extends_unit),
    "assessments:admit_unit": both(coordinates_round),
    "assessments:amend_round": both(coordinates_round),
    "assessments:change_framework": both(coordinates_round),
    "assessments:change_block": both(extends_unit),
    "assessments:withdraw_unit": both(extends_unit),
    "assessments:readmit_unit": both(extends_unit),
    "assessments:return_submission": both(returns_form),
    "assessments:ask_requests": both(asks_in_round),
    "assessments:withdraw_request": step(asks_unit),
    "assessments:explanations": page(READS),
    "assessments:reply": Rule(READS, FILLS),
    "assessments:evidence": Rule(READS, FILLS),
    "assessments:cite_document": step(FILLS),
    "assessments:waive_evidence": step(FILLS),
    "assessments:withdraw_citation": step(FILLS),
    "assessments:documents": page(ok),
    "assessments:document": page(reads_document),
    "assessments:correct_document": both(corrects_document),
    "assessments:document_file": page(reads_document),
    "assessments:document_preview": page(reads_document),
    "assessments:document_picture": page(reads_document),
    "assessments:appraisals": page(ok),
    "assessments:appraisal": page(watches_round),
    "assessments:appraisal_units": page(watches_round),
    "assessments:minutes_file": page(reads_minutes),
    "assessments:assignments": both(coordinates_round),
    "assessments:criterion_grid": page(watches_round),
    "assessments:accept_rest": step(appraises_rest),
    "assessments:accept_complete": Rule(watches_round, appraises_rest),
    "assessments:appraise_unit": Rule(watches_round, appraises_unit),
    "assessments:unit_grid": page(watches_unit),
    "assessments:accept_unit_complete": Rule(watches_unit, appraises_criterion),
    "assessments:appraise_criterion": Rule(watches_unit, appraises_criterion),
    "assessments:sheet_to_sign": page(READS),
    "assessments:sheet_file": page(READS),
    "assessments:unit_scores": page(READS),
    "results:all_runs": page(role_anywhere(*OVERSEERS)),
    "results:runs": page(sees_runs),
    "results:request_run": both(starts_run),
    "results:run": page(sees_runs),
    "results:explanation": page(sees_runs),
    "publication:publish": both(starts_run),
    "publication:portal": page(ok, public=True),
    "publication:search": page(ok, public=True),
    "publication:method": page(ok, public=True),
    "publication:open_data": page(ok, public=True),
    "publication:ranking": page(published, public=True),
    "publication:scores_csv": page(published, public=True),
    "publication:scores_xlsx": page(published, public=True),
    "publication:answers_csv": page(published, public=True),
    "publication:framework_file": page(published, public=True),
    "publication:manifest_file": page(published, public=True),
    "publication:unit": page(published, public=True),
    "publication:node": page(published, public=True),
    "api_documentation": page(ok, public=True),
    "api_v1:units": page(needs_token, public=True),
    "api_v1:unit": page(needs_token, public=True),
    "api_v1:frameworks": page(needs_token, public=True),
    "api_v1:framework": page(needs_token, public=True),
    "api_v1:rounds": page(needs_token, public=True),
    "api_v1:round": page(needs_token, public=True),
    "api_v1:submissions": page(needs_token, public=True),
    "api_v1:round_values": page(needs_token, public=True),
    "api_v1:submission": page(needs_token, public=True),
    "api_v1:submission_values": page(needs_token, public=True),
    "api_v1:runs": page(needs_token, public=True),
    "api_v1:run": page(needs_token, public=True),
    "api_v1:run_scores": page(needs_token, public=True),
    "api_v1:values": step(needs_token, public=True),
    "api_v1:editions": page(ok, public=True),
    "api_v1:edition": page(ok, public=True),
    "api_v1:edition_scores": page(ok, public=True),
    "api_v1:openapi-json": page(ok, public=True),
    "home:tasks": page(ok),
    "home:progress": page(sees_runs),
    "home:progress_xlsx": page(sees_runs),
    "reminders:follow_up": page(coordinates_round),
    "reminders:remind": both(coordinates_round),
    "reminders:calendar": page(ok),
    "reminders:choose": both(ok),
    "home:first_steps": page(governs_all),
    "home:dismiss_first_steps": step(governs_all),
    "operations:alive": page(ok, public=True),
    "operations:figures": page(hidden, public=True),
    "operations:ready": page(no_worker_lives, public=True),
    "privacy:register": page(ok),
    "privacy:export_own": step(ok),
    "privacy:export_person": step(exports_person),
    "privacy:erase": both(erases_person),
    "system:page": page(governs_all),
    "system:retry": step(governs_all),
    "system:cancel": step(governs_all),
    "system:dismiss": step(governs_all),
    "system:verify": step(governs_all),
    "system:back_up": step(governs_all),
    "system:send_test_letter": step(governs_all),
    "audit:chain": page(governs_all),
    "audit:verifications": both(governs_all),
}


def oversees_run(rights: Rights, target: Target) -> str:
    """A run by itself: there is none for who does not oversee its round."""
    return OK if rights.runs(target.root, *OVERSEERS) else HIDDEN


API_RULES: dict[str, Callable[[Rights, Target], str]] = {
    "api_v1:units": ok,
    "api_v1:unit": lambda r, t: OK if r.holds(t.unit) else HIDDEN,
    "api_v1:frameworks": ok,
    "api_v1:framework": ok,
    "api_v1:rounds": ok,
    "api_v1:round": sees_round,
    "api_v1:submissions": sees_round,
    "api_v1:round_values": sees_round,
    "api_v1:submission": READS,
    "api_v1:submission_values": READS,
    "api_v1:runs": sees_round,
    "api_v1:run": oversees_run,
    "api_v1:run_scores": oversees_run,
    "api_v1:editions": ok,
    "api_v1:edition": ok,
    "api_v1:edition_scores": ok,
    "api_v1:openapi-json": ok,
}
"""What a token gives at an address of the API, by the rights of a viewer over its unit."""
