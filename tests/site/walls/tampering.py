"""What the walls of tampering share: a world with a row in every sealed table, and other values."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import override_settings
from django.utils import timezone

from opendti_site.accounts.actions import (
    ServiceScope,
    close_service_account,
    create_service_account,
    declare_conflict,
    end_conflict,
    link_identity,
    propose_role,
    withdraw_role_proposal,
)
from opendti_site.accounts.enums import Role, RoleChange
from opendti_site.accounts.identities import Claims
from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.actions import (
    AssignedPart,
    accept_rest,
    assign_appraisal,
)
from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    cite_document,
    waive_evidence,
)
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.models import Round
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.actions import (
    close_round,
    create_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.submissions.actions import attach_signed_sheet
from opendti_site.assessments.submissions.bridge import SignatureCheck
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.audit.actions import record
from opendti_site.audit.registry import sealed_models
from opendti_site.frameworks.actions import adopt_text, write_crosswalk
from opendti_site.frameworks.bridge import CrosswalkSheet
from opendti_site.organisations.actions import split_unit
from opendti_site.organisations.models import Unit
from opendti_site.organisations.reorganisation import (
    NewUnit,
    ReorganisationOrder,
    UnitSplit,
)
from opendti_site.publication.actions import (
    EditionFacts,
    propose_edition,
    publish_run,
    withdraw_proposal,
)
from opendti_site.publication.models import EditionScore
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.models import RunScore
from tests.site.cast import (
    FRAMEWORK,
    make_agency,
    make_appraiser,
    make_coordinator,
    make_department,
    make_ministry,
    make_reporter,
)
from tests.site.runs import ANSWERS, answered
from tests.site.walls.conftest import QUICK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import DjangoDbBlocker

    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.frameworks.models import FrameworkRelease

TABLES: dict[str, type[models.Model]] = {
    sealed.label: sealed.model for sealed in sealed_models()
} | {"results.RunScore": RunScore, "publication.EditionScore": EditionScore}
"""The sealed tables, and the scores, which are computed again instead."""
LEFT_OUT = {sealed.label: sealed.left_out for sealed in sealed_models()}


@pytest.fixture(scope="module", name="world")
def sealed_world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """A published edition with evidence, a waiver and a crosswalk: a row in every sealed table.

    Built once, inside a transaction of the module; a test that writes rolls back by itself.
    """
    folder = tmp_path_factory.mktemp("sealed")
    files = override_settings(DATA_DIR=folder, MEDIA_ROOT=str(folder), **QUICK)
    with django_db_blocker.unblock(), files, transaction.atomic():
        build_sealed_world()
        yield
        transaction.set_rollback(True)


def asked_by_hand(submission: Submission, by: User) -> None:
    """Seal a request about a form that nobody has submitted, which no page would ask about."""
    request = CriterionRequest.objects.create(
        submission=submission,
        criterion="2.1",
        kind="explain",
        question="Vì sao?",
        due_at=timezone.now(),
        asked_by=by,
        asked_at=timezone.now(),
    )
    record("ask_requests", submission.round, by=by, seals=[request])


def build_sealed_world() -> None:
    """Write the rows by the product's own actions."""
    ministry = make_ministry()
    agency = make_agency(ministry)
    coordinator, reporter = make_coordinator(ministry), make_reporter(agency)
    appraiser = make_appraiser(ministry)
    conflict = declare_conflict(
        user=appraiser,
        unit=agency,
        reason="Có người thân",
        since=timezone.localdate(),
        by=appraiser,
    )
    proposal = propose_role(
        user=appraiser,
        role=Role.VIEWER,
        unit=agency,
        change=RoleChange.GIVE,
        by=coordinator,
    )
    withdraw_role_proposal(proposal, by=coordinator)
    issued = create_service_account(
        name="Phần mềm",
        unit=agency,
        scope=ServiceScope(["read"], ["1.2"], ["10.0.0.0/8"]),
        expires_at=timezone.now() + dt.timedelta(days=30),
        by=coordinator,
    )
    close_service_account(issued.token.account, by=coordinator)
    end_conflict(conflict, reason="Đã chuyển công tác", by=appraiser)
    release = adopt_text(FRAMEWORK, by=coordinator)
    cross(release, adopt_text(FRAMEWORK.replace('"2026"', '"2025"'), by=coordinator))
    round_ = opened_in_time(release, ministry, coordinator)
    submission = round_.submissions.get(unit=agency)
    file = SimpleUploadedFile("bao-cao.pdf", b"%PDF-1.7 noi dung")
    document = add_document(
        agency, Citation(number="12"), by=reporter, files=receive([file])
    )
    cite_document(submission, "1.1", document, by=reporter)
    waive_evidence(submission, "1.2", "Chưa có", by=reporter)
    (paper,) = receive([SimpleUploadedFile("phieu.pdf", b"%PDF-1.7 phieu")])
    attach_signed_sheet(submission, paper, SignatureCheck("none"), by=reporter)
    asked_by_hand(submission, appraiser)
    TOTP.activate(reporter, "SECRET")
    claims = Claims("sso.example.vn", "s-ha", "ha", "Hà", "", frozenset())
    link_identity(user=reporter, claims=claims, by=reporter)
    answered(round_, coordinator, ANSWERS[:1])
    publish(round_, coordinator, appraiser)
    order = ReorganisationOrder(timezone.localdate(), "1/QĐ", "Sắp xếp")
    part = NewUnit("PHAN", "Phần tách ra")
    split_unit(UnitSplit(agency, [part], order, keeps=True), by=coordinator)


