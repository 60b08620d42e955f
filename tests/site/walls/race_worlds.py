"""The worlds in which two acts meet: people, and rounds at every stage."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from opendti_site.accounts import actions as accounts
from opendti_site.accounts.enums import Role, RoleChange
from opendti_site.accounts.links import INVITATION, link_to
from opendti_site.accounts.list_cells import COLUMNS
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.assessments.appraisal import actions as appraisal
from opendti_site.assessments.evidence import actions as evidence
from opendti_site.assessments.evidence.actions import Citation
from opendti_site.assessments.requests import actions as requests
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds import actions as rounds
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions import actions as submissions
from opendti_site.assessments.submissions.framework_changes import framework_preview
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.frameworks import actions as frameworks
from opendti_site.frameworks.bridge import proposed_crosswalk, read_draft
from opendti_site.frameworks.drafting.tree import digest_of, own_part
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.organisations import actions as organisations
from opendti_site.organisations.models import Unit
from opendti_site.publication import actions as publication
from opendti_site.publication.actions import EditionFacts
from opendti_site.publication.models import Edition
from opendti_site.results import actions as results
from opendti_site.results.models import Run
from opendti_site.ui.list_tables.bridge import ListRow, ListTable, read_table
from tests.site.cast import FRAMEWORK, person

if TYPE_CHECKING:
    pass


ANSWERS = {
    "1.1.a": "1",
    "1.2.a": "40",
    "1.2.b": "100",
    "2.1.a": "3",
    "2.2.a": "30",
    "2.2.b": "40",
    "2.3.a": "full",
}


NUMBERS = itertools.count(1)


@dataclass(slots=True)
class RaceWorld:
    """Rows by key, as a page would have named them; each use reads them anew."""

    people: dict[str, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    start: int = 0

    def who(self, name: str) -> User:
        return User.objects.get(pk=self.people[name])

    @property
    def round(self) -> Round:
        return Round.objects.select_related("release", "root").get(
            pk=self.keys["round"]
        )

    def submission(self, name: str = "agency") -> Submission:
        row = Submission.objects.select_related("unit", "round")
        return row.get(round=self.keys["round"], unit=self.keys[name])

    @property
    def request(self) -> CriterionRequest:
        return CriterionRequest.objects.get(pk=self.keys["request"])

    def unit(self, name: str) -> Unit:
        return Unit.objects.get(pk=self.keys[name])

    def release(self, name: str = "release") -> FrameworkRelease:
        return FrameworkRelease.objects.get(pk=self.keys[name])

    def run(self, name: str = "run") -> Run:
        return Run.objects.select_related("round").get(pk=self.keys[name])


def people() -> RaceWorld:
    """Make the people and the units over whom all races of a scene run."""
    world = RaceWorld()
    n = next(NUMBERS)
    root = organisations.create_unit(by=None, code=f"M{n}", name="Bộ", kind="ministry")
    world.keys["ministry"] = root.pk
    for name, block in (("agency", "services"), ("department", "no_services")):
        unit = organisations.create_unit(
            by=None, code=f"{name}{n}", name=name, parent=root, block=block
        )
        world.keys[name] = unit.pk
    for role, at in (
        (Role.COORDINATOR, "ministry"),
        (Role.APPRAISER, "ministry"),
        (Role.COUNCIL, "ministry"),
        (Role.REPORTER, "agency"),
        (Role.SIGNATORY, "agency"),
    ):
        made = person(f"{role.value}{n}", str(role.label), role, world.unit(at))
        world.people[role.value] = made.pk
    head = person(f"head{n}", "Vụ trưởng", Role.SIGNATORY, world.unit("department"))
    world.people["head"] = head.pk
    text = FRAMEWORK.replace("vn.test.small", f"vn.test.race{n}")
    release = frameworks.adopt_text(text, by=world.who("coordinator"))
    world.keys["release"] = release.pk
    return world


def draft_of(world: RaceWorld) -> RoundDraft:
    now = timezone.now()
    return RoundDraft(
        council_by=world.seen.get("council_by"),
        title=f"Kỳ {next(NUMBERS)}",
        year=2026,
        release=world.release(),
        root=world.unit("ministry"),
        opens_at=now - dt.timedelta(days=1),
        submit_by=now + dt.timedelta(days=10),
    )


BLOCKS = {"agency": "services", "department": "no_services"}


def _new_unit(world: RaceWorld, name: str) -> None:
    unit = organisations.create_unit(
        by=None,
        code=f"{name}{next(NUMBERS)}",
        name=name,
        parent=world.unit("ministry"),
        block=BLOCKS[name],
    )
    world.keys[name] = unit.pk


def _new_round(world: RaceWorld) -> None:
    world.seen["draft"] = draft_of(world)
    by = world.who("coordinator")
    world.keys["round"] = rounds.create_round(world.seen["draft"], by=by).pk


def in_draft(world: RaceWorld) -> None:
    """A round that is being set up, over two units made for it."""
    for name in BLOCKS:
        if Unit.objects.get(pk=world.keys[name]).closed_on:
            _new_unit(world, name)
    _new_round(world)


def in_draft_alone(world: RaceWorld) -> None:
    """The same over an agency of no other round: one with an open form is not closed."""
    _new_unit(world, "agency")
    _new_round(world)


def in_progress(world: RaceWorld) -> None:
    """An open round: the agency's form is complete, the department has submitted."""
    in_draft(world)
    rounds.open_round(world.round, by=world.who("coordinator"))
    reporter = world.who("reporter")
    typed = {item: PostedField(text) for item, text in ANSWERS.items()}
    submissions.save_answers(world.submission(), typed, by=reporter)
    citation = Citation(number="1/BC")
    link = evidence.attach_document(world.submission(), "1.2", citation, by=reporter)
    world.keys |= {"link": link.pk, "document": link.document_id}
    head = world.who("head")
    theirs = world.submission("department")
    submissions.submit_answers(theirs, by=head, blanks_confirmed=True)
    world.seen["version"] = world.submission().version


