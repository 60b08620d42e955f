"""Two organisations with everything that an address can name, once for each branch.

    BCT (root)                    BTC (another root)
    ├── CucA  "own"               └── CucX  "foreign"
    │   └── PhongA1  "below"
    └── CucB  "sibling"

A branch is a unit with its people, documents, framework draft, and rounds in every state that the
unit runs by itself. `shared` are the ministry's rounds, in which CucA and CucB take part.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from opendti_site.accounts.actions import (
    ServiceScope,
    close_user,
    create_service_account,
    create_user,
    grant_role,
)
from opendti_site.accounts.enums import Role, ServiceVerb
from opendti_site.assessments.evidence.actions import (
    Citation,
    add_document,
    cite_document,
)
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.actions import (
    close_round,
    create_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.submissions.actions import ImportedRow, import_answers
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.audit.actions import record
from opendti_site.frameworks.actions import adopt_text, create_draft, write_crosswalk
from opendti_site.frameworks.bridge import proposed_crosswalk
from opendti_site.organisations.actions import create_unit
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.results.actions import compute_run, start_run
from tests.opendti.previews.pdfs import pdf
from tests.site.cast import FRAMEWORK
from tests.site.clock import shifted

if TYPE_CHECKING:
    from opendti_site.accounts.models import RoleAssignment, ServiceToken, User
    from opendti_site.assessments.evidence.models import Document, EvidenceLink
    from opendti_site.assessments.rounds.models import Round, Submission
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.organisations.models import Unit
    from opendti_site.publication.models import Edition
    from opendti_site.results.models import Run

ANSWERS: dict[str, float | str] = {
    "1.1.a": 1,
    "1.2.a": 60,
    "1.2.b": 100,
    "2.1.a": 3,
    "2.2.a": 30,
    "2.2.b": 40,
    "2.3.a": "part",
}
UNITS = (  # branch, code, the branch above it
    ("ministry", "BCT", ""),
    ("own", "CucA", "ministry"),
    ("below", "PhongA1", "own"),
    ("sibling", "CucB", "ministry"),
    ("abroad", "BTC", ""),
    ("foreign", "CucX", "abroad"),
)
PASSWORD = "mot-cau-dai-de-nho"
STATES = ("draft", "open", "appraisal", "closed")


@dataclass(slots=True)
class Campaign:
    """Rounds in every state over one root, the submissions in them, and what came of the last."""

    root: Unit
    rounds: dict[str, Round] = field(default_factory=dict)
    run: Run | None = None
    edition: Edition | None = None

    def submission(self, state: str, unit: Unit) -> Submission:
        """Return the unit's submission in the round of a state."""
        return self.rounds[state].submissions.get(unit=unit)


@dataclass(slots=True)
class Branch:
    """A unit with everything that belongs to it."""

    name: str
    unit: Unit
    campaign: Campaign
    people: dict[str, User] = field(default_factory=dict)
    assignments: dict[str, RoleAssignment] = field(default_factory=dict)
    document: Document | None = None
    link: EvidenceLink | None = None
    draft: FrameworkRelease | None = None
    request: CriterionRequest | None = None
    token: ServiceToken | None = None
    token_text: str = ""


@dataclass(slots=True)
class World:
    """Everything at once; `people` are those who try the addresses."""

    superuser: User
    release: FrameworkRelease
    later: FrameworkRelease
    branches: dict[str, Branch] = field(default_factory=dict)
    shared: Campaign | None = None
    people: dict[str, User] = field(default_factory=dict)

    def unit(self, branch: str) -> Unit:
        """Return the unit of a branch."""
        return self.branches[branch].unit


def build_world() -> World:
    """Write the two organisations through the product's own actions."""
    superuser = create_user(
        by=None,
        username="root",
        full_name="Quản trị hệ thống",
        password=PASSWORD,
        is_superuser=True,
    )
    release = adopt_text(FRAMEWORK, by=superuser)
    later = adopt_text(FRAMEWORK.replace('"2026"', '"2027"'), by=superuser)
    sheet = proposed_crosswalk(release.text, later.text)
    write_crosswalk(before=release, after=later, sheet=sheet, version=0, by=superuser)
    world = World(superuser, release, later)
    for name, code, above in UNITS:
        parent = world.unit(above) if above else None
        unit = create_unit(
            by=superuser,
            code=code,
            name=f"Đơn vị {code}",
            parent=parent,
            block="services",
        )
        world.branches[name] = Branch(name, unit, Campaign(unit))
    for branch in world.branches.values():
        _people(branch, superuser)
        _campaign(world, branch.campaign, [branch.unit])
        _belongings(world, branch)
    world.shared = Campaign(world.unit("ministry"))
    _campaign(world, world.shared, [world.unit("own"), world.unit("sibling")])
    _players(world)
    return world


def _people(branch: Branch, by: User) -> None:
    for role in Role:
        person = create_user(
            by=None,
            username=f"{role.value}.{branch.unit.code.lower()}",
            full_name=f"{role.value.title()} {branch.unit.code}",
            password=PASSWORD,
        )
        branch.people[role] = person
        branch.assignments[role] = grant_role(
            user=person, role=role, unit=branch.unit, by=by
        )