@pytest.fixture(name="agency")
def world_agency(world: None) -> Unit:
    """The unit that the world is about."""
    return Unit.objects.get(code="CucTMDT")


@pytest.fixture(name="department")
def world_department(world: None) -> Unit:
    """A unit that takes no part."""
    return make_department(Unit.objects.get(code="BCT"))


@pytest.fixture(name="coordinator")
def world_coordinator(world: None) -> User:
    """Whoever ran the round."""
    return User.objects.get(username="minh")


@pytest.fixture(name="reporter")
def world_reporter(world: None) -> User:
    """Whoever filled the form in."""
    return User.objects.get(username="ha")


def cross(release: FrameworkRelease, older: FrameworkRelease) -> None:
    """Write a crosswalk from one release to the other."""
    sheet = CrosswalkSheet((), text="opendti_crosswalk: 1")
    by = release.published_by
    write_crosswalk(before=older, after=release, sheet=sheet, version=0, by=by)


def opened_in_time(release: FrameworkRelease, root: Unit, by: User) -> Round:
    """Open a round that takes answers until tomorrow."""
    now = timezone.now()
    draft = RoundDraft(
        title="Kỳ 2026",
        year=2026,
        release=release,
        root=root,
        opens_at=now - dt.timedelta(days=20),
        submit_by=now + dt.timedelta(days=1),
    )
    return open_round(create_round(draft, by=by), by=by)


def publish(round_: Round, by: User, appraiser: User) -> None:
    """Bring the round to its end as time would, and publish its final scores."""
    Round.objects.filter(pk=round_.pk).update(
        submit_by=timezone.now() - dt.timedelta(minutes=1)
    )
    record("extend_round", round_, by=by, seals=[round_])
    round_ = start_appraisal(round_, by=by)
    assign_appraisal(round_, [appraiser], [AssignedPart(node="1")], by=by)
    accept_rest(round_, "1.1", by=appraiser)
    round_ = close_round(round_, by=by)
    run = compute_run(start_run(round_, Stage.FINAL, by=by))
    facts = EditionFacts(title="Kết quả 2026", slug="kq-2026")
    withdraw_proposal(propose_edition(run, facts, by=by), by=by)
    publish_run(run, facts, by=by)


def another(column: models.Field[Any, Any], value: Any) -> Any:
    """Return a value that a column could hold and does not."""
    kinds: list[tuple[type, Callable[[], Any]]] = [
        (models.BooleanField, lambda: not value),
        (models.JSONField, lambda: json.dumps({"changed": 1})),
        (models.ForeignKey, lambda: None if value else 1),
        (models.IntegerField, lambda: (value or 0) + 1),
        (models.FloatField, lambda: (value or 0) + 0.5),
        (models.DecimalField, lambda: str((value or 0) + 1)),
        (models.DateTimeField, lambda: (value or timezone.now()) + dt.timedelta(1)),
        (models.DateField, lambda: dt.date(2001, 2, 3)),
        (models.FileField, lambda: "elsewhere"),
    ]
    for kind, changed in kinds:
        if isinstance(column, kind):
            return changed()
    return "x" if value != "x" else "y"


def columns() -> Iterator[tuple[str, str]]:
    for label, model in TABLES.items():
        for column in model._meta.concrete_fields:  # noqa: SLF001 -- Django's documented name
            if not column.primary_key and column.attname not in LEFT_OUT.get(label, {}):
                yield label, column.attname


def last_row(label: str) -> models.Model:
    row = TABLES[label]._base_manager.order_by("pk").last()  # noqa: SLF001 -- no manager hides rows from it
    assert row is not None, f"the world has no row of {label}: add one"
    return row


def refused(fault: Exception) -> None:
    """Let a database refuse a value; anything else is a fault of the verification."""
    if "IntegrityError" not in {kind.__name__ for kind in type(fault).__mro__}:
        raise fault