def rehearsed(world: RaceWorld) -> None:
    """An open rehearsal, in which the agency has filled in its form and cited a document."""
    in_draft(world)
    by, reporter = world.who("coordinator"), world.who("reporter")
    made = rounds.rehearse_round(world.round, by=by)
    world.keys["round"] = rounds.open_round(made, by=by).pk
    typed = {item: PostedField(text) for item, text in ANSWERS.items()}
    submissions.save_answers(world.submission(), typed, by=reporter)
    citation = Citation(number="1/BC")
    link = evidence.attach_document(world.submission(), "1.2", citation, by=reporter)
    world.keys |= {"link": link.pk, "document": link.document_id}
    world.seen["form"] = world.submission()


def with_former_round(world: RaceWorld) -> None:
    """The next year's round, empty, after one that the agency has filled in."""
    in_progress(world)
    by = world.who("coordinator")
    draft = replace(draft_of(world), year=2027)
    world.keys["round"] = rounds.open_round(rounds.create_round(draft, by=by), by=by).pk


def with_newer_framework(world: RaceWorld) -> None:
    """An open round, and another version of its framework whose effect was looked at."""
    in_progress(world)
    text = world.round.text.replace("each: 2", "each: 1")
    name = world.round.release.identity.partition("@")[2]
    text = text.replace(f'version: "{name}"', f'version: "{name}.{next(NUMBERS)}"')
    newer = frameworks.adopt_text(text, by=world.who("coordinator"))
    world.keys["newer"] = newer.pk
    world.seen["preview"] = framework_preview(world.round, newer).digest
    world.seen["round_version"] = world.round.version


def withdrawn(world: RaceWorld) -> None:
    """The agency's form, filled in, was withdrawn; the department has submitted."""
    in_progress(world)
    by = world.who("coordinator")
    submissions.withdraw_unit(world.submission(), reason="Giải thể", by=by)


def handed_over(world: RaceWorld) -> None:
    """The agency's form lies before the signatory."""
    in_progress(world)
    submissions.hand_over(world.submission(), by=world.who("reporter"))
    world.seen["version"] = world.submission().version


def all_submitted(world: RaceWorld) -> None:
    """Both units have submitted, before the deadline."""
    in_progress(world)
    submissions.submit_answers(world.submission(), by=world.who("signatory"))


def in_appraisal(world: RaceWorld) -> None:
    """The appraisal has begun; the agency's form was returned and is being filled in again."""
    all_submitted(world)
    coordinator = world.who("coordinator")
    rounds.start_appraisal(world.round, by=coordinator)
    submissions.return_submission(world.submission(), reason="Thiếu", by=coordinator)
    world.seen["version"] = world.submission().version


def before_council(world: RaceWorld) -> None:
    """The same in a round that goes on to a council."""
    world.seen["council_by"] = timezone.now() + dt.timedelta(days=60)
    in_appraisal(world)
    del world.seen["council_by"]


def assigned(world: RaceWorld) -> None:
    """The appraisal has begun, and a part of it is assigned."""
    in_appraisal(world)
    by, people = world.who("coordinator"), [world.who("appraiser")]
    parts = [appraisal.AssignedPart(node="1")]
    (made,) = appraisal.assign_appraisal(world.round, people, parts, by=by)
    world.keys["assignment"] = made.pk
    world.keys["assigned_to"] = made.person_id


def asked(world: RaceWorld) -> None:
    """The appraisal has begun; a criterion of the agency was given back, and its reply waits to be sent."""
    all_submitted(world)
    rounds.start_appraisal(world.round, by=world.who("coordinator"))
    due = timezone.now() + dt.timedelta(days=5)
    question = requests.Question("Làm lại", due, "redo")
    keys = [world.submission().pk]
    by = world.who("appraiser")
    (made,) = requests.ask_requests(world.round, "2.1", keys, question, by=by)
    world.keys["request"] = made.pk
    values = {"2.1.a": {"text": "4"}}
    draft = requests.ReplyDraft("Đã rà soát", values)
    requests.draft_reply(made, draft, by=world.who("reporter"))