def _campaign(world: World, campaign: Campaign, units: list[Unit]) -> None:
    """Set up a round in every state, the closed one with a run and an edition."""
    by, now = world.superuser, timezone.now()
    blocks = {unit.code: "services" for unit in units}
    for number, state in enumerate(STATES):
        draft = RoundDraft(
            title=f"Kỳ {state} của {campaign.root.code} ({len(units)})",
            year=2023 + number,
            release=world.release,
            root=campaign.root,
            opens_at=now - dt.timedelta(days=20),
            submit_by=now + dt.timedelta(days=10 if state in {"draft", "open"} else -1),
        )
        with shifted(days=-20):
            round_ = create_round(draft, by=by)
            if state != "draft":
                round_ = open_round(round_, by=by, blocks=blocks)
        if state != "draft":
            _answer(round_, units, by)
        if state in {"appraisal", "closed"}:
            round_ = start_appraisal(round_, by=by)
        if state == "closed":
            round_ = close_round(round_, by=by)
        campaign.rounds[state] = round_
    closed = campaign.rounds["closed"]
    campaign.run = compute_run(start_run(closed, Stage.FINAL, by=by))
    slug = f"ket-qua-{campaign.root.code.lower()}-{len(units)}"
    facts = EditionFacts(title=f"Kết quả {campaign.root.code}", slug=slug)
    campaign.edition = publish_run(campaign.run, facts, by=by)


def _answer(round_: Round, units: list[Unit], by: User) -> None:
    rows = [
        ImportedRow(unit.code, item, value)
        for unit in units
        for item, value in ANSWERS.items()
    ]
    import_answers(round_, rows, by=by)


def _belongings(world: World, branch: Branch) -> None:
    """Give the unit a document, cited in its open submission, and a draft of a framework."""
    reporter = branch.people[Role.REPORTER]
    file = SimpleUploadedFile("bao-cao.pdf", pdf())
    branch.document = add_document(
        branch.unit, Citation(number="12/BC"), by=reporter, files=receive([file])
    )
    submission = branch.campaign.submission("open", branch.unit)
    branch.link = cite_document(submission, "1.2", branch.document, by=reporter)
    _asked(branch, world.superuser)
    code = branch.unit.code.lower()
    text = FRAMEWORK.replace("vn.test.small", f"vn.test.{code}")
    coordinator = branch.people[Role.COORDINATOR]
    _let_program_in(branch, coordinator)
    branch.draft = create_draft(text=text, by=coordinator, origin="empty")


def _let_program_in(branch: Branch, by: User) -> None:
    """Make a service account over the unit that may do everything."""
    issued = create_service_account(
        name=f"Phần mềm {branch.unit.code}",
        unit=branch.unit,
        scope=ServiceScope(ServiceVerb.values),
        expires_at=timezone.now() + dt.timedelta(days=30),
        by=by,
    )
    branch.token, branch.token_text = issued.token, issued.text


def _asked(branch: Branch, by: User) -> None:
    """Ask about the unit's form in appraisal; past the action, for nobody has submitted it."""
    submission = branch.campaign.submission("appraisal", branch.unit)
    branch.request = CriterionRequest.objects.create(
        submission=submission,
        criterion="1.2",
        kind="redo",
        question="Vì sao thấp?",
        due_at=timezone.now() + dt.timedelta(days=30),
        asked_by=by,
        asked_at=timezone.now(),
    )
    record("ask_requests", submission.round, by=by, seals=[branch.request])


def _players(world: World) -> None:
    """Choose who tries the addresses: every role where it counts, and the unusual ones."""
    tried = {
        "ministry": (Role.COORDINATOR, Role.APPRAISER, Role.REPORTER, Role.VIEWER),
        "own": (Role.COORDINATOR, Role.REPORTER, Role.SIGNATORY, Role.COUNCIL),
        "sibling": (Role.COORDINATOR, Role.REPORTER),
        "foreign": (Role.COORDINATOR,),
    }
    for name, roles in tried.items():
        for role in roles:
            world.people[f"{role.value} at {name}"] = world.branches[name].people[role]
    world.people["superuser"] = world.superuser
    several = (
        (
            "viewer at ministry, reporter at own",
            ("viewer", "ministry"),
            ("reporter", "own"),
        ),
        (
            "coordinator at own and at foreign",
            ("coordinator", "own"),
            ("coordinator", "foreign"),
        ),
        (
            "coordinator at sibling, appraiser at ministry",
            ("coordinator", "sibling"),
            ("appraiser", "ministry"),
        ),
        (
            "appraiser at ministry, signatory at own",
            ("appraiser", "ministry"),
            ("signatory", "own"),
        ),
    )
    for number, (title, *roles) in enumerate(several):
        person = create_user(
            by=None, username=f"several.{number}", full_name=title, password=PASSWORD
        )
        for role, name in roles:
            grant_role(user=person, role=role, unit=world.unit(name), by=None)
        world.people[title] = person
    nobody = create_user(
        by=None, username="nobody", full_name="Chưa có vai trò", password=PASSWORD
    )
    world.people["without roles"] = nobody
    closed = create_user(by=None, username="closed", full_name="Đã khóa")
    grant_role(user=closed, role=Role.COORDINATOR, unit=world.unit("ministry"), by=None)
    world.people["closed account"] = close_user(user=closed, by=world.superuser)
