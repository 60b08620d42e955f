"""What to post to an address so that the act would be done if nothing kept it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.privacy.queries import erasure_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.site.walls.targets import Target
    from tests.site.walls.world import World

REASON = {"reason": "Theo văn bản số 12"}
LATER = {"submit_by": "31/12/2029 17:00", **REASON}
PASSWORD = {"password": "mat-khau-rat-dai-va-la"}


def form_of(world: World, name: str, target: Target) -> dict[str, Any]:
    """Return the fields to post to an address."""
    filled = FORMS.get(name)
    return filled(world, target) if filled else {}


def _grant(world: World, _target: Target) -> dict[str, Any]:
    return {"role": Role.VIEWER, "unit": world.unit("own").pk}


def _person(_world: World, _target: Target) -> dict[str, Any]:
    return {"full_name": "Tên Mới", "email": "moi@bct.vn"}


def _erase(_world: World, target: Target) -> dict[str, Any]:
    person = target.person
    if person is None:
        return {}
    return {"seen": erasure_of(person).seen, "typed": person.username}


def _discarded_draft(_world: World, target: Target) -> dict[str, Any]:
    draft = FrameworkRelease.objects.get(pk=target.arguments["pk"])
    return {"version": 1, "typed": draft.identity}


def _discarded_round(_world: World, target: Target) -> dict[str, Any]:
    return {"typed": Round.objects.get(pk=target.arguments["pk"]).title}


def _new_person(world: World, target: Target) -> dict[str, Any]:
    more = {"username": "moi", **PASSWORD}
    return _person(world, target) | _grant(world, target) | more


def _unit(world: World, _target: Target) -> dict[str, Any]:
    return {
        "code": "MOI",
        "name": "Đơn vị mới",
        "kind": "agency",
        "parent": world.unit("own").pk,
        "version": 1,
    }


def _conflict(world: World, _target: Target) -> dict[str, Any]:
    unit = world.unit("own").pk
    return {"unit": unit, "since": "2026-01-01", **REASON}


def _service_life() -> dict[str, Any]:
    day = timezone.localdate() + dt.timedelta(days=30)
    return {"expires_on": day.isoformat(), "overlap": "1"}


def _service(world: World, _target: Target) -> dict[str, Any]:
    scope = {"verbs": ["read"], "items": "1.2", "addresses": "10.0.0.0/8"}
    unit = world.unit("own").pk
    return {"name": "Phần mềm khác", "unit": unit, **scope, **_service_life()}


def _save(_world: World, _target: Target) -> dict[str, Any]:
    return {"v:1.2.a": "61", "n:1.2.a": "0", "v:1.2.b": "100", "n:1.2.b": "0"}


def _appraise(_world: World, _target: Target) -> dict[str, Any]:
    return {"verdict": "accepted", "seen": "0"}


def _every_row(world: World, target: Target) -> dict[str, Any]:
    """Offer every unit of the round, as the grid does."""
    rows = Submission.objects.filter(round=target.arguments["pk"])
    return {"row": [f"{row.pk}:0" for row in rows]}


def _ask(world: World, target: Target) -> dict[str, Any]:
    """Ask every unit of the round."""
    del world
    rows = Submission.objects.filter(round=target.arguments["pk"])
    units = list(rows.values_list("pk", flat=True))
    question = {"kind": "explain", "question": "Vì sao?"}
    return {"units": units, "due_at": "31/12/2029 17:00", **question}


def _admitted(_world: World, target: Target) -> dict[str, Any]:
    return {"unit": target.root.pk if target.root else "", "block": "", **REASON}


def _always(**fields: Any) -> Callable[[World, Target], dict[str, Any]]:
    return lambda _world, _target: fields


FORMS: dict[str, Callable[[World, Target], dict[str, Any]]] = {
    "accounts:add_person": _new_person,
    "accounts:person": _person,
    "privacy:erase": _erase,
    "accounts:grant": _grant,
    "accounts:give_links": lambda _world, target: {
        "person": [target.person.pk] if target.person else []
    },
    "accounts:add_service_account": _service,
    "accounts:rotate_service_token": lambda _world, _target: _service_life(),
    "accounts:own_conflicts": _conflict,
    "accounts:person_conflicts": _conflict,
    "accounts:password": _always(**PASSWORD),
    "accounts:forgotten": _always(login="ai-do"),
    "organisations:add_unit": _unit,
    "organisations:edit_unit": _unit,
    "organisations:close_unit": _always(on="31/12/2026", **REASON),
    "frameworks:adopt_framework": _always(identity="vn.moit.dti@2023"),
    "frameworks:publish_draft": _always(version=1, over_notices="1"),
    "frameworks:discard_draft": _discarded_draft,
    "frameworks:draft_file": _always(version=1, text="id: x"),
    "frameworks:change_tree": _always(version=1, address="0", act="below"),
    "frameworks:delete_node": _always(version=1),
    "assessments:discard_round": _discarded_round,
    "assessments:discard_rehearsal": _discarded_round,
    "assessments:extend_round": _always(**LATER),
    "assessments:form_page": _save,
    "assessments:form_main": _save,
    "assessments:save_card": _save,
    "assessments:hand_in": _always(blanks="1"),
    "assessments:recall_submission": _always(**REASON),
    "assessments:hand_back": _always(**REASON),
    "assessments:reopen_round": _always(**REASON),
    "assessments:amend_round": _always(title="Kỳ", version=1, **REASON),
    "assessments:change_framework": _always(seen="", document="1/QĐ", **REASON),
    "assessments:change_block": _always(block="", **REASON),
    "assessments:withdraw_unit": _always(**REASON),
    "assessments:readmit_unit": _always(**REASON),
    "assessments:admit_unit": _admitted,
    "assessments:extend_submission": _always(due_at="31/12/2029 17:00", **REASON),
    "assessments:return_submission": _always(due_at="31/12/2029 17:00", **REASON),
    "assessments:ask_requests": _ask,
    "assessments:reply": _always(reply="Đã rà soát", version=1, step="draft"),
    "assessments:evidence": _always(number="99/BC", abstract="Báo cáo"),
    "assessments:cite_document": lambda world, target: {
        "document": next(
            branch.document.pk
            for branch in world.branches.values()
            if branch.document and branch.unit == target.unit
        )
    },
    "assessments:correct_document": _always(number="98/BC"),
    "assessments:waive_evidence": _always(**REASON),
    "assessments:appraise_unit": _appraise,
    "assessments:appraise_criterion": _appraise,
    "assessments:accept_rest": _every_row,
    "results:request_run": _always(stage="final"),
    "publication:publish": _always(title="Kết quả", slug="moi", change_note="Sửa"),
}