def closed(world: RaceWorld) -> None:
    """A closed round with a finished run, a queued one, and an edition that may be corrected."""
    all_submitted(world)
    by = world.who("coordinator")
    rounds.start_appraisal(world.round, by=by)
    rounds.close_round(world.round, by=by)
    for name in ("published", "run"):
        run = results.compute_run(results.start_run(world.round, "final", by=by))
        world.keys[name] = run.pk
    world.keys["queued"] = results.start_run(world.round, "final", by=by).pk
    facts = EditionFacts(title=f"Bản {next(NUMBERS)}")
    edition = publication.publish_run(world.run("published"), facts, by=by)
    world.keys["edition"] = edition.pk


def two_rounds(world: RaceWorld) -> None:
    """Two closed rounds, each with a finished run."""
    for name in ("first", "second"):
        all_submitted(world)
        by = world.who("coordinator")
        rounds.start_appraisal(world.round, by=by)
        rounds.close_round(world.round, by=by)
        run = results.compute_run(results.start_run(world.round, "final", by=by))
        world.keys[name] = run.pk
    world.seen["title"] = f"Cùng một tên {next(NUMBERS)}"


def make_published(world: RaceWorld, name: str) -> Edition:
    return publication.publish_run(
        world.run(name),
        EditionFacts(title=world.seen["title"]),
        by=world.who("coordinator"),
    )


def tree(world: RaceWorld) -> None:
    """Units that are about to be changed."""
    n = next(NUMBERS)
    root = world.unit("ministry")
    for name, above in (("upper", root), ("lower", root)):
        unit = organisations.create_unit(
            by=None, code=f"{name}{n}", name=name, parent=above
        )
        world.keys[name] = unit.pk
    world.seen["code"] = f"new{n}"
    table = f"ma,ten,ma_cap_tren\nnew{n},Mới,{root.code}\nlower{n},Dưới,upper{n}\n"
    world.seen["table"] = read_table("u.csv", table.encode())


def shelf(world: RaceWorld) -> None:
    """A draft of a framework beside two published ones."""
    n = next(NUMBERS)
    by = world.who("coordinator")
    world.seen["text"] = FRAMEWORK.replace("vn.test.small", f"vn.test.draft{n}")
    draft = frameworks.create_draft(text=world.seen["text"], by=by, origin="empty")
    world.keys["draft"] = draft.pk
    later = FRAMEWORK.replace("vn.test.small", f"vn.test.later{n}")
    world.keys["later"] = frameworks.adopt_text(later, by=by).pk
    world.seen["new"] = FRAMEWORK.replace("vn.test.small", f"vn.test.new{n}")
    document = read_draft(draft.text)
    world.seen["head"] = digest_of({"title": document["title"]})
    world.seen["node"] = own_part(document["nodes"][0])
    world.seen["sheet"] = proposed_crosswalk(
        world.release().text, world.release("later").text
    )


def staff(world: RaceWorld) -> None:
    """A person whose account and roles are being changed."""
    n = next(NUMBERS)
    made = accounts.create_user(
        by=None, username=f"person{n}", full_name="Người", email=f"p{n}@bct.example.vn"
    )
    role = accounts.grant_role(
        user=made, role=Role.VIEWER, unit=world.unit("agency"), by=None
    )
    Authenticator.objects.create(user=made, type="totp", data={"secret": "x"})
    world.people["person"] = made.pk
    conflict = accounts.declare_conflict(
        user=made,
        unit=world.unit("ministry"),
        reason="Người thân",
        since=timezone.localdate(),
        by=world.who("coordinator"),
    )
    second = person(f"thu{n}", "Thư", Role.COORDINATOR, world.unit("ministry"))
    proposal = accounts.propose_role(
        user=made,
        role=Role.COUNCIL,
        unit=world.unit("agency"),
        change=RoleChange.GIVE,
        by=second,
    )
    service = accounts.create_service_account(
        name=f"service{n}",
        unit=world.unit("agency"),
        scope=accounts.ServiceScope(["read"]),
        expires_at=timezone.now() + dt.timedelta(days=30),
        by=world.who("coordinator"),
    )
    world.keys["service"] = service.token.account_id
    token = link_to(made, INVITATION).rstrip("/").rpartition("/")[2]
    world.seen |= {
        "conflict": conflict,
        "proposal": proposal,
        "role": role,
        "service": service.token,
        "name": f"new{n}",
        "token": token,
    }


def listed_person(world: RaceWorld) -> ListTable:
    """A list of one new person, who reports for the agency."""
    cells = [world.seen["name"], "Mới", "", "reporter", world.unit("agency").code]
    row = ListRow(2, dict(zip(COLUMNS, cells, strict=True)))
    return ListTable("nguoi.csv", list(COLUMNS), [row])


def coordinators(world: RaceWorld) -> None:
    """Two coordinators of one unit, the only ones."""
    n = next(NUMBERS)
    root = organisations.create_unit(by=None, code=f"C{n}", name="Bộ khác")
    world.keys["ministry"] = root.pk
    for name in ("first", "second"):
        made = person(f"{name}{n}", name, Role.COORDINATOR, root)
        world.people[name] = made.pk
        world.seen[name] = RoleAssignment.objects.get(user=made)
